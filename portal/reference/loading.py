"""Loading the reference data: files in, records out, every rejected row told.

Loading twice changes nothing the second time. Rows of a file win over the database, except for records that
were changed in the admin (``is_local``), which are left alone. Aliases, titles and terms that a file no
longer has are removed if all its rows could be read; countries, instruments and topics never are, because
content is filed under them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.reference import revision
from portal.reference.cldr import FALLBACK, territory_names
from portal.reference.enums import CountryAliasKind, TopicGroup
from portal.reference.loading_instruments import (
    load_agreements,
    load_instrument_aliases,
    load_instruments,
    load_titles,
)
from portal.reference.models import Country, CountryAlias, Instrument, Source, Topic, TopicTerm
from portal.reference.models.country import territory_error
from portal.reference.rows import FileReport, Rejection, Row, RowError
from portal.reference.syncing import collect, keys_of, local_keys, sync

DATA_DIR: Path = settings.BASE_DIR / "data"
"""The project's own copy of the reference data, with its sources in SOURCES.md and README.md."""


@dataclass(slots=True)
class Report:
    """What became of all files."""

    files: list[FileReport] = field(default_factory=list)

    @property
    def rejections(self) -> list[Rejection]:
        """Every rejected row, file by file."""
        return [rejection for file in self.files for rejection in file.rejections]

    @property
    def changes(self) -> int:
        """How many records were created, updated or removed."""
        return sum(file.created + file.updated + file.removed for file in self.files)


def load_all(directory: Path = DATA_DIR, *, dry_run: bool = False) -> Report:
    """Load every file of a folder in one transaction, in the order in which they refer to each other.

    With ``dry_run`` everything is tried and reported, and nothing is kept.
    """
    report = Report()
    steps: list[Callable[[Path], FileReport]] = [
        load_sources,
        load_countries,
        load_country_aliases,
        load_topics,
        load_topic_terms,
        load_instruments,
        load_agreements,
        load_titles,
        load_instrument_aliases,
    ]
    names = (
        "sources", "countries", "country_aliases", "topics", "topic_synonyms", "instruments", "agreements",
        "titles_i18n", "instrument_aliases",
    )  # fmt: skip
    with transaction.atomic():
        for step, name in zip(steps, names, strict=True):
            report.files.append(step(directory / f"{name}.csv"))
        revision.keep_names(list(Instrument.objects.values_list("code", flat=True)))
        if report.changes:
            revision.bump()
        if dry_run:
            transaction.set_rollback(True)
    return report


def load_sources(path: Path) -> FileReport:
    """Load sources.csv."""
    report = FileReport(path.name)

    def parse(row: Row) -> dict[str, Any]:
        return {
            "code": row.needed("source_id", 40),
            "description": row.needed("description"),
            "url": row.text("url"),
            "as_of": row.text("as_of"),
        }

    columns = ("source_id", "description", "url", "as_of")
    wanted = collect(path, columns, parse, report, model=Source, key=("code",))
    sync(Source, ("code",), wanted, report)
    return report


def load_countries(path: Path) -> FileReport:
    """Load countries.csv. Codes that CLDR does not know are rejected: such a country could not be named."""
    report = FileReport(path.name)
    names = territory_names(FALLBACK)

    def parse(row: Row) -> dict[str, Any]:
        region = row.text("region")
        if region and not (region.isdigit() and region in names):
            raise RowError("region", f"unknown region {region!r}")
        return _territory(row, names) | {
            "code": row.one_of("code", names.keys(), "country"),
            "alpha3": row.needed("alpha3", 3),
            "region": region,
            "is_eu": row.yes_no("is_eu"),
            "footnote": row.text("footnote_en"),
            "footnote_fr": row.text("footnote_fr"),
            "source": row.needed("source", 200),
        }

    columns = (
        "code", "alpha3", "region", "is_eu", "footnote_en", "footnote_fr", "source",
        "responsible", "is_eu_territory", "status_source",
    )  # fmt: skip
    wanted = collect(path, columns, parse, report, model=Country, key=("code",))
    sync(Country, ("code",), wanted, report, local=local_keys(Country))
    return report


def _territory(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    """The State responsible for a territory, and where that is from."""
    responsible = row.one_of("responsible", names, "country") if row.text("responsible") else ""
    fields: dict[str, Any] = {
        "responsible": responsible,
        "is_eu_territory": row.yes_no("is_eu_territory"),
        "status_source": row.needed("status_source", 255) if responsible else "",
    }
    error = territory_error(row.text("code"), row.yes_no("is_eu"), responsible, fields["is_eu_territory"])
    if error:
        raise RowError(error[0], str(error[1]))
    return fields


def load_country_aliases(path: Path) -> FileReport:
    """Load country_aliases.csv. Only names of the kind ``not`` stand without a country."""
    report = FileReport(path.name)
    known = keys_of(Country)

    def parse(row: Row) -> dict[str, Any]:
        kind = row.one_of("kind", CountryAliasKind.values, "kind")
        if kind == CountryAliasKind.NOT and row.text("country"):
            raise RowError("country", "must be empty for a name that stands for no country")
        return {
            "country_id": None if kind == CountryAliasKind.NOT else row.one_of("country", known, "country"),
            "language": row.language("language"),
            "text": row.needed("alias", 120),
            "kind": kind,
            "source": row.needed("source", 200),
        }

    columns = ("country", "language", "alias", "kind", "source")
    key = ("country_id", "language", "text")
    wanted = collect(path, columns, parse, report, model=CountryAlias, key=key)
    local = local_keys(Country)
    sync(CountryAlias, key, wanted, report, local=local, owner="country_id", remove=not report.rejections)
    return report


def load_topics(path: Path) -> FileReport:
    """Load topics.csv."""
    report = FileReport(path.name)

    def parse(row: Row) -> dict[str, Any]:
        return {
            "slug": row.needed("slug", 60),
            "group": row.one_of("group", TopicGroup.values, "group"),
            "order": row.number_in("order"),
            "name_en": row.needed("name_en", 120),
            "name_fr": row.needed("name_fr", 120),
            "description_en": row.text("description_en"),
            "description_fr": row.text("description_fr"),
            "themes": row.text("themes"),
            "source": row.needed("source", 200),
        }

    columns = (
        "slug",
        "group",
        "order",
        "name_en",
        "name_fr",
        "description_en",
        "description_fr",
        "themes",
        "source",
    )
    wanted = collect(path, columns, parse, report, model=Topic, key=("slug",))
    sync(Topic, ("slug",), wanted, report, local=local_keys(Topic))
    return report


def load_topic_terms(path: Path) -> FileReport:
    """Load topic_synonyms.csv."""
    report = FileReport(path.name)
    known = keys_of(Topic)

    def parse(row: Row) -> dict[str, Any]:
        return {
            "topic_id": row.one_of("topic", known, "topic"),
            "language": row.language("language"),
            "text": row.needed("term", 120),
            "source": row.needed("source", 200),
            "is_used": row.yes_no("used"),
        }

    key = ("topic_id", "language", "text")
    columns = ("topic", "language", "term", "source", "used")
    wanted = collect(path, columns, parse, report, model=TopicTerm, key=key)
    local = local_keys(Topic)
    sync(TopicTerm, key, wanted, report, local=local, owner="topic_id", remove=not report.rejections)
    return report
