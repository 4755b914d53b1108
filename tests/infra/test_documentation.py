"""What an operator can set is written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def settings_variables() -> list[str]:
    """Every environment variable the settings read."""
    found: set[str] = set()
    for path in (ROOT / "portal" / "settings").glob("*.py"):
        found.update(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', path.read_text()))
    return sorted(found)


@pytest.mark.parametrize("name", settings_variables())
def test_variable_of_the_settings_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "production.md").read_text()


def test_variable_given_by_compose_is_documented() -> None:
    given = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))
    text = (ROOT / "docs" / "production.md").read_text()
    undocumented = sorted(name for name in given if name not in text)
    assert undocumented == []


def test_settings_are_found() -> None:
    assert {"DATABASE_URL", "SECRET_KEY", "COMITY_VAR"} <= set(settings_variables())
