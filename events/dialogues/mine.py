"""Dialogues and commitments in "my work"."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.dialogues.access import mine_q, oversees
from events.dialogues.models import ChecklistItem, Commitment, Dialogue
from events.dialogues.models.dialogue import COMING
from events.dialogues.people import involved_in
from events.dialogues.rows import commitment_rows, dialogue_rows
from portal.pages.my_sections import MySection, register_my_section
from portal.visibility import viewer_for

SHOWN = 10


def my_dialogues(user: Any) -> dict[str, Any] | None:
    """Coming dialogues of which the user is one of the people, with what is still to be prepared there."""
    ids = involved_in(user)
    if not ids:
        return None
    found = Dialogue.objects.visible_to(user).filter(pk__in=ids, status__in=COMING).order_by("starts", "pk")
    rows = dialogue_rows(user, found[:SHOWN])
    if not rows:
        return None
    organised = involved_in(user, "o") & {row.dialogue.pk for row in rows}
    todo = ChecklistItem.objects.filter(dialogue__in=organised, done_at=None).order_by("due", "pk")
    waiting: dict[int, list[ChecklistItem]] = {}
    for item in todo:
        waiting.setdefault(item.dialogue_id, []).append(item)
    today = timezone.localdate()
    return {"rows": [(row, waiting.get(row.dialogue.pk, [])) for row in rows], "today": today}


def my_commitments(user: Any) -> dict[str, Any] | None:
    """Open commitments on the user's desk, and all overdue ones for those who oversee them."""
    if not viewer_for(user).is_member:
        return None
    due = Commitment.objects.visible_to(user).open()
    wanted = mine_q(user)
    if oversees(user):
        wanted |= Q(due__lt=timezone.localdate())
    found = due.filter(wanted).distinct()
    total = found.count()
    if not total:
        return None
    return {"rows": commitment_rows(user, found[:SHOWN]), "total": total, "more": total > SHOWN}


def register() -> None:
    """Put the sections on everybody's page. Called when the app is ready."""
    register_my_section(
        MySection("my-dialogues", _("My coming dialogues"), "dialogues/my.html", 21, my_dialogues)
    )
    register_my_section(
        MySection(
            "my-commitments", _("Commitments on my desk"), "dialogues/my_commitments.html", 22, my_commitments
        )
    )
