from django.apps import AppConfig


class FreshnessConfig(AppConfig):
    name = "events.freshness"
    label = "freshness"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.freshness import mine, panel, watching

        watching.connect()
        panel.register()
        mine.register()
