"""Runs a command with a real PostgreSQL and a real Elasticsearch of its own, and ends them afterwards.

    python3 scripts/with_servers.py make test

The command finds them in ``DATABASE_URL`` and ``ELASTICSEARCH_URL``. Both servers listen on free ports of
loopback; their data is deleted at the end. A server whose address is set in the environment already is used
as it is.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

SCRIPTS = Path(__file__).resolve().parent
SERVERS = {"postgres": "DATABASE_URL", "elasticsearch": "ELASTICSEARCH_URL"}


class Ended(Exception):
    """This process was told to end."""


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody uses, all different."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def start(name: str, environment: dict[str, str]) -> str:
    """Start one server and return its address. Raises ``subprocess.CalledProcessError``, its reason told."""
    command = [str(SCRIPTS / name), "start"]
    started = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True
    )
    return started.stdout.decode().strip()


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run the command and return its exit status; end it first when this process is told to end."""
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _end(number: int, _frame: FrameType | None) -> None:
    raise Ended(signal.Signals(number).name)


def main(command: list[str]) -> int:
    """Start the servers, run the command, end the servers."""
    signal.signal(signal.SIGTERM, _end)
    wanted = [name for name, variable in SERVERS.items() if not os.environ.get(variable)]
    # Not in /tmp, which may lie in memory; reachable by the user the servers run as.
    folder = Path(tempfile.mkdtemp(prefix="comity-servers-", dir="/var/tmp"))
    folder.chmod(0o755)
    own = dict(os.environ)
    for name, port in zip(wanted, free_ports(len(wanted)), strict=True):
        own[f"COMITY_{name.upper()}_PORT"] = str(port)
        own[f"COMITY_{name.upper()}_DIR"] = str(folder / name)
    environment = dict(os.environ)
    try:
        for name in wanted:
            environment[SERVERS[name]] = start(name, own)
        return run(command, environment)
    except subprocess.CalledProcessError:
        return 1
    except (Ended, KeyboardInterrupt) as reason:
        print(f"ended by {reason or 'Ctrl-C'}", file=sys.stderr)
        return 130
    finally:
        for name in wanted:
            subprocess.run(
                [str(SCRIPTS / name), "destroy"], env=own, stdin=subprocess.DEVNULL, capture_output=True
            )
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1:]))
