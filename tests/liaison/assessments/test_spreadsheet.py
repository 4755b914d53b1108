"""The template of a contribution: what stands in it, filled in and uploaded, whole or not at all."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import CountryFigures, ReadLog, Round, SectionChange
from liaison.assessments.spreadsheet import COLUMNS, WISHED, as_text, plain_text, template_of
from liaison.assessments.spreadsheet_reading import read_upload
from liaison.assessments.upload import changed_in, plan_of
from portal.people.models import User
from tests.liaison.assessments.making import (
    answer,
    contribution_of,
    hand_in,
    make_assessor,
    make_member,
    make_open_round,
    number,
)

pytestmark = pytest.mark.django_db
NO_DATA, ZERO, FEW = {"answer": "no_data"}, {"answer": "zero"}, {"answer": "fewer_than_3"}


@pytest.fixture
def round(db: None) -> Round:
    return make_open_round()


@pytest.fixture
def ann(db: None) -> User:
    return make_member("FR", "ann")


@pytest.fixture
def ben(db: None) -> User:
    return make_member("FR", "ben")


def stored(round: Round, country: str = "MA") -> CountryFigures:
    return CountryFigures.objects.get(contribution=contribution_of(round, "FR"), country=country)


def address(round: Round, name: str, body: str = "fr") -> str:
    return reverse(f"assessments:{name}", args=[round.slug, body])


def filled(data: bytes, **cells: Any) -> bytes:
    """The template with cells filled in: ``MA__hvt_mla="12"``."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[1]
    lines = {sheet.cell(row, 1).value: row for row in range(3, sheet.max_row + 1)}
    for place, value in cells.items():
        code, _, column = place.partition("__")
        sheet.cell(lines[code], COLUMNS.index(column.replace("wished_", WISHED)) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client: Client, round: Round, data: bytes, name: str = "file.xlsx") -> Any:
    return client.post(address(round, "upload"), {"file": SimpleUploadedFile(name, data)})


def hidden(page: Any) -> dict[str, str]:
    """What the page of the differences sends back."""
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]  # type: ignore[index]
        for name in ("offered", "shown")
    }


def everything(round: Round, by: User) -> None:
    """Every kind of answer, and texts a spreadsheet would stumble over."""
    answer(round, "FR", "MA", "targets", by, hvt_extradition=NO_DATA, hvt_mla=ZERO, hvt_confiscation=FEW)
    low_high = {"answer": "range", "low": 10, "high": 12}
    answer(round, "FR", "MA", "requests", by, requests_sent=low_high, requests_answered=number(7))
    answer(round, "FR", "MA", "aml", by, level="none", source="=FATF report", date="2025-03-04")
    answer(round, "FR", "MA", "elements", by, rule_of_law="-first line\nsecond", safe_haven="'=quoted")
    answer(round, "FR", "MA", "needs", by, needs="+needs", wished=["exchanges", "dialogue"])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_template_uploaded_as_it_is_changes_nothing(round: Round, ann: User, language: str) -> None:
    everything(round, ann)
    contribution = contribution_of(round, "FR")
    with override(language):
        data = filled(template_of(contribution))
    reading = read_upload("file.xlsx", data, contribution)
    assert reading.findings == [] and set(reading.offered) == {"MA", "TN"}
    said = stored(round)
    for section, (version, answers) in reading.offered["MA"].items():
        assert version == said.section_version(section)
        assert {k: v for k, v in answers.items() if v is not None} == said.section_values(section)
    assert changed_in(reading.offered, contribution) == {}


