"""Sending to the desk, sending again, mending: one page, one review, nothing half done."""

from __future__ import annotations

import json
import uuid
from unittest import mock

import pytest
from wagtail.models import TaskState, WorkflowState

from practices.draft import DraftState, PracticeDraft
from practices.models import PracticePage
from practices.queries import current_review
from practices.workflow import ensure_workflow
from tests.practices.conftest import decide, mend, send, shared, signed_in

pytestmark = pytest.mark.django_db


def latest(page: PracticePage) -> PracticePage:
    return PracticePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_sending_makes_one_unpublished_page_with_its_review(writer, tree) -> None:
    page = shared(writer)
    assert (page.live, page.owner, page.get_parent().pk) == (False, writer, tree.morocco.pk)
    assert page.revisions.count() == 1 and page.latest_revision_id
    assert current_review(page).revision_id == page.latest_revision_id
    assert page.current_workflow_state.requested_by == writer


def test_pressing_twice_is_sending_once(writer) -> None:
    draft_id = uuid.uuid4()
    for _ in range(3):
        assert send(writer, draft_id).status_code == 302
    assert PracticePage.objects.count() == 1
    assert WorkflowState.objects.count() == TaskState.objects.count() == 1
    assert PracticeDraft.objects.get().state == DraftState.SENT


def test_what_fails_half_way_leaves_the_draft_and_nothing_else(writer) -> None:
    draft_id = uuid.uuid4()
    with (
        mock.patch("practices.actions.send_to_desk", side_effect=RuntimeError("fault")),
        pytest.raises(RuntimeError),
    ):
        send(writer, draft_id)
    assert PracticePage.objects.count() == 0 and WorkflowState.objects.count() == 0
    assert PracticeDraft.objects.get().state == DraftState.OPEN
    assert send(writer, draft_id, version="1").status_code == 302
    assert PracticePage.objects.count() == 1


def test_workflow_is_made_once_and_healed(tree) -> None:
    first = ensure_workflow()
    first.active = False
    first.save()
    again = ensure_workflow()
    assert again.pk == first.pk and again.active
    assert again.tasks.count() == 1 and again.workflow_pages.count() == 1


@pytest.mark.parametrize("fault", ["no workflow of ours", "task switched off"])
def test_nothing_goes_round_the_desk(writer, fault) -> None:
    if fault == "no workflow of ours":
        ensure_workflow().delete()
    else:
        ensure_workflow().tasks.update(active=False)
    page = shared(writer)
    assert current_review(page) is not None and not page.live


def test_returned_text_is_mended_in_the_same_form_and_reviewed_again(writer, desk) -> None:
    page = shared(writer)
    decide(desk, page, "return", "Name the treaty.")
    assert page.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    form_page = signed_in(writer).get(f"/practices/share/page/{page.pk}/").content.decode()
    assert "Name the treaty." in form_page and "We called first.\n\nThen we wrote." in form_page
    assert mend(writer, page, story="CETS 182 was named.").status_code == 302
    assert latest(page).body[0].value.source == "<p>CETS 182 was named.</p>"
    assert (
        current_review(PracticePage.objects.get()).revision_id
        == PracticePage.objects.get().latest_revision_id
    )
    decide(desk, page, "approve")
    assert PracticePage.objects.get().live


def test_published_text_stays_until_its_change_is_approved(writer, desk) -> None:
    page = shared(writer)
    decide(desk, page, "approve")
    assert mend(writer, page, title="Another title", audience="members", tlp="GREEN").status_code == 302
    live = PracticePage.objects.get()
    assert (live.live, live.title, live.audience) == (True, "Extradition in ten days", "communities")
    assert latest(live).title == "Another title"
    decide(desk, page, "return", "Keep it narrow.")
    assert PracticePage.objects.get().audience == "communities"
    mend(writer, page, title="Another title", audience="communities", tlp="AMBER")
    decide(desk, page, "approve")
    live = PracticePage.objects.get()
    assert (live.title, live.audience, live.get_parent().numchild) == ("Another title", "communities", 1)


def test_text_sent_again_while_it_waits_replaces_what_waits(writer, desk) -> None:
    page = shared(writer)
    old_revision = page.latest_revision_id
    assert mend(writer, page, title="Better").status_code == 302
    assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 1
    assert WorkflowState.objects.count() == 1
    assert decide(desk, page, "approve", revision=old_revision).status_code == 409
    assert not PracticePage.objects.get().live
    decide(desk, page, "approve")
    assert PracticePage.objects.get().title == "Better"


