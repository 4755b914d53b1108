from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "events.calendars"
    label = "calendars"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.calendars import panels, receivers  # noqa: F401 - its receivers connect themselves

        panels.connect()
