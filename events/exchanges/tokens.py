"""The people of an event as holders of tokens of the one rule (``portal.visibility``)."""

from __future__ import annotations

ORGANISER = "o"
SPEAKER = "s"
PARTICIPANT = "p"
INVITED = "i"

KINDS = (ORGANISER, SPEAKER, PARTICIPANT, INVITED)


def event_token(event_id: int, kind: str) -> str:
    """The token held by the people of one kind of one event: ``ev7p`` by the confirmed participants of event 7."""
    if kind not in KINDS:
        raise ValueError(f"no kind of people of an event: {kind!r}")
    return f"ev{event_id}{kind}"


def event_tokens(event_id: int, kinds: str = "ospi") -> frozenset[str]:
    """The tokens of several kinds of people of an event, by default of all."""
    return frozenset(event_token(event_id, kind) for kind in kinds)
