"""The answer as it is shown: rows for the page, JSON for machines, text to copy. The three say the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from liaison.legal_basis.facts import Excluded, Found, Level, Reason, Side
from liaison.legal_basis.queries import Answer
from liaison.legal_basis.wording import Remark, checks, party_name, reasons
from liaison.treaties.enums import Standing
from liaison.treaties.models import TreatyProvision, TreatyStatement, TreatyStatus
from portal.language import day_in_words
from portal.pages.instrument_names import distinct_name, distinct_title, name_language
from portal.reference.enums import Confidence
from portal.reference.models import Instrument
from portal.reference.titles import display_number

LEVEL_TITLES: dict[Level, str | Promise] = {
    Level.BILATERAL: gettext_lazy("Bilateral treaties"),
    Level.UNION: gettext_lazy("Agreements of the European Union"),
    Level.REGIONAL: gettext_lazy("Conventions of the Council of Europe"),
    Level.UNIVERSAL: gettext_lazy("Worldwide conventions"),
}
REASON_TITLES: dict[Reason, str | Promise] = {
    Reason.DENOUNCED: gettext_lazy("Denounced or ended"),
    Reason.SIGNED_ONLY: gettext_lazy("Only signed"),
    Reason.NOT_YET: gettext_lazy("Not yet in force"),
    Reason.DATES_UNKNOWN: gettext_lazy("Dates unknown"),
    Reason.NO_DATA: gettext_lazy("No data"),
    Reason.PARENT: gettext_lazy("The treaty it supplements is not in force"),
    Reason.SAME_STATE: gettext_lazy("Territory of the same State"),
    Reason.NOT_FOR_MEASURE: gettext_lazy("Not for this measure"),
    Reason.ARRANGEMENT: gettext_lazy("Working arrangement"),
    Reason.MANDATE: gettext_lazy("Under negotiation"),
    Reason.CONTACT_POINT: gettext_lazy("Contact point"),
    Reason.ADEQUACY: gettext_lazy("Adequacy decision"),
}
_WORST: list[str] = [Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW, Confidence.VERIFY]


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where a fact is from."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SideRow:
    """What one side did and since when it is bound."""

    code: str
    name: str
    standing: Standing
    status: TreatyStatus | None
    statements: list[TreatyStatement]


@dataclass(frozen=True, slots=True)
class Row:
    """One instrument: in force between the two, or not, with why."""

    instrument: Instrument
    number: str
    name: str
    title: str
    language: str
    url: str
    level: Level
    parent: Instrument | None
    sides: list[SideRow]
    sources: list[SourceLink]
    as_of: str
    confidence: str
    note: str = ""
    since: datetime.date | None = None
    through: str = ""
    provision: TreatyProvision | None = None
    provision_source: SourceLink | None = None
    provision_note: str = ""
    checks: list[Remark] = field(default_factory=list)
    reason: Reason | None = None
    reason_title: str = ""
    reasons: list[Remark] = field(default_factory=list)
    children: list[Row] = field(default_factory=list)
    is_under: bool = False
    """Whether it stands under the treaty it supplements."""

    @property
    def source_text(self) -> str:
        """The sources in one line."""
        return "; ".join(source.text for source in self.sources)

    @property
    def is_verified(self) -> bool:
        """Whether official or secondary sources support every fact of it."""
        return self.confidence in (Confidence.HIGH, Confidence.MEDIUM)

    @property
    def label(self) -> str:
        """Number and name in one line."""
        return f"{self.number} – {self.name}" if self.number != self.instrument.pk else self.name

    @property
    def statements(self) -> list[tuple[SideRow, TreatyStatement]]:
        """Reservations and declarations of either side."""
        return [(side, statement) for side in self.sides for statement in side.statements]

    @property
    def citation(self) -> str:
        """One line to copy into a request or a note: what, since when, article, source and as-of date."""
        parts = [self.title if self.number in self.title else f"{self.title} ({self.number})"]
        if self.provision:
            parts.append(_("Art. %(articles)s") % {"articles": self.provision.articles})
        parts.append(
            _("in force between the two since %(date)s") % {"date": day_in_words(self.since)}
            if self.since
            else _("in force between the two; since when is not on file")
        )
        source = _("source: %(source)s, data as of %(as_of)s") % {
            "source": self.source_text,
            "as_of": self.as_of or _("(no date)"),
        }
        return f"{'; '.join(parts)} ({source})"


@dataclass(frozen=True, slots=True)
class Group:
    """Instruments that are equally specific."""

    level: Level
    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a page shows of an answer."""

    answer: Answer
    groups: list[Group]
    found: list[Row]
    obstacles: list[Row]
    others: list[Row]
    """In force between the two, but not for the measure."""

    @property
    def as_of(self) -> tuple[str, str] | None:
        """The oldest and the newest as-of date of what is in force, as recorded."""
        dates = sorted(row.as_of for row in self.found if row.as_of)
        return (dates[0], dates[-1]) if dates else None


