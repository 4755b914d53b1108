"""Answers from the project's data, checked by hand against data/treaty_status.csv and data/agreements.csv."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.agreements.models import Agreement
from liaison.legal_basis.facts import Reason
from liaison.legal_basis.queries import Answer, answer
from liaison.treaties.models import TreatyStatement, TreatyStatus
from portal.reference.models import Country, Instrument, Topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]

D = datetime.date.fromisoformat


def ask(state: str, country: str, measure: str, day: str) -> Answer:
    return answer(
        Country.objects.get(pk=state), Country.objects.get(pk=country), Topic.objects.get(pk=measure), D(day)
    )


def found(given: Answer) -> list[str]:
    return [each.code for each in given.resolution.instruments]


def since(given: Answer) -> dict[str, str | None]:
    return {
        each.code: each.since.isoformat() if each.since else None for each in given.resolution.instruments
    }


def why(given: Answer) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        each.code: (each.reason.value, each.about)
        for each in given.resolution.not_applicable
        if each.reason != Reason.NOT_FOR_MEASURE
    }


def test_extradition_between_the_netherlands_and_tuerkiye() -> None:
    given = ask("NL", "TR", "extradition", "2024-01-15")
    assert since(given) == {
        "CETS024": "1969-05-15",
        "CETS086": "2016-10-09",
        "CETS098": "1992-10-08",
        "CETS209": "2016-11-01",
        "CETS185": "2015-01-01",
        "UN1988": "1996-07-01",
        "UNCAC": "2006-12-09",
        "UNTOC": "2004-06-25",
        "UNTOC-TIP": "2005-08-26",
    }
    assert found(given)[:4] == ["CETS024", "CETS086", "CETS098", "CETS209"]
    assert why(given) == {
        "CETS212": ("no_data", ("NL",)),
        "CETS090": ("no_data", ("NL", "TR")),
        "CETS189": ("no_data", ("TR",)),
        "EUROJUST-NEG-TR": ("negotiating_mandate", ()),
    }


def test_before_tuerkiye_ratified_the_protocols_they_do_not_count() -> None:
    given = ask("NL", "TR", "extradition", "2016-10-08")
    assert {"CETS024", "CETS098"} <= set(found(given))
    assert why(given)["CETS086"] == ("not_yet_in_force", ("TR",))
    assert why(given)["CETS209"] == ("not_yet_in_force", ("TR",))
    assert "CETS086" in found(ask("NL", "TR", "extradition", "2016-10-09"))


def test_the_agreement_of_the_union_comes_before_the_conventions() -> None:
    given = ask("DE", "US", "extradition", "2024-01-15")
    assert found(given)[0] == "EU-US-EXTRADITION"
    first = given.resolution.instruments[0]
    assert (first.through, first.since) == ("EU", D("2010-02-01"))
    assert "EU-US-EXTRADITION" not in found(ask("DE", "US", "extradition", "2010-01-31"))


def test_the_bilateral_treaties_with_the_emirates_count_from_the_day_of_entry_into_force() -> None:
    on = ask("NL", "AE", "mla", "2023-08-01")
    assert found(on) == ["NL-AE-MLA", "UN1988", "UNCAC", "UNTOC", "UNTOC-TIP"]
    before = ask("NL", "AE", "mla", "2023-07-31")
    assert found(before) == ["UN1988", "UNCAC", "UNTOC", "UNTOC-TIP"]
    assert why(before)["NL-AE-MLA"] == ("not_yet_in_force", ("NL", "AE"))
    assert "NL-AE-MLA" not in found(ask("BE", "AE", "mla", "2024-01-15"))


def test_a_protocol_that_is_not_in_force_does_not_count() -> None:
    given = ask("HU", "RS", "electronic-evidence", "2026-03-01")
    assert "CETS185" in found(given)
    assert why(given)["CETS224"] == ("not_yet_in_force", ("HU", "RS"))


def test_a_state_that_only_signed() -> None:
    given = ask("NL", "JP", "electronic-evidence", "2024-01-15")
    assert why(given)["CETS224"] == ("signed_only", ("NL",))


def test_a_party_whose_dates_are_unknown_is_not_called_a_stranger() -> None:
    given = ask("FR", "PH", "electronic-evidence", "2025-01-15")
    assert found(given) == []
    assert why(given)["CETS185"] == ("dates_unknown", ("PH",))


def test_gibraltar_is_bound_by_the_extensions_of_the_united_kingdom() -> None:
    given = ask("ES", "GI", "mla", "2024-01-15")
    assert since(given) == {"CETS030": "2019-10-27", "UNCAC": "2023-10-20", "UNTOC": "2007-11-27"}
    assert given.responsible == "GB"
    assert why(given)["EU-UK-TCA"] == ("no_data", ("GI",))
    assert why(given)["CETS182"] == ("no_data", ("GI",))
    TreatyStatus.objects.filter(instrument="CETS030", party="GB").delete()
    assert found(ask("ES", "GI", "mla", "2024-01-15")) == ["UNCAC", "UNTOC"]


def test_a_member_state_has_no_treaty_with_its_own_territory() -> None:
    given = ask("NL", "CW", "mla", "2025-01-15")
    assert found(given) == []
    assert why(given)["CETS030"] == ("same_state", ("CW",))
    assert why(given)["CETS185"] == ("same_state", ("CW",))
    assert "NL-AE-MLA" not in why(given)


def test_a_successor_state_is_bound_although_the_day_is_not_on_file() -> None:
    given = ask("FR", "ME", "mla", "2024-01-15")
    assert since(given)["UNTOC"] is None
    assert since(given)["CETS030"] == "2006-06-06"


def test_a_working_arrangement_is_never_a_legal_basis() -> None:
    for measure in ("mla", "eurojust-cooperation"):
        given = ask("ES", "PE", measure, "2025-01-15")
        assert "EUROJUST-WA-PE" not in found(given)
        assert why(given)["EUROJUST-WA-PE"] == ("working_arrangement", ())


def test_video_conference_rests_on_the_protocol_whose_parent_is_in_force_too() -> None:
    given = ask("DE", "GB", "video-conference", "2024-01-15")
    assert found(given)[0] == "CETS182"
    assert given.resolution.instruments[0].parent == "CETS030"
    TreatyStatus.objects.filter(instrument="CETS030", party="GB").delete()
    again = ask("DE", "GB", "video-conference", "2024-01-15")
    assert why(again)["CETS182"] == ("parent_not_in_force", ("CETS030",))


@pytest.mark.parametrize("party", ["NL", "TR"])
def test_removing_one_ratification_removes_that_instrument_and_its_protocols_only(party: str) -> None:
    before = found(ask("NL", "TR", "extradition", "2024-01-15"))
    children = {"CETS024": {"CETS086", "CETS098", "CETS209"}, "UNTOC": {"UNTOC-TIP"}}
    for code in before:
        row = TreatyStatus.objects.get(instrument=code, party=party)
        row.delete()
        gone = {code} | children.get(code, set())
        after = ask("NL", "TR", "extradition", "2024-01-15")
        assert found(after) == [each for each in before if each not in gone]
        assert why(after)[code] == ("no_data", (party,))
        row.save()


def test_a_denunciation_counts_from_the_day_it_takes_effect() -> None:
    TreatyStatus.objects.filter(instrument="CETS024", party="TR").update(
        status="denounced", denounced=D("2023-01-01"), denunciation_effective=D("2023-07-01")
    )
    assert "CETS024" in found(ask("NL", "TR", "extradition", "2023-06-30"))
    after = ask("NL", "TR", "extradition", "2023-07-01")
    assert why(after)["CETS024"] == ("denounced", ("TR",))
    assert why(after)["CETS098"] == ("parent_not_in_force", ("CETS024",))


def test_an_agreement_that_ended_does_not_count() -> None:
    Agreement.objects.filter(pk="NL-AE-MLA").update(ended_on=D("2024-01-01"))
    assert why(ask("NL", "AE", "mla", "2024-01-01"))["NL-AE-MLA"] == ("denounced", ("NL", "AE"))


def test_a_bilateral_treaty_that_an_editor_added_counts_without_a_record_of_its_stages() -> None:
    instrument = Instrument.objects.create(
        code="DE-AE-MLA", kind="bilateral", organisation="none", status="in_force", in_force=D("2020-01-01"),
        parties=["DE", "AE"], confidence="high", short_title="MLA treaty",
    )  # fmt: skip
    instrument.topics.add(Topic.objects.get(pk="mla"))
    instrument.save()
    assert found(ask("DE", "AE", "mla", "2024-01-15"))[0] == "DE-AE-MLA"


def test_reservations_of_either_side_that_concern_the_measure() -> None:
    def reserve(party: str, text: str, *topics: str, **fields: object) -> None:
        status = TreatyStatus.objects.get(instrument="CETS024", party=party)
        made = TreatyStatement.objects.create(
            status=status, kind="reservation", article="6", text=text, source="TEST", as_of=D("2024-01-01"),
            confidence="high", **fields,
        )  # fmt: skip
        made.topics.set(topics)

    reserve("NL", "of all measures")
    reserve("TR", "of extradition", "extradition")
    reserve("TR", "of something else", "mla")
    reserve("TR", "withdrawn", withdrawn=D("2023-01-01"))
    reserve("DE", "of a third State")
    given = ask("NL", "TR", "extradition", "2024-01-15")
    texts = {key: [each.text for each in statements] for key, statements in given.statements.items()}
    assert texts == {("CETS024", "NL"): ["of all measures"], ("CETS024", "TR"): ["of extradition"]}


def test_every_extension_names_a_state_whose_own_row_is_on_file() -> None:
    """Else a territory could never be bound: it needs the State that extended the treaty to it."""
    for row in TreatyStatus.objects.filter(party_type="territory"):
        assert TreatyStatus.objects.filter(instrument=row.instrument_id, party=row.responsible_id).exists(), (
            row
        )


def test_the_number_of_queries_does_not_grow_with_what_is_on_file() -> None:
    asked = (
        Country.objects.get(pk="NL"), Country.objects.get(pk="TR"), Topic.objects.get(pk="mla"), D("2024-01-15")
    )  # fmt: skip
    with CaptureQueriesContext(
        connection,
    ) as many:
        answer(*asked)
    TreatyStatus.objects.exclude(instrument="CETS030").delete()
    with CaptureQueriesContext(connection) as few:
        answer(*asked)
    assert len(many) <= 8
    assert len(few) == len(many)
