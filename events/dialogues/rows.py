"""Dialogues and commitments as lists show them, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from events.dialogues.bodies import name_of_body
from events.dialogues.models import Approach, Commitment, Dialogue
from events.dialogues.people import involved_in
from events.exchanges.when import When, when
from portal.pages.audience_words import audience_words
from portal.reference.cldr import territory_name
from portal.visibility import MEMBERS, PUBLIC, format_key, parse_key


def words_of(keys: Iterable[str]) -> dict[str, str]:
    """What each audience key means. All of them are for members at most, which is said in two words where named
    communities are meant. One query at most. Whoever asks has asked the rule about the items first."""
    inner = {key: format_key((parse_key(key) or frozenset()) - {frozenset({MEMBERS})}) for key in keys}
    inner = {key: MEMBERS if part == PUBLIC else part for key, part in inner.items()}
    words = audience_words(inner.values())
    return {
        key: words[part]
        if part == MEMBERS
        else _("%(words)s (members of the portal only)") % {"words": words[part]}
        for key, part in inner.items()
    }


@dataclass(frozen=True)
class DialogueRow:
    """One dialogue of a list. ``part`` is what the viewer is there: "o", "d" or nothing."""

    dialogue: Dialogue
    when: When
    country: str
    hosts: list[str]
    audience: str
    part: str


def dialogue_rows(user: Any, dialogues: Iterable[Dialogue]) -> list[DialogueRow]:
    """Rows of dialogues the viewer may see; the words of their audiences take one query."""
    found = list(dialogues)
    words = words_of({one.audience_key for one in found})
    parts = {pk: kind for kind in "do" for pk in involved_in(user, kind)}
    return [
        DialogueRow(
            dialogue=one,
            when=when(one.starts, one.ends, one.time_zone),
            country=territory_name(one.country_id),
            hosts=[name_of_body(code) for code in one.hosts],
            audience=words[one.audience_key],
            part=parts.get(one.pk, ""),
        )
        for one in found
    ]


@dataclass(frozen=True)
class CommitmentRow:
    """One commitment of a list. ``dialogue`` is where it was made, where the viewer may see that."""

    commitment: Commitment
    body: str
    country: str
    audience: str
    dialogue: Dialogue | None


def commitment_rows(user: Any, commitments: Iterable[Commitment]) -> list[CommitmentRow]:
    """Rows of commitments the viewer may see: three queries at most."""
    found = list(commitments)
    words = words_of({one.audience_key for one in found})
    ids = {one.dialogue_id for one in found}
    visible = {one.pk: one for one in Dialogue.objects.visible_to(user).filter(pk__in=ids)} if ids else {}
    return [
        CommitmentRow(
            commitment=one,
            body=name_of_body(one.owner_body),
            country=territory_name(one.country_id),
            audience=words[one.audience_key],
            dialogue=visible.get(one.dialogue_id),
        )
        for one in found
    ]


APPROACHES_SHOWN = 10


def approach_lines(user: Any, country: str = "") -> list[dict[str, Any]]:
    """Approaches that come, and may be seen, the next first. One query."""
    found = Approach.objects.visible_to(user).filter(ends__gte=timezone.localdate(), is_cancelled=False)
    if country:
        found = found.filter(country=country)
    return [
        {"approach": one, "country": territory_name(one.country_id)}
        for one in found.order_by("starts", "pk")[:APPROACHES_SHOWN]
    ]
