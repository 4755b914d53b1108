"""Makes the project's environment: .venv with hash-locked requirements, and the front-end assets.

Standard library only; needs Python 3.11. Run again, it does only what changed: each requirements file is
stamped with the hash of what it said when it was installed.

    python3 scripts/bootstrap.py [--dev]

``COMITY_VENV`` names another folder for the environment (default ``.venv``).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

import fetch_assets

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"


class SetUpError(Exception):
    """The environment cannot be made; the message says why and what to do."""


def environment() -> Path:
    """The folder of the project's virtual environment."""
    return Path(os.environ.get("COMITY_VENV") or ROOT / ".venv").resolve()


def python() -> Path:
    """The Python of the project's virtual environment."""
    return environment() / "bin" / "python"


def prepare(*, dev: bool) -> None:
    """Have the environment and the assets ready, with the tools of tests and checks when ``dev``.

    Raises ``SetUpError``.
    """
    make_environment()
    install("dev" if dev else "base")
    packages = fetch_assets.load(tests=dev)
    if all(map(fetch_assets.is_in_place, packages)):
        return
    if fetch_assets.find_npm(environment()) is None:
        install("assets")
    print("Fetching the front-end assets", flush=True)
    try:
        fetch_assets.fetch(packages, npm=fetch_assets.find_npm(environment()) or "npm")
    except fetch_assets.AssetError as error:
        raise SetUpError(str(error)) from error


def make_environment() -> None:
    """Create the virtual environment unless it is there and its Python works."""
    if python().exists() and not _works(
        [str(python()), "-c", "import sys; assert sys.version_info >= (3, 11)"]
    ):
        print(f"The environment in {environment()} no longer works: making it anew", flush=True)
    elif _works([str(python()), "-m", "pip", "--version"]):
        return
    print(f"Creating an environment in {environment()}", flush=True)
    try:
        venv.create(environment(), with_pip=True, clear=True)
    except (subprocess.CalledProcessError, OSError) as error:
        raise SetUpError(
            f"the environment could not be created: {error}. On Debian: apt-get install python3-venv"
        ) from error


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        return False


def install(name: str) -> None:
    """Install ``requirements/<name>.txt`` unless that very file is installed. Raises ``SetUpError``."""
    locks = [name, "base"] if name == "dev" else [name]
    if _stamp(name).exists() and _stamp(name).read_text() == _digest(name):
        return
    total = sum(1 for line in _lock(name).read_text().splitlines() if line[:1].isalnum())
    print(
        f"Installing up to {total} packages of requirements/{name}.txt, each checked by its hash", flush=True
    )
    command = [str(python()), "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check"]
    command += ["--no-input", "--requirement", str(_lock(name))]
    output = _run_with_progress(command, total)
    if output:
        raise SetUpError(
            f"pip could not install requirements/{name}.txt. Its last words:\n{output}\n"
            "Is the network there? What was done is kept: the same command goes on from here."
        )
    for lock in locks:  # dev.txt holds everything of base.txt, at the same versions.
        _stamp(lock).write_text(_digest(lock))


def _lock(name: str) -> Path:
    return REQUIREMENTS / f"{name}.txt"


def _stamp(name: str) -> Path:
    return environment() / f"comity-{name}.stamp"


def _digest(name: str) -> str:
    return hashlib.sha256(_lock(name).read_bytes()).hexdigest()


def _run_with_progress(command: list[str], total: int) -> str:
    """Run pip and count what it has looked at; '' when it succeeded, else the end of what it printed."""
    last: list[str] = []
    done, told = 0, time.monotonic()
    options = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
    }
    with subprocess.Popen(command, **options) as pip:  # type: ignore[call-overload]
        for line in pip.stdout:
            last = [*last[-14:], line.rstrip()]
            done += line.startswith(("Collecting ", "Requirement already satisfied"))
            if line.startswith("Installing collected"):
                told = float("inf")
                print("  unpacking", flush=True)
            elif time.monotonic() - told > 3:
                told = time.monotonic()
                print(f"  {min(done, total)} of {total}", flush=True)
    return "\n".join(last) if pip.returncode else ""


def main() -> int:
    """Prepare the environment; print what went wrong and return 1 when that fails."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dev", action="store_true", help="with the tools of the tests and the checks")
    try:
        prepare(dev=parser.parse_args().dev)
    except SetUpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
