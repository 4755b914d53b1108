from django.apps import AppConfig


class TreatiesConfig(AppConfig):
    name = "liaison.treaties"
    label = "treaties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from liaison.treaties import dossier, indexing

        dossier.register()
        indexing.connect()
