"""Bound on a day: the rule over objects and the one in SQL say the same."""

from __future__ import annotations

import datetime
import itertools

import pytest

from liaison.treaties.enums import PartyStatus, Standing
from liaison.treaties.loading import load_statuses
from liaison.treaties.models import TreatyStatement, TreatyStatus
from liaison.treaties.queries import not_bound_yet_q, statements_on, status_on, treaties_of
from portal.reference.loading import DATA_DIR
from tests.liaison.treaties.conftest import D, make_status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

DAYS = [D("1999-12-31"), D("2000-01-01"), D("2001-01-01"), D("2010-06-01"), D("2024-01-01"), D("2030-01-01")]


def test_the_rule_and_its_filter_agree_on_every_combination_of_dates() -> None:
    dates = [None, D("2000-01-01"), D("2010-06-01")]
    made = []
    for status, consent, force, denounced, effective in itertools.product(
        PartyStatus.values, dates, dates, dates, dates
    ):
        made.append(
            TreatyStatus(
                instrument_id="CETS024", party="NL", status=status, consent_date=consent, in_force=force,
                denounced=denounced, denunciation_effective=effective, as_of=D("2005-01-01"),
            )
        )  # fmt: skip
    stored = make_status("CETS024", "NL")
    for row in made:
        for name in ("status", "consent_date", "in_force", "denounced", "denunciation_effective", "as_of"):
            setattr(stored, name, getattr(row, name))
        stored.save()
        for day in DAYS:
            by_rule = stored.standing_on(day) == Standing.BOUND
            assert status_on(day).exists() == by_rule, (vars(row), day)


def test_the_rule_and_its_filter_agree_on_the_projects_data() -> None:
    load_statuses(DATA_DIR / "treaty_status.csv")
    rows = list(TreatyStatus.objects.all())
    for day in [*DAYS, D("1965-01-01"), D("2014-07-10")]:
        wanted = {row.pk for row in rows if row.standing_on(day) == Standing.BOUND}
        assert set(status_on(day).values_list("pk", flat=True)) == wanted


@pytest.mark.parametrize(
    ("fields", "day", "standing"),
    [
        ({"in_force": "2010-01-01"}, "2009-12-31", Standing.NOT_YET),
        ({"in_force": "2010-01-01"}, "2010-01-01", Standing.BOUND),
        ({"in_force": "2010-01-01", "denunciation_effective": "2020-01-01"}, "2019-12-31", Standing.BOUND),
        (
            {"in_force": "2010-01-01", "denunciation_effective": "2020-01-01"},
            "2020-01-01",
            Standing.DENOUNCED,
        ),
        ({"in_force": "2010-01-01", "status": "denounced"}, "2020-01-01", Standing.UNKNOWN),
        ({"status": "signed_only", "signed": "2010-01-01"}, "2020-01-01", Standing.SIGNED_ONLY),
        ({"status": "signed_only_as_of_1997", "signed": "1996-01-01"}, "2020-01-01", Standing.UNKNOWN),
        ({"status": "ratified_not_in_force", "consent_date": "2010-01-01"}, "2020-01-01", Standing.NOT_YET),
        ({"status": "party_dates_unknown"}, "2025-01-01", Standing.UNKNOWN),
        # listed as in force on 2024-01-01, the day of entry into force not recorded
        ({"consent_date": "2023-11-01"}, "2023-10-31", Standing.NOT_YET),
        ({"consent_date": "2023-11-01"}, "2023-12-01", Standing.UNKNOWN),
        ({"consent_date": "2023-11-01"}, "2024-01-01", Standing.BOUND),
        ({"consent_date": "2010-01-01"}, "2010-12-31", Standing.UNKNOWN),
        ({"consent_date": "2010-01-01"}, "2011-01-01", Standing.BOUND),
        ({}, "2023-12-31", Standing.UNKNOWN),
        ({}, "2024-01-01", Standing.BOUND),
    ],
)
def test_where_a_party_stands_on_a_day(fields: dict[str, str], day: str, standing: Standing) -> None:
    values = {name: value if name == "status" else D(value) for name, value in fields.items()}
    row = make_status("CETS024", "NL", **values)
    assert row.standing_on(D(day)) == standing


def test_statements_stand_from_the_day_they_were_made_until_they_are_withdrawn() -> None:
    status = make_status("CETS024", "NL")

    def made(date: datetime.date | None, withdrawn: datetime.date | None) -> TreatyStatement:
        return TreatyStatement.objects.create(
            status=status, kind="reservation", text="x", date=date, withdrawn=withdrawn, source="TEST",
            as_of=D("2024-01-01"), confidence="high",
        )  # fmt: skip

    always, early, late = (
        made(None, None),
        made(D("2000-01-01"), D("2010-01-01")),
        made(D("2010-01-01"), None),
    )
    assert set(statements_on(D("1999-12-31"))) == {always}
    assert set(statements_on(D("2009-12-31"))) == {always, early}
    assert set(statements_on(D("2010-01-01"))) == {always, late}


def test_rows_of_a_party_and_those_not_bound_yet() -> None:
    make_status("CETS024", "NL", in_force=D("2000-01-01"))
    make_status("CETS030", "NL", in_force=D("2030-01-01"))
    make_status("CETS224", "NL", status="ratified_not_in_force", consent_date=D("2023-01-01"))
    make_status("CETS024", "TR", in_force=D("2030-01-01"))
    assert [row.instrument_id for row in treaties_of("NL")] == ["CETS024", "CETS030", "CETS224"]
    later = TreatyStatus.objects.filter(not_bound_yet_q(D("2024-01-01"))).values_list("instrument", "party")
    assert set(later) == {("CETS030", "NL"), ("CETS224", "NL"), ("CETS024", "TR")}
