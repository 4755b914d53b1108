from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "liaison.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from liaison.assessments import dossier, mine

        dossier.register()
        mine.register()
