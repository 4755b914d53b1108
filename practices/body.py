"""Between the plain fields of the share form and the blocks of a practice.

The form expresses one text, one list of steps and one obstacle. What it cannot express (formatting, quotations,
tables, further blocks) is kept: a block changes only where its field's words changed.
"""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.html import escape

from portal.media.models import PortalDocument
from portal.sanitise import clean_html, plain_text
from practices.models import PracticePage

Block = dict[str, Any]
_PARAGRAPHS = re.compile(r"\n\s*\n")
_BETWEEN = re.compile(r"</(?:p|h3|h4|ul|ol|blockquote)>\s*(?=<)", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^>]*>", re.IGNORECASE)


def as_html(text: str) -> str:
    """Plain text as the HTML of a text block: a blank line makes a paragraph."""
    paragraphs = [p.strip() for p in _PARAGRAPHS.split(text) if p.strip()]
    return clean_html("".join(f"<p>{escape(p).replace(chr(10), '<br/>')}</p>" for p in paragraphs))


def as_text(markup: str) -> str:
    """The HTML of a text block as plain text, paragraphs apart."""
    return re.sub(r"\n{3,}", "\n\n", plain_text(_BETWEEN.sub("\n\n", _ITEM.sub("- ", markup)))).strip()


def _same(one: str, other: str) -> bool:
    return html.unescape(one).split() == html.unescape(other).split()


def _items(value: Any) -> list[str]:
    return [str(item["value"] if isinstance(item, dict) else item) for item in value or []]


def _steps_text(value: Any) -> str:
    return "\n".join(" ".join(item.split()) for item in _items(value))


def _steps(text: str) -> list[Block]:
    return [
        {"type": "item", "id": str(uuid.uuid4()), "value": line.strip()}
        for line in text.splitlines()
        if line.strip()
    ]


def form_values(page: PracticePage) -> dict[str, str]:
    """The fields of the form that stand for blocks: story, steps, obstacle and workaround."""
    first: dict[str, Any] = {}
    for block in page.body.raw_data:
        first.setdefault(block["type"], block["value"])
    obstacle = first.get("obstacle") or {}
    return {
        "story": as_text(first.get("text", "")),
        "steps": _steps_text(first.get("steps")),
        "obstacle": obstacle.get("obstacle", ""),
        "workaround": obstacle.get("workaround", ""),
    }


def attachments(page: PracticePage) -> list[tuple[str, PortalDocument]]:
    """(id of the block, document) for each file a practice shows. One query."""
    blocks = [block for block in page.body.raw_data if block["type"] == "attachment"]
    documents = PortalDocument.objects.in_bulk([block["value"].get("document") for block in blocks])
    found = [(block.get("id", ""), documents.get(block["value"].get("document"))) for block in blocks]
    return [(block_id, document) for block_id, document in found if document is not None]


def merged_body(
    page: PracticePage, values: Mapping[str, Any], documents: Iterable[PortalDocument]
) -> list[Block]:
    """The blocks of a practice once the form's fields are written into those it already has."""
    dropped = set(values.get("drop_files") or ())
    blocks = [dict(block) for block in page.body.raw_data]
    blocks = [b for b in blocks if b["type"] != "attachment" or b.get("id") not in dropped]
    obstacle = {"obstacle": values.get("obstacle", ""), "workaround": values.get("workaround", "")}
    if obstacle["workaround"] and not obstacle["obstacle"]:
        obstacle = {"obstacle": obstacle["workaround"], "workaround": ""}
    _put(blocks, 0, "text", values.get("story", ""), as_text, as_html)
    _put(blocks, 1, "steps", values.get("steps", ""), _steps_text, _steps)
    joined = "\n".join(filter(None, obstacle.values()))
    _put(blocks, 2, "obstacle", joined, lambda v: "\n".join(filter(None, v.values())), lambda _: obstacle)
    blocks += [{"type": "attachment", "value": {"document": d.pk, "caption": ""}} for d in documents]
    return blocks


def _put(
    blocks: list[Block],
    place: int,
    kind: str,
    text: str,
    read: Callable[[Any], str],
    write: Callable[[str], Any],
) -> None:
    """Write a field into the first block of its kind: kept, replaced, removed, or put in at its place."""
    index = next((i for i, block in enumerate(blocks) if block["type"] == kind), None)
    if index is None:
        if text:
            blocks.insert(min(place, len(blocks)), {"type": kind, "value": write(text)})
    elif not text:
        del blocks[index]
    elif not _same(read(blocks[index]["value"]), text):
        blocks[index]["value"] = write(text)
