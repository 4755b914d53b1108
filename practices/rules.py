"""Who may work on a practice that readers do not see yet, and what may stand together."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.visibility import Viewer, viewer_for
from practices.enums import TLP_AUDIENCES, Tlp


def can_work_on(user: Any, page: Page) -> bool:
    """Whether a user may read a practice's drafts and open its files: its writer and its country's desk."""
    viewer = viewer_for(user)
    return can_mend(viewer, page) or _is_desk(viewer, page)


def _is_desk(viewer: Viewer, page: Page) -> bool:
    """Of the country's desk and inside the audience. Officials of third countries are of no desk.

    Object form of ``queries.desk_practices``; a test proves that they agree.
    """
    if viewer.sees_all:
        return viewer.user_id is not None
    page = page.specific
    desk = frozenset(page.audience_tokens())
    return viewer.is_member and viewer.holds(page.audience_key) and bool(desk & viewer.tokens)


def can_mend(user: Any, page: Page) -> bool:
    """Whether a user may change a practice in the share form: its writer only."""
    viewer = viewer_for(user)
    return viewer.user_id is not None and page.owner_id == viewer.user_id


def can_review(user: Any, page: Page) -> bool:
    """Whether a user may approve or return a practice: its country's desk, except whoever wrote it.

    Nobody approves what they wrote themselves; superusers, who run the platform, can, so that a text is never
    stuck.
    """
    viewer = viewer_for(user)
    return _is_desk(viewer, page) and (viewer.sees_all or not can_mend(viewer, page))


def placement_errors(
    tlp: str,
    audience: str,
    experience_from: datetime.date | None,
    experience_until: datetime.date | None,
) -> dict[str, str]:
    """What cannot stand together, by field: a TLP label its audience does not fit, a period that ends before it
    begins."""
    errors: dict[str, str] = {}
    if audience not in TLP_AUDIENCES.get(tlp, frozenset()):
        label = dict(Tlp.choices).get(tlp, tlp)
        errors["audience"] = _("%(label)s does not allow this audience. Choose a narrower one.") % {
            "label": label
        }
    if experience_from and experience_until and experience_until < experience_from:
        errors["experience_until"] = _("The experience cannot end before it began.")
    return errors
