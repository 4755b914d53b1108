"""The one step between a writer and the readers: the desk of the principal country."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from portal.visibility import viewer_for
from practices.rules import can_review


class DeskReview(Task):
    """The desk of a practice's principal country approves it, which publishes it, or returns it.

    A country without a desk is looked after by the Eurojust desk (``portal.people.queries.desk_tokens``), so
    no text waits for nobody. Who belongs to the desk is asked at the moment of acting, never stored.
    """

    class Meta:
        verbose_name = _("review by the country's desk")
        verbose_name_plural = _("reviews by the country's desk")

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        return can_review(user, obj)

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        return not can_review(user, obj)

    def user_can_lock(self, obj: Page, user: Any) -> bool:
        return can_review(user, obj)

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, Any, bool]]:
        if not can_review(user, obj):
            return []
        return [("reject", _("Return with a comment"), True), ("approve", _("Approve and publish"), False)]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or return. Asked again here, so that no view can forget it.

        Raises ``PermissionDenied`` where the user is not of the desk.
        """
        page = task_state.workflow_state.content_object
        if not can_review(user, page):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        from practices.queries import reviewable_dossier_ids, reviewable_page_ids

        viewer = viewer_for(user)
        states = TaskState.objects.filter(task_id=self.pk, status=TaskState.STATUS_IN_PROGRESS)
        if viewer.sees_all:
            return states
        ids = [*reviewable_page_ids(viewer), *reviewable_dossier_ids(viewer)]
        return states.filter(workflow_state__object_id__in=[str(pk) for pk in ids])

    @classmethod
    def get_description(cls) -> str:
        return str(_("The desk of the practice's country approves it or returns it with a comment"))
