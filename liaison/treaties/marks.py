"""Which entries of the search change when treaty status does."""

from __future__ import annotations

from collections.abc import Iterable

from portal.indexing import mark_changed
from portal.reference.indexing import number_of

TYPE = "treaty-status"


def mark_parties(parties: Iterable[str]) -> None:
    """Project the treaty status of these countries again. Part of the caller's transaction."""
    mark_changed(TYPE, [number_of(party) for party in sorted(set(parties))])
