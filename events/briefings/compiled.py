"""What a source gives for a briefing: one text, table or map, with where it comes from and who may read it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from events.briefings.enums import Form, SectionKind
from liaison.assessments.report_schema import content_hash


@dataclass(frozen=True, slots=True)
class Compiled:
    """One item of a source, in the language of the briefing.

    ``source_type`` and ``source_id`` together are the same for the same item at every compilation, and different for
    all items of a briefing. ``value`` is as ``Entry.compiled`` says. ``source_date`` is a year, month or day.
    ``item_key`` is the audience key of *everything* that stands in ``value``: what comes from several items with
    audiences of their own is several ``Compiled``. ``overdue``: nobody stands for it today.
    """

    kind: SectionKind
    source_type: str
    source_id: str
    heading: str
    value: Mapping[str, Any]
    item_key: str
    source_label: str
    source_url: str
    source_date: str = ""
    form: Form = Form.PARAGRAPH
    verified_on: datetime.date | None = None
    overdue: bool = False
    owner_id: int | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """As ``Entry.key``."""
        return f"{self.source_type}:{self.source_id}"

    @property
    def audience_key(self) -> str:
        """What ``portal.visibility.can_view`` asks for."""
        return self.item_key

    @property
    def said(self) -> dict[str, Any]:
        """What a reader would see of it: what a change is measured by. Dates of source and verification are not part of
        it: they move on where nothing else did."""
        return {
            "form": str(self.form),
            "heading": self.heading,
            "value": dict(self.value),
            "source_label": self.source_label,
            "source_url": self.source_url,
        }

    @property
    def hash(self) -> str:
        """The hash of ``said``: the same as long as the source says the same."""
        return content_hash(self.said)


def text_of(value: Mapping[str, Any]) -> str:
    """A compiled value as plain text, so that it can be compared: a row of a table is a line."""
    lines: list[str] = []
    if caption := value.get("caption"):
        lines.append(str(caption))
    if columns := value.get("columns"):
        lines.append(" | ".join(map(str, columns)))
    lines += [" | ".join(map(str, row)) for row in value.get("rows", ())]
    if text := value.get("text"):
        lines.append(str(text))
    return "\n".join(lines)
