"""The desk reads a practice and decides, on the site, on a phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Page, TaskState

from portal.pages.community_names import community_names
from portal.words import WordsField
from practices.actions import COPIED, Outdated, decide
from practices.models import PracticePage
from practices.queries import current_review
from practices.reading import practice_context
from practices.rules import can_review

COMMENT_LIMIT = 5_000
REVIEWED = (*COPIED, "body", "topics", "instruments", "other_countries", "communities", "note", "sources")
"""What a reviewer is told of where a change differs from the published text."""


class DecisionForm(forms.Form):
    """Approve, or return with a comment. ``revision`` is the text that was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**15)
    comment = WordsField(
        label=_("Comment for the writer"),
        required=False,
        max_length=COMMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed if you return the text: what should the writer change?"),
    )
    decision = forms.ChoiceField(choices=[("approve", ""), ("return", "")], widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "return" and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Tell the writer what to change."))
        return data


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """A practice that waits for the viewer's desk. For everyone else it does not exist."""
    page = PracticePage.objects.filter(pk=page_id).first()
    if page is None or not can_review(request.user, page):
        raise Http404
    form = DecisionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, page, form, status=422 if form.is_bound else 200)
    approve = form.cleaned_data["decision"] == "approve"
    try:
        decide(
            page_id=page.pk,
            user=request.user,
            revision_id=form.cleaned_data["revision"],
            approve=approve,
            comment=form.cleaned_data["comment"],
        )
    except Outdated as outdated:
        form.add_error(None, outdated.message)
        return _show(request, PracticePage.objects.get(pk=page.pk), form, status=409)
    except Page.DoesNotExist as gone:  # deleted a moment ago
        raise Http404 from gone
    done = (
        _("Published. The writer is told.")
        if approve
        else _("Returned. The writer is told, with your comment.")
    )
    messages.success(request, done)
    return redirect("my:work")


def _show(request: HttpRequest, page: PracticePage, form: DecisionForm, status: int) -> HttpResponse:
    """The draft as readers would see it, with what differs from the published text, and the two buttons."""
    waiting = current_review(page)
    draft = page.get_latest_revision_as_object()
    context = practice_context(request.user, draft) | {
        "page": draft,
        "communities": sorted(community_names(group.pk for group in draft.communities.all()).values()),
        "live": page if page.live else None,
        "changed": _changed_fields(page, draft) if page.live else [],
        "form": form,
        "revision": page.latest_revision_id,
        "waiting": waiting,
        "decided": None if waiting else _last_decision(page),
        "comment_field": form["comment"],
    }
    return render(request, "practices/review.html", context, status=status)


def _last_decision(page: PracticePage) -> TaskState | None:
    return (
        TaskState.objects.filter(workflow_state__object_id=str(page.pk), finished_at__isnull=False)
        .select_related("finished_by")
        .order_by("-finished_at")
        .first()
    )


def _changed_fields(live: PracticePage, draft: PracticePage) -> list[Any]:
    """Names of the fields in which the draft differs from the published text."""
    before, after = live.serializable_data(), draft.serializable_data()
    changed = [name for name in REVIEWED if _plain(before.get(name)) != _plain(after.get(name))]
    return [_("sources") if n == "sources" else PracticePage._meta.get_field(n).verbose_name for n in changed]


def _plain(value: Any) -> Any:
    """Lists in one order, so that only what is in them counts; rows without their ids."""
    if isinstance(value, list):
        rows = [
            {k: v for k, v in i.items() if k not in ("pk", "page")} if isinstance(i, dict) else i
            for i in value
        ]
        return sorted(map(str, rows))
    return value
