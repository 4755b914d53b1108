"""No template shows words that cannot be translated."""

from __future__ import annotations

import re
from pathlib import Path

from tests.i18n.extraction import ROOT

TEMPLATES = ROOT / "templates"

ALLOWED = {
    "Comity",
    "CSV",
    "PDF",
    "XLSX",
    "vCard",
    "English",  # languages, each in itself
    "français",
    "email",  # columns of a table that is imported, as they stand in its first line
    "name",
    "role",
    "delegation",
    "TLP:",  # never translated (mission.md)
    "STE 182, Palermo, extradition …",  # examples that read the same in both languages
}
"""Words that are the same in every language."""

ATTRIBUTES_ONLY = {"search/_hx.html"}
"""Templates that stand inside a tag: nothing in them is shown."""

SILENT = (
    re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}", re.DOTALL),
    re.compile(r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL),
    re.compile(r"\{#.*?#\}", re.DOTALL),
    re.compile(r"<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE),
    re.compile(r"\{%\s*block body_class\s*%\}.*?\{%\s*endblock\b.*?%\}", re.DOTALL),
    re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE),
)
MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ATTRIBUTE = re.compile(r"\b(?:placeholder|title|alt|label|aria-label|aria-roledescription)=\"([^\"]*)\"")
ARGUMENT = re.compile(r"\b(?:text|title|label|intro|meta|link_text|help)=\"([^\"|]*[a-z][^\"|]*)\"")
WORD = re.compile(r"[^\W\d_]{2,}")


def bare_words(source: str, *, is_html: bool = True) -> list[str]:
    """What a template shows as it stands: text between tags, attributes that are read out, arguments of includes."""
    for pattern in SILENT:
        source = pattern.sub("", source)
    includes = " ".join(re.findall(r"\{%\s*include\b.*?%\}", source, re.DOTALL))
    found = ARGUMENT.findall(includes)
    # A tag within a tag's attributes may hold a ">": take ours out first.
    source = MARKUP.sub("\x00", source)
    if is_html:
        found += ATTRIBUTE.findall(source)
        source = re.sub(r"<[^>]*>", "\x00", source)
    found += source.split("\x00")
    found = [re.sub(r"&\w+;", " ", text).replace("\x00", " ").strip() for text in found]
    return [text for text in found if WORD.search(text) and text not in ALLOWED]


def test_scan_finds_words_wherever_they_stand() -> None:
    source = """{% load i18n %}{% comment %}A remark{% endcomment %}<p title="A title">Some text
    {% translate "Marked" %} {{ value|default:"x" }}</p><input placeholder="Type here" class="some-class">
    {% blocktranslate trimmed %}Marked too{% endblocktranslate %}<script>let word = "silent";</script>
    {% include "components/button.html" with text="Press" kind="secondary" only %}"""
    assert bare_words(source) == ["Press", "A title", "Type here", "Some text"]


def test_no_template_shows_unmarked_words() -> None:
    found = {}
    for path in sorted(TEMPLATES.rglob("*")):
        name = str(path.relative_to(TEMPLATES))
        if path.is_file() and name not in ATTRIBUTES_ONLY and (words := unmarked(path)):
            found[name] = words
    assert found == {}, "mark these with {% translate %}"


def unmarked(path: Path) -> list[str]:
    """The words one template shows as they stand."""
    return bare_words(path.read_text(encoding="utf-8"), is_html=path.suffix != ".txt")


def test_no_allowance_is_left_over() -> None:
    """Every allowed word still stands in a template."""
    everything = "\n".join(
        path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*") if path.is_file()
    )
    assert [words for words in ALLOWED if words not in everything] == []
    assert all((TEMPLATES / name).exists() for name in ATTRIBUTES_ONLY)
