"""What the rule reads and what it answers: plain records, without a database."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from liaison.treaties.enums import Standing


class Level(StrEnum):
    """How specific an instrument is, the most specific first."""

    BILATERAL = "bilateral"
    UNION = "eu"
    REGIONAL = "regional"
    UNIVERSAL = "universal"


LEVELS = list(Level)


class Reason(StrEnum):
    """Why an instrument does not count."""

    DENOUNCED = "denounced"
    SIGNED_ONLY = "signed_only"
    NOT_YET = "not_yet_in_force"
    DATES_UNKNOWN = "dates_unknown"
    NO_DATA = "no_data"
    PARENT = "parent_not_in_force"
    SAME_STATE = "same_state"
    NOT_FOR_MEASURE = "not_for_measure"
    ARRANGEMENT = "working_arrangement"
    MANDATE = "negotiating_mandate"
    CONTACT_POINT = "contact_point"
    ADEQUACY = "adequacy_decision"


REASONS = list(Reason)
NO_BASIS = frozenset({Reason.ARRANGEMENT, Reason.MANDATE, Reason.CONTACT_POINT, Reason.ADEQUACY})
"""What an instrument is that can never be a legal basis."""


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What is on file about one party to one open treaty."""

    instrument: str
    party: str
    status: str
    as_of: datetime.date
    signed: datetime.date | None = None
    consent_date: datetime.date | None = None
    in_force: datetime.date | None = None
    denounced: datetime.date | None = None
    denunciation_effective: datetime.date | None = None
    responsible: str = ""


@dataclass(frozen=True, slots=True)
class InstrumentFacts:
    """What is on file about an instrument.

    ``parties`` is empty for an open treaty. ``topics`` are what it is filed under, ``articles`` the measures for which
    an article of it is on file. ``parent`` is the treaty it cannot do without. For an agreement: ``signed``,
    ``in_force``, ``ended``, ``stage`` (``in_force``, ``signed`` or anything else); ``no_basis`` where it is none.
    """

    code: str
    level: Level
    topics: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    parent: str = ""
    parties: frozenset[str] = frozenset()
    stage: str = ""
    signed: datetime.date | None = None
    in_force: datetime.date | None = None
    ended: datetime.date | None = None
    no_basis: Reason | None = None

    def covers(self, measure: str) -> bool:
        """Whether it is for the measure: filed under it, or with an article for it."""
        return measure in self.topics or measure in self.articles


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rule reads. ``statuses`` by instrument and party; ``territories`` with the State responsible."""

    instruments: Mapping[str, InstrumentFacts]
    statuses: Mapping[tuple[str, str], PartyFacts]
    territories: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Side:
    """Where one side stands: ``party`` is the State, the territory, or the Union for a Member State."""

    party: str
    standing: Standing
    facts: PartyFacts | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An instrument in force between the two. ``since`` is empty where a day of entry into force is not recorded."""

    code: str
    level: Level
    since: datetime.date | None
    sides: tuple[Side, ...]
    parent: str = ""
    through: str = ""
    """``EU`` or the body of the Union that concluded it for the Member State."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """An instrument that does not count, and why. ``about`` names the parties the reason is about."""

    code: str
    reason: Reason
    level: Level
    about: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer, both lists in their order."""

    instruments: list[Found] = field(default_factory=list)
    not_applicable: list[Excluded] = field(default_factory=list)
