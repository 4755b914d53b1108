"""The briefings a viewer may see, and the making of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.briefings.access import may_create
from events.briefings.actions import create_briefing
from events.briefings.forms import BriefingForm, initial_of
from events.briefings.listing import BriefingFilter, filtered, rows_of
from events.briefings.models import Briefing
from events.briefings.views.figures import may_release
from liaison.directory.kept import editing, stale

PER_PAGE = 20


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The briefings that are there for this viewer, with filters."""
    form = BriefingFilter(request.GET or None, user=request.user)
    chosen = form.chosen
    page = Paginator(filtered(request.user, chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "rows": rows_of(request.user, list(page)),
        "total": page.paginator.count,
        "may_create": may_create(request.user),
        "may_release": may_release(request.user),
    }
    return render(request, "briefings/index.html", context)


@editing
def add(request: HttpRequest) -> HttpResponseBase:
    """Make a briefing. 404 for whoever may not."""
    if not may_create(request.user):
        raise Http404
    given = initial_of(Briefing()) | {"country": request.GET.get("country", "").upper()[:2]}
    data = request.POST if request.method == "POST" else None
    form = BriefingForm(data, user=request.user, item=Briefing(), initial=given)
    if data is None:
        return _show(request, form)
    if notice := stale(request):
        return _show(request, form, notice=notice, status=403)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        briefing = create_briefing(values=form.values, user=request.user)
    except ValidationError as problem:
        return _show(request, told(form, problem), status=422)
    messages.success(request, _("The briefing is compiled. Now look at each section."))
    return redirect("briefings:compose", briefing.slug)


def told(form: BriefingForm, problem: ValidationError) -> BriefingForm:
    """What the model does not accept, at its field where the form has it."""
    errors = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
    for name, texts in errors.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    return form


def _show(request: HttpRequest, form: BriefingForm, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "briefings/form.html", {"form": form, "briefing": None, **context}, status=status)
