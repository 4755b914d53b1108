"""What the views of the share form have in common: losing no word when a session or a form has expired."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

FORM_SLACK = 2 * 1024 * 1024
"""What a form holds besides its files."""
_KEY_LENGTH = re.compile(r"^\d{1,18}$")


class _Check(CsrfViewMiddleware):
    """Django's check, answered to the view instead of with a page that has lost what was typed."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def csrf_problem(request: HttpRequest) -> str | None:
    """Why a form must not take effect, or ``None``. For views that keep the words and ask to send again."""
    check = _Check(lambda _request: None)  # type: ignore[arg-type]
    check.process_request(request)
    return check.process_view(request, lambda: None, (), {})  # type: ignore[arg-type, return-value]


def too_large(request: HttpRequest, files: int = 1) -> bool:
    """Whether a request says it is larger than what it may carry; asked before any of it is read."""
    length = request.headers.get("Content-Length", "0")
    limit = files * int(settings.UPLOAD_MAX_BYTES) + FORM_SLACK
    return not _KEY_LENGTH.match(length or "0") or int(length or 0) > limit


def same_user(request: HttpRequest, given: Any) -> bool:
    """Whether the page was made for the user who now sends it (another may have signed in meanwhile)."""
    return request.user.is_authenticated and str(given) == str(request.user.pk)
