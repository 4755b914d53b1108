"""Consulting Eurojust, Europol and the EEAS on a briefing: who is asked, who reads which parts, what is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.briefings.entries import add_own
from events.briefings.models import Briefing
from events.freshness.consultation import AlreadyAsked, ask
from events.freshness.models import Confirmation
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from practices.models import PracticePage
from tests.events.freshness.making import make_briefing, make_editor, refreshed
from tests.factories import Tree, fresh, make_network, make_practice, make_tree, make_user

pytestmark = pytest.mark.django_db
WORD = "zqconsulted"


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


@pytest.fixture
def editor(tree: Tree) -> User:
    return make_editor("editor")


@pytest.fixture
def briefing(tree: Tree, editor: User) -> Briefing:
    make_practice(tree.morocco, title=f"Practice {WORD}", audience=Audience.MEMBERS)
    return make_briefing(editor)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked_of(
    briefing: Briefing, editor: User, body: str = "EUROPOL", kinds: Any = ("practices_work",)
) -> Any:
    return ask(briefing=briefing, body=body, kinds=kinds, question="Is the tone right?", by=fresh(editor))


def answer_of(client: Client, asked: Confirmation, **data: str) -> Any:
    page = client.get(asked.get_absolute_url())
    shown = page.context["form"]["shown"].value()
    return client.post(asked.get_absolute_url(), {"shown": shown, **data})


def test_body_is_asked_answers_and_the_editors_are_told(
    briefing: Briefing, editor: User, django_capture_on_commit_callbacks: Any
) -> None:
    police = make_user("police", role=Role.EUROPOL)
    make_user("closed", role=Role.EUROPOL, is_active=False)
    client = signed_in(editor)
    address = f"/briefings/{briefing.slug}/consultation/"
    with django_capture_on_commit_callbacks(execute=True):
        data = {"body": "EUROPOL", "kinds": ["practices_work"], "question": "Is the tone right?"}
        assert client.post(address, data).status_code == 302
    asked = Confirmation.objects.get()
    assert [message.to for message in mail.outbox] == [[police.email]]
    theirs = signed_in(police)
    assert asked.get_absolute_url() in theirs.get("/my/").content.decode()
    page = theirs.get(asked.get_absolute_url()).content.decode()
    assert WORD in page and "Is the tone right?" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert answer_of(theirs, asked, answer="confirm").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.by, len(asked.content_hash)) == ("confirmed", police, 64)
    assert [message.to for message in mail.outbox[1:]] == [[editor.email]]
    for message in mail.outbox:
        assert WORD not in message.message().as_string() and briefing.title not in str(message.body)
        assert asked.get_absolute_url() in str(message.body)
    assert asked.get_absolute_url() not in theirs.get("/my/").content.decode()
    assert "Confirmed" in client.get(f"/briefings/{briefing.slug}/freshness/").content.decode()


def test_objection_says_why(briefing: Briefing, editor: User) -> None:
    asked = asked_of(briefing, editor)
    client = signed_in(make_user("police", role=Role.EUROPOL))
    refused = answer_of(client, asked, answer="object")
    assert refused.status_code == 422 and "Say what is wrong." in refused.content.decode()
    assert answer_of(client, asked, answer="").status_code == 422
    marked = answer_of(client, asked, answer="object", note="SECRET UE/EU SECRET words")
    assert marked.status_code == 422 and Confirmation.objects.get().is_open
    assert answer_of(client, asked, answer="object", note="Wrong since May.").status_code == 302
    asked = Confirmation.objects.get()
    assert (asked.state, asked.note) == ("objected", "Wrong since May.")
    again = client.post(asked.get_absolute_url(), {"answer": "confirm", "shown": asked.content_hash})
    assert again.status_code == 302 and Confirmation.objects.get().state == "objected", "answered once"


def test_part_that_changed_after_the_answer_says_so(tree: Tree, briefing: Briefing, editor: User) -> None:
    asked = asked_of(briefing, editor, kinds=("practices_work", "talking_points"))
    add_own(
        section=briefing.sections.get(kind="talking_points"), heading="", text="We say this.", user=editor
    )
    client = signed_in(make_user("police", role=Role.EUROPOL))
    assert answer_of(client, asked, answer="confirm").status_code == 302
    address = f"/briefings/{briefing.slug}/freshness/"
    editors = signed_in(editor)
    assert "Changed since the answer" not in editors.get(address).content.decode()
    make_practice(tree.morocco, title="One more", audience=Audience.MEMBERS)
    assert "Changed since the answer" not in editors.get(address).content.decode(), (
        "not before it is taken in"
    )
    refreshed(briefing, editor)
    assert [changed for _one, _names, changed in editors.get(address).context["rows"]] == [
        ["Practices: what works"]
    ]
    assert client.get(asked.get_absolute_url()).context["changed"] == ["Practices: what works"]


def test_answer_to_what_has_changed_meanwhile_is_not_taken_and_keeps_the_note(
    briefing: Briefing, editor: User
) -> None:
    asked = asked_of(briefing, editor, kinds=("talking_points", "practices_work"))
    client = signed_in(make_user("police", role=Role.EUROPOL))
    shown = client.get(asked.get_absolute_url()).context["form"]["shown"].value()
    add_own(section=briefing.sections.get(kind="talking_points"), heading="", text="New words.", user=editor)
    data = {"answer": "object", "note": "A long note.", "shown": shown}
    page = client.post(asked.get_absolute_url(), data)
    text = page.content.decode()
    assert page.status_code == 409 and "A long note." in text and "New words." in text
    assert Confirmation.objects.get().is_open
    data["shown"] = page.context["form"]["shown"].value()
    assert client.post(asked.get_absolute_url(), data).status_code == 302
    assert Confirmation.objects.get().note == "A long note."


def test_consultation_is_there_for_the_body_inside_the_audience_and_the_editors_alone(
    tree: Tree, editor: User
) -> None:
    network = make_network()
    editor.groups.add(network)
    make_practice(tree.morocco, title=f"Narrow {WORD}", audience=Audience.COMMUNITIES, communities=[network])
    briefing = make_briefing(editor, audience=Audience.COMMUNITIES, communities=[network])
    asked = asked_of(briefing, editor)
    outside = [
        make_user("no network", role=Role.EUROPOL),
        make_user("another body", role=Role.EEAS, groups=[network]),
        make_user("reader", groups=[network]),
        make_user("official", role=Role.LIAISON_PROSECUTOR, groups=[network]),
        make_user("root", role=Role.EUROPOL, is_superuser=True),
    ]
    missing = f"/briefings/{briefing.slug}/consultation/none/"
    for user in outside:
        client = signed_in(user)
        answers = [client.get(asked.get_absolute_url()), client.post(asked.get_absolute_url(), {})]
        codes = [answer.status_code for answer in answers]
        if user.is_superuser:
            assert codes == [200, 404] and WORD not in answers[0].content.decode(), "runs the platform only"
        else:
            assert codes == [404, 404] and client.get(missing).status_code == 404
            assert client.get(f"/briefings/{briefing.slug}/consultation/").status_code == 404
            assert asked.get_absolute_url() not in client.get("/my/").content.decode()
    inside = signed_in(make_user("inside", role=Role.EUROPOL, groups=[network]))
    assert WORD in inside.get(asked.get_absolute_url()).content.decode()
    assert inside.get(f"/briefings/{briefing.slug}/consultation/").status_code == 404, "asks nobody"
    address = f"/briefings/{briefing.slug}/consultation/{asked.key}/withdraw/"
    assert inside.post(address).status_code == 404
    assert Client().get(asked.get_absolute_url()).status_code == 404


def test_parts_hold_only_what_all_readers_may_see_now(tree: Tree, briefing: Briefing, editor: User) -> None:
    asked = asked_of(briefing, editor)
    client = signed_in(make_user("police", role=Role.EUROPOL))
    assert WORD in client.get(asked.get_absolute_url()).content.decode()
    page = PracticePage.objects.get()
    page.audience, page.tlp = Audience.COMMUNITIES, "AMBER"
    page.save_revision().publish()
    assert WORD not in client.get(asked.get_absolute_url()).content.decode()


def test_body_is_asked_once_at_a_time_and_can_be_asked_again(briefing: Briefing, editor: User) -> None:
    first = asked_of(briefing, editor)
    with pytest.raises(AlreadyAsked):
        asked_of(briefing, editor)
    client = signed_in(editor)
    address = f"/briefings/{briefing.slug}/consultation/"
    assert client.get(address).context["form"].fields["body"].choices == [
        ("EUROJUST", "Eurojust"),
        ("EEAS", "EEAS"),
    ]
    assert client.post(address, {"body": "EUROPOL", "kinds": ["practices_work"]}).status_code == 422
    assert client.post(address, {"body": "EEAS", "kinds": []}).status_code == 422
    assert client.post(address, {"body": "EEAS", "kinds": ["people"]}).status_code == 422, "nothing in it"
    assert client.post(f"{address}{first.key}/withdraw/").status_code == 302
    assert Confirmation.objects.get().state == "withdrawn"
    police = signed_in(make_user("police", role=Role.EUROPOL))
    page = police.get(first.get_absolute_url()).content.decode()
    assert "taken back" in page and WORD not in page
    asked_of(briefing, editor)
    assert Confirmation.objects.filter(state="asked").count() == 1


def test_words_survive_a_session_that_has_ended(briefing: Briefing, editor: User) -> None:
    asked = asked_of(briefing, editor)
    data = {"answer": "object", "note": "A long note.", "editor": "1"}
    answer = Client().post(asked.get_absolute_url(), data)
    assert answer.status_code == 401 and "A long note." in answer.content.decode()


def test_page_of_freshness_takes_as_many_queries_for_many_consultations_as_for_one(
    briefing: Briefing, editor: User, django_assert_num_queries: Any
) -> None:
    client = signed_in(editor)
    address = f"/briefings/{briefing.slug}/freshness/"
    for number in range(6):
        asked = asked_of(briefing, editor)
        Confirmation.objects.filter(pk=asked.pk).update(state="confirmed", at=asked.asked_at)
        if number == 0:
            client.get(address)
            with CaptureQueriesContext(connection) as first:
                client.get(address)
    with django_assert_num_queries(len(first)):
        assert len(client.get(address).context["rows"]) == 6
