"""When a briefing is stale, why, and who learns of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.briefings.entries import EDIT, add_own, decide, edit_entry, leave_out
from events.briefings.models import Briefing, Entry
from events.freshness.causes import number_of_causes, shown_causes, stale_briefings
from events.freshness.checking import check, differences
from events.freshness.models import BriefingCheck, StaleCause
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from practices.models import PracticePage
from tests.events.freshness.making import found, make_briefing, make_editor, refreshed
from tests.factories import Tree, fresh, make_network, make_practice, make_tree, make_user
from tests.liaison.accession.factory import make_accession
from tests.liaison.directory.making import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


@pytest.fixture
def editor(tree: Tree) -> User:
    return make_editor("editor")


def retitled(page: PracticePage, title: str) -> None:
    page = PracticePage.objects.get(pk=page.pk)
    page.title = title
    page.save_revision().publish()


def entry_of(briefing: Briefing, source: str) -> Entry:
    return Entry.objects.select_related("section__briefing").get(
        section__briefing=briefing, source_type=source
    )


def test_what_is_new_changed_or_gone_makes_a_briefing_stale_until_it_is_refreshed(
    tree: Tree, editor: User
) -> None:
    first = make_practice(tree.morocco, title="One", audience=Audience.MEMBERS)
    second = make_practice(tree.morocco, title="Two", audience=Audience.MEMBERS)
    briefing = make_briefing(editor)
    assert found(briefing) == []
    retitled(first, "One more")
    second.unpublish()
    make_accession(audience=Audience.PUBLIC)
    expected = [("accession", "added"), ("practice", "changed"), ("practice", "gone")]
    assert found(briefing) == expected
    since = set(StaleCause.objects.values_list("found_at", flat=True))
    assert found(briefing) == expected
    assert set(StaleCause.objects.values_list("found_at", flat=True)) == since, "found once"
    briefing = refreshed(briefing, editor)
    assert found(briefing) == []
    assert StaleCause.objects.filter(settled_at__isnull=False).count() == 3
    retitled(first, "One again")
    assert found(briefing) == [("practice", "changed")]


def test_what_no_source_says_makes_nothing_stale(tree: Tree, editor: User) -> None:
    page = make_practice(tree.morocco, audience=Audience.MEMBERS)
    briefing = make_briefing(editor)
    section = briefing.sections.get(kind="talking_points")
    add_own(section=section, heading="Say", text="Something of our own.", user=editor)
    entry = entry_of(briefing, "practice")
    edit_entry(entry=entry, heading="", text="Our words.", user=editor, version=entry.version)
    assert found(briefing) == []
    entry = entry_of(briefing, "practice")
    leave_out(entry=entry, reason="Too old.", user=editor, version=entry.version)
    retitled(page, "Another title")
    assert found(briefing) == [], "what was left out with a reason is not asked about"


def test_text_that_waits_for_a_decision_keeps_a_briefing_stale(tree: Tree, editor: User) -> None:
    page = make_practice(tree.morocco, audience=Audience.MEMBERS)
    briefing = make_briefing(editor)
    entry = entry_of(briefing, "practice")
    edit_entry(entry=entry, heading="", text="Our words.", user=editor, version=entry.version)
    retitled(page, "Another title")
    briefing = refreshed(briefing, editor)
    assert found(briefing) == [("practice", "changed")]
    entry = entry_of(briefing, "practice")
    decide(entry=entry, choice=EDIT, text="Both.", user=editor, version=entry.version)
    assert found(briefing) == []


def test_post_that_nobody_verifies_any_more_is_a_cause(tree: Tree, editor: User) -> None:
    make_post(verified_on=timezone.localdate(), verify_every_days=30)
    briefing = make_briefing(editor)
    assert found(briefing) == []
    with time_machine.travel(timezone.now() + datetime.timedelta(days=400)):
        call_command("briefings_check")
        assert list(StaleCause.objects.values_list("kind", flat=True)) == ["overdue"]
        briefing = refreshed(briefing, editor)
        assert found(briefing) == [], "the editor has seen it: it is out of the content now"
        from liaison.directory.models import Post

        Post.objects.update(verified_on=timezone.localdate())
        assert found(briefing) == [("post", "added")], "verified again, it comes back"


# --- who learns of it -----------------------------------------------------------------------------------


def test_item_that_is_not_for_all_readers_is_no_cause(tree: Tree, editor: User) -> None:
    desk = make_practice(tree.morocco, audience=Audience.COMMUNITIES)
    briefing = make_briefing(editor)
    retitled(desk, "For the desk alone")
    make_accession(audience=Audience.COMMUNITIES)
    assert found(briefing) == []


def test_narrowed_item_is_told_to_whoever_may_still_see_it(tree: Tree, editor: User) -> None:
    page = make_practice(tree.morocco, title="A narrow matter", audience=Audience.MEMBERS)
    briefing = make_briefing(editor)
    page = PracticePage.objects.get(pk=page.pk)
    page.audience, page.tlp = Audience.COMMUNITIES, "AMBER"
    page.save_revision().publish()
    assert found(briefing) == [("practice", "gone")]
    assert shown_causes(fresh(editor), briefing) == []
    assert number_of_causes(fresh(editor), [briefing]) == {} and stale_briefings(fresh(editor)) == set()
    member = make_editor("of the desk", groups=[tree.morocco_desk])
    briefing.editors.add(member)
    assert [(one.heading, one.kind) for one in shown_causes(fresh(member), briefing)] == [
        ("A narrow matter", "gone")
    ]
    assert number_of_causes(fresh(member), [briefing]) == {briefing.pk: 1}


def test_what_is_gone_is_told_to_editors_without_a_word_of_it(tree: Tree, editor: User) -> None:
    page = make_practice(tree.morocco, title="Soon forgotten", audience=Audience.MEMBERS)
    briefing = make_briefing(editor)
    page.delete()
    assert found(briefing) == [("practice", "gone")]
    (cause,) = shown_causes(fresh(editor), briefing)
    assert (cause.heading, cause.url, cause.section) == ("", "", "Practices: what works")
    assert shown_causes(make_user("reader"), briefing) == []


def test_words_of_causes_are_those_of_today_and_asked_of_the_rule_today(tree: Tree, editor: User) -> None:
    page = make_practice(tree.morocco, title="First title", audience=Audience.MEMBERS)
    briefing = make_briefing(editor)
    reader = make_user("reader")
    retitled(page, "Second title")
    check(briefing.pk)
    retitled(page, "Third title")
    assert [one.heading for one in shown_causes(reader, briefing)] == ["Third title"]
    # Between the narrowing and the next comparison the cause still carries the wider key.
    PracticePage.objects.filter(pk=page.pk).update(audience_key="g999999")
    assert shown_causes(fresh(reader), briefing) == []


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.COMMUNITIES])
def test_every_cause_is_about_what_all_readers_may_see(tree: Tree, editor: User, audience: str) -> None:
    network = make_network()
    editor.groups.add(network)
    briefing = make_briefing(editor, audience=audience, communities=[network])
    keys = {}
    for place, (kind, groups) in enumerate(
        [(Audience.PUBLIC, []), (Audience.MEMBERS, []), (Audience.COMMUNITIES, [network])]
    ):
        page = make_practice(tree.morocco, title=f"Practice {place}", audience=kind, communities=groups)
        keys[f"practice:{page.pk}"] = kind
    make_practice(tree.morocco, audience=Audience.COMMUNITIES)
    told = {keys[one.key] for one in differences(briefing)}
    wide = {Audience.PUBLIC, Audience.MEMBERS}
    assert told == (wide if audience == Audience.MEMBERS else {*wide, Audience.COMMUNITIES})


# --- when it is found -----------------------------------------------------------------------------------


def committed() -> None:
    """What was written so far counts as committed: nothing of it is told after the next commit."""
    connection.run_on_commit.clear()


def test_change_of_a_source_is_found_after_its_commit(
    tree: Tree, editor: User, django_capture_on_commit_callbacks: Any
) -> None:
    page = make_practice(tree.morocco, audience=Audience.MEMBERS)
    briefing = make_briefing(editor)
    other = make_briefing(editor, country="TN")
    committed()
    with django_capture_on_commit_callbacks(execute=True):
        retitled(page, "Another title")
        assert not StaleCause.objects.exists()
    assert list(StaleCause.objects.values_list("briefing", flat=True)) == [briefing.pk]
    assert not BriefingCheck.objects.filter(briefing=other).exists(), "only what is about the country"
    committed()
    with django_capture_on_commit_callbacks(execute=True):
        refreshed(briefing, editor)
    assert not StaleCause.objects.open().exists(), "and settled after the commit of the refresh"


@pytest.mark.parametrize("what", ["accession", "post", "other country", "element", "audience", "treaty"])
def test_every_room_is_watched(
    tree: Tree, editor: User, what: str, django_capture_on_commit_callbacks: Any
) -> None:
    from portal.pages.models import CountryElement
    from portal.reference.enums import InstrumentKind
    from tests.factories import make_instrument
    from tests.liaison.treaties.conftest import make_status

    network = make_network()
    post = make_post("TN", other_countries=["MA"], audience=Audience.PUBLIC)
    item = make_accession(audience=Audience.COMMUNITIES, communities=[network])
    make_instrument("CETS024", kind=InstrumentKind.COE_CONVENTION)
    briefing = make_briefing(editor)
    committed()
    with django_capture_on_commit_callbacks(execute=True):
        if what == "accession":
            make_accession(instrument="CETS024", audience=Audience.PUBLIC)
        elif what == "post":
            make_post("MA", audience=Audience.PUBLIC, verified_on=timezone.localdate())
        elif what == "other country":
            post.city = "Tunis"
            post.save()
        elif what == "element":
            CountryElement.objects.create(
                page=tree.morocco,
                element="safe_haven",
                text="<p>Words</p>",
                source="Source",
                audience="public",
            )
        elif what == "audience":
            item.audience = Audience.PUBLIC
            item.save()
        else:
            make_status("CETS024", "MA", signed=datetime.date(2001, 1, 1))
    assert BriefingCheck.objects.filter(briefing=briefing, checked_at__isnull=False).exists()


def test_nothing_is_asked_where_there_is_no_briefing(
    tree: Tree, django_capture_on_commit_callbacks: Any
) -> None:
    committed()
    with django_capture_on_commit_callbacks() as waiting:
        make_accession(audience=Audience.PUBLIC)
    from events.freshness.watching import _Noted

    noted = [one for one in waiting if isinstance(one, _Noted)]
    assert len(noted) == 1, "once a transaction"
    with CaptureQueriesContext(connection) as asked:
        noted[0]()
    assert len(asked) == 1


def test_archived_briefing_has_no_causes(tree: Tree, editor: User) -> None:
    make_practice(tree.morocco, audience=Audience.MEMBERS)
    briefing = make_briefing(editor)
    make_accession(audience=Audience.PUBLIC)
    assert found(briefing) == [("accession", "added")]
    Briefing.objects.update(archived=True)
    assert found(briefing) == []
    assert check(987_654) == 0, "deleted since it was asked for"


def test_comparison_takes_as_many_queries_for_many_items_as_for_one(
    tree: Tree, editor: User, django_assert_num_queries: Any
) -> None:
    briefing = make_briefing(editor)
    make_practice(tree.morocco, audience=Audience.MEMBERS)
    make_post(audience=Audience.MEMBERS)
    make_accession(audience=Audience.PUBLIC)
    differences(briefing)
    with CaptureQueriesContext(connection) as first:
        assert len(differences(briefing)) >= 1
    queries = len(first)
    for number in range(6):
        make_practice(tree.morocco, audience=Audience.MEMBERS)
        make_post(audience=Audience.MEMBERS)
        make_accession(instrument=f"CETS{100 + number}", audience=Audience.PUBLIC)
    briefing = Briefing.objects.get(pk=briefing.pk)
    differences(briefing)  # new reference data are read again, once
    with django_assert_num_queries(queries):
        differences(briefing)
    check(briefing.pk)
    reader = make_user("reader", role=Role.EUROPOL)
    with django_assert_num_queries(queries + 8, exact=False):
        assert len(shown_causes(reader, briefing)) >= 12


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_comparisons_at_once_find_each_cause_once(transactional_db: None) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    tree = make_tree()
    editor = make_editor("editor")
    briefing = make_briefing(editor)
    make_practice(tree.morocco, audience=Audience.MEMBERS)
    StaleCause.objects.all().delete()

    def compare(_number: int) -> int:
        try:
            return check(briefing.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(compare, range(8))) == [1] * 8
    assert StaleCause.objects.count() == 1
