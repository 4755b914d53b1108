"""The only place that cleans HTML which people wrote: on its way in and again on its way out."""

from __future__ import annotations

import re
from html import unescape

import bleach
from bleach.linkifier import Linker

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "h3", "h4"]
"""What Wagtail's editor offers in the texts of people; ``ALLOWED_TAGS`` is its counterpart in HTML."""

ALLOWED_TAGS = frozenset(
    {"p", "br", "b", "strong", "i", "em", "ol", "ul", "li", "a", "h3", "h4", "blockquote"}
)
ALLOWED_ATTRIBUTES = {"a": ["href", "title", "rel"]}
# No internal links (linktype, id): the address of a page would tell readers outside its audience that it exists.
ALLOWED_PROTOCOLS = frozenset({"http", "https", "mailto"})

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def _safe_rel(attrs: dict, new: bool = False) -> dict | None:
    """Links lead away without telling where the reader came from."""
    attrs[(None, "rel")] = "nofollow noopener noreferrer"
    return attrs


def strip_controls(text: str) -> str:
    """Text without control characters, without those that reverse what a reader sees, and without halves of
    characters (JSON can carry them, no page and no database can)."""
    return _CONTROL.sub("", text)


def clean_html(html: str) -> str:
    """A small safe subset of HTML; everything else is removed, comments included."""
    cleaned = bleach.clean(
        strip_controls(html),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        protocols=ALLOWED_PROTOCOLS,
        strip=True,
        strip_comments=True,
    )
    return Linker(callbacks=[_safe_rel], skip_tags={"pre", "code"}, parse_email=False).linkify(cleaned)


def clean_text(text: str) -> str:
    """Plain text: no markup is meaningful in it, so it is kept as typed but for control characters."""
    return strip_controls(text).strip()


_BREAK = re.compile(r"<(?:br|/p|/li|/h3|/h4|/blockquote)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def plain_text(markup: str) -> str:
    """HTML as plain text: paragraphs and line breaks stay, everything else about the markup goes."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", markup)))


__all__ = ["ALLOWED_TAGS", "RICH_TEXT_FEATURES", "clean_html", "clean_text", "plain_text", "strip_controls"]
