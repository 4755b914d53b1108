"""Tells a container's supervisor whether its process does its work. Exit status 0: healthy.

python scripts/healthcheck.py web        the sign-in page is served, which needs the database
python scripts/healthcheck.py worker     no task has waited longer than ten minutes
python scripts/healthcheck.py database   the database answers
"""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

LONGEST_WAIT = timedelta(minutes=10)


def web() -> str:
    """Ask this container's own server as the proxy would; what is wrong, or ''."""
    host = os.environ.get("COMITY_HOSTS", "localhost").split(",")[0].strip()
    headers = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
    address = f"http://127.0.0.1:{os.environ.get('COMITY_HEALTH_PORT', '8000')}/accounts/login/"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(address, headers=headers), timeout=8) as answer:
            return "" if answer.status == 200 else f"{address} answered {answer.status}"
    except OSError as error:
        return f"{address}: {error}"


def database() -> str:
    """Ask the database for nothing; what is wrong, or ''."""
    _start_django()
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"the database does not answer: {error}"
    return ""


def worker() -> str:
    """Look for tasks that nobody takes; what is wrong, or ''."""
    if problem := database():
        return problem
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    before = timezone.now() - LONGEST_WAIT
    ready = DBTaskResult.objects.ready().filter(enqueued_at__lt=before)
    waiting = ready.exclude(run_after__gt=before, run_after__lte=timezone.now()).count()
    return f"{waiting} tasks have waited longer than {LONGEST_WAIT}" if waiting else ""


def _start_django() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import django

    django.setup()


def main() -> int:
    """Carry out the check named on the command line."""
    checks = {"web": web, "worker": worker, "database": database}
    if len(sys.argv) != 2 or sys.argv[1] not in checks:
        print(__doc__, file=sys.stderr)
        return 2
    problem = checks[sys.argv[1]]()
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
