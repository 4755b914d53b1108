"""The version that a form of an event was made of."""

from __future__ import annotations

from django.http import HttpRequest


def version_of(request: HttpRequest) -> int:
    """The version of the event that the form was made of; 0, which none has, where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
