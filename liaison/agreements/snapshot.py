"""An agreement as plain values: to compare it, to keep what it was, to show what somebody else has changed."""

from __future__ import annotations

from typing import Any

from liaison.agreements.enums import DATED
from liaison.agreements.models import Agreement

Values = dict[str, Any]
"""``body``, ``stage``, ``source``, ``source_date``, ``confidence``, ``note``, ``parties`` (code -> side) and ``steps``
(stage -> date as text, source, as of); ``kind`` and ``reference``, which the instrument keeps."""

OWN_FIELDS = ("body", "stage", "source", "source_date", "confidence", "note")
OF_THE_INSTRUMENT = ("kind", "reference")


def values_of(agreement: Agreement) -> Values:
    """What is said of an agreement now. Takes no query where its parts were loaded with it."""
    steps = {step.stage: step for step in agreement.steps.all()}
    return {
        **{name: getattr(agreement, name) for name in OWN_FIELDS},
        **{name: getattr(agreement.instrument, name) for name in OF_THE_INSTRUMENT},
        "parties": {
            party.code: party.side for party in sorted(agreement.parties.all(), key=lambda p: p.code)
        },
        "steps": {
            str(stage): {"date": step.on_text, "source": step.source, "as_of": step.as_of}
            for stage in DATED
            if (step := steps.get(stage)) is not None
        },
    }