def test_no_cell_of_the_template_is_a_formula(round: Round, ann: User) -> None:
    everything(round, ann)
    book = openpyxl.load_workbook(io.BytesIO(template_of(contribution_of(round, "FR"))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell.value for cell in cells if cell.value[0] in "=+-@\t\r"]
    assert {"'=FATF report", "'+needs", "''=quoted"} <= {cell.value for cell in cells}
    assert book["comity"].sheet_state == "hidden"
    values = {rule.formula1 for rule in book.worksheets[1].data_validations.dataValidation}
    assert '"No data,Zero,Fewer than 3"' in values and '"Yes"' in values


@pytest.mark.parametrize("text", ["plain", "=1+1", "'=1+1", "''=1", "-x", "'plain", "@a", "+1", "'"])
def test_text_comes_back_as_it_was(text: str) -> None:
    assert plain_text(as_text(text)) == text


def test_filled_in_uploaded_looked_at_and_confirmed(round: Round, ann: User, client: Client) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_extradition=number(5))
    client.force_login(ann)
    given = client.get(address(round, "template"))
    assert given.status_code == 200 and "no-store" in given.headers["Cache-Control"]
    data = filled(
        given.content,
        MA__hvt_extradition=None,
        MA__hvt_mla="no data",
        MA__hvt_confiscation=0,
        MA__requests_sent="10–20",
        MA__requests_answered=" 3 to 4 ",
        MA__requests_refused="Fewer than 3",
        MA__median_days=31.0,
        TN__level="High",
        TN__source="FATF",
        TN__rule_of_law="'=Equal before the law",
        TN__wished_dialogue="Yes",
    )
    page = send(client, round, data)
    assert page.status_code == 200
    assert stored(round).figures == {"hvt_extradition": number(5)}, "written before it was confirmed"
    assert "The file changes 11 answers." in page.content.decode()
    done = client.post(address(round, "upload_confirm"), hidden(page))
    assert done.status_code == 302
    row = stored(round)
    assert row.figures == {
        "hvt_mla": NO_DATA,
        "hvt_confiscation": ZERO,
        "requests_sent": {"answer": "range", "low": 10, "high": 20},
        "requests_answered": {"answer": "range", "low": 3, "high": 4},
        "requests_refused": FEW,
        "median_days": number(31),
    }
    other = stored(round, "TN")
    assert other.aml == {"level": "high", "source": "FATF"}
    assert other.elements == {"rule_of_law": "=Equal before the law"} and other.wished == ["dialogue"]
    assert not ReadLog.objects.exists()


def test_answers_given_meanwhile_are_shown_and_not_overwritten(
    round: Round, ann: User, ben: User, client: Client
) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(1), hvt_confiscation=number(2))
    client.force_login(ann)
    data = filled(
        client.get(address(round, "template")).content,
        MA__hvt_mla="12",
        MA__hvt_extradition="7",
        TN__needs="Training",
    )
    answer(round, "FR", "MA", "targets", ben, hvt_mla=ZERO, hvt_confiscation=FEW)
    page = send(client, round, data)
    text = page.content.decode()
    assert 'value="MA:hvt_mla"' in text and "answered by Ben in the meantime" in text
    assert 'value="MA:hvt_extradition"' not in text
    client.post(address(round, "upload_confirm"), hidden(page))
    assert stored(round).figures == {
        "hvt_mla": ZERO,
        "hvt_confiscation": FEW,
        "hvt_extradition": number(7),
    }
    assert stored(round, "TN").needs == "Training"


def test_answer_of_the_file_replaces_anothers_only_where_that_is_chosen(
    round: Round, ann: User, ben: User, client: Client
) -> None:
    client.force_login(ann)
    data = filled(client.get(address(round, "template")).content, MA__hvt_mla="12")
    answer(round, "FR", "MA", "targets", ben, hvt_mla=ZERO)
    page = send(client, round, data)
    client.post(address(round, "upload_confirm"), {**hidden(page), "mine": "MA:hvt_mla"})
    assert stored(round).figures == {"hvt_mla": number(12)}
    kept = SectionChange.objects.get(figures=stored(round), version=2)
    assert (kept.before, kept.by) == ({"hvt_mla": ZERO}, ann)


