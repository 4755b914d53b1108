"""Background work on imports: reading a file and writing a confirmed one. Both may be begun again at any time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from liaison.treaties.applying import apply_import
from liaison.treaties.enums import ImportState
from liaison.treaties.findings import WARNING, Finding
from liaison.treaties.importing import content_of, keep_preview, preview_of
from liaison.treaties.models import TreatyImport
from liaison.treaties.turns import Busy
from portal.people.models import User

logger = logging.getLogger(__name__)

KEPT_SECONDS = 3600
TELL_SECONDS = 0.5


def progress_of(import_id: int) -> tuple[int, int]:
    """How far an import is: rows done and in all; zeros where nobody said yet.

    It is told through the cache: what is written in the import's own transaction cannot be seen from outside.
    """
    found: tuple[int, int] = cache.get(_cache_key(import_id), (0, 0))
    return found


def teller(import_id: int) -> Callable[[int, int], None]:
    """Says how far an import is, at most twice a second."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_SECONDS:
            last = time.monotonic()
            cache.set(_cache_key(import_id), (done, total), KEPT_SECONDS)

    return tell


def _cache_key(import_id: int) -> str:
    return f"treaty-import-{import_id}"


@task()
def read_import(import_id: int) -> str:
    """Read a file that was sent, and keep its preview or the report of why it is refused."""
    given = TreatyImport.objects.filter(pk=import_id, state=ImportState.READING).first()
    if given is None:
        return "nothing to read"
    try:
        preview = preview_of(given.file_name, content_of(given), teller(import_id))
        with transaction.atomic():
            if (
                TreatyImport.objects.select_for_update()
                .filter(pk=import_id, state=ImportState.READING)
                .exists()
            ):
                keep_preview(given, preview)
    except Exception:
        logger.exception("import %s could not be read", import_id)
        _stop(import_id, ImportState.READING, ImportState.FAILED, Finding(0, "", "fault"))
        raise
    return str(given.state)


@task()
def write_import(import_id: int, user_id: int | None) -> str:
    """Write a confirmed import. Whatever goes wrong, nothing of it is left."""
    by = User.objects.filter(pk=user_id).first() if user_id else None
    try:
        given = apply_import(import_id=import_id, by=by, progress=teller(import_id))
    except Busy:
        _stop(import_id, ImportState.WRITING, ImportState.PREVIEWED, Finding(0, "", "busy", level=WARNING))
        return "busy"
    except Exception:
        logger.exception("import %s could not be written", import_id)
        _stop(import_id, ImportState.WRITING, ImportState.FAILED, Finding(0, "", "fault"))
        raise
    return str(given.state)


def _stop(import_id: int, state: ImportState, becomes: ImportState, finding: Finding) -> None:
    """Say why an import did not get on, unless somebody else brought it further meanwhile."""
    given = TreatyImport.objects.filter(pk=import_id, state=state).first()
    if given is None:
        return
    values: dict[str, object] = {"state": becomes, "findings": [*given.findings, finding.as_json()]}
    if becomes == ImportState.FAILED:
        values |= {"content": None, "finished": timezone.now()}
    TreatyImport.objects.filter(pk=import_id, state=state).update(**values)
