"""The page of a dialogue, its printed form, and the page of its organisers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.dialogues.access import organised_dialogue, visible_dialogue
from events.dialogues.actions import next_steps
from events.dialogues.enums import DialogueStatus, ReviewState
from events.dialogues.forms import ChecklistForm
from events.dialogues.history import field_name
from events.dialogues.models import Dialogue
from events.dialogues.reading import dialogue_context
from events.exchanges.when import when
from portal.visibility import Audience, viewer_for

CHANGES_SHOWN = 40


@never_cache
@require_safe
def dialogue_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A dialogue with everything its reader may see of it. 404 where there is none for this reader."""
    dialogue = visible_dialogue(request.user, slug)
    return render(request, "dialogues/dialogue.html", dialogue_context(request, dialogue))


@never_cache
@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same on one page for paper: what this reader may see, and nothing to press."""
    dialogue = visible_dialogue(request.user, slug)
    return render(request, "dialogues/printed.html", dialogue_context(request, dialogue))


@never_cache
@require_safe
def organise(request: HttpRequest, slug: str) -> HttpResponse:
    """What organisers do with a dialogue. 404 for everybody else."""
    dialogue = organised_dialogue(request.user, slug)
    return render(request, "dialogues/organise.html", organising_context(request.user, dialogue))


def organising_context(user: Any, dialogue: Dialogue, **more: Any) -> dict[str, Any]:
    """What the organisers' page shows. The user organises the dialogue: the caller has asked."""
    steps = next_steps(dialogue)
    labels = {
        DialogueStatus.CONFIRMED: (_("It is confirmed"), _("The date stands on both sides.")),
        DialogueStatus.HELD: (
            _("It was held"),
            _("Commitments that still wait here go on to the next dialogue with the country."),
        ),
    }
    return {
        "dialogue": dialogue,
        "when": when(dialogue.starts, dialogue.ends, dialogue.time_zone),
        "missing": missing_of(dialogue),
        "steps": [
            {"status": str(step), "label": labels[step][0], "help": labels[step][1]}
            for step in map(DialogueStatus, steps)
            if step in labels
        ],
        "may_cancel": DialogueStatus.CANCELLED in steps,
        "organisers": list(dialogue.organisers.order_by("last_name", "email")),
        "checklist": list(dialogue.checklist.select_related("done_by")),
        "checklist_form": ChecklistForm(),
        "changes": changes_for(user, dialogue),
    } | more


def missing_of(dialogue: Dialogue) -> list[str]:
    """What a dialogue lacks that its people will ask for. None of it stands in the way."""
    found = []
    if not dialogue.mandate:
        found.append(_("It does not say what its mandate is."))
    if not dialogue.delegations.exists():
        found.append(_("No delegation is named yet."))
    if not dialogue.agenda.exists():
        found.append(_("There is nothing on the agenda yet."))
    if not dialogue.joint_line:
        found.append(_("There is no joint line yet."))
    elif dialogue.line_agreed_at is None:
        found.append(_("The joint line is not agreed yet."))
    if dialogue.audience == Audience.COMMUNITIES and not dialogue.communities.exists():
        found.append(_("It names no community: only its organisers and the EU delegation see it."))
    waiting = dialogue.reviews.filter(state=ReviewState.PENDING)
    if dialogue.has_begun and dialogue.is_coming and waiting.exists():
        found.append(_("It is not written down yet what became of the earlier commitments."))
    return found


def changes_for(user: Any, dialogue: Dialogue) -> list[dict[str, Any]]:
    """The last changes: when, by whom and of what. What concerns something that the organiser may not see is left
    out."""
    viewer = viewer_for(user)
    found = dialogue.changes.select_related("by")[:CHANGES_SHOWN]
    return [
        {"at": one.at, "by": one.by, "names": [field_name(name) for name in one.after]}
        for one in found
        if not one.key or viewer.holds(one.key)
    ]
