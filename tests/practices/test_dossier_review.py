"""A change to a country dossier goes to the country's desk as well, and those it concerns are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from wagtail.models import TaskState

from portal.pages.models import CountryIndexPage, CountryPage
from portal.people.models import User
from practices.workflow import ensure_workflow
from tests.factories import Tree, fresh, make_user
from tests.practices.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    """Run something and what happens after commit; gives the mails that are sent."""

    def run(action: Any, *args: Any, **kwargs: Any) -> list[Any]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(*args, **kwargs)
        return list(mail.outbox)

    return run


def submit(page: CountryPage | CountryIndexPage, user: User, **fields: Any) -> None:
    """Change a page and send it to its workflow, as the editor's button does."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=user)
    ensure_workflow().start(page, user)


def act(user: User, action: str, comment: str = "") -> None:
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    state.task.specific.on_action(state, fresh(user), action, comment=comment)


@pytest.fixture
def colleague(tree: Tree) -> User:
    return make_user("colleague", groups=[tree.morocco_desk])


def test_desk_is_told_of_a_change_to_its_dossier(tree, desk, colleague, other_desk, member, told) -> None:
    dossier = CountryPage.objects.get(pk=tree.morocco.pk)
    (message,) = told(submit, dossier, desk, introduction="Telltale words")
    assert message.to == [colleague.email]
    text = f"{message.subject} {message.body}"
    assert "Morocco" in text and f"/admin/pages/{dossier.pk}/edit/" in text and "Telltale" not in text


def test_whoever_sent_the_change_is_told_what_became_of_it(tree, desk, colleague, told) -> None:
    submit(CountryPage.objects.get(pk=tree.morocco.pk), desk, introduction="Telltale words")
    (returned,) = told(act, colleague, "reject", "A telling comment")
    assert returned.to == [desk.email] and "came back" in returned.subject
    assert "telling" not in returned.body and "Telltale" not in returned.body
    CountryPage.objects.get(pk=tree.morocco.pk).current_workflow_state.resume(desk)
    (published,) = told(act, colleague, "approve")
    assert published.to == [desk.email] and "/countries/ma/" in published.body
    assert CountryPage.objects.get(pk=tree.morocco.pk).introduction == "Telltale words"


def test_change_waits_on_the_dashboard_of_the_desk_alone(tree, desk, colleague, other_desk, guest) -> None:
    submit(CountryPage.objects.get(pk=tree.morocco.pk), desk)
    guest.groups.add(tree.morocco_desk)
    waiting = {
        user.username: TaskState.objects.reviewable_by(fresh(user)).count()
        for user in (desk, colleague, other_desk, guest)
    }
    assert waiting == {"desk": 1, "colleague": 1, "otherdesk": 0, "guest": 0}
    assert "Morocco" in signed_in(colleague).get("/admin/").content.decode()


def test_dossier_without_a_desk_is_the_eurojust_desks(tree, eurojust, desk, told) -> None:
    root = make_user("root", is_superuser=True)
    (message,) = told(submit, CountryPage.objects.get(pk=tree.ukraine.pk), root)
    assert message.to == [eurojust.email] and "Ukraine" in message.subject
    assert TaskState.objects.reviewable_by(fresh(eurojust)).count() == 1


def test_page_about_no_country_tells_nobody(tree, desk, told) -> None:
    root = make_user("root", is_superuser=True)
    assert told(submit, CountryIndexPage.objects.get(), root, title="Countries of the world") == []
