"""Names of facet values in the reader's language, and which values there are. In bulk: two queries at most.

Codes are indexed, names are resolved when shown: renaming a country touches no entry of an index.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from django.utils.text import capfirst

from portal.indexing import EntryBuilder, builders
from portal.language import language_choices
from portal.reference import catalogue, cldr
from portal.reference.models import Country

FIRST_YEAR, LAST_YEAR = 1000, 2999
LANGUAGES = dict(language_choices())


class Labels:
    """Names for one page in one language. The reference data's stamp is asked for once."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def catalogue(self) -> catalogue.Catalogue:
        return catalogue.current()

    @cached_property
    def kinds(self) -> dict[str, Any]:
        """Every kind of every type with its name."""
        return {
            value: label for builder in builders().values() for value, label in kind_labels(builder).items()
        }

    def label(self, facet: str, value: str) -> str:
        """The name of a value; the value itself where there is no name, so that a filter is never without."""
        if facet == "country":
            return cldr.territory_name(value, self.language)
        if facet == "instrument":
            names = self.catalogue.instruments.get(value)
            return names.say(self.language) if names else value
        if facet == "topic":
            names = self.catalogue.topics.get(value)
            return names.say(self.language) if names else value
        if facet == "kind":
            return str(self.kinds.get(value, value))
        if facet == "type":
            builder = builders().get(value)
            return str(type_label(builder)) if builder else value
        return LANGUAGES.get(value, value) if facet == "language" else value

    def known(self, facet: str, value: str) -> str | None:
        """The canonical form of a value as somebody wrote it in an address, ``None`` where there is none."""
        if facet in ("country", "instrument"):
            codes = country_codes(self.catalogue.stamp) if facet == "country" else self.catalogue.instruments
            return value.upper() if value.upper() in codes else None
        if facet == "year":
            is_year = value.isascii() and value.isdigit() and len(value) == 4
            return value if is_year and FIRST_YEAR <= int(value) <= LAST_YEAR else None
        values = {
            "topic": self.catalogue.topics if facet == "topic" else (),
            "kind": self.kinds,
            "type": builders(),
            "language": LANGUAGES,
        }[facet]
        return value.lower() if value.lower() in values else None


def type_label(builder: EntryBuilder) -> Any:
    """The name of a type in the plural: the builder's ``label``, else its model's name."""
    return getattr(builder, "label", None) or capfirst(_options(builder).verbose_name_plural or builder.type)


def kind_labels(builder: EntryBuilder) -> dict[str, Any]:
    """The kinds of a type and their names: the builder's ``kinds``, else the choices of its model's ``kind``."""
    given = getattr(builder, "kinds", None)
    if given is not None:
        return dict(given)
    fields = {field.name: field for field in _options(builder).get_fields()}
    choices = getattr(fields.get("kind"), "choices", None) or []
    return {str(value): label for value, label in choices if value}


def _options(builder: EntryBuilder) -> Any:
    model: Any = builder.model
    return model._meta


def country_codes(stamp: str) -> frozenset[str]:
    """The codes of all countries, kept as long as the reference data carries this stamp."""
    return _kept_country_codes(stamp) if stamp else _kept_country_codes.__wrapped__(stamp)


@lru_cache(maxsize=2)
def _kept_country_codes(stamp: str) -> frozenset[str]:
    return frozenset(Country.objects.values_list("code", flat=True))
