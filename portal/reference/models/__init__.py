"""The axes everything is filed under, with the source of each record."""

from portal.reference.models.country import Country, CountryAlias
from portal.reference.models.instrument import Instrument, InstrumentAlias, InstrumentTitle
from portal.reference.models.revision import Revision
from portal.reference.models.source import Source
from portal.reference.models.topic import Topic, TopicTerm

__all__ = [
    "Country",
    "CountryAlias",
    "Instrument",
    "InstrumentAlias",
    "InstrumentTitle",
    "Revision",
    "Source",
    "Topic",
    "TopicTerm",
]
