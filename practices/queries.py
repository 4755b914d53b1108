"""Practices by the work that is to be done on them. Every query takes the viewer."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Length, Substr
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState, get_default_page_content_type

from portal.pages.models import BasePage, CountryPage
from portal.people.enums import CommunityKind
from portal.people.models import Community
from portal.people.queries import eurojust_desk_group_id
from portal.visibility import Viewer, group_token, viewer_for, visible_q
from practices.draft import DraftState, PracticeDraft
from practices.models import PracticePage
from practices.review import DeskReview

REVIEW_SOON = datetime.timedelta(days=30)
"""How long before its review-by date a practice is brought up on "my work"."""


def with_country(practices: QuerySet[PracticePage]) -> QuerySet[PracticePage]:
    """Practices with ``dossier_path`` and ``country_code``, so that a list needs no query for each."""
    parent = Substr("path", 1, Length("path") - PracticePage.steplen)
    practices = practices.annotate(dossier_path=parent)
    code = CountryPage.objects.filter(path=OuterRef("dossier_path")).values("country_id")[:1]
    return practices.annotate(country_code=Subquery(code))


def desk_dossiers(user: Any) -> QuerySet[CountryPage]:
    """Dossiers whose desk the viewer is of: the same rule as ``portal.people.queries.desk_tokens``."""
    viewer = viewer_for(user)
    desks = dict(Community.objects.filter(kind=CommunityKind.DESK).values_list("country_code", "group_id"))
    own = [code for code, group in desks.items() if group_token(group) in viewer.tokens]
    condition = Q(country_id__in=own)
    eurojust = eurojust_desk_group_id()
    if eurojust is not None and group_token(eurojust) in viewer.tokens:
        condition |= ~Q(country_id__in=list(desks))
    return CountryPage.objects.filter(condition)


def desk_practices(user: Any) -> QuerySet[PracticePage]:
    """Practices whose country's desk the viewer is of, in any state, inside their audience; none for guests."""
    viewer = viewer_for(user)
    if not viewer.is_member:
        return with_country(PracticePage.objects.none())
    inside = PracticePage.objects.filter(visible_q(viewer, owner_field=None))
    return with_country(inside).filter(dossier_path__in=desk_dossiers(viewer).values("path"))


def workable_pages(user: Any) -> QuerySet[PracticePage]:
    """Queryset form of ``rules.can_work_on``: the viewer's own practices and those of their desks."""
    viewer = viewer_for(user)
    if viewer.user_id is None:
        return PracticePage.objects.none()
    if viewer.sees_all:
        return PracticePage.objects.all()
    ids = desk_practices(viewer).values("pk")
    return PracticePage.objects.filter(Q(owner_id=viewer.user_id) | Q(pk__in=ids))


def reviewable_page_ids(user: Any) -> list[int]:
    """Ids of the practices that wait for one of the viewer's desks."""
    return list(waiting_for_review(user).values_list("pk", flat=True))


def reviewable_dossier_ids(user: Any) -> list[int]:
    """Ids of the dossiers of the viewer's desks: a change to one waits for its own desk."""
    viewer = viewer_for(user)
    if not viewer.is_member:
        return []
    inside = desk_dossiers(viewer).filter(visible_q(viewer, owner_field=None))
    return list(inside.exclude(owner_id=viewer.user_id).values_list("pk", flat=True))


def _workflow(practices: QuerySet[PracticePage], status: str) -> QuerySet[PracticePage]:
    """Practices whose workflow has a status, with when it came to that and what the desk said."""
    page_type = get_default_page_content_type()
    states = WorkflowState.objects.filter(
        status=status, base_content_type=page_type, current_task_state__task__content_type=_desk_review_type()
    )
    current = states.filter(object_id=OuterRef("text_id"))
    return (
        practices.annotate(text_id=Cast("pk", CharField()))
        .filter(text_id__in=states.values("object_id"))
        .annotate(
            task_state_id=Subquery(current.values("current_task_state_id")[:1]),
            since=Subquery(current.values("current_task_state__started_at")[:1]),
            decided_at=Subquery(current.values("current_task_state__finished_at")[:1]),
            comment=Subquery(current.values("current_task_state__comment")[:1]),
        )
    )


def _desk_review_type() -> Any:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(DeskReview)


def open_drafts(viewer: Viewer) -> QuerySet[PracticeDraft]:
    """What the viewer is writing, the latest first."""
    return (
        PracticeDraft.objects.filter(owner_id=viewer.user_id, state=DraftState.OPEN)
        .select_related("page")
        .order_by("-updated_at")
    )


def _owned(viewer: Viewer) -> QuerySet[PracticePage]:
    return with_country(PracticePage.objects.filter(owner_id=viewer.user_id))


def returned(viewer: Viewer) -> QuerySet[PracticePage]:
    """The viewer's practices that a desk returned, with its ``comment``; the latest first."""
    return _workflow(_owned(viewer), WorkflowState.STATUS_NEEDS_CHANGES).order_by("-decided_at")


def waiting_for_desk(viewer: Viewer) -> QuerySet[PracticePage]:
    """The viewer's practices that wait for a desk, the longest waiting first."""
    return _workflow(_owned(viewer), WorkflowState.STATUS_IN_PROGRESS).order_by("since")


def published(viewer: Viewer) -> QuerySet[PracticePage]:
    """The viewer's published practices, the latest first."""
    return _owned(viewer).filter(live=True).order_by("-last_published_at")


def due_for_review(viewer: Viewer) -> QuerySet[PracticePage]:
    """Published practices of the viewer or of their desks whose review-by date has come or is near."""
    soon = timezone.localdate() + REVIEW_SOON
    pages = with_country(PracticePage.objects.filter(live=True, review_by__lte=soon))
    mine = Q(owner_id=viewer.user_id) | Q(pk__in=desk_practices(viewer).values("pk"))
    return pages.filter(mine).order_by(F("review_by"))


def waiting_for_review(user: Any) -> QuerySet[PracticePage]:
    """Practices of others that wait for a desk the viewer is of, the longest waiting first."""
    viewer = viewer_for(user)
    pages = desk_practices(viewer).exclude(owner_id=viewer.user_id)
    return _workflow(pages, WorkflowState.STATUS_IN_PROGRESS).order_by("since", "pk")


def visible_pages(viewer: Viewer) -> QuerySet[BasePage]:
    """Live pages of every type inside the viewer's audience: what they use can be opened with them."""
    return BasePage.objects.filter(visible_q(viewer, owner_field=None), live=True)


def current_review(page: PracticePage) -> TaskState | None:
    """The review a practice is waiting in, if any."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS or state.current_task_state is None:
        return None
    task_state = state.current_task_state
    return task_state if isinstance(task_state.task.specific, DeskReview) else None
