from django.apps import AppConfig


class TreatiesConfig(AppConfig):
    name = "liaison.treaties"
    label = "treaties"
    default_auto_field = "django.db.models.BigAutoField"
