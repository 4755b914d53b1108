"""Demo practices from ``data/demo/practices.json``: documented experiences with their sources, and examples
that are marked as such."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import ReferenceIndex

from portal.pages.models import CountryPage
from portal.people.models import User
from portal.reference.models import Country, Instrument, Topic
from practices.models import PracticePage, PracticeSource


class PracticeLoader:
    """Creates the demo practices that are missing; one that somebody edited, moved or unpublished stays."""

    def __init__(self, groups: dict[str, Group]) -> None:
        self.groups = groups
        self.countries = {country.code: country for country in Country.objects.all()}
        self.instruments = {instrument.code: instrument for instrument in Instrument.objects.all()}
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.dossiers = {page.country.code: page for page in CountryPage.objects.select_related("country")}
        self.writers = list(User.objects.exclude(role="").order_by("pk"))

    @transaction.atomic
    def load(self, rows: list[dict[str, Any]], progress: Callable[[int, int], None] | None = None) -> int:
        """Create what is missing, in one transaction, so that search follows once. Gives how many are new.

        Raises KeyError for an unknown code.
        """
        present = set(PracticePage.objects.values_list("slug", flat=True))
        new = 0
        for done, row in enumerate(rows, start=1):
            if slugify(row["id"]) not in present:
                self._create(row)
                new += 1
            if progress:
                progress(done, len(rows))
        return new

    def _create(self, row: dict[str, Any]) -> PracticePage:
        page = PracticePage(
            title=row["title"],
            slug=slugify(row["id"]),
            summary=row["summary"],
            body=[(block["type"], _block_value(block)) for block in row["body"]],
            kind=row["kind"],
            language=row["language"],
            experience_from=_date(row["experience_from"]),
            experience_until=_date(row["experience_until"]),
            outcome=row["outcome"],
            contact=row["contact"],
            tlp=row["tlp"],
            review_by=_date(row["review_by"]),
            is_example=row["class"] == "example",
            note=row.get("note", ""),
            audience=row["audience"],
            owner=self._writer(row),
        )
        page.communities = [self.groups[name] for name in row["communities"]]
        page.other_countries = [self.countries[code] for code in row["other_countries"]]
        page.instruments = [self.instruments[code] for code in row["instruments"]]
        page.topics = [self.topics[slug] for slug in row["topics"]]
        page.sources = [
            PracticeSource(title=s.get("title", "")[:255], url=s.get("url", ""), date=s.get("date", ""))
            for s in row["sources"]
        ]
        self.dossiers[row["country"]].add_child(instance=page)
        page.save_revision(user=page.owner).publish()
        ReferenceIndex.create_or_update_for_object(page)
        return page

    def _writer(self, row: dict[str, Any]) -> User | None:
        """Nobody for what open sources document; for an example somebody posted to the country, else one of the
        demo's writers, chosen by the practice's name."""
        if row["class"] == "documented":
            return None
        posted = [writer for writer in self.writers if writer.posted_to == row["country"]]
        pool = posted or [
            w for w in self.writers if w.role in {"liaison_magistrate", "prosecutor", "ejn_contact_point"}
        ]
        return pool[sum(map(ord, row["id"])) % len(pool)] if pool else None


def _block_value(block: dict[str, Any]) -> Any:
    """A block's value as the page's body takes it: a table has its columns' types beside its rows."""
    if block["type"] != "table":
        return block["value"]
    table = block["value"]
    return {
        "caption": table["caption"],
        "columns": [{"type": "text", "heading": heading} for heading in table["head"]],
        "rows": [{"values": row} for row in table["rows"]],
    }


def _date(value: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if value else None
