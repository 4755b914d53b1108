"""Importing and changing treaty status in a real browser: without script, on a phone, by assistive technology."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from liaison.treaties import tasks
from liaison.treaties.cells import COLUMNS
from liaison.treaties.importing import take_file
from liaison.treaties.models import TreatyStatus
from portal.people.enums import Role
from portal.people.models import User
from portal.reference.enums import InstrumentKind
from portal.reference.models import Source
from tests.factories import Tree, make_instrument, make_topic, make_user
from tests.front.test_browser import DESK, PHONE, overflows, sign_in, violations
from tests.liaison.treaties.conftest import D, make_status

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]


@pytest.fixture
def editor(tree: Tree) -> User:
    """Somebody of the Eurojust desk; Morocco is a party to one convention."""
    Source.objects.create(code="A", description="A table", url="https://example.org/a")
    instrument = make_instrument("CETS024", kind=InstrumentKind.COE_CONVENTION, opened=D("1957-12-13"))
    instrument.topics = [make_topic("extradition")]
    instrument.save()
    make_status("CETS024", "MA", consent_date=D("2000-01-01"), consent_type="accession", source="A")
    return make_user("editor", role=Role.EUROJUST_DESK)


def table(**changes: str) -> bytes:
    values = {
        "instrument": "CETS024", "party": "MA", "party_type": "state", "consent_date": "2000-01-01",
        "consent_type": "accession", "status": "in_force", "source": "A", "as_of": "2024-01-01", "confidence": "high",
    }  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerow({**dict.fromkeys(COLUMNS, ""), **values, **changes})
    return out.getvalue().encode()


def send(page: Page, server: Any, data: bytes) -> None:
    page.goto(f"{server.url}/treaties/import/")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "table.csv", "mimeType": "text/csv", "buffer": data}
    )
    page.get_by_role("button", name="Show the differences").click()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_goes_against_wcag(
    browser: Browser, live_server: Any, editor: User, axe_source: str, viewport: Any
) -> None:
    context = browser.new_context(viewport=viewport, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server, editor)

    def check(what: str) -> None:
        assert violations(page, axe_source) == [], what
        assert not overflows(page), what

    send(page, live_server, table(party="ZZ", note="=1"))
    expect(page.get_by_role("heading", name="The file was refused; nothing was written")).to_be_visible()
    check("refused")
    send(page, live_server, table(in_force="2000-04-01"))
    expect(page.get_by_role("heading", name="Differences")).to_be_visible()
    check("preview")
    page.get_by_role("button", name="Confirm and write").click()
    expect(page.get_by_role("heading", name="What it changed")).to_be_visible()
    check("applied")
    for path in (
        "/treaties/import/",
        "/treaties/edit/",
        "/treaties/edit/cets024/ma/",
        "/treaties/edit/cets024/ma/statement/",
        "/treaties/history/cets024/ma/",
        "/instruments/cets024/",
        "/countries/ma/",
    ):
        page.goto(live_server.url + path)
        check(path)
    context.close()


def test_fact_is_imported_and_corrected_without_script(
    browser: Browser, live_server: Any, editor: User
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server, editor)
    send(page, live_server, table(in_force="2000-04-01", in_force_basis="printed"))
    page.get_by_role("button", name="Confirm and write").click()
    page.get_by_role("link", name="CETS024 · Morocco").click()
    page.get_by_role("link", name="Change").click()
    page.get_by_label("In force since").fill("1950-01-01")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-field=in_force] .comity-field__error")).to_contain_text(
        "before the instrument was opened"
    )
    page.get_by_label("In force since").fill("2000-05-01")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. The earlier values are kept below.")).to_be_visible()
    expect(page.locator("del", has_text="1 April 2000")).to_be_visible()
    assert TreatyStatus.objects.get().in_force == D("2000-05-01")
    context.close()


def test_page_follows_an_import_that_is_being_read(browser: Browser, live_server: Any, editor: User) -> None:
    given = take_file(name="table.csv", data=table(note="New"), by=editor)
    context = browser.new_context(viewport=DESK, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server, editor)
    page.goto(f"{live_server.url}/treaties/import/{given.pk}/")
    expect(page.get_by_label("The file is being read.")).to_be_visible()
    tasks.read_import.call(given.pk)
    # Nobody touches the page: it asks by itself, and stops asking once there is something to decide.
    expect(page.get_by_role("button", name="Confirm and write")).to_be_visible(timeout=10_000)
    assert page.locator("#import-state").get_attribute("hx-trigger") is None
    context.close()
