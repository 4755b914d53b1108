"""The answers to the questions of a round, one field at a time: what is accepted, and how it is kept.

The web form and the upload of a filled-in template both go through ``clean_answer``, so that neither lets in what
the other refuses. Numbers are counts and ranges; texts that look like a list of names, a case number or classified
material are refused with an explanation (11333/24, ¶2: the number of high-value targets, never who they are).
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from liaison.assessments.enums import SECTION_FIGURES, AmlLevel, Answer, FigureKey, Measure, Section
from liaison.assessments.figures import Figure
from liaison.assessments.personal import findings
from portal.classification import find_marking
from portal.pages.enums import DossierElement
from portal.sanitise import clean_text as strip_text
from portal.words import marking_message

LONGEST_TEXT = 4000
LONGEST_SOURCE = 500
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

SECTION_FIELDS: dict[str, tuple[str, ...]] = {
    **{section: tuple(keys) for section, keys in SECTION_FIGURES.items()},
    Section.AML: ("level", "source", "date"),
    Section.ELEMENTS: tuple(DossierElement.values),
    Section.NEEDS: ("needs", "wished"),
}
"""The fields of each section, in the order in which they are asked."""

FIELD_LABELS: dict[str, Any] = {
    **{str(key.value): key.label for key in FigureKey},
    "level": _("Level of the weaknesses"),
    "source": _("Source"),
    "date": _("Date of the source"),
    **{str(element.value): element.label for element in DossierElement},
    "needs": _("Needs"),
    "wished": _("Measures wished for"),
}
"""What a field is called."""

SECTION_OF = {field: section for section, fields in SECTION_FIELDS.items() for field in fields}
"""The section in which a field stands."""


def clean_answer(field: str, raw: Any) -> Any:
    """The answer as it is kept, or ``None`` where the field is left open ("not answered yet").

    ``raw``: for a number a dict ``{"answer", "value" | "low", "high"}``; for the wished measures a list; otherwise
    text. Raises ``ValidationError`` with an explanation, ``KeyError`` for a field there is none of.
    """
    section = SECTION_OF[field]
    if section in SECTION_FIGURES:
        return clean_figure(raw)
    if field == "wished":
        return clean_measures(raw)
    if field == "level":
        return clean_choice(raw, AmlLevel.values)
    if field == "date":
        return clean_date(raw)
    return clean_text(raw, LONGEST_SOURCE if field == "source" else LONGEST_TEXT)


def clean_figure(raw: Any) -> dict[str, Any] | None:
    """A count or a range. "No data", "zero" and "fewer than 3" stay what they are."""
    if not raw:
        return None
    if not isinstance(raw, dict):
        raise ValidationError(_("Choose one of the answers offered."))
    if not raw.get("answer"):
        return None
    wanted = {Answer.NUMBER: ("value",), Answer.RANGE: ("low", "high")}.get(raw["answer"], ())
    figure: Figure = Figure.parse({"answer": raw["answer"], **{part: raw.get(part) for part in wanted}})
    return figure.as_dict()


def clean_measures(raw: Any) -> list[str] | None:
    """Measures of the toolkit, each once, in its order."""
    if not isinstance(raw, (list, tuple)):
        raw = [raw] if raw else []
    if set(map(str, raw)) - set(Measure.values):
        raise ValidationError(_("Choose from the measures of the Conclusions."))
    return [value for value in Measure.values if value in raw] or None


def clean_choice(raw: Any, choices: list[str]) -> str | None:
    """One of the choices."""
    if not raw:
        return None
    if raw not in choices:
        raise ValidationError(_("Choose one of the answers offered."))
    return str(raw)


def clean_date(raw: Any) -> str | None:
    """A day that is not in the future, as it is written down in ISO 8601."""
    text = str(raw or "").strip()
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):  # Python reads weeks and days without hyphens as well
            raise ValueError(text)
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise ValidationError(_("Enter a date, such as 2026-06-30.")) from None
    if day > localdate() or day.year < 1990:
        raise ValidationError(_("The date of the source cannot be in the future or before 1990."))
    return day.isoformat()


def clean_text(raw: Any, longest: int) -> str | None:
    """A text that names nobody, carries no case number and no classification marking."""
    if raw is not None and not isinstance(raw, str):
        raise ValidationError(_("Enter a text."))
    text = strip_text((raw or "").replace("\r\n", "\n"))
    if not text:
        return None
    if len(text) > longest:
        raise ValidationError(
            _("The text has %(length)s characters; at most %(longest)s are kept."),
            params={"length": len(text), "longest": longest},
        )
    marking = find_marking(text)
    if marking:
        raise ValidationError(marking_message(marking))
    found = findings(text)
    if found:
        raise ValidationError(found)
    return text
