"""Lists of people's names in a text, told from lists of places, offices, groups and topics.

A list is refused where it is surely one of people: at least two entries look like a person's name (an initial beside a
surname, a surname in capitals, a common given name, two names in a script other than Latin), or it consists of nothing
but entries of two to four capitalised words of which none is known as a place, an office, a group or a topic. Where
that is uncertain, the text is accepted, unless a word such as target, suspect or accused stands in the sentence or in
the line above: there, two capitalised words that are not known are enough.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from liaison.assessments.known_words import CONNECTORS, GIVEN_NAMES, KNOWN_WORDS, PLACES
from portal.reference.cldr import territory_names

_TRIGGER = re.compile(
    r"\b(?:targets?|hvts?|suspects?|suspected|accused|defendants?|convicts?|convicted|fugitives?|wanted|perpetrators?|"
    r"ringleaders?|leaders?|kingpins?|offenders?|arrested|indicted|cibles?|suspecte?s?|accusée?s?|prévenue?s?|"
    r"condamnée?s?|fugitifs?|mise?s? en examen|chefs?|beschuldigte[nr]?|verdächtige[nr]?|zielpersonen?|objetivos?|"
    r"sospechosos?|acusados?|imputati|indagati|цели|заподозрени|обвиняеми|ύποπτοι|κατηγορούμενοι)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[^\W_]{4})[.!?]+(?=\s)")
_SEPARATOR = re.compile(r"\s*[;,،؛|•]\s*|\s*(?<!\d)/(?!\d)\s*|\s+(?:and|et|und|y|e|i|and|και|и|و)\s+|\s+&\s+")
_BULLET = re.compile(r"^[\s\-–—•*·]*(?:\(?\d{1,3}[.)]\s*|[a-z]\)\s*)?")
_REMARK = re.compile(r"\([^()\n]*\)")
_PLACE_BEFORE = re.compile(r"(?:^|\s)(?:in|near|across|throughout|at|à|en|dans|aux?|vers)$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[- ]?){1,3}|[^\W\d_]")


def has_name_list(text: str) -> bool:
    """Whether the text holds a list of people's names."""
    lines = [_REMARK.sub(" ", _BULLET.sub("", line)).strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    if _is_list_in_lines(lines):
        return True
    above = ""
    for line in lines:
        for sentence in _SENTENCE_END.split(line):
            if _is_list_in_sentence(sentence, bool(_TRIGGER.search(f"{above} {sentence}"))):
                return True
        above = line if line.endswith(":") or len(line) < 60 else ""
    return False


def _is_list_in_lines(lines: list[str]) -> bool:
    """Whether lines that hold one entry each are names: "1. Ahmed", "HADDAD, Karim", "Jean Dupont"."""
    entries = [[word for word in re.split(r"[\s,]+", line.rstrip(" .;,")) if word] for line in lines]
    short = [(words, line) for words, line in zip(entries, lines, strict=True) if len(words) <= 5]
    shapes = [(_shape(words), words) for words, _line in short]
    sure = sum(1 for shape, _words in shapes if shape == "sure")
    likely = sum(1 for shape, _words in shapes if shape == "likely")
    given = sum(1 for _shape, words in shapes if len(words) == 1 and _folded(words[0]) in GIVEN_NAMES)
    if sure >= 2 or (sure and likely) or given >= 2:
        return True
    named = any(_TRIGGER.search(line) for line in lines)
    if likely >= 2 and (named or likely == sum(1 for words in entries if words)):
        return True
    single = sum(1 for shape, _words in shapes if shape in ("single", "likely", "sure"))
    return named and single >= 2


def _is_list_in_sentence(sentence: str, is_near_trigger: bool) -> bool:
    """Whether a sentence lists names. Of a sentence with a colon, the list is what follows it."""
    listed = sentence.rpartition(":")[2].strip(" .;,")
    entries = [entry for entry in _SEPARATOR.split(listed) if entry]
    if len(entries) < 2:
        return False
    head, names = _trailing_names(entries[0].split())
    words = [
        names,
        *[entry.rstrip(".").split() if not _is_initialled(entry) else entry.split() for entry in entries[1:]],
    ]
    in_places = bool(_PLACE_BEFORE.search(head))
    shapes = [_shape(one) for one in words]
    if head:  # the last entry may go on as a sentence: "..., Ali Salah were"
        last = _leading_names(words[-1])
        shapes[-1] = _shape(last) if last else shapes[-1]
    sure, likely = shapes.count("sure"), shapes.count("likely")
    if sure >= 2 or (sure and likely and not in_places):
        return True
    if is_near_trigger and sure + likely >= 2:
        return True
    if likely == len(entries) and not head:
        return True
    singles = sure + likely + shapes.count("single")
    return is_near_trigger and not in_places and singles >= 2


def _trailing_names(words: list[str]) -> tuple[str, list[str]]:
    """What stands before the capitalised words at the end of the first entry, and these words."""
    start = len(words)
    while start and (_is_capitalised(words[start - 1]) or _is_within(words, start - 1)):
        start -= 1
    if start == len(words):
        return "", words
    return " ".join(words[:start]), words[start:]


def _is_within(words: list[str], at: int) -> bool:
    """Whether a small word stands between two parts of a name: Ali ben Salah."""
    return (
        words[at].casefold() in CONNECTORS
        and at + 1 < len(words)
        and at > 0
        and _is_capitalised(words[at - 1])
    )


def _leading_names(words: list[str]) -> list[str]:
    end = 0
    while end < len(words) and (_is_capitalised(words[end]) or words[end].casefold() in CONNECTORS):
        end += 1
    return words[:end]


def _is_initialled(entry: str) -> bool:
    return bool(re.search(r"(?:^|\s)[^\W\d_]\.$", entry))


def _is_capitalised(word: str) -> bool:
    """Whether a word begins like a name; in scripts that have no capitals, every word does."""
    first = word.lstrip("'’\"«“(")[:1]
    return first.isalpha() and (first.isupper() or unicodedata.category(first) == "Lo")


def _shape(words: list[str]) -> str:
    """How much an entry looks like a person's name: sure, likely, single, or not at all ("")."""
    words = [word for word in words if word.strip(",.'’\"")]
    if not 1 <= len(words) <= 5 or not all(_is_capitalised(w) or w.casefold() in CONNECTORS for w in words):
        return ""
    if any(character.isdigit() for word in words for character in word) or _is_known(words):
        return ""
    names = [word for word in words if word.casefold() not in CONNECTORS]
    if not names:
        return ""
    initials = [word for word in names if _INITIALS.fullmatch(word)]
    whole = [word for word in names if word not in initials]
    if initials:
        return "sure" if len(whole) in (1, 2) and any("." in word for word in initials) else ""
    if len(whole) == 1:
        is_acronym = whole[0].isupper() and whole[0].isascii() and len(whole[0]) <= 5
        return "" if is_acronym else "single"
    return "sure" if _is_sure(whole) else "likely"


def _is_sure(names: list[str]) -> bool:
    if any(part in GIVEN_NAMES for name in names for part in _folded(name).split("-")):
        return True
    if any(character.isalpha() and not _is_latin(character) for name in names for character in name):
        return True
    loud = [name for name in names if len(name) >= 3 and name.isupper()]
    quiet = [name for name in names if not name.isupper()]
    return len(loud) == 1 and len(quiet) == 1 and len(loud[0]) > 4


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("LATIN", "MODIFIER"))


def _folded(word: str) -> str:
    """A word in small letters without accents and marks around it."""
    plain = unicodedata.normalize("NFKD", word.strip(",.'’\"()«»“”&*")).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character))


def _is_known(words: list[str]) -> bool:
    """Whether the words are those of a place, or one of them is of an office, a group or a topic."""
    folded = [_folded(word) for word in words]
    parts = {part for word in folded for part in word.split("-")} | set(folded)
    if parts & KNOWN_WORDS:
        return True
    return all(word in _places() or word.strip("-") in CONNECTORS for word in folded)


@cache
def _places() -> frozenset[str]:
    """Words of the names of countries, and of places that reports name."""
    names = [
        name
        for language in ("en", "fr", "de", "es", "it", "bg", "el", "ru", "uk", "ar")
        for name in territory_names(language).values()
    ]
    return PLACES | frozenset(_folded(word) for name in names for word in name.split())
