from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "events.timeline"
    label = "timeline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.timeline import engagement, happenings, law

        for source in (
            engagement.dialogues,
            engagement.commitments,
            engagement.approaches,
            engagement.exchanges,
            engagement.briefing_issues,
            law.priority_decisions,
            law.treaty_actions,
            law.accession_steps,
            law.agreement_stages,
        ):
            happenings.register_source(source)
