"""How text becomes words: the same for both engines, so that the same query finds the same entries.

``fold`` takes away what readers do not type (case, diacritics, vowel points), ``tokens`` cuts folded text
into words, ``stems`` reduces words to what their inflected forms have in common, by the language of the
entry. An engine gets words separated by blanks and only has to count them. Stemming works on folded words,
so that somebody who leaves out the accents finds as much as somebody who writes them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import tantivy

from .endings import ENDINGS, strip_ending

LONGEST_TOKEN = 64
"""Longer runs of letters are cut: both engines limit the length of a term, each at another place."""

MOST_OTHERS = 20
"""Different characters beyond Latin-1 that a text may have to be folded by the table of Latin-1."""

KEPT_STEMS = 50_000
"""Words of one language whose stems are remembered."""

_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
STEMMED_LANGUAGES = (*_STEMMERS, *ENDINGS)

# Combining marks of the scripts in use, Arabic vowel signs and tatweel, invisible characters.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06ed\u1dc0-\u1dff\u20d0-\u20f0\u00ad\u200b-\u200f\u2060\ufeff]"
)
# Letters which Unicode does not take apart but readers do.
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ı": "i",
    "ς": "σ",
    "ґ": "г",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ة": "ه",
    "_": " ",
}
# Signs that would keep a text from being plain ASCII, and mean a blank in every language.
_SIGNS = "’‘“”„–—…«»•·°§€"
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_CJK = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# Letters, digits, and the vowel signs of scripts in which these are letters of their own (such as Thai).
_TOKEN = re.compile(rf"[\w\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{{1,{LONGEST_TOKEN}}}")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ue000-\uf8ff\ud800-\udfff]")


@cache
def _plain(letter: str) -> str | None:
    """What stands for a mark (nothing) or a sign (a blank); ``None`` for a letter, which is kept."""
    if _MARKS.match(letter):
        return ""
    return " " if letter in _SIGNS else None


def clean(text: str) -> str:
    """Text as it is kept for showing: composed, on one line, without control and private-use characters."""
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join(_UNWANTED.sub("", text).split())
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without diacritics: "Türkiye" and "TURKIYE" are the same word."""
    if text.isascii():
        return text.lower().replace("_", " ")
    folded = _fold_latin(text)
    return _fold_any(text) if folded is None else folded


def _fold_any(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.lower()).lower()
    # A text has few different characters: each is looked at once.
    for letter in set(text):
        if letter > "\x7f" and (plain := _plain(letter)) is not None:
            text = text.replace(letter, plain)
    if text.isascii():
        return text.replace("_", " ")
    for letter, plain in _LETTERS.items():
        text = text.replace(letter, plain)
    # Brings back together what NFKD took apart for other reasons (Korean syllables, Japanese sound marks).
    return unicodedata.normalize("NFC", text)


@cache
def _latin_fold() -> tuple[tuple[tuple[bytes, bytes], ...], bytes]:
    """What letters of Latin-1 are folded to: those that become several, and a table of all that become one in ASCII.
    Others are left as they are."""
    folded = {code: _fold_any(chr(code)) for code in range(256)}
    plain = {code: text.encode() for code, text in folded.items() if text.isascii()}
    several = tuple((bytes([code]), text) for code, text in plain.items() if len(text) > 1)
    return several, bytes(ord(plain[code]) if len(plain.get(code, b"")) == 1 else code for code in range(256))


@cache
def _fold_letter(letter: str) -> str | None:
    """What a letter is folded to where that is ASCII: it does not depend on its neighbours then."""
    folded = _fold_any(f"a{letter}a")[1:-1]
    return folded if folded.isascii() else None


def _fold_latin(text: str) -> str | None:
    """The same as ``_fold_any``, several times faster, of a text that is Latin-1 but for a few characters."""
    for _attempt in range(MOST_OTHERS):
        try:
            latin = text.encode("latin-1")
            break
        except UnicodeEncodeError as error:
            letter = text[error.start]
            plain = _fold_letter(letter)
            if plain is None:
                return None
            text = text.replace(letter, plain)
    else:
        return None
    several, table = _latin_fold()
    for byte, letters in several:
        latin = latin.replace(byte, letters)
    latin = latin.translate(table)
    return latin.decode() if latin.isascii() else None


def tokens(text: str) -> list[str]:
    """The words of a text, folded. Chinese and Japanese characters are words of their own."""
    folded = fold(text)
    if folded.isascii():
        # What most texts come to once folded; this is several times faster than the general way.
        words = folded.translate(_BLANKS).split()
        if not words or len(max(words, key=len)) <= LONGEST_TOKEN:
            return words
    return _TOKEN.findall(_CJK.sub(r" \g<0> ", folded))


def base_language(code: str) -> str:
    """The language of a code: ``pt`` of ``pt-br``, ``sr`` of ``sr_Latn``."""
    return code.replace("_", "-").partition("-")[0].lower()


@cache
def _analyzer(stemmer: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.stemmer(stemmer)).build()


class _Stems(dict[str, str]):
    """The stems of one language, each worked out once: texts repeat their words."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, word: str) -> str:
        if len(self) >= KEPT_STEMS:
            self.clear()
        found = self[word] = self._stem(word)
        return found

    def _stem(self, word: str) -> str:
        if self.language in ENDINGS:
            return strip_ending(word, self.language)
        if self.language == "ar" and word.endswith("ه"):
            # The stemmer knows the feminine ending by the letter that folding wrote as another.
            word = f"{word[:-1]}ة"
        found = _analyzer(_STEMMERS[self.language]).analyze(word)
        return found[0] if found else word


@cache
def _stems_of(language: str) -> _Stems | None:
    language = base_language(language)
    return _Stems(language) if language in _STEMMERS or language in ENDINGS else None


def stems(words: list[str], language: str) -> list[str]:
    """The stems of folded words in one language; none where we have no stemming for it."""
    known = _stems_of(language)
    return [] if known is None else [known[word] for word in words]


def stem(word: str, language: str) -> str:
    """The stem of one folded word, the word itself where there is no stemming."""
    known = _stems_of(language)
    return word if known is None else known[word]


_SCRIPTS = (
    (
        re.compile("[a-z]"),
        tuple(x for x in STEMMED_LANGUAGES if x not in {"ar", "el", "ru", "bg", "mk", "uk", "be"}),
    ),
    (re.compile("[α-ω]"), ("el",)),
    (re.compile("[а-џ]"), ("ru", "bg", "uk", "mk", "be", "sr")),
    (re.compile("[ء-ي]"), ("ar",)),
)
MOST_STEMS = 8


@lru_cache(maxsize=20_000)
def query_stems(word: str, languages: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The stems a folded query word may have, whatever its language, most likely first.

    A query does not say in which language it is. The reader's own ``languages`` are asked first, then all
    that are written in the same script; at most ``MOST_STEMS`` different stems are kept.
    """
    if word.isdigit():
        return ()
    found: dict[str, None] = {}
    for script, of_script in _SCRIPTS:
        if script.search(word):
            own = [x for x in map(base_language, languages) if x in of_script]
            for language in (*own, *of_script):
                found.setdefault(stem(word, language))
    return tuple(x for x in found if len(x) >= min(3, len(word)))[:MOST_STEMS]
