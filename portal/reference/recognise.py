"""Countries, instruments and topics in the words of a query.

``recognise("extradition Maroc STE 182", language="fr")`` finds the country MA and the instrument CETS182,
leaves "extradition" as words to search for, and says that these words mean the topic ``extradition``.
The longest form wins; nothing is recognised inside another word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.reference.catalogue import current
from portal.reference.country_words import ANY, ORDINARY_WORDS
from portal.reference.lexicon import COUNTRY, INSTRUMENT, NOTHING, TOPIC, Forms, Lexicon, Sense
from portal.reference.words import Word, words_of

_ARABIC_CLITICS = ("و", "ف", "ب", "ل", "ك")
"""Arabic particles written as one with the word that follows: and, so, in, for, like."""

_EMPTY_PAIRS = re.compile(r"\(\s*\)|\[\s*\]|\"\s*\"|“\s*”|«\s*»|'\s*'")
_HANGING = re.compile(r"^[\s.,;:/&+\-–—]+|[\s.,;:/&+\-–—]+$")
_ELIDED_ARTICLE = re.compile(r"\b(?:[ld]|de l|(?:a|da|de|ne|su)ll)['’]\Z", re.IGNORECASE)
"""What Romance languages join to a name: l'Algérie, all'Albania."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One recognised name: its facet, the codes it stands for, and its place in the text.

    Several codes mean any of them: "Congo" is two countries.
    """

    facet: str
    codes: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in a text.

    ``mentions`` are countries and instruments in their order, never overlapping; ``topics`` are words that
    stand for topics and stay among the words to search for; ``rest`` is the text without the mentions.
    """

    text: str
    mentions: tuple[Mention, ...]
    topics: tuple[Mention, ...]
    rest: str

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes of the countries mentioned, each once, in their order."""
        return _codes(self.mentions, COUNTRY)

    @property
    def instruments(self) -> tuple[str, ...]:
        """Codes of the instruments mentioned, each once, in their order."""
        return _codes(self.mentions, INSTRUMENT)

    @property
    def topic_codes(self) -> tuple[str, ...]:
        """Codes of the topics meant, each once, in their order."""
        return _codes(self.topics, TOPIC)

    def words_left(self) -> str:
        """The words to search for once the mentions have become filters."""
        return self.rest


def recognise(text: str, *, language: str, lexicon: Lexicon | None = None) -> Recognised:
    """Find countries, instruments and topics in a query.

    ``language`` is the reader's: it decides between names that differ by language, and whether a word is an
    everyday one. Never raises, whatever the text. One query for the stamp of the reference data, none where
    the caller gives the ``lexicon`` of a catalogue it asked for already.
    """
    words = words_of(text)
    if not words:
        return Recognised(text, (), (), text.strip())
    lexicon = lexicon or current().lexicon
    reader = _Reader(text, words, language.replace("-", "_"))
    mentions = tuple(reader.mentions(lexicon.names))
    topics = tuple(reader.mentions((lexicon.topics,)))
    return Recognised(text, mentions, topics, _without(text, mentions))


class _Reader:
    """Reads one text. Kept apart so that what is known of the text is worked out once."""

    def __init__(self, text: str, words: Sequence[Word], language: str) -> None:
        self.text = text
        self.words = words
        self.language = language
        self.is_shouting = text.isupper() and any(len(word.folded) > 5 for word in words)

    def mentions(self, layers: tuple[Forms, ...]) -> Iterator[Mention]:
        """What the layers know, from left to right, the longest form first."""
        at = 0
        while at < len(self.words):
            found = self._at(at, layers)
            if found is None:
                at += 1
                continue
            length, senses = found
            start, end = self.words[at].start, self.words[at + length - 1].end
            if senses[0].facet != NOTHING:
                codes = tuple(dict.fromkeys(sense.code for sense in senses))
                yield Mention(senses[0].facet, codes, start, end, self.text[start:end])
            at += length

    def _at(self, at: int, layers: tuple[Forms, ...]) -> tuple[int, list[Sense]] | None:
        """Length and senses of the longest form that starts at a word."""
        if self.words[at].joined:
            return None
        best: tuple[int, list[Sense]] | None = None
        for first in _first_words(self.words[at].folded):
            for forms in layers:
                found = self._longest(at, first, forms, best[0] if best else 0)
                best = found or best
            if best:
                break
        return best

    def _longest(self, at: int, first: str, forms: Forms, beyond: int) -> tuple[int, list[Sense]] | None:
        """The longest form of a layer that is longer than what another layer already found."""
        reach = min(forms.longest.get(first, 0), len(self.words) - at)
        for length in range(reach, beyond, -1):
            after = at + length
            if after < len(self.words) and self.words[after].joined:
                continue
            form = (first, *(word.folded for word in self.words[at + 1 : after]))
            senses = [sense for sense in forms.senses.get(form, ()) if self._counts(sense, at, length)]
            if senses:
                return length, self._of_language(senses)
        return None

    def _counts(self, sense: Sense, at: int, length: int) -> bool:
        """Whether a sense holds here: written in capitals where it must be, and not an everyday word."""
        written = self.text[self.words[at].start : self.words[at + length - 1].end]
        if sense.capitals:
            return written.isupper() and not (self.is_shouting and length == 1)
        everyday = ORDINARY_WORDS.get(self.words[at].folded) if length == 1 else None
        if not everyday or sense.facet != COUNTRY:
            return True
        if self.language not in everyday and (ANY not in everyday or self.language in sense.languages):
            return True
        if ANY in everyday and written.casefold() != self.words[at].folded:
            return True  # with its diacritics it is the name: "čad", but not "cad"
        is_alone = len(self.words) == 1
        return written[0].isupper() and (is_alone or (at > 0 and not self.text.isupper()))

    def _of_language(self, senses: list[Sense]) -> list[Sense]:
        """Of several senses those of the reader's language, if it has any; otherwise all."""
        own = [sense for sense in senses if self.language in sense.languages]
        return own or senses


def _first_words(folded: str) -> Iterator[str]:
    """A word, and in Arabic what is left of it without a particle."""
    yield folded
    if "\u0600" <= folded[:1] <= "\u06ff" and len(folded) > 4:
        bare = folded[1:] if folded.startswith(_ARABIC_CLITICS) else folded
        if bare != folded:
            yield bare
        if folded.startswith("لل"):
            yield "ال" + folded[2:]


def _codes(mentions: tuple[Mention, ...], facet: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for m in mentions if m.facet == facet for code in m.codes))


def _without(text: str, mentions: tuple[Mention, ...]) -> str:
    """A text without its mentions, and without the brackets, quotes and hyphens that they leave behind."""
    if not mentions:
        return text.strip()
    parts, at = [], 0
    for mention in mentions:
        parts.append(_ELIDED_ARTICLE.sub("", text[at : mention.start]))
        at = mention.end
    left = _EMPTY_PAIRS.sub(" ", " ".join([*parts, text[at:]]))
    left = _HANGING.sub("", " ".join(left.split()))
    return left if words_of(left) else ""


__all__ = ["Lexicon", "Mention", "Recognised", "recognise"]
