"""The answer for machines (issue 4, "Addresses") and as text to copy."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from liaison.legal_basis.presenting import Row, Shown, SideRow
from liaison.treaties.models import TreatyStatement
from portal.language import day_in_words

NOTICE = "Reference data as of <as_of> (see source). Verify with the depositary."
"""The words that belong to every date, in the JSON answer as they stand in data/SOURCES.md."""


def as_json(shown: Shown, url: str) -> dict[str, Any]:
    """``{"instruments": [...], "not_applicable": [...]}`` with what was asked. Dates are ISO 8601."""
    answer = shown.answer
    return {
        "state": answer.state.pk,
        "country": answer.country.pk,
        "measure": answer.measure.pk,
        "on": answer.day.isoformat(),
        "url": url,
        "notice": NOTICE,
        "instruments": [_found(row) for row in shown.found],
        "not_applicable": [_excluded(row) for row in [*shown.obstacles, *shown.others]],
    }


def _found(row: Row) -> dict[str, Any]:
    provision = row.provision
    return {
        **_common(row),
        "in_force_since": _iso(row.since),
        "through": row.through,
        "articles": provision.articles if provision else "",
        "articles_note": row.provision_note,
        "articles_source": provision.source if provision else "",
        "articles_as_of": _iso(provision.as_of) if provision else None,
        "reservations": [_statement(side, statement) for side, statement in row.statements],
        "verify": [str(remark) for remark in row.checks],
        "citation": row.citation,
    }


def _excluded(row: Row) -> dict[str, Any]:
    return {
        **_common(row),
        "reason": row.reason.value if row.reason else "",
        "explanation": " ".join(str(remark) for remark in row.reasons),
    }


def _common(row: Row) -> dict[str, Any]:
    return {
        "code": row.instrument.pk,
        "title": row.title,
        "kind": row.instrument.kind,
        "level": row.level.value,
        "parent": row.parent.pk if row.parent else None,
        "source": row.source_text,
        "as_of": row.as_of,
        "confidence": row.confidence,
        "note": row.note,
        "url": row.url,
        "sides": [_side(side) for side in row.sides],
    }


def _side(side: SideRow) -> dict[str, Any]:
    status = side.status
    told: dict[str, Any] = {"party": side.code, "name": side.name, "standing": side.standing.value}
    if status is not None:
        told |= {
            "signed": _iso(status.signed),
            "consent": _iso(status.consent_date),
            "consent_type": status.consent_type,
            "in_force": _iso(status.in_force),
            "in_force_basis": status.in_force_basis,
            "denounced": _iso(status.denounced),
            "denunciation_effective": _iso(status.denunciation_effective),
            "responsible": status.responsible_id,
            "status": status.status,
            "source": status.source,
            "as_of": _iso(status.as_of),
            "confidence": status.confidence,
            "note": status.note,
        }
    return told


def _statement(side: SideRow, statement: TreatyStatement) -> dict[str, Any]:
    return {
        "party": side.code,
        "kind": statement.kind,
        "article": statement.article,
        "text": statement.text,
        "language": statement.language,
        "date": _iso(statement.date),
        "source": statement.source,
        "as_of": _iso(statement.as_of),
    }


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def as_text(shown: Shown, url: str) -> str:
    """The answer in plain text, to copy into a note: one line an instrument, what to verify below it."""
    answer = shown.answer
    lines = [
        _("%(measure)s: %(state)s and %(country)s, on %(day)s")
        % {
            "measure": answer.measure.name(),
            "state": answer.state.name(),
            "country": answer.country.name(),
            "day": day_in_words(answer.day),
        },
        "",
    ]
    if shown.found:
        for row in shown.found:
            lines.append(f"{'  ' if row.is_under else ''}- {row.citation}")
            lines += [f"    {remark}" for remark in row.checks]
    else:
        lines.append(_("No instrument in force between the two is on file for this measure."))
    if shown.obstacles:
        lines += ["", _("Does not count:")]
        lines += [
            f"- {row.label}: {' '.join(str(remark) for remark in row.reasons)}" for row in shown.obstacles
        ]
    return "\n".join(
        [*lines, "", _("Reference data as of the dates given (see source). Verify with the depositary."), url]
    )
