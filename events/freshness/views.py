"""How fresh a briefing is: causes, a new comparison, consultation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.briefings.access import edited_briefing, may_edit, visible_briefing
from events.briefings.content import content_of
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from events.freshness import consultation as asking
from events.freshness.causes import shown_causes
from events.freshness.checking import check
from events.freshness.consulted import changed_since, hashes_of, parts_now, parts_of, visible_consultation
from events.freshness.enums import ConsultationState
from events.freshness.forms import CONFIRM, AnswerForm, AskForm
from events.freshness.models import BriefingCheck, Confirmation
from events.freshness.reminders import next_look
from liaison.assessments.report_schema import content_hash
from portal.stale_forms import keeps_words

keeps_typed = keeps_words("question", "note")


@never_cache
@require_safe
def freshness(request: HttpRequest, slug: str) -> HttpResponse:
    """Why a briefing is stale, as far as the reader may know; for its editors the consultation, too."""
    briefing = visible_briefing(request.user, slug)
    edits = may_edit(request.user, briefing)
    today = timezone.localdate()
    look = next_look(briefing, today)
    checked = BriefingCheck.objects.filter(briefing=briefing).values_list("checked_at", flat=True).first()
    context = {
        "briefing": briefing,
        "may_edit": edits,
        "causes": shown_causes(request.user, briefing),
        "checked_at": checked,
        "look": look,
        "look_is_due": look <= today,
        "rows": consultations_of(briefing) if edits else [],
        "may_ask": edits and not briefing.archived,
    }
    return render(request, "freshness/freshness.html", context)


def consultations_of(briefing: Briefing) -> list[tuple[Confirmation, list[str], list[str]]]:
    """The questions about a briefing, newest first, each with the names of its sections and of those that changed
    since the answer. A constant number of queries."""
    rows = list(briefing.confirmations.select_related("by", "asked_by"))
    content = content_of(briefing) if any(one.is_answered for one in rows) else None
    found = []
    for one in rows:
        one.briefing = briefing
        changed = []
        if content is not None and one.is_answered:
            changed = changed_since(one, hashes_of(parts_of(content, one.kinds), one.kinds))
        found.append((one, names_of(one.kinds), names_of(changed)))
    return found


def names_of(kinds: list[str]) -> list[str]:
    """The names of sections in the reader's language, in the order of a briefing."""
    return [str(kind.label) for kind in SectionKind if kind in kinds]


@require_POST
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare with the sources now, for editors."""
    briefing = edited_briefing(request.user, slug)
    check(briefing.pk)
    messages.success(request, _("The briefing was compared with its sources."))
    return redirect("freshness:freshness", briefing.slug)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask a body about sections of a briefing, for editors."""
    briefing = edited_briefing(request.user, slug)
    if briefing.archived:
        raise Http404
    there = {section["kind"] for section in content_of(briefing)["sections"]}
    open_ones = briefing.confirmations.filter(state=ConsultationState.ASKED)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        kinds=[(kind.value, str(kind.label)) for kind in SectionKind if kind in there],
        asked=list(open_ones.values_list("body", flat=True)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(briefing=briefing, by=request.user, **form.cleaned_data)
        except asking.AlreadyAsked:
            form.add_error("body", _("This body is asked already, and has not answered yet."))
        else:
            messages.success(request, _("The body is asked. You get an e-mail when it has answered."))
            return redirect("freshness:freshness", briefing.slug)
    context = {"briefing": briefing, "form": form, "has_parts": bool(there)}
    return render(request, "freshness/ask.html", context, status=422 if form.errors else 200)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """A question to a body: its people read the parts and answer, editors read the answer."""
    asked, answers, edits = visible_consultation(request.user, slug, key)
    parts, hashes = parts_now(asked)
    shows_parts = answers and asked.is_open
    form = AnswerForm(
        request.POST if request.method == "POST" and answers else None,
        initial={"shown": content_hash(hashes)},
    )
    has_moved = False
    if request.method == "POST":
        if not answers:
            raise Http404
        done = _answer(request, asked, form)
        if isinstance(done, HttpResponse):
            return done
        has_moved = done
        if has_moved:
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["shown"] = content_hash(hashes)  # type: ignore[index]
    context: dict[str, Any] = {
        "asked": asked,
        "briefing": asked.briefing,
        "names": names_of(asked.kinds),
        "parts": parts if shows_parts else [],
        "shows_parts": shows_parts,
        "changed": names_of(changed_since(asked, hashes)) if asked.is_answered else [],
        "form": form,
        "has_moved": has_moved,
        "may_answer": shows_parts,
        "may_edit": edits,
    }
    status = 409 if has_moved else 422 if form.is_bound and form.errors else 200
    return render(request, "freshness/consultation.html", context, status=status)


def _answer(request: HttpRequest, asked: Confirmation, form: AnswerForm) -> HttpResponse | bool:
    """Take an answer: where to go on, or whether what was shown says something else by now."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        asking.answer(
            asked=asked,
            confirms=said["answer"] == CONFIRM,
            note=said["note"],
            shown=said["shown"],
            by=request.user,
        )
    except asking.PartsChanged:
        return True
    except asking.NotOpen:
        messages.warning(request, _("This was answered or taken back in the meantime. Nothing was changed."))
    except PermissionDenied as error:
        raise Http404 from error
    else:
        messages.success(request, _("Thank you. Those who write the briefing have been told."))
    return redirect(asked.get_absolute_url())


@require_POST
def withdraw(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take a question back, for editors."""
    asked, _answers, edits = visible_consultation(request.user, slug, key)
    if not edits:
        raise Http404
    try:
        asking.withdraw(asked=asked, by=request.user)
    except asking.NotOpen:
        messages.warning(request, _("It was answered or taken back in the meantime."))
    else:
        messages.success(request, _("The question is taken back."))
    return redirect("freshness:freshness", asked.briefing.slug)
