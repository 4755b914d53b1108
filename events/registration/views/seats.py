"""Seats, quotas and national contacts of an event; and the questions of its questionnaire."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.exchanges.access import organised_event
from events.exchanges.enums import Approval
from events.exchanges.models import Event
from events.exchanges.views.doors import version_of
from events.registration.deciding import name_contacts, set_quotas
from events.registration.forms import QuestionForm
from events.registration.models import Question
from events.registration.occupancy import occupancy_of
from events.registration.seats_form import (
    ContactFormSet,
    QuotaFormSet,
    TotalForm,
    contact_rows,
    digest_of,
    quota_rows,
)
from events.registration.views.gate import keeps_words


@keeps_words
def seats(request: HttpRequest, slug: str) -> HttpResponseBase:
    """How many may come with what; saved together, refused where somebody else saved meanwhile."""
    event = organised_event(request.user, slug)
    data = request.POST if request.method == "POST" else None
    total = TotalForm(data, initial={"seats": event.seats, "shown": digest_of(event)})
    quotas = QuotaFormSet(data, initial=quota_rows(event), prefix="quota")
    contacts = (
        ContactFormSet(data, initial=contact_rows(event), prefix="contact")
        if event.approval == Approval.NATIONAL
        else None
    )
    moved = False
    if data is not None:
        valid = [total.is_valid(), quotas.is_valid(), contacts is None or contacts.is_valid()]
        if all(valid):
            moved = not _save(request, event, total, quotas, contacts)
            if not moved:
                return redirect("registration:seats", event.slug)
    context = {
        "event": event,
        "total": total,
        "quotas": quotas,
        "contacts": contacts,
        "occupancy": occupancy_of(event),
        "moved": moved,
        "now": digest_of(event) if moved else "",
        "is_invalid": data is not None and not moved,
    }
    return render(request, "registration/seats.html", context, status=409 if moved else 422 if data else 200)


@transaction.atomic
def _save(request: HttpRequest, event: Event, total: TotalForm, quotas, contacts) -> bool:
    """Save everything in one transaction, unless something of it was changed since the page was shown."""
    by = request.user
    stored = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if digest_of(stored) != total.cleaned_data["shown"]:
        return False
    wanted = [form.cleaned_data for form in quotas.forms]
    rows = [
        (row["body"], row["role"], row["seats"])
        for row in wanted
        if row.get("seats") is not None and (row.get("body") or row.get("role"))
    ]
    admitted = set_quotas(event=stored, seats=total.cleaned_data["seats"], quotas=rows, by=by)  # type: ignore[arg-type]
    if contacts is not None:
        pairs = dict.fromkeys((form.cleaned_data["state"], form.user) for form in contacts.forms if form.user)
        name_contacts(event=stored, contacts=pairs, by=by)  # type: ignore[arg-type]
    messages.success(request, _("Saved."))
    if admitted:
        text = ngettext(
            "%(n)d person got a seat from the waiting list.",
            "%(n)d people got a seat from the waiting list.",
            len(admitted),
        )
        messages.success(request, text % {"n": len(admitted)})
    return True


@keeps_words
def questions(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The questionnaire: its questions, in order, and one more."""
    event = organised_event(request.user, slug)
    form = QuestionForm(request.POST if request.POST.get("do") == "add" else None)
    if request.method == "POST" and request.POST.get("do") in ("up", "down"):
        _move(event, request.POST.get("question", ""), request.POST["do"])
        return redirect("registration:questions", event.slug)
    if request.method == "POST" and form.is_valid():
        form.instance.event = event
        last = event.questions.aggregate(last=Max("order"))["last"]
        form.instance.order = 0 if last is None else last + 1
        form.save()
        messages.success(request, _("The question was added."))
        return redirect("registration:questions", event.slug)
    context = {"event": event, "questions": list(event.questions.all()), "form": form}
    return render(request, "registration/questions.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _move(event: Event, number: str, where: str) -> None:
    """One place up or down among those that are asked."""
    rows = list(event.questions.select_for_update().filter(is_retired=False))
    index = next((i for i, row in enumerate(rows) if str(row.pk) == number), None)
    if index is None:
        return
    other = index - 1 if where == "up" else index + 1
    if 0 <= other < len(rows):
        rows[index], rows[other] = rows[other], rows[index]
    for order, row in enumerate(rows):
        row.order = order
    Question.objects.bulk_update(rows, ["order"])


@keeps_words
def question(request: HttpRequest, slug: str, question_id: int) -> HttpResponseBase:
    """One question: change it, or ask it no longer. Answers to it are kept."""
    event = organised_event(request.user, slug)
    row = event.questions.filter(pk=question_id).first()
    if row is None:
        return _removed(request, event)
    if request.method == "POST" and request.POST.get("do") in ("retire", "ask"):
        if request.POST["do"] == "retire" and not row.answers.exists():
            row.delete()
        else:
            row.is_retired = request.POST["do"] == "retire"
            row.save(update_fields=["is_retired"])
        return redirect("registration:questions", event.slug)
    form = QuestionForm(request.POST or None, instance=row)
    stored, version = None, version_of(request) if request.method == "POST" else row.version
    if request.method == "POST" and form.is_valid():
        try:
            stored = _save_question(form, version)
        except Question.DoesNotExist:
            return _removed(request, event)
        if stored is None:
            messages.success(request, _("Saved."))
            return redirect("registration:questions", event.slug)
        version = stored.version
    context = {"event": event, "question": row, "form": form, "version": version, "stored": stored}
    status = 409 if stored else 422 if form.errors else 200
    return render(request, "registration/question.html", context, status=status)


@transaction.atomic
def _save_question(form: QuestionForm, version: int) -> Question | None:
    """Save a question, unless somebody else changed it since the page was shown: then gives what it says now.

    Raises ``Question.DoesNotExist`` where it was removed meanwhile.
    """
    row = form.instance
    stored = Question.objects.select_for_update().get(pk=row.pk)
    if stored.version != version:
        return stored
    row.order, row.is_retired, row.version = stored.order, stored.is_retired, version + 1
    form.save()
    return None


def _removed(request: HttpRequest, event: Event) -> HttpResponseBase:
    """What was typed into a question that is no more is given back as a new one. Raises 404 where nothing was."""
    if not request.POST.get("text"):
        raise Http404
    messages.warning(
        request,
        _(
            "Somebody else has removed this question in the meantime. What you wrote stands below, to be added anew."
        ),
    )
    form = QuestionForm(request.POST)
    context = {"event": event, "questions": list(event.questions.all()), "form": form}
    return render(request, "registration/questions.html", context, status=409)
