"""The French catalogue is complete, current and says the same as the English."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.i18n.extraction import ROOT, Text, entries, french_catalogue, placeholders, sources, texts

NO_BREAK = "\u00a0\u202f"


@pytest.fixture(scope="module")
def extracted() -> dict[Text, str]:
    return texts()


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return french_catalogue()


def test_extraction_finds_texts_of_python_and_of_templates(extracted: dict[Text, str]) -> None:
    assert extracted[Text(None, "Share an experience", None)].startswith("templates/")
    assert Text(None, "%(number)s result", "%(number)s results") in extracted
    assert extracted[Text(None, "Investigative judge", None)] == "portal/people/enums.py"
    assert extracted[Text(None, "Your experience with %(country)s is published", None)].endswith(".txt")
    assert len(extracted) > 500


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="NOT TESTED: xgettext is not installed")
def test_extraction_finds_what_gettext_finds(extracted: dict[Text, str]) -> None:
    """Python files: our extraction and xgettext name the same texts."""
    files = sorted({place for place in extracted.values() if place.endswith(".py")})
    command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--output=-", "--no-location"]
    command += [
        "--keyword=gettext_lazy",
        "--keyword=pgettext_lazy:1c,2",
        "--keyword=ngettext_lazy:1,2",
        *files,
    ]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    output = output.replace(b"nplurals=INTEGER; plural=EXPRESSION", b"nplurals=2; plural=(n > 1)")
    known = {text.english for text in extracted}
    theirs = {text.english for text in entries(read_po(BytesIO(output)))}
    assert theirs - known == set()
    assert {text.english for text, place in extracted.items() if place.endswith(".py")} - theirs == set()


def test_every_text_is_translated(extracted: dict[Text, str], catalogue: Catalog) -> None:
    french = entries(catalogue)
    missing = {text.english: place for text, place in extracted.items() if not all(french.get(text, ("",)))}
    assert missing == {}, "run `make messages` and translate these in locale/fr"


def test_no_translation_is_fuzzy_or_left_over(extracted: dict[Text, str], catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert not catalogue.fuzzy
    assert list(catalogue.obsolete) == []
    assert [text.english for text in entries(catalogue) if text not in extracted] == []


def test_placeholders_and_tags_are_those_of_the_english(catalogue: Catalog) -> None:
    wrong = {}
    for text, french in entries(catalogue).items():
        allowed = [placeholders(text.english), placeholders(text.plural or text.english)]
        for form in french:
            if placeholders(form) not in allowed:
                wrong[text.english] = form
    assert wrong == {}


def test_lines_begin_and_end_as_in_the_english(catalogue: Catalog) -> None:
    wrong = []
    for text, french in entries(catalogue).items():
        for form in french:
            if text.english.count("\n") != form.count("\n"):
                wrong.append((text.english, form))
            if text.english != text.english.strip() and (text.english[0] == " ") != (form[0] == " "):
                wrong.append((text.english, form))
    assert wrong == []


def test_french_is_typeset_as_french(catalogue: Catalog) -> None:
    """Non-breaking spaces before ; : ! ? and inside « », typographic apostrophes, no English quotation marks."""
    wrong = []
    for text, french in entries(catalogue).items():
        for form in french:
            bare = re.sub(r"TLP:\S+|%\(\w+\)[sd]|\{\w+\}|https?://\S+", "x", form)
            if (
                re.search(rf"[^{NO_BREAK}»][;!?](?:\s|$)", bare)
                or re.search(rf"[^{NO_BREAK}]:(?:\s|$)", bare)
                or re.search(rf"«[^{NO_BREAK}]|[^{NO_BREAK}]»", bare)
                or "'" in bare
            ):
                wrong.append((text.english, form))
    assert wrong == []


def test_labels_of_the_traffic_light_protocol_stay_as_they_are(catalogue: Catalog) -> None:
    label = re.compile(r"TLP:(?:CLEAR|GREEN|AMBER\+STRICT|AMBER|RED)")
    for text, french in entries(catalogue).items():
        for form in french:
            assert sorted(label.findall(form)) == sorted(label.findall(text.english)), text.english


def test_texts_are_marked_by_names_that_are_looked_for() -> None:
    """Under another name than its own or ``_`` a function's texts would never be gathered."""
    alias = re.compile(r"\w*gettext\w* as (?!_\b)\w+")
    code = {path: path.read_text(encoding="utf-8") for path in sources() if path.suffix == ".py"}
    assert {str(path): found for path, text in code.items() if (found := alias.findall(text))} == {}
