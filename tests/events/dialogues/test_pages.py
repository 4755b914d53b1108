"""Working with dialogues on the site: every form does what it says, loses no word, and takes no more queries as it
fills."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.dialogues import agenda_sources, briefings
from events.dialogues.agenda import add_item
from events.dialogues.agenda_sources import Offer, offers_for
from events.dialogues.models import AgendaItem, Commitment, Dialogue, Representative
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from practices.enums import PracticeKind
from practices.models import PracticePage
from tests.events.dialogues.making import (
    DAY,
    client_of,
    make_approach,
    make_commitment,
    make_dialogue,
    queries_of,
    seat,
)
from tests.factories import Tree, fresh, make_country, make_network, make_practice, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def user(tree: Tree) -> User:
    return make_user(role=Role.COMMISSION)


class Page:
    """A dialogue and a browser of its organiser."""

    def __init__(self, user: User, **fields: Any) -> None:
        self.user, self.client = user, client_of(user)
        self.dialogue = make_dialogue(owner=user, **fields)

    def get(self, end: str = "", status: int = 200) -> str:
        answer = self.client.get(self.dialogue.get_absolute_url() + end)
        assert answer.status_code == status
        return answer.content.decode()

    def post(self, end: str, code: int = 302, **fields: Any) -> str:
        sent = {"editor": self.user.pk, **fields}
        answer = self.client.post(self.dialogue.get_absolute_url() + end, sent)
        assert answer.status_code == code, answer.content.decode()
        return answer.content.decode() if code != 302 else ""


def edit_fields(dialogue: Dialogue, **fields: Any) -> dict[str, Any]:
    return {
        "title": dialogue.title, "level": dialogue.level, "format": dialogue.format, "time_zone": "UTC",
        "starts": f"{dialogue.starts:%Y-%m-%dT%H:%M}", "ends": f"{dialogue.ends:%Y-%m-%dT%H:%M}",
        "audience": dialogue.audience, "tlp": dialogue.tlp, "version": dialogue.version, **fields,
    }  # fmt: skip


def test_dialogue_is_changed_and_two_organisers_lose_nothing(user: User) -> None:
    page = Page(user)
    before = edit_fields(page.dialogue)
    page.post("edit/", **before | {"mandate": "The first mandate", "hosts": ["COMMISSION", "the-country"]})
    page.dialogue.refresh_from_db()
    assert page.dialogue.mandate == "The first mandate"
    assert set(page.dialogue.hosts) == {"MA", "COMMISSION"}
    shown = page.post("edit/", 409, **before | {"mandate": "The second mandate"})
    assert "The first mandate" in shown
    assert "The second mandate" in shown
    again = before | {"mandate": "Both", "version": page.dialogue.version, "hosts": ["COMMISSION"]}
    page.post("edit/", **again)
    page.dialogue.refresh_from_db()
    assert page.dialogue.mandate == "Both"
    assert page.dialogue.country_id == "MA"
    assert "mandate" in page.get("organise/")


def test_errors_stand_at_their_field_and_what_was_typed_stays(user: User) -> None:
    page = Page(user)
    for fields, error in (
        ({"ends": "2020-01-01T10:00"}, "A dialogue ends after it starts."),
        ({"title": ""}, "required"),
        ({"audience": "members", "tlp": "RED"}, "does not allow this audience"),
        ({"audience": "public", "tlp": "CLEAR"}, "Select a valid choice"),
        ({"mandate": "RESTREINT UE/EU RESTRICTED"}, "carries the marking"),
        ({"starts": "nonsense"}, "Enter a day and a time"),
    ):
        shown = page.post("edit/", 422, **edit_fields(page.dialogue, place="Typed place", **fields))
        assert error in shown, fields
        assert "Typed place" in shown


def test_form_of_another_user_or_an_expired_one_takes_no_effect(user: User) -> None:
    page = Page(user)
    page.client.handler.enforce_csrf_checks = True
    shown = page.post("edit/", 403, **edit_fields(page.dialogue, mandate="Typed words"))
    assert "Typed words" in shown
    assert "What was kept" in page.post("checklist/", 403, text="What was kept")
    assert not page.dialogue.checklist.exists()  # type: ignore[attr-defined]
    page.client.handler.enforce_csrf_checks = False
    other = {**edit_fields(page.dialogue, mandate="Typed words"), "editor": make_user().pk}
    answer = page.client.post(f"{page.dialogue.get_absolute_url()}edit/", other)
    assert answer.status_code == 403
    assert "Typed words" not in answer.content.decode()
    page.dialogue.refresh_from_db()
    assert page.dialogue.mandate == ""


def test_delegations_are_named_changed_and_taken_off(user: User) -> None:
    page, delegate = Page(user), make_user()
    page.post(
        "delegations/", body="COMMISSION", name="Ada Example", function="Head", level="high", is_head="on"
    )
    page.post("delegations/", body="COMMISSION", name="Bo Example", level="high", is_head="on")
    page.post("delegations/", body="FR", level="other", account=delegate.email)
    page.post("delegations/", body="MA", level="other")
    heads = Representative.objects.filter(is_head=True)
    assert [one.name for one in heads] == ["Bo Example"]
    assert Representative.objects.get(user=delegate).name == str(delegate)
    shown = page.get()
    assert all(text in shown for text in ("Ada Example", "Bo Example", "European Commission", "France"))
    assert client_of(delegate).get(page.dialogue.get_absolute_url()).status_code == 200
    guest = make_user(role=Role.LIAISON_PROSECUTOR)
    assert "third country" in page.post("delegations/", 422, body="FR", level="other", account=guest.email)
    assert "side" in page.post(
        "delegations/", 422, body="MA", name="X", level="other", account=delegate.email
    )
    page.post("delegations/", 422, body="ZZ", name="X", level="other")
    one = Representative.objects.get(name="Ada Example")
    fields = {"name": "Ada Other", "level": "other", "version": one.delegation.version}
    page.post(f"delegations/{one.pk}/", **fields)
    assert "Ada Other" in page.post(f"delegations/{one.pk}/", 409, **fields | {"name": "Ada Third"})
    page.post(f"delegations/{one.pk}/", remove="1")
    assert not Representative.objects.filter(pk=one.pk).exists()
    page.post("delegations/", remove=Representative.objects.get(user=delegate).delegation_id)
    assert client_of(fresh(delegate)).get(page.dialogue.get_absolute_url()).status_code == 404


def titles(dialogue: Dialogue) -> list[str]:
    return [one.title for one in AgendaItem.objects.filter(dialogue=dialogue)]


def test_agenda_is_written_ordered_and_restricted(user: User) -> None:
    page = Page(user, audience=Audience.MEMBERS)
    for title in ("one", "two", "three"):
        page.post("agenda/new/", title=title, kind="difficulty", circle="all", minutes=20)
    first, last = AgendaItem.objects.order_by("order").first(), AgendaItem.objects.order_by("order").last()
    assert first is not None
    assert last is not None
    page.post("agenda/", up=last.pk)
    page.post("agenda/", down=first.pk)
    page.post("agenda/", up=AgendaItem.objects.get(title="three").pk)
    assert titles(page.dialogue) == ["three", "one", "two"]
    fields = {"title": "first", "kind": "other", "circle": "organisers", "version": 1}
    page.post(f"agenda/{first.pk}/", **fields)
    assert "first" in page.post(f"agenda/{first.pk}/", 409, **fields | {"title": "mine"})
    assert ">1. " not in page.get()
    reader = client_of(make_user()).get(page.dialogue.get_absolute_url()).content.decode()
    assert "first" not in reader
    assert "three" in reader
    page.post(f"agenda/{first.pk}/", remove="1")
    assert titles(page.dialogue) == ["three", "two"]


def test_known_difficulties_are_offered_and_keep_their_audience(user: User, tree: Tree) -> None:
    network = make_network("Network")
    user.groups.add(network)
    page = Page(user, audience=Audience.MEMBERS)
    writer = make_user()
    obstacle = PracticeKind.OBSTACLE
    for title, groups, country in (
        ("Obstacle for all", (), tree.morocco),
        ("Obstacle for the network", (network,), tree.morocco),
        ("Obstacle of a desk", (make_network("Other"),), tree.morocco),
        ("Obstacle elsewhere", (), tree.ukraine),
    ):
        audience = Audience.COMMUNITIES if groups else Audience.MEMBERS
        make_practice(
            country, owner=writer, title=title, kind=obstacle, audience=audience, communities=groups
        )
    make_practice(tree.morocco, owner=writer, title="Advice", kind="drafting", audience=Audience.MEMBERS)
    found = offers_for(fresh(user), page.dialogue)
    assert {one.title for one in found} == {"Obstacle for all", "Obstacle for the network"}
    codes = [one.code for one in found] + ["practice:999999"]
    assert "Tick what should be" in page.post("agenda/", 422, circle="all")
    page.post("agenda/", offer=codes, circle="all")
    assert set(titles(page.dialogue)) == {"Obstacle for all", "Obstacle for the network"}
    assert offers_for(fresh(user), page.dialogue) == []
    reader = client_of(make_user()).get(page.dialogue.get_absolute_url()).content.decode()
    assert "Obstacle for all" in reader
    assert "Obstacle for the network" not in reader
    friend = client_of(make_user(groups=[network])).get(page.dialogue.get_absolute_url()).content.decode()
    assert "Obstacle for the network" in friend
    # What is narrowed later narrows what was taken from it, and does not widen it again.
    practice = PracticePage.objects.get(title="Obstacle for all")
    for audience, inside in ((Audience.COMMUNITIES, False), (Audience.MEMBERS, False)):
        practice.audience = audience
        practice.save()
        shown = client_of(make_user()).get(page.dialogue.get_absolute_url()).content.decode()
        assert ("Obstacle for all" in shown) is inside
    # An organiser who may not see where an item comes from neither sees nor changes it, and orders around it.
    other = make_user(role=Role.EEAS)
    page.dialogue.organisers.add(other)
    hidden = AgendaItem.objects.get(title="Obstacle for the network")
    theirs = client_of(other)
    assert "for the network" not in theirs.get(f"{page.dialogue.get_absolute_url()}agenda/").content.decode()
    address = f"{page.dialogue.get_absolute_url()}agenda/{hidden.pk}/"
    assert theirs.get(address).status_code == 404


def test_an_app_above_offers_items_and_names_the_briefing(user: User, monkeypatch: Any) -> None:
    offer = Offer("briefing", "1", "difficulty", "From the briefing", "Text", "members", "Briefing", "/x/")
    monkeypatch.setattr(agenda_sources, "_sources", [lambda user, dialogue: [offer]])
    link = briefings.BriefingLink("ma-abc", "Briefing on Morocco", "/briefings/ma-abc/")
    monkeypatch.setattr(briefings, "_finders", [lambda user, country: [link] if country == "MA" else []])
    page = Page(user)
    assert "From the briefing" in page.get("agenda/")
    page.post("edit/", **edit_fields(page.dialogue, briefing="ma-abc"))
    assert "/briefings/ma-abc/" in page.get()
    monkeypatch.setattr(briefings, "_finders", [])
    page.dialogue.refresh_from_db()
    assert page.dialogue.briefing == "ma-abc"
    assert "ma-abc" not in page.get()


def test_briefing_is_chosen_while_a_dialogue_is_planned(user: User, monkeypatch: Any) -> None:
    link = briefings.BriefingLink("ma-abc", "Briefing on Morocco", "/briefings/ma-abc/")
    monkeypatch.setattr(briefings, "_finders", [lambda user, country: [link] if country == "MA" else []])
    page = Page(user)
    assert "Briefing on Morocco" in page.client.get("/dialogues/new/?country=ma").content.decode()
    assert "Briefing on Morocco" not in page.client.get("/dialogues/new/").content.decode()
    sent = {**edit_fields(page.dialogue, title="Planned with it", briefing="ma-abc"), "editor": user.pk}
    for country, briefing in (("TN", ""), ("MA", "ma-abc")):
        make_country(country)
        shown = page.client.post("/dialogues/new/", {**sent, "country": country})
        if shown.status_code != 302:  # it crosses the one there is, and says so first
            known = " ".join(one.code for one in shown.context["crossings"])
            page.client.post("/dialogues/new/", {**sent, "country": country, "known": known})
        assert Dialogue.objects.get(title="Planned with it", country=country).briefing == briefing


def test_papers_are_given_to_their_circle(user: User) -> None:
    page, delegate, member = Page(user, audience=Audience.MEMBERS), make_user(), make_user()
    seat(page.dialogue, delegate)
    item = add_item(dialogue=page.dialogue, values={"title": "Item", "circle": "organisers"}, by=user)
    for title, about, circle in (("wide", "", "all"), ("own", "", "delegation"), ("item", item.pk, "all")):
        upload = SimpleUploadedFile(f"{title}.txt", b"Words")
        page.post("papers/new/", upload=upload, title=title, item=about, circle=circle, language="en")
    marked = SimpleUploadedFile("x.txt", b"RESTREINT UE/EU RESTRICTED")
    assert "marking" in page.post("papers/new/", 422, upload=marked, circle="all", language="en")
    page.post("papers/new/", 422, circle="all", language="en")
    for reader, inside in ((user, {"wide", "own", "item"}), (delegate, {"wide", "own"}), (member, {"wide"})):
        client = client_of(reader)
        for paper in page.dialogue.papers.all():  # type: ignore[attr-defined]
            answer = client.get(f"{page.dialogue.get_absolute_url()}papers/{paper.pk}/")
            list(answer)  # a file is read to its end
            assert (answer.status_code == 200) is (paper.title in inside), (paper.title, reader)
    paper = page.dialogue.papers.get(title="own")  # type: ignore[attr-defined]
    stored = paper.file.path
    assert "Words" not in page.get(f"papers/{paper.pk}/remove/")
    page.post(f"papers/{paper.pk}/remove/")
    assert not page.dialogue.papers.filter(pk=paper.pk).exists()  # type: ignore[attr-defined]
    assert stored


def test_joint_line_is_agreed_and_agreed_again_when_it_changes(user: User) -> None:
    page, delegate, member = Page(user, audience=Audience.MEMBERS), make_user(), make_user()
    seat(page.dialogue, delegate)
    page.post("line/", joint_line="We say this", line_circle="delegation", agreed="on", version=1)
    page.dialogue.refresh_from_db()
    assert page.dialogue.line_agreed_by == user
    shown = page.post("line/", 409, joint_line="Mine", line_circle="all", version=1)
    assert "We say this" in shown
    assert "Mine" in shown
    address = page.dialogue.get_absolute_url()
    assert "We say this" in client_of(delegate).get(address).content.decode()
    assert "We say this" not in client_of(member).get(address).content.decode()
    page.post("line/", joint_line="We say that", line_circle="delegation", version=2)
    page.dialogue.refresh_from_db()
    assert page.dialogue.line_agreed_at is None
    assert "not agreed yet" in page.get()
    page.post("line/", 422, joint_line="", line_circle="all", agreed="on", version=3)


def test_checklist_is_kept_by_the_organisers(user: User) -> None:
    page = Page(user, audience=Audience.MEMBERS)
    yesterday = timezone.localdate() - DAY
    page.post("checklist/", text="Book interpretation", due=yesterday)
    item = page.dialogue.checklist.get()  # type: ignore[attr-defined]
    assert "Book interpretation" in page.client.get("/my/").content.decode()
    page.post("checklist/", done=item.pk)
    item.refresh_from_db()
    assert item.done_by == user
    assert "Book interpretation" not in page.client.get("/my/").content.decode()
    page.post("checklist/", undone=item.pk)
    item.refresh_from_db()
    assert item.done_at is None
    assert "This field is required" in page.post("checklist/", 422, text="")
    page.post("checklist/", remove=item.pk)
    assert not page.dialogue.checklist.exists()  # type: ignore[attr-defined]
    reader = client_of(make_user()).get(page.dialogue.get_absolute_url()).content.decode()
    assert "Book interpretation" not in reader


def test_steps_from_planned_to_held(user: User) -> None:
    page = Page(user)
    assert "It was held" not in page.get("organise/")
    page.post("step/", 409, status="held", version=1)
    page.post("step/", status="confirmed", version=1)
    page.post("step/", 409, status="cancelled", note="Why", version=1)
    assert "Why" in page.post("step/", 409, status="planned", note="Why", version=2)
    starts = timezone.now() - datetime.timedelta(hours=1)
    Dialogue.objects.filter(pk=page.dialogue.pk).update(starts=starts)
    page.post("step/", status="held", version=2)
    page.dialogue.refresh_from_db()
    assert page.dialogue.status == "held"
    other = Page(user)
    other.post("step/", 422, status="cancelled", note="", version=1)
    other.post("step/", status="cancelled", note="No date was found", version=1)
    assert "No date was found" in other.get()


def test_commitments_are_written_down_in_the_meeting_reported_and_changed(user: User) -> None:
    page = Page(user, audience=Audience.MEMBERS, in_days=-1)
    page.post("meeting/", text="Name a contact point", owner_body="MA", due=timezone.localdate() - DAY)
    shown = page.post("meeting/", 422, text="", owner_body="FR", due="nonsense")
    assert "Enter a valid date" in shown
    commitment = Commitment.objects.get()
    assert (commitment.side, commitment.same_audience, commitment.tlp) == ("third_country", True, "GREEN")
    address = commitment.get_absolute_url()
    for path in ("/dialogues/", "/dialogues/commitments/?state=overdue", "/my/", address, "/countries/ma/"):
        assert "Name a contact point" in page.client.get(path).content.decode(), path
    letter = SimpleUploadedFile("letter.txt", b"The letter")
    report = {"state": "done", "evidence": "A letter came", "version": commitment.version, "editor": user.pk}
    assert page.client.post(f"{address}report/", report | {"upload": letter}).status_code == 302
    assert page.client.post(f"{address}report/", report | {"evidence": "Late"}).status_code == 409
    commitment.refresh_from_db()
    assert (commitment.state, commitment.evidence) == ("done", "A letter came")
    given = page.client.get(f"{address}evidence/")
    assert b"".join(given.streaming_content) == b"The letter"  # type: ignore[attr-defined]
    change = {
        "text": "Name two", "owner_body": "FR", "reach": "own", "audience": "communities", "tlp": "AMBER",
        "version": commitment.version, "editor": user.pk,
    }  # fmt: skip
    assert page.client.post(f"{address}edit/", change).status_code == 302
    conflict = page.client.post(f"{address}edit/", change | {"text": "Name three"})
    assert conflict.status_code == 409
    assert "Name two" in conflict.content.decode()
    wide = change | {"audience": "members", "version": commitment.version + 1}
    assert page.client.post(f"{address}edit/", wide).status_code == 422
    commitment.refresh_from_db()
    assert (commitment.side, commitment.text) == ("eu", "Name two")
    member = client_of(make_user())
    assert member.get(address).status_code == 404
    assert "Name two" not in member.get(page.dialogue.get_absolute_url()).content.decode()


def test_what_became_of_an_earlier_commitment_is_written_down_once(user: User) -> None:
    first = make_dialogue(owner=user, in_days=-20)
    commitment = make_commitment(first, "Send the model request")
    page = Page(user)
    assert "Send the model request" in page.get()
    end = f"meeting/{commitment.key}/"
    assert "Typed note" in page.post(end, 422, state="nonsense", note="Typed note")
    page.post(end, state="kept", note="They need more time")
    assert "They need more time" in page.get()
    assert "Second note" in page.post(end, 409, state="done", note="Second note")
    commitment.refresh_from_db()
    assert commitment.state == "open"


def test_organisers_are_named_and_the_last_one_stays(user: User) -> None:
    page, other = Page(user), make_user(role=Role.EEAS)
    page.post("organisers/", account=other.email)
    assert client_of(other).get(f"{page.dialogue.get_absolute_url()}organise/").status_code == 200
    assert "no active account" in page.post("organisers/", 422, account="nobody@example.org")
    page.post("organisers/", remove=other.pk)
    assert "Somebody has to organise" in page.post("organisers/", 422, remove=user.pk)


def test_queries_do_not_grow_with_what_there_is(user: User) -> None:
    page = Page(user, audience=Audience.MEMBERS)
    earlier = make_dialogue(owner=user, in_days=-30, audience=Audience.MEMBERS)
    end = page.dialogue.get_absolute_url()
    addresses = [
        "/dialogues/", "/dialogues/commitments/", end, f"{end}print/", f"{end}organise/", f"{end}agenda/",
        f"{end}meeting/", "/my/", "/countries/ma/",
    ]  # fmt: skip
    counts: list[list[int]] = []
    for number in (1, 1, 29):  # the first time fills what the process keeps
        for n in range(number):
            seat(page.dialogue, make_user(), name=f"Person {n}")
            add_item(dialogue=page.dialogue, values={"title": f"Item {n}", "circle": "delegation"}, by=user)
            make_commitment(page.dialogue, due=timezone.localdate() - DAY)
            make_commitment(earlier)
            if n < 5:
                make_dialogue(owner=user, audience=Audience.MEMBERS, in_days=40 + n)
                make_approach(user, in_days=20, audience=Audience.MEMBERS)
        counts.append([queries_of(client_of(user), address) for address in addresses])
    assert dict(zip(addresses, counts[1], strict=True)) == dict(zip(addresses, counts[2], strict=True))


def test_dialogue_is_found_by_what_everyone_who_sees_it_may_read(user: User) -> None:
    from portal.indexing import builders

    page = Page(user, audience=Audience.MEMBERS, mandate="Mandate words")
    for title, circle in (("open item", "all"), ("closed item", "delegation")):
        add_item(dialogue=page.dialogue, values={"title": title, "circle": circle}, by=user)
    page.post("line/", joint_line="Line words", line_circle="all", version=1)
    builder = builders()["dialogue"]
    entry = builder.entry(builder.objects().get(pk=page.dialogue.pk))
    assert entry is not None
    assert entry.audience_key == "members"
    text = entry.text
    assert "open item" in text
    assert "Mandate words" in text
    assert "closed item" not in text
    assert "Line words" not in text
