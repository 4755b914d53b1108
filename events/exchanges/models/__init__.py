"""Exchanges of experience: events, their sessions, speakers, organisers, series and what was changed."""

from events.exchanges.models.event import Event, ExchangeQuerySet
from events.exchanges.models.history import EventChange, EventStep
from events.exchanges.models.organiser import EventOrganiser
from events.exchanges.models.programme import Session, Speaker
from events.exchanges.models.series import Series

__all__ = [
    "Event",
    "EventChange",
    "EventOrganiser",
    "EventStep",
    "ExchangeQuerySet",
    "Series",
    "Session",
    "Speaker",
]
