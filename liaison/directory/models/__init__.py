"""What the directory knows: posts, authorities, their contacts, and what was changed."""

from liaison.directory.models.authority import Authority
from liaison.directory.models.change import DirectoryChange
from liaison.directory.models.contact import Contact
from liaison.directory.models.entry import DirectoryEntry
from liaison.directory.models.handover import Handover, Receiver
from liaison.directory.models.note import NetworkNote
from liaison.directory.models.post import Post
from liaison.directory.models.reminder import MailState, Reminder, Stage
from liaison.directory.models.under_audience import UnderAudience
from liaison.directory.models.verified import Verified

__all__ = [
    "Authority",
    "Contact",
    "DirectoryChange",
    "DirectoryEntry",
    "Handover",
    "MailState",
    "NetworkNote",
    "Post",
    "Receiver",
    "Reminder",
    "Stage",
    "UnderAudience",
    "Verified",
]
