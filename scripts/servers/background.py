"""What the servers started for development and tests have in common. Standard library only.

Neither Elasticsearch nor PostgreSQL runs as root. When a script here is started by root, as in CI, the server
runs as another user, and its files live where that user can reach them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn


def fail(message: str) -> NoReturn:
    """End the script with a message on standard error and exit status 1."""
    print(f"error: {message}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def say(message: str) -> None:
    """Tell progress on standard error: standard output is for what a caller reads."""
    print(message, file=sys.stderr, flush=True)


def cache_dir() -> Path:
    """Where downloads are kept between checkouts: ``COMITY_CACHE`` or ``~/.cache/comity``."""
    path = Path(os.environ.get("COMITY_CACHE") or Path.home() / ".cache" / "comity")
    path.mkdir(parents=True, exist_ok=True)
    return path


def run_dir() -> Path:
    """Where servers keep programs and data: ``COMITY_RUN``, or a place that the server's user can reach."""
    chosen = os.environ.get("COMITY_RUN")
    path = Path(chosen) if chosen else Path("/var/tmp/comity") if os.geteuid() == 0 else cache_dir() / "run"
    path.mkdir(parents=True, exist_ok=True)
    return path


class ServerUser:
    """The user a server runs as: the caller, or when that is root the first of ``names`` that exists."""

    def __init__(self, *names: str) -> None:
        self.switch = os.geteuid() == 0
        entry = next((entry for entry in map(_user, names) if entry), None) if self.switch else None
        if self.switch and entry is None:
            fail(f"a server must not run as root, and none of these users exists: {', '.join(names)}")
        self.uid = entry.pw_uid if entry else os.geteuid()
        self.gid = entry.pw_gid if entry else os.getegid()

    def process_options(self) -> dict[str, Any]:
        """Arguments for ``subprocess`` that make the child run as this user, with no other groups."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand ``path`` and everything below it to this user."""
        if not self.switch:
            return
        os.chown(path, self.uid, self.gid)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(Path(folder) / name, self.uid, self.gid, follow_symlinks=False)


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def wait_until(check: Callable[[], bool], seconds: float, alive: Callable[[], bool]) -> bool:
    """Ask ``check`` until it is true; False when ``seconds`` passed or ``alive`` turned false first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return True
        if not alive():
            return False
        time.sleep(0.3)
    return False


def runs(pid: int, marker: str) -> bool:
    """Whether process ``pid`` exists and has ``marker`` in its command line: no stranger is ended."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return False
    return marker in command


def read_pid(path: Path) -> int | None:
    """The process id in a pid file, or None when there is none."""
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def end(pid: int, marker: str, patience: float = 30) -> None:
    """End process ``pid`` politely, then firmly; do nothing when it is not ours."""
    for kind, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 10)):
        if not runs(pid, marker):
            return
        try:
            os.kill(pid, kind)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and runs(pid, marker):
            time.sleep(0.1)


def remove(path: Path) -> None:
    """Delete a folder with everything in it, if it is there."""
    shutil.rmtree(path, ignore_errors=True)


def tail(path: Path, lines: int = 25) -> str:
    """The end of a log, for a message about what went wrong."""
    try:
        return "\n".join(line[:300] for line in path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return f"({path} is not there)"
