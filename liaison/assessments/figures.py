"""A number as a body gives it: a count, a range, or one of three different answers that are not numbers.

"No data" (nobody knows), "zero" (looked, there are none) and "fewer than 3" (one or two, not said which) are never
taken for one another, nor for a question that was not answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liaison.assessments.enums import Answer

MOST = 9_999_999
"""The largest number that is accepted: more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One answer. ``low`` and ``high`` are the least and the most it can mean; ``None`` both for "no data"."""

    answer: str
    low: int | None
    high: int | None

    @classmethod
    def parse(cls, stored: Mapping[str, Any]) -> Figure:
        """Out of ``{"answer", "value" | "low", "high"}``, typed or stored.

        The number 0 is the answer "zero"; a range from a number to itself is that number. Raises
        ``ValidationError`` for what is none of the answers.
        """
        answer = stored.get("answer")
        if answer == Answer.NO_DATA:
            return cls(Answer.NO_DATA.value, None, None)
        if answer == Answer.ZERO:
            return cls(Answer.ZERO.value, 0, 0)
        if answer == Answer.FEWER_THAN_3:
            return cls(Answer.FEWER_THAN_3.value, 1, 2)
        if answer == Answer.NUMBER:
            value = _count(stored.get("value"))
            return cls((Answer.NUMBER if value else Answer.ZERO).value, value, value)
        if answer == Answer.RANGE:
            low, high = _count(stored.get("low")), _count(stored.get("high"))
            if high < low:
                raise ValidationError(_("The range ends below where it begins."))
            if low == high:
                return cls((Answer.NUMBER if low else Answer.ZERO).value, low, high)
            return cls(Answer.RANGE.value, low, high)
        raise ValidationError(_("Choose one of the answers offered."))

    @property
    def interval(self) -> tuple[int, int] | None:
        """The least and the most; ``None`` where there is no data."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    def as_dict(self) -> dict[str, Any]:
        """As it is stored; ``parse`` gives the same figure again."""
        if self.answer == Answer.NUMBER:
            return {"answer": self.answer, "value": self.low}
        if self.answer == Answer.RANGE:
            return {"answer": self.answer, "low": self.low, "high": self.high}
        return {"answer": self.answer}

    def format(self) -> str:
        """In words of the reader's language: No data, Zero, Fewer than 3, 12, 10–20."""
        if self.answer == Answer.NUMBER:
            return str(self.low)
        if self.answer == Answer.RANGE:
            return f"{self.low}–{self.high}"
        return str(Answer(self.answer).label)


def _count(value: Any) -> int:
    """A whole number of 0 or more, typed or stored; thin spaces between thousands are allowed."""
    if type(value) is int:
        number = value
    else:
        text = "".join(str(value if value is not None else "").split())
        if not (text.isascii() and text.isdigit()) or len(text) > 9:
            raise ValidationError(_("Enter a whole number, in digits."))
        number = int(text)
    if not 0 <= number <= MOST:
        raise ValidationError(_("Enter a number from 0 to %(most)s."), params={"most": MOST})
    return number
