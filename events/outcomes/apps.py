from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "events.outcomes"
    label = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.outcomes import panel, to_practice

        panel.register()
        to_practice.register()
