"""The words countries are known by in CLDR's languages: names, spellings of them, and codes in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from portal.reference import cldr
from portal.reference.words import folded

LANGUAGES = (*cldr.EU_LANGUAGES, *cldr.PARTNER_LANGUAGES, *cldr.MORE_LANGUAGES)

_BRACKETED = re.compile(r"\s*\([^()]*\)")
_APOSTROPHES = re.compile(r"['’ʼ‘`]")
_ARTICLES = {
    "ga": ("an ", "na "),
    "mt": ("il-", "l-", "iċ-", "id-", "in-", "ir-", "is-", "it-", "ix-", "iż-", "iz-"),
    "ar": ("ال",),
    "en": ("the ",),
}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def spellings(name: str, language: str) -> Iterator[str]:
    """A name and the ways people spell it.

    Without brackets, article or apostrophes; "and" for "&", "Saint" for "St", in German "ue" for "ü".
    """
    for form in dict.fromkeys((name, _BRACKETED.sub("", name))):
        yield form
        if "&" in form:
            yield form.replace("&", "and")
        if re.search(r"\bSt\b", form):
            saint = re.sub(r"\bSt\b\.?", "Saint", form)
            yield saint
            yield saint.replace("&", "and")
        if _APOSTROPHES.search(form):
            yield _APOSTROPHES.sub("", form)
        if language == "de":
            yield form.translate(_UMLAUTS)
        for article in _ARTICLES.get(language, ()):
            if form.lower().startswith(article):
                yield form[len(article) :]


@lru_cache(maxsize=1)
def country_names() -> dict[tuple[str, ...], dict[str, set[str]]]:
    """Folded words -> country -> languages in which the words are a name of it. Built once a process."""
    found: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for language in LANGUAGES:
        for code, name in cldr.territory_names(language).items():
            if len(code) != 2 or code in NOT_COUNTRIES:
                continue
            for spelling in spellings(name, language):
                words = folded(spelling)
                if words and (len(words) > 1 or len(words[0]) > 2):
                    found.setdefault(words, {}).setdefault(code, set()).add(language)
    return found


NOT_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
"""CLDR territories that are not in ISO 3166-1 and not Kosovo: unions, parts of countries, test codes."""

UNCLEAR_CODES = frozenset(
    "AD AI AM AN AS AT AU BE BI BY CC CD CI CO DE DO ES ET FI GA GO HE HM ID IE IL IM IN IO IS IT JE LA LI "
    "ME MS MY NA NE NO NU OM PA PE PM PR PS RE SA SE SI SO ST SV TM TO TV VA VI WS".split()
)
"""Two-letter codes that are also words or usual abbreviations in a language of readers, in capitals too."""

ANY = "*"

ORDINARY_WORDS: dict[str, frozenset[str]] = {
    word: frozenset(languages.split())
    for languages, words in {
        # Names of a country in one language that are everyday words of others.
        ANY: "cad cada ceki cin cili fas gana gane gine indi indie ira kena kili kine kube lao lati libi "
        "man mon naru oma pala qana quam ruis rusi samo sead sile sili siri tai toga viro xile",
        # Names that are everyday words of the very language.
        f"{ANY} ru uk bg mk sr": "того",
        "sr mk": "мали",
        "hr sl bs sr_Latn": "mali",
        "en": "island",
        "en fr": "reunion",
        "es": "granada",
    }.items()
    for word in words.split()
}
"""Single words that count as a country only if written with a capital in the midst of a text, or alone.

Folded word -> languages of a query for which this holds; ``*`` stands for all in which it is not the name.
"""
