"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Name of the site, the interface languages, and whether this is a demo."""
    return {
        "site_name": settings.SITE_NAME,
        "interface_languages": settings.LANGUAGES,
        "is_demo": settings.COMITY_DEMO,
    }
