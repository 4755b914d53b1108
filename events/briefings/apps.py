from django.apps import AppConfig


class BriefingsConfig(AppConfig):
    name = "events.briefings"
    label = "briefings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.briefings import audience, dossier, for_dialogues, mine, sources

        audience.connect()
        dossier.register()
        for_dialogues.register_with_dialogues()
        mine.register()
        sources.register()
