"""Refreshing shows what would change, does that and nothing else, and loses no word of an editor."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.briefings.content import content_of
from events.briefings.entries import add_own, decide, edit_entry, keep, leave_out, remove_entry
from events.briefings.history import Conflict, NotNow
from events.briefings.models import Briefing, Entry
from events.briefings.reading import GONE, entry_views, reach_of
from events.briefings.refreshing import plan_refresh, refresh
from events.briefings.telling import changes_of
from portal.people.models import User
from tests.events.briefings.making import entries_of, headings, make_briefing, make_editor
from tests.events.briefings.test_sources import texts
from tests.factories import Tree, fresh, make_network, make_practice
from tests.liaison.directory.making import make_post

pytestmark = pytest.mark.django_db


def plan_of(briefing: Briefing, user: User | None = None) -> Any:
    return plan_refresh(fresh(user or briefing.owner), briefing, list(briefing.sections.all()))


def refreshed(briefing: Briefing, user: User | None = None) -> Any:
    """Refresh as it is done on the page: what was shown, and nothing else."""
    user = fresh(user or briefing.owner)
    plan = plan_of(briefing, user)
    return refresh(briefing=briefing, sections=plan.sections, user=user, mark=plan.mark)


def one(briefing: Briefing, source_type: str = "practice", **wanted: Any) -> Entry:
    (found,) = entries_of(briefing, source_type=source_type, **wanted)
    return found


def publish(page: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def edit(entry: Entry, text: str) -> Entry:
    user = entry.section.briefing.owner
    return edit_entry(entry=entry, heading="", text=text, user=user, version=entry.version)


def test_an_unedited_text_is_replaced_after_it_was_shown(tree: Tree) -> None:
    page = make_practice(tree.morocco, title="Before", text="<p>Old words.</p>")
    briefing = make_briefing()
    publish(page, title="After")
    assert headings(briefing, source_type="practice") == ["Before"]
    plan = plan_of(briefing)
    (step,) = plan.steps
    assert (step.kind, step.heading) == ("changed", "After")
    assert {piece.kind: piece.text for piece in step.pieces}["new"] == "After"
    refresh(briefing=briefing, sections=plan.sections, user=briefing.owner, mark=plan.mark)
    assert headings(briefing, source_type="practice") == ["After"]
    assert plan_of(briefing).steps == []


def test_what_was_not_shown_is_not_done(tree: Tree) -> None:
    page = make_practice(tree.morocco, title="Before")
    briefing = make_briefing()
    publish(page, title="Second")
    plan = plan_of(briefing)
    publish(page, title="Third")
    with pytest.raises(Conflict) as conflict:
        refresh(briefing=briefing, sections=plan.sections, user=briefing.owner, mark=plan.mark)
    assert conflict.value.current.steps[0].heading == "Third"
    assert headings(briefing, source_type="practice") == ["Before"]


@pytest.mark.parametrize(
    ("choice", "text", "said"),
    [("take", "", "After"), ("mine", "", "Mine."), ("edit", "A third.", "A third.")],
)
def test_an_edited_text_waits_for_a_decision(tree: Tree, choice: str, text: str, said: str) -> None:
    page = make_practice(tree.morocco, title="Before")
    briefing = make_briefing()
    edit(one(briefing), "Mine.")
    publish(page, title="After")
    assert [step.kind for step in refreshed(briefing).steps] == ["waits"]
    waiting = one(briefing)
    assert (waiting.edited, waiting.heading, waiting.pending["heading"]) == ("Mine.", "Before", "After")  # type: ignore[index]
    assert "Mine." in texts(content_of(briefing)) and "After" not in texts(content_of(briefing))
    assert plan_of(briefing).steps == []
    decide(entry=waiting, choice=choice, text=text, user=briefing.owner, version=waiting.version)
    assert one(briefing).pending is None and one(briefing).heading == "After"
    assert said in texts(content_of(briefing))
    again = one(briefing)
    with pytest.raises(NotNow):
        decide(entry=again, choice=choice, text=text, user=briefing.owner, version=again.version)


def test_a_source_that_changed_back_needs_no_decision(tree: Tree) -> None:
    page = make_practice(tree.morocco, title="Before")
    briefing = make_briefing()
    edit(one(briefing), "Mine.")
    publish(page, title="After")
    refreshed(briefing)
    publish(page, title="Before")
    refreshed(briefing)
    assert one(briefing).pending is None and one(briefing).edited == "Mine."
    assert not Entry.objects.filter(pending__isnull=False).exists()


def test_what_is_gone_leaves_and_comes_back(tree: Tree) -> None:
    page = make_practice(tree.morocco, title="Word", text="<p>Told.</p>")
    briefing = make_briefing()
    edit(one(briefing), "Mine.")
    page.unpublish()
    assert "Word" not in texts(content_of(briefing))
    assert [step.kind for step in refreshed(briefing).steps] == ["gone"]
    (view,) = entry_views(reach_of(fresh(briefing.owner), briefing), briefing, [one(briefing)])
    assert view.state == GONE
    page.refresh_from_db()
    publish(page, title="Other")
    assert [step.kind for step in refreshed(briefing).steps] == ["back"]
    # It says something else than when the editor rewrote it: that is for the editor to decide.
    back = one(briefing)
    assert not back.gone and back.edited == "Mine." and back.pending["heading"] == "Other"  # type: ignore[index]


def test_what_is_new_comes_in_at_the_end(tree: Tree) -> None:
    make_practice(tree.morocco, title="First")
    briefing = make_briefing()
    section = one(briefing).section
    own = [add_own(section=section, heading=name, text="Text.", user=briefing.owner) for name in "ABCD"]
    for entry in own[:3]:
        remove_entry(entry=entry, user=briefing.owner, version=entry.version)
    make_practice(tree.morocco, title="Second")
    refreshed(briefing)
    assert headings(briefing, section=section) == ["First", "D", "Second"]


def test_left_out_stays_left_out_when_its_source_changes(tree: Tree) -> None:
    page = make_practice(tree.morocco, title="Before")
    briefing = make_briefing()
    entry = one(briefing)
    leave_out(entry=entry, reason="Too much.", user=briefing.owner, version=entry.version)
    publish(page, title="After")
    refreshed(briefing)
    assert one(briefing).left_out and "After" not in texts(content_of(briefing))


def test_overdue_stays_out_unless_kept_and_a_reason_holds_for_once(tree: Tree) -> None:
    long_ago = timezone.localdate() - datetime.timedelta(days=900)
    post = make_post(holder_name="Nomen Nescio", verified_on=long_ago)
    briefing = make_briefing()
    assert one(briefing, "post").overdue and "Nescio" not in texts(content_of(briefing))
    entry = one(briefing, "post")
    keep(entry=entry, reason="She called yesterday.", user=briefing.owner, version=entry.version)
    assert "She called yesterday." in texts(content_of(briefing))
    type(post).objects.filter(pk=post.pk).update(verified_on=timezone.localdate())
    refreshed(briefing)
    assert not one(briefing, "post").overdue and "Nescio" in texts(content_of(briefing))
    type(post).objects.filter(pk=post.pk).update(verified_on=long_ago)
    refreshed(briefing)
    assert "Nescio" not in texts(content_of(briefing))


# --- what was compiled for fewer people ------------------------------------------------------------------


def test_words_compiled_for_fewer_stay_with_them_when_source_and_briefing_widen(tree: Tree) -> None:
    """The source was rewritten before it was meant for all: what it said before is still for the few."""
    network = make_network()
    page = make_practice(tree.morocco, title="Secret name", audience="communities", communities=[network])
    inside, outside = make_editor(groups=[network]), make_editor()
    briefing = make_briefing(owner=inside, audience="communities", communities=[network])
    edit(one(briefing), "Secret words.")
    publish(page, title="Open", audience="members", tlp="GREEN")
    briefing.audience, briefing.tlp = "members", "GREEN"
    briefing.save()
    briefing.editors.add(outside)
    assert "Secret" not in texts(content_of(briefing))
    reach = reach_of(fresh(outside), briefing)
    assert entry_views(reach, briefing, [one(briefing)]) == []
    said = str(
        [
            (step.heading, step.before, [piece.text for piece in step.pieces])
            for step in plan_of(briefing, outside).steps
        ]
    )
    assert "Open" in said and "Secret" not in said
    refreshed(briefing, outside)
    assert "Secret" not in texts(content_of(briefing))
    assert "Secret" not in str(changes_of(fresh(outside), briefing, "1")["told"])
    assert "Secret" in str(changes_of(fresh(inside), briefing, "1")["told"])


def test_an_unchanged_text_is_in_as_soon_as_its_source_is_for_all(tree: Tree) -> None:
    network = make_network()
    page = make_practice(tree.morocco, title="Same", audience="communities", communities=[network])
    briefing = make_briefing(
        owner=make_editor(groups=[network]), audience="communities", communities=[network]
    )
    publish(page, audience="members", tlp="GREEN")
    briefing.audience, briefing.tlp = "members", "GREEN"
    briefing.save()
    refreshed(briefing)
    assert "Same" in texts(content_of(briefing))


def test_a_public_source_that_is_gone_is_told_as_gone(tree: Tree) -> None:
    from tests.events.briefings.making import make_status

    make_status()
    briefing = make_briefing()
    entry = one(briefing, "treaties", source_id="status")
    Entry.objects.filter(pk=entry.pk).update(gone=True)
    reach = reach_of(fresh(briefing.owner), briefing)
    (view,) = entry_views(reach, briefing, [one(briefing, "treaties", source_id="status")])
    assert view.state == GONE


def test_refreshing_takes_the_same_number_of_queries_for_one_and_for_thirty_changes(tree: Tree) -> None:
    first = make_practice(tree.morocco, title="Number 0")
    few, many = make_briefing(), make_briefing()
    refreshed(few)
    publish(first, title="Changed 0")

    def queries(briefing: Briefing) -> int:
        with CaptureQueriesContext(connection) as captured:
            refreshed(briefing)
        return len(captured)

    taken = queries(few)
    pages = [make_practice(tree.morocco, title=f"Number {number}") for number in range(1, 30)]
    refreshed(many)
    for page in [first, *pages]:
        publish(page, title=f"{page.title} again")
    plan_of(many)
    assert queries(many) == taken
