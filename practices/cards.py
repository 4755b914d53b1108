"""What lists show of a practice (components/card.html), and what has to be loaded for it beforehand."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from portal.pages.audience_words import audience_words
from portal.pages.countries import dossier_url
from portal.pages.instrument_names import distinct_name, name_language
from portal.pages.models import CountryPage
from practices.models import PracticePage

SHOWN_INSTRUMENTS = 3
SHOWN_TOPICS = 3


def with_card_relations(practices: QuerySet[PracticePage]) -> QuerySet[PracticePage]:
    """The same practices with what a card shows. Three queries more, however many practices."""
    return practices.prefetch_related("other_countries", "instruments", "topics")


def attach_dossiers(pages: Iterable[PracticePage]) -> None:
    """Give each practice its principal country's dossier, with one query for all."""
    waiting = [page for page in pages if "country_page" not in page.__dict__]
    if not waiting:
        return
    parents = {page.pk: page.path[: -page.steplen] for page in waiting}
    dossiers = CountryPage.objects.filter(path__in=set(parents.values())).select_related("country")
    found = {dossier.path: dossier for dossier in dossiers}
    for page in waiting:
        page.country_page = found[parents[page.pk]]


def practice_url(page: PracticePage) -> str:
    """The address of a practice below its dossier. Makes no query once the dossier is attached."""
    return f"{dossier_url(page.country_page)}{page.slug}/"


def practice_cards(pages: Sequence[PracticePage], *, language: str | None = None) -> list[dict[str, Any]]:
    """Cards of practices the viewer may see, in a constant number of queries after ``with_card_relations``."""
    attach_dossiers(pages)
    words = audience_words(page.audience_key for page in pages)
    return [practice_card(page, language=language, audience=words[page.audience_key]) for page in pages]


def card_date(page: PracticePage) -> datetime.date | None:
    """When it was experienced; otherwise when it was first published."""
    published = page.first_published_at
    return page.experience_until or page.experience_from or (published.date() if published else None)


def practice_card(page: PracticePage, *, language: str | None = None, audience: str = "") -> dict[str, Any]:
    """One card. Makes no query on a practice prepared by ``with_card_relations`` and ``attach_dossiers``."""
    countries = [page.country_page.country, *page.other_countries.all()]
    instruments = list(page.instruments.all())[:SHOWN_INSTRUMENTS]
    topics = list(page.topics.all())[:SHOWN_TOPICS]
    return {
        "url": practice_url(page),
        "title": page.title,
        "language": page.language,
        "kind": page.get_kind_display() if page.kind else "",
        "countries": [country.name(language) for country in countries],
        "date": card_date(page),
        "summary": page.summary,
        "tlp": page.tlp,
        "outcome": page.get_outcome_display() if page.outcome != "none" else "",
        "audience": audience,
        "is_example": page.is_example,
        "instruments": [
            {
                "name": distinct_name(i, language),
                "url": f"/instruments/{i.slug}/",
                "lang": name_language(i, language),
            }
            for i in instruments
        ],
        "topics": [{"name": topic.name(language), "url": f"/search/?topic={topic.slug}"} for topic in topics],
    }
