"""Text without case and accents, as lists are sorted and filtered by it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.folding import fold
from portal.pages.countries import plain


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Coopération\n judiciaire ", "cooperation judiciaire"),
        ("CÔTE D’IVOIRE", "cote d’ivoire"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("a\x00b", "a b"),
        ("العَرَبِيَّة", "العربية"),
        ("", ""),
    ],
)
def test_folding_takes_case_accents_and_blanks_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_leaves_no_accent_and_is_the_same_twice_over(text: str) -> None:
    folded = fold(text)
    assert not any(unicodedata.combining(letter) for letter in folded)
    assert folded == " ".join(folded.split())
    assert fold(folded.upper()) == fold(text.upper()) or not text.isascii()


def test_lists_are_sorted_by_the_same_folding() -> None:
    assert plain is fold
