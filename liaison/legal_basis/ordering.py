"""In which order the answer stands: most specific first, what supplements a treaty under it."""

from __future__ import annotations

from collections import defaultdict

from liaison.legal_basis.facts import (
    LEVELS,
    NO_BASIS,
    REASONS,
    Excluded,
    Facts,
    Found,
    InstrumentFacts,
    Reason,
)

Rank = tuple[int, bool, int, str]


def parents_of(instrument: InstrumentFacts, facts: Facts) -> list[str]:
    """The treaties an instrument cannot do without, the nearest first. A circle in the data ends it."""
    chain: list[str] = []
    code = instrument.parent
    while code and code not in chain and code != instrument.code:
        chain.append(code)
        above = facts.instruments.get(code)
        code = above.parent if above else ""
    return chain


def _rank(code: str, facts: Facts, measure: str) -> Rank:
    instrument = facts.instruments[code]
    return (
        LEVELS.index(instrument.level),
        measure not in instrument.topics,
        len(instrument.topics),
        instrument.code,
    )


def ordered(found: list[Found], facts: Facts, measure: str) -> list[Found]:
    """Most specific first; what supplements a treaty directly under it, or in the treaty's place."""

    def rank(code: str) -> Rank:
        return _rank(code, facts, measure)

    present = {each.code for each in found}
    under: dict[str, list[Found]] = defaultdict(list)
    families: dict[str, list[Found]] = defaultdict(list)
    for each in found:
        parents = parents_of(facts.instruments[each.code], facts)
        above = next((code for code in parents if code in present), "")
        if above and each.code not in parents_of(facts.instruments[above], facts):
            under[above].append(each)
        else:
            # Protocols to one treaty stay together, also where the treaty itself is not for the measure.
            families[parents[-1] if parents else each.code].append(each)
    groups = [sorted(members, key=lambda each: rank(each.code)) for members in families.values()]
    answer: list[Found] = []

    def add(each: Found) -> None:
        answer.append(each)
        for child in sorted(under[each.code], key=lambda child: child.code):
            add(child)

    for members in sorted(groups, key=lambda members: rank(members[0].code)):
        for each in members:
            add(each)
    return answer


def ordered_reasons(excluded: list[Excluded], facts: Facts, measure: str) -> list[Excluded]:
    """What is for the measure first, by how much is known of why it does not count; then the rest."""
    return sorted(
        excluded,
        key=lambda each: (
            each.reason == Reason.NOT_FOR_MEASURE,
            each.reason in NO_BASIS,
            not facts.instruments[each.code].covers(measure),
            REASONS.index(each.reason),
            _rank(each.code, facts, measure),
        ),
    )
