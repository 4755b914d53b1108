"""A service that is missing: skipped and told, or a failure when it is required."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest

@pytest.mark.postgres
def test_on_postgres():
    pass

@pytest.mark.elasticsearch
def test_on_elasticsearch():
    pass

def test_alone():
    pass
"""


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run three tests, two of which need a service, in a pytest of their own."""
    (folder / "test_three.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    postgres:\n    elasticsearch:\n")
    unset = ("DATABASE_URL", "ELASTICSEARCH_URL", "COMITY_REQUIRE", "COMITY_VAR", "PYTEST_ADDOPTS")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in unset and not name.startswith(("PYTEST_", "DJANGO_"))
    }
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.services",
            "-p",
            "no:django",
            "-p",
            "no:xdist",
            str(folder),
        ],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
    )


def test_missing_services_are_skipped_and_told(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 2 skipped" in done.stdout
    assert "NOT TESTED: 1 tests need postgres" in done.stdout
    assert "NOT TESTED: 1 tests need elasticsearch" in done.stdout


def test_missing_required_services_fail(tmp_path: Path) -> None:
    # Port 9 is "discard": nobody listens there.
    done = run(tmp_path, COMITY_REQUIRE="postgres,elasticsearch", ELASTICSEARCH_URL="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "1 passed, 2 errors" in done.stdout
    assert "needs postgres, which COMITY_REQUIRE names: DATABASE_URL names no PostgreSQL" in done.stdout
    assert "no Elasticsearch answers at http://127.0.0.1:9" in done.stdout


@pytest.mark.parametrize("url", ["postgres://u@127.0.0.1/d", "postgresql://u@127.0.0.1/d"])
def test_present_database_runs_its_tests(tmp_path: Path, url: str) -> None:
    done = run(tmp_path, DATABASE_URL=url)
    assert "2 passed, 1 skipped" in done.stdout


def test_misspelt_requirement_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, COMITY_REQUIRE="postgress")
    assert done.returncode == 4
    assert "names what no test asks for: postgress" in done.stderr
