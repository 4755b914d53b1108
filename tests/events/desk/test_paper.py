"""What organisers take along on paper: badges to cut out, lists to sign, and PDF/UA-1 of all of them."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from events.desk.badges import badges_of
from events.desk.enums import ListKind
from events.desk.lists import list_of, to_paper
from events.exchanges.models import Event, Speaker
from portal.documents.badges import HEIGHT, Badge, Badges, badges_to_html, badges_to_pdf
from tests.documents.reading import text_of_pdf, ua1_verdicts
from tests.events.registration.making import make_event, organiser_of
from tests.factories import make_user

LONG = (
    "Maria-Magdalena von Schmidt-Leutheusser-Schnarrenberger",
    "Αλέξανδρος Χατζηκωνσταντίνου-Παπαδόπουλος",
    "Щёголев-Жуковский Вышемирский",
    "X" * 150,
    "W" * 150 + " " + "W" * 150,
    "Ana Kos",
)
TITLE = (
    "Exchange on requests for extradition, asset recovery and electronic evidence with central authorities"
)


def sheets(*badges: Badge, event: str = TITLE) -> Badges:
    return Badges(
        title="Name badges",
        language="en",
        dated=datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC),
        issuer="Comity",
        event=event,
        days="Thursday 12 November 2026 – Friday 13 November 2026",
        marking="TLP:AMBER",
        badges=badges,
        nobody="Nobody has a seat yet.",
    )


def parts(page: Any, name: str) -> Iterator[Any]:
    """The boxes of a class on a page, as they were laid out."""
    for box in page._page_box.descendants():
        element = getattr(box, "element", None)
        if element is not None and element.get("class") == name and box.element_tag in ("div", "section"):
            yield box


def lines_of(box: Any) -> Iterator[Any]:
    return (one for one in box.descendants() if type(one).__name__ == "TextBox")


def assert_fits(sheet: Badges) -> int:
    """Every letter stands inside its badge and above what follows; gives the number of badges."""
    pages = weasyprint.HTML(string=badges_to_html(sheet)).render().pages
    number = 0
    for page in pages:
        for badge in parts(page, "badge"):
            number += 1
            (who,) = (box for box in badge.descendants() if _is(box, "badge__who"))
            (event,) = (box for box in badge.descendants() if _is(box, "badge__event"))
            assert who.position_y + who.height <= event.position_y + 0.5
            right = badge.position_x + badge.border_width() - 4 * 96 / 25.4
            for line in (*lines_of(who), *lines_of(event)):
                assert line.position_x + line.width <= right
                assert badge.position_y <= line.position_y
                assert line.position_y + line.height <= badge.position_y + HEIGHT * 96 / 25.4
    return number


def _is(box: Any, name: str) -> bool:
    element = getattr(box, "element", None)
    return element is not None and element.get("class") == name and box.element_tag == "div"


def test_long_names_fit_their_badges_and_short_ones_are_large() -> None:
    function = "Head of unit for international judicial cooperation in criminal matters and contact point"
    body = "European Union Agency for Criminal Justice Cooperation (Eurojust)"
    badges = [Badge(name, function, body) for name in LONG]
    assert assert_fits(sheets(*badges, *badges)) == 12
    html = badges_to_html(sheets(*badges))
    assert 'font-size: 24pt">Ana Kos' in html
    assert all(
        name in text_of_pdf(badges_to_pdf(sheets(Badge(name)))).replace("\n", " ") for name in LONG[-1:]
    )


@settings(max_examples=12, deadline=None)
@given(
    name=st.text(st.characters(exclude_categories=["C", "M"], max_codepoint=0x4FF), min_size=1, max_size=120),
    body=st.text("abcdefWM -é", max_size=150),
)
def test_any_name_fits(name: str, body: str) -> None:
    assert_fits(sheets(Badge(name, body, body), event=body or "-"))


def test_badges_are_read_one_after_the_other_eight_a_page() -> None:
    names = [f"Person{number}" for number in range(9)]
    reader = PdfReader(io.BytesIO(badges_to_pdf(sheets(*(Badge(name, "Judge", "France") for name in names)))))
    assert [len([one for one in names if one in page.extract_text()]) for page in reader.pages] == [8, 1]
    tags = list(_tags(reader.root_object["/StructTreeRoot"]))
    assert [tag for tag in tags if tag in ("/H1", "/H2")] == ["/H1", *["/H2"] * 9]
    # After the name of each come its function, its delegation, the event and the days.
    first = tags.index("/H2")
    assert [tag for tag in tags[first:] if tag in ("/H2", "/P")][:6] == ["/H2", *["/P"] * 4, "/H2"]


def _tags(node: Any) -> Iterator[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from _tags(node["/K"])


# --- the lists of an event ------------------------------------------------------------------------------


@pytest.fixture
def meeting(db: None) -> Event:
    """A meeting of two days with a participant who also speaks, an outside speaker and an organiser."""
    event = make_event(
        organiser=make_user("oona", role="organiser", last_name="Organiser"),
        title="Two days",
        status="closed",
    )
    event.ends = event.starts + datetime.timedelta(days=1)
    event.save()
    for name, state in (("zoe", "FR"), ("adam", "FR"), ("gerd", "DE")):
        user = make_user(name, state=state, role="prosecutor", last_name="Test")
        event.registrations.create(user=user, status="confirmed", body=state, role="prosecutor")
    speaker = event.registrations.get(user__username="zoe").user
    Speaker.objects.create(event=event, user=speaker, name="Zoe Test")
    Speaker.objects.create(event=event, name="Sam Speaker", function="Professor", body="University")
    return event


def test_everybody_in_the_room_has_one_badge(meeting: Event) -> None:
    Speaker.objects.create(event=meeting, name="Sam Speaker", function="Professor", body="University")
    assert badges_of(meeting) == [
        Badge("Adam Test", "Prosecutor", "France"),
        Badge("Zoe Test", "Prosecutor · Speaker", "France"),
        Badge("Gerd Test", "Prosecutor", "Germany"),
        Badge("Sam Speaker", "Professor", "University"),
        Badge("Oona Organiser", "Organiser", ""),
    ]
    text = text_of_pdf(to_paper(meeting, ListKind.BADGES))
    assert "Two days" in text and "Sam Speaker" in text and "For the organisers" in text


def test_attendance_is_signed_on_each_day(meeting: Event) -> None:
    listed = list_of(meeting, ListKind.ATTENDANCE, to_sign=True)
    assert len(listed.columns) == 4 and all("Signature, " in name for name in listed.columns[2:])
    assert listed.rows[0] == ["Test, Adam", "France", "", ""]
    meeting.ends = meeting.starts + datetime.timedelta(hours=2)
    assert list_of(meeting, ListKind.ATTENDANCE).columns[2:] == ["Attendance", "Signature"]
    meeting.ends = meeting.starts + datetime.timedelta(days=20)
    assert list_of(meeting, ListKind.ATTENDANCE, to_sign=True).columns[2:] == ["Signature"]


def test_attendance_leaves_room_to_sign(meeting: Event) -> None:
    from events.desk.lists import document_of
    from portal.documents.page import to_html

    pages = weasyprint.HTML(string=to_html(document_of(meeting, ListKind.ATTENDANCE))).render().pages
    rows = [
        box
        for page in pages
        for box in page._page_box.descendants()
        if box.element_tag == "tr" and type(box).__name__ == "TableRowBox"
    ]
    assert len(rows) == 4
    assert all(row.height >= 10 * 96 / 25.4 for row in rows[1:])
    cells = rows[1].children
    assert all(cell.border_width() >= 35 * 96 / 25.4 for cell in cells[2:])


def test_seating_names_each_delegation_with_its_people(meeting: Event) -> None:
    assert list_of(meeting, ListKind.SEATING).rows == [
        ["France", "2", "Test, Adam (Prosecutor)\nTest, Zoe (Prosecutor)"],
        ["Germany", "1", "Test, Gerd (Prosecutor)"],
    ]


@pytest.mark.verapdf
def test_what_is_printed_keeps_pdf_ua_1(meeting: Event, tmp_path: Path) -> None:
    kinds = [kind for kind in ListKind if kind != ListKind.ANSWERS]
    empty = make_event(organiser=organiser_of(meeting))
    files = [to_paper(meeting, kind) for kind in kinds]
    files += [badges_to_pdf(sheets(*(Badge(name, "Judge", "France") for name in LONG * 2)))]
    files += [to_paper(empty, ListKind.ATTENDANCE), badges_to_pdf(sheets())]
    assert ua1_verdicts(tmp_path, *files) == ["PASS"] * len(files)
