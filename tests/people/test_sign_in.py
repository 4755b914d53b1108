"""Signing in: the second factor cannot be gone round, and nobody learns who has an account."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

from portal.people.models import User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return make_user("ada", is_superuser=True)


@pytest.fixture
def secret(ada: User) -> str:
    """Ada enabled a second factor."""
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    RecoveryCodes.activate(ada)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": password})


def confirm_password(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_password_is_enough_without_a_second_factor(ada: User) -> None:
    client = Client()
    assert sign_in(client, ada)["Location"] == settings.LOGIN_REDIRECT_URL
    assert is_signed_in(client)


def test_second_factor_is_asked_and_let_in_with(ada: User, secret: str) -> None:
    client = Client()
    answer = sign_in(client, ada)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not is_signed_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert is_signed_in(client)
    assert client.get("/admin/").status_code == 200


def test_code_is_taken_once(ada: User, secret: str) -> None:
    code = code_of(secret)
    for expected in (True, False):
        client = Client()
        sign_in(client, ada)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(client) is expected


def test_recovery_code_lets_in_once(ada: User, secret: str) -> None:
    kept = Authenticator.objects.get(user=ada, type=Authenticator.Type.RECOVERY_CODES)
    code = RecoveryCodes(kept).get_unused_codes()[0]
    for expected in (True, False):
        client = Client()
        sign_in(client, ada)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(client) is expected


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/", "/admin/login/?next=/admin/"])
def test_other_sign_in_forms_take_no_password(ada: User, secret: str, address: str) -> None:
    client = Client()
    data = {"username": "ada", "login": ada.email, "password": PASSWORD, "next": "/admin/"}
    for answer in (client.get(address), client.post(address, data), client.post(address, data, follow=True)):
        assert not is_signed_in(client)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/admin/password_reset/",
        "/admin/password_reset/done/",
        "/admin/password_reset/confirm/MQ/set-password/",
    ],
)
def test_other_password_resets_lead_to_the_portals_own(ada: User, address: str) -> None:
    for method in (Client().get, Client().post):
        answer = method(address, {"email": ada.email})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/password/reset/")
    assert mail.outbox == []


def test_password_reset_does_not_go_round_the_second_factor(ada: User, secret: str) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": ada.email})
    link = re.search(r"http\S+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(link[1], follow=True)
    client.post(
        form.request["PATH_INFO"],
        {"password1": "another long sentence", "password2": "another long sentence"},
    )
    ada.refresh_from_db()
    assert ada.check_password("another long sentence")
    assert not is_signed_in(client)
    sign_in(client, ada, "another long sentence")
    assert not is_signed_in(client)


def test_passkeys_are_offered_and_registered_only_after_signing_in(ada: User) -> None:
    client = Client()
    offered = client.get("/accounts/2fa/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"})
    assert offered.status_code == 200
    assert offered.json()["request_options"]["publicKey"]["challenge"]
    assert client.get("/accounts/2fa/webauthn/add/")["Location"].startswith("/accounts/login/")
    sign_in(client, ada)
    assert client.get("/accounts/2fa/webauthn/add/")["Location"].startswith("/accounts/reauthenticate/")
    confirm_password(client)
    form = client.get("/accounts/2fa/webauthn/add/")
    assert form.status_code == 200
    assert b"challenge" in form.content


def test_passkey_that_is_refused_says_why(ada: User) -> None:
    client = Client()
    sign_in(client, ada)
    confirm_password(client)
    answer = client.post("/accounts/2fa/webauthn/add/", {"name": "Laptop", "credential": ""})
    assert "<li>This field is required.</li>" in answer.content.decode()


def test_nobody_signs_up(ada: User) -> None:
    data = {
        "email": "new@example.org",
        "password1": "a long sentence too",
        "password2": "a long sentence too",
    }
    for address in ("/accounts/signup/", "/accounts/3rdparty/signup/"):
        Client().post(address, data)
    assert list(User.objects.values_list("email", flat=True)) == [ada.email]
    assert b'name="password1"' not in Client().get("/accounts/signup/").content


def _shape(answer: Any, *known: str) -> tuple[int, str]:
    body = answer.content.decode()
    for text in known:
        body = body.replace(text, "")
    body = re.sub(r'(csrfmiddlewaretoken" value|nonce|_nonce)="[^"]*"', "", body)
    return answer.status_code, body


def test_sign_in_tells_nothing_of_who_has_an_account(ada: User) -> None:
    shapes = []
    for email in (ada.email, "nobody@example.org"):
        answer = Client().post("/accounts/login/", {"login": email, "password": "wrong wrong wrong"})
        shapes.append(_shape(answer, email))
    assert shapes[0] == shapes[1]


def test_password_reset_tells_nothing_of_who_has_an_account(ada: User) -> None:
    shapes = []
    for email in (ada.email, "nobody@example.org"):
        answer = Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        shapes.append(_shape(answer, email))
    assert shapes[0] == shapes[1]
    # Whoever asked for an address without an account is told so there, and only there.
    assert [message.to for message in mail.outbox] == [[ada.email], ["nobody@example.org"]]


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "3/m/ip,3/m/key"})
def test_sign_in_is_stopped_after_failures(ada: User) -> None:
    cache.clear()
    client = Client()
    for _attempt in range(3):
        sign_in(client, ada, "wrong wrong wrong")
    sign_in(client, ada)
    assert not is_signed_in(client)
    cache.clear()
    sign_in(client, ada)
    assert is_signed_in(client)


def test_rate_limits_are_on_outside_the_tests() -> None:
    from portal.settings import base

    assert not hasattr(base, "ACCOUNT_RATE_LIMITS"), "allauth's own limits apply"
    assert base.ACCOUNT_PREVENT_ENUMERATION is True


def test_session_cookie_is_not_for_scripts_and_ends_with_the_browser(ada: User) -> None:
    client = Client()
    sign_in(client, ada)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == "" and cookie["expires"] == ""


def test_session_is_new_after_signing_in(ada: User) -> None:
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["before"] = "x"
    session.save()
    assert session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sign_in(client, ada)
    assert client.session.session_key != session.session_key


def test_leaving_takes_a_form(ada: User) -> None:
    client = Client()
    sign_in(client, ada)
    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_next_leads_nowhere_else(ada: User) -> None:
    data = {"login": ada.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post("/accounts/login/", data)["Location"] == settings.LOGIN_REDIRECT_URL


def test_address_changes_only_after_the_new_one_answered(ada: User) -> None:
    client = Client()
    sign_in(client, ada)
    client.post("/accounts/email/", {"email": "ada.new@example.org", "action_add": ""})
    assert mail.outbox == [], "an open screen is not enough"
    confirm_password(client)
    client.post("/accounts/email/", {"email": "ada.new@example.org", "action_add": ""})
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    message = next(m for m in mail.outbox if m.to == ["ada.new@example.org"])
    link = re.search(r"http\S+(/accounts/confirm-email/\S+)", str(message.body))
    assert link is not None
    client.post(link[1])
    ada.refresh_from_db()
    assert ada.email == "ada.new@example.org"


def test_address_of_another_account_is_not_told(ada: User) -> None:
    other = make_user("other")
    client = Client()
    sign_in(client, ada)
    confirm_password(client)
    shapes = []
    for email in (other.email, "free@example.org"):
        answer = client.post("/accounts/email/", {"email": email, "action_add": ""})
        shapes.append((answer.status_code, answer.get("Location")))
    assert shapes[0] == shapes[1]
    other.refresh_from_db()
    assert other.email == "other@example.org"


def test_account_screen_of_the_editor_changes_neither_address_nor_password(ada: User) -> None:
    client = Client()
    sign_in(client, ada)
    body = client.get("/admin/account/").content.decode()
    assert 'type="password"' not in body
    assert 'type="email"' not in body
