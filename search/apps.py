from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Everything by country and instrument: marks, rows, engines, query, results."""

    name = "search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search import signals

        signals.connect()
