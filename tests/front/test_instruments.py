"""Browse by instrument."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from portal.front.instruments import count_by_instrument, index_context, instrument_context
from portal.reference.enums import Confidence, InstrumentKind, Organisation
from portal.reference.models import InstrumentAlias, InstrumentTitle
from portal.visibility import ANONYMOUS, Audience, viewer_for
from tests.factories import (
    Tree,
    make_country,
    make_instrument,
    make_network,
    make_practice,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def make_protocol(**fields: Any) -> Any:
    protocol = make_instrument(
        "CETS182",
        kind=InstrumentKind.COE_PROTOCOL,
        official_no="CETS 182",
        short_title="MLA 2nd Protocol",
        depositary="Secretary General of the Council of Europe",
        place="Strasbourg",
        opened=datetime.date(2001, 11, 8),
        opened_text="2001-11-08",
        in_force=datetime.date(2004, 2, 1),
        as_of="2025-05-26",
        source="https://example.org/table",
        verify_at="https://example.org/depositary",
        names={"en": "Second Additional Protocol", "fr": "Deuxième Protocole additionnel"},
        **fields,
    )
    for language, title in protocol.names.items():
        InstrumentTitle.objects.create(
            instrument=protocol, language=language, title=title, source="Table", confidence=Confidence.HIGH
        )
    InstrumentAlias.objects.create(
        instrument=protocol, text="MLA Second Protocol", language="en", kind="name", source="s"
    )
    return protocol


def cite(practice: Any, *instruments: Any) -> Any:
    practice.instruments = list(instruments)
    practice.save_revision().publish()
    return practice


def test_counts_are_those_of_the_viewer(tree: Tree) -> None:
    protocol, network = make_protocol(), make_network()
    cite(make_practice(tree.morocco), protocol)
    cite(make_practice(tree.morocco, audience=Audience.MEMBERS), protocol)
    cite(make_practice(tree.morocco, audience=Audience.COMMUNITIES, communities=[network]), protocol)
    withdrawn = cite(make_practice(tree.morocco), protocol)
    withdrawn.refresh_from_db()
    withdrawn.unpublish()
    assert count_by_instrument(ANONYMOUS) == {"CETS182": 1}
    assert count_by_instrument(viewer_for(make_user())) == {"CETS182": 2}
    assert count_by_instrument(viewer_for(make_user(groups=[network]))) == {"CETS182": 3}


@pytest.mark.parametrize(
    "query", ["STE 182", "ste182", "CETS 182", "mla second", "deuxieme protocole", "2nd"]
)
def test_filter_finds_an_instrument_by_any_of_its_names(tree: Tree, query: str) -> None:
    make_protocol()
    make_instrument("UNTOC", organisation=Organisation.UN, short_title="Palermo Convention")
    context = index_context(ANONYMOUS, query)
    assert [entry.instrument.code for group in context["groups"] for entry in group.entries] == ["CETS182"]


def test_agreements_and_what_is_no_legal_basis_are_kept_apart(tree: Tree) -> None:
    make_protocol()
    make_instrument("UNTOC", kind=InstrumentKind.UN_CONVENTION, organisation=Organisation.UN)
    make_instrument("WA-PE", kind=InstrumentKind.WORKING_ARRANGEMENT, organisation=Organisation.EUROJUST)
    make_instrument("NEG-MA", kind=InstrumentKind.NEGOTIATING_MANDATE, organisation=Organisation.EU)
    groups = index_context(ANONYMOUS, "")["groups"]
    assert [(group.title, [e.instrument.code for e in group.entries]) for group in groups] == [
        ("Council of Europe", ["CETS182"]),
        ("United Nations", ["UNTOC"]),
        ("Working arrangement", ["WA-PE"]),
        ("Negotiating mandate", ["NEG-MA"]),
    ]


def test_page_gives_reference_data_with_source_and_date(tree: Tree) -> None:
    protocol = make_protocol()
    protocol.topics = [make_topic("mla")]
    protocol.save()
    text = Client().get("/instruments/cets182/").content.decode()
    for expected in (
        "Second Additional Protocol</h1>",
        "Secretary General of the Council of Europe",
        ">8 November 2001</time>, Strasbourg",
        ">1 February 2004<",
        "STE 182",
        "MLA Second Protocol",
        'href="https://example.org/depositary"',
        'href="https://example.org/table"',
        ">26 May 2025<",
        "/search/?topic=mla",
        'lang="fr" dir="ltr">Deuxième Protocole additionnel<',
    ):
        assert expected in text
    assert "Not verified" not in text


def test_page_says_when_a_record_was_not_verified(tree: Tree) -> None:
    make_instrument("CETS999", confidence=Confidence.VERIFY)
    assert (
        "No official source was read for this record."
        in Client().get("/instruments/cets999/").content.decode()
    )


def test_page_lists_practices_the_viewer_may_see(tree: Tree) -> None:
    protocol = make_protocol()
    cite(make_practice(tree.morocco, title="Open one"), protocol)
    cite(make_practice(tree.morocco, title="Hidden one", audience=Audience.COMMUNITIES), protocol)
    cite(make_practice(tree.morocco, title="Another treaty"), make_instrument("CETS24"))
    context = instrument_context(None, protocol)
    assert [card["title"] for card in context["cards"]] == ["Open one"] and context["total"] == 1
    text = Client().get("/instruments/cets182/").content.decode()
    assert "Open one" in text and "Hidden one" not in text and "Another treaty" not in text


def test_parties_are_named_and_linked_to_visible_dossiers(tree: Tree) -> None:
    agreement = make_instrument(
        "EUROJUST-MA", kind=InstrumentKind.EUROJUST_AGREEMENT, parties=["EUROJUST", "MA", "UA"]
    )
    agreement.countries = [make_country("MA"), make_country("UA")]
    agreement.save()
    tree.ukraine.audience = Audience.COMMUNITIES
    tree.ukraine.save()
    parties = instrument_context(None, agreement)["parties"]
    assert parties == [("Eurojust", ""), ("Morocco", "/countries/ma/"), ("Ukraine", "")]


def test_address_is_in_lower_case_and_unknown_codes_are_not_found(tree: Tree) -> None:
    make_protocol()
    answer = Client().get("/instruments/CETS182/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/instruments/cets182/")
    assert Client().get("/instruments/cets000/").status_code == 404
