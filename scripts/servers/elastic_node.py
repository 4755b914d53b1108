"""Runs a real single-node Elasticsearch without Docker, for development and tests. Prints its address.

Environment: COMITY_CACHE (downloads, default ~/.cache/comity), COMITY_RUN (program and data),
COMITY_ELASTICSEARCH_PORT (default 9222), COMITY_ELASTICSEARCH_DIR (data, logs and pid file of this node),
COMITY_ELASTICSEARCH_HEAP (default 512m), ES_JAVA_HOME (default: the best Java 21-25 found).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from background import ServerUser, end, fail, read_pid, remove, run_dir, runs, say, tail, wait_until
from elastic_program import NAME, VERSION, assemble, find_java

_local = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Never through a proxy: the node listens on loopback."""


class Node:
    """One node: where it keeps its things and how it is reached."""

    def __init__(self) -> None:
        self.port = int(os.environ.get("COMITY_ELASTICSEARCH_PORT") or 9222)
        self.heap = os.environ.get("COMITY_ELASTICSEARCH_HEAP") or "512m"
        self.home = run_dir() / NAME
        chosen = os.environ.get("COMITY_ELASTICSEARCH_DIR")
        self.dir = Path(chosen).resolve() if chosen else run_dir() / f"elasticsearch-{self.port}"
        self.pid_file = self.dir / "pid"
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.dir / "launch.log"

    def pid(self) -> int | None:
        """The process id of the running node, or None."""
        pid = read_pid(self.pid_file)
        return pid if pid and runs(pid, str(self.dir)) else None

    def runs(self) -> bool:
        """Whether the node's process lives."""
        return self.pid() is not None

    def answers(self) -> bool:
        """Whether the node takes requests and its indices can be searched."""
        try:
            with _local.open(
                f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=2s", timeout=5
            ) as answer:
                return json.load(answer)["status"] in ("yellow", "green")
        except (OSError, ValueError, KeyError):
            return False


def start(node: Node) -> None:
    """Start the node and wait until it answers; does nothing when it already does."""
    if node.runs() and wait_until(node.answers, 60, node.runs):
        return
    _refuse_taken_port(node)
    java, user = find_java(), ServerUser("nobody")
    assemble(node.home)
    _configure(node)
    user.own(node.dir)
    say(f"Starting Elasticsearch {VERSION} on {node.url} ...")
    with node.log.open("wb") as output:
        launched = subprocess.run(
            [str(node.home / "bin" / "elasticsearch"), "-d", "-p", str(node.pid_file)],
            env=_environment(node, java),
            cwd=node.dir,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **user.process_options(),
        )
    if launched.returncode or not wait_until(node.answers, 120, node.runs):
        stop(node)
        fail(f"Elasticsearch did not start. The end of {node.log}:\n{tail(node.log)}")


def _refuse_taken_port(node: Node) -> None:
    try:
        _local.open(node.url, timeout=3).close()
    except urllib.error.HTTPError:
        pass
    except OSError:
        return  # Nobody there, as it should be.
    fail(f"something else answers on port {node.port}: set COMITY_ELASTICSEARCH_PORT")


def _configure(node: Node) -> None:
    """Write the configuration anew, keeping the data."""
    config = node.dir / "config"
    remove(config)
    node.dir.mkdir(parents=True, exist_ok=True)
    shutil.copytree(node.home / "config", config)
    for folder in ("data", "logs", "tmp"):
        (node.dir / folder).mkdir(exist_ok=True)
    settings = {
        "cluster.name": f"comity-{node.port}",
        "node.name": "comity",
        "path.data": node.dir / "data",
        "path.logs": node.dir / "logs",
        "discovery.type": "single-node",
        "http.host": "127.0.0.1",
        "http.port": node.port,
        "transport.host": "127.0.0.1",
        "xpack.security.enabled": "false",
        # A nearly full disk must not make the indices of a test read-only.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    lines = "".join(f"{key}: {value}\n" for key, value in settings.items())
    (config / "elasticsearch.yml").write_text(lines)


def _environment(node: Node, java: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(node.dir),
        "LANG": "C.UTF-8",
        "ES_JAVA_HOME": str(java),
        "ES_JAVA_OPTS": f"-Xms{node.heap} -Xmx{node.heap}",
        "ES_PATH_CONF": str(node.dir / "config"),
        "ES_TMPDIR": str(node.dir / "tmp"),
    }


def stop(node: Node) -> None:
    """End the node, if it runs."""
    if pid := node.pid():
        end(pid, str(node.dir))
    node.pid_file.unlink(missing_ok=True)


def status(node: Node) -> None:
    """End with exit status 1 unless the node answers."""
    if not (node.runs() and node.answers()):
        fail(f"no Elasticsearch of ours runs on port {node.port}")


def main() -> None:
    """Carry out one subcommand."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = ("assemble", "start", "stop", "status", "destroy")
    parser.add_argument("command", choices=commands, help="destroy: stop, and delete the node's data")
    command = parser.parse_args().command
    node = Node()
    if command == "assemble":
        assemble(node.home)
    elif command in ("start", "status"):
        start(node) if command == "start" else status(node)
        print(node.url)
    else:
        stop(node)
        if command == "destroy":
            remove(node.dir)


if __name__ == "__main__":
    main()
