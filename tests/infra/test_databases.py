"""The database settings each engine needs."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_writers_take_their_lock_when_a_transaction_begins() -> None:
    assert connection.vendor == "sqlite"
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgres_runs_as_production_expects() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        assert cursor.fetchone() == ("UTF8",)
        cursor.execute("SHOW default_transaction_isolation")
        assert cursor.fetchone() == ("read committed",)
