from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "events.issues"
    label = "briefing_issues"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.issues import audience, indexing, mine, panel

        audience.connect()
        indexing.connect()
        mine.register()
        panel.register()
