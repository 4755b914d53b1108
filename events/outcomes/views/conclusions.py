"""Conclusions: adding, changing, removing, and making a draft practice of one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events.exchanges.models import Event
from events.outcomes.forms import ConclusionForm
from events.outcomes.models import Conclusion
from events.outcomes.to_practice import AlreadyMade, draft_from
from events.outcomes.views.gate import keeps_words, save_sent, written_event
from events.outcomes.writing import CONCLUSION_FIELDS, remove, save_conclusion


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Add a conclusion."""
    return _form(request, written_event(request, slug), None)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Change a conclusion."""
    event = written_event(request, slug)
    return _form(request, event, _conclusion(event, pk))


def _conclusion(event: Event, pk: int) -> Conclusion:
    found = event.conclusions.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.event = event
    return found


def _form(request: HttpRequest, event: Event, conclusion: Conclusion | None) -> HttpResponseBase:
    sent = request.POST if request.method == "POST" else None
    form = ConclusionForm(sent, event=event, conclusion=conclusion)
    save = partial(save_conclusion, event=event, conclusion=conclusion)
    show = partial(_show, request, event, form, conclusion)
    saved = save_sent(request, form, CONCLUSION_FIELDS, save, show)
    if isinstance(saved, HttpResponse):
        return saved
    messages.success(request, _("The conclusion is saved."))
    if request.POST.get("do") == "next":
        return redirect("outcomes:new_conclusion", event.slug)
    return redirect(reverse("outcomes:outcome", args=[event.slug]) + f"#conclusion-{saved.pk}")


def _show(
    request: HttpRequest,
    event: Event,
    form: ConclusionForm,
    conclusion: Conclusion | None,
    status: int,
    **more: Any,
) -> HttpResponse:
    context = {"event": event, "form": form, "conclusion": conclusion, **more}
    return render(request, "outcomes/conclusion_form.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove_it(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Ask, then remove a conclusion."""
    event = written_event(request, slug)
    conclusion = _conclusion(event, pk)
    if request.method != "POST":
        text = _("A practice that was made of it stays, without a link to this event.")
        return render(request, "outcomes/remove.html", {"event": event, "item": conclusion, "text": text})
    remove(item=conclusion, by=request.user)
    messages.success(request, _("The conclusion is removed."))
    return redirect("outcomes:outcome", event.slug)


@never_cache
@require_POST
def to_practice(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Make a draft practice of a conclusion and open it, filled in."""
    event = written_event(request, slug)
    try:
        draft = draft_from(conclusion=_conclusion(event, pk), by=request.user)
    except AlreadyMade:
        messages.warning(request, _("A practice has already been made of this conclusion."))
        return redirect(reverse("outcomes:outcome", args=[event.slug]) + f"#conclusion-{pk}")
    except Conclusion.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(
        request,
        _(
            "This is a draft made of the conclusion. Complete it and send it to the desk: only you see it so far."
        ),
    )
    return redirect("practices:share_draft", draft.pk)
