"""Who may open a file: it is as narrow as what uses it.

A document or an image has no audience of its own. A viewer may open it if they uploaded it, if a live page that
uses it is visible to them, or if they may work on the page it was uploaded for. Media stands below the pages,
so the rooms above say which pages a viewer sees and works on; with nothing registered, nothing is visible.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from portal.media.models import PortalDocument, PortalImage
from portal.visibility import Viewer, viewer_for

PagesOf = Callable[[Viewer], "QuerySet[Any]"]
_visible: list[PagesOf] = []
_workable: list[PagesOf] = []


def register_visible_pages(pages: PagesOf) -> PagesOf:
    """Say which live pages a viewer sees; their files can be opened."""
    if pages not in _visible:
        _visible.append(pages)
    return pages


def register_workable_pages(pages: PagesOf) -> PagesOf:
    """Say which pages a viewer may work on in any state; what was uploaded for them can be opened."""
    if pages not in _workable:
        _workable.append(pages)
    return pages


def files_visible_to(user: Any, files: QuerySet[Any]) -> QuerySet[Any]:
    """The documents or images among ``files`` that a viewer may open."""
    viewer = viewer_for(user)
    if viewer.sees_all:
        return files
    uses = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(files.model),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    allowed = Q(pk__in=[])
    for pages in _visible:
        page_ids = pages(viewer).annotate(text_id=Cast("pk", CharField())).values("text_id")
        allowed |= Q(text_id__in=uses.filter(object_id__in=page_ids).values("to_object_id"))
    if viewer.user_id is not None:
        allowed |= Q(uploaded_by_user_id=viewer.user_id)
        if hasattr(files.model, "attached_to"):
            for pages in _workable:
                allowed |= Q(attached_to_id__in=pages(viewer).values("pk"))
    return files.annotate(text_id=Cast("pk", CharField())).filter(allowed)


def can_open(user: Any, file: Model) -> bool:
    """Object form of the rule; derived from the queryset form."""
    model = type(file)
    if model not in (PortalDocument, PortalImage):
        return False
    return files_visible_to(user, model._default_manager.filter(pk=file.pk)).exists()
