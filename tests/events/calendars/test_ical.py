"""Calendar files as written: what readers that know nothing of the writer get back."""

from __future__ import annotations

import datetime
import zoneinfo
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events.calendars.ical import Entry, EntryStatus, Party, write_calendar
from events.calendars.itip import Method, write_message
from events.calendars.time_zones import time_zone_lines
from portal.content_lines import CONTROLS, write_lines
from tests.events.calendars.readers import entries, load_ical_js, read, read_in_browser, zone_as_described

UTC = datetime.UTC
ZONES = [
    "Europe/Brussels",
    "Europe/Lisbon",
    "Europe/Dublin",
    "Europe/Kyiv",
    "Africa/Casablanca",  # sets its clocks back for Ramadan
    "Africa/Cairo",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Asia/Jerusalem",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",
    "UTC",
]
TELLING = st.text(alphabet="aé漢😀\\,;:\n\r\t\"^ '=<\x07\x7f", max_size=120)
TEXT = st.one_of(st.text(alphabet=st.characters(codec="utf-8"), max_size=200), TELLING)
MINUTES = st.integers(
    min_value=int(datetime.datetime(2024, 1, 1, tzinfo=UTC).timestamp()) // 60,
    max_value=int(datetime.datetime(2036, 1, 1, tzinfo=UTC).timestamp()) // 60,
)
START = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def entry(**values: Any) -> Entry:
    given_ = {
        "uid": "one@comity",
        "sequence": 0,
        "stamp": START,
        "starts": START,
        "ends": START + datetime.timedelta(hours=1),
        "zone": "Europe/Brussels",
        "summary": "Call on hearings by video",
    }
    return Entry(**given_ | values)


def changes_of_clocks() -> list[datetime.datetime]:
    """Around each change of the clocks in Brussels and New York: the hours that are missing or come twice."""
    found = []
    for day in ((2026, 3, 29), (2026, 10, 25), (2027, 3, 14), (2027, 11, 7)):
        midnight = datetime.datetime(*day, tzinfo=UTC)
        found += [midnight + datetime.timedelta(minutes=30 * step) for step in range(20)]
    return found


def storable(value: str) -> str:
    """What of a text a file can carry: no control characters but tab and line break."""
    return CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


@settings(max_examples=150)
@given(minute=MINUTES, length=st.integers(1, 3000), zone=st.sampled_from(ZONES))
@example(
    minute=int(datetime.datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()) // 60, length=60, zone=ZONES[0]
)
@example(
    minute=int(datetime.datetime(2026, 10, 25, 1, 30, tzinfo=UTC).timestamp()) // 60, length=60, zone=ZONES[0]
)
@example(
    minute=int(datetime.datetime(2026, 3, 29, 0, 30, tzinfo=UTC).timestamp()) // 60, length=60, zone=ZONES[0]
)
def test_entry_is_read_at_the_instants_it_was_written_for(minute: int, length: int, zone: str) -> None:
    starts = datetime.datetime.fromtimestamp(minute * 60, tz=UTC)
    ends = starts + datetime.timedelta(minutes=length)
    (found,) = entries(write_calendar([entry(starts=starts, ends=ends, zone=zone)]))
    assert (found.start.astimezone(UTC), found.end.astimezone(UTC)) == (starts, ends)


@settings(max_examples=60)
@given(minute=MINUTES, zone=st.sampled_from([zone for zone in ZONES if zone != "UTC"]))
def test_time_zone_is_described_as_the_database_has_it(minute: int, zone: str) -> None:
    """By its description alone, under a name no reader knows."""
    at = datetime.datetime.fromtimestamp(minute * 60, tz=UTC)
    lines = time_zone_lines(zone, at, at)
    described = zone_as_described(write_lines(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]))
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    if not local.fold:  # the second of two equal times is written in UTC
        assert local.replace(tzinfo=described).utcoffset() == local.utcoffset()


