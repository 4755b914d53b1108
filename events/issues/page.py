"""A document's blocks for a page of the portal: the same words as in its files, without styles in the markup."""

from __future__ import annotations

from typing import Any

from portal.documents import Document, Heading, Picture, Table
from portal.documents.pictures import drawing_svg


def blocks_of(document: Document) -> list[dict[str, Any]]:
    """What the template ``briefing_issues/_blocks.html`` reads: kind, block, anchor, the picture as SVG, and what the
    table is called to whoever cannot see where it stands: by its caption, or by the heading above it."""
    found, heading = [], ""
    for block, anchor in document.anchored:
        if isinstance(block, Heading):
            heading = block.text
        found.append(
            {
                "kind": type(block).__name__.lower(),
                "block": block,
                "anchor": anchor,
                "svg": drawing_svg(block.drawing, block.alternative) if isinstance(block, Picture) else "",
                "name": (isinstance(block, Table) and block.caption) or heading,
            }
        )
    return found
