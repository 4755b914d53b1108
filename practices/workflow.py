"""The way from a writer to the readers: one workflow for everything below /countries/."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Workflow, WorkflowPage, WorkflowState, WorkflowTask

from portal.pages.models import CountryIndexPage
from practices.models import PracticePage
from practices.review import DeskReview

WORKFLOW_NAME = "Review by the country's desk"


@transaction.atomic
def ensure_workflow() -> Workflow:
    """The workflow with its one task, attached to /countries/. Idempotent; heals what was deactivated.

    Raises ``CountryIndexPage.DoesNotExist`` where the tree has no /countries/ yet.
    """
    index = CountryIndexPage.objects.select_for_update(of=("self",)).get()
    task, _created = DeskReview.objects.get_or_create(name=WORKFLOW_NAME, defaults={"active": True})
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    for thing in (task, workflow):
        if not thing.active:
            thing.active = True
            thing.save()
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page=index, defaults={"workflow": workflow})
    return workflow


def desk_workflow(page: PracticePage) -> Workflow:
    """The workflow of a practice, made or mended where it would not pass through a desk.

    Wagtail's own default workflow, or one whose tasks were switched off, would publish without any review.
    """
    workflow = page.get_workflow()
    desk = ContentType.objects.get_for_model(DeskReview)
    if workflow is not None and workflow.tasks.filter(active=True, content_type=desk).exists():
        return workflow
    return ensure_workflow()


def send_to_desk(page: PracticePage, user: Any) -> WorkflowState:
    """Put the latest revision of a practice before its desk, in the caller's transaction.

    A text that was returned resumes its review; one that is waiting is replaced by the newer text, so that the
    desk never approves another one than it read.
    """
    state = page.current_workflow_state
    if state is None:
        return desk_workflow(page).start(page, user)
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    else:
        state.current_task_state.specific.cancel(user=user, resume=True)
    state.refresh_from_db()
    return state
