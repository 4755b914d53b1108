from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "events.dialogues"
    label = "dialogues"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.dialogues import (
            agenda_following,
            audience,
            dossier,
            indexing,
            mine,
            people,  # noqa: F401  # the people of a dialogue hold tokens of the one rule
        )

        agenda_following.connect()
        audience.connect()
        dossier.register()
        indexing.connect()
        mine.register()
