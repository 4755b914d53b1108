"""What the views of an outcome have in common: who gets in, that nobody's words are lost, and saving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse

from events.exchanges.access import visible_event
from events.exchanges.models import Event
from events.outcomes.access import may_write
from events.outcomes.forms import OutcomeForm
from events.outcomes.writing import OutcomeConflict
from portal import stale_forms
from portal.conflicts import differences, take_version

S = TypeVar("S", bound=Model)
Show = Callable[..., HttpResponse]

keeps_words = stale_forms.keeps_words("text", "title", "note", "keep", "change")
"""For views with a form: what people wrote is given back where it cannot be taken."""


def written_event(request: HttpRequest, slug: str) -> Event:
    """The event at an address, for those who write its outcome. Raises 404 for everybody else."""
    event = visible_event(request.user, slug)
    if not may_write(request.user, event):
        raise Http404
    return event


def save_sent(
    request: HttpRequest, form: OutcomeForm, names: tuple[str, ...], save: Callable[..., S], show: Show
) -> S | HttpResponse:
    """What was saved of a form that was sent; the page to answer with where nothing was.

    ``names`` are the fields that are compared where somebody else was faster. ``save`` takes ``values``, ``version``
    and ``by``; ``show`` the form's page with a status and, after a conflict, ``theirs``. Raises 404 where what is
    changed is gone.
    """
    if request.method != "POST":
        return show(status=200)
    if not form.is_valid():
        return show(status=422)
    try:
        return save(values=form.values(), version=form.cleaned_data["version"], by=request.user)
    except OutcomeConflict as conflict:
        rows = differences(form, model_to_dict(conflict.stored, names), names)
        take_version(form, conflict.stored.version)
        return show(status=409, theirs=rows)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
