"""The matrix of treaty status, 200 countries × 60 instruments, beside a plain fetch of the same rows.

Measured on the embedded default, SQLite, in a file of its own, whatever database the rest of the run is on. First
byte: what passes from the request to the answer's first byte as the test client gets it, all middleware included.
The rows are made up for the measuring: 60 instruments × 200 countries, every cell filled.
"""

from __future__ import annotations

import datetime
import gc
import io
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from liaison.treaties.enums import ConsentType, PartyStatus, PartyType
from liaison.treaties.models import TreatyStatus
from portal.reference.enums import Confidence, InstrumentKind, InstrumentStatus, Organisation
from portal.reference.models import Country, Instrument
from tests.bench.measure import in_turn
from tests.bench.report import Report

COUNTRIES, INSTRUMENTS, RUNS, SEED = 200, 60, 25, 20240614
WHOLE = "/treaties/?eu="
PART = "/treaties/?organisation=UN&eu=eu"


def measure(report: Report) -> None:
    """Add the matrix's lines to the report."""
    with sqlite():
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        fill()
        _measure(report)


@contextmanager
def sqlite() -> Iterator[None]:
    """The default connection on a new SQLite file with the settings of the embedded default."""
    from django.db.backends.sqlite3.base import DatabaseWrapper

    kept = connections["default"]
    with tempfile.TemporaryDirectory(prefix="comity-bench-matrix-") as folder:
        config = {
            **kept.settings_dict,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(folder) / "matrix.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            "CONN_MAX_AGE": 0,
        }
        engines = {"tantivy": {"path": str(Path(folder) / "index")}}
        own = DatabaseWrapper(config, alias="default")
        connections["default"] = own
        try:
            with override_settings(SEARCH_ENGINE="tantivy", SEARCH_ENGINES=engines):
                ContentType.objects.clear_cache()
                call_command("migrate", verbosity=0, interactive=False)
                yield
        finally:
            own.close()
            connections["default"] = kept
            ContentType.objects.clear_cache()


def fill() -> None:
    """Instruments up to sixty, and a row for each with each of two hundred countries."""
    chance = random.Random(SEED)
    multilateral = [kind for kind in InstrumentKind.values if kind.startswith(("coe", "un", "hcch"))]
    known = list(Instrument.objects.filter(kind__in=multilateral).order_by("pk")[:INSTRUMENTS])
    made = [
        Instrument(
            code=f"BENCH{number:03d}",
            kind=InstrumentKind.UN_CONVENTION if number % 2 else InstrumentKind.COE_CONVENTION,
            organisation=Organisation.UN if number % 2 else Organisation.COE,
            official_no=f"CETS {900 + number}",
            short_title=f"Convention {number} on a Matter of Cooperation",
            status=InstrumentStatus.IN_FORCE,
            confidence=Confidence.VERIFY,
        )
        for number in range(INSTRUMENTS - len(known))
    ]
    Instrument.objects.bulk_create(made)
    countries = list(Country.objects.order_by("pk").values_list("pk", flat=True)[:COUNTRIES])
    TreatyStatus.objects.bulk_create(
        [_row(instrument.pk, code, chance) for instrument in (*known, *made) for code in countries],
        batch_size=2_000,
    )


def _row(instrument: str, country: str, chance: random.Random) -> TreatyStatus:
    signed = datetime.date(1957, 12, 13) + datetime.timedelta(days=chance.randrange(22_000))
    consent = signed + datetime.timedelta(days=chance.randrange(30, 3_000))
    kind = chance.random()
    status = PartyStatus.IN_FORCE if kind < 0.85 else PartyStatus.SIGNED_ONLY
    status = PartyStatus.DENOUNCED if kind > 0.97 else status
    in_force = None if status == PartyStatus.SIGNED_ONLY else consent + datetime.timedelta(days=91)
    return TreatyStatus(
        instrument_id=instrument,
        party=country,
        country_id=country,
        party_type=PartyType.STATE,
        signed=signed,
        consent_date=None if in_force is None else consent,
        consent_type="" if in_force is None else ConsentType.RATIFICATION,
        in_force=in_force,
        denounced=datetime.date(2022, 3, 16) if status == PartyStatus.DENOUNCED else None,
        denunciation_effective=datetime.date(2022, 9, 16) if status == PartyStatus.DENOUNCED else None,
        status=status,
        source="BENCH",
        as_of=datetime.date(2025, 1, 1),
        confidence=Confidence.VERIFY,
    )


def _measure(report: Report) -> None:
    client = Client()

    def matrix(_number: int) -> bytes:
        return first_byte(client, WHOLE)

    def plain(_number: int) -> list[dict[str, Any]]:
        return list(TreatyStatus.objects.values())

    cells = client.get(WHOLE).content.count(b"<td class=")
    report.add(
        "cells of the matrix",
        f"{cells:,}",
        f"at least {COUNTRIES * INSTRUMENTS:,}",
        cells >= COUNTRIES * INSTRUMENTS,
    )
    for number in range(3):
        matrix(number), plain(number)
    gc.collect()
    times = in_turn(range(RUNS), matrix=matrix, plain=plain)
    ratio = times["matrix"].median / times["plain"].median
    report.add(
        f"matrix {COUNTRIES} × {INSTRUMENTS}, first byte on SQLite, median",
        f"{times['matrix'].median:.0f} ms (p95 {times['matrix'].p95:.0f} ms)",
        "300 ms",
        times["matrix"].median <= 300,
    )
    report.add(
        "the same, beside a plain values() fetch of the same rows",
        f"{ratio:.2f}x its time ({times['plain'].median:.0f} ms)",
        "at most 5x",
        ratio <= 5,
    )
    counts = [queries(client, PART), queries(client, WHOLE)]
    report.add(
        "SQL queries of a part and of the whole matrix", str(counts), "the same", len(set(counts)) == 1
    )


def first_byte(client: Client, address: str) -> bytes:
    """The first byte of an answer, its body made as far as the view makes it before that."""
    answer = client.get(address)
    body = iter(answer.streaming_content) if answer.streaming else iter([answer.content])
    return next(body)[:1]


def queries(client: Client, address: str) -> int:
    """SQL queries of one request."""
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)
