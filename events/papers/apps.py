from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "events.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.papers import panel

        panel.register()
