"""Briefings as a list shows them, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.briefings.access import edited_by
from events.briefings.hooks import Note, notes_for, stale_ids
from events.briefings.models import Briefing
from portal.forms import FilterForm, by_name
from portal.pages.audience_words import audience_words
from portal.reference.names import names_for
from portal.visibility import viewer_for


class BriefingFilter(FilterForm):
    """Filters of the list; choices are of what the viewer may see."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    mine = forms.ChoiceField(label=_("My part"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Briefing.objects.visible_to(user).order_by().values_list("country_id", flat=True).distinct()
        self.offer("country", gettext("All countries"), by_name(names_for("country", codes).items()))
        states = [("archived", gettext("Archived"))]
        if stale_ids(user) is not None:
            states = [("fresh", gettext("Up to date")), ("stale", gettext("Out of date")), *states]
        self.offer("state", gettext("All that are kept up to date"), states)
        if viewer_for(user).user_id is None:
            del self.fields["mine"]
        else:
            self.offer("mine", gettext("All that I may see"), [("write", gettext("I write"))])


def filtered(user: Any, chosen: dict[str, str]) -> QuerySet[Briefing]:
    """The briefings a viewer may see, with filters, those changed last first."""
    found = Briefing.objects.visible_to(user).order_by("-updated_at", "-pk")
    state = chosen.get("state", "")
    found = found.filter(archived=state == "archived")
    if state in ("fresh", "stale"):
        stale = stale_ids(user) or set()
        found = found.filter(pk__in=stale) if state == "stale" else found.exclude(pk__in=stale)
    if chosen.get("country"):
        found = found.filter(country=chosen["country"])
    if chosen.get("mine"):
        found = found.filter(pk__in=edited_by(user).order_by().values("pk"))
    return found


@dataclass(frozen=True, slots=True)
class BriefingRow:
    """One briefing of a list. ``writes``: whether the viewer may write it."""

    briefing: Briefing
    country: str
    audience: str
    writes: bool
    notes: list[Note]


def rows_of(user: Any, briefings: Sequence[Briefing]) -> list[BriefingRow]:
    """Rows of briefings the viewer may see. Three queries, and those of the annotators."""
    words = audience_words({one.audience_key for one in briefings})
    countries = names_for("country", {one.country_id for one in briefings})
    ids = [one.pk for one in briefings]
    written = (
        set(edited_by(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)) if ids else set()
    )
    notes = notes_for(user, briefings) if ids else {}
    return [
        BriefingRow(
            briefing=one,
            country=countries[one.country_id],
            audience=words[one.audience_key],
            writes=one.pk in written,
            notes=notes.get(one.pk, []),
        )
        for one in briefings
    ]
