"""The matrix of treaty status and its facts in full: what stands where, in whose words, at what cost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liaison.treaties.enums import PartyStatus, Standing
from liaison.treaties.matrix import Matrix, cell_of, matrix_for, words
from liaison.treaties.matrix_form import Choices, Chosen, form_for, in_order
from liaison.treaties.models import TreatyStatement, TreatyStatus
from portal.reference.enums import InstrumentKind, Organisation
from portal.reference.models import Country, Instrument
from tests.factories import make_country, make_instrument, make_topic, make_user
from tests.liaison.treaties.conftest import D, make_status

pytestmark = pytest.mark.django_db

UN = {"kind": InstrumentKind.UN_CONVENTION, "organisation": Organisation.UN}


@pytest.fixture
def world() -> None:
    """Two Council of Europe treaties, one of the UN; Morocco, Tunisia, Ukraine, France; five facts."""
    for code in ("MA", "TN", "UA", "FR"):
        make_country(code)
    extradition = make_topic("extradition")
    protocol = make_instrument(
        "CETS182", official_no="CETS 182", parent=make_instrument("CETS030", official_no="CETS 030")
    )
    protocol.topics.add(make_topic("mla"))
    make_instrument("UNTOC", **UN).topics.add(extradition)
    protocol.save()
    make_status("CETS182", "UA", in_force=D("2012-01-01"), consent_date=D("2011-09-14"))
    make_status("CETS182", "FR", in_force=D("2012-06-01"))
    make_status("CETS030", "UA", status="signed_only", signed=D("1997-05-29"))
    make_status("UNTOC", "MA", in_force=D("2003-09-29"), as_of=D("2026-09-11"))
    make_status("UNTOC", "EU", in_force=D("2004-06-20"))


def matrix(**chosen: Any) -> Matrix:
    """The matrix of some filters."""
    return matrix_for(Chosen(**({"on": D("2024-01-15")} | chosen)), Choices.read())


def shown(found: Matrix) -> dict[str, dict[str, str]]:
    """Standing by party and instrument."""
    return {p: {i: c.standing.value for i, c in row.items()} for p, row in found.cells.items()}


def cells(page: bytes) -> dict[tuple[str, str], str]:
    """The text of each cell of the page by row and column head."""
    text = page.decode()
    head = re.findall(r'<th scope="col"><a[^>]*><b>([^<]*)</b>', text)
    found = {}
    for code, body in re.findall(r'<tr id="row-(\w+)">(.*?)</tr>', text, re.S):
        for name, cell in zip(head, re.findall(r"<td[^>]*>(.*?)</td>", body), strict=True):
            found[code, name] = html.unescape(re.sub(r"<[^>]*>", " ", cell)).strip()
    return found


# --- what stands where --------------------------------------------------------------------------------------


def test_matrix_holds_every_fact_at_its_place(world: None) -> None:
    found = matrix()
    assert [i.pk for i in found.instruments] == ["CETS030", "CETS182", "UNTOC"]
    assert [p.code for p in found.parties] == ["EU", "FR", "MA", "UA"]
    assert shown(found) == {
        "EU": {"UNTOC": "bound"},
        "FR": {"CETS182": "bound"},
        "MA": {"UNTOC": "bound"},
        "UA": {"CETS030": "signed_only", "CETS182": "bound"},
    }
    assert found.left_out == 1
    assert found.as_of == (D("2024-01-01"), D("2026-09-11"))
    assert found.counts == {
        Standing.BOUND: 4,
        Standing.NOT_YET: 0,
        Standing.SIGNED_ONLY: 1,
        Standing.DENOUNCED: 0,
        Standing.UNKNOWN: 0,
        Standing.NO_DATA: 7,
    }


@pytest.mark.parametrize(
    ("chosen", "parties", "instruments"),
    [
        ({"organisation": "UN"}, ["EU", "MA"], ["UNTOC"]),
        ({"topic": "mla"}, ["FR", "UA"], ["CETS182"]),
        ({"eu": "third"}, ["MA", "UA"], ["CETS030", "CETS182", "UNTOC"]),
        ({"eu": "eu"}, ["EU", "FR"], ["CETS030", "CETS182", "UNTOC"]),
        ({"region": "015"}, ["MA"], ["CETS030", "CETS182", "UNTOC"]),
        ({"region": "015", "all": True}, ["MA", "TN"], ["CETS030", "CETS182", "UNTOC"]),
        ({"status": "signed_only"}, ["UA"], ["CETS030", "CETS182", "UNTOC"]),
        ({"status": "denounced"}, [], ["CETS030", "CETS182", "UNTOC"]),
        ({"status": "no_data", "region": "015"}, ["MA", "TN"], ["CETS030", "CETS182", "UNTOC"]),
        ({"country": "TN"}, ["TN"], ["CETS030", "CETS182", "UNTOC"]),
        ({"country": "EU", "organisation": "UN"}, ["EU"], ["UNTOC"]),
    ],
)
def test_filters_leave_what_they_name(
    world: None, chosen: dict[str, Any], parties: list[str], instruments: list[str]
) -> None:
    found = matrix(**chosen)
    assert [p.code for p in found.parties] == parties
    assert [i.pk for i in found.instruments] == instruments


def test_the_day_decides(world: None) -> None:
    assert shown(matrix(on=D("2011-12-31"), country="UA"))["UA"]["CETS182"] == "not_yet"
    assert shown(matrix(on=D("2012-01-01"), country="UA"))["UA"]["CETS182"] == "bound"


def test_protocols_follow_their_convention() -> None:
    for code, parent in {
        "CETS300": None,
        "CETS400": None,
        "CETS182": "CETS400",
        "CETS099": "CETS182",
    }.items():
        make_instrument(code, parent_id=parent)
    make_instrument("UNTOC", **UN)
    assert [i.pk for i in in_order(Instrument.objects.all())] == [
        "CETS300",
        "CETS400",
        "CETS182",
        "CETS099",
        "UNTOC",
    ]


def test_a_bilateral_agreement_is_no_column_unless_it_has_status(world: None) -> None:
    make_instrument("EU-US-2003", kind=InstrumentKind.EU_AGREEMENT, organisation=Organisation.EU)
    assert "EU-US-2003" not in [i.pk for i in matrix().instruments]
    make_status("EU-US-2003", "MA", in_force=D("2010-02-01"))
    assert "EU-US-2003" in [i.pk for i in matrix().instruments]


WORDS = {
    "bound": ({"in_force": D("2010-01-01")}, "In force since", "2010-01-01"),
    "bound undated": ({"consent_date": D("1990-01-01")}, "In force, date not recorded", None),
    "later": ({"in_force": D("2025-01-01")}, "In force only from", "2025-01-01"),
    "consented": (
        {"status": "ratified_not_in_force", "consent_date": D("2020-01-01")},
        "Consented, not yet in force",
        "2020-01-01",
    ),
    "consents later": (
        {"status": "ratified_not_in_force", "consent_date": D("2025-01-01")},
        "Consented only on",
        "2025-01-01",
    ),
    "signed": ({"status": "signed_only", "signed": D("2020-01-01")}, "Signed only", "2020-01-01"),
    "signs later": ({"status": "signed_only", "signed": D("2025-01-01")}, "Signed only on", "2025-01-01"),
    "denounced": (
        {"status": "denounced", "in_force": D("2010-01-01"), "denunciation_effective": D("2020-01-01")},
        "Denounced with effect from",
        "2020-01-01",
    ),
    "denounced undated": (
        {"status": "denounced", "in_force": D("2010-01-01")},
        "Denounced, date of effect not recorded",
        None,
    ),
    "undated": ({"as_of": D("2025-01-01")}, "In force at some time, date not recorded", None),
    "unknown": ({"status": "party_dates_unknown"}, "Party; dates not known", None),
    "1997": (
        {"status": "signed_only_as_of_1997", "signed": D("1980-01-01")},
        "Signed; nothing known after 1997",
        "1980-01-01",
    ),
}


@pytest.mark.parametrize("case", WORDS)
def test_every_standing_has_words_of_its_own(case: str) -> None:
    fields, said, day = WORDS[case]
    row = TreatyStatus(
        instrument_id="X", party="MA", **({"status": "in_force", "as_of": D("2024-01-01")} | fields)
    )
    cell = cell_of(row, D("2024-01-15"), words())
    assert (cell.words, cell.day and cell.day.isoformat()) == (said, day)
    assert "not a party" not in cell.words


def test_all_statuses_have_words() -> None:
    for status in PartyStatus.values:
        row = TreatyStatus(instrument_id="X", party="MA", status=status, as_of=D("2024-01-01"))
        assert len(cell_of(row, D("2024-01-15"), words()).words) > 5


# --- the page -----------------------------------------------------------------------------------------------


def test_page_says_status_and_date_in_words(client: Client, world: None) -> None:
    page = client.get("/treaties/?eu=&on=2024-01-15")
    assert page.status_code == 200
    assert cells(page.content) == {
        ("EU", "CETS 030"): "no data",
        ("EU", "CETS 182"): "no data",
        ("EU", "UNTOC"): "In force since 20 Jun 2004",
        ("FR", "CETS 030"): "no data",
        ("FR", "CETS 182"): "In force since 1 Jun 2012",
        ("FR", "UNTOC"): "no data",
        ("MA", "CETS 030"): "no data",
        ("MA", "CETS 182"): "no data",
        ("MA", "UNTOC"): "In force since 29 Sep 2003",
        ("UA", "CETS 030"): "Signed only 29 May 1997",
        ("UA", "CETS 182"): "In force since 1 Jan 2012",
        ("UA", "UNTOC"): "no data",
    }
    text = page.content.decode()
    assert 'href="/instruments/cets182/#party-UA"' in text
    assert 'href="?country=UA&amp;on=2024-01-15"' in text
    assert "Verify with the depositary." in text
    assert "It does not mean that the country is not a party." in text


def test_page_opens_on_third_countries_and_the_council_of_europe(client: Client, world: None) -> None:
    page = client.get("/treaties/")
    assert {code for code, _column in cells(page.content)} == {"UA"}
    assert {column for _code, column in cells(page.content)} == {"CETS 030", "CETS 182"}


def test_days_are_written_in_the_readers_language(client: Client, world: None) -> None:
    page = client.get("/treaties/?eu=eu&lang=fr", follow=True)
    assert cells(page.content)["FR", "CETS 182"].endswith(" 1 juin 2012")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("region=999", "region"),
        ("country=ZZ", "country"),
        ("instrument=%00", "instrument"),
        ("topic=%F0%9F%92%A9", "topic"),
        ("status=bound'", "status"),
        ("organisation=" + "x" * 5000, "organisation"),
        ("eu=eu&eu=1", "eu"),
        ("on=2024-13-01", "on"),
        ("on=0001-01-01", "on"),
        ("on=99999-01-01", "on"),
    ],
)
def test_a_filter_that_does_not_exist_is_told_at_its_field(
    client: Client, world: None, query: str, field: str
) -> None:
    page = client.get(f"/treaties/?{query}")
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert f'id="filter-{field}-error"' in page.content.decode()


def test_text_of_the_data_is_escaped(client: Client, world: None) -> None:
    Instrument.objects.filter(pk="CETS182").update(short_title="<script>alert(1)</script>", names={})
    TreatyStatus.objects.filter(instrument="CETS182").update(note="<img src=x>", source="<b>")
    for address in ("/treaties/?eu=", "/treaties/?country=UA", "/treaties/map/?instrument=CETS182"):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text and "<b></b>" not in text


def test_only_reading_is_allowed(client: Client, world: None) -> None:
    for address in ("/treaties/", "/treaties/map/", "/treaties/export/status.csv"):
        assert client.post(address).status_code == 405


# --- one country, one instrument ----------------------------------------------------------------------------


def test_one_country_shows_its_facts_with_sources_and_what_is_missing(client: Client, world: None) -> None:
    TreatyStatus.objects.filter(instrument="CETS182", party="UA").update(
        source="FEDLEX-X+OTHER", confidence="medium", note="Read twice", consent_type="ratification"
    )
    page = client.get("/treaties/?country=UA")
    facts = page.context["facts"]
    assert [(e.instrument.pk, e.fact.standing.value) for e in facts.entries] == [
        ("CETS030", "signed_only"),
        ("CETS182", "bound"),
    ]
    assert [i.pk for i in facts.instruments_without] == ["UNTOC"]
    text = page.content.decode()
    for said in ("FEDLEX-X", "OTHER", "Read twice", "Ratification", "14 September 2011", "Ukraine"):
        assert said in text
    assert "Reference data as of 1 January 2024 (see source). Verify with the depositary." in text
    assert "It may be a party to them" in text


def test_one_instrument_lists_parties_by_name_and_counts_those_without_data(
    client: Client, world: None
) -> None:
    page = client.get("/treaties/?instrument=CETS182")
    facts = page.context["facts"]
    assert [e.fact.status.party for e in facts.entries] == ["FR", "UA"]
    assert sorted(code for code, _name in facts.parties_without) == ["EU", "MA", "TN"]


def test_reservations_that_stand_are_counted(client: Client, world: None) -> None:
    status = TreatyStatus.objects.get(instrument="CETS182", party="UA")
    for kind, withdrawn in (("reservation", None), ("reservation", D("2020-01-01")), ("declaration", None)):
        TreatyStatement.objects.create(
            status=status,
            kind=kind,
            text="x",
            withdrawn=withdrawn,
            source="S",
            as_of=D("2024-01-01"),
            confidence="high",
        )
    page = client.get("/treaties/?country=UA&instrument=CETS182")
    assert [e.reservations for e in page.context["facts"].entries] == [1]
    assert "1 reservation on file" in page.content.decode()


def test_nothing_on_file_is_no_data(client: Client, world: None) -> None:
    text = client.get("/treaties/?country=TN").content.decode()
    assert "Nothing is on file about this here." in text
    assert "not a party: ask the depositary" in text


def test_a_territory_names_who_extended_the_treaty(client: Client, world: None) -> None:
    make_country("GI")
    make_status("CETS182", "GI", party_type="territory", responsible_id="FR", in_force=D("2015-01-01"))
    assert "Territory; extended by France" in client.get("/treaties/?instrument=CETS182").content.decode()


def test_kosovo_carries_its_footnote_where_it_is_named(client: Client, world: None) -> None:
    Country.objects.create(code="XK", alpha3="XKX", region="039", footnote="Without prejudice.")
    assert "Without prejudice." not in client.get("/treaties/?eu=").content.decode()
    assert "* Without prejudice." in client.get("/treaties/?eu=&all=on").content.decode()


# --- cost ---------------------------------------------------------------------------------------------------


def _fill_every_cell() -> None:
    known = set(TreatyStatus.objects.values_list("instrument", "party"))
    rows = [
        TreatyStatus(
            instrument_id=instrument, party=party, country_id=party, party_type="state", status="in_force",
            in_force=D("2010-01-01"), source="S", as_of=D("2024-01-01"), confidence="high",
        )
        for party in Country.objects.values_list("pk", flat=True)
        for instrument in Instrument.objects.values_list("pk", flat=True)
        if (instrument, party) not in known
    ]  # fmt: skip
    TreatyStatus.objects.bulk_create(rows)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/treaties/?eu=", 4),
        ("/treaties/?eu=&status=bound&on=2024-01-15&topic=mla", 4),
        ("/treaties/?instrument=CETS001", 6),
        ("/treaties/?country=AA", 9),
        ("/treaties/map/?instrument=CETS001", 6),
        ("/treaties/export/matrix.csv", 6),
        ("/treaties/export/status.csv", 5),
    ],
)
@pytest.mark.parametrize("signed_in", [False, True], ids=["anonymous", "signed in"])
def test_queries_are_as_many_for_one_as_for_thirty(
    client: Client, address: str, most: int, signed_in: bool
) -> None:
    if signed_in:
        client.force_login(make_user())
    counts = []
    for number in (1, 30):
        for n in range(number):
            code = f"A{chr(65 + n)}"
            make_country(code)
            instrument = make_instrument(f"CETS{n + 1:03d}", official_no=f"CETS {n + 1:03d}")
            instrument.topics.add(make_topic("mla"))
            instrument.save()
        _fill_every_cell()
        client.get(address)  # fills what the process remembers, such as the site's root
        counts.append(queries(client, address))
    assert counts[0] == counts[1]
    # Signed in: session and person, their keys and dialogues, whether they may import (permissions, own and by group).
    assert counts[1] <= most + (7 if signed_in else 0)


def test_form_is_what_the_address_says(world: None) -> None:
    choices = Choices.read()
    assert form_for({}, choices).chosen().query() == "eu=third&organisation=CoE"
    assert form_for({"lang": "fr"}, choices).chosen().query() == "eu=third&organisation=CoE"
    assert form_for({"eu": ""}, choices).chosen().query() == ""
    asked = {"region": "015", "on": "2020-02-29", "all": "on"}
    assert form_for(asked, choices).chosen().query() == "region=015&on=2020-02-29&all=on"
