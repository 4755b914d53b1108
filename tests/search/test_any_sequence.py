"""Whatever is done to pages, in whatever order: afterwards search is as the database says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.pages.models import CountryPage
from practices.models import PracticePage
from search import rebuild
from search.drain import drain
from search.follow import follow
from search.verify import verify
from tests.factories import Tree, make_practice
from tests.search.conftest import forget
from tests.search.fakes import FakeEngine

ACTS = [
    "add", "draft", "edit", "publish", "unpublish", "move", "delete", "narrow", "widen", "narrow_dossier",
    "widen_dossier", "undone_edit", "drain", "rebuild", "engine_stops", "engine_starts", "index_is_lost",
]  # fmt: skip


class Portal:
    """Three pages and what people do to them."""

    def __init__(self, tree: Tree, engine: FakeEngine) -> None:
        self.engine = engine
        self.dossiers = [tree.morocco.pk, tree.tunisia.pk]
        self.changes = 0
        for number in range(2):
            make_practice(self.dossier(number), title=f"Page {number}")

    def dossier(self, number: int) -> CountryPage:
        return CountryPage.objects.get(pk=self.dossiers[number % 2])

    def page(self, number: int) -> PracticePage | None:
        ids = list(PracticePage.objects.order_by("pk").values_list("pk", flat=True))
        return PracticePage.objects.get(pk=ids[number % len(ids)]) if ids else None

    def act(self, name: str, number: int) -> None:
        self.changes += 1
        if name in ("drain", "rebuild", "engine_stops", "engine_starts", "index_is_lost"):
            self.act_on_index(name)
        elif name in ("add", "draft"):
            state = "live" if name == "add" else "draft"
            make_practice(self.dossier(number), title=f"New {self.changes}", state=state)
        elif name.endswith("_dossier"):
            dossier = self.dossier(number)
            dossier.audience = "members" if name.startswith("narrow") else "public"
            dossier.save()
        elif (page := self.page(number)) is not None:
            self.act_on_page(name, page, number)

    def act_on_index(self, name: str) -> None:
        if name == "drain":
            drain()
        elif name == "rebuild" and not self.engine.is_down:
            rebuild.fill()
        elif name == "index_is_lost":
            self.engine.drop()
        elif name.startswith("engine"):
            self.engine.is_down = name == "engine_stops"

    def act_on_page(self, name: str, page: PracticePage, number: int) -> None:
        page.title = f"Change {self.changes}"
        if name in ("edit", "undone_edit"):
            with transaction.atomic():
                page.save()
                transaction.set_rollback(name == "undone_edit")
        elif name == "publish":
            page.save_revision().publish()
        elif name == "unpublish":
            page.unpublish()
        elif name == "move":
            page.move(self.dossier(number + 1), pos="last-child")
        elif name == "delete":
            page.delete()
        elif name in ("narrow", "widen"):
            page.audience, page.tlp = ("members", "GREEN") if name == "narrow" else ("public", "CLEAR")
            page.save()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5)), min_size=1, max_size=12))
def test_search_is_clean_after_any_sequence(
    tree: Tree, fake: FakeEngine, acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        fake.drop()
        fake.is_down = False
        forget()
        portal = Portal(tree, fake)
        for name, number in acts:
            portal.act(name, number)
        fake.is_down = False
        drain()
        report = verify()
        assert ([str(one) for one in report.differences], report.problem, report.waiting) == ([], "", 0)
        live = {
            f"practice:{pk}" for pk in PracticePage.objects.filter(live=True).values_list("pk", flat=True)
        }
        assert {key for key in fake.found() if key.startswith("practice:")} == live
        transaction.set_rollback(True)


@pytest.mark.parametrize("acts", [["narrow_dossier", "move"], ["move", "narrow_dossier"]])
def test_order_of_moving_and_narrowing_does_not_matter(
    tree: Tree, embedded: Any, tmp_path: Path, acts: list[str]
) -> None:
    page = make_practice(tree.morocco)
    drain()
    for act in acts:
        if act == "move":
            PracticePage.objects.get(pk=page.pk).move(
                CountryPage.objects.get(pk=tree.tunisia.pk), pos="last-child"
            )
        else:
            dossier = CountryPage.objects.get(pk=tree.tunisia.pk)
            dossier.audience = "members"
            dossier.save()
    drain()
    assert follow().outcome == "current"
    assert verify().is_clean
    assert PracticePage.objects.get(pk=page.pk).audience_key == "members"
