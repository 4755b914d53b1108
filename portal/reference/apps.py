from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Countries, instruments and topics: the axes everything is filed under."""

    name = "portal.reference"
    label = "reference"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.reference import indexing, revision

        revision.connect()
        indexing.connect()
