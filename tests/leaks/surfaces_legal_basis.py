"""Surfaces of the legal basis: form, answer, errors, JSON. All of it is public and shows no item.

What could leak is a dossier: the answer leads to that of the country, for those alone who may see it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

ANSWER = "/legal-basis/?state=FR&country=TN&measure=extradition&on=2024-01-15"
ADDRESSES = {
    "form of the legal basis": "/legal-basis/",
    "legal basis with Tunisia": ANSWER,
    "legal basis as JSON": f"{ANSWER}&format=json",
    "errors of the legal basis as JSON": "/legal-basis/?format=json",
}


def legal_basis_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface, nothing

    return [
        ListSurface(name, ("legal_basis:resolver",), _get(address), nothing)
        for name, address in ADDRESSES.items()
    ]


def _get(address: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(address)
