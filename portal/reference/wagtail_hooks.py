"""Reference data in the admin: looked up by editors, changed by reference editors and superusers."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from portal.reference.viewsets import ReferenceViewSetGroup

register_snippet(ReferenceViewSetGroup)
