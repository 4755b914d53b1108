"""Runs a real PostgreSQL cluster of its own on loopback, for development and tests. Prints its DATABASE_URL.

It is made for tests: anyone on this machine may connect, and nothing is forced to the disk. Never for real
data.

Environment: COMITY_RUN (where it lives), COMITY_POSTGRES_PORT (default 5433), COMITY_POSTGRES_DIR (data, log
and socket of this cluster), COMITY_POSTGRES_BIN (the folder of initdb; default: the newest in
/usr/lib/postgresql or PATH).
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

from background import ServerUser, end, fail, read_pid, remove, run_dir, runs, say, tail

OWNER = DATABASE = "comity"
QUERY = "select 1 from pg_database where datname = 'comity'"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Cluster:
    """One cluster: where it keeps its things and how it is reached."""

    def __init__(self) -> None:
        self.port = int(os.environ.get("COMITY_POSTGRES_PORT") or 5433)
        chosen = os.environ.get("COMITY_POSTGRES_DIR")
        self.dir = Path(chosen).resolve() if chosen else run_dir() / f"postgres-{self.port}"
        self.data = self.dir / "data"
        self.log = self.dir / "log"
        self.user = ServerUser("postgres", "nobody")
        self.url = f"postgres://{OWNER}@127.0.0.1:{self.port}/{DATABASE}"

    def pid(self) -> int | None:
        """The process id of the running server, or None."""
        pid = read_pid(self.data / "postmaster.pid")
        return pid if pid and runs(pid, str(self.data)) else None

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's user, its output kept."""
        options: dict[str, Any] = {"capture_output": True, "text": True, "stdin": subprocess.DEVNULL}
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(self.dir)}
        command = [str(programs() / program), *arguments]
        return subprocess.run(
            command, cwd=self.dir, env=environment, **options, **self.user.process_options()
        )


def programs() -> Path:
    """The folder of PostgreSQL's programs."""
    if chosen := os.environ.get("COMITY_POSTGRES_BIN"):
        return Path(chosen)
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    fail("PostgreSQL is not installed here (Debian: apt-get install postgresql)")


def start(cluster: Cluster) -> None:
    """Start the cluster, made first when it is not there, and wait until it answers; nothing when it does."""
    if cluster.pid():
        return
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", cluster.port)) == 0:
            fail(f"something else listens on port {cluster.port}: set COMITY_POSTGRES_PORT")
    cluster.dir.mkdir(parents=True, exist_ok=True)
    cluster.user.own(cluster.dir)
    if not (cluster.data / "complete").exists():
        _create(cluster)
    say(f"Starting PostgreSQL on port {cluster.port} ...")
    settings = {**SETTINGS, "port": str(cluster.port), "unix_socket_directories": str(cluster.dir)}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    # pg_ctl's child would keep a pipe of ours open for ever: its output goes to the log.
    started = cluster.run(
        "pg_ctl", "start", "-w", "-D", str(cluster.data), "-l", str(cluster.log), "-o", options
    )
    if started.returncode:
        fail(f"PostgreSQL did not start: {started.stderr}\n{tail(cluster.log)}")
    _create_database(cluster)


def _create(cluster: Cluster) -> None:
    remove(cluster.data)
    arguments = [
        "-D",
        str(cluster.data),
        "-U",
        OWNER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    made = cluster.run("initdb", *arguments)
    if made.returncode:
        fail(f"the PostgreSQL cluster could not be made: {made.stderr}")
    (cluster.data / "complete").touch()


def _create_database(cluster: Cluster) -> None:
    where = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", OWNER]
    asked = cluster.run("psql", *where, "-d", "postgres", "-Atc", QUERY)
    if asked.stdout.strip() != "1":
        made = cluster.run("createdb", *where, DATABASE)
        if made.returncode:
            fail(f"the database could not be created: {made.stderr}")


def stop(cluster: Cluster) -> None:
    """End the cluster, if it runs, closing its connections."""
    if pid := cluster.pid():
        stopped = cluster.run("pg_ctl", "stop", "-w", "-m", "fast", "-t", "30", "-D", str(cluster.data))
        if stopped.returncode:
            end(pid, str(cluster.data))


def main() -> None:
    """Carry out one subcommand."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = ("start", "stop", "status", "destroy")
    parser.add_argument(
        "command", choices=commands, help="destroy: stop, and delete the cluster with its data"
    )
    command = parser.parse_args().command
    cluster = Cluster()
    if command in ("start", "status"):
        if command == "start":
            start(cluster)
        elif not cluster.pid():
            fail(f"no PostgreSQL of ours runs on port {cluster.port}")
        print(cluster.url)
    else:
        stop(cluster)
        if command == "destroy":
            remove(cluster.dir)


if __name__ == "__main__":
    main()
