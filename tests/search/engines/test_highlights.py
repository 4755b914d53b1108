"""Titles and snippets: the found words are marked and nothing else is markup."""

from __future__ import annotations

import html
import re
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines import highlights
from search.engines.base import Clause, Engine, Query
from search.engines.demands import demands_of
from search.engines.highlights import SNIPPET, Highlighter

from .conftest import PUBLIC, ask, make_document

LONG = "Filling words about other things come first. " * 20


def highlighter(*words: str, phrase: bool = False) -> Highlighter:
    clauses = tuple(Clause(word, phrase=phrase) for word in words)
    return Highlighter(demands_of(Query(audience=PUBLIC, clauses=clauses)))


@pytest.mark.parametrize(
    ("words", "language", "text", "marked"),
    [
        ("extradition", "en", "The Extradition.", ["Extradition"]),
        ("requests", "en", "one request, two requests, questing", ["request", "requests"]),
        ("study", "en", "Studies and a study", ["Studies", "study"]),
        ("etat", "fr", "L’État, les états", ["État", "états"]),
        ("strasse", "de", "In der Straße", ["Straße"]),
        ("δουλεμποριο", "el", "το ΔΟΥΛΕΜΠΌΡΙΟ", ["ΔΟΥΛΕΜΠΌΡΙΟ"]),
        ("turkiye", "tr", "TÜRKİYE ve Türkiye", ["TÜRKİYE", "Türkiye"]),
        ("引渡", "zh", "关于引渡条约", ["引渡"]),
        ("عربية", "ar", "اللغة العربية", ["العربية"]),
        ("art", "en", "party art artful", ["art", "artful"]),
        ("182", "en", "STE 182 and 1820", ["182"]),
        ("swiadek", "pl", "„Świadek” i świadek", ["Świadek", "świadek"]),
        ("coeur", "fr", "au cœur", ["cœur"]),
        ("homoeopathie", "fr", "l’homœopathie", ["homœopathie"]),
        ("extradition", "en", "об extradition", ["extradition"]),
    ],
)
def test_found_words_are_marked(words: str, language: str, text: str, marked: list[str]) -> None:
    title = highlighter(words).title(text, language)
    assert re.findall("<mark>(.*?)</mark>", title) == marked
    assert html.unescape(re.sub("</?mark>", "", title)) == text


def test_only_exact_words_of_a_phrase_are_marked() -> None:
    assert highlighter("letters", phrase=True).title("letter letters", "en") == "letter <mark>letters</mark>"


def test_snippet_is_the_fragment_with_most_words() -> None:
    text = LONG + "One needle here. " + LONG + "A needle and a thread together. " + LONG
    snippet = highlighter("needle", "thread").snippet("Summary without them.", text, "en")
    assert "<mark>needle</mark> and a <mark>thread</mark> together" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(re.sub("</?mark>", "", snippet)) <= SNIPPET + 4


def test_snippet_prefers_the_summary() -> None:
    snippet = highlighter("needle").snippet("The needle in short.", "A needle at length.", "en")
    assert snippet == "The <mark>needle</mark> in short."


def test_snippet_without_words_is_the_beginning() -> None:
    marker = highlighter()
    assert marker.snippet("In short.", "At length.", "en") == "In short."
    assert marker.snippet("", "At length.", "en") == "At length."
    assert marker.snippet("", "", "en") == ""
    assert highlighter("absent").snippet("", LONG, "en").startswith("Filling words")


def test_markup_in_texts_and_queries_is_escaped(engine: Engine) -> None:
    nasty = '<script>alert("x")</script> </mark><img src=x onerror=alert(1)> & needle'
    engine.write([make_document(1, title=nasty, summary=nasty, text=nasty)])
    for words in ("needle", "script", "mark", "img", "alert", "<script>", "&", "amp", "quot"):
        for hit in ask(engine, words).hits:
            for shown in (hit.title, hit.snippet):
                assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")
                assert html.unescape(re.sub("</?mark>", "", shown)) == nasty
    assert "<mark>needle</mark>" in ask(engine, "needle").hits[0].snippet


@given(st.text(), st.text(), st.text())
def test_any_text_stays_text(words: str, summary: str, text: str) -> None:
    marker = highlighter(words)
    for shown in (marker.title(text, "en"), marker.snippet(summary, text, "de")):
        assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")
        assert ">" not in shown.replace("<mark>", "").replace("</mark>", "")
        assert shown.count("<mark>") == shown.count("</mark>")
    assert html.unescape(re.sub("</?mark>", "", marker.title(text, "en"))) == html.unescape(html.escape(text))


LETTERS = st.sampled_from("aäáåcčdđeéěłlnñoøőrřsßšşteæžż")
WORDS = st.text(LETTERS, min_size=3, max_size=8)


@given(
    st.lists(WORDS, min_size=1, max_size=3), st.lists(st.one_of(WORDS, st.sampled_from(["–", "“x”", "Ωδέ"])))
)
def test_quick_patterns_mark_what_the_exact_ones_mark(words: list[str], others: list[str]) -> None:
    text = " ".join([*others, *words, *(word.upper() for word in words)])
    quick = highlighter(*words).title(text, "cs")
    with mock.patch.object(highlights, "NOT_LATIN", {"cs"}):
        assert highlighter(*words).title(text, "cs") == quick
    assert "<mark>" in quick
