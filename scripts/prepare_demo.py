"""Prepares what the demo serves: database, translations, static files, demo content. Run by scripts/demo.py.

Everything here may be run again: it does what is missing and leaves what was entered.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import compile_messages  # noqa: E402
import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402


def static_fingerprint() -> str:
    """A digest that changes when a static file of ours or the set of installed packages does."""
    digest = hashlib.sha256(Path(settings.BASE_DIR, "requirements", "base.txt").read_bytes())
    folder = Path(settings.BASE_DIR, "portal", "static")
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        about = path.stat()
        digest.update(f"{path.relative_to(folder)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Gather the static files in ``STATIC_ROOT``, when something changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".complete"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    print("Gathering static files", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=stamp.parent.exists())
    stamp.write_text(fingerprint)


def main() -> None:
    """Do every step in order, telling each that takes time."""
    compile_messages.compile_all(ROOT)
    django.setup()
    fresh = not Path(os.environ["COMITY_VAR"], "comity.sqlite3").exists()
    if fresh:
        print("Creating the database", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()
    call_command("demo")


if __name__ == "__main__":
    main()
