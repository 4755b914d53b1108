"""My calendar: making, replacing and ending one's secret address; e-mails for one's calendar, or none."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.calendars.feeds import end_feed, make_feed
from events.calendars.forms import ScopeForm
from events.calendars.models import Feed, NoMails


@require_safe
@login_required
def my_calendar(request: HttpRequest) -> HttpResponse:
    """One's calendar: whether there is an address, since when, when it was last fetched."""
    return _page(request)


@require_POST
@login_required
def make_address(request: HttpRequest) -> HttpResponse:
    """Make an address, or replace it. It is shown in this answer and never again."""
    form = ScopeForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    secret = make_feed(request.user, form.cleaned_data["scope"], sessions=form.cleaned_data["sessions"])
    return _page(request, secret=secret)


@require_POST
@login_required
def change_scope(request: HttpRequest) -> HttpResponse:
    """Change what stands in the calendar; its address stays."""
    form, user = ScopeForm(request.POST), _user(request)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    if Feed.objects.filter(user=user).update(**form.cleaned_data):
        messages.success(request, _("Saved. Your calendar program shows it the next time it looks."))
    return redirect("calendars:mine")


@require_POST
@login_required
def end_address(request: HttpRequest) -> HttpResponse:
    """Have the address stop working."""
    if end_feed(request.user):
        messages.success(request, _("Your calendar address does not work any more."))
    return redirect("calendars:mine")


@require_POST
@login_required
def choose_mails(request: HttpRequest) -> HttpResponse:
    """Want e-mails for one's calendar, or none."""
    user = _user(request)
    if request.POST.get("mails") == "yes":
        NoMails.objects.filter(user=user).delete()
        messages.success(request, _("You get an e-mail for your calendar when you have a place at an event."))
    else:
        NoMails.objects.get_or_create(user=user)
        messages.success(
            request, _("You get no e-mails for your calendar about events that are not in it yet.")
        )
    return redirect("calendars:mine")


def _user(request: HttpRequest) -> Any:
    """Who is signed in: every view here asks for that."""
    return request.user


def _page(
    request: HttpRequest, *, secret: str = "", form: ScopeForm | None = None, status: int = 200
) -> HttpResponse:
    user = _user(request)
    feed = Feed.objects.filter(user=user).first()
    if form is None:
        form = ScopeForm(initial={"scope": feed.scope, "sessions": feed.sessions} if feed else None)
    address = ""
    if secret:
        address = settings.WAGTAILADMIN_BASE_URL + reverse("calendars:feed", args=[secret])
    context = {
        "feed": feed,
        "form": form,
        "address": address,
        "webcal": "webcal://" + address.partition("://")[2] if address else "",
        "gets_mails": not NoMails.objects.filter(user=user).exists(),
        "email": user.email,
        "public_address": settings.WAGTAILADMIN_BASE_URL + reverse("calendars:visible"),
    }
    answer = render(request, "calendars/mine.html", context, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
