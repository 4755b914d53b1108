"""Reference data for tests of treaty status: loaded once into the test's database."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest

from liaison.treaties.models import TreatyStatus
from portal.reference.loading import DATA_DIR, load_all
from portal.reference.models import Instrument, Source

D = datetime.date.fromisoformat


@pytest.fixture
def reference(db: None) -> None:
    """The project's reference data, loaded."""
    load_all()


@pytest.fixture
def status_file(tmp_path: Path) -> Path:
    """A copy of the project's treaty status that a test may change."""
    return Path(shutil.copy(DATA_DIR / "treaty_status.csv", tmp_path / "treaty_status.csv"))


@pytest.fixture
def provisions_file(tmp_path: Path) -> Path:
    """A copy of the project's articles by measure that a test may change."""
    return Path(shutil.copy(DATA_DIR / "treaty_provisions.csv", tmp_path / "treaty_provisions.csv"))


def make_status(instrument: str, party: str, **fields: Any) -> TreatyStatus:
    """A row of treaty status; the instrument, country and source must be there."""
    source = Source.objects.values_list("code", flat=True).order_by("code").first() or "TEST"
    defaults: dict[str, Any] = {
        "country_id": None if party == "EU" else party,
        "party_type": "organisation" if party == "EU" else "state",
        "status": "in_force",
        "source": source,
        "as_of": D("2024-01-01"),
        "confidence": "high",
    }
    return TreatyStatus.objects.create(
        instrument=Instrument.objects.get(code=instrument), party=party, **(defaults | fields)
    )
