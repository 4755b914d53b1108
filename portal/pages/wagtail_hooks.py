"""Where Wagtail asks the portal."""

from __future__ import annotations

from wagtail import hooks

from portal.pages.serving import require_viewable

hooks.register("before_serve_page", require_viewable)
