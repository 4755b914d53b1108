"""An issue as a document: what its page, its PDF and its Word file say, made of its frozen content alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from events.briefings.content import EntryContent, TableContent
from events.briefings.enums import Form
from events.briefings.sources.words import day_text
from events.issues.locator import Locator
from events.issues.schema import IssueContent
from liaison.assessments.report_schema import content_hash
from portal.documents import (
    Area,
    Block,
    Column,
    Document,
    Drawing,
    Facts,
    Heading,
    Notice,
    Paragraph,
    Picture,
    Run,
    Spot,
    Table,
    paragraphs,
)
from portal.language import day_in_words
from portal.reference.cldr import territory_name

SMALL = 45
"""A country narrower than this part of the map is marked by a spot as well."""
WIDEST, LONGEST = 40, 14
"""Letters of a cell, and of its longest word, that count towards the width of its column."""


def issue_document(content: IssueContent) -> Document:
    """The issue in its own language. A draft (not frozen) has no hash and says that it is one."""
    facts, language = content["issue"], content["language"]
    frozen = datetime.datetime.fromisoformat(facts["at"]) if facts["at"] else None
    as_of = datetime.date.fromisoformat(content["as_of"])
    digest = content_hash(content) if frozen else ""
    with override(language):
        state = _("Issue %(number)s") if frozen else _("Draft of issue %(number)s")
        return Document(
            title=content["title"],
            subtitle=_("%(country)s, as of %(day)s")
            % {"country": content["country_name"], "day": day_in_words(as_of)},
            kicker=f"{_('Briefing package')} · {state % {'number': facts['number']}}",
            marking=_marking(content),
            language=language,
            dated=frozen or datetime.datetime.combine(as_of, datetime.time(12), datetime.UTC),
            issuer=f"Comity, {_('Example')}" if content["is_example"] else facts["issuer"],
            identifier=_identifier(content, digest),
            facts=Facts(tuple(_facts(content, as_of, digest))),
            blocks=tuple(_blocks(content)),
            listed_to=1,
        )


def _marking(content: IssueContent) -> str:
    """The label stays with every page (TLP 2.0: in header or footer of each)."""
    label = f"TLP:{content['tlp']}"
    return f"{label} · {_('Example')}" if content["is_example"] else label


def _identifier(content: IssueContent, digest: str) -> str:
    name = f"{content['issue']['briefing']} {content['issue']['number']}"
    return f"{name}, SHA-256 {digest[:12]}" if digest else name


def _facts(content: IssueContent, as_of: datetime.date, digest: str) -> Iterator[tuple[str, str]]:
    yield _("Country"), content["country_name"]
    yield _("As of"), day_in_words(as_of)
    yield _("For"), content["audience"]
    yield _("May be passed on"), f"TLP:{content['tlp']}"
    if digest:
        yield _("Content hash (SHA-256)"), digest


def _blocks(content: IssueContent) -> Iterator[Block]:
    if content["is_example"]:
        yield Notice(
            _("Example"),
            _("This briefing shows how the portal works. What is marked as an example in it is made up."),
            "warning",
        )
    for number, text in enumerate(paragraphs(content["purpose"])):
        yield Paragraph(text.text, "lead") if number == 0 else text
    if content["issue"]["note"].strip():
        yield Heading(_("What is new in this issue"))
        yield from paragraphs(content["issue"]["note"])
    for section in content["sections"]:
        yield Heading(section["title"])
        for entry in section["entries"]:
            yield from _entry(content, entry)
    if content["footnote"]:
        yield Paragraph(f"* {content['footnote']}", "note")


def _entry(content: IssueContent, entry: EntryContent) -> Iterator[Block]:
    if entry["heading"]:
        yield Heading(entry["heading"], 2)
    if entry["form"] == Form.MAP and (place := content["maps"].get(entry["map"])):
        known = entry["map"] == content["country"]
        name = content["country_name"] if known else territory_name(entry["map"], content["language"])
        yield _picture(place, entry["map"], name, frozenset(content["union"]))
    if entry["table"] is not None:
        yield _table(entry["table"])
    yield from paragraphs(entry["text"])
    if source := _source(content, entry):
        yield Paragraph(source, "note")


def _table(table: TableContent) -> Table:
    columns = [
        Column(label, _width(label, [row[at] for row in table["rows"]]))
        for at, label in enumerate(table["columns"])
    ]
    return Table(table["caption"], columns, table["rows"])


def _width(label: str, cells: list[str]) -> int:
    """A column's share of the width: by what usually stands in it, at least its longest word, no cell taking all."""
    usual = sum(min(len(cell), WIDEST) for cell in cells) / (len(cells) or 1)
    longest = max((len(word) for text in (label, *cells) for word in text.split()), default=1)
    return max(round(usual), min(longest, LONGEST) + 3)


def _source(content: IssueContent, entry: EntryContent) -> list[Run]:
    """Where it is from and how sure it is, as one line; nothing under what the editors wrote themselves."""
    if entry["own"]:
        return [Run(_("Written by the editors."))]
    runs: list[Run] = []
    if entry["source_label"]:
        href = content["issue"]["site"] + entry["source_url"] if entry["source_url"].startswith("/") else ""
        date = f", {day_text(entry['source_date'])}" if entry["source_date"] else ""
        runs += [Run(f"{_('Source:')} "), Run(entry["source_label"], href=href), Run(f"{date}.")]
    said = []
    if entry["edited"]:
        said.append(_("Text changed by the editors."))
    if entry["verified_on"]:
        said.append(_("Verified on %(day)s.") % {"day": day_text(entry["verified_on"])})
    if entry["overdue"]:
        said.append(_("Verification is overdue. Kept because: %(reason)s") % {"reason": entry["keep_reason"]})
    return [*runs, *([Run(" " + " ".join(said))] if said else [])]


def _picture(place: Locator, code: str, called: str, union: frozenset[str]) -> Picture:
    """Where a country lies. The country dark, the Member States in a lighter blue, all others grey."""
    tones = {other: "union" if other in union else "land" for other in place["areas"]} | {code: "subject"}
    areas = [
        Area(tones[other], [tuple(zip(ring[::2], ring[1::2], strict=True)) for ring in rings])
        for other, rings in sorted(place["areas"].items(), key=lambda pair: (pair[0] == code, pair[0]))
    ]
    spots = []
    across = [value for ring in place["areas"].get(code, ()) for value in ring[::2]]
    if code in place["points"] and (not across or max(across) - min(across) < place["width"] / SMALL):
        x, y = place["points"][code]
        spots.append(Spot("subject", x, y, place["width"] / 130))
    name = {"country": called}
    shown = union.intersection(place["areas"]) - {code}
    return Picture(
        Drawing(place["width"], place["height"], areas, spots),
        alternative=_("Map: %(country)s among its neighbours") % name,
        caption=_("Dark: %(country)s. Light blue: Member States of the European Union. Map: Natural Earth.")
        % name
        if shown
        else _("Dark: %(country)s. Map: Natural Earth.") % name,
    )
