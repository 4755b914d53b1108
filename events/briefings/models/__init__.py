"""Briefings: the package about a country, its sections, what stands in them, and who changed what."""

from events.briefings.models.briefing import Briefing, BriefingQuerySet
from events.briefings.models.figures import FigureRelease, FigureReleaseChange
from events.briefings.models.history import BriefingChange
from events.briefings.models.section import EDITOR, Entry, Section

__all__ = [
    "EDITOR",
    "Briefing",
    "BriefingChange",
    "BriefingQuerySet",
    "Entry",
    "FigureRelease",
    "FigureReleaseChange",
    "Section",
]
