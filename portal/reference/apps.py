from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReferenceConfig(AppConfig):
    """Countries, instruments and topics: the axes everything is filed under."""

    name = "portal.reference"
    label = "reference"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.reference import editors, indexing, revision

        revision.connect()
        indexing.connect()
        post_migrate.connect(editors.ensure_editors, sender=self, dispatch_uid="reference-editors")
