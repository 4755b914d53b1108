"""What a frozen issue says: the briefing's content of that moment, and what is drawn and linked in it.

Hash and canonical form are those of assessment reports (``liaison.assessments.report_schema``).
"""

from __future__ import annotations

from typing import Any, TypedDict

from events.briefings.content import BriefingContent, SectionContent
from events.issues.locator import Locator
from liaison.assessments.report_schema import content_hash

NOT_SAID = ("as_of", "issue")
"""What differs between two contents that say the same."""


class IssueFacts(TypedDict):
    """Which issue this is. ``at``: when it was frozen, null in a draft; ``site``: where its links lead."""

    briefing: str
    number: int
    at: str | None
    note: str
    issuer: str
    site: str


class IssueContent(TypedDict):
    """An issue. ``maps`` by country code; ``union``: the Member States on them; ``footnote`` belongs to Kosovo*."""

    schema: int
    title: str
    purpose: str
    country: str
    country_name: str
    language: str
    as_of: str
    tlp: str
    audience: str
    is_example: bool
    sections: list[SectionContent]
    issue: IssueFacts
    maps: dict[str, Locator]
    union: list[str]
    footnote: str


def said_hash(content: BriefingContent | IssueContent | dict[str, Any]) -> str:
    """A hash of what readers are told, whichever issue tells it and on whatever day."""
    return content_hash({name: value for name, value in content.items() if name not in NOT_SAID})
