"""Single facts: changed by hand with source and date, reservations and declarations, what was said earlier."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liaison.treaties import turns
from liaison.treaties.models import TreatyStatement, TreatyStatus, TreatyStatusChange
from portal.people.enums import Role
from portal.reference.enums import InstrumentKind
from portal.reference.models import Source
from tests.factories import make_country, make_instrument, make_topic, make_user
from tests.liaison.treaties.conftest import D, make_status

pytestmark = pytest.mark.django_db

EDIT = "/treaties/edit/cets024/tr/"
HISTORY = "/treaties/history/cets024/tr/"


@pytest.fixture
def editor() -> Client:
    """Somebody of the Eurojust desk; one fact is on file."""
    for code in ("TR", "NL", "AW"):
        make_country(code)
    for code in ("A", "B"):
        Source.objects.create(code=code, description=f"Table {code}", url=f"https://example.org/{code}")
    make_topic("extradition")
    make_instrument(
        "CETS024", kind=InstrumentKind.COE_CONVENTION, opened=D("1957-12-13"), in_force=D("1960-04-18")
    )
    make_status("CETS024", "TR", consent_date=D("1960-01-07"), consent_type="ratification", source="A")
    client = Client()
    client.force_login(make_user("editor", role=Role.EUROJUST_DESK))
    return client


def values(**changes: Any) -> dict[str, Any]:
    """What the browser sends for the fact as it is on file."""
    good = {
        "party_type": "state",
        "responsible": "",
        "status": "in_force",
        "signed": "",
        "consent_date": "1960-01-07",
        "consent_type": "ratification",
        "in_force": "",
        "in_force_basis": "",
        "denounced": "",
        "denunciation_effective": "",
        "source": ["A"],
        "as_of": "2024-01-01",
        "confidence": "high",
        "note": "",
        "version": "1",
    }
    return {**good, **changes}


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- a fact ---------------------------------------------------------------------------------------------


def test_changed_fact_keeps_what_was_said_and_who_changed_it(editor: Client) -> None:
    assert 'value="1960-01-07"' in text(editor.get(EDIT))
    data = values(in_force="1960-04-18", in_force_basis="printed", source=["A", "B"], as_of="2025-01-01")
    answer = editor.post(EDIT, data)
    assert answer.status_code == 302 and answer.url == HISTORY
    row = TreatyStatus.objects.get()
    assert (row.in_force, row.source, row.as_of, row.version) == (
        D("1960-04-18"),
        "A + B",
        D("2025-01-01"),
        2,
    )
    change = TreatyStatusChange.objects.get()
    assert change.before["in_force"] is None and change.after["in_force"] == "1960-04-18"
    assert change.source_import is None
    page = text(editor.get(HISTORY))
    assert "Saved." in page
    assert "<del>nothing</del>" in page and "<ins>18 April 1960</ins>" in page
    assert "Editor" in page and "A + B" in page


def test_names_of_editors_are_for_members_only(editor: Client) -> None:
    editor.post(EDIT, values(note="Checked"))
    public = text(Client().get(HISTORY))
    assert "Checked" in public
    assert "Editor" not in public and "/treaties/edit/" not in public
    guest = Client()
    guest.force_login(make_user("guest", role=Role.LIAISON_PROSECUTOR))
    assert "Editor" not in text(guest.get(HISTORY))


def test_every_fact_stands_with_source_day_and_the_sentence(editor: Client) -> None:
    page = text(Client().get(HISTORY))
    assert '<a class="ecl-link" href="https://example.org/A"' in page
    assert "Reference data as of 1 January 2024 (see source). Verify with the depositary." in page
    assert "None is on file. That does not mean that there are none." in page


def test_new_fact_is_entered(editor: Client) -> None:
    answer = editor.get("/treaties/edit/", {"instrument": "CETS024", "party": "NL"})
    assert answer.url == "/treaties/edit/cets024/nl/"
    answer = editor.post(answer.url, values(version="0", consent_date="1969-02-14"))
    assert answer.url == "/treaties/history/cets024/nl/"
    row = TreatyStatus.objects.get(party="NL")
    assert (row.country_id, row.version) == ("NL", 1)
    assert TreatyStatusChange.objects.get(party="NL").before == {}
    # The Union is a party that is no country.
    union = values(version="0", party_type="organisation", consent_date="1969-02-14")
    assert editor.post("/treaties/edit/cets024/eu/", union).status_code == 302
    assert TreatyStatus.objects.get(party="EU").country is None


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"source": []}, "source", "This field is required."),
        ({"as_of": ""}, "as_of", "This field is required."),
        ({"source": ["NOBODY"]}, "source", "not one of the available choices"),
        ({"as_of": "2999-01-01"}, "as_of", "This day lies in the future."),
        ({"consent_date": "1957-01-01"}, "consent_date", "before the instrument was opened for signature"),
        (
            {"in_force": "1959-01-01", "in_force_basis": "printed"},
            "in_force",
            "is before 1960-01-07, the date in “Consent to be bound”.",
        ),
        ({"status": "denounced", "denounced": "1959-12-31"}, "denounced", "before consent was given"),
        ({"party_type": "territory"}, "responsible", "needs the State responsible"),
        ({"consent_date": "yesterday"}, "consent_date", "Enter a valid date."),
        ({"status": "bound"}, "status", "Select a valid choice."),
        ({"note": "RESTREINT UE/EU RESTRICTED"}, "note", "carries the marking"),
        ({"note": "x" * 2001}, "note", "at most 2000 characters"),
        ({"version": "x"}, "version", "Enter a whole number."),
        ({"version": "9" * 30}, "version", "less than or equal"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    editor: Client, changes: dict[str, Any], field: str, said: str
) -> None:
    answer = editor.post(EDIT, values(**changes))
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    row = TreatyStatus.objects.get()
    assert (row.version, row.note) == (1, "") and not TreatyStatusChange.objects.exists()


def test_what_is_odd_is_saved_and_said(editor: Client) -> None:
    answer = editor.post(EDIT, values(in_force="1960-04-18"), follow=True)
    assert "Not said whether the date is printed" in text(answer)
    assert TreatyStatus.objects.get().in_force == D("1960-04-18")


def test_saving_without_a_change_changes_nothing(editor: Client) -> None:
    assert "Nothing was changed." in text(editor.post(EDIT, values(), follow=True))
    assert TreatyStatus.objects.get().version == 1


def test_second_of_two_editors_is_told_and_loses_nothing(editor: Client) -> None:
    editor.post(EDIT, values(note="The first"))
    answer = editor.post(EDIT, values(note="The second"))
    assert answer.status_code == 409
    page = text(answer)
    assert "Somebody else changed this fact meanwhile" in page
    assert "The first" in page and "The second" in page
    assert 'name="version" value="2"' in page
    assert TreatyStatus.objects.get().note == "The first"
    assert editor.post(EDIT, values(note="The second", version="2")).status_code == 302
    assert TreatyStatus.objects.get().note == "The second"


def test_fact_entered_by_two_at_once_is_told_to_the_second(editor: Client) -> None:
    path = "/treaties/edit/cets024/nl/"
    editor.post(path, values(version="0", note="The first"))
    assert editor.post(path, values(version="0", note="The second")).status_code == 409
    assert TreatyStatus.objects.get(party="NL").note == "The first"


def test_editor_is_told_while_an_import_is_written(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def locked() -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(turns, "_take", locked)
    answer = editor.post(EDIT, values(note="x"))
    assert answer.status_code == 409 and "An import is being written" in text(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/treaties/edit/cets999/tr/",
        "/treaties/edit/cets024/zz/",
        "/treaties/edit/cets024/tur/",
        "/treaties/edit/cets024/nl/statement/",
        "/treaties/edit/cets024/tr/statement/987654/",
        "/treaties/history/cets024/nl/",
        "/treaties/history/cets999/tr/",
    ],
)
def test_what_is_not_there_is_not_found(editor: Client, path: str) -> None:
    assert editor.get(path).status_code == 404


def test_agreement_between_two_has_no_parties_to_enter(editor: Client) -> None:
    make_instrument("NL-AE-EXTRADITION", kind=InstrumentKind.BILATERAL)
    assert editor.get("/treaties/edit/nl-ae-extradition/tr/").status_code == 404


# --- reservations and declarations ----------------------------------------------------------------------


def statement(**changes: Any) -> dict[str, Any]:
    good = {
        "kind": "reservation",
        "article": "6",
        "text": "Türkiye will not extradite its nationals.",
        "language": "en",
        "date": "1960-01-07",
        "withdrawn": "",
        "topics": ["extradition"],
        "source": ["B"],
        "as_of": "2024-01-01",
        "confidence": "medium",
        "version": "1",
    }
    return {**good, **changes}


def test_reservation_is_entered_changed_and_removed_with_history(editor: Client) -> None:
    add = f"{EDIT}statement/"
    assert "Türkiye" in text(editor.get(add))
    assert editor.post(add, statement()).status_code == 302
    made = TreatyStatement.objects.get()
    assert [topic.pk for topic in made.topics.all()] == ["extradition"]
    assert (made.source, made.status.version) == ("B", 2)
    path = f"{add}{made.pk}/"
    assert "will not extradite" in text(editor.get(path))
    assert editor.post(path, statement(withdrawn="2001-01-01", topics=[], version="2")).status_code == 302
    made.refresh_from_db()
    assert made.withdrawn == D("2001-01-01") and not made.topics.exists()
    page = text(Client().get(HISTORY))
    assert "Reservation (6)" in page and "withdrawn" in page and "(B," in page
    assert editor.post(path, statement(do="remove", version="3")).status_code == 302
    assert not TreatyStatement.objects.exists()
    assert TreatyStatus.objects.get().version == 4
    changes = list(TreatyStatusChange.objects.order_by("pk"))
    assert [len(change.after["statements"]) for change in changes] == [1, 1, 0]
    assert "Türkiye will not extradite its nationals." in changes[2].before["statements"][0]
    assert "Türkiye will not extradite its nationals." in text(Client().get(HISTORY))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"source": []}, "source"),
        ({"as_of": ""}, "as_of"),
        ({"withdrawn": "1950-01-01"}, "withdrawn"),
        ({"date": "2025-01-01"}, "date"),
        ({"kind": "remark"}, "kind"),
        ({"topics": ["nonsense"]}, "topics"),
        ({"language": "xx"}, "language"),
        ({"article": "x" * 61}, "article"),
    ],
)
def test_faulty_statement_is_refused_at_its_field(
    editor: Client, changes: dict[str, Any], field: str
) -> None:
    answer = editor.post(f"{EDIT}statement/", statement(**changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not TreatyStatement.objects.exists()


def test_statement_on_a_fact_that_changed_meanwhile_is_told(editor: Client) -> None:
    editor.post(EDIT, values(note="Meanwhile"))
    answer = editor.post(f"{EDIT}statement/", statement())
    assert answer.status_code == 409
    assert "will not extradite" in text(answer) and 'name="version" value="2"' in text(answer)
    assert not TreatyStatement.objects.exists()
    assert editor.post(f"{EDIT}statement/", statement(version="2")).status_code == 302


def test_history_of_what_was_removed_stays(editor: Client) -> None:
    editor.post(EDIT, values(note="Noted"))
    TreatyStatus.objects.all().delete()
    page = text(Client().get(HISTORY))
    assert "Nothing is on file any more" in page and "Noted" in page
