"""What the words of a search mean: which limit it, which stand for a topic, which are only words.

``"extradition Maroc STE 182"`` becomes the filters country MA and instrument CETS182, and the word
"extradition", which also finds what is filed under the topic of that name in other languages. Quoted words
and the words of ``literal=`` are never taken for anything but words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from portal.reference.recognise import recognise
from search.engines.base import Clause
from search.function_words import is_function_word
from search.labels import Labels
from search.request import SearchRequest
from search.words import Term, split_terms


@dataclass(frozen=True, slots=True)
class Recognised:
    """Words of the query that name a country or an instrument; several values where the name is shared."""

    facet: str
    values: tuple[str, ...]
    words: str

    @property
    def marks(self) -> dict[tuple[str, str], str]:
        """What the search form sends back for each value of these words (``recognised`` and ``keep``)."""
        return {(self.facet, value): f"{self.facet}:{value}={self.words}" for value in self.values}


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A request understood. ``filters`` are ticked, recognised and fixed values together."""

    request: SearchRequest
    clauses: tuple[Clause, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recognised: tuple[Recognised, ...] = ()

    @property
    def order(self) -> str:
        """The order of the hits: as asked; else by relevance, or newest first where no word ranks them."""
        ranked = any(not clause.excluded for clause in self.clauses)
        return self.request.sort or ("relevance" if ranked else "newest")

    @property
    def marks(self) -> dict[tuple[str, str], str]:
        """(facet, value) to the mark of the words that selected it."""
        return {pair: mark for item in self.recognised for pair, mark in item.marks.items()}

    def corrected(self, suggestion: str) -> str:
        """The engine's suggestion completed with the recognised words, which the engine never saw."""
        return " ".join([suggestion, *(item.words for item in self.recognised)])


def interpret(request: SearchRequest, labels: Labels) -> Interpretation:
    """Understand a request. A ticked value and a recognised one of the same facet widen each other."""
    clauses: list[Clause] = []
    recognised: list[Recognised] = []
    for terms in _runs(split_terms(request.q)):
        if len(terms) == 1 and (terms[0].phrase or terms[0].excluded):
            clauses.append(_special(terms[0], labels))
            continue
        for meaning in _meanings(" ".join(term.words for term in terms), request.literal, labels):
            if isinstance(meaning, Clause):
                clauses.append(meaning)
            else:
                recognised.append(meaning)
    return Interpretation(
        request=request,
        clauses=_without_function_words(clauses),
        filters=_filters(request, recognised),
        recognised=tuple(recognised),
    )


def _meanings(text: str, literal: Container[str], labels: Labels) -> Iterator[Clause | Recognised]:
    """What the words of a text stand for, in their order. Names of ``literal`` are left as words."""
    found = recognise(text, language=labels.language, lexicon=labels.catalogue.lexicon)
    taken = [mention for mention in found.mentions if mention.text.casefold() not in literal]
    free = [t for t in found.topics if not any(t.start < m.end and m.start < t.end for m in taken)]
    at = 0
    for mention in sorted([*taken, *free], key=lambda mention: mention.start):
        yield from _plain(text[at : mention.start])
        at = mention.end
        if mention.facet == "topic":
            yield Clause(mention.text, codes=tuple(("topic", code) for code in mention.codes))
        else:
            yield Recognised(mention.facet, mention.codes, mention.text)
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[Clause]:
    if any(char.isalnum() for char in text):
        yield Clause(text.strip())


def _without_function_words(clauses: list[Clause]) -> tuple[Clause, ...]:
    """The clauses without words such as "with" and "vers": nobody looks for them, and an entry in another
    language does not contain them. A query made of nothing else is left as it is."""
    shouted = all(clause.words.isupper() for clause in clauses)
    kept = []
    for clause in clauses:
        if clause.phrase or clause.codes or clause.excluded:
            kept.append(clause)
            continue
        words = [word for word in clause.words.split() if not is_function_word(word, shouted=shouted)]
        if words:
            kept.append(replace(clause, words=" ".join(words)))
    return tuple(kept or clauses)


def _runs(terms: Iterable[Term]) -> list[list[Term]]:
    """Plain words that stand together, so that "STE 182" is seen whole; every other term alone."""
    runs: list[list[Term]] = []
    is_plain_before = False
    for term in terms:
        is_plain = not (term.phrase or term.excluded)
        if is_plain and is_plain_before:
            runs[-1].append(term)
        else:
            runs.append([term])
        is_plain_before = is_plain
    return runs


def _special(term: Term, labels: Labels) -> Clause:
    """A phrase, or an exclusion: "-Maroc" leaves out what is filed under Morocco as well as the word."""
    codes: tuple[tuple[str, str], ...] = ()
    if term.excluded and not term.phrase:
        found = recognise(term.words, language=labels.language, lexicon=labels.catalogue.lexicon)
        mentions = [m for m in (*found.mentions, *found.topics) if m.text == term.words]
        codes = tuple((mention.facet, code) for mention in mentions for code in mention.codes)
    return Clause(term.words, codes=codes, phrase=term.phrase, excluded=term.excluded)


def _filters(request: SearchRequest, recognised: Iterable[Recognised]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for facet, value in (*request.selected, *request.fixed):
        found[facet].add(value)
    for item in recognised:
        found[item.facet].update(item.values)
    return {facet: tuple(sorted(values)) for facet, values in found.items()}
