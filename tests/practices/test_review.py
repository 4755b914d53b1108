"""The desk decides: who may, what it takes, what happens to two at once."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import TaskState, WorkflowState

from practices.models import PracticePage
from practices.queries import current_review, desk_practices, reviewable_page_ids, workable_pages
from practices.rules import can_review, can_work_on
from tests.factories import fresh, make_user
from tests.practices.conftest import decide, mend, shared, signed_in

pytestmark = pytest.mark.django_db


def test_desk_reads_the_draft_and_publishes_it(writer, desk) -> None:
    page = shared(writer, audience="members", tlp="GREEN")
    read = signed_in(desk).get(f"/practices/review/{page.pk}/")
    assert read.status_code == 200
    assert b"We called first." in read.content and b"TLP:GREEN" in read.content
    assert decide(desk, page, "approve").status_code == 302
    page.refresh_from_db()
    assert page.live and page.current_workflow_state is None
    assert TaskState.objects.get().finished_by == desk


def test_return_needs_a_comment(writer, desk) -> None:
    page = shared(writer)
    for comment in ("", "  \u200b "):
        response = decide(desk, page, "return", comment)
        assert response.status_code == 422 and "comment" in response.context["form"].errors
    assert current_review(page).status == TaskState.STATUS_IN_PROGRESS
    assert decide(desk, page, "return", "Name the treaty.").status_code == 302
    state = page.current_workflow_state
    assert (state.status, state.current_task_state.comment) == (
        WorkflowState.STATUS_NEEDS_CHANGES,
        "Name the treaty.",
    )
    assert not PracticePage.objects.get().live


@pytest.mark.parametrize("decision", ["", "delete", "approve;return"])
def test_unknown_decisions_do_nothing(writer, desk, decision) -> None:
    page = shared(writer)
    assert decide(desk, page, decision).status_code == 422
    assert current_review(page) is not None and not PracticePage.objects.get().live


def test_everybody_else_finds_nothing_to_review(writer, other_desk, member, guest, eurojust) -> None:
    page = shared(writer)
    for user in (writer, other_desk, member, guest, eurojust):
        for response in (signed_in(user).get(f"/practices/review/{page.pk}/"), decide(user, page, "approve")):
            assert response.status_code == 404, user
            assert page.title.encode() not in response.content
    assert not PracticePage.objects.get().live


def test_country_without_a_desk_falls_to_the_eurojust_desk(writer, desk, eurojust) -> None:
    page = shared(writer, country="UA")
    assert signed_in(desk).get(f"/practices/review/{page.pk}/").status_code == 404
    assert decide(eurojust, page, "approve").status_code == 302
    assert PracticePage.objects.get().live


def test_nobody_approves_what_they_wrote_themselves(desk, second_reviewer) -> None:
    page = shared(desk)
    assert decide(desk, page, "approve").status_code == 404
    assert list(reviewable_page_ids(fresh(desk))) == []
    assert decide(second_reviewer, page, "approve").status_code == 302


def test_superuser_keeps_a_text_from_being_stuck(writer) -> None:
    page = shared(writer)
    root = make_user("root", is_superuser=True)
    assert decide(root, page, "approve").status_code == 302
    assert PracticePage.objects.get().live


def test_second_reviewer_is_told_who_decided(writer, desk, second_reviewer) -> None:
    page = shared(writer)
    revision = page.latest_revision_id
    decide(desk, page, "return", "Mend it.")
    response = decide(second_reviewer, page, "approve", revision=revision)
    assert response.status_code == 409
    assert (
        b"decided on this text in the meantime" in response.content and str(desk).encode() in response.content
    )
    assert not PracticePage.objects.get().live


def test_text_changed_since_it_was_read_is_shown_again(writer, desk) -> None:
    page = shared(writer)
    revision = page.latest_revision_id
    mend(writer, page, story="Quite different words.")
    response = decide(desk, page, "approve", revision=revision)
    assert response.status_code == 409
    assert b"changed in the meantime" in response.content and b"Quite different words." in response.content
    assert not PracticePage.objects.get().live
    assert decide(desk, page, "approve").status_code == 302


def test_review_of_a_change_names_what_changed(writer, desk) -> None:
    page = shared(writer)
    decide(desk, page, "approve")
    mend(writer, page, title="Another", audience="members", tlp="GREEN")
    response = signed_in(desk).get(f"/practices/review/{page.pk}/")
    assert set(map(str, response.context["changed"])) == {"title", "who may see this", "TLP label"}


def test_task_itself_refuses_whoever_is_not_of_the_desk(writer, member, desk) -> None:
    page = shared(writer)
    review = current_review(page)
    task = review.task.specific
    with pytest.raises(PermissionDenied):
        task.on_action(review, member, "approve")
    assert task.get_actions(page, member) == [] and task.locked_for_user(page, writer)
    assert [action[0] for action in task.get_actions(page, desk)] == ["reject", "approve"]
    assert not task.user_can_access_editor(page, member) and task.user_can_access_editor(page, desk)
    assert list(task.get_task_states_user_can_moderate(fresh(desk))) == [TaskState.objects.get()]
    assert list(task.get_task_states_user_can_moderate(fresh(member))) == []


def test_former_desk_member_may_no_longer_decide(writer, desk, tree) -> None:
    page = shared(writer)
    desk.groups.remove(tree.morocco_desk)
    assert decide(fresh(desk), page, "approve").status_code == 404


def test_object_and_queryset_forms_agree(writer, desk, other_desk, eurojust, member, guest, tree) -> None:
    guest_at_desk = make_user("guestdesk", role="liaison_prosecutor", groups=[tree.morocco_desk])
    people = [
        writer,
        desk,
        other_desk,
        eurojust,
        member,
        guest,
        guest_at_desk,
        make_user("root", is_superuser=True),
    ]
    pages = [
        shared(owner, country=country, audience=audience, tlp=tlp)
        for owner in (writer, desk, guest)
        for country in ("MA", "TN", "UA")
        for audience, tlp in (("public", "CLEAR"), ("members", "GREEN"), ("communities", "RED"))
    ]
    for user in people:
        user = fresh(user)
        work = set(workable_pages(user).values_list("pk", flat=True))
        desks = set(desk_practices(user).values_list("pk", flat=True))
        for page in pages:
            page = PracticePage.objects.get(pk=page.pk)
            assert can_work_on(user, page) == (page.pk in work), (user, page.country_page, page.audience)
            if not user.is_superuser:
                assert can_review(user, page) == (page.pk in desks and page.owner_id != user.pk), (user, page)


def test_review_needs_sign_in_and_an_existing_page(desk) -> None:
    from django.test import Client

    assert Client().get("/practices/review/1/").status_code == 302
    for number in ("999999", "99999999999999999999999"):
        assert signed_in(desk).get(f"/practices/review/{number}/").status_code == 404
