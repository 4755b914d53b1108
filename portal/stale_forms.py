"""Losing no word: whether a form may take effect, asked by the view that shows it again with what was typed.

Such views are exempt from Django's own check, which would answer with a page that has lost everything.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    """Django's check, answered to the view instead of with a page that has lost what was typed."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def csrf_problem(request: HttpRequest) -> str | None:
    """Why a form must not take effect, or ``None``. For views that keep the words and ask to send again."""
    check = _Check(lambda _request: None)  # type: ignore[arg-type]
    check.process_request(request)
    return check.process_view(request, lambda: None, (), {})  # type: ignore[arg-type, return-value]


def same_user(request: HttpRequest, given: Any) -> bool:
    """Whether the page was made for the user who now sends it (another may have signed in meanwhile)."""
    return request.user.is_authenticated and str(given) == str(request.user.pk)
