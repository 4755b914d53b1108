"""What is made of the text somebody typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.words import MAX_CHARACTERS, MAX_WORDS, Term, clean_text, limit_words, split_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("extradition maroc", [Term("extradition"), Term("maroc")]),
        ('"capital punishment" assurance', [Term("capital punishment", phrase=True), Term("assurance")]),
        ("«peine de mort»", [Term("peine de mort", phrase=True)]),
        ("„Todesstrafe Zusicherung“", [Term("Todesstrafe Zusicherung", phrase=True)]),
        ("extradition -drugs", [Term("extradition"), Term("drugs", excluded=True)]),
        ('-"red notice"', [Term("red notice", phrase=True, excluded=True)]),
        ("e-evidence", [Term("e-evidence")]),
        ("CETS-182 well-founded", [Term("CETS-182"), Term("well-founded")]),
        ('unbalanced "quote', [Term("unbalanced"), Term("quote")]),
        ('"a b" and "c', [Term("a b", phrase=True), Term("and"), Term("c")]),
        (
            "a* OR [b-z]+ (c|d) ~2 ^3",
            [Term("a*"), Term("OR"), Term("[b-z]+"), Term("(c|d)"), Term("~2"), Term("^3")],
        ),
        ("- -- ! ? *", []),
        ('""', []),
        ("", []),
    ],
)
def test_split_terms(text: str, terms: list[Term]) -> None:
    assert split_terms(text) == terms


def test_clean_text_takes_control_characters_out() -> None:
    assert clean_text("ex\x00tra\u202edition\r\n  Maroc\ufeff\ud800") == "ex tra dition Maroc"


def test_clean_text_composes_and_keeps_joiners() -> None:
    assert clean_text("Me\u0301rida") == "Mérida"
    assert clean_text("می\u200cخواهم") == "می\u200cخواهم"


def test_limit_words_says_whether_it_cut() -> None:
    assert limit_words("one two") == ("one two", False)
    assert limit_words(" ".join(["word"] * (MAX_WORDS + 1))) == (" ".join(["word"] * MAX_WORDS), True)
    assert limit_words("x" * 10_000) == ("x" * 100, True)


@given(st.text(max_size=300))
def test_any_text_is_split_without_an_error(text: str) -> None:
    cleaned = clean_text(text)
    assert len(cleaned) <= MAX_CHARACTERS
    assert cleaned == clean_text(cleaned)
    for term in split_terms(cleaned):
        assert term.words.strip() == term.words != ""
        assert '"' not in term.words
