"""Signing in with a passkey and with an authenticator app, in a browser that has a (virtual) authenticator.

The keys live in Chromium's own virtual authenticator, driven over the debugger: nothing of WebAuthn is made up
here. It needs a secure context and a domain as the relying party, so the pages come from http://localhost.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from playwright.sync_api import Browser, CDPSession, Page, expect

from portal.people.models import User
from tests.axe import violations
from tests.factories import PASSWORD, Tree, make_user

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A browser with an authenticator in it, and whoever sits before it."""

    def __init__(self, page: Page, base: str, axe: str, checked: set[tuple[str, bool]]) -> None:
        self.page, self.base, self.axe, self.checked = page, base, axe, checked
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.devtools: CDPSession = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")
        added = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self.authenticator: str = added["authenticatorId"]

    @property
    def credentials(self) -> list[dict[str, Any]]:
        """The keys kept in the authenticator."""
        kept = self.devtools.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        return kept["credentials"]

    def open(self, path: str) -> None:
        """Go to an address of the portal."""
        answer = self.page.goto(self.base + path)
        assert answer is not None and answer.status < 400, path
        self.look()

    def look(self) -> None:
        """Nothing the content policy refused, no script error, and, once for each page, nothing against WCAG."""
        self.page.wait_for_load_state("networkidle")
        assert self.errors == [], self.page.url
        state = (urlsplit(self.page.url).path, self.page.get_by_role("alert").count() > 0)
        if state not in self.checked:
            assert violations(self.page, self.axe, self.devtools) == [], self.page.url
            self.checked.add(state)

    def arrive(self, path: str) -> None:
        """Wait for an address of the portal, and look."""
        self.page.wait_for_url(lambda url: urlsplit(url).path == path, timeout=20_000)
        self.look()

    def press(self, name: str) -> None:
        """Press the button of this name in the page's body."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def give_password(self, user: User, *, next_page: str = "/my/") -> None:
        """Fill in the sign-in form and send it, without waiting for what comes."""
        self.open(f"/accounts/login/?next={next_page}")
        self.page.get_by_label("Email").fill(user.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")

    def confirm_password(self) -> None:
        """What a change to the account asks before."""
        self.arrive("/accounts/reauthenticate/")
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Confirm")

    def sign_out(self) -> None:
        """Leave, as from any page."""
        self.page.locator("details.comity-user summary").click()
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.locator("header a[href^='/accounts/login/']")).to_be_visible()

    def is_signed_in(self) -> bool:
        """Whether a page for members opens."""
        answer = self.page.context.request.get(f"{self.base}/my/", max_redirects=0)
        return answer.status == 200


@pytest.fixture(scope="module")
def checked() -> set[tuple[str, bool]]:
    """The pages axe has looked at, without and with an alert on them: it takes seconds for each."""
    return set()


@pytest.fixture
def device(
    browser: Browser, live_server: Any, tree: Tree, axe_source: str, checked: set[tuple[str, bool]]
) -> Iterator[Device]:
    """A desk with an authenticator."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    base = live_server.url.replace("127.0.0.1", "localhost")
    yield Device(context.new_page(), base, axe_source, checked)
    context.close()


@pytest.fixture
def ada(tree: Tree) -> User:
    return make_user("ada")


@pytest.fixture
def passkey(device: Device, ada: User) -> Callable[[], None]:
    """Ada signs in with the password, adds a passkey, and leaves."""

    def add() -> None:
        device.give_password(ada)
        device.arrive("/my/")
        device.open("/accounts/2fa/")
        device.page.locator("a[href='/accounts/2fa/webauthn/add/']").click()
        device.confirm_password()
        device.arrive("/accounts/2fa/webauthn/add/")
        device.page.get_by_label("Name of the passkey").fill("Laptop")
        expect(device.page.get_by_role("checkbox")).to_be_checked()
        device.press("Add")
        device.arrive("/accounts/2fa/recovery-codes/")
        device.sign_out()

    return add


