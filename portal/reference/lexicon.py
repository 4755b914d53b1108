"""Every form under which countries, instruments and topics are found in a query.

A form is a sequence of folded words. Names of countries come from CLDR and are built once a process; aliases,
numbers, titles and terms come from the database and are built again when they change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from portal.reference import titles
from portal.reference.country_words import UNCLEAR_CODES, country_names, spellings
from portal.reference.enums import CountryAliasKind
from portal.reference.models import (
    Country,
    CountryAlias,
    Instrument,
    InstrumentAlias,
    InstrumentTitle,
    Topic,
    TopicTerm,
)
from portal.reference.words import folded

COUNTRY = "country"
INSTRUMENT = "instrument"
TOPIC = "topic"
NOTHING = "nothing"
"""What only looks like a country: "New Jersey"."""

Form = tuple[str, ...]

CAPITALS_ONLY = frozenset({("eau",), ("tca",)})
"""Acronyms that are other words in small letters (water; eating disorders, in French)."""

_FILLERS: tuple[Form, ...] = (
    (),
    *((word,) for word in ("n", "no", "nr", "nos", "num", "nro", "numero", "nummer", "number", "c", "бр")),
)
_CONVENTION = ("convention", "treaty", "übereinkommen", "convenzione", "convenio", "verdrag", "convenção")
_OF_THE_COUNCIL = (
    "of the Council of Europe",
    "du Conseil de l'Europe",
    "des Europarats",
    "del Consiglio d'Europa",
    "del Consejo de Europa",
    "van de Raad van Europa",
    "do Conselho da Europa",
)


class Sense(NamedTuple):
    """What a form stands for."""

    facet: str
    code: str
    languages: frozenset[str] = frozenset()
    capitals: bool = False
    """Counts only if written in capitals."""


@dataclass(slots=True)
class Forms:
    """Forms and their senses, and how long forms with a given first word can be."""

    senses: dict[Form, tuple[Sense, ...]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)

    def add(self, form: Form, sense: Sense) -> None:
        """Add a sense to a form. The same code twice is one sense with the languages of both."""
        if not form:
            return
        others = []
        for known in self.senses.get(form, ()):
            if (known.facet, known.code) == (sense.facet, sense.code):
                languages = known.languages | sense.languages
                sense = sense._replace(languages=languages, capitals=known.capitals and sense.capitals)
            else:
                others.append(known)
        self.senses[form] = (*others, sense)
        if len(form) > self.longest.get(form[0], 0):
            self.longest[form[0]] = len(form)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The forms of names to be recognised, in layers of which the first wins, and those of topics."""

    names: tuple[Forms, ...]
    topics: Forms


def build() -> Lexicon:
    """The lexicon of the reference data as it is now. Five queries."""
    stored = Forms()
    _add_country_aliases(stored)
    _add_instruments(stored)
    return Lexicon(names=(stored, _cldr_forms()), topics=_topic_forms())


@lru_cache(maxsize=1)
def _cldr_forms() -> Forms:
    """Names of countries in all languages, and two-letter codes in capitals."""
    forms = Forms()
    for form, codes in country_names().items():
        for code, languages in codes.items():
            forms.add(form, Sense(COUNTRY, code, frozenset(languages)))
    for code in sorted({code for codes in country_names().values() for code in codes} - UNCLEAR_CODES):
        forms.add((code.lower(),), Sense(COUNTRY, code, capitals=True))
    return forms


def _add_country_aliases(forms: Forms) -> None:
    """Other names of countries. What stands for several countries (Congo) names all of them."""
    cldr = _cldr_forms()
    countries = set(Country.objects.values_list("code", flat=True))
    for alias in CountryAlias.objects.all():
        language = alias.language.replace("-", "_")
        if alias.kind == CountryAliasKind.NOT:
            sense = Sense(NOTHING, "", frozenset({language}))
        else:
            sense = Sense(COUNTRY, str(alias.country_id), frozenset({language}))
        for spelling in spellings(alias.text, language):
            form = folded(spelling)
            forms.add(form, sense._replace(capitals=form in CAPITALS_ONLY))
            # A form of this layer hides the same form of the layer of CLDR: take that sense along.
            for known in cldr.senses.get(form, ()):
                if known.code in countries and sense.facet == COUNTRY and not known.capitals:
                    forms.add(form, known)


def _add_instruments(forms: Forms) -> None:
    """Codes, numbers, titles and aliases of instruments. A form of several instruments names none of them."""
    found: dict[Form, set[Sense]] = {}

    def add(text: str, code: str, capitals: bool = False) -> None:
        form = folded(text)
        if len(form) > 1 or (form and len(form[0]) > 2):
            found.setdefault(form, set()).add(
                Sense(INSTRUMENT, code, capitals=capitals or form in CAPITALS_ONLY)
            )

    for code, official_no in Instrument.objects.values_list("code", "official_no"):
        add(code, code, capitals="-" in code)
        for form in _numbers(official_no):
            found.setdefault(form, set()).add(Sense(INSTRUMENT, code))
    for code, title in InstrumentTitle.objects.values_list("instrument_id", "title"):
        for wording in dict.fromkeys((title, titles.without_date(title))):
            add(wording, code)
    for code, text in InstrumentAlias.objects.values_list("instrument_id", "text"):
        add(text, code)
    for form, senses in found.items():
        if len({sense.code for sense in senses}) == 1:
            for sense in senses:
                forms.add(form, sense)


def _numbers(official_no: str) -> Iterable[Form]:
    """The forms of an official number: "STE 182", "CETS No. 182", "convention 182 du Conseil de l'Europe"."""
    number = titles.coe_number(official_no)
    if number is None:
        yield from (folded(alias) for alias in titles.number_aliases(official_no))
        return
    for filler in _FILLERS:
        tail = (*filler, str(number))
        for series in titles.COE_SERIES:
            yield (series.lower(), *tail)
        for word in _CONVENTION:
            yield from ((*folded(word), *tail, *folded(council)) for council in _OF_THE_COUNCIL)
        yield ("council", "of", "europe", "convention", *tail)
        yield ("council", "of", "europe", "treaty", *tail)


def _topic_forms() -> Forms:
    """Names of topics in English and French, and their terms as far as they are used."""
    forms = Forms()
    for topic in Topic.objects.all():
        for language, name in (("en", topic.name_en), ("fr", topic.name_fr)):
            forms.add(folded(name), Sense(TOPIC, topic.slug, frozenset({language})))
    for term in TopicTerm.objects.filter(is_used=True):
        forms.add(folded(term.text), Sense(TOPIC, term.topic_id, frozenset({term.language})))
    return forms
