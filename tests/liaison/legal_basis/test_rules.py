"""The rule: which instruments bind two parties on a day. Properties over made-up worlds, then single cases."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from liaison.legal_basis.facts import (
    LEVELS,
    Excluded,
    Facts,
    Found,
    InstrumentFacts,
    Level,
    PartyFacts,
    Reason,
    Resolution,
)
from liaison.legal_basis.rules import resolve

D = datetime.date.fromisoformat
STATES = ("NL", "DE", "TR", "GB", "GI")
MEASURES = ("extradition", "mla", "drugs")
CODES = tuple(f"T{number}" for number in range(6))
DAY = D("2024-01-15")

days = st.dates(D("1990-01-01"), D("2035-12-31"))
maybe_days = st.none() | days


@st.composite
def instruments(draw: Any) -> dict[str, InstrumentFacts]:
    """Open treaties, some of them protocols to earlier ones, and agreements between named parties."""
    made: dict[str, InstrumentFacts] = {}
    for code in CODES:
        parent = draw(st.sampled_from(["", *made])) if made else ""
        made[code] = InstrumentFacts(
            code=code,
            level=draw(st.sampled_from([Level.REGIONAL, Level.UNIVERSAL])),
            topics=draw(st.frozensets(st.sampled_from(MEASURES))),
            articles=draw(st.frozensets(st.sampled_from(MEASURES), max_size=1)),
            parent=parent,
        )
    for number in range(draw(st.integers(0, 2))):
        code = f"A{number}"
        made[code] = InstrumentFacts(
            code=code,
            level=draw(st.sampled_from([Level.BILATERAL, Level.UNION])),
            topics=draw(st.frozensets(st.sampled_from(MEASURES))),
            parties=draw(
                st.sampled_from([frozenset({"NL", "TR"}), frozenset({"EU", "TR"}), frozenset({"DE", "GB"})])
            ),
            stage=draw(st.sampled_from(["", "signed"])),
            in_force=draw(maybe_days),
            ended=draw(maybe_days),
            no_basis=draw(st.none() | st.just(Reason.ARRANGEMENT)),
        )
    return made


@st.composite
def rows(draw: Any, code: str, party: str) -> PartyFacts:
    in_force, consent = draw(maybe_days), draw(maybe_days)
    status = draw(
        st.sampled_from(
            ["in_force", "signed_only", "ratified_not_in_force", "party_dates_unknown", "denounced"]
        )
    )
    effective = draw(days) if status == "denounced" else None
    return PartyFacts(
        code, party, status, as_of=draw(days), signed=draw(maybe_days), consent_date=consent, in_force=in_force,
        denunciation_effective=effective, responsible="GB" if party == "GI" else "",
    )  # fmt: skip


@st.composite
def worlds(draw: Any) -> Facts:
    made = draw(instruments())
    pairs = draw(st.sets(st.tuples(st.sampled_from(CODES), st.sampled_from(STATES))))
    return Facts(made, {pair: draw(rows(*pair)) for pair in sorted(pairs)})


def codes(resolution: Resolution) -> list[str]:
    return [each.code for each in resolution.instruments]


def descendants(facts: Facts, code: str) -> set[str]:
    """An instrument with all that needs it."""
    found = {code}
    while True:
        more = {each.code for each in facts.instruments.values() if each.parent in found} - found
        if not more:
            return found
        found |= more


pairs = st.tuples(st.sampled_from(["NL", "DE"]), st.sampled_from(["TR", "GB", "GI"]))
measures = st.sampled_from(MEASURES)


@settings(max_examples=150, deadline=None)
@given(worlds(), pairs, measures, days)
def test_removing_one_ratification_removes_that_instrument_and_its_protocols_and_nothing_else(
    facts: Facts, pair: tuple[str, str], measure: str, day: datetime.date
) -> None:
    before = codes(resolve(facts, *pair, measure, day))
    for code, party in facts.statuses:
        if party not in pair:
            continue
        fewer = {key: row for key, row in facts.statuses.items() if key != (code, party)}
        after = codes(resolve(Facts(facts.instruments, fewer), *pair, measure, day))
        gone = descendants(facts, code)
        assert not gone & set(after)
        assert after == [each for each in before if each not in gone]


@settings(max_examples=150, deadline=None)
@given(worlds(), pairs, measures, days, st.data())
def test_a_further_party_never_removes_an_instrument(
    facts: Facts, pair: tuple[str, str], measure: str, day: datetime.date, data: Any
) -> None:
    free = [(code, party) for code in CODES for party in STATES if (code, party) not in facts.statuses]
    assume(free)
    key = data.draw(st.sampled_from(free))
    more = {**facts.statuses, key: data.draw(rows(*key))}
    before = codes(resolve(facts, *pair, measure, day))
    after = codes(resolve(Facts(facts.instruments, more), *pair, measure, day))
    assert [each for each in after if each in before] == before


@settings(max_examples=150, deadline=None)
@given(worlds(), pairs, measures, st.lists(days, min_size=3, max_size=3).map(sorted))
def test_without_a_denunciation_what_is_in_force_stays_in_force(
    facts: Facts, pair: tuple[str, str], measure: str, on: list[datetime.date]
) -> None:
    standing = {code: replace(each, ended=None) for code, each in facts.instruments.items()}
    lasting = {
        key: replace(
            row, denunciation_effective=None, status="in_force" if row.status == "denounced" else row.status
        )
        for key, row in facts.statuses.items()
    }
    found = [set(codes(resolve(Facts(standing, lasting), *pair, measure, day))) for day in on]
    assert found[0] <= found[1] <= found[2]


@settings(max_examples=150, deadline=None)
@given(worlds(), pairs, measures, st.lists(days, min_size=3, max_size=3).map(sorted))
def test_between_entry_into_force_and_denunciation_there_is_no_gap(
    facts: Facts, pair: tuple[str, str], measure: str, on: list[datetime.date]
) -> None:
    found = [set(codes(resolve(facts, *pair, measure, day))) for day in on]
    assert found[0] & found[2] <= found[1]


@settings(max_examples=100, deadline=None)
@given(worlds(), pairs, measures, days, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_facts(
    facts: Facts, pair: tuple[str, str], measure: str, day: datetime.date, random: Any
) -> None:
    shuffled = list(facts.instruments.items())
    rows_shuffled = list(facts.statuses.items())
    random.shuffle(shuffled)
    random.shuffle(rows_shuffled)
    again = resolve(Facts(dict(shuffled), dict(rows_shuffled)), *pair, measure, day)
    assert again == resolve(facts, *pair, measure, day)


@settings(max_examples=150, deadline=None)
@given(worlds(), pairs, measures, days)
def test_what_is_found_covers_the_measure_is_ordered_and_told_once(
    facts: Facts, pair: tuple[str, str], measure: str, day: datetime.date
) -> None:
    resolution = resolve(facts, *pair, measure, day)
    found = codes(resolution)
    assert all(facts.instruments[code].covers(measure) for code in found)
    told = found + [each.code for each in resolution.not_applicable]
    assert len(told) == len(set(told))
    levels = [LEVELS.index(each.level) for each in resolution.instruments if not each.parent]
    assert levels == sorted(levels)
    places = {code: place for place, code in enumerate(found)}
    for each in resolution.instruments:
        if each.parent in places:
            assert places[each.parent] < places[each.code]
    # whatever is for the measure and open to all is told, one way or the other
    wanted = {code for code, each in facts.instruments.items() if each.covers(measure) and not each.parties}
    assert wanted <= set(told)


# --- single cases ---------------------------------------------------------------------------------------


def treaty(code: str, **fields: Any) -> InstrumentFacts:
    defaults: dict[str, Any] = {"level": Level.REGIONAL, "topics": frozenset({"mla"})}
    return InstrumentFacts(code=code, **(defaults | fields))


def row(code: str, party: str, in_force: str = "2000-01-01", **fields: Any) -> PartyFacts:
    defaults: dict[str, Any] = {"status": "in_force", "as_of": D("2024-01-01")}
    return PartyFacts(code, party, in_force=D(in_force) if in_force else None, **(defaults | fields))


def ask(instruments: list[InstrumentFacts], statuses: list[PartyFacts], **asked: Any) -> Resolution:
    facts = Facts({each.code: each for each in instruments}, {(r.instrument, r.party): r for r in statuses})
    question = {"state": "NL", "country": "TR", "measure": "mla", "day": DAY} | asked
    return resolve(facts, **question)


def only(resolution: Resolution) -> Excluded:
    assert resolution.instruments == []
    [excluded] = resolution.not_applicable
    return excluded


def test_in_force_between_the_two_since_the_later_of_both_days() -> None:
    found = ask([treaty("T")], [row("T", "NL", "1969-02-14"), row("T", "TR", "1985-06-01")])
    [each] = found.instruments
    assert (each.code, each.since, each.through) == ("T", D("1985-06-01"), "")
    assert found.not_applicable == []


@pytest.mark.parametrize(
    ("fields", "reason", "about"),
    [
        ({"in_force": "2024-01-16"}, Reason.NOT_YET, ("TR",)),
        ({"denunciation_effective": DAY}, Reason.DENOUNCED, ("TR",)),
        ({"in_force": "", "status": "signed_only"}, Reason.SIGNED_ONLY, ("TR",)),
        ({"in_force": "", "status": "ratified_not_in_force"}, Reason.NOT_YET, ("TR",)),
        ({"in_force": "", "status": "party_dates_unknown"}, Reason.DATES_UNKNOWN, ("TR",)),
        ({"in_force": "", "status": "signed_only_as_of_1997"}, Reason.DATES_UNKNOWN, ("TR",)),
    ],
)
def test_why_a_treaty_does_not_count(fields: dict[str, Any], reason: Reason, about: tuple[str, ...]) -> None:
    excluded = only(ask([treaty("T")], [row("T", "NL"), row("T", "TR", **fields)]))
    assert (excluded.reason, excluded.about) == (reason, about)


def test_no_row_is_no_data_and_names_the_side() -> None:
    assert only(ask([treaty("T")], [row("T", "NL")])).about == ("TR",)
    assert only(ask([treaty("T")], [row("T", "TR")])).about == ("NL",)
    neither = only(ask([treaty("T")], []))
    assert (neither.reason, neither.about) == (Reason.NO_DATA, ("NL", "TR"))


def test_a_known_obstacle_comes_before_what_is_not_known() -> None:
    excluded = only(ask([treaty("T")], [row("T", "TR", "", status="signed_only")]))
    assert (excluded.reason, excluded.about) == (Reason.SIGNED_ONLY, ("TR",))
    assert [(side.party, side.standing) for side in excluded.sides] == [
        ("NL", "no_data"),
        ("TR", "signed_only"),
    ]


def test_a_protocol_stands_under_its_parent_and_needs_it() -> None:
    made = [treaty("P", parent="T"), treaty("T"), treaty("B")]
    bound = [row(code, party) for code in ("P", "T", "B") for party in ("NL", "TR")]
    assert codes(ask(made, bound)) == ["B", "T", "P"]
    fewer = [each for each in bound if (each.instrument, each.party) != ("T", "TR")]
    found = ask(made, fewer)
    assert codes(found) == ["B"]
    assert {(each.code, each.reason, each.about) for each in found.not_applicable} == {
        ("T", Reason.NO_DATA, ("TR",)),
        ("P", Reason.PARENT, ("T",)),
    }


def test_a_protocol_is_in_force_no_earlier_than_its_parent() -> None:
    made = [treaty("T", topics=frozenset()), treaty("P", parent="T")]
    bound = [row("T", "NL"), row("T", "TR", "2020-01-01"), row("P", "NL"), row("P", "TR", "2010-01-01")]
    [each] = ask(made, bound).instruments
    assert (each.code, each.parent, each.since) == ("P", "T", D("2020-01-01"))
    assert ask(made, bound, day=D("2015-01-01")).instruments == []


def test_a_treaty_whose_protocol_is_for_the_measure_is_not_called_a_stranger_to_it() -> None:
    made = [treaty("T", topics=frozenset()), treaty("P", parent="T"), treaty("X", topics=frozenset())]
    bound = [row(code, party) for code in ("T", "P", "X") for party in ("NL", "TR")]
    found = ask(made, bound)
    assert [(each.code, each.reason) for each in found.not_applicable] == [("X", Reason.NOT_FOR_MEASURE)]


def test_since_is_left_open_where_a_day_is_not_recorded() -> None:
    statuses = [row("T", "NL"), row("T", "TR", "", consent_date=D("2006-10-23"))]
    [each] = ask([treaty("T")], statuses).instruments
    assert each.since is None


def test_a_territory_needs_the_extension_and_the_state_that_made_it() -> None:
    extension = row("T", "GI", "2019-10-27", responsible="GB")
    made = [treaty("T")]
    [each] = ask(made, [row("T", "NL"), row("T", "GB"), extension], country="GI").instruments
    assert (each.since, [side.party for side in each.sides]) == (D("2019-10-27"), ["NL", "GI", "GB"])
    alone = only(ask(made, [row("T", "NL"), extension], country="GI"))
    assert (alone.reason, alone.about) == (Reason.NO_DATA, ("GB",))
    without = only(ask(made, [row("T", "NL"), row("T", "GB")], country="GI"))
    assert (without.reason, without.about) == (Reason.NO_DATA, ("GI",))


def test_a_state_has_no_treaty_with_its_own_territory() -> None:
    statuses = [row("T", "NL"), row("T", "AW", responsible="NL")]
    assert only(ask([treaty("T")], statuses, country="AW")).reason == Reason.SAME_STATE


def test_a_state_has_no_treaty_with_its_own_territory_although_no_extension_is_on_file() -> None:
    facts = Facts({"T": treaty("T")}, {("T", "NL"): row("T", "NL")}, {"AW": "NL"})
    assert only(resolve(facts, "NL", "AW", "mla", DAY)).reason == Reason.SAME_STATE
    assert only(resolve(facts, "DE", "AW", "mla", DAY)).reason == Reason.NO_DATA


AGREEMENT = treaty("A", level=Level.BILATERAL, parties=frozenset({"NL", "TR"}), in_force=D("2010-01-01"))


def test_agreements_come_from_the_most_specific_to_the_most_general() -> None:
    union = replace(AGREEMENT, code="E", level=Level.UNION, parties=frozenset({"EU", "TR"}))
    made = [treaty("U", level=Level.UNIVERSAL), treaty("R"), union, AGREEMENT]
    bound = [row(code, party) for code in ("U", "R") for party in ("NL", "TR")]
    found = ask(made, bound)
    assert [(each.code, each.through) for each in found.instruments] == [
        ("A", ""),
        ("E", "EU"),
        ("R", ""),
        ("U", ""),
    ]


def test_treaties_made_for_the_measure_come_before_those_that_mention_it() -> None:
    mentions = treaty("A1", topics=frozenset({"cybercrime"}), articles=frozenset({"mla"}))
    wide = treaty("A2", topics=frozenset({"mla", "extradition"}))
    bound = [row(code, party) for code in ("A1", "A2", "Z") for party in ("NL", "TR")]
    assert codes(ask([mentions, wide, treaty("Z")], bound)) == ["Z", "A2", "A1"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"in_force": D("2024-01-16")}, Reason.NOT_YET),
        ({"ended": DAY}, Reason.DENOUNCED),
        ({"in_force": None, "stage": "signed"}, Reason.SIGNED_ONLY),
        ({"in_force": None}, Reason.DATES_UNKNOWN),
        ({"no_basis": Reason.ARRANGEMENT}, Reason.ARRANGEMENT),
        ({"no_basis": Reason.MANDATE}, Reason.MANDATE),
        ({"topics": frozenset({"drugs"})}, Reason.NOT_FOR_MEASURE),
    ],
)
def test_why_an_agreement_does_not_count(fields: dict[str, Any], reason: Reason) -> None:
    assert only(ask([replace(AGREEMENT, **fields)], [])).reason == reason


def test_an_agreement_of_others_is_not_told_at_all() -> None:
    assert ask([replace(AGREEMENT, parties=frozenset({"DE", "TR"}))], []) == Resolution()
    assert ask([replace(AGREEMENT, parties=frozenset({"NL", "AE"}))], []) == Resolution()


def test_an_agreement_with_a_state_says_nothing_of_its_territory() -> None:
    union = replace(AGREEMENT, parties=frozenset({"EU", "GB"}), level=Level.UNION)
    territory = row("T", "GI", responsible="GB")
    found = ask([union, treaty("T", topics=frozenset())], [territory], country="GI")
    assert [(each.code, each.reason, each.about) for each in found.not_applicable] == [
        ("A", Reason.NO_DATA, ("GI",))
    ]


def test_a_circle_of_parents_does_not_hang() -> None:
    made = [treaty("P", parent="Q"), treaty("Q", parent="P")]
    bound = [row(code, party) for code in ("P", "Q") for party in ("NL", "TR")]
    assert set(codes(ask(made, bound))) == {"P", "Q"}


def test_records_are_values() -> None:
    assert Found("T", Level.REGIONAL, None, ()) == Found("T", Level.REGIONAL, None, ())
