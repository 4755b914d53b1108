"""The pages of a briefing: who gets in, what they do, that no word is lost, and how many queries they take."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.briefings.actions import add_section, save_settings, set_archived
from events.briefings.content import content_of
from events.briefings.entries import add_own, edit_entry
from events.briefings.models import Briefing, Entry
from portal.people.enums import Role
from portal.people.models import User
from practices.models import PracticePage
from tests.events.briefings.making import entries_of, headings, make_briefing, make_editor, sending, signed_in
from tests.events.briefings.test_refreshing import one, publish
from tests.events.briefings.test_sources import texts
from tests.factories import Tree, make_network, make_practice, make_user
from tests.liaison.directory.making import make_post

pytestmark = pytest.mark.django_db

NEW = {
    "country": "MA",
    "title": "Visit",
    "language": "en",
    "audience": "members",
    "tlp": "GREEN",
    "interval_days": "30",
    "purpose": "Typed purpose",
}


class Desk:
    """A briefing and one of those who write it."""

    def __init__(self, briefing: Briefing, user: User) -> None:
        self.briefing, self.user, self.client = briefing, user, signed_in(user)

    def get(self, end: str = "compose/", status: int = 200) -> str:
        answer = self.client.get(f"{self.briefing.get_absolute_url()}{end}")
        assert answer.status_code == status, answer.status_code
        return answer.content.decode()

    def post(self, end: str, status: int = 302, **values: Any) -> str:
        answer = sending(self.client, self.user, f"{self.briefing.get_absolute_url()}{end}", **values)
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[-3000:])
        return answer.content.decode()

    def entry(self, **wanted: Any) -> Entry:
        return one(self.briefing, **wanted)

    def act(self, entry: Entry, status: int = 302, **values: Any) -> str:
        return self.post(f"entries/{entry.pk}/", status, **{"version": entry.version, **values})


@pytest.fixture
def desk(tree: Tree) -> Desk:
    make_practice(tree.morocco, title="Practice word")
    editor = make_editor()
    return Desk(make_briefing(owner=editor), editor)


# --- who may --------------------------------------------------------------------------------------------

ROLES_THAT_MAKE = {Role.COMMISSION, Role.EEAS, Role.EUROJUST_DESK}


@pytest.mark.parametrize("role", list(Role))
def test_making_one_is_for_those_who_prepare_packages(role: str) -> None:
    client = signed_in(make_user(role=role))
    assert client.get("/briefings/new/").status_code == (200 if role in ROLES_THAT_MAKE else 404)


EDITORS_PAGES = ("compose/", "refresh/", "settings/", "editors/", "history/", "move/")


def test_writing_is_for_owner_and_editors_only(desk: Desk) -> None:
    entry, section = desk.entry(), desk.entry().section
    ends = [
        *EDITORS_PAGES,
        f"entries/{entry.pk}/",
        f"sections/{section.pk}/",
        f"sections/{section.pk}/add/",
    ]
    readers = [make_editor(), make_user(), make_user(role=Role.LIAISON_PROSECUTOR)]
    for reader in readers:
        other = Desk(desk.briefing, reader)
        for end in ends:
            other.get(end, 404)
            if end == "history/":
                continue
            other.post(end, 404, version=entry.version, do="leave_out", **{"out-reason": "No", "to": "up"})
    assert not desk.entry().left_out
    assert Desk(desk.briefing, readers[0]).get("") and Desk(desk.briefing, readers[1]).get("")
    Desk(desk.briefing, readers[2]).get("", 404)
    assert signed_in(None).get(desk.briefing.get_absolute_url()).status_code == 404
    for end in ends:
        address = f"{desk.briefing.get_absolute_url()}{end}"
        assert signed_in(None).get(address).status_code == (404 if end == "history/" else 302)
        assert end == "history/" or signed_in(None).post(address).status_code == 403


def test_an_editor_outside_the_audience_is_none(desk: Desk) -> None:
    network = make_network()
    person = make_user(groups=[network])
    stranger = make_user()
    desk.briefing = make_briefing(owner=desk.user, audience="communities", communities=[network])
    shown = desk.post("editors/", 422, account=stranger.email)
    assert "Only somebody inside the audience" in shown and stranger.email in shown
    desk.post("editors/", account=person.email)
    Desk(desk.briefing, person).get()
    Desk(desk.briefing, person).get("settings/", 404)
    person.groups.clear()
    Desk(desk.briefing, person).get(status=404)


def test_a_briefing_is_handed_over(desk: Desk) -> None:
    person = make_user()
    desk.post("editors/", account=person.email)
    desk.post("editors/", hand_over=person.pk)
    desk.get("settings/", 404)
    Desk(desk.briefing, person).get("settings/")


def test_an_archived_briefing_says_so(desk: Desk) -> None:
    set_archived(briefing=desk.briefing, archived=True, user=desk.user)
    assert "This briefing is archived" in desk.get("") and "This briefing is archived" in desk.get()
    listed = desk.client.get("/briefings/").content.decode()
    assert desk.briefing.get_absolute_url() not in listed
    listed = desk.client.get("/briefings/?state=archived").content.decode()
    assert desk.briefing.get_absolute_url() in listed
    desk.post("editors/", archived="no")
    assert not Briefing.objects.get().archived


# --- making and settings ---------------------------------------------------------------------------------


def test_a_briefing_is_made_and_compiled(tree: Tree) -> None:
    make_practice(tree.morocco, title="Practice word")
    editor = make_editor()
    client = signed_in(editor)
    assert sending(client, editor, "/briefings/new/", **NEW | {"tlp": "RED"}).status_code == 422
    assert sending(client, editor, "/briefings/new/", **NEW).status_code == 302
    assert "Practice word" in headings(Briefing.objects.get())


def test_settings_of_two_at_once(desk: Desk) -> None:
    version = desk.briefing.settings_version
    save_settings(briefing=desk.briefing, values={"title": "Theirs"}, user=desk.user, version=version)
    values = {**NEW, "title": "Mine", "version": version}
    shown = desk.post("settings/", 409, **values)
    assert "Mine" in shown and "Theirs" in shown
    assert Briefing.objects.get().title == "Theirs"
    desk.post("settings/", **values | {"version": version + 1})
    assert Briefing.objects.get().title == "Mine"


# --- writing ---------------------------------------------------------------------------------------------


def test_leaving_out_takes_a_reason_and_putting_back_does_not(desk: Desk) -> None:
    assert "This field is required" in desk.act(desk.entry(), 422, do="leave_out")
    desk.act(desk.entry(), do="leave_out", **{"out-reason": "Too much detail"})
    assert "Too much detail" in desk.get() and "Practice word" not in texts(content_of(desk.briefing))
    desk.act(desk.entry(), do="put_back")
    assert "Practice word" in texts(content_of(desk.briefing))
    assert "Too much detail" in desk.get("history/")


def test_overdue_is_kept_with_a_reason(desk: Desk) -> None:
    long_ago = timezone.localdate() - datetime.timedelta(days=900)
    make_post(holder_name="Nomen Nescio", verified_on=long_ago)
    desk.briefing = make_briefing(owner=desk.user)
    entry = desk.entry(source_type="post")
    assert "Not verified: stays out" in desk.get()
    desk.act(entry, 422, do="keep")
    desk.act(entry, do="keep", **{"keep-reason": "Met her"})
    assert "Met her" in desk.get() and "Nescio" in texts(content_of(desk.briefing))
    desk.act(desk.entry(source_type="post"), do="not_keep")
    assert "Nescio" not in texts(content_of(desk.briefing))


def test_own_texts_and_sections(desk: Desk) -> None:
    desk.post("compose/", 422, title="")
    desk.post("compose/", title="Logistics")
    section = desk.briefing.sections.get(title="Logistics")
    assert "This field is required" in desk.post(f"sections/{section.pk}/add/", 422, heading="Kept heading")
    desk.post(f"sections/{section.pk}/add/", heading="Cars", text="Two cars.")
    own = desk.entry(source_type="editor")
    assert "Two cars." in texts(content_of(desk.briefing))
    desk.act(own, heading="Cars", text="Three cars.")
    assert "Three cars." in texts(content_of(desk.briefing))
    desk.act(desk.entry(), 409, do="remove")
    desk.act(desk.entry(source_type="editor"), do="remove")
    assert "cars" not in texts(content_of(desk.briefing)) and "Three cars." in desk.get("history/")
    desk.post(f"sections/{section.pk}/", title="Transport", version=section.version)
    assert "Transport" in desk.get()
    desk.post(f"sections/{section.pk}/", do="remove")
    assert "Transport" not in desk.get()


def test_rearranging(desk: Desk, tree: Tree) -> None:
    make_practice(tree.morocco, title="Practice two")
    desk.briefing = make_briefing(owner=desk.user)
    before = headings(desk.briefing, source_type="practice")
    entries = entries_of(desk.briefing, source_type="practice")
    desk.post("move/", entry=entries[1].pk, to="up")
    assert headings(desk.briefing, source_type="practice") == before[::-1]
    desk.post("move/", entry=entries[1].pk, to="up")
    assert headings(desk.briefing, source_type="practice") == before[::-1]
    first, second = desk.briefing.sections.all()[:2]
    desk.post("move/", section=first.pk, to="down")
    assert list(desk.briefing.sections.all()[:2]) == [second, first]
    desk.post("move/", 404, entry="999999", to="up")
    desk.post("move/", 404, section="x", to="up")


def test_refreshing_shows_first_and_then_does(desk: Desk, tree: Tree) -> None:
    page = PracticePage.objects.get(title="Practice word")
    publish(page, title="Practice other")
    shown = desk.get("refresh/")
    assert "<ins" in shown and "<del" in shown and "Practice" in shown
    assert headings(desk.briefing, source_type="practice") == ["Practice word"]
    mark = shown.split('name="mark" value="')[1].split('"')[0]
    publish(page, title="Practice third")
    assert "Look at it again" in desk.post("refresh/", 409, mark=mark)
    mark = desk.get("refresh/").split('name="mark" value="')[1].split('"')[0]
    desk.post("refresh/", mark=mark)
    assert headings(desk.briefing, source_type="practice") == ["Practice third"]
    section = desk.entry().section
    assert "Nothing has changed" in desk.get(f"refresh/?section={section.pk}")
    desk.get("refresh/?section=999999", 404)


def waiting(desk: Desk, tree: Tree) -> Entry:
    desk.act(desk.entry(), text="My words.")
    publish(PracticePage.objects.get(title="Practice word"), title="Practice other")
    mark = desk.get("refresh/").split('name="mark" value="')[1].split('"')[0]
    desk.post("refresh/", mark=mark)
    return desk.entry()


def test_deciding_between_two_texts(desk: Desk, tree: Tree) -> None:
    entry = waiting(desk, tree)
    assert "Decide between two texts" in desk.get()
    assert "The source says something else now" in desk.get(f"entries/{entry.pk}/")
    desk.act(entry, 409, do="decide", choice="edit", text="")
    desk.act(entry, do="decide", choice="mine", text="")
    assert desk.entry().edited == "My words." and "Decide between two texts" not in desk.get()


@pytest.mark.parametrize("expired", [False, True])
def test_a_choice_that_did_not_count_leaves_the_text_in_the_form(
    desk: Desk, tree: Tree, expired: bool
) -> None:
    """The buttons "take" and "keep" send no text: the form shown again must not have lost it."""
    entry = waiting(desk, tree)
    if expired:
        desk.client.handler.enforce_csrf_checks = True
    shown = desk.act(
        entry, 403 if expired else 409, do="decide", choice="mine", text="", version=entry.version - 1
    )
    assert "My words.</textarea>" in shown


# --- two at once, expired forms ----------------------------------------------------------------------------


def test_two_who_write_the_same_text_lose_nothing(desk: Desk) -> None:
    entry = desk.entry()
    edit_entry(entry=entry, heading="", text="Their words.", user=desk.user, version=entry.version)
    shown = desk.act(entry, 409, text="My words.")
    assert "Their words." in shown and "My words.</textarea>" in shown
    assert desk.entry().edited == "Their words."
    desk.act(desk.entry(), text="Both words.")
    assert desk.entry().edited == "Both words."
    assert "Their" in desk.get("history/")


def test_leaving_out_what_somebody_changed_is_asked_again(desk: Desk) -> None:
    entry = desk.entry()
    edit_entry(entry=entry, heading="", text="Their words.", user=desk.user, version=entry.version)
    shown = desk.act(entry, 409, do="leave_out", **{"out-reason": "Typed reason"})
    assert "Typed reason" in shown and "Both say the same" not in shown and not desk.entry().left_out


def test_words_for_what_somebody_removed_are_given_back(desk: Desk) -> None:
    section = add_section(briefing=desk.briefing, title="Own", user=desk.user)
    own = add_own(section=section, heading="", text="Text.", user=desk.user)
    desk.act(own, do="remove")
    assert "Typed words" in desk.act(own, 409, heading="", text="Typed words")
    desk.post(f"sections/{section.pk}/", do="remove")
    assert "Typed words" in desk.post(f"sections/{section.pk}/add/", 409, heading="", text="Typed words")
    desk.get(f"entries/{own.pk}/", 404)


def test_words_for_what_is_gone_are_given_back(desk: Desk, tree: Tree) -> None:
    entry = desk.entry()
    PracticePage.objects.get(title="Practice word").unpublish()
    shown = desk.act(entry, 409, text="Typed words")
    assert "Typed words" in shown
    assert "Practice word" not in shown


def test_expired_forms_give_the_words_back(desk: Desk) -> None:
    entry, section = desk.entry(), desk.entry().section
    desk.client.handler.enforce_csrf_checks = True
    assert "Typed words" in desk.act(entry, 403, text="Typed words")
    assert "Typed words" in desk.act(entry, 403, do="leave_out", **{"out-reason": "Typed words"})
    assert "Typed words" in desk.post(f"sections/{section.pk}/add/", 403, heading="", text="Typed words")
    assert "Typed words" in desk.post(f"sections/{section.pk}/", 403, title="Typed words")
    assert "Typed words" in desk.post("compose/", 403, title="Typed words")
    assert "Typed words" in desk.post("settings/", 403, **NEW | {"purpose": "Typed words"})
    assert "Typed words" in desk.post("editors/", 403, account="Typed words")
    desk.post("refresh/", 403, mark="x")
    desk.post("move/", 403, entry=entry.pk, to="up")
    answer = sending(desk.client, desk.user, "/briefings/new/", **NEW)
    assert answer.status_code == 403 and "Typed purpose" in answer.content.decode()
    assert Briefing.objects.count() == 1 and Entry.objects.get(pk=entry.pk).edited == ""


def test_a_form_made_for_somebody_else_takes_no_effect(desk: Desk) -> None:
    entry = desk.entry()
    other = make_user()
    shown = desk.act(entry, 403, text="Their typed words", editor=other.pk)
    assert "Their typed words" not in shown and desk.entry().edited == ""


# --- what an editor may not read --------------------------------------------------------------------------


def test_an_editor_who_may_not_read_a_source_is_not_told_of_it(tree: Tree) -> None:
    network, wide = make_network(), make_network()
    page = make_practice(tree.morocco, title="Narrow word", audience="communities", communities=[network])
    owner = make_editor(groups=[network])
    desk = Desk(make_briefing(owner=owner, audience="communities", communities=[network]), owner)
    entry = desk.entry()
    assert "Narrow word" in desk.get()
    page.communities = [wide]
    page.save_revision().publish()
    assert "Narrow word" not in desk.get() + desk.get("history/") + desk.get("refresh/")
    desk.get(f"entries/{entry.pk}/", 404)
    desk.post("move/", 404, entry=entry.pk, to="up")
    assert "Narrow word" not in texts(content_of(desk.briefing))


def test_the_number_left_out_is_told_to_those_who_may_see_it(desk: Desk, tree: Tree) -> None:
    network = make_network()
    make_practice(tree.morocco, title="Narrow word", audience="communities", communities=[network])
    inside = make_editor(groups=[network])
    desk.briefing.editors.add(inside)
    assert "stays out" not in desk.get("refresh/")
    shown = Desk(desk.briefing, inside).get("refresh/")
    assert "1 item that you may read stays out" in shown and "Narrow word" not in shown


# --- queries ----------------------------------------------------------------------------------------------


def test_pages_take_the_same_number_of_queries_for_one_and_for_thirty(desk: Desk, tree: Tree) -> None:
    def queries(end: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(end)
        return len(captured)

    def listed() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.client.get("/briefings/")
        return len(captured)

    desk.get()
    listed()
    ends = ("", "compose/", "refresh/", "history/", f"entries/{desk.entry().pk}/")
    few, few_listed = [queries(end) for end in ends], listed()
    for number in range(29):
        make_practice(tree.morocco, title=f"Practice {number}", owner=desk.user)
        make_briefing(owner=desk.user, compiled=False)
    mark = desk.get("refresh/").split('name="mark" value="')[1].split('"')[0]
    desk.post("refresh/", mark=mark)
    desk.get()
    assert len(entries_of(desk.briefing, source_type="practice")) == 30
    assert [queries(end) for end in ends] == few
    listed()
    assert listed() == few_listed
