"""What the rooms above are told of an event."""

from __future__ import annotations

from django.dispatch import Signal

event_changed = Signal()
"""Sent with ``event`` and ``changes``, inside the transaction that changes the event.

``sender`` is the model ``Event``. ``changes`` maps the name of what changed to ``(before, after)``, in values that JSON
can hold: a field of ``Event`` (``"starts"``, ``"ends"``, ``"place"``, ``"title"``, ``"status"``, ``"seats"``,
``"joining_link"``, ...), or ``"sessions"``, ``"speakers"``, ``"organisers"`` with lists; ``"participants"``, the
numbers of the users among those concerned who had a seat before, and who have one now (``events.registration``). A new
event is sent with ``{"created": (False, True)}``. ``event.sequence`` has been raised already where calendars must be
told. Receivers that send mail do so after the commit (``transaction.on_commit``).
"""

event_copied = Signal()
"""Sent with ``event`` and ``copy``, inside the transaction that makes a copy of an event for its series: what the rooms
above hold of how the event is run goes with it. ``sender`` is the model ``Event``.
"""
