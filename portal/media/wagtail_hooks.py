"""The rule at Wagtail's own door to documents. What the editor lists and offers: portal.pages.permissions."""

from __future__ import annotations

from wagtail import hooks

from portal.media.serving import require_openable

hooks.register("before_serve_document", require_openable, order=-100)
