"""Every way in which database, rows and index can differ is named, and mended by ``--repair``."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.pages.models import BasePage
from practices.models import PracticePage
from search.drain import drain
from search.engines.base import Document
from search.models import IndexRow
from search.verify import repair, verify
from tests.factories import Tree, make_practice
from tests.search.fakes import FakeEngine


@pytest.fixture
def page(tree: Tree, fake: FakeEngine) -> PracticePage:
    """A practice that is found; nothing differs."""
    page = make_practice(tree.morocco, title="As it is")
    drain()
    assert verify().is_clean
    return page


def rows(page: PracticePage) -> Any:
    return IndexRow.objects.filter(type="practice", object_id=page.pk)


def spoil_row_title(page: PracticePage, fake: FakeEngine) -> str:
    rows(page).update(title="Other")
    return "rows: {id} stale: title"


def spoil_row_audience(page: PracticePage, fake: FakeEngine) -> str:
    rows(page).update(audience_key="members")
    return "rows: {id} wrong audience: members, must be public"


def spoil_row_digest(page: PracticePage, fake: FakeEngine) -> str:
    rows(page).update(digest="0")
    return "rows: {id} stale: digest"


def lose_row(page: PracticePage, fake: FakeEngine) -> str:
    rows(page).delete()
    return "rows: {id} missing"


def withdraw_row(page: PracticePage, fake: FakeEngine) -> str:
    rows(page).update(deleted=True)
    return "rows: {id} missing"


def unpublish_unseen(page: PracticePage, fake: FakeEngine) -> str:
    PracticePage.objects.filter(pk=page.pk).update(live=False)
    return "rows: {id} extra: must not be found"


def delete_unseen(page: PracticePage, fake: FakeEngine) -> str:
    rows(page).update(object_id=987654)
    return "rows: practice:987654 extra: must not be found"


def unknown_type(page: PracticePage, fake: FakeEngine) -> str:
    IndexRow.objects.create(type="nothing", object_id=1, deleted=False)
    return "rows: nothing:1 extra: no such type"


def lose_document(page: PracticePage, fake: FakeEngine) -> str:
    assert fake.held is not None
    del fake.held[f"practice:{page.pk}"]
    return "index: {id} missing"


def keep_old_document(page: PracticePage, fake: FakeEngine) -> str:
    assert fake.held is not None
    version = rows(page).get().version
    fake.held[f"practice:{page.pk}"] = Document(f"practice:{page.pk}", "practice", page.pk, version - 1)
    return f"index: {{id}} stale: version {version - 1}, the row has {version}"


def add_document(page: PracticePage, fake: FakeEngine) -> str:
    assert fake.held is not None
    fake.held["practice:987654"] = Document("practice:987654", "practice", 987654, 1)
    return "index: practice:987654 extra: must not be found"


def widen_page(page: PracticePage, fake: FakeEngine) -> str:
    BasePage.objects.filter(pk=page.pk).update(audience_key="members")
    return f"pages: page:{page.pk} wrong audience: members (public), must be public (public)"


FAULTS = [
    spoil_row_title, spoil_row_audience, spoil_row_digest, lose_row, withdraw_row, unpublish_unseen,
    delete_unseen, unknown_type, lose_document, keep_old_document, add_document, widen_page,
]  # fmt: skip


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_difference_is_named_and_mended(page: PracticePage, fake: FakeEngine, spoil: Any) -> None:
    expected = spoil(page, fake).format(id=f"practice:{page.pk}")
    report = verify()
    assert expected in {str(one) for one in report.differences}
    repair(report)
    drain()
    assert [str(one) for one in verify().differences] == []


def test_change_waiting_to_be_projected_is_told(page: PracticePage) -> None:
    page.title = "Changed"
    page.save()
    report = verify()
    assert report.waiting == 1
    assert [str(one) for one in report.differences] == [f"rows: practice:{page.pk} stale: title, folded"]


def test_index_that_does_not_answer_is_a_problem_of_its_own(page: PracticePage, fake: FakeEngine) -> None:
    fake.is_down = True
    report = verify()
    assert report.problem == "the index cannot be read: stopped by the test"
    assert not report.is_clean
    assert verify(index=False).is_clean


def test_index_of_another_database_is_a_problem(page: PracticePage, fake: FakeEngine) -> None:
    fake.kept = "another@5"
    assert "belongs to another database" in verify().problem


def test_command_exits_with_one_until_repaired(page: PracticePage, fake: FakeEngine, capsys: Any) -> None:
    call_command("search_verify")
    assert "0 differences" in capsys.readouterr().out
    lose_row(page, fake)
    with pytest.raises(CommandError) as failure:
        call_command("search_verify")
    assert failure.value.returncode == 1
    assert f"rows: practice:{page.pk} missing" in capsys.readouterr().out
    call_command("search_verify", repair=True)
    assert capsys.readouterr().out.endswith("0 differences\n")
    call_command("search_verify")


def test_command_prints_no_more_than_asked_for(page: PracticePage, capsys: Any) -> None:
    IndexRow.objects.update(title="Other")
    with pytest.raises(CommandError):
        call_command("search_verify", limit=1)
    assert "... and " in capsys.readouterr().out