def test_what_changes_after_the_preview_is_shown_again_and_nothing_is_saved(
    round: Round, ann: User, ben: User, client: Client
) -> None:
    client.force_login(ann)
    data = filled(client.get(address(round, "template")).content, MA__hvt_mla="12", TN__needs="Training")
    page = send(client, round, data)
    answer(round, "FR", "MA", "targets", ben, hvt_mla=ZERO)
    again = client.post(address(round, "upload_confirm"), {**hidden(page), "mine": "MA:hvt_mla"})
    assert again.status_code == 409 and "answered by Ben" in again.content.decode()
    assert stored(round).figures == {"hvt_mla": ZERO}
    assert not CountryFigures.objects.filter(country="TN", needs="Training").exists()
    assert client.post(address(round, "upload_confirm"), hidden(again)).status_code == 302
    assert stored(round).figures == {"hvt_mla": ZERO} and stored(round, "TN").needs == "Training"


def test_a_fault_half_way_leaves_nothing(
    round: Round, ann: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liaison.assessments import upload

    client.force_login(ann)
    data = filled(client.get(address(round, "template")).content, MA__hvt_mla="12", TN__needs="Training")
    page = send(client, round, data)
    right = upload.save_section

    def broken(**given: Any) -> Any:
        if given["country"] == "TN":
            raise RuntimeError
        return right(**given)

    monkeypatch.setattr(upload, "save_section", broken)
    with pytest.raises(RuntimeError):
        client.post(address(round, "upload_confirm"), hidden(page))
    assert not CountryFigures.objects.exists() and not SectionChange.objects.exists()


# --- who ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["template", "upload", "upload_confirm"])
def test_only_the_body_itself(round: Round, ann: User, client: Client, name: str) -> None:
    answer(round, "FR", "MA", "needs", ann, needs="zqsecret")
    hand_in(round, "FR", ann)
    asked = client.post if name == "upload_confirm" else client.get
    assert asked(address(round, name)).status_code == 302, "an outsider is asked to sign in"
    for user in (make_member("ES"), make_assessor(), make_member("EUROPOL")):
        client.force_login(user)
        assert asked(address(round, name)).status_code == 404
    assert not ReadLog.objects.exists()


def test_preview_is_good_for_its_reader_and_contribution_alone(
    round: Round, ann: User, ben: User, client: Client
) -> None:
    client.force_login(ann)
    data = filled(client.get(address(round, "template")).content, MA__hvt_mla="12")
    sent = hidden(send(client, round, data))
    for other in (ben, make_member("ES")):
        client.force_login(other)
        body = "fr" if other == ben else "es"
        assert client.post(address(round, "upload_confirm", body), sent).status_code == 302
    client.force_login(ann)
    assert client.post(address(round, "upload_confirm"), {**sent, "offered": "x" + sent["offered"]})
    assert client.post(address(round, "upload_confirm"), {}).status_code == 302
    assert not CountryFigures.objects.exists()


def test_nothing_is_taken_once_it_is_closed(round: Round, ann: User, client: Client) -> None:
    client.force_login(ann)
    data = filled(client.get(address(round, "template")).content, MA__hvt_mla="12")
    sent = hidden(send(client, round, data))
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.ASSESSING)
    assert send(client, round, data).status_code == 302
    assert client.post(address(round, "upload_confirm"), sent).status_code == 302
    assert not CountryFigures.objects.exists()


def test_queries_do_not_grow_with_the_countries(ann: User) -> None:
    counts = []
    for countries in (("MA",), tuple("MA TN DZ EG LY JO LB TR UA MD GE AM AZ BR AR CL CO PE MX US".split())):
        contribution = contribution_of(make_open_round(countries=countries), "FR")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            reading = read_upload("a.xlsx", template_of(contribution), contribution)
            plan_of(changed_in(reading.offered, contribution), contribution)
        assert len(reading.offered) == len(countries)
        counts.append(len(queries))
    assert counts[0] == counts[1]
