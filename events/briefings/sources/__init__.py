"""The sources of a briefing, each module one, registered when the app is ready."""

from __future__ import annotations


def register() -> None:
    """Let every source of this folder be asked."""
