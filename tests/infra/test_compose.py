"""compose.yaml and the Dockerfile, checked without an engine: what runs, as whom, and with which secrets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "scheduler")
LASTING = sorted(set(SERVICES) - {"migrate"})
SECRET = re.compile(r"(PASSWORD|SECRET_KEY|_URL)$")


def dockerfile() -> list[str]:
    """The Dockerfile's instructions, continued lines joined, comments left out."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def final_stage() -> list[str]:
    """The instructions of the stage that becomes the image."""
    lines = dockerfile()
    start = max(number for number, line in enumerate(lines) if line.startswith("FROM "))
    return lines[start:]


def test_compose_runs_the_portal_and_all_it_needs() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "elasticsearch", "redis"}
    assert SERVICES["worker"]["command"][:3] == ["python", "manage.py", "db_worker"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_image_names_a_version(name: str) -> None:
    image = SERVICES[name]["image"]
    tag = image.partition(":")[2]
    assert tag
    assert "latest" not in tag


def test_elasticsearch_is_the_version_the_tests_run_on() -> None:
    source = (ROOT / "scripts" / "servers" / "elastic_program.py").read_text()
    version = re.search(r'^VERSION = "(.+)"$', source, re.MULTILINE)
    assert version
    assert SERVICES["elasticsearch"]["image"] == f"elasticsearch:{version[1]}"


@pytest.mark.parametrize("name", LASTING)
def test_lasting_service_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]["test"]
    assert check[0] in ("CMD", "CMD-SHELL")
    assert len(check) > 1


@pytest.mark.parametrize("name", OURS)
def test_own_process_can_change_nothing_but_its_files(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["volumes"] == ["files:/var/lib/comity"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_secret_comes_from_the_environment(name: str) -> None:
    environment = SERVICES[name].get("environment", {})
    secrets = {key: str(value) for key, value in environment.items() if SECRET.search(key)}
    assert all("${" in value for value in secrets.values()), secrets
    without_default = [value for value in secrets.values() if ":?" not in value and "base_url" not in value]
    assert without_default == []


def test_only_the_web_server_is_reached_from_outside_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "elasticsearch", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_portal_starts_after_its_database_is_migrated() -> None:
    for name in ("web", "worker", "scheduler"):
        assert SERVICES[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    waits = {name: entry["condition"] for name, entry in SERVICES["migrate"]["depends_on"].items()}
    assert waits == dict.fromkeys(("postgres", "redis", "elasticsearch"), "service_healthy")


def test_every_volume_and_network_is_declared() -> None:
    for service in SERVICES.values():
        named = [volume.split(":")[0] for volume in service.get("volumes", [])]
        assert set(named) <= set(COMPOSE["volumes"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])


def test_image_runs_as_an_unprivileged_user() -> None:
    users = [line.split()[1] for line in final_stage() if line.startswith("USER ")]
    assert len(users) == 1
    assert int(users[0].split(":")[0]) >= 10_000


def test_image_is_built_in_stages_from_fixed_versions() -> None:
    bases = [line.split()[1] for line in dockerfile() if line.startswith("FROM ")]
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", base) for base in bases)


def test_image_installs_only_what_the_lock_files_name() -> None:
    installs = [line for line in dockerfile() if "pip install" in line]
    assert installs
    assert all(line.count("pip install") == line.count("--require-hashes") for line in installs)
    assert not any("dev.txt" in line for line in dockerfile())


def test_image_holds_no_secret_and_tells_its_health() -> None:
    environment = [line for line in dockerfile() if line.startswith(("ENV ", "ARG "))]
    assert not any(re.search(r"SECRET|PASSWORD|TOKEN", line) for line in environment)
    assert sum(line.startswith("HEALTHCHECK ") for line in final_stage()) == 1
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".git", ".env", "var", "**/*.sqlite3*"} <= set(ignored)
