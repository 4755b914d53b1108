"""Fetching the front-end assets: verified, whole, and quick when there is nothing to do."""

from __future__ import annotations

import importlib.util
import io
import sys
import tarfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("fetch_assets", ROOT / "scripts" / "fetch_assets.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


fetch_assets = load()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A tarball such as npm packs, with a file to keep, one to leave and one that tries to get out."""
    path = tmp_path / "thing.tgz"
    with tarfile.open(path, "w:gz") as target:
        for name, content in {
            "package/a.css": b"a {}",
            "package/b.js": b"1",
            "package/../../out": b"x",
        }.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            target.addfile(entry, io.BytesIO(content))
    return path


@pytest.fixture
def npm(tmp_path: Path, archive: Path) -> str:
    """A stand-in for npm that packs the archive and counts how often it is asked."""
    script = tmp_path / "npm"
    script.write_text(f'#!/bin/sh\necho asked >> {tmp_path}/asked\ncp {archive} "$6/thing-1.0.0.tgz"\n')
    script.chmod(0o755)
    return str(script)


def package(archive: Path, **changes: Any) -> dict[str, Any]:
    """An entry of the lock file for the archive."""
    entry = {
        "name": "@x/thing",
        "version": "1.0.0",
        "folder": "vendor/thing",
        "keep": {"a.css": "styles/a.css"},
    }
    return {**entry, "integrity": fetch_assets.integrity(archive), **changes}


def asked(tmp_path: Path) -> int:
    """How often npm was asked."""
    path = tmp_path / "asked"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_only_the_kept_files_are_unpacked(tmp_path: Path, archive: Path, npm: str) -> None:
    entry = package(archive)
    assert fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=tmp_path / "cache") == 1
    folder = tmp_path / "vendor" / "thing"
    kept = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert kept == [".complete", "styles/a.css"]
    assert not (tmp_path / "out").exists()
    assert not (tmp_path.parent / "out").exists()


def test_nothing_is_done_when_all_is_in_place_and_a_lost_file_comes_from_the_cache(
    tmp_path: Path, archive: Path, npm: str
) -> None:
    entry, cache = package(archive), tmp_path / "cache"
    fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=cache)
    assert fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=cache) == 0
    (tmp_path / "vendor" / "thing" / "styles" / "a.css").unlink()
    assert fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=cache) == 1
    assert (tmp_path / "vendor" / "thing" / "styles" / "a.css").read_text() == "a {}"
    assert asked(tmp_path) == 1


def test_a_damaged_tarball_in_the_cache_is_fetched_again(tmp_path: Path, archive: Path, npm: str) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "x-thing-1.0.0.tgz").write_bytes(b"half a tarb")
    fetch_assets.fetch([package(archive)], npm=npm, root=tmp_path, cache=cache)
    assert asked(tmp_path) == 1
    assert fetch_assets.integrity(cache / "x-thing-1.0.0.tgz") == fetch_assets.integrity(archive)


def test_a_package_with_another_digest_is_refused(tmp_path: Path, archive: Path, npm: str) -> None:
    entry = package(archive, integrity="sha512-" + "A" * 86 + "==")
    with pytest.raises(fetch_assets.AssetError, match="SHA-512 differs"):
        fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=tmp_path / "cache")
    assert not (tmp_path / "vendor").exists()


@pytest.mark.parametrize("target", ["../../etc/passwd", "/etc/passwd"])
def test_a_target_outside_the_folder_is_refused(tmp_path: Path, archive: Path, npm: str, target: str) -> None:
    entry = package(archive, keep={"a.css": target})
    with pytest.raises(fetch_assets.AssetError, match="leads out"):
        fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=tmp_path / "cache")


def test_a_missing_file_leaves_what_was_there(tmp_path: Path, archive: Path, npm: str) -> None:
    fetch_assets.fetch([package(archive)], npm=npm, root=tmp_path, cache=tmp_path / "cache")
    entry = package(archive, keep={"a.css": "styles/a.css", "gone.css": "gone.css"})
    with pytest.raises(fetch_assets.AssetError, match=r"gone\.css"):
        fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=tmp_path / "cache")
    assert (tmp_path / "vendor" / "thing" / "styles" / "a.css").read_text() == "a {}"


def test_npm_that_cannot_be_run_is_told(tmp_path: Path, archive: Path) -> None:
    with pytest.raises(fetch_assets.AssetError, match="npm cannot be run"):
        fetch_assets.fetch(
            [package(archive)], npm=str(tmp_path / "none"), root=tmp_path, cache=tmp_path / "c"
        )


def prepared(archive: Path, tmp_path: Path, script: str) -> dict[str, Any]:
    """An entry whose files a script prepares."""
    (tmp_path / "make.py").write_text(script)
    return package(archive, prepare={"script": "make.py", "makes": ["made.txt"]})


def test_a_package_is_prepared_by_its_script_and_again_when_the_script_changes(
    tmp_path: Path, archive: Path, npm: str
) -> None:
    script = "import pathlib, sys; f = pathlib.Path(sys.argv[1]); "
    first = script + "(f / 'made.txt').write_text((f / 'styles/a.css').read_text())"
    entry, cache = prepared(archive, tmp_path, first), tmp_path / "cache"
    made = tmp_path / "vendor" / "thing" / "made.txt"
    assert fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=cache) == 1
    assert made.read_text() == "a {}"
    assert fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=cache) == 0
    entry = prepared(archive, tmp_path, script + "(f / 'made.txt').write_text('second')")
    assert fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=cache) == 1
    assert made.read_text() == "second"
    made.unlink()
    assert fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=cache) == 1


@pytest.mark.parametrize(
    "script", ["raise SystemExit('no such border')", "pass"], ids=["fails", "makes none"]
)
def test_a_package_that_cannot_be_prepared_leaves_what_was_there(
    tmp_path: Path, archive: Path, npm: str, script: str
) -> None:
    fetch_assets.fetch([package(archive)], npm=npm, root=tmp_path, cache=tmp_path / "cache")
    entry = prepared(archive, tmp_path, script)
    with pytest.raises(fetch_assets.AssetError, match="could not be prepared"):
        fetch_assets.fetch([entry], npm=npm, root=tmp_path, cache=tmp_path / "cache")
    assert (tmp_path / "vendor" / "thing" / "styles" / "a.css").read_text() == "a {}"
    assert not (tmp_path / "vendor" / "thing" / "made.txt").exists()
