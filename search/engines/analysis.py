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
    "\u064b-\u065f\u0670\u06d6-\u06ed\u1dc0-\u1dff\u20d0-\u20f0\u00ad\u200b-\u200f\u2060\ufeff]+"
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
_CJK = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# Letters, digits, and the vowel signs of scripts in which these are letters of their own (such as Thai).
_TOKEN = re.compile(rf"[\w\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{{1,{LONGEST_TOKEN}}}")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ue000-\uf8ff\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Text as it is kept for showing: composed, on one line, without control and private-use characters."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    return _SPACE.sub(" ", text).strip()


def fold(text: str) -> str:
    """Lower case without diacritics: "Türkiye" and "TURKIYE" are the same word."""
    if text.isascii():
        return text.lower().replace("_", " ")
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text).lower())
    for letter, plain in _LETTERS.items():
        text = text.replace(letter, plain)
    # Brings back together what NFKD took apart for other reasons (Korean syllables, Japanese sound marks).
    return unicodedata.normalize("NFC", text)


def tokens(text: str) -> list[str]:
    """The words of a text, folded. Chinese and Japanese characters are words of their own."""
    folded = fold(text)
    if not folded.isascii():
        folded = _CJK.sub(r" \g<0> ", folded)
    return _TOKEN.findall(folded)


def base_language(code: str) -> str:
    """The language of a code: ``pt`` of ``pt-br``, ``sr`` of ``sr_Latn``."""
    return code.replace("_", "-").partition("-")[0].lower()


@cache
def _analyzer(stemmer: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.stemmer(stemmer)).build()


@lru_cache(maxsize=200_000)
def _stripped(word: str, language: str) -> str:
    return strip_ending(word, language)


def stems(words: list[str], language: str) -> list[str]:
    """The stems of folded words in one language; none where we have no stemming for it."""
    language = base_language(language)
    if language == "ar":
        # The stemmer knows the feminine ending by the letter that folding wrote as another.
        words = [f"{word[:-1]}ة" if word.endswith("ه") else word for word in words]
    if language in _STEMMERS:
        return _analyzer(_STEMMERS[language]).analyze(" ".join(words))
    if language in ENDINGS:
        return [_stripped(word, language) for word in words]
    return []


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """The stem of one folded word, the word itself where there is no stemming."""
    found = stems([word], language)
    return found[0] if found else word


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
