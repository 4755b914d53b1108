"""Assessment rounds in "my work": what is awaited of the viewer's body, and reports that were transmitted to them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.assessments.access import reports_visible_to, rounds_visible_to
from liaison.assessments.bodies import body_of
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Contribution
from liaison.assessments.rounds import is_late
from portal.pages.my_sections import MySection, register_my_section

SHOWN = 5


def my_rounds(user: Any) -> dict[str, Any] | None:
    """The rounds that are under way for the user, each with their body's contribution; the newest reports."""
    rounds = list(rounds_visible_to(user).exclude(status=RoundStatus.CLOSED)[:SHOWN])
    reports = list(reports_visible_to(user).filter(transmitted_at__isnull=False).defer("content")[:SHOWN])
    if not rounds and not reports:
        return None
    found = Contribution.objects.filter(round__in=rounds, body=body_of(user) or "") if rounds else ()
    own = {one.round_id: one for one in found}
    return {"rows": [(round, own.get(round.pk), is_late(round)) for round in rounds], "reports": reports}


def register() -> None:
    """Put the section on everybody's page. Called when the app is ready."""
    register_my_section(MySection("my-rounds", _("Assessment rounds"), "assessments/my.html", 30, my_rounds))
