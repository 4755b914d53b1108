"""What the views of the share form have in common: how large a request may be."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest

FORM_SLACK = 2 * 1024 * 1024
"""What a form holds besides its files."""
_KEY_LENGTH = re.compile(r"^\d{1,18}$")


def too_large(request: HttpRequest, files: int = 1) -> bool:
    """Whether a request says it is larger than what it may carry; asked before any of it is read."""
    length = request.headers.get("Content-Length", "0")
    limit = files * int(settings.UPLOAD_MAX_BYTES) + FORM_SLACK
    return not _KEY_LENGTH.match(length or "0") or int(length or 0) > limit
