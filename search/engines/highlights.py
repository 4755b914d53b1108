"""Titles and snippets with the found words marked: escaped text in which only ``<mark>`` is markup.

Both engines give back the plain texts of the hits of one page; the words are marked here. An engine that
marks by itself would need the text analysed a second time, and marks stems and diacritics in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import takewhile

from .analysis import fold, stem, tokens
from .demands import Demands, Word

SNIPPET = 240
"""Characters of a snippet, about."""
BEFORE = 60
"""Characters of a snippet before its first marked word."""
MOST_MARKS = 40
"""Places of one word in one text that are looked at to choose the snippet."""
SHORTEST_ROOT = 3
ROOT = 4

_PAIRS = {"ss": "ß", "ae": "æÆ", "oe": "œŒ", "th": "þÞ"}
_BEGUN = {pair[0]: letters for pair, letters in _PAIRS.items()}
"""Letters that fold to two: a root may end with the first of them, as a stem of "aaae" does, and "aaæ" is meant."""
# Latin, Greek, Cyrillic, Arabic of the languages in use. More letters make patterns slow to compile.
_RANGES = ((0x41, 0x180), (0x218, 0x21C), (0x370, 0x400), (0x400, 0x4A0), (0x620, 0x6D6))

NOT_LATIN = frozenset({"ar", "bg", "el", "mk", "ru", "sr", "uk", "zh"})
"""Languages written in other alphabets: a root in ours is looked for letter by letter there."""

_ARABIC = re.compile("[ء-ي]")

Span = tuple[int, int, int]
"""Start, end, and the number of the word that is found there."""


@cache
def _variants() -> dict[str, str]:
    """All letters that fold to one letter, as the inside of a character class."""
    found: dict[str, str] = {}
    for start, end in _RANGES:
        for letter in map(chr, range(start, end)):
            plain = fold(letter)
            if len(plain) == 1 and letter.isalpha():
                found[plain] = found.get(plain, "") + letter
    return found


@lru_cache(maxsize=2_000)
def _pattern(root: str, whole: bool) -> re.Pattern[str]:
    """Finds a folded root in text that is not folded; with ``whole`` up to the end of the word."""
    parts: list[str] = []
    index = 0
    while index < len(root):
        pair = root[index : index + 2]
        if pair in _PAIRS:
            parts.append(f"(?:{_class(pair[0])}{_class(pair[1])}|[{_PAIRS[pair]}])")
            index += 2
        else:
            begun = _BEGUN.get(root[index], "") if whole and index == len(root) - 1 else ""
            parts.append(_class(root[index], begun))
            index += 1
    if whole:
        # Arabic writes its article and some prepositions together with the word.
        parts.insert(0, r"(?<!\w)\w{0,4}" if _ARABIC.search(root) else "")
        parts.append(r"\w*")
    return re.compile("".join(parts))


_REST = re.compile(r"\w*")


@cache
def _letter(char: str) -> str:
    """The letter that a root may have in the place of a character, in ASCII; a blank where there is none."""
    begun = next((pair[0] for pair, letters in _PAIRS.items() if char in letters), "")
    plain = begun or fold(char)
    return plain if len(plain) == 1 and plain.isascii() else " "


@cache
def _latin_letters() -> bytes:
    return bytes(ord(_letter(chr(code))) for code in range(256))


def _letters(text: str) -> bytes:
    """The letters of a text, one byte for each character: roots of words are looked for in it ten times as fast as by
    a pattern, which would have to be compiled besides."""
    while True:
        try:
            return text.encode("latin-1").translate(_latin_letters())
        except UnicodeEncodeError as error:
            char = text[error.start]
            text = text.replace(char, _letter(char))


def _class(letter: str, begun: str = "") -> str:
    variants = _variants().get(letter, letter) + begun
    return f"[{variants}]" if len(variants) > 1 else re.escape(letter)


class _Marker:
    """Finds one word of the query, as it stands or by its stem."""

    def __init__(self, word: Word) -> None:
        self.exact = frozenset(word.tokens)
        self.stems = frozenset(word.stems)
        self.joined = len(word.tokens) > 1
        self.known: dict[tuple[str, str], bool] = {}
        root = "".join(word.tokens)
        if not self.joined:
            # A few letters find the words that may be meant; patterns of long words are slow to compile.
            root = _common_start([token[:ROOT] for token in (root, *word.stems)]) or root[:ROOT]
        self.root = root
        self.is_latin = (
            bool(root) and root.isascii() and not self.joined and not any(pair in root for pair in _PAIRS)
        )
        self.bytes = root.encode() if self.is_latin else b""

    def spans(self, text: str, letters: bytes, language: str, number: int) -> Iterator[Span]:
        """The places of the word in a text. ``letters`` are ``_letters(text)``, or nothing where the language is
        written in another alphabet."""
        if self.is_latin and letters:
            places = self._places(text, letters)
        else:
            places = (match.span() for match in _pattern(self.root, not self.joined).finditer(text))
        left = MOST_MARKS
        for start, end in places:
            begins_word = not start or not text[start - 1].isalnum()
            if self.joined or (begins_word and self._is_meant(text[start:end], language)):
                yield start, end, number
                left -= 1
                if not left:
                    return

    def _places(self, text: str, letters: bytes) -> Iterator[tuple[int, int]]:
        """Where the root stands, to the end of the word."""
        start = letters.find(self.bytes)
        while start >= 0:
            rest = _REST.match(text, start + len(self.bytes))
            end = rest.end() if rest else start + len(self.bytes)
            yield start, end
            start = letters.find(self.bytes, end)

    def _is_meant(self, surface: str, language: str) -> bool:
        key = (surface, language)
        if key not in self.known:
            found = tokens(surface)
            meant = len(found) == 1 and (found[0] in self.exact or stem(found[0], language) in self.stems)
            self.known[key] = meant
        return self.known[key]


def _common_start(words: Sequence[str]) -> str:
    """What the words begin with; nothing if that is less than ``SHORTEST_ROOT`` letters."""
    first, last = min(words), max(words)
    same = (a == b for a, b in zip(first, last, strict=False))
    common = first[: sum(takewhile(bool, same))]
    return common if len(common) >= SHORTEST_ROOT else ""


class Highlighter:
    """Marks the words that a query demands. One for all hits of a page."""

    def __init__(self, demands: Demands) -> None:
        words = dict.fromkeys(word for demand in demands.wanted for word in demand.words)
        self.markers = [_Marker(word) for word in words]

    def title(self, title: str, language: str) -> str:
        """The whole title."""
        return _marked(title, self._spans(title, language))

    def snippet(self, summary: str, text: str, language: str) -> str:
        """The best fragment of the summary or, if more of the words are found there, of the text."""
        in_summary = self._best(summary, self._spans(summary, language))
        if not text or (summary and in_summary[0] == len(self.markers)):
            return in_summary[1]
        in_text = self._best(text, self._spans(text, language))
        if in_text[0] > in_summary[0] or not summary:
            return in_text[1]
        return in_summary[1]

    def _spans(self, text: str, language: str) -> list[Span]:
        spans: list[Span] = []
        letters = b"" if language in NOT_LATIN else _letters(text)
        for number, marker in enumerate(self.markers):
            spans.extend(marker.spans(text, letters, language, number))
        spans.sort()
        return spans

    def _best(self, text: str, spans: list[Span]) -> tuple[int, str]:
        """How many different words the best fragment has, and the fragment, marked."""
        if len(text) <= SNIPPET:
            return len({number for _, _, number in spans}), _marked(text, spans)
        best, best_start = 0, 0
        for index, (start, _, _) in enumerate(spans):
            limit = start + SNIPPET - BEFORE
            seen = {number for _, end, number in _until(spans[index:], limit)}
            if len(seen) > best:
                best, best_start = len(seen), start
                if best == len(self.markers):
                    break
        begin, end = _window(text, best_start)
        inside = [(s - begin, e - begin, n) for s, e, n in spans if s >= begin and e <= end]
        marked = _marked(text[begin:end], inside)
        return best, ("… " if begin else "") + marked + (" …" if end < len(text) else "")


def _until(spans: Iterable[Span], limit: int) -> Iterator[Span]:
    for span in spans:
        if span[1] > limit:
            return
        yield span


def _window(text: str, start: int) -> tuple[int, int]:
    """Bounds of a fragment around ``start``, moved to the blanks between words where there are any near."""
    begin = max(0, min(start - BEFORE, len(text) - SNIPPET))
    if begin:
        blank = text.find(" ", begin, start)
        begin = blank + 1 if blank >= 0 else begin
    end = min(len(text), begin + SNIPPET)
    if end < len(text):
        blank = text.rfind(" ", begin + SNIPPET // 2, end + 1)
        end = blank if blank > 0 else end
    return begin, end


def _marked(text: str, spans: Iterable[Span]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, _ in spans:
        if start < done:
            continue
        parts += (escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>")
        done = end
    parts.append(escape(text[done:]))
    return "".join(parts)
