"""The health check of the containers: it notices what an operator must know."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def healthcheck() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("healthcheck", ROOT / "scripts" / "healthcheck.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def task(*, waited: timedelta, **fields: Any) -> None:
    """A task that was put into the queue so long ago."""
    values = {"args_kwargs": {}, "task_path": "x.y", "backend_name": "default", "run_after": get_date_max()}
    made = DBTaskResult.objects.create(**{**values, **fields})
    DBTaskResult.objects.filter(pk=made.pk).update(enqueued_at=timezone.now() - waited)


@pytest.mark.django_db
def test_worker_is_healthy_while_tasks_are_taken(healthcheck: ModuleType) -> None:
    task(waited=timedelta(minutes=1))
    task(waited=timedelta(hours=1), status="SUCCESSFUL")
    task(waited=timedelta(days=1), run_after=timezone.now() + timedelta(hours=1))
    task(waited=timedelta(days=1), run_after=timezone.now() - timedelta(minutes=1))
    assert healthcheck.worker() == ""


@pytest.mark.django_db
def test_worker_is_ill_when_nobody_takes_the_tasks(healthcheck: ModuleType) -> None:
    task(waited=timedelta(minutes=11))
    task(waited=timedelta(days=1), run_after=timezone.now() - timedelta(hours=1))
    assert healthcheck.worker() == "2 tasks have waited longer than 0:10:00"


@pytest.mark.django_db
def test_database_is_healthy_when_it_answers(healthcheck: ModuleType) -> None:
    assert healthcheck.database() == ""


def test_web_is_ill_when_nobody_answers(healthcheck: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_HEALTH_PORT", "9")
    assert "127.0.0.1:9/accounts/login/" in healthcheck.web()


@pytest.mark.django_db
def test_web_is_healthy_when_the_sign_in_page_is_served(
    healthcheck: ModuleType, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_HEALTH_PORT", live_server.url.rpartition(":")[2])
    assert healthcheck.web() == ""
