"""A frozen report as a file: under the rule of its page, each download recorded."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from liaison.assessments.access import for_readers, is_assessor, rounds_visible_to, visible_report
from liaison.assessments.freezing import ReportTampered, verified_content
from liaison.assessments.report_files import KINDS, LANGUAGES, file_name
from liaison.assessments.report_log import record_report_read
from portal.documents import PdfUnavailable


@for_readers
@require_safe
def report_file(request: HttpRequest, slug: str, number: int, ending: str) -> HttpResponse:
    """A report as ``ending`` (pdf, docx, xlsx), in ``?lang=`` or the reader's language.

    404 for whoever may not read it, and for another ending or language. One that is not what was frozen is not given.
    """
    found = visible_report(request.user, slug, number)
    kind = KINDS.get(ending)
    language = request.GET.get("lang") or ("fr" if (get_language() or "en").startswith("fr") else "en")
    if kind is None or language not in LANGUAGES:
        raise Http404
    context = {
        "round": found.round,
        "sees_round": rounds_visible_to(request.user).filter(slug=slug).exists(),
        "frozen": found,
        "assesses": is_assessor(request.user),
    }
    try:
        content = verified_content(found)
        data = kind.render(content, language)
    except ReportTampered:
        return render(request, "assessments/report_broken.html", context, status=500)
    except PdfUnavailable as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=503)
    if request.method != "HEAD":
        record_report_read(request.user, found, kind.surface)
    name = file_name(content, language, ending)
    return HttpResponse(
        data,
        content_type=kind.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