def test_yearly_changes_are_a_rule_and_others_are_told_one_by_one() -> None:
    at = datetime.datetime(2026, 5, 1, tzinfo=UTC)
    rules = {
        zone: [line.value for line in time_zone_lines(zone, at, at) if line.name == "RRULE"] for zone in ZONES
    }
    assert rules["Europe/Brussels"] == [
        "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    ]
    assert rules["America/New_York"] == [
        "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
    ]
    assert rules["Africa/Casablanca"] == rules["Asia/Tokyo"] == []
    casablanca = [str(line) for line in time_zone_lines("Africa/Casablanca", at, at)]
    assert casablanca.count("DTSTART:20260215T030000") == 1  # Ramadan of 2026
    assert casablanca.count("DTSTART:20260322T020000") == 1


def test_zone_of_a_hundred_years_ahead_can_still_be_written() -> None:
    at = datetime.datetime(9999, 6, 1, tzinfo=UTC)
    assert time_zone_lines("Europe/Brussels", at, at)[0].value == "VTIMEZONE"


@settings(max_examples=100)
@given(summary=TEXT, description=TEXT, location=TEXT)
def test_texts_come_back_whatever_they_hold(summary: str, description: str, location: str) -> None:
    content = write_calendar([entry(summary=summary, description=description, location=location)])
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    assert "\n" not in content.replace("\r\n", "")
    (found,) = entries(content)
    assert str(found["SUMMARY"]) == " ".join(storable(summary).split())
    assert str(found.get("DESCRIPTION", "")) == storable(description)
    assert str(found.get("LOCATION", "")) == " ".join(storable(location).split())


@pytest.mark.parametrize(
    "text", ["Lunch\r\nATTENDEE:mailto:spy@elsewhere.example", "x\nEND:VEVENT", "\x85 \u2028BEGIN:VALARM"]
)
def test_text_does_not_become_a_line_of_its_own(text: str) -> None:
    party = Party(text, "a@b.example\r\nBEGIN:VALARM")
    content = write_message(
        Method.REQUEST, entry(summary=text, uid=f"a{text}", organiser=party, attendee=party)
    )
    names = [line.partition(":")[0].partition(";")[0] for line in content.split("\r\n")]
    assert names.count("ATTENDEE") == 1
    assert names.count("END") == names.count("BEGIN")
    assert "VALARM" not in [line.partition(":")[2] for line in content.split("\r\n")]


@settings(max_examples=60)
@given(name=TELLING, local=st.text(alphabet="abc.+-_é%&/'", min_size=1, max_size=20))
def test_names_and_addresses_come_back(name: str, local: str) -> None:
    who = Party(name, f"{local}@demo.comity.example")
    (found,) = entries(write_message(Method.REQUEST, entry(organiser=who, attendee=who)))
    assert unquote(str(found["ATTENDEE"])) == f"mailto:{who.address}"
    assert found["ATTENDEE"].params.get("CN", "") == " ".join(storable(name.replace("\\", " ")).split())


def test_calendar_without_entries_is_still_a_calendar() -> None:
    found = read(write_calendar([], name="Mine", refresh=datetime.timedelta(hours=1)))
    assert [part.name for part in found.subcomponents] == ["VTIMEZONE"]
    assert found["REFRESH-INTERVAL"].dt == datetime.timedelta(hours=1)


def test_each_zone_is_described_once() -> None:
    two = [entry(uid="1"), entry(uid="2"), entry(uid="3", zone="Asia/Tokyo"), entry(uid="4", zone="UTC")]
    found = read(write_calendar(two))
    assert [str(part["TZID"]) for part in found.walk("VTIMEZONE")] == ["Asia/Tokyo", "Europe/Brussels"]
    assert len(found.walk("VEVENT")) == 4


def test_invitation_names_one_attendee_and_asks_for_no_answer() -> None:
    who, portal = (
        Party('Ana "A"; B', "ana@demo.comity.example"),
        Party("Comity", "comity@demo.comity.example"),
    )
    one = entry(organiser=portal, attendee=who, sequence=3)
    request = read(write_message(Method.REQUEST, one))
    (found,) = request.walk("VEVENT")
    assert request["METHOD"] == "REQUEST"
    assert (found["SEQUENCE"], found["STATUS"], str(found["UID"])) == (3, "CONFIRMED", "one@comity")
    assert found["ATTENDEE"].params["RSVP"] == "FALSE"
    assert found["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert str(found["ORGANIZER"]) == "mailto:comity@demo.comity.example"
    cancel = read(write_message(Method.CANCEL, replace(one, sequence=4)))
    (found,) = cancel.walk("VEVENT")
    assert cancel["METHOD"] == "CANCEL"
    assert (found["SEQUENCE"], found["STATUS"], str(found["UID"])) == (4, "CANCELLED", "one@comity")


@pytest.mark.parametrize(
    "values",
    [
        {"ends": START},
        {"starts": START.replace(tzinfo=None)},
        {"uid": " "},
    ],
)
def test_what_no_file_can_say_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="entry"):
        entry(**values)


def test_invitation_without_attendee_is_refused() -> None:
    with pytest.raises(ValueError, match="attendee"):
        write_message(Method.REQUEST, entry(organiser=Party("Comity", "comity@demo.comity.example")))


@pytest.mark.chromium
def test_thunderbirds_reader_reads_the_same(page: Any) -> None:
    """ical.js, with the zones as the file describes them, at and around changes of the clocks."""
    who = Party("Zoë, “Z”; Élan", "zoe@demo.comity.example")
    tricky = "Comma, semicolon; back\\slash: «漢字» 😀 " * 5
    made = [
        entry(
            starts=at,
            ends=at + datetime.timedelta(minutes=45),
            zone=zone,
            summary=tricky,
            description=f"{tricky}\nNext line",
            location="Rue de la Loi 175, Bruxelles",
            url="https://comity.example/events/a,b;c/",
            organiser=who,
            attendee=who,
            sequence=2,
        )
        for zone in ("Europe/Brussels", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe")
        for at in changes_of_clocks()
    ]
    load_ical_js(page)
    found = read_in_browser(page, [write_message(Method.REQUEST, one) for one in made])
    for one, read_back in zip(made, found, strict=True):
        (event,) = read_back["entries"]
        assert read_back["method"] == "REQUEST"
        assert (event["starts"], event["ends"]) == (one.starts.timestamp(), one.ends.timestamp()), one
        assert event["summary"] == one.summary.strip()
        assert (event["description"], event["location"]) == (one.description, one.location)
        assert (event["uid"], event["sequence"], event["status"]) == (one.uid, 2, "CONFIRMED")
        assert (event["url"], event["attendee"]) == (one.url, "mailto:zoe@demo.comity.example")
        assert event["attendeeName"] == who.name
    cancelled = [write_message(Method.CANCEL, one) for one in made[:3]]
    assert {one["entries"][0]["status"] for one in read_in_browser(page, cancelled)} == {
        EntryStatus.CANCELLED
    }
    (empty,) = read_in_browser(page, [write_calendar([], name="Nothing")])
    assert empty["entries"] == []
