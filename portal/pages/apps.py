from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "portal.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.pages import (
            audience,  # noqa: F401  # connects the signal
            community_names,
            indexing,
        )

        community_names.connect()
        indexing.connect()
