"""Telling people that papers or minutes were shared with them: by choice, without a word of them, while it is true."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.users.models import UserProfile

from events.desk.messages import send_waiting
from events.desk.models import Message, Receipt
from events.exchanges.models import Event
from events.outcomes.enums import Reach
from events.outcomes.models import Minutes
from events.papers.models import Paper
from portal.people.models import User
from portal.visibility import Audience
from tests.events.outcomes.making import client_of, make_held, sent, speak, take_part
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Event:
    """An event that is over, with a participant, a speaker, and somebody who only sees it."""
    event = make_held(title="Zebra exchange", audience=Audience.MEMBERS, tlp="GREEN")
    take_part(event, make_user("seated"))
    speak(event, make_user("speaker"))
    make_user("reader")
    return event


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    """Post a form, with what follows the commit; gives the answer, the mails being those of it alone."""

    def post(user: User, path: str, values: dict[str, Any]) -> Any:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return client_of(user).post(path, values, follow=True)

    return post


def told() -> set[str]:
    return {address.partition("@")[0] for message in mail.outbox for address in message.to}


def paper(circle: str, **values: Any) -> dict[str, Any]:
    upload = SimpleUploadedFile("zebra.txt", b"Words of the paper")
    return {
        "uploads": upload,
        "title": "Zebra paper",
        "session": "",
        "circle": circle,
        "language": "en",
    } | values


def test_papers_are_told_to_their_circle_by_choice(held: Event, commit: Any) -> None:
    path = f"/events/{held.slug}/papers/add/"
    commit(held.owner, path, paper("participants"))
    assert (Paper.objects.count(), Message.objects.count(), told()) == (1, 0, set())
    answer = commit(held.owner, path, paper("participants", tell="on"))
    assert "2 people are told by e-mail." in answer.content.decode()
    assert told() == {"seated", "speaker"}
    for message in mail.outbox:
        assert "zebra" not in f"{message.subject} {message.body}".lower() and held.slug not in message.body
    link = re.search(r"/events/messages/\d+/", mail.outbox[0].body)
    assert link is not None
    seated = User.objects.get(username="seated")
    assert "Zebra paper" in client_of(seated).get(link[0], follow=True).content.decode()
    assert client_of(User.objects.get(username="reader")).get(link[0]).status_code == 404
    log = client_of(held.owner).get(f"/events/{held.slug}/messages/").content.decode()
    assert "There are new papers" in log and "2 told by e-mail" in log
    commit(held.owner, path, paper("speakers", tell="on"))
    assert told() == {"speaker"}
    answer = commit(held.owner, path, paper("organisers", tell="on"))
    assert (told(), "Nobody else had to be told." in answer.content.decode()) == (set(), True)


def test_a_changed_paper_is_told_once_also_by_a_speaker(held: Event, commit: Any) -> None:
    speaker = User.objects.get(username="speaker")
    commit(speaker, f"/events/{held.slug}/papers/add/", paper("speakers"))
    found = Paper.objects.get()
    values = {"title": "Other", "session": "", "circle": "participants", "language": "en", "version": 1}
    path = f"/events/{held.slug}/papers/{found.pk}/"
    commit(speaker, path, values | {"tell": "on"})
    assert told() == {"seated", held.owner.email.partition("@")[0]}
    again = commit(speaker, path, values | {"tell": "on", "version": 2})
    assert (told(), Message.objects.count(), again.status_code) == (set(), 1, 200)


def test_minutes_are_told_in_the_language_of_each_reader(held: Event, commit: Any) -> None:
    path = f"/events/{held.slug}/outcome/minutes/"
    values = sent(held.owner, text="Zebra words", reach=Reach.AUDIENCE)
    commit(held.owner, path, values | {"tell": "on", "do": "save"})
    assert (told(), Message.objects.count()) == (set(), 0)
    seated = User.objects.get(username="seated")
    UserProfile.objects.update_or_create(user=seated, defaults={"preferred_language": "fr"})
    answer = commit(held.owner, path, values | {"tell": "on", "do": "share", "version": "1"})
    assert "2 people are told by e-mail." in answer.content.decode()
    assert told() == {"seated", "speaker"}
    subjects = {message.to[0].partition("@")[0]: message.subject for message in mail.outbox}
    assert subjects["speaker"] == "Minutes of an exchange are shared with you"
    link = re.search(r"/events/messages/\d+/", mail.outbox[0].body)
    assert link is not None
    assert "Zebra words" in client_of(seated).get(link[0], follow=True).content.decode()
    commit(held.owner, path, values | {"tell": "on", "do": "save", "version": "2"})
    assert (told(), Message.objects.count()) == (set(), 1)


def test_nobody_is_told_what_is_no_longer_so(held: Event) -> None:
    path = f"/events/{held.slug}/outcome/minutes/"
    values = sent(held.owner, text="Words", reach=Reach.PARTICIPANTS, tell="on", do="share")
    client_of(held.owner).post(path, values)
    client_of(held.owner).post(f"/events/{held.slug}/papers/add/", paper("participants", tell="on"))
    mail.outbox.clear()
    assert Receipt.objects.filter(state="waiting").count() == 4
    Minutes.objects.update(shared_at=None)
    held.registrations.update(status="withdrawn")
    assert send_waiting() == 1
    assert told() == {"speaker"}
    assert Receipt.objects.filter(state="dropped").count() == 3
