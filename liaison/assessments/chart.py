"""What the charts of the scores draw, in numbers: pure; templates/assessments/_score_*.html draw it as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liaison.assessments.scoring import Range
from liaison.assessments.sensitivity import Movement

LABELS, WIDTH, ROW, HEAD, FOOT = 190, 720, 28, 30, 14
"""Units of the drawing: room for names, the whole width, a row's height, room above and below the rows."""

MOST_TICKS = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A range from 0 to 100: where the certain part ends, and how long the possible part is."""

    certain: float
    possible: float


def bar_of(total: Range, most: float = 100) -> Bar:
    """The bar of a range, of at most ``most``."""
    if most <= 0:
        return Bar(0, 0)
    return Bar(round(100 * total.low / most, 2), round(100 * (total.high - total.low) / most, 2))


@dataclass(frozen=True, slots=True)
class Row:
    """A country's places: all of them (a line), 90 % of them (a bar), and that of the method (a point)."""

    name: str
    middle: float
    top: float
    line_from: float
    line_to: float
    bar_from: float
    bar_width: float
    point: float
    movement: Movement


@dataclass(frozen=True, slots=True)
class PlacesChart:
    """The places of all countries: rows, the places named along the top, the edge of the top group."""

    width: int
    height: int
    rows: tuple[Row, ...]
    ticks: tuple[tuple[int, float], ...]
    edge: float | None
    head: int
    bottom: int


def places_chart(movements: Sequence[Movement], names: Mapping[str, str], top: int) -> PlacesChart:
    """Draw where countries stand when weights vary; the best place stands to the left."""
    count = len(movements)
    step = (WIDTH - LABELS) / max(count, 1)

    def at(place: float) -> float:
        return round(LABELS + (place - 0.5) * step, 2)

    rows = []
    for number, one in enumerate(movements):
        upper = HEAD + number * ROW
        half = min(step / 2, 6)
        left, right = at(one.usual[0]) - half, at(one.usual[1]) + half
        rows.append(
            Row(
                name=names[one.country],
                middle=upper + ROW / 2,
                top=upper + ROW / 2 - 6,
                line_from=at(one.least),
                line_to=at(one.most),
                bar_from=round(left, 2),
                bar_width=round(right - left, 2),
                point=at(one.rank),
                movement=one,
            )
        )
    every = max(1, -(-count // MOST_TICKS))
    places = [place for place in range(1, count + 1) if place == 1 or place % every == 0]
    return PlacesChart(
        width=WIDTH,
        height=HEAD + count * ROW + FOOT,
        rows=tuple(rows),
        ticks=tuple((place, at(place)) for place in places),
        edge=at(top + 0.5) if top < count else None,
        head=HEAD,
        bottom=HEAD + count * ROW,
    )
