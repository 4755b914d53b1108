"""Corrections for misspelt words, taken from entries which the viewer may see and from nowhere else.

An engine's own suggester answers from the whole vocabulary of the index, hidden entries included. Here the
engine is asked, when hits are few, for visible entries with *similar* words under the same audience, filters
and other demands; the corrected words are read from the texts of these very entries. So every corrected word
occurs in a visible entry, and the corrected query finds at least that one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from .analysis import fold, tokens
from .base import FEW_HITS, Query
from .demands import Demands

MOST_ENTRIES = 10
"""Entries with similar words that are looked at."""

_WORD = re.compile(r"\w+")


def distance_allowed(word: str) -> int:
    """How many letters may differ: none in short words, where every slip makes another word."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 6 else 2


def doubtful_words(demands: Demands) -> tuple[str, ...]:
    """The words that may be misspelt: those that stand for no code, and are long enough."""
    words = (word for demand in demands.wanted if not demand.codes for word in demand.words)
    single = (word.tokens[0] for word in words if len(word.tokens) == 1)
    return tuple(word for word in dict.fromkeys(single) if distance_allowed(word))


def is_wanted(query: Query, demands: Demands, total: int) -> bool:
    """Whether to ask a second time. Not for the later pages of a result, and not when enough was found."""
    return query.suggest and total < FEW_HITS and not query.offset and bool(doubtful_words(demands))


def best_correction(words: tuple[str, ...], texts: Iterable[str], total: int) -> dict[str, str]:
    """The correction of the words that most texts agree on, as {word: surface}; empty if none is better.

    A word that a text contains as it stands is right for that text. A correction has to be found in more
    entries than the query itself was (``total``).
    """
    tally: Counter[tuple[str, ...]] = Counter()
    surfaces: dict[tuple[str, ...], tuple[str, ...]] = {}
    for text in texts:
        forms = {fold(form): form for form in reversed(_WORD.findall(text))}
        vocabulary = [token for token in dict.fromkeys(tokens(text)) if token in forms]
        found = tuple(_nearest(word, vocabulary) for word in words)
        if "" in found or found == words:
            continue
        tally[found] += 1
        surfaces.setdefault(found, tuple(forms[token] for token in found))
    agreed = [found for found, count in tally.items() if count > total]
    if not agreed:
        return {}
    best = min(agreed, key=lambda f: (sum(map(_distance, words, f)), -tally[f], f))
    pairs = zip(words, best, surfaces[best], strict=True)
    return {word: surface for word, token, surface in pairs if word != token}


def corrected_text(query: Query, corrections: Mapping[str, str]) -> str:
    """The text of the query with the corrected words in their places, as one would type it."""

    def correct(match: re.Match[str]) -> str:
        word = match.group()
        right = corrections.get(fold(word))
        if right is None:
            return word
        return right.lower() if word.islower() and not right.isupper() else right

    parts = []
    for clause in query.clauses:
        words = clause.words if clause.codes else _WORD.sub(correct, clause.words)
        words = f'"{words}"' if clause.phrase else words
        parts.append(f"-{words}" if clause.excluded else words)
    return " ".join(part for part in parts if part)


def _nearest(word: str, vocabulary: Iterable[str]) -> str:
    best, best_distance = "", distance_allowed(word) + 1
    for token in vocabulary:
        if abs(len(token) - len(word)) < best_distance and token.isalpha():
            distance = _distance(word, token, best_distance)
            if distance < best_distance:
                best, best_distance = token, distance
    return best


def _distance(one: str, other: str, limit: int = 99) -> int:
    """How many letters are added, left out, changed or swapped with their neighbour (optimal alignment)."""
    if one == other:
        return 0
    earlier: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return min(row)
        earlier, above = above, row
    return above[-1]
