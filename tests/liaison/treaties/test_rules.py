"""What a row of treaty status may say."""

from __future__ import annotations

import csv
import dataclasses
import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from liaison.treaties.cells import COLUMNS, RowChecker
from liaison.treaties.enums import ConsentType, ForceBasis, PartyStatus, PartyType
from liaison.treaties.findings import MESSAGES, Finding
from liaison.treaties.rules import Known, StatusFacts, TreatyDates, check_facts, sources_of
from portal.reference.enums import Confidence

TODAY = datetime.date(2026, 11, 23)
OPENED = datetime.date(1957, 12, 13)
TREATY = TreatyDates(OPENED, datetime.date(1960, 4, 18))
KNOWN = Known(
    {"CETS024": TREATY, "UN1961A": TreatyDates()}, frozenset({"TR", "NL", "AW"}), frozenset({"A", "B-1"})
)
DATA = Path(settings.BASE_DIR) / "data"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def row(**changes: str) -> dict[str, str]:
    """A row without a fault, as a file has it."""
    good = {
        "instrument": "CETS024",
        "party": "TR",
        "party_type": "state",
        "parent": "",
        "signed": "1957-12-13",
        "consent_date": "1960-01-07",
        "consent_type": "ratification",
        "in_force": "1960-04-18",
        "in_force_basis": "printed",
        "status": "in_force",
        "source": "A + B-1",
        "as_of": "2023-06-28",
        "confidence": "high",
        "note": "",
    }
    return {**good, **changes}


def faults(*rows: dict[str, str]) -> list[tuple[int, str, str, str]]:
    """Row, column, code and level of what is found, row 2 being the first."""
    checker = RowChecker(KNOWN, TODAY)
    found = [
        finding for number, values in enumerate(rows, start=2) for finding in checker.check(number, values)[1]
    ]
    return [(finding.row, finding.column, finding.code, finding.level) for finding in found]


