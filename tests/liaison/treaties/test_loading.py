"""Loading treaty status: idempotent, a file whole or not at all, every rejected row told, earlier values kept."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.treaties.loading import load_provisions, load_statuses
from liaison.treaties.models import TreatyImport, TreatyProvision, TreatyStatus, TreatyStatusChange
from liaison.treaties.turns import Busy
from portal.reference.loading import DATA_DIR
from portal.reference.rows import Rejection
from tests.factories import make_user
from tests.liaison.treaties.conftest import D

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

MOST_QUERIES = 12
"""On PostgreSQL the turn of a writer takes three more than on SQLite."""

LATVIA = (
    "CETS024,LV,state,,,1997-05-02,ratification,1997-07-31,printed,in_force,FEDLEX-0.353.1,2023-06-28,high,"
)


def _replace(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1, f"{old!r} is {content.count(old)} times in {path.name}"
    path.write_text(content.replace(old, new), encoding="utf-8")


def test_every_row_of_the_projects_data_is_loaded_as_it_stands() -> None:
    report = load_statuses(DATA_DIR / "treaty_status.csv")
    assert report.rejections == []
    with (DATA_DIR / "treaty_status.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert report.created == TreatyStatus.objects.count() == len(rows) == 2399
    loaded = {(row.instrument_id, row.party): row for row in TreatyStatus.objects.all()}
    for row in rows:
        found = loaded[row["instrument"], row["party"]]
        for column in ("signed", "consent_date", "in_force", "as_of"):
            value = getattr(found, column)
            assert (value.isoformat() if value else "") == row[column], (row, column)
        for column in (
            "party_type",
            "consent_type",
            "in_force_basis",
            "status",
            "source",
            "confidence",
            "note",
        ):
            assert getattr(found, column) == row[column], (row, column)
        assert (found.responsible_id or "") == row["parent"]
        assert found.country_id == (None if row["party"] == "EU" else row["party"])


def test_oddities_of_the_sources_are_kept_as_printed_with_their_note() -> None:
    load_statuses(DATA_DIR / "treaty_status.csv")
    aruba = TreatyStatus.objects.get(instrument="CETS086", party="AW")
    assert (aruba.consent_date, aruba.in_force) == (D("1984-01-12"), D("1982-04-12"))
    notes = Counter(TreatyStatus.objects.exclude(note="").values_list("note", flat=True))
    assert sum(notes.values()) == 475
    cabo_verde = TreatyStatus.objects.get(instrument="CETS185", party="CV")
    assert (cabo_verde.consent_date or D("2100-01-01")).year == 2018
    assert "2108" in cabo_verde.note


def test_loading_twice_changes_nothing_and_leaves_one_import() -> None:
    load_statuses(DATA_DIR / "treaty_status.csv")
    again = load_statuses(DATA_DIR / "treaty_status.csv")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2399)
    assert TreatyImport.objects.count() == 1
    assert TreatyStatusChange.objects.count() == 0


def test_loading_takes_as_many_queries_for_all_rows_as_for_a_few(status_file: Path, tmp_path: Path) -> None:
    lines = status_file.read_text(encoding="utf-8").splitlines()
    few = tmp_path / "few.csv"
    few.write_text("\n".join(lines[:3]), encoding="utf-8")
    load_statuses(status_file)
    with CaptureQueriesContext(connection) as for_few:
        load_statuses(few)
    with CaptureQueriesContext(connection) as for_all:
        load_statuses(status_file)
    assert len(for_all) == len(for_few) <= MOST_QUERIES


def test_a_changed_value_goes_to_history_and_raises_the_version(status_file: Path) -> None:
    load_statuses(status_file)
    _replace(status_file, LATVIA, LATVIA.replace("1997-07-31", "1997-08-01"))
    report = load_statuses(status_file)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 2398)
    row = TreatyStatus.objects.get(instrument="CETS024", party="LV")
    assert (row.in_force, row.version) == (D("1997-08-01"), 2)
    change = TreatyStatusChange.objects.get()
    assert (change.instrument_id, change.party, change.by) == ("CETS024", "LV", None)
    assert (change.before["in_force"], change.after["in_force"]) == ("1997-07-31", "1997-08-01")
    assert change.source_import is not None and change.source_import.updated == 1


def test_one_bad_row_and_nothing_is_loaded(status_file: Path) -> None:
    load_statuses(status_file)
    _replace(
        status_file,
        LATVIA,
        LATVIA.replace("1997-07-31", "1897-07-31")
        + "\nCETS024,QQ,state,,,,,,,signed_only,NOWHERE,2024-13-01,high,",
    )
    status_file.write_text(
        status_file.read_text(encoding="utf-8").replace(
            "CETS024,AL,state,,,1998-05-19", "CETS024,AL,state,,,1998-05-20"
        ),
        encoding="utf-8",
    )
    report = load_statuses(status_file)
    said = {(rejection.row, rejection.column) for rejection in report.rejections}
    number = (
        status_file.read_text(encoding="utf-8").splitlines().index(LATVIA.replace("1997-07-31", "1897-07-31"))
        + 1
    )
    assert (number, "in_force") in said
    assert {(number + 1, "party"), (number + 1, "as_of"), (number + 1, "source")} <= said
    assert (report.created, report.updated) == (0, 0)
    assert TreatyStatus.objects.get(instrument="CETS024", party="AL").consent_date == D("1998-05-19")
    assert TreatyStatusChange.objects.count() == 0
    assert TreatyImport.objects.count() == 1


def test_a_row_that_a_person_changed_is_left_alone(status_file: Path) -> None:
    load_statuses(status_file)
    row = TreatyStatus.objects.get(instrument="CETS024", party="LV")
    row.note = "corrected here"
    row.save()
    TreatyStatusChange.objects.create(
        instrument_id="CETS024",
        party="LV",
        by=make_user("editor"),
        before={"note": ""},
        after={"note": row.note},
    )
    report = load_statuses(status_file)
    assert (report.updated, report.kept) == (0, 1)
    row.refresh_from_db()
    assert row.note == "corrected here"


def test_a_file_without_columns_of_denunciation_keeps_what_is_known_of_one(status_file: Path) -> None:
    load_statuses(status_file)
    TreatyStatus.objects.filter(instrument="CETS024", party="LV").update(
        status="denounced", denounced=D("2022-01-01"), denunciation_effective=D("2022-07-01")
    )
    _replace(status_file, LATVIA, LATVIA.replace("1997-07-31", "1997-08-01"))
    assert load_statuses(status_file).updated == 1
    row = TreatyStatus.objects.get(instrument="CETS024", party="LV")
    assert (row.status, row.denunciation_effective) == ("denounced", D("2022-07-01"))


def test_a_dry_run_keeps_nothing() -> None:
    report = load_statuses(DATA_DIR / "treaty_status.csv", dry_run=True)
    assert report.created == 2399
    assert TreatyStatus.objects.count() == TreatyImport.objects.count() == 0


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    report = load_statuses(tmp_path / "none.csv")
    assert report.rejections == [Rejection("none.csv", 0, "", "cannot be read: No such file or directory")]


def test_every_article_by_measure_is_loaded_and_rows_that_are_gone_are_removed(provisions_file: Path) -> None:
    assert load_provisions(provisions_file).rejections == []
    assert TreatyProvision.objects.count() == 73
    assert TreatyProvision.objects.get(instrument="CETS182", topic="video-conference").articles.startswith(
        "9"
    )
    assert load_provisions(provisions_file).unchanged == 73
    lines = provisions_file.read_text(encoding="utf-8").splitlines()
    provisions_file.write_text("\n".join(lines[:-1]), encoding="utf-8")
    assert load_provisions(provisions_file).removed == 1


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("CETS098,extradition,", "CETS999,extradition,", "instrument"),
        ("CETS098,extradition,", "CETS098,no-such-measure,", "topic"),
        ("CETS098,extradition,1–5,", "CETS098,extradition,,", "articles"),
    ],
)
def test_a_bad_article_and_the_file_is_not_loaded(
    provisions_file: Path, old: str, new: str, column: str
) -> None:
    _replace(provisions_file, old, new)
    report = load_provisions(provisions_file)
    assert [(rejection.row, rejection.column) for rejection in report.rejections] == [(3, column)]
    assert TreatyProvision.objects.count() == 0


def test_the_command_tells_every_rejected_row_and_fails_only_if_asked(
    status_file: Path, provisions_file: Path
) -> None:
    _replace(status_file, LATVIA, LATVIA.replace("ratification", "marriage"))
    out, err = StringIO(), StringIO()
    call_command("load_treaties", directory=status_file.parent, stdout=out, stderr=err)
    assert "treaty_status.csv, row " in err.getvalue() and "column consent_type" in err.getvalue()
    assert "nothing was loaded" in out.getvalue()
    assert TreatyProvision.objects.count() == 73
    with pytest.raises(CommandError, match="1 values were rejected"):
        call_command("load_treaties", directory=status_file.parent, strict=True, stdout=out, stderr=err)


def test_the_command_says_so_where_somebody_else_is_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> None:
        raise Busy

    monkeypatch.setattr("liaison.treaties.loading.my_turn", busy)
    with pytest.raises(CommandError, match="Somebody else is writing"):
        call_command("load_treaties", stdout=StringIO(), stderr=StringIO())
    assert TreatyStatus.objects.count() == 0
