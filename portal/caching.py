"""What a browser may keep: of a signed-in reader's pages, nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PRIVATE = "private, no-store"


class PrivatePagesMiddleware:
    """Answers made under a session are kept nowhere, neither in between nor in the browser after signing out.

    An answer that says itself what may be kept is left as it is. The session's cookie is looked at, not the user:
    the page that tells of a broken database must not ask it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", PRIVATE)
        return response
