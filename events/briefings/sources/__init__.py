"""The sources of a briefing: a module for each room that something comes from, registered when the app is ready."""

from __future__ import annotations


def register() -> None:
    """Let every source of this folder be asked."""
    from events.briefings.sources import (
        accession,
        agreements,
        assessment,
        dialogues,
        directory,
        elements,
        exchanges,
        legal_basis,
        place,
        practices,
        treaties,
    )

    for module in (
        place,
        assessment,
        elements,
        legal_basis,
        treaties,
        accession,
        agreements,
        directory,
        practices,
        dialogues,
        exchanges,
    ):
        module.register()
