"""Giving out files, each through the rule. What is not for the viewer looks like what does not exist."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from portal.media.models import PortalDocument, PortalImage, PortalRendition
from portal.media.rules import can_open

# A file is never a page of ours: no script, no frame, no form, whatever it contains.
FILE_POLICY = "default-src 'none'; style-src 'none'; sandbox; frame-ancestors 'none'"
INLINE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})


def file_response(file: FieldFile, name: str, *, inline: bool = False) -> FileResponse:
    """A whole file with safe headers. No ETag and no ranges: every request asks the rule and answers alike.

    Raises ``Http404`` where the stored file is gone.
    """
    try:
        stream = file.storage.open(file.name or "", "rb")
    except (OSError, ValueError) as error:
        raise Http404 from error
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    shown = inline and mime in INLINE_TYPES
    response = FileResponse(stream, as_attachment=not shown, filename=name, content_type=mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["Accept-Ranges"] = "none"
    patch_vary_headers(response, ("Cookie",))
    return response


def require_openable(document: PortalDocument, request: HttpRequest) -> None:
    """Raise ``Http404`` for a document the viewer may not open. Wagtail's ``before_serve_document``: a second lock
    on the door that ``serve_document`` stands in front of."""
    if not can_open(request.user, document):
        raise Http404


@require_safe
def serve_document(request: HttpRequest, document_id: str, filename: str) -> FileResponse:
    """A document to download, at the address that Wagtail makes for it, in place of Wagtail's own view."""
    document = PortalDocument.objects.filter(pk=document_id).first() if len(document_id) < 16 else None
    if document is None or document.filename != filename:
        raise Http404
    require_openable(document, request)
    return file_response(document.file, document.filename)


@require_safe
def serve_file(request: HttpRequest, path: str) -> FileResponse:
    """Images and their scaled versions by stored path. Documents are given out at /documents/ only."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts or "\x00" in path:
        raise Http404
    image = PortalImage.objects.filter(file=path).first()
    if image is not None:
        stored = image.file
    elif rendition := PortalRendition.objects.filter(file=path).select_related("image").first():
        image, stored = rendition.image, rendition.file
    else:
        raise Http404
    if not can_open(request.user, image):
        raise Http404
    return file_response(stored, PurePosixPath(path).name, inline=True)
