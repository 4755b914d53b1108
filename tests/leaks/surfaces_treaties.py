"""Surfaces of treaty status: the matrix, its facts, the map, the exports. All of it is public and shows no item.

What could leak is a dossier: the facts of a country lead to it, for those alone who may see it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

ADDRESSES = {
    "matrix of treaty status": ("treaties:matrix", "/treaties/?eu=&all=on"),
    "treaty status of Tunisia": ("treaties:matrix", "/treaties/?country=TN"),
    "treaty status of an instrument": ("treaties:matrix", "/treaties/?instrument=CETS182"),
    "map of treaty status": ("treaties:map", "/treaties/map/?instrument=CETS182"),
    "matrix as CSV": ("treaties:export", "/treaties/export/matrix.csv?all=on"),
    "treaty status as CSV": ("treaties:export", "/treaties/export/status.csv"),
    "matrix as XLSX": ("treaties:export", "/treaties/export/matrix.xlsx?all=on"),
    "treaty status as XLSX": ("treaties:export", "/treaties/export/status.xlsx"),
}
"""What is asked, by what it is called, with the name of its address."""


def treaty_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface, nothing

    return [ListSurface(name, (url,), _get(address), nothing) for name, (url, address) in ADDRESSES.items()]


def _get(address: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(address)
