"""The commands a newcomer runs: clear words when something on the machine stands in the way."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def demo(port: str) -> subprocess.CompletedProcess[str]:
    """Start the demo on a port that cannot work: it says so before it does anything."""
    command = [sys.executable, str(ROOT / "scripts" / "demo.py")]
    return subprocess.run(
        command, env={**os.environ, "PORT": port}, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1", "8000; true"])
def test_demo_refuses_a_port_that_is_none(port: str) -> None:
    done = demo(port)
    assert done.returncode == 1
    assert done.stderr == f"error: PORT must be a number from 1 to 65535, not {port!r}\n"


def test_demo_tells_that_the_port_is_taken_and_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = demo(str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: port {port} is taken on this machine.")
    assert "make demo PORT=" in done.stderr


def find_python(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Look for Python in a PATH where ``python3`` is the given script."""
    fake = folder / "python3"
    fake.write_text(f"#!/bin/sh\n{python}\n")
    fake.chmod(0o755)
    sh = shutil.which("sh") or "/bin/sh"
    command = [sh, str(ROOT / "scripts" / "find_python")]
    return subprocess.run(command, env={"PATH": str(folder)}, capture_output=True, text=True)


def test_too_old_a_python_is_told(tmp_path: Path) -> None:
    done = find_python(tmp_path, '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0; exit 1')
    assert done.returncode == 1
    assert done.stdout == ""
    assert "needs Python 3.11 or later" in done.stderr
    assert "Python 3.9.2" in done.stderr


def test_a_python_that_will_do_is_found(tmp_path: Path) -> None:
    done = find_python(tmp_path, f'exec "{sys.executable}" "$@"')
    assert (done.returncode, done.stdout) == (0, f"{tmp_path}/python3\n")


def test_help_lists_every_command() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    commands = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make ")}
    assert {"demo", "test", "bench", "lint", "format", "messages", "relock", "clean"} <= commands


def test_servers_refuse_an_unknown_command() -> None:
    for script in ("elasticsearch", "postgres"):
        done = subprocess.run([str(ROOT / "scripts" / script), "sing"], capture_output=True, text=True)
        assert done.returncode == 2
        assert "invalid choice" in done.stderr
