"""E-mails of the review: to the desk when a text waits for it, to the writer when the desk has decided.

An e-mail leaves the portal, so it carries no word of the text, not even its title: which country, what
happened, and where to read on after signing in. Who receives it is decided when it is sent, after commit:
active people who may read the text at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from portal.pages.models import CountryPage
from practices.rules import can_review, can_work_on

WAITING, RETURNED, PUBLISHED = "waiting", "returned", "published"

WAGTAIL_NOTIFIERS = (
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
)
"""Wagtail's own mails, which carry titles and comments and go out before commit. A receiver with the same
dispatch_uid, connected first, takes their place (wagtail.admin.signal_handlers)."""


def connect() -> None:
    """Take the place of Wagtail's notifiers. Called once, before Wagtail's admin is ready."""
    for signal, sender, uid in WAGTAIL_NOTIFIERS:
        signal.connect(_RECEIVERS[uid], sender=sender, dispatch_uid=uid)


def on_task_submitted(instance: TaskState, **kwargs: Any) -> None:
    _after_commit(instance.pk, WAITING)


def on_rejected(instance: WorkflowState, **kwargs: Any) -> None:
    _after_commit(instance.current_task_state_id, RETURNED)


def on_approved(instance: WorkflowState, **kwargs: Any) -> None:
    _after_commit(instance.current_task_state_id, PUBLISHED)


def on_submitted(instance: WorkflowState, **kwargs: Any) -> None:
    """Nothing more: the task's own signal tells the desk."""


_RECEIVERS = {
    "workflow_state_submitted_email_notification": on_submitted,
    "workflow_state_rejected_email_notification": on_rejected,
    "workflow_state_approved_email_notification": on_approved,
    "group_approval_task_submitted_email_notification": on_task_submitted,
}


def _after_commit(task_state_id: int | None, event: str) -> None:
    if task_state_id is not None:
        transaction.on_commit(lambda: send_notices.enqueue(task_state_id, event), robust=True)


@task()
def send_notices(task_state_id: int, event: str) -> int:
    """Send the mails of one event; the number sent. Nothing is sent where the event is no longer true."""
    from practices.review import DeskReview

    state = TaskState.objects.select_related("workflow_state", "task").filter(pk=task_state_id).first()
    if state is None or state.status != _STILL_TRUE[event] or not isinstance(state.task.specific, DeskReview):
        return 0
    page = state.workflow_state.content_object
    page = page.specific if page is not None else None
    dossier = page if isinstance(page, CountryPage) else getattr(page, "country_page", None)
    if page is None or dossier is None:
        return 0  # deleted, or a page that is about no country
    name = f"practices/mail/{'dossier_' if page == dossier else ''}{event}"
    sent = 0
    for user in _recipients(state, page, event):
        with override(UserProfile.get_for_user(user).get_preferred_language()):
            context = {
                "country": dossier.country.name(),
                "address": settings.WAGTAILADMIN_BASE_URL + _path(event, page),
                "site_name": settings.SITE_NAME,
            }
            subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
            text = render_to_string(f"{name}.txt", context)
            sent += send_mail(subject, text.strip() + "\n", None, [user.email], fail_silently=True)
    return sent


_STILL_TRUE = {
    WAITING: TaskState.STATUS_IN_PROGRESS,
    RETURNED: TaskState.STATUS_REJECTED,
    PUBLISHED: TaskState.STATUS_APPROVED,
}


def _recipients(state: TaskState, page: Any, event: str) -> Iterable[Any]:
    """Who is told: the desk, or the writer unless they decided themselves.

    The writer of a change to a dossier is whoever sent it to the desk; a dossier itself need have no owner.
    """
    users = get_user_model().objects.filter(is_active=True).exclude(email="")
    if event == WAITING:
        desk = [int(token[1:]) for token in page.audience_tokens()]
        users = users.filter(groups__in=desk).exclude(pk=state.workflow_state.requested_by_id).distinct()
    else:
        sender = state.workflow_state.requested_by_id if isinstance(page, CountryPage) else page.owner_id
        users = users.filter(pk=sender).exclude(pk=state.finished_by_id)
    return [user for user in users if (can_review if event == WAITING else can_work_on)(user, page)]


def _path(event: str, page: Any) -> str:
    if isinstance(page, CountryPage):
        edit: str = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return f"/countries/{page.slug}/" if event == PUBLISHED else edit
    return f"/practices/review/{page.pk}/" if event == WAITING else "/my/"
