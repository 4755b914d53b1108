"""A contribution as a spreadsheet: download the template, upload it filled in, read the differences, confirm.

Only for whoever speaks for the body: others, assessors among them, find nothing at these addresses.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.assessments.access import can_write_contribution, for_bodies, visible_round
from liaison.assessments.bodies import body_of
from liaison.assessments.contributions import ContributionClosed
from liaison.assessments.models import Contribution
from liaison.assessments.spreadsheet import template_of
from liaison.assessments.spreadsheet_package import MAX_BYTES
from liaison.assessments.spreadsheet_reading import CellFinding, Offered, read_upload
from liaison.assessments.upload import (
    LONGEST_SEALED,
    Moved,
    NotSealed,
    Plan,
    changed_in,
    plan_of,
    seal,
    take_over,
    unseal,
)
from liaison.assessments.views.contributions import contribution_or_404
from portal.spreadsheets import XLSX_TYPE


class UploadForm(forms.Form):
    """A filled-in template."""

    file = forms.FileField(
        label=gettext_lazy("Filled-in template"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy("XLSX. Nothing is changed before you have seen the differences."),
    )


def _own(request: HttpRequest, slug: str, body: str) -> Contribution:
    """The viewer's own contribution. Raises 404 for another body's."""
    round = visible_round(request.user, slug)
    if body.upper() != body_of(request.user):
        raise Http404
    return contribution_or_404(request, round, body, "xlsx")


@for_bodies
@require_safe
def template(request: HttpRequest, slug: str, body: str) -> HttpResponse:
    """The template with the present answers of one's own body."""
    contribution = _own(request, slug, body)
    response = HttpResponse(template_of(contribution), content_type=XLSX_TYPE)
    name = f"{slug}-{contribution.body.lower()}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_bodies
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str, body: str) -> HttpResponseBase:
    """Send a filled-in template; see what it would change, or why it is refused. Writes nothing."""
    contribution = _own(request, slug, body)
    if not can_write_contribution(request.user, contribution):
        return _closed(request, contribution)
    if request.method != "POST":
        return _show(request, contribution, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, contribution, form, status=422)
    file = form.cleaned_data["file"]
    # One byte more than is allowed tells that it is too large.
    reading = read_upload(str(file.name), file.read(MAX_BYTES + 1), contribution)
    if reading.findings:
        return _show(request, contribution, UploadForm(), findings=reading.findings, status=422)
    offered = changed_in(reading.offered, contribution)
    return _preview(request, contribution, offered, plan_of(offered, contribution))


@for_bodies
@require_POST
def confirm(request: HttpRequest, slug: str, body: str) -> HttpResponseBase:
    """Save what was shown, in one transaction. What has changed meanwhile is shown again instead."""
    contribution = _own(request, slug, body)
    try:
        offered = unseal(request.POST.get("offered", ""), contribution, request.user)
        changed = take_over(
            contribution=contribution,
            offered=offered,
            shown=request.POST.get("shown", ""),
            mine=request.POST.getlist("mine"),
            by=request.user,
        )
    except NotSealed:
        messages.error(request, _("The preview is too old or was changed. Upload the file again."))
        return redirect("assessments:upload", slug, contribution.body.lower())
    except ContributionClosed:
        return _closed(request, contribution)
    except Moved as moved:
        return _preview(request, contribution, offered, moved.plan, has_moved=True)
    text = ngettext(
        "Saved: %(number)s answer was changed by the file.",
        "Saved: %(number)s answers were changed by the file.",
        changed,
    )
    messages.success(request, text % {"number": changed})
    return redirect("assessments:contribution", slug, contribution.body.lower())


def _closed(request: HttpRequest, contribution: Contribution) -> HttpResponseBase:
    messages.info(request, _("The contribution takes no changes now."))
    return redirect("assessments:contribution", contribution.round.slug, contribution.body.lower())


def _show(
    request: HttpRequest,
    contribution: Contribution,
    form: UploadForm,
    *,
    findings: list[CellFinding] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "round": contribution.round,
        "contribution": contribution,
        "form": form,
        "field": form["file"],
        "findings": findings or [],
    }
    return render(request, "assessments/upload.html", context, status=status)


def _preview(
    request: HttpRequest, contribution: Contribution, offered: Offered, plan: Plan, *, has_moved: bool = False
) -> HttpResponse:
    sealed = seal(offered, contribution, request.user)
    if len(sealed) > LONGEST_SEALED:
        finding = CellFinding("", _("The file changes too much at once. Send it in parts."))
        return _show(request, contribution, UploadForm(), findings=[finding], status=422)
    context = {
        "round": contribution.round,
        "contribution": contribution,
        "countries": plan.by_country(),
        "number": len(plan.differences),
        "conflicts": len(plan.conflicts),
        "shown": plan.digest,
        "offered": sealed,
        "has_moved": has_moved,
    }
    return render(request, "assessments/upload_preview.html", context, status=409 if has_moved else 200)
