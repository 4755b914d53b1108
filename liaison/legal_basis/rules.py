"""Which instruments bind two parties on a day, for a measure. Pure: asks no database.

What counts (11333/24, ¶7; Vienna Convention on the Law of Treaties, Arts. 24, 29, 30, 40 and 70):

1. An *agreement between named parties* counts when it is in force on the day and names both: the Member State itself
   (bilateral), or the Union or one of its bodies for it. Working arrangements, contact points, adequacy decisions and
   mandates to negotiate are no legal basis and never count.
2. An *open treaty* counts when both are bound by it on the day. A territory is bound when the treaty was extended to it
   and the State responsible for it is bound.
3. A *protocol* counts when it and its parent bind both (UNTOC Art. 37; every protocol on file is open to the parent's
   parties only). It stands under its parent.
4. What is not known excludes nothing and proves nothing: it is told as "no data" or "dates unknown", side by side with
   the reasons that are known.

The order is from the most specific to the most general: bilateral, agreements of the Union, regional, universal; in
each, treaties made for the measure before those that mention it; then by code.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from liaison.legal_basis.facts import Excluded, Facts, Found, InstrumentFacts, Reason, Resolution, Side
from liaison.legal_basis.ordering import ordered, ordered_reasons, parents_of
from liaison.treaties.enums import Standing
from liaison.treaties.standing import standing_on

UNION = "EU"
BODIES = frozenset({"EUROJUST", "EPPO", "EUROPOL"})
"""Bodies of the Union that conclude agreements and arrangements of their own."""

_BY_STANDING = (
    (Standing.DENOUNCED, Reason.DENOUNCED),
    (Standing.SIGNED_ONLY, Reason.SIGNED_ONLY),
    (Standing.NOT_YET, Reason.NOT_YET),
    (Standing.UNKNOWN, Reason.DATES_UNKNOWN),
    (Standing.NO_DATA, Reason.NO_DATA),
)
"""What is known comes before what is not: one known obstacle is enough."""


def resolve(facts: Facts, state: str, country: str, measure: str, day: datetime.date) -> Resolution:
    """The instruments in force between a Member State and a third country on a day, for a measure.

    Args:
        facts: what is on file; at least the rows of both and of the States responsible for territories.
        state, country: ISO 3166-1 alpha-2.
        measure: the slug of a topic.
        day: the day asked about.
    """
    found: list[Found] = []
    excluded: list[Excluded] = []
    above: set[str] = set()
    for instrument in facts.instruments.values():
        answer = (
            _agreement(instrument, facts, state, country, measure, day)
            if instrument.parties
            else _treaty(instrument, facts, state, country, measure, day)
        )
        if isinstance(answer, Found):
            found.append(answer)
            above.update(parents_of(instrument, facts))
        elif answer is not None:
            excluded.append(answer)
    # A treaty is no stranger to the measure where a protocol to it is for the measure: it stands with the protocol.
    excluded = [each for each in excluded if each.reason != Reason.NOT_FOR_MEASURE or each.code not in above]
    return Resolution(ordered(found, facts, measure), ordered_reasons(excluded, facts, measure))


def _treaty(
    instrument: InstrumentFacts, facts: Facts, state: str, country: str, measure: str, day: datetime.date
) -> Found | Excluded | None:
    """What an open treaty is between the two; nothing where it is neither in force nor for the measure."""
    sides = (_side(facts, instrument.code, state, day), *_country_sides(facts, instrument.code, country, day))
    reason, about = _obstacle(sides)
    responsible = sides[1].facts.responsible if sides[1].facts else facts.territories.get(country)
    if responsible == state:
        reason, about = Reason.SAME_STATE, (country,)
    parent = _missing_parent(instrument, facts, state, country, day) if reason is None else ""
    if parent:
        reason, about = Reason.PARENT, (parent,)
    if instrument.covers(measure):
        if reason is not None:
            return Excluded(instrument.code, reason, instrument.level, about, sides, instrument.parent)
        since = _since(sides, instrument, facts, state, country, day)
        return Found(instrument.code, instrument.level, since, sides, instrument.parent)
    if reason is None:
        return Excluded(
            instrument.code, Reason.NOT_FOR_MEASURE, instrument.level, (), sides, instrument.parent
        )
    return None


def _side(facts: Facts, code: str, party: str, day: datetime.date) -> Side:
    row = facts.statuses.get((code, party))
    return Side(party, standing_on(row, day) if row else Standing.NO_DATA, row)


def _country_sides(facts: Facts, code: str, country: str, day: datetime.date) -> tuple[Side, ...]:
    """The third country; for a territory also the State that extended the treaty to it."""
    own = _side(facts, code, country, day)
    if own.facts is not None and own.facts.responsible:
        return own, _side(facts, code, own.facts.responsible, day)
    return (own,)


def _obstacle(sides: Iterable[Side]) -> tuple[Reason | None, tuple[str, ...]]:
    """The first reason there is, and the sides it is about."""
    held = list(sides)
    for standing, reason in _BY_STANDING:
        about = tuple(side.party for side in held if side.standing == standing)
        if about:
            return reason, about
    return None, ()


def _missing_parent(
    instrument: InstrumentFacts, facts: Facts, state: str, country: str, day: datetime.date
) -> str:
    """The nearest parent that does not bind both, empty where all do."""
    for parent in parents_of(instrument, facts):
        sides = (_side(facts, parent, state, day), *_country_sides(facts, parent, country, day))
        if _obstacle(sides)[0] is not None:
            return parent
    return ""


def _since(
    sides: Iterable[Side],
    instrument: InstrumentFacts,
    facts: Facts,
    state: str,
    country: str,
    day: datetime.date,
) -> datetime.date | None:
    """Since when the treaty is in force between the two: the last of the days on which it began for a side."""
    days = [side.facts.in_force if side.facts else None for side in sides]
    for parent in parents_of(instrument, facts):
        for side in (_side(facts, parent, state, day), *_country_sides(facts, parent, country, day)):
            days.append(side.facts.in_force if side.facts else None)
    known = [each for each in days if each is not None]
    return max(known) if len(known) == len(days) else None


def _agreement(
    instrument: InstrumentFacts, facts: Facts, state: str, country: str, measure: str, day: datetime.date
) -> Found | Excluded | None:
    """What an agreement between named parties is; nothing where it is not between these two."""
    through = _through(instrument.parties, state)
    if through is None:
        return None
    code, level = instrument.code, instrument.level
    if country not in instrument.parties:
        if (_extended(facts, country) - {state}) & instrument.parties and instrument.covers(measure):
            return Excluded(code, instrument.no_basis or Reason.NO_DATA, level, (country,))
        return None
    if instrument.no_basis is not None:
        return Excluded(code, instrument.no_basis, level)
    standing = _agreement_standing(instrument, day)
    sides = (Side(through or state, standing), Side(country, standing))
    reason, about = _obstacle(sides)
    if not instrument.covers(measure):
        return Excluded(code, Reason.NOT_FOR_MEASURE, level, (), sides) if reason is None else None
    if reason is not None:
        return Excluded(code, reason, level, about, sides)
    return Found(code, level, instrument.in_force, sides, through=through)


def _through(parties: frozenset[str], state: str) -> str | None:
    """For whom the Member State is bound: "" by itself, else the Union or its body; None where it is not."""
    if state in parties:
        return ""
    if UNION in parties:
        return UNION
    return next(iter(sorted(BODIES & parties)), None)


def _extended(facts: Facts, country: str) -> frozenset[str]:
    """The States responsible for a territory, as on file or by their extensions; empty for a State."""
    extended = {row.responsible for (_, party), row in facts.statuses.items() if party == country}
    return frozenset({*extended, facts.territories.get(country, "")} - {country, ""})


def _agreement_standing(instrument: InstrumentFacts, day: datetime.date) -> Standing:
    """Where an agreement between named parties stands on a day."""
    if instrument.ended and instrument.ended <= day:
        return Standing.DENOUNCED
    if instrument.in_force:
        return Standing.BOUND if instrument.in_force <= day else Standing.NOT_YET
    if instrument.stage == "signed":
        return Standing.SIGNED_ONLY
    return Standing.UNKNOWN
