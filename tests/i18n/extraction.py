"""Gathers the texts to translate anew, as `make messages` does but without gettext's tools; reads the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("portal", "liaison", "practices", "events", "search")
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
VENDOR = ROOT / "portal" / "static"

FUNCTIONS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""What django-admin makemessages gives xgettext as keywords."""


class Text(NamedTuple):
    """A text to translate: its context, its English and, where it is counted, its English plural."""

    context: str | None
    english: str
    plural: str | None


def sources() -> list[Path]:
    """Every Python file and template of ours in which a text may stand."""
    python = [path for folder in SOURCES for path in (ROOT / folder).rglob("*.py")]
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    return sorted(path for path in [*python, *templates] if VENDOR not in path.parents)


def texts() -> dict[Text, str]:
    """Every text of the project, with the first place it stands in."""
    found: dict[Text, str] = {}
    for path in sources():
        for text in texts_of(path):
            found.setdefault(text, str(path.relative_to(ROOT)))
    return found


def texts_of(path: Path) -> Iterator[Text]:
    """The texts of one Python file or template."""
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Within brackets, Python's tokens ask for no indentation: what templatize leaves has none that is right.
        code = f"(\n{templatize(code, origin=str(path))}\n)"
    for _line, function, messages, _comments in extract_python(BytesIO(code.encode()), FUNCTIONS, [], {}):
        yield _text(function, messages)


def _text(function: Any, messages: Any) -> Text:
    parts = [messages] if isinstance(messages, str) else list(messages)
    context = str(parts.pop(0)) if "pgettext" in function else None
    plural = str(parts[1]) if "ngettext" in function or "npgettext" in function else None
    return Text(context, str(parts[0]), plural)


def french_catalogue() -> Catalog:
    """The French catalogue as it is in the repository."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def entries(catalogue: Catalog) -> dict[Text, tuple[str, ...]]:
    """Each text of the catalogue with its French, one form or two."""
    found = {}
    for message in catalogue:
        if message.id:
            english, *plural = _forms(message.id)
            found[Text(message.context, english, plural[0] if plural else None)] = _forms(message.string)
    return found


def _forms(text: object) -> tuple[str, ...]:
    """One form or several, as Babel keeps them."""
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text or ""),)


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
TAG = re.compile(r"</?\w+[^>]*>")


def placeholders(text: str) -> list[str]:
    """What is filled in, and the HTML tags, in a stable order."""
    return sorted(PLACEHOLDER.findall(text)) + sorted(TAG.findall(text))
