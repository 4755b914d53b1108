"""Names of countries and regions in many languages, from CLDR as shipped with Babel.

Codes are stored, names are resolved when shown: renaming a country touches no record.
"""

from __future__ import annotations

import datetime
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from django.utils.translation import get_language

KOSOVO = "XK"

FALLBACK = "en"

EU_LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
"""The 24 official languages of the European Union."""

PARTNER_LANGUAGES = ("ar", "tr", "ru", "uk", "sq", "sr", "zh")
"""Further languages in which countries must be named and recognised."""

MORE_LANGUAGES = ("sr_Latn", "bs", "mk", "ca", "nb", "is", "hy", "ka", "he", "az", "pt_BR", "zh_Hant")
"""Languages CLDR names countries in as well; used to recognise what readers type."""

# For CLDR plain "pt" is the Portuguese of Brazil; the official language of the Union is that of Portugal.
_LOCALES = {"pt": "pt_PT", "no": "nb", "zh_hans": "zh", "zh_cn": "zh"}


@lru_cache(maxsize=256)
def _territories(language: str) -> dict[str, str]:
    """The names of territories in one language; English where CLDR does not know the language."""
    wanted = language.replace("-", "_")
    wanted = _LOCALES.get(wanted.lower(), wanted)
    try:
        return dict(Locale.parse(wanted).territories)
    except (UnknownLocaleError, ValueError, TypeError):
        return _territories(FALLBACK) if language != FALLBACK else {}


def active_language() -> str:
    """The language of the reader, or English outside a request."""
    return get_language() or FALLBACK


def territory_name(code: str, language: str | None = None) -> str:
    """The name of a country, or of a UN M49 region, in a language.

    Falls back to English, then to the code itself, so that an unknown code is shown and not hidden.
    Kosovo carries the asterisk of its footnote in every language.
    """
    name = _territories(language or active_language()).get(code) or _territories(FALLBACK).get(code, code)
    return f"{name}*" if code == KOSOVO else name


def territory_names(language: str) -> dict[str, str]:
    """All territory names of a language as CLDR has them, without footnote marks."""
    return _territories(language)


def format_partial_date(text: str, language: str | None = None) -> str:
    """A recorded date in the reader's language: day, month and year, or what of them is known.

    Anything that is not a date as recorded comes back as it is.
    """
    parts = text.split("-")
    try:
        numbers = [int(part) for part in parts]
        day = datetime.date(numbers[0], *(numbers[1:] + [1, 1])[:2])
    except (ValueError, TypeError, IndexError):
        return text
    wanted = (language or active_language()).replace("-", "_")
    locale = _LOCALES.get(wanted.lower(), wanted)
    if len(parts) == 1:
        return text
    pattern = "long" if len(parts) == 3 else "LLLL y"
    try:
        return format_date(day, pattern, locale=locale)
    except (UnknownLocaleError, ValueError):
        return format_date(day, pattern, locale=FALLBACK)
