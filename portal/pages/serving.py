"""Serving a page: only to those the visibility rule lets see it. What is not for the viewer does not exist."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from wagtail.models import Page

from portal.pages.models import BasePage
from portal.visibility import can_view


def require_viewable(page: Page, request: HttpRequest, args: Any = (), kwargs: Any = None) -> None:
    """Raise ``Http404`` for a page the viewer may not see, and for any page that has no audience.

    Registered as Wagtail's ``before_serve_page``, so that it stands before every page type's own view. A page
    that is not a ``BasePage`` (Wagtail's welcome page) carries no audience and is served to nobody.
    """
    if not isinstance(page, BasePage) or not can_view(request.user, page):
        raise Http404
