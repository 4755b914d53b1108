"""Approaches that fall into the same weeks: told before anything is saved, and only of what the reader may see."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from events.dialogues.approaches import crossings
from events.dialogues.models import Approach, Dialogue
from portal.people.enums import Role
from portal.visibility import Audience
from tests.events.dialogues.making import DAY, client_of, make_approach, make_dialogue
from tests.events.exchanges.factory import make_event
from tests.factories import Tree, fresh, make_country, make_user

pytestmark = pytest.mark.django_db


def told(user: object, in_days: int, country: str = "MA", **one: object) -> list[str]:
    day = timezone.localdate() + in_days * DAY
    return [found.title for found in crossings(user, country, day, day, **one)]  # type: ignore[arg-type]


def test_what_falls_into_the_same_weeks() -> None:
    owner = make_user(role=Role.COMMISSION)
    dialogue = make_dialogue(owner=owner, title="talk", in_days=30)
    make_approach(owner, title="visit", in_days=31)
    make_event(owner=owner, title="exchange", countries=["MA"], in_days=32)
    make_event(owner=owner, title="off", countries=["MA"], in_days=32, status="cancelled")
    make_approach(owner, title="called off", in_days=30, is_cancelled=True)
    make_approach(owner, title="elsewhere", in_days=30, country="TN")
    owner = fresh(owner)  # type: ignore[assignment]
    assert told(owner, 30) == ["talk", "visit", "exchange"]
    assert told(owner, 30, dialogue=dialogue) == ["visit", "exchange"]
    assert told(owner, 18) == ["talk", "visit", "exchange"]
    assert told(owner, 47) == []
    assert told(owner, 45) == ["visit", "exchange"]
    assert told(owner, 30, country="TN") == ["elsewhere"]


def test_nothing_is_told_of_what_the_reader_may_not_see() -> None:
    owner = make_user(role=Role.COMMISSION)
    make_dialogue(owner=owner, title="hidden")
    make_approach(owner, title="hidden visit")
    make_event(owner=owner, title="hidden exchange", countries=["MA"], in_days=30)
    make_dialogue(owner=owner, title="shared", audience=Audience.MEMBERS)
    assert told(make_user(role=Role.COMMISSION), 30) == ["shared"]
    assert told(make_user(role=Role.LIAISON_PROSECUTOR), 30) == []
    assert told(None, 30) == []


def form(**fields: object) -> dict[str, object]:
    first = (timezone.now() + 30 * DAY).replace(hour=10, minute=0)
    return {
        "title": "New", "country": "MA", "level": "expert", "format": "online", "time_zone": "UTC",
        "starts": f"{first:%Y-%m-%dT%H:%M}", "ends": f"{first + datetime.timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "audience": "members", "tlp": "GREEN", **fields,
    }  # fmt: skip


def test_a_crossing_is_told_before_a_dialogue_is_saved_and_does_not_stand_in_the_way(tree: Tree) -> None:
    make_country("MA")
    visitor, user = make_user(role=Role.EEAS), make_user(role=Role.COMMISSION)
    make_approach(visitor, title="A visit that crosses", audience=Audience.MEMBERS)
    client = client_of(user)
    sent = form(editor=user.pk)
    answer = client.post("/dialogues/new/", sent)
    assert answer.status_code == 422
    assert "A visit that crosses" in answer.content.decode()
    assert not Dialogue.objects.exists()
    known = answer.context["known"]
    assert client.post("/dialogues/new/", sent | {"known": known}).status_code == 302
    dialogue = Dialogue.objects.get()
    # Its page says so; changing something else does not ask again, a newer crossing does.
    edit = f"{dialogue.get_absolute_url()}edit/"
    again = form(editor=user.pk, version=dialogue.version, title="Other")
    assert client.post(edit, again).status_code == 302
    assert "A visit that crosses" in client.get(dialogue.get_absolute_url()).content.decode()


def test_a_crossing_is_told_before_an_approach_is_saved(tree: Tree) -> None:
    make_dialogue(title="A dialogue that crosses", audience=Audience.MEMBERS)
    user = make_user(role=Role.DIPLOMAT, state="ES")
    client = client_of(user)
    day = timezone.localdate() + 25 * DAY
    sent: dict[str, object] = {
        "country": "MA", "kind": "visit", "title": "Visit", "starts": day, "body": "ES", "audience": "members",
        "tlp": "GREEN", "editor": user.pk,
    }  # fmt: skip
    answer = client.post("/dialogues/approaches/new/", sent)
    assert (answer.status_code, Approach.objects.count()) == (422, 0)
    assert "A dialogue that crosses" in answer.content.decode()
    saved = client.post("/dialogues/approaches/new/", sent | {"known": answer.context["known"]})
    assert saved.status_code == 302
    approach = Approach.objects.get()
    assert (approach.ends, approach.owner) == (day, user)
    page = client.get(approach.get_absolute_url()).content.decode()
    assert "A dialogue that crosses" in page
    edit = {**sent, "version": approach.version, "is_cancelled": "on", "ends": day}
    assert client.post(f"{approach.get_absolute_url()}edit/", edit).status_code == 302
    assert "A dialogue that crosses" not in client.get(approach.get_absolute_url()).content.decode()
