"""Names of countries and regions in many languages, from CLDR as shipped with Babel.

Codes are stored, names are resolved when shown: renaming a country touches no record.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
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
