"""Where a round's page leads: one line for each page about a round, with who is offered it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.assessments.access import can_read_draft_report, is_assessor
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Round


@dataclass(frozen=True, slots=True)
class Link:
    """A page about a round: ``name`` of its address (which takes the round's slug), and who is offered it."""

    label: Any
    name: str
    offered: Callable[[Any, Round], bool]


def _assesses(user: Any, round: Round) -> bool:
    return is_assessor(user)


def _assesses_open(user: Any, round: Round) -> bool:
    return is_assessor(user) and round.status != RoundStatus.DRAFT


def _reads_draft(user: Any, round: Round) -> bool:
    return round.status in (RoundStatus.ASSESSING, RoundStatus.CONSULTED) and can_read_draft_report(
        user, round
    )


LINKS = [
    Link(_("Progress and reminders"), "assessments:progress", _assesses_open),
    Link(_("Scores"), "assessments:scores", _assesses_open),
    Link(_("Assessment by country"), "assessments:consolidation", _assesses_open),
    Link(_("Draft report"), "assessments:draft", _reads_draft),
]


def round_links(user: Any, round: Round) -> list[tuple[str, str]]:
    """The pages of a round that a user is offered: label and address."""
    return [
        (str(link.label), reverse(link.name, args=[round.slug]))
        for link in LINKS
        if link.offered(user, round)
    ]
