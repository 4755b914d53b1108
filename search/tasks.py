"""The background task: from marks to what is found."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db import connection, connections, router
from django.utils import timezone
from django_tasks import TaskResultStatus, task, task_backends

logger = logging.getLogger(__name__)


@task()
def project() -> str:
    """Project what is marked and let the serving engine follow.

    Where something is left to be done (an engine that is down, an object that could not be read), it asks for
    itself again with a pause, if the task backend can wait.
    """
    from search.drain import drain

    report = drain()
    if report.pause is not None:
        _enqueue_later(report.pause)
    return str(report)


def enqueue_project() -> None:
    """Ask for the projector, unless somebody already did and nobody has begun.

    Never raises: the marks are there, and whoever drains next finds them.
    """
    try:
        if not _is_waiting():
            project.enqueue()
    except Exception:  # the writer's change is committed; a broken queue must not look like a failed save
        logger.exception("the projector could not be asked for; marks wait for search_drain")


def _enqueue_later(seconds: float) -> None:
    backend = task_backends[project.backend]
    if backend.supports_defer and not _is_waiting(later=True):
        project.using(run_after=timezone.now() + datetime.timedelta(seconds=seconds)).enqueue()


def _is_waiting(*, later: bool = False) -> bool:
    """Whether the database queue holds a projector that has not begun: it will see this commit as well.

    ``later`` asks for one that waits for its time. In plain SQL, because every saved page pays for it.
    """
    if settings.TASKS[project.backend]["BACKEND"] != "django_tasks_db.DatabaseBackend":
        return False
    from django_tasks_db.models import DBTaskResult, get_date_max

    now = timezone.now()
    due = "run_after > %s AND run_after < %s" if later else "(run_after <= %s OR run_after = %s)"
    with connections[router.db_for_read(DBTaskResult)].cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {DBTaskResult._meta.db_table} WHERE status = %s AND task_path = %s AND {due} LIMIT 1",  # noqa: S608
            [TaskResultStatus.READY, project.module_path, _adapted(now), _adapted(get_date_max())],
        )
        return cursor.fetchone() is not None


def _adapted(moment: datetime.datetime) -> str | datetime.datetime | None:
    """A moment as the database at hand compares it."""
    return connection.ops.adapt_datetimefield_value(moment)
