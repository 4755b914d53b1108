"""Who uses the items of the tracker: told of every change of status, in the transaction that makes it.

A briefing that quotes an item registers a callable here and marks itself stale; if it fails, the change is not made.
Whoever wants to act outside (send a mail) notes it in a row and acts after commit, as ``notices`` does.
"""

from __future__ import annotations

from collections.abc import Callable

from liaison.accession.models import Accession, AccessionEvent

User = Callable[[Accession, AccessionEvent], None]
"""Called with the item as it is now and the event that says what changed (``old_status``, ``new_status``, ``by``)."""

_users: dict[str, User] = {}


def register_user_of_accession(use: User, *, name: str = "") -> User:
    """Let an app know of every change of status. Registering a name again replaces it; the name defaults to where the
    callable is defined."""
    _users[name or f"{use.__module__}.{use.__qualname__}"] = use
    return use


def forget_user_of_accession(name: str) -> None:
    """Undo a registration (tests)."""
    _users.pop(name, None)


def tell_users(item: Accession, event: AccessionEvent) -> None:
    """Call everything that is registered. Must be called inside the transaction of the change."""
    for use in list(_users.values()):
        use(item, event)
