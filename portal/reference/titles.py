"""Words about numbers and titles of treaties: series, aliases, titles without their dates."""

from __future__ import annotations

import re

COE_SERIES = ("CETS", "ETS", "STE", "STCE", "SEV")
"""Names of the Council of Europe's treaty series: numbers 1 to 193 are ETS/STE, from 194 on CETS/STCE; SEV in
German. Readers use all of them for all numbers (mission.md), so all are aliases of each other."""

_COE_NUMBER = re.compile(r"^(?:CETS|ETS)\s+0*(\d+)\Z")
_HCCH_NUMBER = re.compile(r"^HCCH\s+(\d+)\Z")
_UNTC_NUMBER = re.compile(r"^UNTC\s+[IVXL]+-\d+(?:-[a-z])?\Z")


def coe_number(official_no: str) -> int | None:
    """The number in the Council of Europe's series, or ``None`` for other instruments."""
    match = _COE_NUMBER.match(official_no)
    return int(match.group(1)) if match else None


def number_aliases(official_no: str) -> list[str]:
    """An official number under each name of its series; as it is for other known series; none if unsure."""
    number = coe_number(official_no)
    if number is not None:
        return [f"{series} {number:03d}" for series in COE_SERIES]
    if _HCCH_NUMBER.match(official_no) or _UNTC_NUMBER.match(official_no):
        return [official_no]
    return []


def display_number(official_no: str) -> str:
    """The number as a label shows it, empty where it says nothing to a reader (a shelf mark)."""
    return official_no if coe_number(official_no) is not None else ""


_DATE = {
    "fr": r"(?:du|, conclue le|le) \d{1,2}(?:er)? \w+ \d{4}",
    "de": r"(?:vom|, abgeschlossen am) \d{1,2}\. \w+ \d{4}",
    "it": r"(?:, |)(?:del|dell'|conchiusa il) ?\d{1,2}º? \w+ \d{4}",
    "en": r"of \d{1,2} \w+ \d{4}",
    "nl": r"van \d{1,2} \w+ \d{4}",
}
_ANY_DATE = re.compile(r",? ?(?:" + "|".join(_DATE.values()) + r"),?")
_BRACKETS = re.compile(r" ?\([^()]*\)")


def without_date(title: str) -> str:
    """A title as people say it: without the date of the treaty and without what stands in brackets.

    The Swiss federal titles among the data carry dates ("Convention du 21 mars 1983 sur ..."). Only the first
    date goes: a second one belongs to the name of another treaty.
    """
    shortened = _BRACKETS.sub("", _ANY_DATE.sub("", title, count=1))
    return " ".join(shortened.split()) or title
