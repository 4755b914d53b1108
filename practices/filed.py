"""Where practices are filed: countries, instruments and topics of many pages at once.

Read from the tables between them, without an object for every country of every page: a page of results shows
twenty practices, a rebuild reads twenty thousand. Names come from the catalogue that each process keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from wagtail.models import Page

from portal.pages.models import CountryPage
from portal.reference import catalogue
from portal.reference.models import Instrument, Topic
from practices.models import PracticePage, PracticeSource

RELATIONS = ("other_countries", "instruments", "topics")
DOSSIER = "dossier"
SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Filed:
    """What one practice is filed under: the dossier it stands below, and the rest."""

    country: str = ""
    dossier_slug: str = ""
    other_countries: tuple[str, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    topics: tuple[Topic, ...] = ()
    sources: tuple[str, ...] = ()
    """Their titles."""


def attach_filed(pages: Sequence[Any]) -> None:
    """Give each practice what it is filed under, as ``filed_of`` reads it. Two queries, however many pages.

    ``pages`` are practices or what a list knows of them (``practices.cards.ListedPractice``).
    """
    waiting = [page for page in pages if "_filed" not in page.__dict__]
    if not waiting:
        return
    names = catalogue.current()
    related = _related([page.pk for page in waiting])
    countries, instruments, topics = (related[name] for name in RELATIONS)
    for page in waiting:
        found = [names.topics[slug].record for slug in topics[page.pk] if slug in names.topics]
        country, slug = related[DOSSIER][page.pk] or ("", "")
        page.__dict__["_filed"] = Filed(
            country,
            slug,
            tuple(countries[page.pk]),
            tuple(names.instruments[c].record for c in instruments[page.pk] if c in names.instruments),
            tuple(sorted(found, key=lambda topic: (topic.order, topic.slug))),
            tuple(related[SOURCES][page.pk]),
        )


def filed_of(page: Any) -> Filed:
    """What a practice is filed under; asks the database only for a page nobody prepared."""
    attach_filed([page])
    return page.__dict__["_filed"]


def _related(ids: list[int]) -> dict[str, dict[int, list[str]]]:
    """Codes by relation and page id, in the order of the codes. One statement for all tables.

    ``DOSSIER`` gives the country and the slug of the page above, where that is a dossier.
    """
    marks = ", ".join(["%s"] * len(ids))
    parts = []
    for name in RELATIONS:
        field = PracticePage._meta.get_field(name)
        table, page, code = field.m2m_db_table(), field.m2m_column_name(), field.m2m_reverse_name()
        parts.append(f"SELECT '{name}', {page}, {code} FROM {table} WHERE {page} IN ({marks})")  # noqa: S608
    parts.append(
        f"SELECT '{SOURCES}', page_id, title FROM {PracticeSource._meta.db_table} WHERE page_id IN ({marks})"  # noqa: S608
    )
    page, dossier = Page._meta.db_table, CountryPage._meta.db_table
    parts.append(
        f"SELECT '{DOSSIER}', child.id, country_id || ' ' || above.slug FROM {page} child "  # noqa: S608
        f"JOIN {page} above ON above.path = SUBSTR(child.path, 1, LENGTH(child.path) - {Page.steplen}) "
        f"JOIN {dossier} ON basepage_ptr_id = above.id WHERE child.id IN ({marks})"
    )
    found: dict[str, dict[int, list[str]]] = {
        name: defaultdict(list) for name in (*RELATIONS, DOSSIER, SOURCES)
    }
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 3", ids * len(parts))
        for name, page_id, code in cursor.fetchall():
            if name == DOSSIER:
                found[name][page_id] = code.split(" ", 1)
            else:
                found[name][page_id].append(code)
    return found
