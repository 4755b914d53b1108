"""The project's reference data with agreements, treaty status and articles, loaded once for a module."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def data(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded as by ``setup_portal``, taken back at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        for command in ("load_reference", "load_agreements", "load_treaties"):
            call_command(command, stdout=StringIO())
        yield
        transaction.set_rollback(True)
