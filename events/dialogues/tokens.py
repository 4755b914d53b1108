"""The people of a dialogue as holders of tokens of the one rule (``portal.visibility``)."""

from __future__ import annotations

ORGANISER = "o"
DELEGATION = "d"

KINDS = (ORGANISER, DELEGATION)


def dialogue_token(dialogue_id: int, kind: str) -> str:
    """The token of the people of one kind of one dialogue: ``dl7d`` is held by the EU delegation of dialogue 7."""
    if kind not in KINDS:
        raise ValueError(f"no kind of people of a dialogue: {kind!r}")
    return f"dl{dialogue_id}{kind}"


def dialogue_tokens(dialogue_id: int, kinds: str = "od") -> frozenset[str]:
    """The tokens of several kinds of people of a dialogue, by default of all."""
    return frozenset(dialogue_token(dialogue_id, kind) for kind in kinds)
