"""Who sees which page in the editor (Wagtail's admin), in object and in queryset form.

In the editor a user sees a page if they wrote it; or if they hold its audience key and it is live, or they may
change or publish it, or a review of it waits for them. For everyone else it is as if it did not exist.
Officials of third countries (guests) have no editor. Whoever works on a page reads its drafts, so the key of a
draft, which may be narrower than that of the page, is asked as well.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import GroupPagePermission, Page, Revision, TaskState

from portal.pages.audience import key_at
from portal.pages.models import BasePage
from portal.visibility import NOBODY, Viewer, narrow, viewer_for, visible_q

WORKING_PERMISSIONS = ("change_page", "publish_page")


def may_enter_editor(user: Any) -> bool:
    """Whether a user may enter the editor at all: a member whom some group lets in. Guests never."""
    viewer = viewer_for(user)
    return viewer.is_member and (viewer.sees_all or user.has_perm("wagtailadmin.access_admin"))


def working_paths(user: Any) -> tuple[str, ...]:
    """The paths below which a user's groups may change or publish pages. One query, kept for the request."""
    kept: tuple[str, ...] | None = getattr(user, "_comity_working_paths", None)
    if kept is None:
        found = GroupPagePermission.objects.filter(
            group__user=user, permission__codename__in=WORKING_PERMISSIONS
        ).values_list("page__path", flat=True)
        kept = user._comity_working_paths = tuple(sorted(set(found)))
    return kept


def waiting_page_ids(user: Any) -> frozenset[int]:
    """The pages of which a review waits for this user. Kept for the request."""
    kept: frozenset[int] | None = getattr(user, "_comity_waiting_page_ids", None)
    if kept is None:
        states = TaskState.objects.reviewable_by(user)
        ids = states.values_list("workflow_state__object_id", flat=True)
        kept = user._comity_waiting_page_ids = frozenset(int(pk) for pk in ids if pk.isdigit())
    return kept


def editor_q(user: Any) -> Q:
    """The condition on ``BasePage`` for what a user sees in the editor."""
    viewer = viewer_for(user)
    if viewer.sees_all:
        return Q()
    if viewer.user_id is None or not viewer.is_member:
        return Q(pk__in=[])
    worked_on = Q(live=True) | Q(pk__in=waiting_page_ids(user))
    for path in working_paths(user):
        worked_on |= Q(path__startswith=path)
    return Q(owner_id=viewer.user_id) | (visible_q(viewer, owner_field=None) & worked_on)


def editor_page_ids(user: Any) -> QuerySet:
    """The ids of the pages a user sees in the editor, as a subquery."""
    return BasePage.objects.filter(editor_q(user)).values("pk")


def sees_in_editor(user: Any, page: Page) -> bool:
    """Object form of ``editor_q``. A page without an audience is seen by superusers only."""
    viewer = viewer_for(user)
    if viewer.sees_all:
        return True
    if not isinstance(page, BasePage) or viewer.user_id is None or not viewer.is_member:
        return False
    if page.owner_id == viewer.user_id:
        return True
    return viewer.holds(page.audience_key) and (page.live or _works_on(user, page))


def _works_on(user: Any, page: Page) -> bool:
    return page.path.startswith(working_paths(user)) or page.pk in waiting_page_ids(user)


def works_in_editor(user: Any, page: Page) -> bool:
    """Whether a user may open the editor, the drafts and the history of a page.

    The owner; and whoever is inside the audience of the page and of its latest draft, of everything that stands on
    them, and may change or publish it, or has to review it.
    """
    viewer = viewer_for(user)
    if viewer.sees_all:
        return True
    if not isinstance(page, BasePage) or not sees_in_editor(user, page):
        return False
    if page.owner_id == viewer.user_id:
        return True
    reads_live = viewer.holds(narrow(page.audience_key, *page.part_keys()))
    return reads_live and _works_on(user, page) and all(reads_revision(user, page, r) for r in _latest(page))


def _latest(page: Page) -> list[Revision]:
    return [page.latest_revision] if page.latest_revision_id else []


def reads_revision(user: Any, page: Page, revision: Revision) -> bool:
    """Whether a user is inside the audience that a revision of a page names."""
    viewer = viewer_for(user)
    return viewer.sees_all or page.owner_id == viewer.user_id or _holds_revision(viewer, page, revision)


def _holds_revision(viewer: Viewer, page: Page, revision: Revision) -> bool:
    draft = revision.as_object()
    if not isinstance(draft, BasePage):
        return False
    own_key = draft.compute_own_key() or NOBODY
    return viewer.holds(narrow(key_at(page.path[: -BasePage.steplen]), own_key, *draft.part_keys()))