def code_of(secret: str) -> str:
    """The code an authenticator app shows now, with time enough left to send it."""
    left = 30 - time.time() % 30
    if left < 12:
        time.sleep(left + 0.2)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_passkey_is_added_and_is_enough_to_sign_in(
    device: Device, ada: User, passkey: Callable[[], None]
) -> None:
    passkey()
    assert [kept["rpId"] for kept in device.credentials] == ["localhost"]
    assert device.credentials[0]["isResidentCredential"]
    assert any(message.to == [ada.email] for message in mail.outbox), "the owner is told of the new passkey"
    assert not device.is_signed_in()

    device.open("/accounts/login/")
    device.press("Sign in with a passkey")
    device.arrive("/my/")
    assert device.is_signed_in()
    device.page.locator("details.comity-user summary").click()
    expect(device.page.locator("details.comity-user")).to_contain_text("Ada")

    device.open("/accounts/2fa/webauthn/")
    expect(device.page.locator("main")).to_contain_text("Laptop")
    kept = Authenticator.objects.get(user=ada, type=Authenticator.Type.WEBAUTHN)
    assert kept.wrap().is_passwordless is True
    assert kept.last_used_at is not None

    device.sign_out()
    device.open("/accounts/login/?next=/countries/")
    device.press("Sign in with a passkey")
    device.arrive("/countries/")


def test_prompt_that_is_cancelled_says_so(device: Device, ada: User) -> None:
    device.open("/accounts/login/")
    expect(device.page.get_by_role("alert")).to_have_count(0)
    device.press("Sign in with a passkey")  # the device holds none, which the browser answers as if cancelled
    expect(device.page.get_by_role("alert")).to_contain_text("cancelled")
    device.look()
    assert not device.is_signed_in()


def test_app_is_activated_and_its_code_asked_for(device: Device, ada: User) -> None:
    device.give_password(ada)
    device.arrive("/my/")
    device.open("/accounts/2fa/")
    device.page.locator("a[href='/accounts/2fa/totp/activate/']").click()
    device.confirm_password()
    device.arrive("/accounts/2fa/totp/activate/")
    secret = device.page.get_by_label("Authenticator secret").input_value()
    device.page.get_by_label("Authenticator code").fill("000000")
    device.press("Activate")
    expect(device.page.get_by_role("alert")).to_contain_text("Incorrect code")
    device.look()
    assert device.page.get_by_label("Authenticator secret").input_value() == secret
    device.page.get_by_label("Authenticator code").fill(code_of(secret))
    device.press("Activate")
    device.arrive("/accounts/2fa/recovery-codes/")
    device.sign_out()

    device.give_password(ada)
    device.arrive("/accounts/2fa/authenticate/")
    assert not device.is_signed_in()
    code = device.page.get_by_label("Code", exact=True)
    code.fill("000000")
    device.press("Sign In")
    expect(device.page.get_by_role("alert")).to_contain_text("Incorrect code")
    device.look()
    assert code.get_attribute("aria-invalid") == "true"
    assert not device.is_signed_in()
    code.fill(code_of(secret))
    device.press("Sign In")
    device.arrive("/my/")
    assert device.is_signed_in()


def test_editors_door_takes_the_password_only_with_the_passkey(
    device: Device, ada: User, passkey: Callable[[], None]
) -> None:
    User.objects.filter(pk=ada.pk).update(is_superuser=True)
    passkey()
    device.open("/admin/login/?next=/admin/")
    assert urlsplit(device.page.url).path == "/accounts/login/"
    device.page.get_by_label("Email").fill(ada.email)
    device.page.get_by_label("Password", exact=True).fill(PASSWORD)
    device.press("Sign in")
    device.arrive("/accounts/2fa/authenticate/")
    assert not device.is_signed_in()
    for door in ("/admin/", "/admin/login/"):
        device.page.goto(device.base + door)
        assert urlsplit(device.page.url).path == "/accounts/2fa/authenticate/", "still on the way in"

    device.press("Use a security key")
    device.page.wait_for_url(lambda url: urlsplit(url).path != "/accounts/2fa/authenticate/", timeout=20_000)
    device.page.goto(f"{device.base}/admin/")
    assert urlsplit(device.page.url).path == "/admin/"
    assert device.is_signed_in()