BLOCKS = [
    {"type": "quote", "id": "q", "value": {"text": "Words of a court", "reference": "Case 1"}},
    {"type": "text", "id": "t1", "value": "<p>First <b>bold</b></p><ul><li>one</li><li>two</li></ul>"},
    {"type": "steps", "id": "s", "value": [{"type": "item", "id": "i", "value": "Call\nthem"}]},
    {
        "type": "table",
        "id": "b",
        "value": {"columns": [{"type": "text", "heading": "A"}], "rows": [{"values": ["1"]}], "caption": ""},
    },
    {"type": "text", "id": "t2", "value": "<p>Second</p>"},
    {"type": "obstacle", "id": "o", "value": {"obstacle": "None came", "workaround": "Asked"}},
]


@pytest.fixture
def rich(writer, desk) -> PracticePage:
    """A practice that the desk wrote further in the editor, with what the form cannot express."""
    page = shared(writer)
    decide(desk, page, "approve")
    page = PracticePage.objects.get()
    page.body = json.dumps(BLOCKS)
    page.note = "Checked by phone"
    page.save_revision(user=desk).publish()
    return PracticePage.objects.get()


def raw(page: PracticePage) -> list[dict]:
    return list(latest(page).body.raw_data)


def test_what_the_form_cannot_express_is_kept(writer, rich) -> None:
    before = raw(rich)
    assert mend(writer, rich, title="Only the title").status_code == 302
    assert raw(rich) == before
    assert latest(rich).note == "Checked by phone"


def test_only_the_block_that_was_changed_changes(writer, rich) -> None:
    before = raw(rich)
    assert mend(writer, rich, story="New words").status_code == 302
    after = raw(rich)
    assert [block["id"] for block in after] == [block["id"] for block in before]
    assert after[1]["value"] == "<p>New words</p>"
    assert [b for b in after if b["id"] != "t1"] == [b for b in before if b["id"] != "t1"]
    mend(writer, rich, story="New words", steps="", obstacle="", workaround="")
    assert [block["type"] for block in raw(rich)] == ["quote", "text", "table", "text"]


def test_communities_named_by_the_desk_stay(writer, desk) -> None:
    from tests.factories import make_network

    network = make_network("Named by the desk")
    page = shared(writer)
    text = latest(page)
    text.communities = [network]
    text.save_revision(user=desk)
    assert mend(writer, page, title="Mended").status_code == 302
    assert list(latest(page).communities.all()) == [network]


def test_change_by_the_desk_meanwhile_is_shown_beside_the_writers(writer, desk) -> None:
    page = shared(writer)
    decide(desk, page, "return", "Mend it.")
    client = signed_in(writer)
    sheet = client.get(f"/practices/share/page/{page.pk}/").context["sheet"]
    text = latest(page)
    text.title = "Title by the desk"
    text.save_revision(user=desk)
    stale = {"page": page.pk, "base": sheet.base_id, "title": "Title by the writer"}
    response = send(writer, sheet.draft_id, **stale)
    assert response.status_code == 409
    assert "Title by the desk" in response.content.decode() and latest(page).title == "Title by the desk"
    now = response.context["sheet"]
    fixed = {"page": page.pk, "base": now.base_id, "version": now.version, "title": "Title by both"}
    assert send(writer, sheet.draft_id, **fixed).status_code == 302
    assert latest(page).title == "Title by both"


def test_locked_text_is_not_changed(writer, desk) -> None:
    page = shared(writer)
    PracticePage.objects.update(locked=True, locked_by=desk)
    response = mend(writer, page, title="Changed")
    assert response.status_code == 422 and b"locked" in response.content
    assert latest(page).title == "Extradition in ten days"
    assert PracticeDraft.objects.filter(state=DraftState.OPEN).get().title == "Changed"


def test_country_cannot_be_changed_when_mending(writer, tree) -> None:
    page = shared(writer)
    assert mend(writer, page, country="TN").status_code == 302
    assert PracticePage.objects.get().get_parent().pk == tree.morocco.pk


def test_open_draft_of_a_practice_is_gone_on_with(writer) -> None:
    page = shared(writer)
    assert mend(writer, page, do="save", title="Half mended").status_code == 302
    draft = PracticeDraft.objects.get(state=DraftState.OPEN)
    response = signed_in(writer).get(f"/practices/share/page/{page.pk}/")
    assert response.status_code == 302 and str(draft.pk) in response.url
    assert latest(page).title == "Extradition in ten days"


def test_rules_hold_in_the_editor_too(writer, tree) -> None:
    from django.core.exceptions import ValidationError

    from portal.pages.models import CountryPage

    page = PracticePage(title="SECRET UE/EU SECRET", tlp="RED", audience="public", owner=writer)
    page.body = json.dumps([{"type": "quote", "value": {"text": "R-UE/EU-R", "reference": "x"}}])
    with pytest.raises(ValidationError) as error:
        CountryPage.objects.get(pk=tree.morocco.pk).add_child(instance=page)
    assert set(error.value.error_dict) == {"title", "body", "audience"}
