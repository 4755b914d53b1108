"""The reference data for tests: loaded into the test's database, or only its words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from portal.reference.lexicon import Lexicon, build
from portal.reference.loading import DATA_DIR, Report, load_all
from portal.reference.recognise import Recognised, recognise


@pytest.fixture
def loaded(db: None) -> Report:
    """The project's reference data, loaded."""
    return load_all()


@pytest.fixture(scope="session")
def lexicon(django_db_setup: None, django_db_blocker: Any) -> Lexicon:
    """The words of the project's reference data. Nothing stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_all()
        words = build()
        transaction.set_rollback(True)
    return words


@pytest.fixture
def read(lexicon: Lexicon) -> Callable[..., Recognised]:
    """``recognise`` on the words of the project's reference data."""

    def read_text(text: str, language: str = "en") -> Recognised:
        return recognise(text, language=language, lexicon=lexicon)

    return read_text


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's files that a test may spoil."""
    shutil.copytree(DATA_DIR, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def spoil(data: Path) -> Callable[..., Path]:
    """Replace text in one of the files, which must be there: a test that spoils nothing proves nothing."""

    def spoil_file(name: str, old: str, new: str) -> Path:
        path = data / name
        content = path.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} is {content.count(old)} times in {name}"
        path.write_text(content.replace(old, new), encoding="utf-8")
        return path

    return spoil_file
