"""Surfaces of the agreements. All of it is public and shows no item.

What could leak is a dossier: agreements lead to it, for those alone who may see it
(``tests/liaison/agreements/test_pages.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

CODE = "EUROJUST-TN"
"""An agreement with the country whose dossier is narrow."""

ADDRESSES = {
    "agreements": ("agreements:index", "/agreements/"),
    "agreements with Tunisia": ("agreements:index", "/agreements/?country=TN"),
    "agreement": ("agreements:agreement", f"/agreements/{CODE.lower()}/"),
    "form of an agreement": ("agreements:edit", f"/agreements/{CODE.lower()}/edit/"),
    "form of a new agreement": ("agreements:add", "/agreements/add/"),
}
"""What is asked, by what it is called, with the name of its address."""


def agreement_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface, nothing

    return [ListSurface(name, (url,), _get(address), nothing) for name, (url, address) in ADDRESSES.items()]


def add_agreement(world: World) -> None:
    """An agreement for the addresses above."""
    from tests.liaison.agreements.factory import make_agreement

    make_agreement(CODE, parties={"EUROJUST": "a", "TN": "b"})


def _get(address: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(address)