def test_row_without_fault_becomes_facts() -> None:
    facts, found = RowChecker(KNOWN, TODAY).check(2, row())
    assert found == []
    assert facts == StatusFacts(
        instrument="CETS024",
        party="TR",
        party_type="state",
        signed=day("1957-12-13"),
        consent_date=day("1960-01-07"),
        consent_type="ratification",
        in_force=day("1960-04-18"),
        in_force_basis="printed",
        status="in_force",
        source="A + B-1",
        as_of=day("2023-06-28"),
        confidence="high",
    )


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"instrument": ""}, "instrument", "empty"),
        ({"instrument": "CETS999"}, "instrument", "unknown"),
        ({"instrument": "cets024"}, "instrument", "unknown"),
        ({"party": "ZZ"}, "party", "unknown"),
        ({"party": "Turkey"}, "party", "unknown"),
        ({"source": ""}, "source", "empty"),
        ({"source": "A + NOBODY"}, "source", "unknown"),
        ({"source": "A +"}, "source", "unknown"),
        ({"as_of": ""}, "as_of", "empty"),
        ({"party_type": "kingdom"}, "party_type", "choice"),
        ({"consent_type": "Ratification"}, "consent_type", "choice"),
        ({"in_force_basis": "guessed"}, "in_force_basis", "choice"),
        ({"status": "in force"}, "status", "choice"),
        ({"confidence": "certain"}, "confidence", "choice"),
        ({"consent_date": "14/03/1960"}, "consent_date", "date"),
        ({"consent_date": "1960-3-4"}, "consent_date", "date"),
        ({"consent_date": "1960-02-30"}, "consent_date", "date"),
        ({"consent_date": "1960"}, "consent_date", "date"),
        ({"consent_date": "1960-01-07T00:00"}, "consent_date", "date"),
        ({"consent_date": "٢٠١٩-٠٣-١٤"}, "consent_date", "date"),
        ({"consent_date": "2108-06-19", "in_force": "2108-10-01"}, "consent_date", "future"),
        ({"in_force": "2108-10-01"}, "in_force", "future"),
        ({"signed": "0201-01-01"}, "signed", "too_old"),
        ({"as_of": "2108-01-01"}, "as_of", "future"),
        ({"consent_date": "2024-01-01", "in_force": "2024-05-01"}, "consent_date", "future"),
        ({"note": '=HYPERLINK("http://x")'}, "note", "formula"),
        ({"note": "@SUM(A1)"}, "note", "formula"),
        ({"note": "+1"}, "note", "formula"),
        ({"note": "-1"}, "note", "formula"),
        ({"note": "\t=1"}, "note", "formula"),
        ({"party": "=TR"}, "party", "formula"),
        ({"note": "a\x00b"}, "note", "controls"),
        ({"note": "a\u202eb"}, "note", "controls"),
        ({"note": "Stra\ufffde"}, "note", "lost_characters"),
        ({"note": "x" * 2001}, "note", "too_long"),
    ],
)
def test_cell_that_cannot_be_is_named(changes: dict[str, str], column: str, code: str) -> None:
    assert (2, column, code, "error") in faults(row(**changes))


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"consent_date": "1957-12-12", "signed": ""}, "consent_date", "before_opened"),
        ({"signed": "1957-12-12"}, "signed", "before_opened"),
        ({"in_force": "1957-12-01", "consent_date": "", "consent_type": "", "signed": ""}, "in_force", "before_opened"),
        ({"signed": "1960-01-08"}, "consent_date", "before"),
        ({"in_force": "1960-01-06"}, "in_force", "before"),
        ({"party_type": "territory"}, "parent", "territory_alone"),
        ({"parent": "NL"}, "parent", "responsible_unasked"),
        ({"party_type": "territory", "parent": "TR"}, "parent", "responsible_itself"),
        ({"party": "EU"}, "party_type", "is_organisation"),
        ({"party_type": "organisation"}, "party_type", "not_organisation"),
        ({"status": "signed_only"}, "consent_date", "excludes"),
        ({"status": "ratified_not_in_force"}, "status", "already_in_force"),
        ({"status": "denounced"}, "denounced", "needs"),
        (
            {"signed": "", "consent_date": "", "consent_type": "", "in_force": "", "in_force_basis": ""},
            "consent_date", "needs",
        ),
        ({"consent_type": ""}, "consent_type", "without_kind"),
        ({"in_force": ""}, "in_force_basis", "basis_alone"),
        ({"status": "denounced", "denounced": "1960-01-06"}, "denounced", "denounced_first"),
        (
            {"status": "denounced", "denounced": "2001-01-01", "denunciation_effective": "2000-06-01"},
            "denunciation_effective", "before",
        ),
        ({"denounced": "2001-01-01", "denunciation_effective": "2001-07-01"}, "status", "already_ended"),
    ],
)  # fmt: skip
def test_what_cannot_stand_together_is_named(changes: dict[str, str], column: str, code: str) -> None:
    assert (2, column, code, "error") in faults(row(**changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # A successor is bound from the day of succession, which it notifies later.
        ({"consent_type": "succession", "signed": "", "consent_date": "2006-10-19", "in_force": "2006-06-06"}, []),
        (
            {"party": "AW", "party_type": "territory", "parent": "NL", "signed": "", "in_force": "1960-12-01",
             "consent_type": "territorial_extension", "consent_date": "1984-01-12"},
            [(2, "in_force", "in_force_first", "warning")],
        ),
        ({"instrument": "CETS024", "consent_type": "participation_via_1972_protocol", "signed": "",
          "consent_date": "1957-01-01"}, []),
        ({"in_force": "1959-01-01", "consent_date": "1958-01-01"}, [(2, "in_force", "before_instrument", "warning")]),
        ({"in_force": "2023-09-01"}, [(2, "in_force", "later_in_force", "warning")]),
        ({"in_force_basis": ""}, [(2, "in_force_basis", "without_basis", "warning")]),
        ({"as_of": "2027-01-01"}, [(2, "as_of", "future_as_of", "warning")]),
        ({"status": "denounced", "denounced": "2001-01-01", "denunciation_effective": "2001-07-01"}, []),
        ({"denounced": "2023-01-01", "denunciation_effective": "2023-07-01"}, []),
        ({"status": "party_dates_unknown", "signed": "", "consent_date": "", "in_force": "", "in_force_basis": "",
          "consent_type": "accession"}, []),
    ],
)  # fmt: skip
def test_what_is_odd_but_can_be_is_taken(
    changes: dict[str, str], expected: list[tuple[int, str, str, str]]
) -> None:
    facts, _found = RowChecker(KNOWN, TODAY).check(2, row(**changes))
    assert faults(row(**changes)) == expected
    assert facts is not None


def test_second_row_about_the_same_party_is_refused_with_the_number_of_the_first() -> None:
    checker = RowChecker(KNOWN, TODAY)
    assert checker.check(2, row())[0] is not None
    facts, found = checker.check(7, row(note="Again"))
    assert facts is None
    assert [str(finding) for finding in found] == [
        "row 7, column instrument: The same instrument and party stand in row 2 already."
    ]


def test_duplicate_of_a_faulty_row_is_told_too() -> None:
    assert (3, "instrument", "duplicate", "error") in faults(row(signed="no"), row())


def test_rows_without_codes_are_not_called_the_same() -> None:
    codes = {code for _row, _column, code, _level in faults(row(party=""), row(party=""))}
    assert codes == {"empty"}


def test_finding_speaks_the_readers_language_and_survives_being_kept() -> None:
    _facts, found = RowChecker(KNOWN, TODAY).check(9, row(consent_date="2108-06-19"))
    kept = Finding.from_json(found[0].as_json())
    assert kept == found[0]
    with override("en"):
        assert (
            kept.message
            == "2108-06-19 cannot be right: it lies after 2023-06-28, which the source cannot know."
        )


def test_every_message_takes_its_values() -> None:
    texts = [
        "value",
        "other",
        "column",
        "limit",
        "status",
        "choices",
        "first",
        "found",
        "wanted",
        "sheet",
        "marking",
    ]
    for code in MESSAGES:
        assert "%(" not in Finding(1, "c", code, dict.fromkeys(texts, "x")).message


