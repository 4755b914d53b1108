"""A body's contribution: overview, the form of one country, saving while it is filled in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.assessments.access import (
    can_reopen_contribution,
    can_write_contribution,
    for_bodies,
    read_contribution,
    visible_round,
)
from liaison.assessments.answer_form import AnswerForm, answer_text
from liaison.assessments.answers import SECTION_FIELDS, clean_answer
from liaison.assessments.bodies import body_of
from liaison.assessments.contributions import ContributionClosed, answer_no_data, save_section
from liaison.assessments.forms import NoteForm
from liaison.assessments.models import Contribution, CountryFigures, Round
from liaison.assessments.progress import CountryProgress, progress_of
from liaison.assessments.reading import read_rows
from liaison.assessments.rounds import is_late
from liaison.assessments.submission import contribution_data
from liaison.assessments.views.autosave import cleaned, sent_answers, told
from portal.reference.models import Country


@for_bodies
@require_safe
def overview(request: HttpRequest, slug: str, body: str) -> HttpResponse:
    """The contribution of one's own body, to work on; that of another, to read what it submitted."""
    round = visible_round(request.user, slug)
    contribution = contribution_or_404(request, round, body, "contribution")
    if body_of(request.user) != contribution.body:
        return show_version(request, contribution, contribution.version)
    countries = list(round.countries.all())
    context = {
        "round": round,
        "contribution": contribution,
        "may_write": can_write_contribution(request.user, contribution),
        "may_reopen": can_reopen_contribution(request.user, contribution),
        "rows": progress_of(countries, contribution_data(contribution)["countries"]),
        "versions": contribution.versions.select_related("by"),
        "events": contribution.events.select_related("by"),
        "reads": contribution.reads.count(),
        "is_late": is_late(round),
        "opens_later": round.opens > timezone.localdate(),
        "note_form": NoteForm(),
    }
    return render(request, "assessments/contribution.html", context)


def contribution_or_404(request: HttpRequest, round: Round, body: str, surface: str) -> Contribution:
    """One body's contribution for this viewer, its reading logged. Raises 404 where there is none."""
    contribution = read_contribution(request.user, round, body.upper(), surface)
    if contribution is None:
        raise Http404
    return contribution


def show_version(request: HttpRequest, contribution: Contribution, number: int) -> HttpResponse:
    """What was submitted, to read, with what changed since the version before."""
    version = contribution.versions.select_related("by").filter(number=number).first()
    if version is None:
        raise Http404
    before = contribution.versions.filter(number=number - 1).first()
    context = {
        "round": contribution.round,
        "contribution": contribution,
        "version": version,
        "versions": contribution.versions.select_related("by"),
        "countries": read_rows(
            contribution.round.countries.all(), version.data, before.data if before else None
        ),
        "is_own": body_of(request.user) == contribution.body,
        "may_reopen": can_reopen_contribution(request.user, contribution),
        "has_before": before is not None,
        "note_form": NoteForm(),
    }
    return render(request, "assessments/version.html", context)


# --- one country ----------------------------------------------------------------------------------------


@for_bodies
@require_http_methods(["GET", "HEAD", "POST"])
def country(request: HttpRequest, slug: str, body: str, code: str) -> HttpResponseBase:
    """What one's own body says of one country: the form, or, while it is closed, the answers to read."""
    round, contribution, place = _own_country(request, slug, body, code)
    row = CountryFigures.objects.filter(contribution=contribution, country=place).first()
    may_write = can_write_contribution(request.user, contribution)
    if request.method != "POST":
        return _show_country(request, contribution, place, AnswerForm(row), may_write=may_write)
    form = AnswerForm(row, request.POST)
    try:
        form.save(contribution=contribution, country=place.pk, by=request.user)
    except ContributionClosed:
        return _show_country(request, contribution, place, form, may_write=True, is_closed=True, status=409)
    if form.has_conflicts or form.has_errors:
        status = 409 if form.has_conflicts else 422
        return _show_country(request, contribution, place, form, may_write=True, status=status)
    messages.success(request, _("Saved: %(country)s.") % {"country": place.name()})
    following = _neighbours(round, place)[1] if request.POST.get("do") == "next" else place
    if following is None:
        return redirect("assessments:contribution", slug, contribution.body.lower())
    return redirect("assessments:country", slug, contribution.body.lower(), following.pk.lower())


