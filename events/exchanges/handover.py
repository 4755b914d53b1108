"""Events that whoever holds a post leads about its countries move with the post: no exchange is without a lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.exchanges.actions import name_organiser, remove_organiser
from events.exchanges.enums import OrganiserKind, Status
from events.exchanges.models import Event
from liaison.directory.belongings import Belongings, Posting, Thing, register_belongings
from portal.people.models import User


def events_of(posting: Posting) -> QuerySet[Event]:
    """The events that the holder leads, neither over nor cancelled, about countries of the posting."""
    return (
        Event.objects.upcoming()
        .filter(
            countries__in=posting.countries,
            organisers__user=posting.holder,
            organisers__kind=OrganiserKind.LEAD,
        )
        .exclude(status__in=[Status.HELD, Status.CANCELLED])
        .distinct()
        .order_by("pk")
    )


class LedEvents(Belongings):
    """Coming events. The receiver leads them; the holder is no organiser of them any more."""

    name = "event"
    label = _("Events that are being organised")

    def hold(self, posting: Posting) -> None:
        ids = list(events_of(posting).values_list("pk", flat=True))
        list(
            Event.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk")
        )

    def find(self, posting: Posting) -> list[Any]:
        if posting.holder is None:
            return []
        return list(events_of(posting).values_list("pk", flat=True))

    def move(self, posting: Posting, ids: Sequence[Any], receiver: User) -> None:
        """An official of a third country, who may follow a liaison prosecutor, organises nothing; nor does whom they
        follow: there is nothing to move then."""
        for event in Event.objects.filter(pk__in=ids).order_by("pk") if not receiver.is_guest else ():
            name_organiser(event=event, person=receiver, kind=OrganiserKind.LEAD, user=posting.holder)
            if receiver == posting.holder:
                continue
            for row in event.organisers.filter(user=posting.holder):
                remove_organiser(event=event, organiser_id=row.pk, user=receiver)

    def visible(self, viewer: Any, ids: Sequence[Any]) -> list[Thing]:
        """Those that the viewer may see."""
        events = Event.objects.visible_to(viewer).filter(pk__in=ids).order_by("starts", "pk")
        return [Thing(event.title, event.get_absolute_url()) for event in events]


def register() -> None:
    """Let events move with a post. Called when the app is ready."""
    register_belongings(LedEvents())
