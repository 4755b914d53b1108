"""What lists show of a practice (components/card.html), and what has to be loaded for it beforehand."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import get_language

from portal.pages.audience_words import audience_words
from portal.pages.instrument_names import distinct_name, name_language
from portal.prepared import Prepared
from portal.reference.cldr import territory_name
from practices.enums import Outcome, PracticeKind
from practices.filed import attach_filed, filed_of
from practices.models import PracticePage

SHOWN_INSTRUMENTS = 3
SHOWN_TOPICS = 3


CARD_FIELDS = (
    "title slug path depth live owner_id first_published_at summary kind language experience_from "
    "experience_until outcome tlp is_example audience_key"
).split()


def for_cards(practices: QuerySet[PracticePage]) -> QuerySet[PracticePage]:
    """The same practices with the columns that a card shows, and no others."""
    return practices.only(*CARD_FIELDS)


@dataclass
class ListedPractice:
    """What a list needs to know of a practice: the columns a card shows, without a page."""

    pk: int
    title: str
    slug: str
    owner_id: int | None
    live: bool
    first_published_at: datetime.datetime | None
    summary: str
    kind: str
    language: str
    experience_from: datetime.date | None
    experience_until: datetime.date | None
    outcome: str
    tlp: str
    is_example: bool
    audience_key: str

    @property
    def is_released(self) -> bool:
        """Whether others than its owner may see it (``can_view``)."""
        return self.live


LISTED_FIELDS = tuple(field.name for field in fields(ListedPractice))


def listed(practices: QuerySet[PracticePage]) -> list[ListedPractice]:
    """The practices as rows. One query."""
    return [ListedPractice(*row) for row in practices.values_list(*LISTED_FIELDS)]


_live = Prepared(
    lambda *ids: PracticePage.objects.filter(pk__in=ids, live=True).order_by().values_list(*LISTED_FIELDS)
)
AT_ONCE = 20
"""Practices of one page of results, which most lists are."""


def listed_live(ids: Iterable[int]) -> list[ListedPractice]:
    """The live ones of these practices as rows, whoever may see them, in no order. One query."""
    return [ListedPractice(*row) for row in _live.rows_of_any(list(ids), at_once=AT_ONCE)]


def practice_url(page: PracticePage | ListedPractice) -> str:
    """The address of a practice below its dossier. Makes no query on a practice prepared by ``attach_filed``."""
    return f"/countries/{filed_of(page).dossier_slug}/{page.slug}/"


def practice_cards(pages: Sequence[PracticePage], *, language: str | None = None) -> list[dict[str, Any]]:
    """Cards of practices the viewer may see, in a constant number of queries."""
    attach_filed(pages)
    words = audience_words(page.audience_key for page in pages)
    return [practice_card(page, language=language, audience=words[page.audience_key]) for page in pages]


def card_date(page: PracticePage | ListedPractice) -> datetime.date | None:
    """When it was experienced; otherwise when it was first published."""
    published = page.first_published_at
    return page.experience_until or page.experience_from or (published.date() if published else None)


def _label(choices: type[models.TextChoices], value: str) -> str:
    """The name of a choice. ``get_..._display`` translates all of them to find one."""
    return _labels(choices, get_language() or "").get(value, value)


@cache
def _labels(choices: type[models.TextChoices], language: str) -> dict[str, str]:
    """The names of all choices in the language that is active now, which must be ``language``."""
    return {value: str(label) for value, label in choices.choices}


def practice_card(
    page: PracticePage | ListedPractice, *, language: str | None = None, audience: str = ""
) -> dict[str, Any]:
    """One card. Makes no query on a practice prepared by ``attach_filed``."""
    filed = filed_of(page)
    codes = [filed.country, *filed.other_countries]
    return {
        "url": practice_url(page),
        "title": page.title,
        "language": page.language,
        "kind": _label(PracticeKind, page.kind),
        "countries": [territory_name(code, language) for code in codes],
        "date": card_date(page),
        "summary": page.summary,
        "tlp": page.tlp,
        "outcome": _label(Outcome, page.outcome) if page.outcome != Outcome.NONE else "",
        "audience": audience,
        "is_example": page.is_example,
        "instruments": [
            {
                "name": distinct_name(i, language),
                "url": f"/instruments/{i.slug}/",
                "lang": name_language(i, language),
            }
            for i in filed.instruments[:SHOWN_INSTRUMENTS]
        ],
        "topics": [
            {"name": topic.name(language), "url": f"/search/?topic={topic.slug}"}
            for topic in filed.topics[:SHOWN_TOPICS]
        ],
    }
