"""The directory as readers see it: found by country, role, State, language and words; counts that tell nothing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from liaison.directory.listing import directory_context, read_request
from liaison.directory.models import NetworkNote, Post
from portal.people.models import User
from portal.reference.models import Country, CountryAlias
from portal.visibility import Audience
from tests.factories import Tree, make_country, make_network, make_topic, make_user
from tests.liaison.directory.making import make_authority, make_contact, make_post

pytestmark = pytest.mark.django_db


def ask(user: User | None, query: str = "") -> dict[str, Any]:
    from django.http import QueryDict

    return directory_context(user, read_request(QueryDict(query)))


def titles(user: User | None, query: str = "") -> list[str]:
    return [card.title for _country, cards in ask(user, query)["groups"] for card in cards]


@pytest.fixture
def filled(tree: Tree) -> Tree:
    make_country("ES")
    Country.objects.filter(code="ES").update(is_eu=True)
    make_post("MA", represents="FR", languages=["fr", "ar"], city="Rabat")
    make_post("MA", kind="liaison_officer", represents="ES", languages=["es"], other_countries=["TN"])
    make_post("TN", kind="contact_point", represents="TN", occupancy="unknown")
    make_post("UA", kind="eurojust_liaison_magistrate", represents="EUROJUST", languages=["uk", "en"])
    make_authority("MA", name="Ministry of Justice", measures=[make_topic("mla")], languages=["fr"])
    return tree


FRANCE, SPAIN = "Liaison magistrate of France: Morocco", "Liaison officer of Spain: Morocco"
TUNISIA, EUROJUST = "Contact point: Tunisia", "Eurojust liaison magistrate of Eurojust: Ukraine"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [FRANCE, SPAIN, "Ministry of Justice", TUNISIA, EUROJUST]),
        ("country=MA", [FRANCE, SPAIN, "Ministry of Justice"]),
        ("country=TN", [SPAIN, TUNISIA]),
        ("country=ma&country=UA", [FRANCE, SPAIN, "Ministry of Justice", EUROJUST]),
        ("country=MA&role=authority", ["Ministry of Justice"]),
        ("role=liaison_officer&role=contact_point", [SPAIN, TUNISIA]),
        ("state=ES", [SPAIN]),
        ("state=EUROJUST&state=FR", [FRANCE, EUROJUST]),
        ("language=fr", [FRANCE, "Ministry of Justice"]),
        ("q=rabat", [FRANCE]),
        ("q=spain+tunisia", [SPAIN]),
        ("q=ukrainian", [EUROJUST]),
        ("q=Ministry+Justice", ["Ministry of Justice"]),
        ("country=XX&role=king&state=9&language=zz&page=-4", [FRANCE, SPAIN, "Ministry of Justice", TUNISIA, EUROJUST]),
        ("q=nobody", []),
    ],
)  # fmt: skip
def test_entries_are_found_by_what_is_asked(filled: Tree, query: str, expected: list[str]) -> None:
    assert titles(None, query) == expected


def test_country_is_found_by_its_other_names(filled: Tree) -> None:
    CountryAlias.objects.create(country_id="MA", language="es", text="Marruecos", kind="usual", source="x")
    assert titles(None, "q=marruecos") == [FRANCE, SPAIN, "Ministry of Justice"]


def test_ones_own_member_state_comes_first_and_a_vacant_post_last(filled: Tree) -> None:
    make_post("MA", kind="eurojust_liaison_magistrate", represents="EUROJUST", occupancy="vacant")
    spaniard = make_user("spaniard", state="ES")
    assert titles(spaniard, "country=MA") == [
        SPAIN,
        FRANCE,
        "Ministry of Justice",
        "Eurojust liaison magistrate of Eurojust: Morocco",
    ]


def test_ended_posting_is_shown_on_request_only(tree: Tree) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    post = make_post(until=yesterday)
    make_post(represents="FR", kind="liaison_officer", until=timezone.localdate())
    assert titles(None) == ["Liaison officer of France: Morocco"]
    assert titles(None, "ended=1") == [FRANCE, "Liaison officer of France: Morocco"]
    assert "This posting has ended" in Client().get(post.get_absolute_url()).content.decode()


def test_counts_and_options_are_those_of_what_the_viewer_may_see(filled: Tree) -> None:
    network = make_network("Circle")
    make_post("UA", represents="FR", audience=Audience.COMMUNITIES, communities=[network], languages=["de"])
    outside = {facet.name: {o.value: o.count for o in facet.top} for facet in ask(None)["facets"]}
    assert outside["country"] == {"MA": 3, "TN": 2, "UA": 1}
    assert "de" not in outside["language"] and outside["state"] == {"FR": 1, "ES": 1, "EUROJUST": 1}
    inside = {f.name: {o.value: o.count for o in f.top} for f in ask(make_user(groups=[network]))["facets"]}
    assert inside["country"]["UA"] == 2 and inside["language"]["de"] == 1 and inside["state"]["FR"] == 2
    assert ask(None)["country_choices"] == ask(make_user(groups=[network]))["country_choices"]


def test_each_filter_counts_without_its_own_selection(filled: Tree) -> None:
    facets = {
        f.name: {o.value: o.count for o in f.top} for f in ask(None, "country=MA&role=authority")["facets"]
    }
    assert facets["country"] == {"MA": 1}
    assert facets["role"] == {"authority": 1, "liaison_magistrate": 1, "liaison_officer": 1}


def test_selected_value_without_entries_stays_to_be_taken_back(filled: Tree) -> None:
    context = ask(None, "language=pl")
    assert [chip.label for chip in context["chips"]] == ["Polish"]
    assert context["total"] == 0
    page = Client().get("/directory/?language=pl").content.decode()
    assert "Nothing found" in page and "without Language: Polish" in page


def test_country_without_entries_says_so_and_helps(tree: Tree) -> None:
    page = Client().get("/directory/?country=UA").content.decode()
    assert "Nothing to show for Ukraine" in page
    assert "/practices/?country=UA" in page


def test_contacts_are_shown_to_their_audience_only(tree: Tree) -> None:
    post = make_post()
    make_contact(post, value="+999 555 0001")
    make_contact(post, value="+999 555 0002", audience=Audience.MEMBERS)
    make_contact(post, value="+999 555 0003", audience=Audience.COMMUNITIES)
    people = {
        None: {"0001"},
        make_user("member"): {"0001", "0002"},
        make_user("deskmember", groups=[tree.morocco_desk]): {"0001", "0002", "0003"},
    }
    for user, expected in people.items():
        client = Client()
        if user is not None:
            client.force_login(user)
        for address in ("/directory/", post.get_absolute_url(), "/countries/ma/"):
            page = client.get(address).content.decode()
            assert {number for number in ("0001", "0002", "0003") if f"555 {number}" in page} == expected


def test_urgent_contact_comes_first_and_can_be_called(tree: Tree) -> None:
    post = make_post()
    make_contact(post, value="+999 555 0001")
    make_contact(post, kind="e_mail", value="a+b@example.org")
    make_contact(post, value="+999 (0)555 0009 ext. 7", is_urgent=True)
    page = Client().get(post.get_absolute_url()).content.decode()
    assert page.index("0009") < page.index("0001") < page.index("a+b@example.org")
    assert 'href="tel:+9995550009;ext=7"' in page and 'href="mailto:a+b@example.org"' in page


def test_dangerous_web_address_is_no_link(tree: Tree) -> None:
    post = make_post()
    make_contact(post, kind="web", value="javascript:alert(1)")
    make_contact(post, kind="e_mail", value="x@example.org?bcc=y@example.org")
    page = Client().get(post.get_absolute_url()).content.decode()
    assert 'href="javascript' not in page and "?bcc" not in page.split("mailto:")[1].split('"')[0]


def test_hidden_and_missing_entries_get_the_same_answer(tree: Tree) -> None:
    hidden = make_post(audience=Audience.COMMUNITIES)
    answers = [Client().get(f"/directory/posts/{pk}/") for pk in (hidden.pk, 999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_verification_is_told(tree: Tree) -> None:
    today = timezone.localdate()
    desk = make_user("desky", groups=[tree.morocco_desk])
    never = make_post()
    fresh = make_post(verified_on=today, verified_by=desk)
    late = make_post(verified_on=today - datetime.timedelta(days=200))
    member = Client()
    member.force_login(make_user("reader"))
    assert "Not verified yet" in Client().get(never.get_absolute_url()).content.decode()
    assert "Unverified since" in Client().get(late.get_absolute_url()).content.decode()
    for client, named in ((Client(), False), (member, True)):
        page = client.get(fresh.get_absolute_url()).content.decode()
        assert "Verified on" in page and ("by Desky" in page) == named


@pytest.mark.parametrize(
    ("days", "overdue"), [(0, False), (179, False), (180, True), (181, True), (None, True)]
)
def test_verification_holds_for_its_days(days: int | None, overdue: bool) -> None:
    today = timezone.localdate()
    on = None if days is None else today - datetime.timedelta(days=days)
    post = Post(verified_on=on)
    assert post.is_overdue == overdue
    expected = on + datetime.timedelta(days=180) if on and overdue else None
    assert post.unverified_since == expected


def test_note_on_the_network_stands_with_the_whole_list_and_with_contact_points(tree: Tree) -> None:
    NetworkNote.objects.create(
        kind="contact_point", text="Over 70 countries", source="A page", confidence="medium"
    )
    assert "Over 70 countries" in Client().get("/directory/").content.decode()
    assert "Over 70 countries" in Client().get("/directory/?role=contact_point").content.decode()
    assert "Over 70 countries" not in Client().get("/directory/?role=authority").content.decode()


def test_htmx_gets_the_part_that_changes(filled: Tree) -> None:
    part = Client().get("/directory/?country=MA", headers={"hx-request": "true"})
    assert b"<html" not in part.content and FRANCE.encode() in part.content
    assert b'hx-swap-oob="true"' in part.content
    assert "HX-Request" in part["Vary"]


def test_pages_of_the_list_keep_what_was_asked(tree: Tree) -> None:
    for number in range(25):
        make_authority("MA", name=f"Authority {number:02}")
    page = Client().get("/directory/?role=authority").content.decode()
    assert "role=authority&amp;page=2" in page
    assert titles(None, "role=authority&page=2") == [f"Authority {number}" for number in range(20, 25)]


@pytest.mark.parametrize("address", ["/directory/", "/directory/?country=MA&q=liaison", "/countries/ma/"])
def test_number_of_queries_does_not_grow(tree: Tree, address: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    user = make_user("reader", groups=[make_network("Circle")])
    counts = []
    for number in (1, 30):
        for index in range(number):
            post = make_post("MA", other_countries=["TN"], holder=make_user(), audience=Audience.MEMBERS)
            authority = make_authority("MA", name=f"N {index}", measures=[make_topic("mla")])
            make_contact(post, audience=Audience.MEMBERS)
            make_contact(authority, audience=Audience.COMMUNITIES, communities=user.groups.all()[:1])
        client = Client()
        client.force_login(user)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    # Fewer where the first page of many holds one type of entry only.
    assert counts[1] <= counts[0]


def test_queries_of_an_entry_do_not_grow_with_contacts_and_changes(tree: Tree) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from liaison.directory.actions import save_contact
    from liaison.directory.models import Contact

    desk = make_user("deskmember", groups=[tree.morocco_desk])
    post, counts = make_post(), []
    for number in (1, 30):
        for _index in range(number):
            values = {"kind": "phone", "value": "+999 555", "audience": "public"}
            save_contact(contact=Contact(post=post), values=values, user=desk)
        client = Client()
        client.force_login(desk)
        client.get(post.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(post.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
