"""Loading: idempotent, and every bad row told with file, row, column and reason."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.reference import revision
from portal.reference.loading import DATA_DIR, load_all
from portal.reference.models import (
    Country,
    CountryAlias,
    Instrument,
    InstrumentAlias,
    InstrumentTitle,
    Topic,
    TopicTerm,
)
from portal.reference.rows import Rejection

pytestmark = pytest.mark.django_db

Spoil = Callable[..., Path]


def _count(name: str) -> int:
    with (DATA_DIR / name).open(encoding="utf-8") as file:
        return sum(1 for _ in csv.DictReader(file))


def test_every_row_of_the_projects_data_is_loaded() -> None:
    report = load_all()
    assert report.rejections == []
    assert Country.objects.count() == 250
    assert Instrument.objects.count() == _count("instruments.csv") + _count("agreements.csv") == 79
    assert Topic.objects.measures().count() == 12
    assert TopicTerm.objects.count() == _count("topic_synonyms.csv")
    assert CountryAlias.objects.count() == _count("country_aliases.csv")


def test_loading_twice_changes_nothing() -> None:
    load_all()
    stamp = revision.current()
    again = load_all()
    assert [(file.created, file.updated, file.removed) for file in again.files] == [(0, 0, 0)] * len(
        again.files
    )
    assert sum(file.unchanged for file in again.files) > 1000
    assert revision.current() == stamp


def test_loading_takes_as_many_queries_for_many_rows_as_for_few(
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    load_all()
    with django_assert_max_num_queries(60):
        load_all()


def test_dry_run_reports_and_keeps_nothing() -> None:
    report = load_all(dry_run=True)
    assert report.changes > 1000
    assert not Country.objects.exists()
    assert not Instrument.objects.exists()


def test_changed_row_is_updated(spoil: Spoil, data: Path) -> None:
    load_all(data)
    spoil("instruments.csv", "Extradition Convention,European", "Paris Convention,European")
    report = load_all(data)
    assert [(f.file, f.updated) for f in report.files if f.updated] == [("instruments.csv", 1)]
    assert Instrument.objects.get(code="CETS024").short_title == "Paris Convention"


def test_changed_topics_of_an_instrument_are_updated(spoil: Spoil, data: Path) -> None:
    load_all(data)
    spoil("instruments.csv", "mla;videoconference;jit;spontaneous_information", "mla;drugs")
    load_all(data)
    topics = Instrument.objects.get(code="CETS182").topics.values_list("slug", flat=True)
    assert sorted(topics) == ["drugs", "mla"]


def test_alias_that_the_file_dropped_is_removed(spoil: Spoil, data: Path) -> None:
    load_all(data)
    spoil("instrument_aliases.csv", "UNTOC,CTOC,en,acronym,usual in UNODC publications\n", "")
    report = load_all(data)
    assert [(f.file, f.removed) for f in report.files if f.removed] == [("instrument_aliases.csv", 1)]
    assert not Instrument.objects.get(code="UNTOC").aliases.filter(text="CTOC").exists()


def test_nothing_is_removed_while_rows_are_rejected(spoil: Spoil, data: Path) -> None:
    load_all(data)
    spoil(
        "titles_i18n.csv",
        "CETS024,nl,Europees Verdrag betreffende uitlevering,NL-BWB,BWBV0001010,high",
        "CETS024",
    )
    report = load_all(data)
    assert [(r.file, r.column) for r in report.rejections] == [("titles_i18n.csv", "")]
    assert InstrumentTitle.objects.filter(instrument="CETS024", language="nl").exists()


def test_record_changed_in_the_admin_is_left_alone(spoil: Spoil, data: Path) -> None:
    load_all(data)
    Instrument.objects.filter(code="CETS024").update(short_title="Ours", is_local=True)
    InstrumentAlias.objects.create(
        instrument_id="CETS024", text="ours too", language="en", kind="name", source="us"
    )
    report = load_all(data)
    assert Instrument.objects.get(code="CETS024").short_title == "Ours"
    assert Instrument.objects.get(code="CETS024").aliases.filter(text="ours too").exists()
    assert {f.file: f.kept for f in report.files if f.kept}["instruments.csv"] == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "reason"),
    [
        ("instruments.csv", "1970-05-28,1974-07-26", "1970-05-28,1950-04-18", "in_force", "before opened"),
        ("instruments.csv", "1970-05-28,1974-07-26", "1970-02-30,1974-07-26", "opened", "is not a date"),
        (
            "instruments.csv",
            "1970-05-28,1974-07-26",
            "0070-05-28,1974-07-26",
            "opened",
            "not a date of our time",
        ),
        ("instruments.csv", "1970-05-28,1974-07-26", "1970-05-28,1974-07", "in_force", "is not a full date"),
        ("instruments.csv", "1970-05-28,1974-07-26", "１９７０-05-28,1974-07-26", "opened", "is not a date"),
        (
            "instruments.csv",
            "verify,enforcement,https",
            "sure,enforcement,https",
            "confidence",
            "unknown confidence 'sure'",
        ),
        (
            "instruments.csv",
            "verify,enforcement,https",
            "verify,astrology,https",
            "themes",
            "unknown theme 'astrology'",
        ),
        (
            "instruments.csv",
            "verify,enforcement,https",
            "verify,enforcement,javascript",
            "verify_at",
            "valid URL",
        ),
        ("instruments.csv", "CETS070,CoE,CETS 070,,", "cets/70,CoE,CETS 070,,", "code", "Capital letters"),
        (
            "instruments.csv",
            "CETS070,CoE,CETS 070,,",
            "CETS070,XoE,CETS 070,,",
            "organisation",
            "unknown organisation",
        ),
        (
            "instruments.csv",
            "CETS070,CoE,CETS 070,,",
            "CETS070,CoE,CETS 070,CETS999,",
            "parent_code",
            "unknown instrument 'CETS999'",
        ),
        (
            "instruments.csv",
            "CETS070,CoE,CETS 070,,",
            "CETS070,CoE,CETS 070,CETS070,",
            "parent_code",
            "above itself",
        ),
        ("instruments.csv", "CETS073,CoE,CETS 073,,", "CETS070,CoE,CETS 073,,", "code", "same as row 10"),
        (
            "agreements.csv",
            "EUROJUST,AL,2018-10-05",
            "EUROJUST,QQ,2018-10-05",
            "party_b",
            "unknown party 'QQ'",
        ),
        (
            "agreements.csv",
            "EUROJUST,AL,2018-10-05",
            "EUROJUST,EUROJUST,2018-10-05",
            "party_b",
            "two different",
        ),
        ("agreements.csv", "EUROJUST-AL,eurojust_cooperation", "EUROJUST-AL,treaty", "kind", "unknown kind"),
        (
            "agreements.csv",
            "2018-10-05,2019-11-01,in_force",
            "2018-10-05,2019-11-01,signed",
            "status",
            "although",
        ),
        ("agreements.csv", "2018-10-05,2019-11-01,in_force", "2018-10-05,2019-11-01,", "status", "is empty"),
        ("countries.csv", "AD,AND,039,no", "A1,AND,039,no", "code", "unknown country 'A1'"),
        ("countries.csv", "AD,AND,039,no", "AD,AND,999,no", "region", "unknown region '999'"),
        ("countries.csv", "AD,AND,039,no", "AD,AND,039,maybe", "is_eu", "unknown answer 'maybe'"),
        ("countries.csv", "AD,AND,039,no", "AD,and,039,no", "alpha3", "valid value"),
        ("countries.csv", "CLDR 47,FI,yes", "CLDR 47,QQ,yes", "responsible", "unknown country 'QQ'"),
        ("countries.csv", "CLDR 47,FI,yes", "CLDR 47,AX,yes", "responsible", "responsible for itself"),
        ("countries.csv", "CLDR 47,FI,yes", "CLDR 47,,yes", "responsible", "Which Member State"),
        ("countries.csv", "CLDR 47,FI,yes", "CLDR 47,FI,perhaps", "is_eu_territory", "unknown answer"),
        (
            "countries.csv",
            'FI,yes,"TFEU Art. 355(4), OJ C 202, 7.6.2016"',
            "FI,yes,",
            "status_source",
            "is empty",
        ),
        (
            "country_aliases.csv",
            "AE,fr,EAU,abbreviation",
            "QQ,fr,EAU,abbreviation",
            "country",
            "unknown country 'QQ'",
        ),
        (
            "country_aliases.csv",
            "AE,fr,EAU,abbreviation",
            "AE,klingon,EAU,abbreviation",
            "language",
            "unknown language 'klingon'",
        ),
        ("country_aliases.csv", "AE,fr,EAU,abbreviation", "AE,fr,EAU,not", "country", "must be empty"),
        ("country_aliases.csv", "AE,fr,EAU,abbreviation", "AE,fr,,abbreviation", "alias", "is empty"),
        ("topics.csv", "extradition,measure,10", "extradition,measure,ten", "order", "not a whole number"),
        ("topics.csv", "extradition,measure,10", "extra dition,measure,10", "slug", "valid"),
        ("topic_synonyms.csv", "extradition,fr,extrader", "extraction,fr,extrader", "topic", "unknown topic"),
        (
            "titles_i18n.csv",
            "CETS212,en,Fourth",
            "CETS998,en,Fourth",
            "instrument",
            "unknown instrument 'CETS998'",
        ),
        (
            "instrument_aliases.csv",
            "UNTOC,CTOC,en,acronym",
            "UNTOC,CTOC,en,joke",
            "kind",
            "unknown kind 'joke'",
        ),
        ("sources.csv", "NL-BWB,github", ",github", "source_id", "is empty"),
    ],
)
def test_bad_row_is_rejected_and_told(
    file: str, old: str, new: str, column: str, reason: str, spoil: Spoil, data: Path
) -> None:
    path = spoil(file, old, new)
    lines = path.read_text(encoding="utf-8").splitlines()
    row = next(number for number, line in enumerate(lines, 1) if new in line)
    report = load_all(data)
    told = [r for r in report.rejections if r.file == file]
    assert [(r.row, r.column) for r in told] == [(row, column)], told
    assert reason in told[0].reason
    assert Country.objects.count() >= 249, "one bad row costs only itself"


def test_children_of_a_rejected_instrument_are_rejected_too(spoil: Spoil, data: Path) -> None:
    spoil("instruments.csv", "CETS108,CoE,CETS 108,,", "CETS108,Nobody,CETS 108,,")
    told = [(r.row, r.column, r.reason) for r in load_all(data).rejections if r.file == "instruments.csv"]
    assert [(column, reason) for _row, column, reason in told] == [
        ("organisation", "unknown organisation 'Nobody'"),
        ("parent_code", "unknown instrument 'CETS108'"),
        ("parent_code", "unknown instrument 'CETS108'"),
    ]


def test_bytes_that_are_not_utf8_are_rejected(data: Path) -> None:
    path = data / "topics.csv"
    path.write_bytes(path.read_bytes().replace(b"Terrorisme", b"Terr\xe9risme"))
    report = load_all(data)
    assert Rejection("topics.csv", 21, "name_fr", "is not UTF-8") in report.rejections
    assert Topic.objects.filter(slug="cybercrime").exists()
    assert not Topic.objects.filter(slug="terrorism").exists()


COUNTRY_COLUMNS = (
    b"code,alpha3,region,is_eu,footnote_en,footnote_fr,source,responsible,is_eu_territory,status_source"
)


@pytest.mark.parametrize(
    ("content", "row", "column", "reason"),
    [
        (b"", 1, "code", "column is missing"),
        (b"code,alpha3\nMA,MAR\n", 1, "region", "column is missing"),
        (
            COUNTRY_COLUMNS + b"\nMA,MAR\n",
            2,
            "",
            "has 2 values",
        ),
        (
            COUNTRY_COLUMNS + b"\nMA,M\x00R,015,no,,,x,,no,\n",
            2,
            "alpha3",
            "control",
        ),
        (
            COUNTRY_COLUMNS + b'\nMA,"MAR,015,no,,,x,,no,\n',
            2,
            "",
            "is not CSV",
        ),
        (b"\xff\xfe\x00c\x00o", 1, "code", "column is missing"),
    ],
)
def test_unreadable_file_is_told(content: bytes, row: int, column: str, reason: str, data: Path) -> None:
    (data / "countries.csv").write_bytes(content)
    told = [r for r in load_all(data).rejections if r.file == "countries.csv"]
    assert [(r.row, r.column) for r in told] == [(row, column)]
    assert reason in told[0].reason


def test_missing_file_is_told(data: Path) -> None:
    (data / "sources.csv").unlink()
    told = [r for r in load_all(data).rejections if r.file == "sources.csv"]
    assert [(r.row, r.reason) for r in told] == [(0, "cannot be read: No such file or directory")]


def test_byte_order_mark_and_windows_line_ends_do_no_harm(data: Path) -> None:
    path = data / "sources.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_all(data).rejections == []


def test_command_prints_files_and_rejections(spoil: Spoil, data: Path) -> None:
    spoil("countries.csv", "AD,AND,039,no", "A1,AND,039,no")
    out, err = StringIO(), StringIO()
    call_command("load_reference", directory=data, stdout=out, stderr=err)
    assert "countries.csv: 249 created, 0 updated, 0 unchanged, 1 rejected" in out.getvalue()
    assert "rejected: countries.csv, row 2, column code: unknown country 'A1'" in err.getvalue()


def test_strict_command_fails_on_a_rejected_row(spoil: Spoil, data: Path) -> None:
    spoil("countries.csv", "AD,AND,039,no", "A1,AND,039,no")
    with pytest.raises(CommandError, match="1 rows were rejected"):
        call_command("load_reference", directory=data, strict=True, stdout=StringIO(), stderr=StringIO())


def test_strict_command_passes_on_the_projects_data() -> None:
    out = StringIO()
    call_command("load_reference", strict=True, stdout=out)
    assert "rejected" not in out.getvalue()
    assert Country.objects.count() == 250


def test_dry_run_of_the_command_says_so() -> None:
    out = StringIO()
    call_command("load_reference", dry_run=True, stdout=out)
    assert "Dry run: nothing was kept." in out.getvalue()
    assert not Country.objects.exists()
