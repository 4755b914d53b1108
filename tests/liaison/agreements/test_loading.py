"""Loading data/agreements.csv: all or nothing, every rejected row told, once is enough."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from liaison.agreements.enums import Body, Stage
from liaison.agreements.loading import load_agreements
from liaison.agreements.models import Agreement, AgreementChange
from portal.reference.enums import InstrumentFamily
from portal.reference.instrument_rows import AGREEMENT_COLUMNS
from portal.reference.loading import load_all
from tests.factories import make_country, make_instrument

pytestmark = pytest.mark.django_db

HEADER = ",".join(AGREEMENT_COLUMNS)


def row(code: str = "EUROJUST-XA", **changes: str) -> str:
    """A row of the file that is right, with some values changed."""
    values = {
        "code": code, "kind": "eurojust_cooperation", "title_en": "Agreement", "party_a": "EUROJUST",
        "party_b": "MA", "signed": "2019-11-12", "in_force": "", "status": "concluded", "reference": "",
        "source": "Official journal", "source_date": "2020", "confidence": "high", "note": "", **changes,
    }  # fmt: skip
    return ",".join(f'"{values[column]}"' for column in AGREEMENT_COLUMNS)


def file(folder: Path, *rows: str) -> Path:
    path = folder / "agreements.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return path


@pytest.fixture
def known(db: None) -> None:
    for code in ("MA", "TN"):
        make_country(code)
    for code in ("EUROJUST-XA", "EUROJUST-XB"):
        make_instrument(code)


def test_every_agreement_of_the_data_is_loaded_with_a_source_at_each_stage() -> None:
    load_all()
    report = load_agreements()
    assert (report.created, report.rejections) == (43, [])
    assert Agreement.objects.count() == 43
    for agreement in Agreement.objects.prefetch_related("steps", "parties"):
        assert agreement.source
        assert all(step.source for step in agreement.steps.all())
        assert len(agreement.parties.all()) >= 2


def test_known_facts_of_the_data_are_told_as_they_are() -> None:
    load_all()
    load_agreements()
    swiss = Agreement.objects.get(pk="EUROJUST-CH")
    assert (swiss.body, swiss.stage) == (Body.EUROJUST, Stage.IN_FORCE)
    assert (swiss.signed_on, swiss.in_force_on) == (datetime.date(2008, 11, 27), datetime.date(2011, 7, 22))
    assert swiss.family == InstrumentFamily.AGREEMENT
    georgia = Agreement.objects.get(pk="EUROJUST-GE")
    assert georgia.stage == Stage.CONCLUDED
    assert georgia.signed_on is None  # only the month is known
    assert georgia.steps.get().on_text == "2019-03"
    mandate = Agreement.objects.get(pk="EUROJUST-NEG-MA")
    assert (mandate.body, mandate.stage, mandate.family) == (
        Body.EUROJUST,
        Stage.MANDATE,
        InstrumentFamily.MANDATE,
    )
    assert [(step.stage, step.on_text) for step in mandate.steps.all()] == [(Stage.MANDATE, "2021")]
    assets = Agreement.objects.get(pk="PE-LU-CH-RESTITUTION")
    assert {party.code: party.side for party in assets.parties.all()} == {"PE": "a", "LU": "b", "CH": "b"}
    assert assets.body == Body.STATES
    iberia = Agreement.objects.get(pk="EUROJUST-WA-AIAMP")
    assert iberia.parties.get(code="AIAMP").country is None
    assert iberia.family == InstrumentFamily.ARRANGEMENT


def test_no_date_of_an_agreement_differs_from_that_of_its_instrument() -> None:
    load_all()
    load_agreements()
    for agreement in Agreement.objects.select_related("instrument"):
        instrument = agreement.instrument
        assert (agreement.signed_on, agreement.in_force_on) == (instrument.opened, instrument.in_force)


def test_loading_again_changes_nothing() -> None:
    load_all()
    load_agreements()
    before = AgreementChange.objects.count()
    report = load_agreements()
    assert (report.created, report.updated, report.unchanged) == (0, 0, 43)
    assert AgreementChange.objects.count() == before


def test_changed_row_keeps_what_was_said_before(known: None, tmp_path: Path) -> None:
    load_agreements(file(tmp_path, row()))
    report = load_agreements(file(tmp_path, row(in_force="2021-02-03", status="in_force")))
    assert report.updated == 1
    agreement = Agreement.objects.get()
    assert (agreement.stage, agreement.in_force_on) == (Stage.IN_FORCE, datetime.date(2021, 2, 3))
    change = agreement.changes.first()
    assert change is not None
    assert (change.before["stage"], change.after["stage"]) == (Stage.CONCLUDED, Stage.IN_FORCE)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"code": "NOWHERE"}, "code"),
        ({"party_b": "XX"}, "party_b"),
        ({"party_b": "EUROJUST"}, "party_b"),
        ({"signed": "2019-13-01"}, "signed"),
        ({"signed": "2022-01-01", "in_force": "2021-01-01", "status": "in_force"}, "in_force"),
        ({"in_force": "2021-01-01"}, "in_force"),
        ({"status": "in_force"}, "in_force"),
        ({"status": "no_date"}, "status"),
        ({"status": "perhaps"}, "status"),
        ({"source": ""}, "source"),
        ({"source_date": "soon"}, "source_date"),
        ({"confidence": "very"}, "confidence"),
    ],
)
def test_row_that_cannot_be_is_told_and_nothing_is_kept(
    known: None, tmp_path: Path, changes: dict[str, str], column: str
) -> None:
    report = load_agreements(file(tmp_path, row("EUROJUST-XB", party_b="TN"), row(**changes)))
    assert [(r.row, r.column) for r in report.rejections] == [(3, column)]
    assert not Agreement.objects.exists()


def test_second_row_of_a_code_is_rejected(known: None, tmp_path: Path) -> None:
    report = load_agreements(file(tmp_path, row(), row()))
    assert [(r.row, r.column, r.reason) for r in report.rejections] == [(3, "code", "same as row 2")]


def test_file_in_another_encoding_is_told(known: None, tmp_path: Path) -> None:
    path = tmp_path / "agreements.csv"
    path.write_bytes(f"{HEADER}\n{row(note='Almería')}".encode("latin-1"))
    report = load_agreements(path)
    assert [(r.row, r.column, r.reason) for r in report.rejections] == [(2, "note", "is not UTF-8")]


def test_agreement_changed_here_is_left_alone(known: None, tmp_path: Path) -> None:
    load_agreements(file(tmp_path, row()))
    Agreement.objects.update(is_local=True, note="Changed here")
    report = load_agreements(file(tmp_path, row(note="From the file")))
    assert report.kept == 1
    assert Agreement.objects.get().note == "Changed here"


def test_command_fails_where_a_row_is_rejected(known: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_agreements", file=file(tmp_path, row(party_b="XX")))
