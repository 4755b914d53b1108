"""Runs every check of `make lint`, one after the other, and tells which failed. Run in the environment of
--dev."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "format": ["ruff", "format", "--check", "--output-format", "concise", "."],
    "style": ["ruff", "check", "--quiet", "--output-format", "concise", "."],
    "layers": ["lint-imports", "--no-cache"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "types": ["mypy", "--no-error-summary", "portal", "liaison", "practices", "events", "search"],
    "set-up": ["python", "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "production": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP-only-to-check",
    "COMITY_HOSTS": "portal.example.org",
    "COMITY_BASE_URL": "https://portal.example.org",
}


def environment(name: str) -> dict[str, str]:
    """What a check runs with: a folder of its own, so that it writes nothing among the demo's data."""
    result = {
        **os.environ,
        "COMITY_VAR": str(ROOT / "var" / "lint"),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
    }
    result["PATH"] = f"{BIN}{os.pathsep}{result.get('PATH', '')}"
    result.pop("DATABASE_URL", None)
    return result | PRODUCTION if name == "production" else result


def main() -> int:
    """Run all checks, or those named as arguments; 1 when one failed."""
    os.chdir(ROOT)
    chosen = sys.argv[1:] or list(CHECKS)
    failed = []
    for name in chosen:
        done = subprocess.run(
            CHECKS[name], env=environment(name), stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        print(f"{name:<12}{'failed' if done.returncode else 'passed'}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    if failed:
        print(f"Checks that failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
