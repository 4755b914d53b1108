from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "liaison.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
