"""Statements that are put together once give what their querysets give."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.prepared import Prepared
from portal.visibility import AudienceKey, group_token, viewer_for
from practices.cards import LISTED_FIELDS, listed_live
from practices.models import PracticePage
from tests.factories import Tree, make_practice, make_user

pytestmark = pytest.mark.django_db


def test_statement_is_made_once_and_asked_for_any_numbers() -> None:
    one, other = (Group.objects.create(name=name) for name in ("one", "other"))
    made: list[int] = []

    def build(number: int) -> object:
        made.append(number)
        return Group.objects.filter(pk=number).values_list("name")

    prepared = Prepared(build)  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as captured:
        found = [prepared.rows(group.pk) for group in (one, other, one)]
    assert found == [[("one",)], [("other",)], [("one",)]]
    assert prepared.rows(-1) == []
    assert (len(made), len(captured)) == (1, 3)


def test_number_without_a_place_of_its_own_in_the_statement_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the statement"):
        Prepared(lambda number: Group.objects.values_list("name")).rows(1)
    with pytest.raises(ValueError, match="not as a number"):
        Prepared(lambda n: Group.objects.filter(pk=n, name=f"group {n}").values_list("name")).rows(1)


@pytest.mark.parametrize("count", [0, 1, 3, 20, 23])
def test_columns_are_what_the_queryset_gives(tree: Tree, count: int) -> None:
    pages = [
        make_practice(tree.morocco, title=f"One {n}", state="draft" if n == 1 else "live")
        for n in range(min(count, 3))
    ]
    missing = [page.pk + 1_000 for page in pages] * 10
    ids = [*(page.pk for page in pages), *missing][:count]
    wanted = PracticePage.objects.filter(pk__in=ids, live=True).values_list(*LISTED_FIELDS)
    found = [tuple(getattr(row, name) for name in LISTED_FIELDS) for row in listed_live(ids)]
    assert sorted(found) == sorted(wanted)


def test_viewer_is_read_anew_at_every_request() -> None:
    user, group = make_user(), Group.objects.create(name="network")
    key = AudienceKey.objects.create(key=group_token(group.pk)).key
    assert key not in viewer_for(type(user).objects.get(pk=user.pk)).keys
    user.groups.add(group)
    assert key in viewer_for(type(user).objects.get(pk=user.pk)).keys
    user.groups.clear()
    assert key not in viewer_for(type(user).objects.get(pk=user.pk)).keys
