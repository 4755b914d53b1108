"""What the layout itself says, in the language of the document."""

from __future__ import annotations

from django.utils.translation import gettext, override


def contents_title(language: str) -> str:
    """The heading over the list of contents."""
    with override(language):
        return gettext("Contents")


def page_words(language: str) -> tuple[str, str, str]:
    """What stands before, between and after the two numbers of "Page 2 of 9"."""
    with override(language):
        text = gettext("Page %(page)s of %(pages)s") % {"page": "\0", "pages": "\0"}
    before, between, after = text.split("\0")
    return before, between, after
