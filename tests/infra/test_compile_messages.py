"""Translations are compiled without gettext's tools, and only when they changed."""

from __future__ import annotations

import gettext
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Search"
msgstr "Rechercher"

#, fuzzy
msgid "Share"
msgstr "Partir"

msgid "%(count)s practice"
msgid_plural "%(count)s practices"
msgstr[0] "%(count)s pratique"
msgstr[1] "%(count)s pratiques"
"""


def compile_below(root: Path) -> str:
    """Compile the catalogues below ``root``; the names of those written."""
    code = "import sys; sys.path.insert(0, sys.argv[1]); import compile_messages, pathlib\n"
    code += "print([path.name for path in compile_messages.compile_all(pathlib.Path(sys.argv[2]))])"
    command = [sys.executable, "-c", code, str(ROOT / "scripts"), str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_catalogue_is_compiled_once_and_again_when_it_changed(tmp_path: Path) -> None:
    source = tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE, encoding="utf-8")
    assert compile_below(tmp_path) == "['django.mo']"
    assert compile_below(tmp_path) == "[]"
    with source.with_suffix(".mo").open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("Search") == "Rechercher"
    assert french.gettext("Share") == "Share"
    assert french.ngettext("%(count)s practice", "%(count)s practices", 2) == "%(count)s pratiques"
    later = source.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert compile_below(tmp_path) == "['django.mo']"
