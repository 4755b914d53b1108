"""Calendar files as others read them: ``icalendar`` here, ical.js (Thunderbird's reader) in Chromium."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import icalendar
from playwright.sync_api import Page

ICAL_JS = Path(__file__).resolve().parents[3] / "var" / "assets" / "ical.js" / "ical.min.js"

READ = """
(text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const found = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const one = (name) => component.getFirstPropertyValue(name);
    const party = component.getFirstProperty("attendee");
    return {
      uid: event.uid, sequence: event.sequence, summary: event.summary, location: event.location,
      description: event.description, status: one("status"), url: one("url"),
      starts: event.startDate.toUnixTime(), ends: event.endDate.toUnixTime(),
      attendee: party ? party.getFirstValue() : null, attendeeName: party ? party.getParameter("cn") : null,
    };
  });
  return {method: calendar.getFirstPropertyValue("method"), entries: found};
}
"""


def read(content: str) -> icalendar.Calendar:
    """The one calendar of a file. Whatever ``icalendar`` could not read is an error here."""
    calendar = icalendar.Calendar.from_ical(content)
    assert isinstance(calendar, icalendar.Calendar)
    assert not calendar.errors
    assert not [part.errors for part in calendar.walk() if part.errors]
    return calendar


def entries(content: str) -> list[icalendar.Event]:
    """The entries of a file."""
    return list(read(content).walk("VEVENT"))


def zone_as_described(content: str) -> datetime.tzinfo:
    """The time zone of a file by its description alone: under a name that no database knows."""
    found = re.sub(r"TZID:[^\r\n]+", "TZID:Described", content)
    zones = list(icalendar.Calendar.from_ical(found).walk("VTIMEZONE"))
    assert len(zones) == 1
    return zones[0].to_tz(lookup_tzid=False)


def load_ical_js(page: Page) -> None:
    """Have ical.js in a page."""
    page.goto("about:blank")
    source = ICAL_JS.read_text()
    page.evaluate(
        "async (source) => { const address = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));"
        " window.ICAL = (await import(address)).default; }",
        source,
    )


def read_in_browser(page: Page, contents: list[str]) -> list[dict[str, Any]]:
    """What ical.js reads in each file."""
    return page.evaluate(f"(texts) => texts.map({READ})", contents)
