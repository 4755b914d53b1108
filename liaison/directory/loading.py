"""Loading what is known of Eurojust's network: liaison prosecutors and contact points, without persons.

Loading twice changes nothing the second time. A post that was changed here (``is_local``) is left alone. A row
for all countries (``*``) is a statement about the network, not a post.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from liaison.directory.enums import ChangeKind, Confidence, Occupancy, PostKind
from liaison.directory.history import differences, record_change, snapshot
from liaison.directory.models import NetworkNote, Post
from portal.reference.models import Country
from portal.reference.rows import FileReport, Row, RowError, read_rows
from portal.visibility import Audience

FILE: Path = settings.BASE_DIR / "data" / "eurojust_network.csv"
COLUMNS = ("role", "country", "since", "status", "source", "source_date", "confidence", "note")
ROLES = {"liaison_prosecutor": PostKind.LIAISON_PROSECUTOR, "contact_point": PostKind.CONTACT_POINT}
EVERYWHERE = "*"


@transaction.atomic
def load_network(path: Path = FILE) -> FileReport:
    """Bring the posts of a file into the directory, in one transaction; every rejected row is told.

    The countries must have been loaded.
    """
    report = FileReport(path.name)
    known = frozenset(Country.objects.values_list("code", flat=True))
    present = {post.key: post for post in Post.objects.filter(key__startswith="network:")}
    for row in read_rows(path, COLUMNS, report):
        try:
            if row.text("country") == EVERYWHERE:
                _keep_note(row, report)
            else:
                _load_post(row, known, present, report)
        except RowError as error:
            report.reject(row.number, error.column, error.reason)
    return report


def _load_post(row: Row, known: frozenset[str], present: dict[str | None, Post], report: FileReport) -> None:
    values = _values(row, known)
    key = values["key"]
    if key in report.rows:
        raise RowError("country", f"same as row {report.rows[key]}")
    report.rows[key] = row.number
    post = present.get(key)
    if post is not None and post.is_local:
        report.kept += 1
        return
    is_new = post is None
    post = post or Post()
    before = {} if is_new else snapshot(post)
    for name, value in values.items():
        setattr(post, name, value)
    post.clean()
    if not is_new and snapshot(post) == before:
        report.unchanged += 1
        return
    post.version += 0 if is_new else 1
    post.save()
    record_change(
        entry=post,
        kind=ChangeKind.LOADED,
        by=None,
        changes=differences(before, snapshot(post)),
        keys=[post.audience_key],
    )
    if is_new:
        report.created += 1
    else:
        report.updated += 1


def _values(row: Row, known: frozenset[str]) -> dict[str, Any]:
    kind = ROLES[row.one_of("role", ROLES, "role")]
    code = row.one_of("country", known, "country")
    status = row.needed("status")
    return {
        "key": f"network:{kind}:{code}",
        "kind": kind,
        "country_id": code,
        "represents_id": code,
        "institution": "Eurojust" if kind == PostKind.LIAISON_PROSECUTOR else "",
        "city": "The Hague" if kind == PostKind.LIAISON_PROSECUTOR else "",
        "occupancy": _occupancy(status),
        "since": row.partial_date("since")[1],
        "note": "\n".join(part for part in (_sentence(status), _sentence(row.text("note"))) if part),
        "audience": Audience.PUBLIC,
        **_source(row),
    }


def _source(row: Row) -> dict[str, str]:
    return {
        "source": row.text("source")[:500],
        "source_date": row.partial_date("source_date")[1],
        "confidence": row.one_of("confidence", Confidence.values, "confidence"),
    }


def _occupancy(status: str) -> Occupancy:
    """Whether somebody is on the post, as the row says it. What it does not say is unknown, not vacant."""
    words = status.casefold()
    if words.startswith("none "):
        return Occupancy.VACANT
    return Occupancy.FILLED if words.startswith(("posted", "appointed", "first ")) else Occupancy.UNKNOWN


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _keep_note(row: Row, report: FileReport) -> None:
    kind = ROLES[row.one_of("role", ROLES, "role")]
    values = {"text": _sentence(row.needed("status")), **_source(row)}
    note = NetworkNote.objects.filter(kind=kind).first()
    if note is None:
        NetworkNote.objects.create(kind=kind, **values)
        report.created += 1
    elif any(getattr(note, name) != value for name, value in values.items()):
        NetworkNote.objects.filter(pk=note.pk).update(**values)
        report.updated += 1
    else:
        report.unchanged += 1
