"""A document's blocks for a page of the portal: the same words as in its files, without styles in the markup."""

from __future__ import annotations

from typing import Any

from portal.documents import Document, Picture
from portal.documents.pictures import drawing_svg


def blocks_of(document: Document) -> list[dict[str, Any]]:
    """What the template ``briefing_issues/_blocks.html`` reads: kind, block, anchor, and the picture as SVG."""
    return [
        {
            "kind": type(block).__name__.lower(),
            "block": block,
            "anchor": anchor,
            "svg": drawing_svg(block.drawing, block.alternative) if isinstance(block, Picture) else "",
        }
        for block, anchor in document.anchored
    ]
