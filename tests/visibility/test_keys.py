"""Audience keys: canonical, and narrowing never widens."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visibility import (
    ANONYMOUS,
    MEMBERS,
    NOBODY,
    PUBLIC,
    Audience,
    Viewer,
    audience_key,
    covers,
    format_key,
    narrow,
    parse_key,
)

tokens = st.sampled_from([MEMBERS, "g1", "g2", "g3", "g10"])
clauses = st.frozensets(st.frozensets(tokens, min_size=1, max_size=4), max_size=4)
keys = st.one_of(st.just(NOBODY), clauses.map(format_key))
viewers = st.builds(lambda t: Viewer(user_id=1, tokens=t), st.frozensets(tokens))


def test_audience_key_by_audience():
    assert audience_key(Audience.PUBLIC, [3]) == PUBLIC
    assert audience_key(Audience.MEMBERS, [3]) == MEMBERS
    assert audience_key(Audience.COMMUNITIES, [7, 3], ["g5"]) == "g3|g5|g7"
    assert audience_key(Audience.COMMUNITIES) == NOBODY


def test_narrow_joins_clauses():
    assert narrow("g3|g7", "g5") == "g3|g7&g5"
    assert narrow(PUBLIC, "g5", PUBLIC) == "g5"
    assert narrow("g5", NOBODY) == NOBODY
    assert narrow("g3|g7", "g3") == "g3"


@pytest.mark.parametrize("key", ["", NOBODY])
def test_nobody_holds_an_empty_key(key):
    assert not Viewer(user_id=1, tokens=frozenset({MEMBERS, "g1", ""})).holds(key)


def test_anonymous_holds_public_only():
    assert ANONYMOUS.holds(PUBLIC)
    assert not any(ANONYMOUS.holds(key) for key in (MEMBERS, "g1", "g1|members", NOBODY, "", "unknown"))


def test_a_guest_is_outside_members_but_inside_a_named_community():
    guest = Viewer(user_id=1, tokens=frozenset({"g4"}))
    assert guest.holds("g4|g9") and not guest.holds(MEMBERS) and not guest.holds("g4&members")


@given(keys)
def test_keys_are_canonical(key):
    assert format_key(parse_key(key)) == key


@given(keys, keys, viewers)
def test_narrow_is_conjunction(one, other, viewer):
    assert viewer.holds(narrow(one, other)) == (viewer.holds(one) and viewer.holds(other))


@given(keys, keys.filter(lambda key: key != NOBODY))
def test_an_item_is_covered_when_every_reader_of_the_text_holds_it(item, text):
    every_viewer = (
        Viewer(user_id=1, tokens=frozenset(held))
        for size in range(6)
        for held in itertools.combinations([MEMBERS, "g1", "g2", "g3", "g10"], size)
    )
    assert covers(item, text) == all(viewer.holds(item) for viewer in every_viewer if viewer.holds(text))


@pytest.mark.parametrize("text", ["", NOBODY])
def test_a_text_that_nobody_holds_repeats_public_items_only(text):
    assert covers(PUBLIC, text)
    assert not any(covers(item, text) for item in (MEMBERS, "g1", NOBODY, ""))


@given(keys, keys, keys)
def test_narrow_is_commutative_associative_idempotent(a, b, c):
    assert narrow(a, b) == narrow(b, a)
    assert narrow(narrow(a, b), c) == narrow(a, narrow(b, c))
    assert narrow(a, a) == a
