"""What may be said of several bodies' answers together, so that nobody learns from it what one of them said: pure.

The reader of a report may be one of the bodies, and knows its own answers. Three rules:

1. *Three bodies.* A total is shown if at least three bodies gave a figure: whoever takes their own away is left with
   two others, and what one of them said could as well have been said by the other. Otherwise it is "withheld".
2. *Steps.* Totals of 3 and more are shown as a range between fixed steps, so that one large answer cannot be told
   from many small ones, nor a late answer from the difference between two drafts.
3. *Nothing besides.* Scores and changes are computed from what is shown, never from what is not.

"No data", "zero" and "fewer than 3" stay three different things. What can be told is that nobody has any: a total of
zero says so of each who answered.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from liaison.assessments.enums import AmlLevel, Answer, Measure
from liaison.assessments.figures import Figure
from liaison.assessments.report_schema import PublishedFigure, PublishedLevel
from liaison.assessments.scoring import COMBINE, LEVELS

FEWEST = 3
"""Bodies that must have given a figure before their total is shown."""

WITHHELD = "withheld"

_SMALL = (0, 1, 3, 6)
_MANTISSAS = (10, 15, 20, 30, 40, 50, 75)


def step_of(value: int) -> tuple[int, int]:
    """The step in which a number of 0 or more lies: 0; 1 to 2; 3 to 5; 6 to 9; 10 to 14; ... 75 to 99; 100 to 149."""
    if value < _MANTISSAS[0]:
        edges = [*_SMALL, _MANTISSAS[0]]
    else:
        scale = 10 ** (len(str(value)) - 2)
        edges = [mantissa * scale for mantissa in _MANTISSAS] + [100 * scale]
    low = max(edge for edge in edges if edge <= value)
    return low, min(edge for edge in edges if edge > value) - 1


def published_figure(key: str, answers: Iterable[dict[str, Any] | None]) -> PublishedFigure:
    """What is shown of the answers of all bodies to one question; ``None``: left open."""
    given = list(answers)
    figures = [Figure.parse(one) for one in given if one]
    known = [figure.interval for figure in figures if figure.interval is not None]
    found: PublishedFigure = {
        "answer": Answer.NO_DATA.value if not known else WITHHELD,
        "answered": len(known),
        "no_data": len(figures) - len(known),
        "not_answered": len(given) - len(figures),
    }
    if len(known) < FEWEST:
        return found
    low, high = sum(low for low, _high in known), sum(high for _low, high in known)
    if COMBINE[key] == "mean":
        low, high = low // len(known), math.ceil(high / len(known))
    shown = (step_of(low)[0], step_of(high)[1])
    found["answer"] = _word(shown)
    found["low"], found["high"] = shown
    return found


def _word(shown: tuple[int, int]) -> str:
    if shown == (0, 0):
        return Answer.ZERO.value
    return (Answer.FEWER_THAN_3 if shown == (1, 2) else Answer.RANGE).value


def published_level(levels: Iterable[str | None]) -> PublishedLevel:
    """The highest level that a body states, if three state one; ``None``: left open."""
    given = list(levels)
    known = [level for level in given if level and level != AmlLevel.NO_DATA]
    found: PublishedLevel = {
        "level": AmlLevel.NO_DATA.value if not known else WITHHELD,
        "answered": len(known),
        "no_data": sum(1 for level in given if level == AmlLevel.NO_DATA),
        "not_answered": sum(1 for level in given if not level),
    }
    if len(known) >= FEWEST:
        found["level"] = str(AmlLevel(max(known, key=lambda level: LEVELS[AmlLevel(level)])).value)
    return found


def published_wishes(wishes: Sequence[Iterable[str]]) -> list[str]:
    """The measures that somebody wishes for, where three bodies could be the one. Not how many: all could be seen."""
    if len(wishes) < FEWEST:
        return []
    wished = {measure for one in wishes for measure in one}
    return [str(value) for value in Measure.values if value in wished]
