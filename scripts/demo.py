"""Brings up the whole portal on this machine, with demo content. Standard library only; needs Python 3.11.

Environment, database, content and search index are made at the first start and kept; what was entered stays.
``PORT`` (default 8000) is the port on 127.0.0.1; ``COMITY_VAR`` (default ``var``) the folder of everything
written.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import bootstrap

ROOT = Path(__file__).resolve().parent.parent


def stop(message: str) -> NoReturn:
    """End with a message that says what to do."""
    print(f"error: {message}", file=sys.stderr)
    raise SystemExit(1)


def chosen_port() -> int:
    """The port in ``PORT``, checked to be free."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        stop(f"PORT must be a number from 1 to 65535, not {text!r}")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            stop(f"this user may not listen on port {port}. Choose another, such as: make demo PORT=8080")
        except OSError:
            stop(
                f"port {port} is taken on this machine. Choose another, such as: make demo PORT={_next(port)}"
            )
    return port


def _next(port: int) -> int:
    return port + 1 if port < 65535 else port - 1


def demo_environment(port: int) -> dict[str, str]:
    """The environment of the demo's processes: this one's, with the demo's settings."""
    environment = dict(os.environ)
    environment["DJANGO_SETTINGS_MODULE"] = "portal.settings.dev"
    environment["COMITY_VAR"] = str(Path(os.environ.get("COMITY_VAR") or ROOT / "var").resolve())
    environment["COMITY_BASE_URL"] = f"http://127.0.0.1:{port}"
    environment["PORT"] = str(port)
    environment.setdefault("LANG", "C.UTF-8")
    environment.setdefault("PYTHONUNBUFFERED", "1")
    return environment


def main() -> int:
    """Prepare everything, then become the web server."""
    os.chdir(ROOT)
    try:
        port = chosen_port()
        bootstrap.prepare(dev=False)
        environment = demo_environment(port)
        python = str(bootstrap.python())
        prepared = subprocess.run(
            [python, "scripts/prepare_demo.py"], env=environment, stdin=subprocess.DEVNULL
        )
        if prepared.returncode:
            stop("the demo could not be prepared: the reason is above")
    except bootstrap.SetUpError as error:
        stop(str(error))
    except KeyboardInterrupt:
        return 130
    sys.stdout.flush()
    server = [python, "-m", "gunicorn", "--config", "scripts/demo_server.py", "portal.wsgi:application"]
    os.execve(python, server, environment)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    sys.exit(main())
