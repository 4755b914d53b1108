from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "events.outcomes"
    label = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.outcomes import indexing, panel, to_practice

        indexing.connect()
        panel.register()
        to_practice.register()
