from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "events.exchanges"
    label = "exchanges"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.exchanges import (
            audience,
            dossier,
            handover,
            indexing,
            mine,
            people,  # noqa: F401  # the people of an event hold tokens of the one rule
        )

        audience.connect()
        dossier.register()
        handover.register()
        indexing.connect()
        mine.register()
