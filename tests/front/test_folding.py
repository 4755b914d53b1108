"""Text without case and accents, as lists are sorted and filtered by it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import folding
from portal.folding import fold
from portal.pages.countries import plain
from search.engines import analysis

LETTERS = st.text(
    st.one_of(st.characters(max_codepoint=0x17F), st.sampled_from("’“–…œŒßæ½ªſKİşłёеи́̈\x01\x85\xa0①가"))
)


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


@given(st.one_of(LETTERS, st.text()))
def test_fast_way_of_folding_gives_what_the_slow_one_gives(text: str) -> None:
    plain_text = text.replace("\x00", " ")
    assert fold(text) == " ".join(folding._fold_any(plain_text).split())
    assert analysis.fold(text) == analysis._fold_any(text)