def shown(answer: Answer) -> Shown:
    """The rows of an answer in their order. Makes no query."""
    present = {each.code for each in answer.resolution.instruments}
    found = [_found_row(each, answer, present) for each in answer.resolution.instruments]
    excluded = [_excluded_row(each, answer) for each in answer.resolution.not_applicable]
    return Shown(
        answer,
        _grouped(found),
        found,
        [row for row in excluded if row.reason != Reason.NOT_FOR_MEASURE],
        [row for row in excluded if row.reason == Reason.NOT_FOR_MEASURE],
    )


def _grouped(found: Iterable[Row]) -> list[Group]:
    """Rows by level; what supplements another row is put under it."""
    placed: dict[str, Row] = {}
    groups: dict[Level, list[Row]] = {}
    for row in found:
        above = _above(row, placed)
        if above is not None:
            above.children.append(row)
        else:
            groups.setdefault(row.level, []).append(row)
        placed[row.instrument.pk] = row
    return [Group(level, str(LEVEL_TITLES[level]), rows) for level, rows in groups.items()]


def _above(row: Row, placed: dict[str, Row]) -> Row | None:
    """The row of the nearest treaty that a row supplements, of those before it."""
    return placed.get(row.parent.pk) if row.parent else None


def _found_row(found: Found, answer: Answer, present: set[str]) -> Row:
    provision = answer.provisions.get(found.code)
    return Row(
        **_common(found.code, found.sides, answer, found.parent),
        level=found.level,
        since=found.since,
        through=party_name(found.through) if found.through else "",
        provision=provision,
        provision_source=_source_links([provision.source], answer)[0] if provision else None,
        provision_note=provision.note_in(get_language() or "en") if provision else "",
        checks=checks(found, answer),
        is_under=found.parent in present,
    )


def _excluded_row(excluded: Excluded, answer: Answer) -> Row:
    return Row(
        **_common(excluded.code, excluded.sides, answer, excluded.parent),
        level=excluded.level,
        reason=excluded.reason,
        reason_title=str(REASON_TITLES[excluded.reason]),
        reasons=reasons(excluded, answer),
    )


def _common(code: str, sides: tuple[Side, ...], answer: Answer, parent: str) -> dict[str, Any]:
    """What every row says of its instrument: names, sides, sources."""
    instrument = answer.instruments[code]
    rows = [
        SideRow(
            side.party,
            party_name(side.party),
            side.standing,
            answer.statuses.get((code, side.party)),
            answer.statements.get((code, side.party), []),
        )
        for side in sides
    ]
    return {
        "instrument": instrument,
        "number": display_number(instrument.official_no) or instrument.pk,
        "name": distinct_name(instrument),
        "title": distinct_title(instrument),
        "language": name_language(instrument),
        "url": f"/instruments/{instrument.slug}/",
        "parent": answer.instruments.get(parent) if parent else None,
        "sides": rows,
        **_origin(instrument, [row.status for row in rows if row.status], answer),
    }


def _origin(instrument: Instrument, statuses: list[TreatyStatus], answer: Answer) -> dict[str, Any]:
    """Source, oldest as-of date and weakest confidence: of the rows of both, else of the agreement or instrument."""
    if statuses:
        return {
            "sources": _source_links([status.source for status in statuses], answer),
            "as_of": min(status.as_of for status in statuses).isoformat(),
            "confidence": max((status.confidence for status in statuses), key=_WORST.index),
        }
    agreement = answer.agreements.get(instrument.pk)
    if agreement is not None:
        return {
            "sources": [SourceLink(agreement.source)],
            "as_of": agreement.source_date,
            "confidence": agreement.confidence,
            "note": agreement.note,
        }
    return {
        "sources": _described(instrument.source, answer),
        "as_of": instrument.as_of,
        "confidence": instrument.confidence,
        "note": instrument.note,
    }


def _described(text: str, answer: Answer) -> list[SourceLink]:
    """The source of an instrument: free text, or the code of a source."""
    if text in answer.sources:
        return _source_links([text], answer)
    return [SourceLink(text)] if text else []


def _source_links(texts: Iterable[str], answer: Answer) -> list[SourceLink]:
    """The sources that rows name by their codes, each once, with description and address."""
    codes = dict.fromkeys(part.strip() for text in texts for part in text.split("+") if part.strip())
    links = []
    for code in codes:
        source = answer.sources.get(code)
        links.append(SourceLink(f"{code} ({source.description})", source.url) if source else SourceLink(code))
    return links
