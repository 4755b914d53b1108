"""The lock files: every package at one version with hashes, and no package index named in the project."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["base", "dev", "assets"]
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==(\S+)")
# Written in parts, so that this file is not the one place that names them.
INDEX_HOSTS = [
    "pypi" + r"\.org",
    "python" + "hosted",
    "npm" + "js",
    "maven" + r"\.org",
    "maven" + r"\.apache",
    "docker" + r"\.io",
    "docker" + r"\.elastic",
    "deb" + r"\.debian",
]


def tracked_files() -> list[Path]:
    """What git knows of; the test is skipped in an export without history."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def packages(name: str) -> dict[str, set[str]]:
    """The versions a lock file names, by package."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text().splitlines():
        if match := PINNED.match(line):
            found.setdefault(match[1].lower(), set()).add(match[2])
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_gives_every_package_a_version_and_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert PINNED.match(entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_names_no_index(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


def test_development_runs_on_the_versions_of_production() -> None:
    base, dev = packages("base"), packages("dev")
    assert {name: dev.get(name) for name in base} == base


def test_every_direct_dependency_is_locked_and_explained() -> None:
    explained = (ROOT / "docs" / "dependencies.md").read_text().lower()
    for name in LOCKS:
        locked = packages(name)
        for line in (ROOT / "requirements" / f"{name}.in").read_text().splitlines():
            match = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line)
            if match:
                assert match[0].lower() in locked
                assert f"| {match[0].lower()}" in explained, f"{match[0]} is missing in docs/dependencies.md"


def test_assets_are_locked_by_digest_and_not_committed() -> None:
    entries = json.loads((ROOT / "assets.lock.json").read_text())["packages"]
    explained = (ROOT / "docs" / "dependencies.md").read_text()
    for entry in entries:
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", entry["integrity"])
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
        assert f"| {entry['name']} | {entry['version']} |" in explained
        assert not [path for path in tracked_files() if path.is_relative_to(ROOT / entry["folder"])]


def test_no_file_names_a_package_registry() -> None:
    pattern = re.compile("|".join(INDEX_HOSTS), re.IGNORECASE)
    naming = []
    for path in tracked_files():
        text = path.read_bytes().decode(errors="ignore") if path.is_file() else ""
        if path != Path(__file__) and pattern.search(text):
            naming.append(str(path.relative_to(ROOT)))
    assert naming == []
