"""Files of the directory: what the viewer may see, with the filters of the page they were asked for on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from liaison.directory import vcard
from liaison.directory.exports import write_vcards, write_workbook
from liaison.directory.listing import found_rows, read_request
from liaison.directory.models import DirectoryEntry
from liaison.directory.rows import entries_of
from liaison.directory.views import visible_authority, visible_post
from portal.spreadsheets import XLSX_TYPE
from portal.visibility import viewer_for


@require_safe
def export_vcf(request: HttpRequest) -> HttpResponse:
    """Everything found, as vCards in one file."""
    return _vcf(request, _found(request), "comity-directory")


@require_safe
def export_xlsx(request: HttpRequest) -> HttpResponse:
    """Everything found, as a workbook."""
    content = write_workbook(request.user, _found(request))
    return _file(content, XLSX_TYPE, f"comity-directory-{timezone.localdate().isoformat()}.xlsx")


@require_safe
def post_vcf(request: HttpRequest, pk: int) -> HttpResponse:
    """One post as a vCard. Raises 404 where there is none for this viewer."""
    return _vcf(request, [visible_post(request.user, pk)], "comity-contact")


@require_safe
def authority_vcf(request: HttpRequest, pk: int) -> HttpResponse:
    """One authority as a vCard. Raises 404 where there is none for this viewer."""
    return _vcf(request, [visible_authority(request.user, pk)], "comity-contact")


def _found(request: HttpRequest) -> list[DirectoryEntry]:
    viewer = viewer_for(request.user)
    return entries_of(found_rows(viewer, read_request(request.GET)), viewer)


def _vcf(request: HttpRequest, entries: list[DirectoryEntry], name: str) -> HttpResponse:
    content = write_vcards(request.user, entries)
    if not content and name == "comity-contact":
        raise Http404
    return _file(content.encode(), vcard.MEDIA_TYPE, f"{name}-{timezone.localdate().isoformat()}.vcf")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to keep. Its name says the day and nothing of what is in it: it lies in a folder of downloads."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
