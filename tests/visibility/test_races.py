"""A section is narrowed at the very moment at which a page comes to stand below it, on a real PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from portal.pages.models import BasePage, CountryIndexPage, CountryPage
from portal.visibility import MEMBERS, Audience
from practices.models import PracticePage
from tests.factories import make_practice, make_tree

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.postgres]

PAUSE = 1.0
"""Seconds in which the one who comes second reaches the lock that the first one holds."""


def while_uncommitted(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """Do ``first`` in a transaction and ``second`` while that is still open."""
    done = threading.Event()
    errors: list[BaseException] = []

    def run(action: Callable[[], None]) -> None:
        try:
            action()
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    def hold() -> None:
        with transaction.atomic():
            first()
            done.set()
            time.sleep(PAUSE)

    def follow() -> None:
        assert done.wait(20)
        second()

    threads = [threading.Thread(target=run, args=(action,)) for action in (hold, follow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors, errors


def narrow_the_list_of_countries() -> None:
    index = CountryIndexPage.objects.get()
    index.audience = Audience.MEMBERS
    index.save()


@pytest.mark.parametrize("narrowed_first", [True, False])
@pytest.mark.parametrize("how", ["added", "moved"])
def test_page_that_comes_while_the_section_above_its_parent_is_narrowed_is_narrow(
    how: str, narrowed_first: bool
) -> None:
    tree = make_tree()
    elsewhere = make_practice(tree.tunisia, audience=Audience.PUBLIC)

    def come() -> None:
        dossier = CountryPage.objects.get(pk=tree.morocco.pk)
        if how == "added":
            page = PracticePage(title="New", audience=Audience.PUBLIC, tlp="CLEAR", live=False)
            dossier.add_child(instance=page)
        else:
            PracticePage.objects.get(pk=elsewhere.pk).move(dossier, pos="last-child")

    steps = (narrow_the_list_of_countries, come) if narrowed_first else (come, narrow_the_list_of_countries)
    while_uncommitted(*steps)
    keys = BasePage.objects.filter(path__startswith=tree.morocco.path).values_list("audience_key", flat=True)
    assert len(keys) == 2
    assert set(keys) == {MEMBERS}
