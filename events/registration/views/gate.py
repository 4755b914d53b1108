"""No word is lost: what was typed is given back where the page had been open for too long."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from portal import stale_forms

View = Callable[..., HttpResponseBase]

_gives_back = stale_forms.keeps_words("addresses", "text", "help", "lines", "remark", "email", "name")


def keeps_words(view: View) -> View:
    """A view with a form whose words are given back, see ``portal.stale_forms.keeps_words``."""
    return _gives_back(require_http_methods(["GET", "HEAD", "POST"])(view))
