"""Opening and changing accounts in Wagtail's admin."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from portal.people.communities import ensure_role_communities
from portal.people.enums import Role
from portal.people.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

FORM = {
    "username": "grace",
    "email": "grace@example.org",
    "first_name": "Grace",
    "last_name": "Hopper",
    "password1": "a long sentence too",
    "password2": "a long sentence too",
    "role": Role.LIAISON_MAGISTRATE,
    "state": "fr",
    "posted_to": "MA",
    "languages": ["fr", "ar"],
}


@pytest.fixture
def admin() -> Client:
    ensure_role_communities()
    client = Client()
    client.force_login(make_user("root", is_superuser=True))
    return client


def test_account_is_opened_with_role_state_and_languages(admin: Client) -> None:
    assert b'name="posted_to"' in admin.get("/admin/users/new/").content
    admin.post("/admin/users/new/", FORM)
    user = User.objects.get(email="grace@example.org")
    assert (user.role, user.state, user.posted_to, user.languages) == (
        "liaison_magistrate",
        "FR",
        "MA",
        ["fr", "ar"],
    )
    assert list(user.groups.values_list("community__role", flat=True)) == [Role.LIAISON_MAGISTRATE]
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.primary, address.verified) == (user.email, True, False)


def test_account_keeps_its_role_community_when_edited(admin: Client) -> None:
    admin.post("/admin/users/new/", FORM)
    user = User.objects.get(email="grace@example.org")
    changed = {
        **FORM,
        "role": Role.PROSECUTOR,
        "is_active": "on",
        "groups": [g.pk for g in user.groups.all()],
    }
    assert admin.post(f"/admin/users/edit/{user.pk}/", changed).status_code == 302
    user.refresh_from_db()
    assert user.role == Role.PROSECUTOR
    assert list(user.groups.values_list("community__role", flat=True)) == [Role.PROSECUTOR]


def test_changed_address_has_to_be_verified_again(admin: Client) -> None:
    user = make_user("grace")
    changed = {**FORM, "email": "admiral@example.org", "is_active": "on"}
    assert admin.post(f"/admin/users/edit/{user.pk}/", changed).status_code == 302
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified) == ("admiral@example.org", False)


@pytest.mark.parametrize(
    ("field", "value"),
    [("state", "F1"), ("posted_to", "MAR"), ("languages", ["xx"]), ("email", "ROOT@example.org")],
)
def test_wrong_values_are_refused(admin: Client, field: str, value: object) -> None:
    answer = admin.post("/admin/users/new/", {**FORM, field: value})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not User.objects.filter(username="grace").exists()


def test_accounts_are_for_superusers_only(admin: Client) -> None:
    client = Client()
    client.force_login(make_user("desk", role=Role.EUROJUST_DESK))
    for address in ("/admin/users/", "/admin/users/new/", "/admin/groups/"):
        assert client.get(address).status_code == 404
