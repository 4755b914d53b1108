"""The timeline of a country: what stands on it, for whom, in which order, by which filter."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.dialogues.models import Commitment
from events.exchanges.enums import Status
from events.issues.freezing import withdraw
from events.timeline.enums import Kind
from events.timeline.happenings import Happening, by_year, chosen_of, happenings
from liaison.accession.actions import change_status
from liaison.assessments.decisions import BEGINS, ENDS, Choice, record_decision, release_decision
from liaison.assessments.enums import RoundStatus
from liaison.treaties.models import TreatyStatement
from portal.people.enums import Role
from portal.reference.enums import InstrumentKind
from portal.visibility import ANONYMOUS, Audience, viewer_for
from tests.events.dialogues.making import make_approach, make_commitment, make_dialogue
from tests.events.exchanges.factory import make_event
from tests.events.freshness.making import make_briefing
from tests.events.issues.making import freeze_now
from tests.factories import Tree, make_instrument, make_network, make_tree, make_user
from tests.liaison.accession.factory import make_accession, make_raised
from tests.liaison.agreements.factory import make_agreement
from tests.liaison.assessments.making import make_assessor, make_open_round
from tests.liaison.treaties.conftest import D, make_status

pytestmark = pytest.mark.django_db

ADDRESS = "/countries/ma/timeline/"


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(user: Any = None) -> list[tuple[str, str, str]]:
    return [(one.kind, one.date, one.what) for one in happenings(viewer_for(user), "MA")]


def make_treaty(**fields: Any) -> Any:
    make_instrument("CETS024", kind=InstrumentKind.COE_CONVENTION)
    return make_status("CETS024", "MA", **fields)


# --- what stands there ----------------------------------------------------------------------------------


def test_every_act_of_a_treaty_is_an_entry_with_its_source(tree: Tree) -> None:
    status = make_treaty(
        signed=D("2001-05-01"),
        consent_date=D("2003-02-03"),
        consent_type="accession",
        in_force=D("2003-05-04"),
        in_force_basis="derived",
        denounced=D("2020-01-01"),
        denunciation_effective=D("2020-07-01"),
        source="COE",
    )
    TreatyStatement.objects.create(
        status=status,
        kind="reservation",
        article="6",
        text="No nationals.",
        date=D("2003-02-03"),
        withdrawn=D("2010-01-01"),
        source="COE",
        as_of=D("2024-01-01"),
        confidence="high",
    )
    found = happenings(ANONYMOUS, "MA")
    assert [(one.date, one.what) for one in found] == [
        ("2020-07-01", "Denunciation takes effect"),
        ("2020-01-01", "Denunciation notified"),
        ("2010-01-01", "Withdrawn: Reservation 6"),
        ("2003-05-04", "Entry into force"),
        ("2003-02-03", "Accession"),
        ("2003-02-03", "Reservation 6"),
        ("2001-05-01", "Signature"),
    ]
    assert {(one.source, one.as_of, one.url) for one in found} == {
        ("COE", "2024-01-01", "/instruments/cets024/")
    }
    assert [one.note for one in found if one.note] == ["Day worked out from the final clauses."]
    assert [one.detail for one in found if one.detail] == ["No nationals."]


def test_definitive_signature_is_told_once_and_what_has_no_day_not_at_all(tree: Tree) -> None:
    make_treaty(
        signed=D("2001-05-01"),
        consent_date=D("2001-05-01"),
        consent_type="definitive_signature",
        status="in_force",
    )
    assert told() == [(Kind.TREATY, "2001-05-01", "Definitive signature")]


def test_stage_of_an_agreement_is_as_exact_as_its_source(tree: Tree) -> None:
    steps = {
        "negotiation": {"date": "2018", "source": "Council Register", "as_of": "2019"},
        "initialled": {"date": "2019-06", "source": "Official Journal", "as_of": "2019"},
        "signed": {"date": "", "source": "Official Journal", "as_of": "2019"},
    }
    make_agreement(steps=steps, confidence="low")
    found = happenings(ANONYMOUS, "MA")
    assert [(one.date, one.what) for one in found] == [
        ("2019-06", "Initialled"),
        ("2018", "Under negotiation"),
    ]
    assert all(one.note for one in found), "that no source was read is said"
    page = Client().get(ADDRESS).content.decode()
    assert "June 2019" in page and "Verify with the depositary." in page


def test_accession_is_told_by_its_steps_to_those_inside(tree: Tree) -> None:
    inside = make_user("inside", groups=[tree.morocco_desk])
    item = make_accession(user=inside)
    day = timezone.localdate()
    make_raised(item, user=inside, text="They asked for material.")
    change_status(item=item, status="invited", date=day, text="", user=inside, version=None)
    raised = (day - datetime.timedelta(days=3)).isoformat()
    assert told(inside) == [
        (Kind.ACCESSION, day.isoformat(), "Invited to accede"),
        (Kind.ACCESSION, day.isoformat(), "Under consideration"),
        (Kind.ACCESSION, raised, "Raised, Dialogue, Rabat, Commission"),
    ]
    assert told(make_user("outside")) == [] and told() == []


def test_exchange_is_told_from_its_announcement_on(tree: Tree) -> None:
    owner = make_user("owner")
    fields = {"audience": Audience.PUBLIC, "countries": ["MA"], "owner": owner}
    make_event(status=Status.DRAFT, title="Not yet", **fields)
    make_event(status=Status.CANCELLED, title="Called off", in_days=4, **fields)
    make_event(title="Two days", in_days=2, hours=30, **fields)
    found = happenings(viewer_for(owner), "MA")
    assert [(one.title, one.is_void, one.note) for one in found] == [
        ("Called off", True, "Cancelled"),
        ("Two days", False, ""),
    ]
    assert found[1].until is not None and found[1].until.isoformat() > found[1].date
    assert all(one.is_ahead for one in found)


def test_priority_is_told_once_its_decision_is_released_and_so_is_its_end(tree: Tree) -> None:
    desk = make_assessor()

    def decide(day: str, choice: Choice) -> Any:
        round = make_open_round(by=desk, status=RoundStatus.TRANSMITTED)
        decision = record_decision(
            round=round,
            by=desk,
            at=D(day),
            reference=f"Decision {day}",
            text="Words.",
            choices={"MA": choice},
        )
        return round, decision

    round, first = decide("2020-03-01", Choice(BEGINS, D("2020-03-01"), None))
    assert told(desk) == []
    release_decision(round=round, by=desk, version=first.version)
    begins = (Kind.PRIORITY, "2020-03-01", "Becomes a priority third country")
    assert told() == [begins]
    later, second = decide("2022-03-01", Choice(ENDS, None, D("2022-04-01")))
    assert told(desk) == [begins], "what a decision that is not released ends has not ended for the portal"
    release_decision(round=later, by=desk, version=second.version)
    assert told() == [(Kind.PRIORITY, "2022-04-01", "No longer a priority third country"), begins]


def test_dialogue_and_what_was_promised_there_are_told(tree: Tree) -> None:
    owner = make_user("owner", role=Role.COMMISSION)
    fields = {"owner": owner, "audience": Audience.MEMBERS}
    past = make_dialogue(title="First dialogue", in_days=-40, **fields)
    make_dialogue(title="Second dialogue", in_days=20, **fields)
    late = make_commitment(
        past, "Name a contact point", due=timezone.localdate() - datetime.timedelta(days=3)
    )
    reader = make_user("reader")
    found = happenings(viewer_for(reader), "MA")
    assert [(one.title, one.note, one.is_ahead) for one in found] == [
        ("Second dialogue", "Planned", True),
        ("Name a contact point", "Overdue", False),
        ("First dialogue", "Planned", False),
        ("Name a contact point", "", False),
    ]
    assert [one.what for one in found if one.kind == Kind.COMMITMENT] == [
        "Due from Morocco",
        "Promised by Morocco",
    ]
    Commitment.objects.filter(pk=late.pk).update(state="done", settled_at=timezone.now())
    assert "Kept by Morocco" in {one.what for one in happenings(viewer_for(reader), "MA")}
    assert happenings(ANONYMOUS, "MA") == []


def test_day_of_a_hidden_dialogue_is_not_told_by_its_commitment(tree: Tree) -> None:
    owner = make_user("owner", role=Role.COMMISSION)
    hidden = make_dialogue(title="Hidden", in_days=-40, owner=owner)
    wide = make_commitment(
        hidden, "For all members", same_audience=False, audience=Audience.MEMBERS, tlp="GREEN"
    )
    (seen,) = happenings(viewer_for(make_user("reader")), "MA")
    assert (seen.title, seen.date) == (wide.text, timezone.localdate().isoformat())


def test_approach_and_issue_of_a_briefing_are_told_to_those_inside(tree: Tree) -> None:
    network = make_network()
    owner = make_user("owner", role=Role.COMMISSION, groups=[network])
    make_approach(owner=owner, audience=Audience.COMMUNITIES, communities=[network], title="A visit")
    briefing = make_briefing(owner, audience=Audience.COMMUNITIES, communities=[network], title="Package")
    issue = freeze_now(briefing, owner)
    inside = make_user("inside", groups=[network])
    found = {one.title: one for one in happenings(viewer_for(inside), "MA")}
    assert set(found) == {"A visit", "Package"}
    assert (found["Package"].what, found["Package"].url) == ("Issue 1", issue.get_absolute_url())
    withdraw(issue=issue, by=owner, reason="Wrong.")
    assert [
        one.note for one in happenings(viewer_for(make_user("more", groups=[network])), "MA") if one.is_void
    ] == ["Withdrawn"]
    assert happenings(viewer_for(make_user("outside")), "MA") == []


# --- order, filter, page --------------------------------------------------------------------------------


def one(date: str, kind: Kind = Kind.TREATY) -> Happening:
    return Happening(kind=kind, date=date, what="What", title="Title", url="/")


def test_years_begin_with_what_is_still_to_come() -> None:
    next_year = timezone.localdate().year + 1
    found = [one(f"{next_year}-01-02"), one("2020-06-01"), one("2020"), one("2019-01-01")]
    assert [(year, len(rows)) for year, rows in by_year(found)] == [(0, 1), (2020, 2), (2019, 1)]
    assert not one(str(timezone.localdate().year)).is_ahead


def test_filter_takes_kinds_and_years() -> None:
    found = [one("2021-01-01"), one("2020", Kind.ACCESSION), one("2019-01-01")]
    assert chosen_of(found) == found
    assert chosen_of(found, kinds=["accession"]) == [found[1]]
    assert chosen_of(found, since=2020) == found[:2] and chosen_of(found, until=2020) == found[1:]
    assert chosen_of(found, kinds=["dialogue"]) == []


def test_page_filters_by_kind_and_year(tree: Tree) -> None:
    make_treaty(signed=D("2001-05-01"), in_force=D("2003-05-04"))
    make_agreement()
    client = Client()
    page = client.get(f"{ADDRESS}?kind=treaty&since=2003")
    assert [row.what for _year, rows in page.context["years"] for row, _words in rows] == ["Entry into force"]
    wrong = client.get(f"{ADDRESS}?since=2003&until=2001")
    assert "This year comes before the first." in wrong.content.decode() and wrong.context["total"] == 3
    for odd in ("?kind=dialogue", "?since=x", "?kind=%00", "?page=99", "?page=x", "?since=1900"):
        answer = client.get(ADDRESS + odd)
        assert (answer.status_code, answer.context["total"]) == (200, 3)


def test_filter_offers_only_what_the_viewer_may_see(tree: Tree) -> None:
    inside = make_user("inside", groups=[tree.morocco_desk])
    make_accession(user=inside)
    make_treaty(signed=D("2001-05-01"))

    def offered(client: Client) -> list[list[str]]:
        form = client.get(ADDRESS).context["form"]
        return [[str(value) for value, _label in form.fields[name].choices] for name in ("kind", "since")]

    year = str(timezone.localdate().year)
    assert offered(Client()) == [["treaty"], ["", "2001"]]
    assert offered(signed_in(inside)) == [["treaty", "accession"], ["", year, "2001"]]


def test_empty_timeline_says_what_will_stand_there(tree: Tree) -> None:
    page = Client().get(ADDRESS)
    assert (
        "Nothing on the timeline yet" in page.content.decode()
        and '<form class="tl' not in page.content.decode()
    )
    assert f'href="{ADDRESS}"' in Client().get("/countries/ma/").content.decode()


@pytest.mark.parametrize("slug", ["zz", "fr", "MA", "timeline"])
def test_country_without_a_dossier_has_no_timeline(tree: Tree, slug: str) -> None:
    assert Client().get(f"/countries/{slug}/timeline/").status_code == 404


def test_who_sees_a_narrow_entry_is_said_to_those_signed_in(tree: Tree) -> None:
    network = make_network("Network of the timeline")
    user = make_user("member", groups=[network])
    make_event(audience=Audience.COMMUNITIES, communities=[network], countries=["MA"])
    assert "Network of the timeline" in signed_in(user).get(ADDRESS).content.decode()
    assert Client().get(ADDRESS).context["total"] == 0


def test_long_timeline_is_paged_and_shown_at_once_to_print(tree: Tree) -> None:
    from events.timeline.views import PER_PAGE

    make_treaty()
    status = make_status_of_statements(PER_PAGE + 5)
    client = Client()
    assert len(rows(client.get(ADDRESS))) == PER_PAGE
    assert len(rows(client.get(f"{ADDRESS}?page=2"))) == 5
    assert len(rows(client.get(f"{ADDRESS}?view=all"))) == PER_PAGE + 5 == status.statements.count()


def rows(answer: Any) -> list[Any]:
    return [row for _year, found in answer.context["years"] for row in found]


def make_status_of_statements(number: int) -> Any:
    from liaison.treaties.models import TreatyStatus

    status = TreatyStatus.objects.get()
    TreatyStatement.objects.bulk_create(
        TreatyStatement(
            status=status,
            kind="declaration",
            text=f"Words {place}",
            date=D("2000-01-01") + datetime.timedelta(days=place),
            source="COE",
            as_of=D("2024-01-01"),
            confidence="high",
        )
        for place in range(number)
    )
    return status


def test_timeline_takes_as_many_queries_for_many_happenings_as_for_one(
    tree: Tree, django_assert_num_queries: Any
) -> None:
    network = make_network()
    user = make_user("member", groups=[network, tree.morocco_desk])
    treaty = make_treaty(signed=D("2001-05-01"))
    make_agreement()

    def more(place: int) -> None:
        make_event(audience=Audience.COMMUNITIES, communities=[network], countries=["MA"], owner=user)
        make_raised(make_accession(instrument=f"CETS{100 + place}"))
        make_commitment(make_dialogue(owner=user, communities=[network]), due=timezone.localdate())
        make_approach(user, communities=[network])
        make_instrument(f"CETS{200 + place}", kind=InstrumentKind.COE_CONVENTION)
        make_status(f"CETS{200 + place}", "MA", signed=treaty.signed)

    more(0)
    client = signed_in(user)
    client.get(f"{ADDRESS}?view=all")
    with CaptureQueriesContext(connection) as first:
        client.get(f"{ADDRESS}?view=all")
    number = len(first)
    for place in range(1, 9):
        more(place)
    client.get(f"{ADDRESS}?view=all")  # new reference data are read again, once
    with django_assert_num_queries(number):
        assert client.get(f"{ADDRESS}?view=all").context["total"] == 2 + 9 * 8
