"""Ends of addresses."""

from __future__ import annotations

from django.utils.crypto import get_random_string

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def new_key() -> str:
    """The end of an item's address. A number that counts items would tell that there are hidden ones."""
    return get_random_string(10, LETTERS)
