"""Dialogues, commitments and approaches in a country's dossier."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.dialogues.models import Commitment, Dialogue
from events.dialogues.rows import approach_lines, commitment_rows, dialogue_rows
from portal.pages.dossier import Panel, register_panel
from portal.pages.models import CountryPage
from portal.visibility import Viewer

DIALOGUES_SHOWN = 4
COMMITMENTS_SHOWN = 5


def dialogues_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any] | None:
    """The last and next dialogues, the open commitments and the coming approaches that the viewer may see; nothing at
    all where there are none."""
    if not viewer.is_member:
        return None
    dialogues = Dialogue.objects.visible_to(viewer).filter(country=page.country_id).order_by("-starts", "-pk")
    commitments = Commitment.objects.visible_to(viewer).filter(country=page.country_id).open()
    rows = dialogue_rows(viewer, dialogues[:DIALOGUES_SHOWN])
    promised = commitment_rows(viewer, commitments[:COMMITMENTS_SHOWN])
    approaches = approach_lines(viewer, page.country_id)
    if not rows and not promised and not approaches:
        return None
    return {
        "rows": rows,
        "commitments": promised,
        "approaches": approaches,
        "country": page.country,
    }


def register() -> None:
    """Put the panel on every dossier. Called when the app is ready."""
    register_panel(
        Panel("dialogues", _("Dialogues and commitments"), "dialogues/panel.html", 42, dialogues_panel)
    )