def _own_country(
    request: HttpRequest, slug: str, body: str, code: str
) -> tuple[Round, Contribution, Country]:
    """The viewer's own contribution and a country of the round. Raises 404 for another body's."""
    round = visible_round(request.user, slug)
    if body.upper() != body_of(request.user):
        raise Http404
    contribution = contribution_or_404(request, round, body, "country")
    place = round.countries.filter(pk=code.upper()).first()
    if place is None:
        raise Http404
    return round, contribution, place


def _neighbours(round: Round, place: Country) -> tuple[Country | None, Country | None]:
    """The countries before and after one, by name."""
    countries = sorted(round.countries.all(), key=lambda country: country.name())
    at = countries.index(place)
    return (countries[at - 1] if at else None), (countries[at + 1] if at + 1 < len(countries) else None)


def _show_country(
    request: HttpRequest,
    contribution: Contribution,
    place: Country,
    form: AnswerForm,
    *,
    may_write: bool,
    is_closed: bool = False,
    status: int = 200,
) -> HttpResponse:
    round = contribution.round
    before, after = _neighbours(round, place)
    data = contribution_data(contribution)["countries"]
    rows: list[CountryProgress] = progress_of(round.countries.all(), data)
    arguments = [round.slug, contribution.body.lower(), place.pk.lower()]
    context = {
        "round": round,
        "contribution": contribution,
        "country": place,
        "form": form,
        "may_write": may_write,
        "is_closed": is_closed,
        "before": before,
        "after": after,
        "rows": rows,
        "own_row": next(row for row in rows if row.country.pk == place.pk),
        "read": read_rows([place], {"countries": data}, None),
        "script": {"save": reverse("assessments:save", args=arguments), "words": script_words()},
    }
    return render(request, "assessments/country.html", context, status=status)


def script_words() -> dict[str, str]:
    """The texts that the script shows."""
    return {
        "saving": _("Saving …"),
        "saved": _("Saved at {time}"),
        "refused": _("Not saved: see the remark at the answer."),
        "conflict": _("Not saved: somebody else has answered in the meantime."),
        "offline": _("Not saved: no connection. It is tried again."),
        "failed": _("Not saved. It is tried again."),
        "signIn": _(
            "Not saved: you are signed out. Sign in again in another window; it is then saved from here."
        ),
        "closed": _("Not saved: the contribution has been submitted, or the collection has ended."),
        "others": _("{name}: updated by a colleague"),
        "theirs": _("In the meantime {by} has answered:"),
        "somebody": _("somebody else"),
        "mine": _("You answered:"),
        "keepMine": _("Keep my answer"),
        "takeTheirs": _("Take over theirs"),
    }


@require_POST
def save(request: HttpRequest, slug: str, body: str, code: str) -> HttpResponseBase:
    """Save some answers of one section as they are given; see ``autosave``.

    401 signed out, 404 not theirs, 409 closed, 400 not understood.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"error": "signed_out"}, status=401)
    return _save(request, slug, body, code)


@for_bodies
def _save(request: HttpRequest, slug: str, body: str, code: str) -> HttpResponseBase:
    _round, contribution, place = _own_country(request, slug, body, code)
    sent = sent_answers(request, SECTION_FIELDS)
    if sent is None:
        return JsonResponse({"error": "not_understood"}, status=400)
    section, version, raw = sent
    answers, errors = cleaned(raw, clean_answer)
    try:
        saved = save_section(
            contribution=contribution,
            country=place.pk,
            section=section,
            answers=answers,
            version=version,
            by=request.user,
        )
    except ContributionClosed:
        return JsonResponse({"error": "closed"}, status=409)
    return JsonResponse(told(saved, errors, answer_text))


@for_bodies
@require_POST
def no_data(request: HttpRequest, slug: str, body: str, code: str) -> HttpResponseBase:
    """Answer every open number of a country with "no data"."""
    _round, contribution, place = _own_country(request, slug, body, code)
    try:
        filled = answer_no_data(contribution=contribution, country=place.pk, by=request.user)
    except (ContributionClosed, PermissionDenied):
        messages.error(request, script_words()["closed"])
    else:
        text = ngettext(
            "%(number)s open number is answered with “No data”.",
            "%(number)s open numbers are answered with “No data”.",
            filled,
        )
        messages.success(request, text % {"number": filled})
    return redirect("assessments:country", slug, body, code)
