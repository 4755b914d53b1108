"""Conclusions are found by those who may read them, in both engines, and follow their event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from events.exchanges.actions import save_event
from events.exchanges.models import Event
from events.outcomes.access import may_read
from events.outcomes.enums import Reach
from events.outcomes.indexing import ConclusionBuilder
from portal.visibility import Audience, viewer_for
from search.marks import forget_marked
from search.models import DirtyMark
from tests.events.outcomes.making import client_of, make_conclusion, make_held, speak, take_part
from tests.factories import fresh, make_user
from tests.search.page.conftest import ENGINES, refill, serving
from tests.services import demand

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("engine", ENGINES)
def test_conclusions_are_found_by_those_who_may_read_them(engine: str, tmp_path: Path) -> None:
    if engine == "elasticsearch":
        demand("elasticsearch")
    event = make_held(audience=Audience.MEMBERS, tlp="GREEN", countries=["MA"], title="Heron exchange")
    for reach in Reach:
        make_conclusion(event, title=f"Heron {reach.value}", text="Words", reach=reach)
    guest = make_user(role="liaison_prosecutor")
    readers = {
        "organiser": (event.owner, 4),
        "speaker": (speak(event), 3),
        "participant": (take_part(event), 2),
        "member": (make_user(), 1),
        "guest": (guest, 0),
        "nobody": (None, 0),
    }
    with serving(engine, tmp_path):
        for name, (user, count) in readers.items():
            for address in ("/search/?q=heron&type=outcome", "/search/?type=outcome&country=MA"):
                page = client_of(user).get(address).context["page"]
                assert (name, page.total, len(page.results)) == (name, count, count)
        words = client_of(event.owner).get("/search/?q=heron&type=outcome").content.decode()
        assert f"/events/{event.slug}/outcome/#conclusion-" in words
        event = Event.objects.get(pk=event.pk)
        save_event(event=event, values={"audience": Audience.COMMUNITIES}, user=event.owner)
        refill()
        member = Client()
        member.force_login(make_user())
        assert member.get("/search/?q=heron").context["page"].total == 0


def test_queryset_object_and_entry_agree() -> None:
    builder = ConclusionBuilder()
    for audience, tlp in (
        (Audience.PUBLIC, "CLEAR"),
        (Audience.MEMBERS, "GREEN"),
        (Audience.COMMUNITIES, "AMBER"),
    ):
        event = make_held(audience=audience, tlp=tlp)
        for reach in Reach:
            make_conclusion(event, reach=reach)
        users: list[Any] = [event.owner, speak(event), take_part(event), make_user(), None]
        users += [make_user(role="liaison_prosecutor"), make_user(is_superuser=True)]
        for user in users:
            viewer = viewer_for(fresh(user) if user else None)
            shown = set(builder.visible_to(viewer).filter(event=event))
            assert shown == {one for one in builder.objects().filter(event=event) if may_read(viewer, one)}
            keys = {one: builder.entry(one).audience_key for one in builder.objects().filter(event=event)}
            assert {one for one, key in keys.items() if viewer.holds(key)} == shown


def test_entries_follow_the_event() -> None:
    event = make_held(audience=Audience.MEMBERS, tlp="GREEN")
    conclusion = make_conclusion(event)

    def marked(action: Any, *args: Any, **kwargs: Any) -> bool:
        DirtyMark.objects.all().delete()
        forget_marked()
        action(*args, **kwargs)
        return DirtyMark.objects.filter(type="outcome", object_id=pk).exists()

    pk, stored = conclusion.pk, Event.objects.get(pk=event.pk)
    assert marked(save_event, event=stored, values={"title": "Another"}, user=event.owner)
    assert marked(stored.refresh_keys)
    assert marked(conclusion.save)
    assert marked(conclusion.delete)
