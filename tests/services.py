"""The services a test may need, as a pytest plugin: PostgreSQL, Elasticsearch, Chromium, veraPDF, LibreOffice.

A test says what it needs by a marker (``postgres``, ``elasticsearch``, ``chromium``). Where the service is
missing the test is skipped and the run's end says loudly what was not tested; with the service named in
``COMITY_REQUIRE`` (comma-separated, as CI does) the test fails instead.

The plugin is loaded before Django's settings, so that every process of a parallel run gets a folder of its
own.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import tempfile
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SERVICES = ("postgres", "elasticsearch", "chromium", "verapdf", "libreoffice")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).resolve().parent.parent / "var" / "assets" / "axe-core" / "axe.min.js"
"""axe-core, brought by `make setup`."""

_own_folder: str | None = None


def _take_own_folder() -> None:
    """Give this process a ``COMITY_VAR`` of its own: test processes must not share an index or uploads."""
    global _own_folder
    _own_folder = tempfile.mkdtemp(prefix="comity-test-", dir=os.environ.get("COMITY_TEST_ROOT"))
    os.environ["COMITY_VAR"] = _own_folder


_take_own_folder()
# Playwright's event loop runs in the test's thread; Django would refuse the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def required() -> set[str]:
    """The services that must be there: their absence fails the tests that need them."""
    return {name.strip() for name in os.environ.get("COMITY_REQUIRE", "").split(",") if name.strip()}


@functools.cache
def why_missing(service: str) -> str:
    """Why the service cannot be used, or '' when it can."""
    if service == "postgres":
        url = os.environ.get("DATABASE_URL", "")
        return "" if url.startswith(("postgres", "psql", "pgsql")) else "DATABASE_URL names no PostgreSQL"
    if service == "elasticsearch":
        return _why_no_elasticsearch()
    if service == "verapdf":
        return _why_no_verapdf()
    if service == "libreoffice":
        there = shutil.which("soffice")
        return "" if there else "no soffice in PATH (Debian: apt-get install libreoffice-writer-nogui)"
    return "" if chromium_path() else "no chromium in PATH (Debian: apt-get install chromium)"


def _why_no_elasticsearch() -> str:
    url = os.environ.get("ELASTICSEARCH_URL", "")
    if not url:
        return "ELASTICSEARCH_URL is not set (scripts/elasticsearch start prints one)"
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as answer:
            number = json.load(answer)["version"]["number"]
    except (OSError, ValueError, KeyError) as error:
        return f"no Elasticsearch answers at {url}: {error}"
    return "" if number.startswith("9.") else f"{url} is Elasticsearch {number}, not 9"


def _why_no_verapdf() -> str:
    if not verapdf_command():
        return "scripts/verapdf has not brought it"
    return "" if shutil.which("java") else "it needs Java 11 or later"


def verapdf_command() -> list[str]:
    """The command that says whether PDF files keep a standard; empty where the program is not in the cache."""
    cache = Path(os.environ.get("COMITY_CACHE") or Path.home() / ".cache" / "comity")
    found = sorted((cache / "maven/org/verapdf/apps/greenfield-apps").glob("*/greenfield-apps-*.jar"))
    return ["java", "-cp", str(found[-1]), "org.verapdf.apps.GreenfieldCliWrapper"] if found else []


@functools.cache
def chromium_path() -> str | None:
    """The system's Chromium, or ``CHROMIUM`` from the environment."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def demand(service: str) -> None:
    """Skip the running test when ``service`` is missing, or fail it when the service is required."""
    if reason := why_missing(service):
        if service in required():
            pytest.fail(f"needs {service}, which COMITY_REQUIRE names: {reason}", pytrace=False)
        pytest.skip(f"needs {service}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a misspelt requirement: it would silently require nothing."""
    if unknown := required() - set(SERVICES):
        raise pytest.UsageError(f"COMITY_REQUIRE names what no test asks for: {', '.join(sorted(unknown))}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ask for the services the test's markers name."""
    for service in SERVICES:
        if item.get_closest_marker(service):
            demand(service)
    if item.get_closest_marker("sqlite") and not why_missing("postgres"):
        pytest.skip("is about SQLite; this run is on PostgreSQL")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the end which services were missing and how many tests that left out."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for service in SERVICES:
        if count := sum(f"needs {service}:" in reason for reason in reasons):
            terminalreporter.write_line(
                f"NOT TESTED: {count} tests need {service}: {why_missing(service)}", red=True
            )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Delete this process's folder."""
    if _own_folder:
        shutil.rmtree(_own_folder, ignore_errors=True)


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """The address of the real Elasticsearch; the test is skipped or fails without it."""
    demand("elasticsearch")
    return os.environ["ELASTICSEARCH_URL"]


@pytest.fixture
def elasticsearch_index(elasticsearch_url: str) -> Iterator[str]:
    """A name of the test's own: every index whose name begins with it is deleted afterwards."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    yield name
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{elasticsearch_url}/_cat/indices/{name}*?format=json&h=index", timeout=30) as answer:
        found = [entry["index"] for entry in json.load(answer)]
    for index in found:
        request = urllib.request.Request(f"{elasticsearch_url}/{index}", method="DELETE")
        opener.open(request, timeout=30).close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The source of axe-core, to be run in a page."""
    if not AXE.exists():
        pytest.fail(f"{AXE} is missing: run `make setup`", pytrace=False)
    return AXE.read_text(encoding="utf-8")
