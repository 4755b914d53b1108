"""Reads the demonstration content and the reference tables it is compared with."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "demo"
SHARED = ROOT.parent / "shared" / "data"


def source_path(name: str) -> Path:
    """A reference file of the project or, until it is copied, of ../shared. Fails where both are missing."""
    for path in (ROOT / "data" / name, *sorted((ROOT / "data").glob(f"*/{name}")), SHARED / name):
        if path.is_file():
            return path
    pytest.fail(f"{name} is neither in data/ nor in ../shared/data/")


@cache
def table(name: str) -> list[dict[str, str]]:
    with source_path(name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def load(name: str) -> Any:
    return json.loads((DEMO / name).read_text("utf-8"))


PRACTICES: list[dict[str, Any]] = load("practices.json")
PEOPLE: dict[str, list[dict[str, Any]]] = load("people.json")
DOSSIERS: list[dict[str, Any]] = load("dossiers.json")
CASES: dict[str, dict[str, Any]] = {case["id"]: case for case in load("documented_cases.json")}
EXAMPLES = [p for p in PRACTICES if p["class"] == "example"]
DOCUMENTED = [p for p in PRACTICES if p["class"] == "documented"]


def by_id(practices: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("practice", practices, ids=[p["id"] for p in practices])


def strings(value: Any) -> list[str]:
    """Every piece of text inside a block's value."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [text for part in parts for text in strings(part)]


def figures(text: str) -> set[str]:
    """Numbers in a text, whatever a language puts between thousands and before decimals."""
    joined = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", "", text)
    return {number.replace(",", ".").lstrip("0") for number in re.findall(r"\d+(?:[.,]\d+)?", joined)}
