"""Filters of the lists of dialogues and commitments. They offer what stands in what the viewer may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.dialogues.access import mine_q
from events.dialogues.bodies import name_of_body
from events.dialogues.enums import CommitmentState, DialogueStatus, Level, Side
from events.dialogues.models import Commitment, Dialogue
from events.dialogues.people import involved_in
from portal.forms import FilterForm, by_name
from portal.reference.names import names_for

MAX_QUERY = 200


class FoldedFilter(FilterForm):
    """Filters of which some are folded away while none of them is set."""

    FIRST: tuple[str, ...] = ()

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields shown first."""
        return [field for field in self if field.name in self.FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [field for field in self if field.name not in self.FIRST]

    @property
    def more_are_set(self) -> bool:
        """Whether one of these is set, or is wrong."""
        return any(field.errors or self.data.get(field.name) for field in self.more)


class DialogueFilter(FoldedFilter):
    """What a reader looks for among the dialogues."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=MAX_QUERY)
    country = forms.ChoiceField(label=_("Country"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    mine = forms.ChoiceField(label=_("My part"), required=False)

    FIRST = ("q", "country")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Dialogue.objects.visible_to(user).order_by()
        codes = visible.values_list("country", flat=True).distinct()
        self.offer("country", gettext("All countries"), by_name(names_for("country", codes).items()))
        self.offer("level", gettext("All levels"), list(Level.choices))
        self.offer("status", gettext("All"), list(DialogueStatus.choices))
        mine = [("in", gettext("I sit in a delegation")), ("run", gettext("I organise"))]
        self.offer("mine", gettext("All dialogues I may see"), mine)


def filtered_dialogues(user: Any, chosen: dict[str, str]) -> Any:
    """The dialogues a viewer may see, with filters."""
    found = Dialogue.objects.visible_to(user).select_related("country")
    for word in chosen.get("q", "").split()[:10]:
        found = found.filter(Q(title__icontains=word) | Q(place__icontains=word))
    for name in ("country", "level", "status"):
        if chosen.get(name):
            found = found.filter(**{name: chosen[name]})
    kinds = {"in": "d", "run": "o"}.get(chosen.get("mine", ""))
    return found.filter(pk__in=involved_in(user, kinds)) if kinds else found


class CommitmentFilter(FoldedFilter):
    """What a reader looks for among the commitments. Without a choice: what is open."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    side = forms.ChoiceField(label=_("Side"), required=False)
    body = forms.ChoiceField(label=_("Who has promised it"), required=False)
    mine = forms.ChoiceField(label=_("My part"), required=False)

    FIRST = ("country", "state")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Commitment.objects.visible_to(user).order_by()
        pairs = set(visible.values_list("country", "owner_body").distinct())
        codes = {country for country, _body in pairs}
        self.offer("country", gettext("All countries"), by_name(names_for("country", codes).items()))
        others = [choice for choice in CommitmentState.choices if choice[0] != CommitmentState.OPEN]
        states = [("overdue", gettext("Overdue")), *others, ("all", gettext("All"))]
        self.offer("state", gettext("Open"), states)
        self.offer("side", gettext("Both sides"), list(Side.choices))
        bodies = by_name((code, name_of_body(code)) for code in {body for _country, body in pairs})
        self.offer("body", gettext("All"), bodies)
        self.offer("mine", gettext("All I may see"), [("mine", gettext("On my desk"))])


def filtered_commitments(user: Any, chosen: dict[str, str]) -> Any:
    """The commitments a viewer may see, with filters."""
    found = Commitment.objects.visible_to(user)
    state = chosen.get("state", CommitmentState.OPEN)
    if state == "overdue":
        found = found.open().filter(due__lt=timezone.localdate())
    elif state != "all":
        found = found.filter(state=state)
    for name, field in (("country", "country"), ("side", "side"), ("body", "owner_body")):
        if chosen.get(name):
            found = found.filter(**{field: chosen[name]})
    return found.filter(mine_q(user)) if chosen.get("mine") else found
