"""What stands in for a formatted text that was sent in a form no editor would write (portal.pages.rich_text)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNREADABLE = _("This could not be read.")


class UnreadableText(str):
    """What was sent instead of formatted text, as HTML that shows it. It is never saved."""

    __slots__ = ()


def readable(source: Any) -> Any:
    """The source of a formatted text, unchanged. Raises ``ValidationError`` where it could not be read."""
    if isinstance(source, UnreadableText):
        raise ValidationError(UNREADABLE, code="unreadable")
    return source
