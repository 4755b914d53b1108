from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "events.registration"
    label = "registration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.registration import (
            panels,
            receivers,  # noqa: F401 - its receivers connect themselves
        )

        panels.connect()
