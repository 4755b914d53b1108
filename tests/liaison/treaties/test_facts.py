"""Who is a party, on the page of an instrument; a country's treaties, in its dossier."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liaison.treaties.dossier import treaties_panel
from liaison.treaties.facts import parties_context
from liaison.treaties.models import TreatyStatement
from portal.pages.models import CountryPage
from portal.reference.enums import InstrumentKind
from portal.reference.models import Instrument, Source
from portal.visibility import ANONYMOUS, Audience
from tests.factories import Tree, make_country, make_instrument, make_topic
from tests.liaison.treaties.conftest import D, make_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention(tree: Tree) -> Instrument:
    """A convention to which Morocco, France, the Union and a territory are parties, and Ukraine a signatory."""
    Source.objects.create(code="A", description="Table A", url="https://example.org/a")
    instrument = make_instrument(
        "CETS024", kind=InstrumentKind.COE_CONVENTION, official_no="CETS 024", short_title="Extradition"
    )
    file_under(instrument, "extradition")
    make_country("AW")
    bound = {
        "in_force": D("2000-01-01"),
        "in_force_basis": "derived",
        "consent_date": D("1999-01-01"),
        "source": "A",
    }
    make_status("CETS024", "MA", consent_type="accession", signed=D("1998-01-01"), note="As printed", **bound)
    make_status("CETS024", "FR", consent_type="ratification", **bound)
    make_status("CETS024", "EU", consent_type="approval", **bound)
    make_status(
        "CETS024",
        "AW",
        consent_type="territorial_extension",
        party_type="territory",
        responsible_id="FR",
        **bound,
    )
    make_status(
        "CETS024", "UA", status="signed_only", signed=D("2001-01-01"), source="A", as_of=D("2025-06-30")
    )
    return instrument


def file_under(instrument: Instrument, *topics: str) -> None:
    instrument.topics = [make_topic(slug) for slug in topics]
    instrument.save()


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_parties_stand_on_the_page_with_dates_source_and_day(convention: Instrument) -> None:
    shown = page("/instruments/cets024/")
    assert 'id="parties"' in shown
    assert '<a class="ecl-link" href="/countries/ma/">Morocco</a>' in shown
    assert 'Signed <time datetime="1998-01-01">1 January 1998</time>' in shown
    assert 'Accession <time datetime="1999-01-01">1 January 1999</time>' in shown
    assert (
        'In force since <time datetime="2000-01-01">1 January 2000</time> (worked out from the final clauses)'
        in shown
    )
    assert 'href="https://example.org/a"' in shown and 'title="Table A"' in shown
    assert shown.count("Reference data as of 1 January 2024 (see source). Verify with the depositary.") == 4
    assert "Reference data as of 1 January 2024 to 30 June 2025" in shown
    assert "A country that is not listed may be a party all the same." in shown
    assert "Signed only" in shown and "Territory; extended by France" in shown and "As printed" in shown


def test_parties_are_filtered_by_third_countries_and_the_union(convention: Instrument) -> None:
    def names(which: str) -> list[str]:
        context = parties_context(ANONYMOUS, convention, which)
        assert context is not None
        assert context["counts"] == {"all": 5, "third": 3, "eu": 2}
        return [fact.status.party for fact in context["facts"]]

    assert names("all") == ["AW", "EU", "FR", "MA", "UA"]
    assert names("third") == ["AW", "MA", "UA"]
    assert names("eu") == ["EU", "FR"]
    assert names("nonsense") == names("all")
    assert "Morocco</a>" not in page("/instruments/cets024/?parties=eu").split('id="parties"')[1]


def test_nothing_on_file_is_said_as_such(tree: Tree) -> None:
    make_instrument("CETS070", kind=InstrumentKind.COE_CONVENTION)
    assert "No data on parties is on file. That does not mean that there are none." in page(
        "/instruments/cets070/"
    )
    make_instrument("NL-AE", kind=InstrumentKind.BILATERAL)
    assert 'id="parties"' not in page("/instruments/nl-ae/")


def test_reservations_stand_beside_the_party(convention: Instrument) -> None:
    row = convention.statuses.get(party="MA")
    TreatyStatement.objects.create(
        status=row, kind="reservation", article="6", text="<b>No</b> nationals", source="A", as_of=D("2024-01-01"),
        confidence="high", date=D("1999-01-01"),
    )  # fmt: skip
    shown = page("/instruments/cets024/")
    assert "Reservation (6)" in shown and "&lt;b&gt;No&lt;/b&gt; nationals" in shown


@pytest.mark.parametrize("count", [1, 30])
def test_page_takes_the_same_queries_for_one_party_and_for_thirty(
    tree: Tree, django_assert_num_queries: Any, count: int
) -> None:
    instrument = make_instrument("CETS024", kind=InstrumentKind.COE_CONVENTION)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for number in range(count):
        code = f"Q{letters[number % 26]}" if number < 26 else f"X{letters[number % 26]}"
        make_country(code)
        row = make_status("CETS024", code)
        TreatyStatement.objects.create(
            status=row, kind="declaration", text="Said", source="A", as_of=D("2024-01-01"), confidence="high"
        )
    with django_assert_num_queries(5):
        context = parties_context(ANONYMOUS, instrument, "all")
        assert context is not None and len(context["facts"]) == count


# --- dossier --------------------------------------------------------------------------------------------


def dossier(code: str) -> CountryPage:
    return CountryPage.objects.get(country=code)


def panel(code: str) -> dict[str, Any]:
    context = treaties_panel(ANONYMOUS, dossier(code))
    assert context is not None
    return context


def test_dossier_groups_treaties_by_topic_and_says_what_is_not_known(convention: Instrument) -> None:
    mla = make_topic("mla")
    mla.order = 2000
    mla.save()
    other = make_instrument("CETS099", kind=InstrumentKind.COE_PROTOCOL)
    file_under(other, "extradition", "mla")

    def groups(code: str) -> list[tuple[str, list[str], list[str], list[str]]]:
        return [
            (
                group.topic.pk,
                [fact.status.instrument_id for fact in group.bound],
                [f"{fact.status.instrument_id} {fact.standing.value}" for fact in group.others],
                [instrument.pk for instrument in group.without],
            )
            for group in panel(code)["groups"]
        ]

    assert groups("MA") == [("extradition", ["CETS024"], [], ["CETS099"]), ("mla", [], [], ["CETS099"])]
    assert groups("UA")[0] == ("extradition", [], ["CETS024 signed_only"], ["CETS099"])
    assert groups("TN")[0] == ("extradition", [], [], ["CETS024", "CETS099"])
    shown = page("/countries/ma/")
    assert 'id="treaties"' in shown
    assert "1 in force, 0 otherwise on file, 1 without data" in shown
    assert "This does not mean that the country is not a party." in shown
    assert "Reference data as of 1 January 2024 (see source). Verify with the depositary." in shown
    assert "Nothing is on file about this country. That does not mean" in page("/countries/tn/")


def test_dossier_without_any_convention_has_no_panel(tree: Tree) -> None:
    assert treaties_panel(ANONYMOUS, dossier("MA")) is None


@pytest.mark.parametrize("count", [1, 30])
def test_panel_takes_the_same_queries_for_one_treaty_and_for_thirty(
    tree: Tree, django_assert_num_queries: Any, count: int
) -> None:
    topic = make_topic("extradition")
    for number in range(count):
        made = make_instrument(f"T{number}", kind=InstrumentKind.UN_CONVENTION)
        file_under(made, topic.pk)
        make_status(made.pk, "MA")
    shown = dossier("MA")
    with django_assert_num_queries(6):
        context = treaties_panel(ANONYMOUS, shown)
        assert context is not None and len(context["groups"][0].bound) == count


def test_hidden_dossier_is_not_linked_from_the_list_of_parties(convention: Instrument) -> None:
    hidden = dossier("MA")
    hidden.audience = Audience.COMMUNITIES
    hidden.save()
    shown = page("/instruments/cets024/").split('id="parties"')[1]
    assert "/countries/ma/" not in shown and "Morocco" in shown
