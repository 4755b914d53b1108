"""Loading instruments, agreements, their titles and aliases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portal.reference.enums import Confidence, InstrumentAliasKind
from portal.reference.instrument_rows import (
    AGREEMENT_COLUMNS,
    INSTRUMENT_COLUMNS,
    TITLE_COLUMNS,
    Known,
    agreement_from,
    instrument_from,
    title_from,
)
from portal.reference.models import Country, Instrument, InstrumentAlias, InstrumentTitle, Source, Topic
from portal.reference.rows import FileReport, Row, read_rows
from portal.reference.syncing import Wanted, collect, keys_of, local_keys, sync


def load_instruments(path: Path) -> FileReport:
    """Load instruments.csv. The titles file beside it tells which Fedlex table a record was read from."""
    report = FileReport(path.name)
    known = _known(path.with_name("titles_i18n.csv"))
    wanted = collect(
        path,
        INSTRUMENT_COLUMNS,
        lambda row: instrument_from(row, known),
        report,
        model=Instrument,
        key=("code",),
    )
    _drop_orphans(wanted, keys_of(Instrument), report)
    sync(Instrument, ("code",), wanted, report, local=local_keys(Instrument))
    return report


def load_agreements(path: Path) -> FileReport:
    """Load agreements.csv."""
    report = FileReport(path.name)
    known = _known(path.with_name("titles_i18n.csv"))
    wanted = collect(
        path,
        AGREEMENT_COLUMNS,
        lambda row: agreement_from(row, known),
        report,
        model=Instrument,
        key=("code",),
    )
    sync(Instrument, ("code",), wanted, report, local=local_keys(Instrument))
    return report


def load_titles(path: Path) -> FileReport:
    """Load titles_i18n.csv, and the titles that instruments.csv and agreements.csv beside it carry.

    Where both have a title in a language from the same source, the wording is that of instruments.csv, the
    place in the source that of titles_i18n.csv.
    """
    report = FileReport(path.name)
    known = keys_of(Instrument)

    def parse(row: Row) -> dict[str, Any]:
        row.one_of("instrument", known, "instrument")
        row.language("lang")
        return title_from(row)

    key = ("instrument_id", "language")
    wanted = collect(path, TITLE_COLUMNS, parse, report, model=InstrumentTitle, key=key)
    for fields in _titles_beside(path):
        identity = (fields["instrument_id"], fields["language"])
        if fields["instrument_id"] not in known:
            continue
        if identity not in wanted:
            wanted[identity] = fields
        elif wanted[identity]["source"] == fields["source"]:
            wanted[identity]["title"] = fields["title"]
    local = local_keys(Instrument)
    sync(
        InstrumentTitle, key, wanted, report, local=local, owner="instrument_id", remove=not report.rejections
    )
    return report


def load_instrument_aliases(path: Path) -> FileReport:
    """Load instrument_aliases.csv."""
    report = FileReport(path.name)
    known = keys_of(Instrument)

    def parse(row: Row) -> dict[str, Any]:
        return {
            "instrument_id": row.one_of("instrument", known, "instrument"),
            "text": row.needed("alias", 200),
            "language": row.language("language"),
            "kind": row.one_of("kind", InstrumentAliasKind.values, "kind"),
            "source": row.needed("source", 200),
        }

    key = ("instrument_id", "language", "text")
    columns = ("instrument", "alias", "language", "kind", "source")
    wanted = collect(path, columns, parse, report, model=InstrumentAlias, key=key)
    local = local_keys(Instrument)
    sync(
        InstrumentAlias, key, wanted, report, local=local, owner="instrument_id", remove=not report.rejections
    )
    return report


def _known(titles: Path) -> Known:
    """What rows of instruments and agreements may refer to."""
    themes: dict[str, str] = {}
    for slug, words in Topic.objects.values_list("slug", "themes"):
        themes |= {word.strip(): slug for word in words.split(";") if word.strip()}
    sources = dict(Source.objects.values_list("code", "as_of"))
    tables: dict[str, str] = {}
    for row in read_rows(titles, TITLE_COLUMNS, FileReport(titles.name)) if titles.exists() else ():
        table = "FEDLEX-" + row.text("source_ref").partition(";")[0].removeprefix("SR ").strip()
        if table in sources:
            tables[row.text("instrument")] = table
    return Known(keys_of(Country), themes, sources, tables)


def _titles_beside(path: Path) -> list[dict[str, Any]]:
    """The titles that the files of instruments and agreements carry; their faulty rows are told elsewhere."""
    found = []
    for name, columns in (("instruments.csv", INSTRUMENT_COLUMNS), ("agreements.csv", AGREEMENT_COLUMNS)):
        beside = path.with_name(name)
        for row in read_rows(beside, columns, FileReport(name)) if beside.exists() else ():
            for language in ("en", "fr"):
                title = row.text(f"title_{language}")
                if title and row.text("confidence") in Confidence.values:
                    source = row.text(f"title_{language}_source") or row.text("source")
                    found.append(
                        {
                            "instrument_id": row.text("code"),
                            "language": language,
                            "title": title,
                            "source": source,
                            "source_ref": "",
                            "confidence": row.text("confidence"),
                        }
                    )
    return found


def _drop_orphans(wanted: Wanted, stored: frozenset[str], report: FileReport) -> None:
    """Reject instruments whose parent is not there, and those that would be their own ancestor."""
    parents = {fields["code"]: fields["parent_id"] for fields in wanted.values()}

    def fault(code: str) -> str:
        seen = {code}
        parent = parents[code]
        while parent is not None:
            if parent in seen:
                return f"{parent} would be above itself"
            if parent not in parents:
                return "" if parent in stored else f"unknown instrument {parent!r}"
            seen.add(parent)
            parent = parents[parent]
        return ""

    for code, reason in {code: fault(code) for code in parents}.items():
        if reason:
            del wanted[(code,)]
            report.reject(report.rows[(code,)], "parent_code", reason)
