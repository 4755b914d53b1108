"""One's own place at an event: register, answer, withdraw, decline, name a substitute."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.exchanges.access import visible_event
from events.exchanges.models import Event
from events.registration.enums import RegistrationStatus
from events.registration.faults import NotPossible
from events.registration.forms import QuestionnaireForm, SubstituteForm, initial_of
from events.registration.models import Invitation, Registration
from events.registration.registering import (
    change_answers,
    decline_invitation,
    register_participant,
    withdraw_registration,
)
from events.registration.rules import may_register, may_see_participants
from events.registration.standing import Standing, standing_of
from events.registration.substituting import name_substitute
from liaison.directory.kept import editing, stale


@never_cache
@login_required
@require_safe
def go(request: HttpRequest, event_id: int) -> HttpResponseBase:
    """To one's own place at an event, from an e-mail, which does not name the event."""
    event = Event.objects.visible_to(request.user).filter(pk=event_id).first()
    if event is None:
        raise Http404
    return redirect("registration:mine", event.slug)


@editing
def mine(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What is one's own state, in words, and what can be done about it. 404 where the event is not there."""
    event = visible_event(request.user, slug)
    standing = standing_of(request.user, event)
    if standing.registration is None and not may_register(request.user, event, standing.invitation):
        return _show(request, standing)
    if request.method != "POST":
        return _show(request, standing)
    do = {
        "register": _register,
        "answers": _answers,
        "withdraw": _withdraw,
        "decline": _decline,
        "substitute": _substitute,
    }.get(request.POST.get("do", ""))
    if do is None:
        return redirect("registration:mine", event.slug)
    if notice := stale(request):
        return _again(request, standing, notice)
    try:
        return do(request, standing)
    except NotPossible as fault:
        messages.warning(request, fault.message)
        return redirect("registration:mine", event.slug)


def _again(request: HttpRequest, standing: Standing, notice: str) -> HttpResponseBase:
    """The page as it was sent, with nothing done and nothing lost."""
    do = request.POST.get("do")
    return _show(
        request,
        standing,
        questionnaire=_questionnaire(standing, request.POST) if do in ("register", "answers") else None,
        substitute=SubstituteForm(request.POST, auto_id="substitute-%s") if do == "substitute" else None,
        notice=notice,
    )


def _questionnaire(standing: Standing, data: Any = None) -> QuestionnaireForm:
    row = standing.registration
    answers = row.answers.all() if row is not None and row.pk else ()
    return QuestionnaireForm(data, questions=standing.questions, initial=initial_of(answers))


def _show(
    request: HttpRequest,
    standing: Standing,
    *,
    questionnaire: QuestionnaireForm | None = None,
    substitute: SubstituteForm | None = None,
    notice: str = "",
) -> HttpResponseBase:
    was_sent = bool(notice or questionnaire or substitute)
    context = {
        "event": standing.event,
        "standing": standing,
        "questionnaire": questionnaire or _questionnaire(standing),
        "substitute": substitute or SubstituteForm(auto_id="substitute-%s"),
        "steps": standing.steps,
        "sees_participants": may_see_participants(request.user, standing.event),
        "notice": notice,
    }
    return render(request, "registration/mine.html", context, status=422 if was_sent else 200)


def _register(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    form = _questionnaire(standing, request.POST)
    if not form.is_valid():
        return _show(request, standing, questionnaire=form)
    row = register_participant(event=standing.event, user=request.user, answers=form.answers())  # type: ignore[arg-type]
    _tell(request, row)
    return redirect("registration:mine", standing.event.slug)


def _tell(request: HttpRequest, row: Registration) -> None:
    if row.status == RegistrationStatus.CONFIRMED:
        messages.success(request, _("You are registered and have a seat."))
    elif row.status == RegistrationStatus.AWAITING:
        messages.warning(
            request, _("Your request was sent. You have no seat yet: it has to be approved first.")
        )
    else:
        messages.warning(request, _("All seats are taken. You are on the waiting list and have no seat."))


def _answers(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    if standing.registration is None:
        raise NotPossible("not_registered")
    form = _questionnaire(standing, request.POST)
    if not form.is_valid():
        return _show(request, standing, questionnaire=form)
    change_answers(registration=standing.registration, answers=form.answers())
    messages.success(request, _("Your answers were saved."))
    return redirect("registration:mine", standing.event.slug)


def _withdraw(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    if standing.registration is None:
        raise NotPossible("not_registered")
    withdraw_registration(registration=standing.registration, by=request.user)  # type: ignore[arg-type]
    messages.info(request, _("You withdrew. You have no seat any more."))
    return redirect("registration:mine", standing.event.slug)


def _decline(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    if standing.invitation is None:
        raise NotPossible("moved")
    decline_invitation(invitation=standing.invitation, by=request.user)  # type: ignore[arg-type]
    messages.info(request, _("You declined. While registration is open you can still change your mind."))
    return redirect("registration:mine", standing.event.slug)


def _substitute(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    form = SubstituteForm(request.POST, auto_id="substitute-%s")
    if not form.is_valid():
        return _show(request, standing, substitute=form)
    try:
        made = name_substitute(
            event=standing.event,
            predecessor=request.user,  # type: ignore[arg-type]
            email=form.cleaned_data["email"],
            by=request.user,  # type: ignore[arg-type]
        )
    except NotPossible as fault:
        form.add_error("email", fault.message)
        return _show(request, standing, substitute=form)
    if isinstance(made, Invitation):
        messages.info(
            request, _("Your invitation now belongs to your substitute. You are no longer invited.")
        )
        return redirect("exchanges:index")
    if made.status == RegistrationStatus.AWAITING and made.replaces is not None and made.replaces.is_live:
        messages.info(request, _("Your substitute has to be approved. Until then your place stays yours."))
        return redirect("registration:mine", standing.event.slug)
    messages.info(request, _("Your place now belongs to your substitute. You are no longer registered."))
    return redirect("exchanges:index")
