"""The words of a practice, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from portal.classification import find_marking
from portal.sanitise import plain_text
from portal.words import marking_message

if TYPE_CHECKING:
    from wagtail.blocks import StreamValue

    from practices.models import PracticePage


TEXT = "text"
"""The type of the blocks that hold formatted text."""


def body_text(page: PracticePage) -> str:
    """All words of the body, a line for each piece. Makes no query."""
    return "\n".join(plain_text(piece) for piece in _strings(list(page.body.raw_data)))


def searchable_pieces(body: StreamValue) -> list[str]:
    """What each block of a body has to be found by, as Wagtail asks the blocks for it.

    Text, which most blocks are, is taken from the stored value: a rebuild reads every text of the portal and needs no
    object for each of its paragraphs.
    """
    found: list[str] = []
    for place, block in enumerate(body.raw_data):
        if block["type"] == TEXT and isinstance(block["value"], str):
            found.append(one_line(block["value"]))
        else:
            child = body[place]
            found += [str(piece) for piece in child.block.get_searchable_content(child.value)]
    return found


def one_line(markup: str) -> str:
    """The words of HTML that was cleaned, on one line."""
    inside = markup[3:-4]
    is_paragraph = "<" not in inside and markup.startswith("<p>") and markup.endswith("</p>")
    # Most blocks are one paragraph without anything: nothing to be looked for.
    return " ".join((unescape(inside) if is_paragraph else plain_text(markup)).split())


def _strings(value: Any) -> Iterator[str]:
    """Every string in the values of a stream, block types and ids left aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings([v for k, v in value.items() if k not in ("id", "type")])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def marking_errors(page: PracticePage) -> dict[str, str]:
    """The fields of a practice whose text carries an EU classification marking, with the message."""
    sources = "\n".join(f"{source.title}\n{source.url}" for source in page.sources.all())
    texts = {
        "title": page.title,
        "summary": page.summary,
        "body": body_text(page),
        "contact": page.contact,
        "note": f"{page.note}\n{sources}",
    }
    return {name: marking_message(found) for name, text in texts.items() if (found := find_marking(text))}
