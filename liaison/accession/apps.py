from django.apps import AppConfig


class AccessionConfig(AppConfig):
    name = "liaison.accession"
    label = "accession"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from liaison.accession import audience, belongings, dossier, indexing, notices

        audience.connect()
        belongings.register()
        dossier.register()
        indexing.connect()
        notices.connect()
