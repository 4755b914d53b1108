from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "liaison.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from liaison.directory import (
            audience,
            dossier,
            handover,  # noqa: F401  # a holder leaves a post by handover only
            indexing,
        )

        audience.connect()
        dossier.register()
        indexing.connect()
