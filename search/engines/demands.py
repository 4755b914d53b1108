"""What a query demands, in words and stems: the same for both engines.

A demand is met by its words (each as it stands or by its stem, in title, summary or text) or by one of its
codes. Every clause has to be met; a long question may leave a quarter of its demands unmet.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from .analysis import query_stems, tokens
from .base import FACETS, MAX_WINDOW, SORTS, Clause, Query

MOST_WORDS = 32
"""Words of a query that are looked at. More do not find better, and an engine would have to refuse them."""

LONGEST_WORDS = 4_000
"""Characters of a clause that are looked at."""

MANY_DEMANDS = 4
ENOUGH = 0.75

# Field weights. A title says what an entry is about; a stem may stand for another word.
TITLE_BOOST = 4.0
TITLE_STEM_BOOST = 3.0
BODY_BOOST = 1.2
BODY_STEM_BOOST = 1.0
OTHER_FIELDS = 0.1
"""Share of the fields that match less well."""
CODE_SCORE = 0.001
"""An entry found by its filing only comes after those that speak of it."""
LANGUAGE_SCORE = 1.0

_ELIDED = re.compile(
    r"\b(?:[a-zà-ÿ]|qu|jusqu|lorsqu|puisqu|quoiqu|un|dell|all|dall|nell|sull|quell|dh)['’ʼ](?=\w)|['’ʼ]s\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the query. Several tokens stand next to each other (a word written in Chinese)."""

    tokens: tuple[str, ...]
    stems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """Words (all of them, in order if ``phrase``) or any of the codes."""

    words: tuple[Word, ...]
    codes: tuple[tuple[str, str], ...] = ()
    phrase: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(token for word in self.words for token in word.tokens)


@dataclass(frozen=True, slots=True)
class Demands:
    """``firm`` must be met, of ``open`` at least ``enough``, of ``excluded`` none."""

    firm: tuple[Demand, ...] = ()
    open: tuple[Demand, ...] = ()
    enough: int = 0
    excluded: tuple[Demand, ...] = ()

    @property
    def wanted(self) -> tuple[Demand, ...]:
        return self.firm + self.open


def demands_of(query: Query) -> Demands:
    """Take the clauses of a query apart.

    Raises ValueError where the query asks for hits beyond ``MAX_WINDOW``, a negative window, an unknown
    order or facet: such a query is refused before it is sent.
    """
    if query.offset < 0 or query.limit < 0 or query.offset + query.limit > MAX_WINDOW:
        raise ValueError(
            f"offset {query.offset} and limit {query.limit} are outside the first {MAX_WINDOW} hits"
        )
    if query.sort not in SORTS:
        raise ValueError(f"unknown order {query.sort!r}")
    for facet in (*query.filters, *query.facets):
        if facet not in FACETS:
            raise ValueError(f"unknown facet {facet!r}")
    firm: list[Demand] = []
    flexible: list[Demand] = []
    excluded: list[Demand] = []
    left = MOST_WORDS
    for clause in query.clauses:
        words = _words(clause, query.languages)[:left]
        left -= len(words)
        if not words and not clause.codes:
            continue
        demand = Demand(words, clause.codes, clause.phrase)
        if clause.excluded:
            excluded.append(demand)
        elif clause.phrase:
            firm.append(demand)
        elif clause.codes:
            flexible.append(demand)
        else:
            flexible.extend(Demand((word,)) for word in words)
    different = tuple(dict.fromkeys(flexible))
    count = len(different)
    enough = count if count <= MANY_DEMANDS else math.ceil(ENOUGH * count)
    return Demands(tuple(firm), different, enough, tuple(excluded))


def _words(clause: Clause, languages: tuple[str, ...]) -> tuple[Word, ...]:
    text = clause.words[:LONGEST_WORDS]
    if clause.phrase:
        return tuple(Word((token,)) for token in tokens(text))
    found: list[Word] = []
    for part in _without_elisions(text).split():
        of_part = tokens(part)
        if of_part and all(len(token) == 1 and not token.isascii() for token in of_part):
            found.append(Word(tuple(of_part[:MOST_WORDS])))
        else:
            found.extend(Word((token,), query_stems(token, languages)) for token in of_part)
    return tuple(found)


def _without_elisions(text: str) -> str:
    """Without "l'" and "'s": who searches "l'extradition" does not insist on the article."""
    shorter = _ELIDED.sub(" ", text)
    return shorter if tokens(shorter) else text
