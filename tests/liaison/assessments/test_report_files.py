"""A frozen report as PDF/UA-1, Word and workbook: one content, one wording, the same bytes, for its readers alone."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from liaison.assessments import report_files
from liaison.assessments.freezing import verified_content
from liaison.assessments.models import Contribution, Narrative, Report, ReportRead
from liaison.assessments.report_document import report_document
from liaison.assessments.report_files import report_docx, report_pdf, report_xlsx
from liaison.assessments.report_reading import read_report
from portal.documents import PdfUnavailable, to_html
from portal.people.models import User
from tests.documents.reading import parts_of, text_of_pdf, ua1_verdicts, words_of_docx, words_of_html
from tests.liaison.assessments.making import make_assessor, make_member
from tests.liaison.assessments.report_making import frozen, make_consulted_round

pytestmark = pytest.mark.django_db

NAME = "Zqpersonname"
NARRATIVE = "=HYPERLINK(1)\nSecond line <b>&amp; {{ 7*7 }}.\n\nA paragraph: Türkiye, Ελλάδα."


@pytest.fixture
def assessor() -> User:
    user = make_assessor()
    User.objects.filter(pk=user.pk).update(first_name=NAME, last_name=NAME)
    user.refresh_from_db()
    return user


@pytest.fixture
def report(assessor: User) -> Report:
    round = make_consulted_round(by=assessor)
    Narrative.objects.filter(round=round, country="MA").update(narrative=NARRATIVE)
    return frozen(round, assessor)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(report: Report, ending: str, query: str = "") -> str:
    return f"/assessments/{report.round.slug}/reports/{report.number}/report.{ending}{query}"


@pytest.mark.verapdf
def test_pdf_keeps_pdf_ua_1_in_both_languages(report: Report, tmp_path: Path) -> None:
    content = verified_content(report)
    files = [report_pdf(content, language) for language in ("en", "fr")]
    assert ua1_verdicts(tmp_path, *files) == ["PASS", "PASS"]
    assert report.content_hash in text_of_pdf(files[0]).replace(" ", "")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_word_file_says_what_the_pdf_is_made_of(report: Report, language: str) -> None:
    content = verified_content(report)
    words = words_of_docx(report_docx(content, language))
    assert words == words_of_html(to_html(report_document(content, language)))
    said = " ".join(words)
    reading = read_report(content, language)
    for text in (reading.title, reading.state, reading.since, *reading.notes, report.content_hash):
        assert " ".join(text.split()) in said
    for one in reading.countries:
        assert one.name in said and one.points in said
        assert " ".join(one.narrative.split()) in said


def test_rendered_again_after_everything_changed_it_is_identical(report: Report) -> None:
    content = verified_content(report)
    before = [render(content, "fr") for render in (report_pdf, report_docx, report_xlsx)]
    Narrative.objects.all().update(narrative="Another.")
    Contribution.objects.all().delete()
    report.round.countries.clear()
    report.round.title = "Another title"
    report.round.save()
    again = verified_content(Report.objects.get(pk=report.pk))
    assert [render(again, "fr") for render in (report_pdf, report_docx, report_xlsx)] == before


def test_annex_keeps_the_answers_apart_and_holds_no_formula(report: Report) -> None:
    data = report_xlsx(verified_content(report), "en")
    book = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    sheet = book["Figures"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] in ("MA", "TN")]
    shown = {(row[1], row[2]): row[3:9] for row in rows}
    key = "High-value targets covered by requests for mutual legal assistance"
    assert shown["MA", key] == ("300–399", 300, 399, 3, 1, 1)
    # One body alone gave a figure of Tunisia: not shown, and no bound of it either.
    assert shown["TN", key] == ("Not shown", None, None, 1, 0, 4)
    assert shown["MA", "Requests sent"][0] == "No data"
    assert b"823" not in b"".join(parts_of(data).values())


def test_files_name_nobody(report: Report, assessor: User) -> None:
    content = verified_content(report)
    for data in (report_docx(content, "en"), report_xlsx(content, "en")):
        text = b"".join(parts_of(data).values())
        assert NAME.encode() not in text and assessor.email.encode() not in text
    pdf = report_pdf(content, "en")
    assert NAME not in text_of_pdf(pdf) and NAME.encode() not in pdf and assessor.email.encode() not in pdf


def test_each_download_is_recorded_and_is_an_attachment(report: Report, assessor: User) -> None:
    client = client_of(assessor)
    for ending, kind in (("docx", "wordprocessingml"), ("xlsx", "spreadsheetml")):
        answer = client.get(address(report, ending, "?lang=fr"))
        assert answer.status_code == 200 and kind in answer["Content-Type"]
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert f"-fr.{ending}" in answer["Content-Disposition"]
        assert "no-store" in answer["Cache-Control"]
    assert list(ReportRead.objects.order_by("pk").values_list("surface", flat=True)) == ["docx", "xlsx"]
    assert client.get(address(report, "odt")).status_code == 404
    assert client.get(address(report, "pdf", "?lang=xx")).status_code == 404
    assert ReportRead.objects.count() == 2
    page = client.get(f"/assessments/{report.round.slug}/reports/{report.number}/").content.decode()
    assert address(report, "pdf", "?lang=en") in page


def test_nobody_outside_is_given_one(report: Report) -> None:
    for body in ("FR", "EJN"):  # not transmitted yet: only assessors have it
        outside = client_of(make_member(body))
        for ending in ("pdf", "docx", "xlsx"):
            hidden, missing = (
                outside.get(address(report, ending)),
                outside.get("/assessments/nowhere/reports/1/report.pdf"),
            )
            assert hidden.status_code == missing.status_code == 404
    anonymous = Client().get(address(report, "docx"))
    assert anonymous.status_code == 302 and "/accounts/login/" in anonymous["Location"]
    assert not ReportRead.objects.exists()


def test_a_report_that_is_not_what_was_frozen_is_not_given(report: Report, assessor: User) -> None:
    content = report.content
    content["countries"][0]["narrative"] = "Forged."
    Report.objects.filter(pk=report.pk).update(content=content)
    answer = client_of(assessor).get(address(report, "docx"))
    assert (
        answer.status_code == 500
        and b"Forged" not in answer.content
        and "text/html" in answer["Content-Type"]
    )


def test_without_the_library_the_page_says_so(
    report: Report, assessor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_content: object, _language: str) -> bytes:
        raise PdfUnavailable("PDF files cannot be made here: a library is missing.")

    monkeypatch.setitem(report_files.KINDS, "pdf", replace(report_files.KINDS["pdf"], render=refuse))
    answer = client_of(assessor).get(address(report, "pdf"))
    assert answer.status_code == 503 and b"library is missing" in answer.content
