from django.apps import AppConfig


class LegalBasisConfig(AppConfig):
    name = "liaison.legal_basis"
    label = "legal_basis"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from liaison.legal_basis import dossier

        dossier.register()
