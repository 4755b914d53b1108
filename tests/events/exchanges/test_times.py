"""Clocks and instants: jumps of the clock are told at the field, and recurring events keep their hour."""

from __future__ import annotations

import datetime
import zoneinfo
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from events.exchanges.times import (
    ClockError,
    clock_of,
    known_zones,
    only_zone_of,
    reader_zone,
    recurring_instant,
    shifted,
    shifted_span,
    to_instant,
)
from events.exchanges.when import when

BRUSSELS = "Europe/Brussels"
ZONES = (
    "Europe/Brussels",
    "America/Bogota",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/New_York",
    "Pacific/Apia",
    "UTC",
)
clocks = st.datetimes(
    datetime.datetime.fromisoformat("2020-01-01"), datetime.datetime.fromisoformat("2035-01-01")
)
zones = st.sampled_from(ZONES)


def clock(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def test_time_that_the_clock_leaps_over_is_refused() -> None:
    with pytest.raises(ClockError, match="does not exist"):
        to_instant(clock("2027-03-28 02:30"), BRUSSELS)


def test_time_that_comes_twice_is_refused() -> None:
    with pytest.raises(ClockError, match="comes twice"):
        to_instant(clock("2026-10-25 02:30"), BRUSSELS)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2027-03-28 01:59", "2027-03-28T00:59:00+00:00"),
        ("2027-03-28 03:00", "2027-03-28T01:00:00+00:00"),
        ("2026-10-25 01:59", "2026-10-24T23:59:00+00:00"),
        ("2026-10-25 03:00", "2026-10-25T02:00:00+00:00"),
        ("2026-07-01 10:00", "2026-07-01T08:00:00+00:00"),
    ],
)
def test_times_beside_a_jump_are_exact(text: str, utc: str) -> None:
    assert to_instant(clock(text), BRUSSELS).isoformat() == utc


@settings(max_examples=150, deadline=None)
@given(clock=clocks, zone=zones)
def test_what_is_accepted_is_what_the_clock_shows_and_it_alone(clock: datetime.datetime, zone: str) -> None:
    clock = clock.replace(microsecond=0)
    place = zoneinfo.ZoneInfo(zone)
    # Every instant near by at which this clock shows that time, found without the function under test.
    near = clock.replace(tzinfo=datetime.UTC)
    offsets = {(near + datetime.timedelta(hours=h)).astimezone(place).utcoffset() for h in range(-30, 31)}
    shows = {
        instant
        for offset in offsets
        if offset is not None
        and (instant := near - offset).astimezone(place).replace(tzinfo=None, fold=0) == clock
    }
    try:
        found = to_instant(clock, zone)
    except ClockError:
        assert len(shows) != 1
    else:
        assert shows == {found}
        assert clock_of(found, zone) == clock


@settings(max_examples=100, deadline=None)
@given(clock=clocks, zone=zones, weeks=st.integers(1, 60))
def test_what_recurs_keeps_its_hour_on_the_clock(clock: datetime.datetime, zone: str, weeks: int) -> None:
    clock = clock.replace(microsecond=0, fold=0)
    first = recurring_instant(clock, zone)
    later = shifted(first, datetime.timedelta(weeks=weeks), zone, zone)
    wanted = clock_of(first, zone) + datetime.timedelta(weeks=weeks)
    shown = clock_of(later, zone)
    # A time that does not exist that day is read with the offset before the jump (RFC 5545, 3.3.5): later by the jump.
    assert shown == wanted or datetime.timedelta() < shown - wanted <= datetime.timedelta(days=1)


@settings(max_examples=100, deadline=None)
@given(clock=clocks, zone=zones, minutes=st.integers(1, 600), weeks=st.integers(0, 60))
def test_span_never_ends_before_it_starts(
    clock: datetime.datetime, zone: str, minutes: int, weeks: int
) -> None:
    starts = recurring_instant(clock.replace(fold=0), zone)
    span = starts, starts + datetime.timedelta(minutes=minutes)
    moved = shifted_span(span, datetime.timedelta(weeks=weeks), zone, zone)
    assert moved[0] < moved[1]


def test_reader_is_told_their_own_time_across_the_change_of_clocks() -> None:
    """On 26 March New York has changed its clocks already and Brussels has not: five hours, not six."""
    starts = to_instant(clock("2027-03-26 15:00"), BRUSSELS)
    told = when(starts, starts + datetime.timedelta(hours=2), BRUSSELS, "America/New_York")
    assert told.hours == "15:00–17:00" and told.zone == "Brussels time, UTC+1"
    assert told.own == "10:00–12:00 (New York time, UTC−4)"


def test_event_over_the_change_of_clocks_names_both_offsets() -> None:
    starts, ends = (
        to_instant(clock("2027-03-27 10:00"), BRUSSELS),
        to_instant(clock("2027-03-29 16:00"), BRUSSELS),
    )
    told = when(starts, ends, BRUSSELS, BRUSSELS)
    assert told.zone == "Brussels time, UTC+1, then UTC+2" and told.own == ""
    assert told.days == "27–29 March 2027"


def test_other_day_of_the_reader_is_named() -> None:
    starts = to_instant(clock("2026-12-01 20:00"), "America/Bogota")
    told = when(starts, starts + datetime.timedelta(hours=1), "America/Bogota", BRUSSELS)
    assert told.own == "Wednesday 2 December 2026, 02:00–03:00 (Brussels time, UTC+1)"


def test_times_are_told_in_the_readers_language() -> None:
    starts = to_instant(clock("2026-12-01 20:00"), "Asia/Tbilisi")
    with translation.override("fr"):
        told = when(starts, starts + datetime.timedelta(hours=1), "Asia/Tbilisi")
    assert told.days == "mardi 1er décembre 2026" and "Tbilissi" in told.zone


def reader(cookie: str = "", **user: Any) -> Any:
    fields = {"is_authenticated": bool(user), "posted_to": "", "state": "", **user}
    return SimpleNamespace(COOKIES={"comity_zone": cookie} if cookie else {}, user=SimpleNamespace(**fields))


def test_zone_of_a_reader_is_the_chosen_one_else_that_of_the_posting() -> None:
    assert reader_zone(reader("Asia/Tbilisi", posted_to="MA")) == "Asia/Tbilisi"
    assert reader_zone(reader("Not/AZone", posted_to="MA")) == "Africa/Casablanca"
    assert reader_zone(reader(posted_to="US", state="FI")) == "Europe/Helsinki"
    assert reader_zone(reader()) == BRUSSELS


def test_country_with_several_clocks_has_no_zone_of_its_own() -> None:
    assert only_zone_of("US") == "" and only_zone_of("XX") == "" and only_zone_of("") == ""
    assert only_zone_of("DE") in known_zones()
