"""The editor's fields of formatted text and of blocks, where a form sends what no editor would.

Wagtail reads both before any validation, in the widget, and takes for granted that its own scripts wrote them:
anything else is an error page. Here the widget gives a value that says so, and the field refuses it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.blocks import StreamValue
from wagtail.blocks.base import BlockField, BlockWidget

from portal.pages.unreadable import UNREADABLE, UnreadableText, readable


class UnreadableStream(StreamValue):
    """An empty list of blocks in place of what was sent. It is never saved."""


class TextArea(DraftailRichTextArea):
    """Wagtail's editor of formatted text. Named in the setting WAGTAILADMIN_RICH_TEXT_EDITORS."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = data.get(name)
        try:
            return super().value_from_datadict({name: sent or "null"}, files, name) if name in data else None
        except Exception:  # noqa: BLE001 - what is wrong with it, the sender decides
            return UnreadableText(f"<p>{escape(sent)}</p>")


class TextFormField(forms.CharField):
    """The form field of a ``RichTextField`` in the editor."""

    def clean(self, value: Any) -> Any:
        return super().clean(readable(value))


class StreamWidget(BlockWidget):
    """Wagtail's editor of blocks."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        try:
            return super().value_from_datadict(data, files, name)
        except Exception:  # noqa: BLE001 - what is wrong with it, the sender decides
            return UnreadableStream(self.block_def, [])


class StreamFormField(BlockField):
    """The form field of a ``StreamField`` in the editor."""

    def __init__(self, block: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", StreamWidget(block))
        super().__init__(block, **kwargs)

    def clean(self, value: Any) -> Any:
        if isinstance(value, UnreadableStream):
            raise ValidationError(UNREADABLE, code="unreadable")
        return super().clean(value)
