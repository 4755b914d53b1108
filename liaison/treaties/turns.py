"""Whoever changes treaty status does so in turn: one writer at a time, whatever the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction

from liaison.treaties.models import TreatyTurn

WAIT_SECONDS = 15
"""How long the next writer waits on PostgreSQL. On SQLite it is the ``timeout`` of the connection."""


class Busy(Exception):
    """Somebody else is writing and was not done in time. Nothing was changed."""


@contextmanager
def my_turn() -> Iterator[None]:
    """A transaction that waits until nobody else is inside one of these; raises ``Busy`` after a while.

    PostgreSQL: a lock on the one row of ``TreatyTurn``. SQLite: writers take the database's lock when their
    transaction begins (settings), so that nothing more is needed.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(transaction.atomic())
            _take()
        except OperationalError as error:
            raise Busy from error
        yield


def _take() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        TreatyTurn.objects.get_or_create(pk=1)
        TreatyTurn.objects.select_for_update().get(pk=1)
