"""How the order of the countries moves when the weights vary: pure, and the same again for the same seed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from liaison.assessments.scoring import Range, Score, ranks, total_of

DRAWS = 400
SPREAD = 50
TOP = 5
LARGEST_SEED = 2**31 - 1


def usual_top(countries: int) -> int:
    """How many countries make the top group: half of them, at most ``TOP``.

    Of a group that holds all countries each one would stay in it, whatever the weights.
    """
    return min(TOP, max(1, countries // 2))


@dataclass(frozen=True, slots=True)
class Variation:
    """What was varied, so that it can be repeated: ``spread`` is how far each weight goes up or down, in %."""

    seed: int
    draws: int = DRAWS
    spread: int = SPREAD
    top: int = TOP


@dataclass(frozen=True, slots=True)
class Movement:
    """What became of one country. The three shares are percentages of the variations.

    ``stays``: in the top by the points that are certain; ``surely``: in the top whatever the missing answers turn out
    to be; ``possibly``: in the top for some way in which they could. ``usual`` holds 90 % of its places.
    """

    country: str
    rank: int
    stays: float
    surely: float
    possibly: float
    least: int
    most: int
    usual: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """All countries' movements, in the order of the scores, and what was varied."""

    variation: Variation
    movements: tuple[Movement, ...]

    def as_dict(self) -> dict[str, Any]:
        """As it is kept with a report: with the seed, so that it can be computed again."""
        return {
            "variation": asdict(self.variation),
            "movements": [asdict(one) | {"usual": list(one.usual)} for one in self.movements],
        }


def seed_of(*words: object) -> int:
    """A seed that follows from what is scored: the same round and method always begin with the same."""
    digest = hashlib.sha256("\n".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:4]) % LARGEST_SEED


def vary(scores: Sequence[Score], variation: Variation) -> Sensitivity:
    """Score again with each weight times a factor drawn evenly from 1 - spread to 1 + spread, ``draws`` times.

    Factors are drawn criterion by criterion in the order of their keys, by ``random.Random(seed)``.
    """
    ordered = sorted(scores, key=lambda one: one.country)
    keys = sorted(part.criterion.key for part in ordered[0].parts) if ordered else []
    scales = [[_by_key(one)[key] for key in keys] for one in ordered]
    weights = [_weights(ordered[0])[key] for key in keys] if ordered else []
    source, spread = random.Random(variation.seed), variation.spread / 100  # noqa: S311 - repeatable
    drawn: list[list[tuple[int, int, int]]] = []
    for _draw in range(variation.draws if ordered else 0):
        varied = [weight * source.uniform(1 - spread, 1 + spread) for weight in weights]
        whole = sum(varied) or 1.0
        factors = [100 * weight / whole for weight in varied]
        drawn.append(
            ranks(
                [total_of(one.times(by) for one, by in zip(scale, factors, strict=True)) for scale in scales]
            )
        )
    found = {
        one.country: _movement(one, [places[at] for places in drawn], variation.top)
        for at, one in enumerate(ordered)
    }
    return Sensitivity(variation, tuple(found[one.country] for one in scores))


def _by_key(score: Score) -> dict[str, Range]:
    return {part.criterion.key: part.scale for part in score.parts}


def _weights(score: Score) -> dict[str, float]:
    return {part.criterion.key: part.most for part in score.parts}


def _movement(score: Score, places: list[tuple[int, int, int]], top: int) -> Movement:
    count = len(places) or 1
    order = sorted(place for place, _best, _worst in places) or [score.rank]
    edge = len(order) // 20
    return Movement(
        country=score.country,
        rank=score.rank,
        stays=round(100 * sum(place <= top for place, _b, _w in places) / count, 1),
        surely=round(100 * sum(worst <= top for _p, _b, worst in places) / count, 1),
        possibly=round(100 * sum(best <= top for _p, best, _w in places) / count, 1),
        least=order[0],
        most=order[-1],
        usual=(order[edge], order[-1 - edge]),
    )