def test_shipped_data_pass_with_their_documented_oddities() -> None:
    """data/SOURCES.md: Aruba's extension is kept as printed; some treaties enter into force after the table's date."""
    with (DATA / "instruments.csv").open(encoding="utf-8") as file:
        instruments = {
            line["code"]: TreatyDates(_full(line["opened"]), _full(line["in_force"]))
            for line in csv.DictReader(file)
        }
    with (DATA / "countries.csv").open(encoding="utf-8") as file:
        countries = frozenset(line["code"] for line in csv.DictReader(file))
    with (DATA / "sources.csv").open(encoding="utf-8") as file:
        sources = frozenset(line["source_id"] for line in csv.DictReader(file))
    checker = RowChecker(Known(instruments, countries, sources), TODAY)
    with (DATA / "treaty_status.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert tuple(lines[0]) == COLUMNS
    found = []
    for number, line in enumerate(lines, start=2):
        facts, findings = checker.check(number, line)
        assert facts is not None, [str(finding) for finding in findings]
        found += [(line["instrument"], line["party"], finding.code) for finding in findings]
    assert len(lines) == 2399
    assert found == [
        ("CETS086", "AW", "in_force_first"),
        *[("CETS185", party, "later_in_force") for party in ("ST", "VU")],
        ("CETS189", "MT", "later_in_force"),
        ("UN1988", "TL", "later_in_force"),
        ("UNTOC", "SB", "later_in_force"),
        *[("UNTOC-TIP", party, "later_in_force") for party in ("SO", "SS")],
    ]


def _full(text: str) -> datetime.date | None:
    return day(text) if len(text) == 10 else None


patient = hypothesis_settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
"""Says nothing about the machine: many tests run beside this one."""

# --- properties -----------------------------------------------------------------------------------------

DAYS = st.none() | st.dates(datetime.date(1700, 1, 1), datetime.date(2150, 1, 1))
FACTS = st.builds(
    StatusFacts,
    instrument=st.just("CETS024"),
    party=st.sampled_from(["TR", "EU", "AW"]),
    party_type=st.sampled_from(PartyType.values),
    status=st.sampled_from(PartyStatus.values),
    source=st.just("A"),
    as_of=st.dates(datetime.date(1950, 1, 1), datetime.date(2030, 1, 1)),
    confidence=st.sampled_from(Confidence.values),
    responsible=st.sampled_from(["", "NL", "AW"]),
    signed=DAYS,
    consent_date=DAYS,
    consent_type=st.sampled_from(["", *ConsentType.values]),
    in_force=DAYS,
    in_force_basis=st.sampled_from(["", *ForceBasis.values]),
    denounced=DAYS,
    denunciation_effective=DAYS,
    note=st.just(""),
)


def errors(facts: StatusFacts) -> list[Finding]:
    return [finding for finding in check_facts(facts, TREATY, TODAY, 5) if finding.is_error]


@patient
@given(FACTS)
def test_what_passes_has_its_dates_in_order(facts: StatusFacts) -> None:
    if errors(facts):
        return
    assert not (facts.signed and facts.consent_date and facts.consent_date < facts.signed)
    assert not (facts.in_force and facts.in_force < OPENED)
    ended = facts.denounced or facts.denunciation_effective
    assert not (ended and facts.consent_date and ended < facts.consent_date)
    assert not (facts.consent_date and facts.consent_date > facts.as_of)
    assert (facts.party_type == PartyType.TERRITORY) == bool(facts.responsible)


@patient
@given(FACTS, st.integers(1, 40_000))
def test_impossible_order_is_found_whatever_else_is_wrong(facts: StatusFacts, days: int) -> None:
    early = dataclasses.replace(facts, in_force=OPENED - datetime.timedelta(days=days))
    assert any(finding.column == "in_force" for finding in errors(early))
    if facts.consent_date and facts.consent_date.year > 1820:
        ended = dataclasses.replace(
            facts, denounced=facts.consent_date - datetime.timedelta(days=min(days, 7000))
        )
        assert any(finding.column == "denounced" for finding in errors(ended))


@patient
@given(FACTS)
def test_every_finding_can_be_said_and_kept(facts: StatusFacts) -> None:
    for finding in check_facts(facts, TREATY, TODAY, 5):
        assert finding.row == 5 and finding.column in (*COLUMNS, "denounced", "denunciation_effective")
        assert Finding.from_json(finding.as_json()).message == finding.message != ""


@patient
@given(
    st.dictionaries(st.sampled_from([*COLUMNS, "denounced", "denunciation_effective"]), st.text(max_size=30))
)
def test_whatever_stands_in_cells_gives_findings_and_no_failure(values: dict[str, str]) -> None:
    facts, found = RowChecker(KNOWN, TODAY).check(2, {**row(), **values})
    assert (facts is None) == any(finding.is_error for finding in found)


def test_sources_are_told_apart() -> None:
    assert list(sources_of("UNTC-ZMJ + FEDLEX-0.311.54")) == ["UNTC-ZMJ", "FEDLEX-0.311.54"]
