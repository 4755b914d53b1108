"""The filter of a timeline. It offers what stands in happenings the viewer may see: a choice tells that it exists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.timeline.enums import Kind
from events.timeline.happenings import Happening
from portal.forms import FilterForm, checkboxes


class TimelineFilter(FilterForm):
    """What a reader looks for. A value nobody offers is told at its field, and nothing is filtered."""

    kind = checkboxes(_("What happened"))
    since = forms.TypedChoiceField(label=_("From the year"), required=False, coerce=int, empty_value=None)
    until = forms.TypedChoiceField(label=_("To the year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, found: Iterable[Happening], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(found)
        there = {one.kind for one in found}
        years = sorted({one.year for one in found}, reverse=True)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in Kind if kind in there]  # type: ignore[attr-defined]
        self.offer("since", gettext("The first"), [(str(year), str(year)) for year in years])
        self.offer("until", gettext("The last"), [(str(year), str(year)) for year in years])

    def clean(self) -> dict[str, Any]:
        """The first year does not come after the last."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("This year comes before the first."))
        return values
