"""What dialogues are made of."""

from events.dialogues.models.agenda import AgendaItem, AgendaPaper, ChecklistItem
from events.dialogues.models.approach import Approach, ApproachChange
from events.dialogues.models.commitment import Commitment, CommitmentChange, CommitmentReview
from events.dialogues.models.delegation import Delegation, Representative
from events.dialogues.models.dialogue import Dialogue
from events.dialogues.models.history import DialogueChange

__all__ = [
    "AgendaItem",
    "AgendaPaper",
    "Approach",
    "ApproachChange",
    "ChecklistItem",
    "Commitment",
    "CommitmentChange",
    "CommitmentReview",
    "Delegation",
    "Dialogue",
    "DialogueChange",
    "Representative",
]
