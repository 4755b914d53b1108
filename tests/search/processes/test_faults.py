"""Kills, races and long transactions: nothing is lost, nothing stays that is gone."""

from __future__ import annotations

import pytest

from tests.search.processes.conftest import Play

# The tests' own database is copied, and only before tests that empty it: pytest-django runs these first.
pytestmark = pytest.mark.django_db


def test_worker_killed_fifty_times_loses_nothing(portal: Play) -> None:
    result = portal("kill", 50)
    assert (result["differences"], result["problem"], result["waiting"]) == ([], "", 0)
    assert result["documents"] == result["rows"] > 0


def test_four_web_processes_without_a_daemon_leave_no_stale_row(portal: Play) -> None:
    result = portal("web_processes", 4, 12)
    assert result["failed"] == 0, result["stderr"]
    assert (result["differences"], result["problem"], result["waiting"]) == ([], "", 0)
    assert result["version"] > 40  # rows were written, many times over


def test_rebuild_during_publishing_moving_and_deleting_loses_nothing(portal: Play) -> None:
    result = portal("rebuild_while_writing", 4)
    assert result["failed"] == 0, result["stderr"]
    assert (result["differences"], result["problem"], result["waiting"]) == ([], "", 0)
    assert result["rebuilds"] >= 2


@pytest.mark.postgres
def test_reading_above_the_highest_version_loses_rows_and_ours_does_not(postgres: Play) -> None:
    result = postgres("out_of_order")
    assert result["naive_lost"] == ["Drawn first, committed last"]
    assert result["ours_lost"] == []
    assert result["differences"] == []


@pytest.mark.postgres
def test_eight_writers_at_once_leave_no_stale_row(postgres: Play) -> None:
    result = postgres("eight_writers", 12)
    assert result["failed"] == 0, result["stderr"]
    assert (result["differences"], result["problem"], result["waiting"]) == ([], "", 0)


@pytest.mark.postgres
def test_version_of_who_commits_later_is_the_higher_one(postgres: Play) -> None:
    result = postgres("version_of_the_later", 5)
    assert result["excluded_lower"] == 5  # what must not be done
    assert result["ours_lower"] == 0


@pytest.mark.postgres
def test_long_transaction_elsewhere_delays_nothing_but_the_watermark(postgres: Play) -> None:
    result = postgres("long_transaction")
    assert result["meanwhile"] == []
    assert result["held_back"] and result["not_beyond"] and result["moved"]
    assert result["differences"] == []
