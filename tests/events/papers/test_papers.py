"""Papers of an event: who opens, adds, changes and removes them; the joining link."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.exchanges.enums import Circle, Status
from events.exchanges.joining import may_join
from events.exchanges.models import Event
from events.papers.access import circles_of, circles_to_add, may_open, papers_for
from events.papers.files import PaperConflict, add_papers, change_paper
from events.papers.models import Paper, PaperChange
from events.registration.enums import RegistrationStatus
from events.registration.models import Registration
from portal.people.models import User
from portal.visibility import Audience
from tests.events.exchanges.factory import add_session, add_speaker, make_event
from tests.factories import fresh, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def file(name: str = "agenda.txt", content: bytes = b"Words of the paper.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_paper(
    event: Event, circle: str = Circle.PARTICIPANTS, title: str = "Agenda", **fields: Any
) -> Paper:
    values = {"session": None, "language": "en", "by": event.owner, **fields}
    return add_papers(event=event, uploads=[file()], title=title, circle=circle, **values)[0]


def confirm(event: Event, user: User, status: str = RegistrationStatus.CONFIRMED) -> User:
    Registration.objects.create(event=event, user=user, status=status)
    return fresh(user)  # type: ignore[return-value]


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def test_paper_is_opened_by_its_circle_and_by_nobody_else() -> None:
    event = make_event(audience=Audience.PUBLIC, status=Status.OPEN)
    organiser = fresh(event.owner)
    speaker = make_user()
    add_speaker(event, speaker)
    participant = confirm(event, make_user())
    waiting = confirm(event, make_user(), RegistrationStatus.WAITING_LIST)
    papers = {circle: make_paper(event, circle, title=f"For {circle}") for circle in Circle.values}
    people = {
        organiser: {"organisers", "speakers", "participants"},
        fresh(speaker): {"speakers", "participants"},
        participant: {"participants"},
        waiting: set(),
        make_user(): set(),
        None: set(),
    }
    for user, circles in people.items():
        assert {circle for circle, paper in papers.items() if may_open(user, paper)} == circles
        assert {paper.circle for paper in papers_for(user, event)} == circles
        assert set(circles_of(user, event)) == circles
        client = signed_in(user)
        for circle, paper in papers.items():
            answer = client.get(f"/events/{event.slug}/papers/{paper.pk}/file/")
            assert answer.status_code == (200 if circle in circles else 404), (user, circle)
        index = client.get(f"/events/{event.slug}/papers/")
        assert index.status_code == (200 if circles else 404)
        for circle in Circle.values:
            shown = f"For {circle}" in index.content.decode() if circles else False
            assert shown == (circle in circles)


def test_paper_of_a_draft_is_closed_to_speakers() -> None:
    event = make_event(status=Status.DRAFT)
    speaker = make_user()
    add_speaker(event, speaker)
    paper = make_paper(event)
    assert may_open(fresh(event.owner), paper)
    assert not may_open(fresh(speaker), paper)


def test_guest_who_takes_part_opens_nothing_of_an_event_that_is_closed_to_them() -> None:
    event = make_event(audience=Audience.MEMBERS, status=Status.OPEN)
    guest = confirm(event, make_user(role="liaison_prosecutor"))
    paper = make_paper(event)
    assert not may_open(guest, paper)
    event.admits_guests = True
    event.save()
    assert may_open(fresh(guest), Paper.objects.get(pk=paper.pk))


def test_download_is_a_file_with_safe_headers_under_its_name() -> None:
    event = make_event()
    paper = make_paper(event)
    answer = signed_in(event.owner).get(f"/events/{event.slug}/papers/{paper.pk}/file/")
    assert b"".join(answer.streaming_content) == b"Words of the paper."
    assert answer["Content-Disposition"] == 'attachment; filename="agenda.txt"'
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    # Where it lies tells nothing, and nothing is given out there.
    assert "agenda" not in paper.file.name
    assert signed_in(event.owner).get(f"/files/{paper.file.name}").status_code == 404
    other = make_event(owner=event.owner)
    assert signed_in(event.owner).get(f"/events/{other.slug}/papers/{paper.pk}/file/").status_code == 404


def test_several_files_are_added_at_once_or_none_of_them() -> None:
    event = add_session(make_event())
    session = event.sessions.get()
    client = signed_in(event.owner)
    path = f"/events/{event.slug}/papers/add/"
    sent = {"title": "", "session": str(session.pk), "circle": "participants", "language": "en"}
    bad = file("marked.txt", b"RESTREINT UE/EU RESTRICTED")
    answer = client.post(path, {**sent, "uploads": [file("one.txt"), bad]})
    assert answer.status_code == 422
    assert "marking" in answer.content.decode()
    assert not Paper.objects.exists()
    answer = client.post(path, {**sent, "uploads": [file("one.txt"), file("two_slides.txt")]})
    assert answer.status_code == 302
    assert set(Paper.objects.values_list("title", "circle", "session")) == {
        ("one", "participants", session.pk),
        ("two slides", "participants", session.pk),
    }
    assert PaperChange.objects.filter(kind="added", by=event.owner).count() == 2
    assert client.post(path, {**sent}).status_code == 422  # no file


def test_speaker_adds_for_the_circles_they_are_of_and_changes_their_own() -> None:
    event = make_event()
    speaker = make_user()
    add_speaker(event, speaker)
    theirs = make_paper(event, Circle.SPEAKERS, title="Of the organisers")
    client = signed_in(speaker)
    assert circles_to_add(fresh(speaker), event) == ["participants", "speakers"]
    path = f"/events/{event.slug}/papers/"
    sent = {"title": "Slides", "session": "", "language": "en", "uploads": [file()]}
    assert client.post(path + "add/", {**sent, "circle": "organisers"}).status_code == 422
    assert (
        client.post(path + "add/", {**sent, "circle": "participants", "uploads": [file()]}).status_code == 302
    )
    own = Paper.objects.get(title="Slides")
    assert client.get(path + f"{own.pk}/").status_code == 200
    assert client.get(path + f"{theirs.pk}/").status_code == 404
    assert client.post(path + f"{theirs.pk}/remove/").status_code == 404
    assert client.post(path + f"{own.pk}/remove/").status_code == 302
    assert not Paper.objects.filter(pk=own.pk).exists()
    removed = PaperChange.objects.get(kind="removed")
    assert (removed.title, removed.paper, removed.by) == ("Slides", None, speaker)


def test_participants_and_outsiders_add_nothing() -> None:
    event = make_event(audience=Audience.PUBLIC, status=Status.OPEN)
    for user in (confirm(event, make_user()), make_user(), None):
        assert circles_to_add(user, event) == []
        assert signed_in(user).get(f"/events/{event.slug}/papers/add/").status_code == 404
        assert signed_in(user).post(f"/events/{event.slug}/papers/add/").status_code == 404


def test_replaced_file_is_kept_as_a_new_version_and_the_old_one_deleted(
    django_capture_on_commit_callbacks: Any,
) -> None:
    event = make_event()
    paper = make_paper(event)
    former = paper.file.name
    storage = paper.file.storage
    values = {"title": "Agenda", "circle": "participants", "session": None, "language": "en"}
    with django_capture_on_commit_callbacks(execute=True):
        changed = change_paper(
            paper=paper, values=values, upload=file("new.txt", b"New"), version=1, by=event.owner
        )
    assert (changed.version, changed.file_name, changed.size) == (2, "new.txt", 3)
    assert not storage.exists(former) and storage.exists(changed.file.name)
    with pytest.raises(PaperConflict):
        change_paper(paper=paper, values={**values, "title": "Mine"}, upload=None, version=1, by=event.owner)


def test_conflict_shows_both_texts_and_loses_nothing() -> None:
    event = make_event()
    paper = make_paper(event)
    values = {"title": "Theirs", "circle": "participants", "session": None, "language": "en"}
    change_paper(paper=paper, values=values, upload=None, version=1, by=event.owner)
    client = signed_in(event.owner)
    path = f"/events/{event.slug}/papers/{paper.pk}/"
    sent = {"title": "Mine", "circle": "participants", "session": "", "language": "en", "version": "1"}
    answer = client.post(path, sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page and "Mine" in page
    assert 'name="version" value="2"' in page
    assert client.post(path, {**sent, "version": "2"}).status_code == 302
    assert Paper.objects.get().title == "Mine"


def test_stale_page_changes_nothing_and_says_so() -> None:
    event = make_event()
    client = Client(enforce_csrf_checks=True)
    client.force_login(event.owner)
    sent = {"circle": "participants", "language": "en", "uploads": [file()]}
    answer = client.post(f"/events/{event.slug}/papers/add/", sent)
    assert answer.status_code == 422
    assert "open for long" in answer.content.decode()
    assert not Paper.objects.exists()


def test_joining_link_is_shown_to_the_confirmed_only() -> None:
    link = "https://meet.example.org/zq-secret-room"
    event = make_event(
        audience=Audience.PUBLIC,
        status=Status.OPEN,
        format="online",
        joining_link=link,
        joining_note="PIN 4711",
    )
    participant = confirm(event, make_user())
    for user, shown in (
        (event.owner, True),
        (participant, True),
        (confirm(event, make_user(), RegistrationStatus.AWAITING), False),
        (make_user(), False),
        (None, False),
    ):
        assert may_join(fresh(user), event) == shown
        page = signed_in(user).get(f"/events/{event.slug}/").content.decode()
        assert (link in page) == shown
        assert ("PIN 4711" in page) == shown
    Event.objects.filter(pk=event.pk).update(status=Status.CANCELLED)
    assert not may_join(fresh(participant), Event.objects.get(pk=event.pk))


def test_list_of_papers_takes_as_many_queries_for_thirty_as_for_one(django_assert_num_queries: Any) -> None:
    event = make_event()
    make_paper(event)
    client = signed_in(event.owner)
    path = f"/events/{event.slug}/papers/"
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for number in range(29):
        make_paper(event, title=f"Paper {number}")
    with django_assert_num_queries(len(one)):
        assert client.get(path).content.decode().count("papers-about") == 30
