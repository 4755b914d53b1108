"""The words of a practice, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from portal.classification import find_marking
from portal.sanitise import plain_text
from portal.words import marking_message

if TYPE_CHECKING:
    from practices.models import PracticePage


def body_text(page: PracticePage) -> str:
    """All words of the body, a line for each piece. Makes no query."""
    return "\n".join(plain_text(piece) for piece in _strings(list(page.body.raw_data)))


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
