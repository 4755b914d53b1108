"""The list of agreements and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liaison.agreements.filters import AgreementFilter
from liaison.agreements.forms import change_rows
from liaison.agreements.models import Agreement, AgreementChange
from liaison.agreements.queries import agreement_url, by_family, filtered, held_by_body, rows_of, with_parts
from liaison.agreements.rules import can_edit_agreement, editable_bodies
from liaison.directory.enums import PostKind
from liaison.directory.models import NetworkNote, Post


@require_safe
def agreement_index(request: HttpRequest) -> HttpResponse:
    """Every agreement by family, filtered; the same for everyone, but for the button that adds one."""
    form = AgreementFilter(request.GET or None)
    chosen = form.chosen
    rows = rows_of(request.user, filtered(**chosen))
    context = {
        "form": form,
        "chosen": chosen,
        "groups": [group for group in by_family(rows) if group.rows or not chosen],
        "found": len(rows),
        "bodies": held_by_body(),
        "may_add": bool(editable_bodies(request.user)),
        "contact_points": contact_points(request.user),
    }
    return render(request, "agreements/index.html", context)


@require_safe
def agreement_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """One agreement by its code in lower case. Raises 404 for a code nobody knows."""
    agreement = with_parts(Agreement.objects.filter(pk=code.upper())).first()
    if agreement is None:
        raise Http404
    if code != code.lower():
        return HttpResponsePermanentRedirect(agreement_url(agreement))
    row = rows_of(request.user, [agreement])[0]
    may_edit = can_edit_agreement(request.user, agreement.body)
    context = {
        "agreement": agreement,
        "row": row,
        "instrument": agreement.instrument,
        "topics": list(agreement.instrument.topics.all()),
        "may_edit": may_edit,
        "changes": history(agreement, with_names=may_edit),
    }
    return render(request, "agreements/agreement.html", context)


def history(agreement: Agreement, *, with_names: bool) -> list[dict[str, Any]]:
    """Earlier values, newest first. Who changed them is told by name to editors, by role to everyone else."""
    changes = AgreementChange.objects.filter(agreement=agreement).select_related("by")
    return [
        {
            "at": change.at,
            "by": _by(change, with_names),
            "is_load": change.by_id is None,
            "is_first": not change.before,
            "rows": change_rows(change.before, change.after) if change.before else [],
        }
        for change in changes
    ]


def _by(change: AgreementChange, with_names: bool) -> str:
    if change.by is None:
        return ""
    return str(change.by) if with_names else str(change.by.get_role_display())


def contact_points(user: Any) -> dict[str, Any]:
    """Contact points are posts of the directory: how many countries the viewer knows of, and what is said of all."""
    posts = Post.objects.visible_to(user).filter(kind=PostKind.CONTACT_POINT)
    return {
        "countries": posts.order_by().values("country").distinct().count(),
        "note": NetworkNote.objects.filter(kind=PostKind.CONTACT_POINT).first(),
        "url": f"/directory/?role={PostKind.CONTACT_POINT}",
    }
