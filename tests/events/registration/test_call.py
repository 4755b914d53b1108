"""The short form of a call: few fields, invited in one step, nothing half done."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from events.exchanges.access import may_see
from events.exchanges.enums import Format, Status
from events.exchanges.models import Event
from events.exchanges.organising import missing_of as lacks
from events.registration.models import Invitation
from portal.people.models import User
from tests.events.registration.test_pages import client_of
from tests.factories import Tree, fresh, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/events/new/call/"


@pytest.fixture
def magistrate(tree: Tree) -> User:
    return make_user("magistrate", role="liaison_magistrate", state="FR", posted_to="MA")


def sent(user: User, **values: Any) -> dict[str, Any]:
    """What the page sends of itself, with what was typed."""
    form = client_of(user).get(ADDRESS).context["form"]
    shown = {one.html_name: one.value() for one in (*form.first(), *form.more())}
    found = {name: value for name, value in shown.items() if value not in (None, False, "", [])}
    starts = timezone.now() + datetime.timedelta(days=3)
    typed = {"editor": user.pk, "title": "Dual nationals", "starts": f"{starts:%Y-%m-%dT10:00}", "do": "send"}
    return found | typed | values


def test_title_and_time_are_enough_and_colleagues_of_the_post_are_invited(magistrate: User) -> None:
    colleague = make_user("colleague", role="liaison_officer", state="ES", posted_to="MA")
    official = make_user("official", role="liaison_prosecutor", state="MA", posted_to="MA")
    elsewhere = make_user("elsewhere", role="liaison_officer", state="ES", posted_to="GE")
    data = sent(
        magistrate,
        posted="on",
        addresses="Ann <ann@authority.example>",
        joining_link="https://meet.example/1",
    )
    answer = client_of(magistrate).post(ADDRESS, data)
    assert answer.status_code == 302
    event = Event.objects.get()
    assert (event.format, event.status, event.title) == (Format.CALL, Status.OPEN, "Dual nationals")
    assert event.ends - event.starts == datetime.timedelta(minutes=30)
    assert (event.time_zone, [one.pk for one in event.countries.all()]) == ("Africa/Casablanca", ["MA"])
    assert set(Invitation.objects.values_list("user", "email")) == {
        (colleague.pk, ""),
        (None, "ann@authority.example"),
    }
    assert [may_see(fresh(one), event) for one in (colleague, official, elsewhere)] == [True, False, False]


def test_call_made_with_the_short_form_lacks_nothing_but_answers(magistrate: User) -> None:
    data = sent(magistrate, addresses="ann@authority.example", joining_link="https://meet.example/1")
    client_of(magistrate).post(ADDRESS, data)
    event = Event.objects.get()
    assert lacks(event) == []
    desk = client_of(magistrate).get(f"/events/{event.slug}/desk/").content.decode()
    assert "1 invited person has not answered" in desk
    assert "Say where it takes place" not in desk and "Say how to join" not in desk
    event.joining_link = ""
    assert lacks(event) == ["It takes place online, and there is no joining link yet."]
    event.place = "Café Maure"
    assert lacks(event) == []


def test_few_fields_have_to_be_filled_in_and_the_rest_is_behind_more(magistrate: User) -> None:
    form = client_of(magistrate).get(ADDRESS).context["form"]
    required = [one.name for one in form.first() if one.field.required]
    assert len(required) <= 4 and [name for name in required if not form[name].value()] == ["title", "starts"]
    assert all(one.value() for one in form.more() if one.field.required)
    page = client_of(magistrate).get(ADDRESS).content.decode()
    assert page.rindex("<details") < page.index('name="tlp"') < page.rindex("</details>")
    assert page.index('name="starts"') < page.rindex("<details")


def test_bad_line_makes_no_call_and_loses_no_word(magistrate: User) -> None:
    data = sent(magistrate, addresses="no address", seats="0")
    answer = client_of(magistrate).post(ADDRESS, data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "No e-mail address: no address" in page and "Dual nationals" in page
    assert "<details" in page and " open>" in page
    assert not Event.objects.exists() and not Invitation.objects.exists()


def test_draft_tells_nobody_and_who_makes_no_events_makes_no_call(
    magistrate: User, mailoutbox: list[Any]
) -> None:
    data = sent(magistrate, do="save", addresses="ann@authority.example")
    assert client_of(magistrate).post(ADDRESS, data).status_code == 302
    assert Event.objects.get().status == Status.DRAFT and not mailoutbox
    reader = make_user("reader", role="prosecutor")
    assert client_of(reader).get(ADDRESS).status_code == 404
    assert client_of(reader).post(ADDRESS, data | {"editor": reader.pk}).status_code == 404
