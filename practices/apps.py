from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    label = "practices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.media import rules
        from practices import dossier, handover, indexing, notices, queries

        dossier.register()
        handover.register()
        indexing.connect()
        notices.connect()
        rules.register_visible_pages(queries.visible_pages)
        rules.register_workable_pages(queries.workable_pages)
