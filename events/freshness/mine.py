"""Consultations in "my work": questions about briefings that wait for an answer of the viewer's body."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.dialogues.bodies import body_of
from events.freshness.consulted import may_answer
from events.freshness.enums import ConsultationState, ConsultedBody
from events.freshness.models import Confirmation
from portal.pages.my_sections import MySection, register_my_section


def my_consultations(user: Any) -> dict[str, Any] | None:
    """The open questions that the user may answer. One query."""
    body = body_of(user)
    if body not in ConsultedBody.values:
        return None
    asked = Confirmation.objects.filter(body=body, state=ConsultationState.ASKED)
    rows = [
        one
        for one in asked.select_related("briefing__country").order_by("asked_at", "pk")
        if may_answer(user, one)
    ]
    return {"rows": rows} if rows else None


def register() -> None:
    """Put the section on everybody's page. Called when the app is ready."""
    title = _("You are consulted on a briefing package")
    register_my_section(MySection("my-consultations", title, "freshness/my.html", 34, my_consultations))
