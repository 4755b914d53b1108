from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "events.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.desk import (
            panels,
            sharing,  # noqa: F401  # it registers itself
        )

        panels.connect()
