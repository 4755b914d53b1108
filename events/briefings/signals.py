"""What the rooms above are told of a briefing."""

from __future__ import annotations

from django.dispatch import Signal

briefing_changed = Signal()
"""Sent with ``briefing`` and ``kind`` (``enums.ChangeKind``), inside the transaction that changes the briefing or
anything in it; ``sender`` is the model ``Briefing``. Receivers that send mail do so after the commit."""
