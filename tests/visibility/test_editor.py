"""Wagtail's editor under the audience rule: what is not for a user does not exist there either."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState

from portal.pages.editor_access import editor_page_ids, sees_in_editor
from portal.pages.models import CountryElement, CountryPage
from portal.pages.permissions import AudiencePagePermissionPolicy
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from practices.models import PracticePage
from practices.workflow import send_to_desk
from tests.factories import STATES, Tree, fresh, make_network, make_practice, make_user

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def people(tree: Tree) -> dict[str, User]:
    network = make_network("Network")
    return {
        "superuser": make_user("superuser", is_superuser=True),
        "desk": make_user("desk", groups=[tree.morocco_desk]),
        "other desk": make_user("otherdesk", groups=[tree.tunisia_desk]),
        "eurojust": make_user("eurojust", role=Role.EUROJUST_DESK),
        "community": make_user("community", groups=[network]),
        "member": make_user("member"),
        "guest": make_user("guest", role=Role.LIAISON_PROSECUTOR, groups=[network, tree.morocco_desk]),
        "owner": make_user("owner"),
    }


@pytest.mark.parametrize("state", [state for state in STATES if state != "deleted"])
@pytest.mark.parametrize("audience", Audience.values)
def test_object_and_queryset_form_agree(
    tree: Tree, people: dict[str, User], audience: str, state: str
) -> None:
    network = people["community"].groups.get(name="Network")
    page = make_practice(
        tree.morocco,
        owner=people["owner"],
        audience=audience,
        communities=[network],
        state=state,
        moved_to=tree.tunisia,
    )
    seen = {}
    for name, person in people.items():
        user = fresh(person)
        listed = PracticePage.objects.filter(pk=page.pk, pk__in=editor_page_ids(user)).exists()
        assert listed == sees_in_editor(user, page), name
        explorable = AudiencePagePermissionPolicy().explorable_instances(user)
        assert explorable.filter(pk=page.pk).exists() == listed, name
        seen[name] = listed
    desk = "other desk" if state == "moved" else "desk"
    live = state in ("live", "moved")
    inside = {
        Audience.PUBLIC: {"eurojust", "desk", "other desk", "community", "member"},
        Audience.MEMBERS: {"eurojust", "desk", "other desk", "community", "member"},
        Audience.COMMUNITIES: {desk, "community"},
    }[Audience(audience)]
    workers = inside & {desk, "eurojust"}
    expected = {"superuser", "owner"} | (inside if live else workers)
    assert {name for name, listed in seen.items() if listed} == expected


def test_missing_and_hidden_page_answer_alike(tree: Tree, people: dict[str, User]) -> None:
    page = make_practice(tree.morocco, owner=people["owner"], audience=Audience.COMMUNITIES, state="live")
    missing = Page.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1000
    client = client_of(people["member"])
    for name in ("edit", "view_draft", "history", "delete", "move", "usage", "unpublish", "copy", "lock"):
        argument = "page_to_move_id" if name == "move" else "page_id"
        answers = []
        for pk in (page.pk, missing):
            address = reverse(f"wagtailadmin_pages:{name}", kwargs={argument: pk})
            got, posted = client.get(address), client.post(address)
            answers.append([(r.status_code, _without_nonce(r, address)) for r in (got, posted)])
        assert answers[0] == answers[1], name
        assert {status for status, _body in answers[0]} == {404}, name


def _without_nonce(answer: Any, address: str) -> str:
    body = answer.content.decode().replace(address, "")
    return re.sub(r'(nonce|csrfmiddlewaretoken" value)="[^"]*"', "", body)


def test_desk_opens_and_outsider_does_not(tree: Tree, people: dict[str, User]) -> None:
    page = make_practice(
        tree.morocco, owner=people["owner"], audience=Audience.COMMUNITIES, state="draft", title="Xylography"
    )
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for name in ("desk", "owner", "superuser"):
        answer = client_of(people[name]).get(address)
        assert answer.status_code == 200, name
        assert "Xylography" in answer.content.decode()
    for name in ("other desk", "eurojust", "community", "member", "guest"):
        assert client_of(people[name]).get(address).status_code == 404, name


def test_guest_has_no_editor_at_all(tree: Tree, people: dict[str, User]) -> None:
    client = client_of(people["guest"])
    for address in (
        "/admin/",
        "/admin/pages/",
        "/admin/account/",
        "/admin/nothing/",
        "/admin/documents/chooser/",
    ):
        assert client.get(address).status_code == 404, address


def test_anonymous_is_sent_to_sign_in_whatever_is_asked(tree: Tree) -> None:
    page = make_practice(tree.morocco, audience=Audience.COMMUNITIES)
    for address in (
        "/admin/",
        f"/admin/pages/{page.pk}/edit/",
        "/admin/pages/99999/edit/",
        "/admin/nothing/",
    ):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize(
    "address",
    [
        "/admin/reports/site-history/",
        "/admin/reports/locked/",
        "/admin/reports/workflow/",
        "/admin/reports/workflow_tasks/",
        "/admin/reports/aging-pages/",
        "/admin/reports/page-types-usage/",
        "/admin/users/",
        "/admin/groups/",
        "/admin/documents/",
        "/admin/images/",
        "/admin/images/chooser/",
        "/admin/collections/",
        "/admin/tag-autocomplete/?term=a",
        "/admin/api/main/documents/",
        "/admin/api/main/images/",
        "/admin/bulk/wagtailcore/page/delete/?id=3",
        "/admin/choose-page/?page_type=practices.practicepage",
        "/admin/api/main/pages/?has_children=true",
    ],
)
def test_screens_that_cannot_be_limited_are_for_superusers(
    tree: Tree, people: dict[str, User], address: str
) -> None:
    for name in ("member", "desk", "eurojust"):
        assert client_of(people[name]).get(address).status_code == 404, name
    if "bulk" not in address:
        assert client_of(people["superuser"]).get(address).status_code == 200


def test_privacy_dialogs_are_closed_to_everyone(tree: Tree, people: dict[str, User]) -> None:
    for address in (f"/admin/pages/{tree.morocco.pk}/privacy/", "/admin/collections/1/privacy/"):
        for name in ("desk", "superuser"):
            client = client_of(people[name])
            assert client.get(address).status_code == 404
            answer = client.post(address, {"restriction_type": "login"})
            assert answer.status_code == 404


def test_listings_hold_what_is_seen_and_nothing_else(tree: Tree, people: dict[str, User]) -> None:
    owner = people["owner"]
    make_practice(tree.morocco, owner=owner, audience=Audience.COMMUNITIES, title="Zephyrhidden")
    make_practice(tree.morocco, owner=owner, audience=Audience.MEMBERS, title="Zephyrshared")
    addresses = [
        f"/admin/pages/{tree.morocco.pk}/",
        f"/admin/pages/{tree.morocco.pk}/?q=zephyr",
        f"/admin/pages/{tree.morocco.pk}/results/?q=zephyr&search_all=1",
        "/admin/pages/search/?q=zephyr",
        f"/admin/choose-page/{tree.morocco.pk}/",
        "/admin/choose-page/search/?q=zephyr",
        f"/admin/api/main/pages/?child_of={tree.morocco.pk}&for_explorer=1",
    ]
    for address in addresses:
        body = client_of(people["member"]).get(address).content.decode()
        assert "Zephyrshared" in body, address
        assert "Zephyrhidden" not in body, address
        assert "Zephyrhidden" in client_of(people["desk"]).get(address).content.decode(), address


def test_counts_do_not_tell_of_hidden_pages(tree: Tree, people: dict[str, User]) -> None:
    def shown(user: User) -> list[Any]:
        client = client_of(user)
        listing = client.get(f"/admin/pages/{tree.morocco.get_parent().pk}/").content.decode()
        chooser = client.get(f"/admin/choose-page/{tree.morocco.get_parent().pk}/").json()["html"]
        api = client.get(f"/admin/api/main/pages/{tree.morocco.pk}/").json()
        row = listing[listing.index(f"page_{tree.morocco.pk}_title") :].split("</tr>")[0]
        return [row, chooser, api["meta"]["children"]["count"], api["meta"]["descendants"]["count"]]

    before = shown(people["member"])
    make_practice(tree.morocco, owner=people["owner"], audience=Audience.COMMUNITIES)
    assert shown(people["member"]) == before
    make_practice(tree.morocco, owner=people["owner"], audience=Audience.MEMBERS)
    assert shown(people["member"])[2] == before[2] + 1


def test_draft_of_a_live_page_is_not_shown_in_listings(tree: Tree, people: dict[str, User]) -> None:
    page = make_practice(
        tree.morocco, owner=people["owner"], audience=Audience.MEMBERS, title="Published words"
    )
    page.title = "Unapproved words"
    page.save_revision(user=people["owner"])
    for name in ("member", "desk"):
        body = client_of(people[name]).get(f"/admin/pages/{tree.morocco.pk}/").content.decode()
        assert "Published words" in body
        assert "Unapproved words" not in body
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Unapproved words" in client_of(people["desk"]).get(edit).content.decode()


def test_draft_for_a_narrower_audience_is_not_opened_by_who_may_edit_the_page(
    tree: Tree, people: dict[str, User]
) -> None:
    page = make_practice(tree.morocco, owner=people["owner"], audience=Audience.MEMBERS)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client_of(people["eurojust"]).get(edit).status_code == 200
    first = page.latest_revision
    page.audience, page.tlp, page.title = Audience.COMMUNITIES, "AMBER", "Only for the desk"
    narrow = page.save_revision(user=people["owner"])
    assert client_of(people["desk"]).get(edit).status_code == 200
    client = client_of(people["eurojust"])
    assert client.get(edit).status_code == 404
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, narrow.pk])
    assert client.get(compare).status_code == 404


def test_revision_and_task_of_another_page_are_refused(tree: Tree, people: dict[str, User]) -> None:
    mine = make_practice(tree.morocco, owner=people["owner"], audience=Audience.COMMUNITIES, state="draft")
    other = make_practice(tree.tunisia, owner=people["member"], audience=Audience.COMMUNITIES, state="draft")
    client = client_of(people["owner"])
    view = reverse("wagtailadmin_pages:revisions_view", args=[mine.pk, other.latest_revision_id])
    assert client.get(view).status_code == 404
    send_to_desk(other, people["member"])
    task = TaskState.objects.get()
    act = reverse("wagtailadmin_pages:workflow_action", args=[mine.pk, "approve", task.pk])
    assert client_of(people["desk"]).post(act).status_code == 404
    task.refresh_from_db()
    assert task.status == TaskState.STATUS_IN_PROGRESS


def test_desk_approves_and_writer_of_the_desk_does_not(tree: Tree, people: dict[str, User]) -> None:
    page = make_practice(tree.morocco, owner=people["desk"], audience=Audience.MEMBERS, state="draft")
    send_to_desk(page, people["desk"])
    task = TaskState.objects.get()
    act = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    client_of(people["desk"]).post(act)
    page.refresh_from_db()
    assert not page.live
    assert not page.permissions_for_user(fresh(people["desk"])).can_publish()
    colleague = make_user("colleague", groups=[tree.morocco_desk])
    client_of(colleague).post(act)
    page.refresh_from_db()
    assert page.live


def test_page_created_in_the_editor_is_never_published_by_its_writer(
    tree: Tree, people: dict[str, User]
) -> None:
    tester = tree.morocco.permissions_for_user(fresh(people["desk"]))
    assert tester.can_add_subpage()
    assert not tester.can_publish_subpage()


def test_hidden_page_allows_nothing(tree: Tree, people: dict[str, User]) -> None:
    page = make_practice(tree.tunisia, owner=people["owner"], audience=Audience.COMMUNITIES)
    tester = page.permissions_for_user(fresh(people["desk"]))
    rules = [name for name in dir(tester) if name.startswith("can_")]
    arguments = {"can_move_to": [tree.morocco], "can_copy_to": [tree.morocco]}
    assert len(rules) > 10
    assert not any(getattr(tester, name)(*arguments.get(name, [])) for name in rules)


def test_move_does_not_name_a_hidden_destination(tree: Tree, people: dict[str, User]) -> None:
    mine = make_practice(tree.morocco, owner=people["desk"], audience=Audience.MEMBERS, state="draft")
    hidden = make_practice(tree.tunisia, owner=people["owner"], audience=Audience.COMMUNITIES, title="Quagga")
    client = client_of(people["desk"])
    address = reverse("wagtailadmin_pages:move", args=[mine.pk])
    for pk in (hidden.pk, 99999):
        answer = client.post(address, {"new_parent_page": pk})
        assert answer.status_code == 404
        assert "Quagga" not in answer.content.decode()


def test_external_link_is_not_turned_into_a_hidden_page(tree: Tree, people: dict[str, User]) -> None:
    hidden = make_practice(tree.morocco, audience=Audience.COMMUNITIES, title="Quagga")
    data = {
        "external-link-chooser-url": f"http://localhost{hidden.url}",
        "external-link-chooser-link_text": "x",
    }
    answer = client_of(people["member"]).post("/admin/choose-external-link/", data)
    assert answer.status_code == 200
    assert "Quagga" not in answer.content.decode()
    assert (
        str(hidden.pk) not in answer.json()["result"].get("id", "")
        if "id" in answer.json()["result"]
        else True
    )


def test_namesake_gives_no_sign_of_a_hidden_page(tree: Tree, people: dict[str, User]) -> None:
    hidden = make_practice(tree.morocco, audience=Audience.COMMUNITIES, title="Quagga")
    page = make_practice(tree.morocco, owner=people["member"], audience=Audience.MEMBERS, title="Quagga")
    assert hidden.slug.startswith("quagga-") and page.slug.startswith("quagga-")
    assert page.slug != "quagga-2" and hidden.slug != page.slug


def test_filter_by_writer_names_only_writers_of_seen_pages(tree: Tree, people: dict[str, User]) -> None:
    secretive = make_user("Secretive")
    make_practice(tree.morocco, owner=secretive, audience=Audience.COMMUNITIES)
    make_practice(tree.morocco, owner=people["owner"], audience=Audience.MEMBERS)
    body = client_of(people["member"]).get(f"/admin/pages/{tree.morocco.pk}/").content.decode()
    assert "Owner" in body
    assert "Secretive" not in body


@pytest.mark.parametrize("where", ["published", "draft"])
def test_dossier_with_a_narrow_element_is_edited_only_by_whoever_may_read_it(
    tree: Tree, people: dict[str, User], where: str
) -> None:
    dossier = CountryPage.objects.get(pk=tree.morocco.pk)
    dossier.elements = [
        CountryElement(
            element="cooperation_level",
            text="<p>quagga</p>",
            source="Desk",
            source_date="2024",
            audience=Audience.COMMUNITIES,
        )
    ]
    revision = dossier.save_revision()
    if where == "published":
        revision.publish()
    addresses = [
        f"/admin/pages/{dossier.pk}/edit/",
        f"/admin/pages/{dossier.pk}/revisions/{revision.pk}/view/",
        f"/admin/pages/{dossier.pk}/history/",
    ]
    for address in addresses:
        assert client_of(people["desk"]).get(address).status_code == 200, address
        assert client_of(people["eurojust"]).get(address).status_code == 404, address
    other = f"/admin/pages/{tree.tunisia.pk}/edit/"
    assert client_of(people["eurojust"]).get(other).status_code == 200, "a dossier without narrow elements"
