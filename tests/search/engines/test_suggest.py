"""Corrections of misspelt words: useful, and made of nothing that the viewer may not see."""

from __future__ import annotations

import re

import pytest

from portal.visibility import AudienceFilter
from search.engines.base import Clause, Engine

from .conftest import PUBLIC, ask, make_document


@pytest.fixture
def filled(engine: Engine) -> Engine:
    engine.write(
        [
            make_document(1, title="Extradition to Morocco", text="A surrender request and its urgency."),
            make_document(2, title="Extradition from Peru", text="Confiscation of assets"),
            make_document(3, title="Übergabe", text="Die Auslieferung nach Türkiye", language="de"),
            make_document(4, title="Zanzibarquest", text="operation zanzibarquest", audience_key="g1"),
            make_document(5, title="Owned", text="quorblimate", audience_key="g2", owner_id=7),
        ]
    )
    return engine


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("extradtion", "extradition"),
        ("extradiiton", "extradition"),
        ("xtradition", "extradition"),
        ("extraditoin maroco", "extradition morocco"),
        ("auslieferng turkiye", "auslieferung turkiye"),
        ("confiscaton", "confiscation"),
    ],
)
def test_misspelt_word_is_corrected(filled: Engine, typed: str, right: str) -> None:
    result = ask(filled, typed)
    assert result.suggestion == right
    assert ask(filled, result.suggestion).total > result.total


def test_result_says_how_often_the_engine_was_asked(filled: Engine) -> None:
    assert ask(filled, "extradtion").round_trips == (2 if filled.name == "elasticsearch" else 1)
    assert ask(filled, "extradtion", suggest=False).suggestion == ""
    assert ask(filled, "extradtion", suggest=False).round_trips == 1


@pytest.mark.parametrize("typed", ["extradition", "qqqqqqqq", "a", "12345", "extradition peru", "", "!!"])
def test_no_correction_where_there_is_none_better(filled: Engine, typed: str) -> None:
    assert ask(filled, typed).suggestion == ""


def test_no_correction_when_enough_was_found(engine: Engine) -> None:
    engine.write([make_document(n, title="exradition") for n in range(5)])
    engine.write([make_document(n, title="extradition") for n in range(10, 30)])
    assert ask(engine, "exradition").suggestion == ""


def test_rare_misspelling_in_an_entry_is_still_corrected(engine: Engine) -> None:
    engine.write(
        [make_document(1, title="exradition"), *(make_document(n, title="extradition") for n in (2, 3, 4))]
    )
    assert ask(engine, "exradition").suggestion == "extradition"


@pytest.mark.parametrize("typed", ["zanzibarquets", "zanzibarques", "quorblimat", "zanzibarquets extradtion"])
def test_words_of_hidden_entries_are_never_suggested(filled: Engine, typed: str) -> None:
    for allowed in (PUBLIC, AudienceFilter(), AudienceFilter(keys=("g9",), owner_id=99)):
        result = ask(filled, typed, audience=allowed)
        assert not re.search("zanzibarquest|quorblimate", result.suggestion.lower())
        assert result.total == 0
    assert ask(filled, "zanzibarquets", audience=AudienceFilter(keys=("g1",))).suggestion == "zanzibarquest"
    assert ask(filled, "quorblimqte", audience=AudienceFilter(owner_id=7)).suggestion == "quorblimate"


def test_hidden_entries_do_not_push_out_visible_ones(engine: Engine) -> None:
    hidden = [make_document(n, title=f"surrendez{chr(97 + n % 26)}", audience_key="g1") for n in range(200)]
    engine.write([*hidden, make_document(900, title="surrender")])
    assert ask(engine, "surrendr").suggestion == "surrender"


def test_correction_obeys_filters_and_other_demands(filled: Engine) -> None:
    assert ask(filled, "extradtion", filters={"country": ("MA",)}).suggestion == ""
    excluded = (Clause("extradtion"), Clause("peru", excluded=True))
    assert ask(filled, clauses=excluded).suggestion == "extradition -peru"
    code = (Clause("extradtion"), Clause("Maroc", codes=(("country", "MA"),)))
    assert ask(filled, clauses=code).suggestion == ""
    phrase = (Clause("extraditon to morocco", phrase=True),)
    assert ask(filled, clauses=phrase).suggestion == '"extradition to morocco"'
