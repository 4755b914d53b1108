"""From marks to rows: what a row says, what has none, and what happens to what cannot be read."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from portal.indexing import Entry, mark_changed
from portal.pages.models import CountryElement, CountryPage
from portal.reference.indexing import number_of
from practices.indexing import PracticeBuilder
from practices.models import PracticePage
from search import projection
from search.drain import drain
from search.models import DirtyMark, IndexRow, ProjectionFailure
from tests.factories import (
    Tree,
    make_country,
    make_instrument,
    make_network,
    make_practice,
    make_topic,
    make_user,
)
from tests.search.fakes import FakeEngine

pytestmark = pytest.mark.usefixtures("fake")


def row_of(page: PracticePage) -> IndexRow:
    return IndexRow.objects.get(type="practice", object_id=page.pk)


def test_row_of_a_practice_says_what_the_page_says(tree: Tree) -> None:
    owner = make_user()
    page = make_practice(
        tree.morocco,
        owner=owner,
        title="Coopération",
        text="<p>Le tribunal <b>répond</b>.</p>",
        language="fr",
        kind="channel",
        experience_until=datetime.date(2024, 5, 1),
        contact="Liaison office",
    )
    page.other_countries = [make_country("TN")]
    page.instruments = [make_instrument("CETS182")]
    page.topics = [make_topic("mla")]
    page.save()
    drain()
    row = row_of(page)
    assert row.document().countries == ("MA", "TN")
    assert row.document().instruments == ("CETS182",)
    assert row.document().topics == ("mla",)
    assert (row.title, row.summary, row.language, row.kind) == ("Coopération", "In short.", "fr", "channel")
    assert row.text.split("\n") == ["Le tribunal répond.", "Liaison office"]
    assert "cooperation in short. le tribunal repond." in row.folded
    assert (row.audience_key, row.owner_id, row.date) == ("public", owner.pk, datetime.date(2024, 5, 1))
    assert not row.deleted


@pytest.mark.parametrize("state", ["draft", "scheduled", "expired", "unpublished", "deleted"])
def test_what_is_not_live_is_not_found(tree: Tree, fake: FakeEngine, state: str) -> None:
    page = make_practice(tree.morocco, title="Not to be found", state=state)
    drain()
    assert not IndexRow.objects.filter(type="practice", deleted=False).exists()
    assert "Not to be found" not in fake.found().values()
    assert page.pk not in {key.split(":")[1] for key in fake.found()}


def test_unpublishing_leaves_a_tombstone_without_the_text(tree: Tree, fake: FakeEngine) -> None:
    page = make_practice(tree.morocco, title="Withdrawn")
    drain()
    before = row_of(page).version
    page.unpublish()
    drain()
    row = row_of(page)
    assert row.deleted and row.version > before
    assert (row.title, row.text, row.folded, row.audience_key) == ("", "", "", "")
    assert fake.held is not None and fake.held[f"practice:{page.pk}"].deleted


def test_moved_practice_is_filed_under_its_new_country(tree: Tree) -> None:
    page = make_practice(tree.morocco, state="moved", moved_to=tree.tunisia)
    drain()
    assert row_of(page).document().countries == ("TN",)


def test_practice_moved_into_a_private_section_is_as_narrow_as_it(tree: Tree, fake: FakeEngine) -> None:
    page = make_practice(tree.morocco)
    drain()
    assert row_of(page).audience_key == "public"
    dossier = CountryPage.objects.get(pk=tree.tunisia.pk)
    dossier.audience = "members"
    dossier.save()
    page.move(CountryPage.objects.get(pk=dossier.pk), pos="last-child")
    drain()
    assert row_of(page).audience_key == "members"
    assert fake.held is not None and fake.held[f"practice:{page.pk}"].audience_key == "members"


def test_dossier_tells_only_what_everyone_sees_who_sees_it(tree: Tree) -> None:
    for element, audience in (
        ("rule_of_law", "public"),
        ("safe_haven", "members"),
        ("money_laundering", "communities"),
    ):
        CountryElement.objects.create(
            page=tree.morocco,
            element=element,
            text=f"<p>text for {audience}</p>",
            source="s",
            source_date="2024",
            audience=audience,
        )
    drain()
    row = IndexRow.objects.get(type="country", object_id=tree.morocco.pk)
    assert row.audience_key == "public"
    assert "text for public" in row.text
    assert "members" not in row.text and "communities" not in row.text
    dossier = CountryPage.objects.get(pk=tree.morocco.pk)
    dossier.audience = "communities"
    dossier.communities = [make_network()]
    dossier.save()
    drain()
    row.refresh_from_db()
    assert row.audience_key not in ("public", "members")
    # The key names two groups; "members" is an audience beside them, so its text stays out as well.
    assert "text for members" not in row.text


def test_instrument_is_public_and_found_by_its_code(tree: Tree) -> None:
    make_instrument("CETS182", short_title="Second Additional Protocol")
    drain()
    row = IndexRow.objects.get(type="instrument", object_id=number_of("CETS182"))
    assert row.audience_key == "public"
    assert row.document().instruments == ("CETS182",)
    assert "Second Additional Protocol" in row.title


def test_object_that_cannot_be_read_is_kept_and_the_others_go_on(
    tree: Tree, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = make_practice(tree.morocco, title="Bad"), make_practice(tree.morocco, title="Good")
    drain()
    original = PracticeBuilder.entry

    def entry(self: PracticeBuilder, obj: PracticePage) -> Entry | None:
        if obj.pk == bad.pk:
            raise ValueError("this one is broken")
        return original(self, obj)

    with monkeypatch.context() as patch:
        patch.setattr(PracticeBuilder, "entry", entry)
        good.title = "Better"
        good.save()
        bad.save()
        report = drain()
    assert report.projected.failed == 1
    assert report.pause is not None
    failure = ProjectionFailure.objects.get()
    assert (failure.object_id, failure.reason, failure.attempts) == (
        bad.pk,
        "ValueError: this one is broken",
        1,
    )
    assert DirtyMark.objects.count() == 0
    titles = set(fake.found().values())
    assert "Better" in titles
    assert (
        "Bad" not in titles
    )  # its audience may have been narrowed: nothing of it is found until it can be read
    ProjectionFailure.objects.update(next_try=timezone.now())
    drain()
    assert "Bad" in fake.found().values()
    assert not ProjectionFailure.objects.exists()


def test_query_that_fails_for_one_object_is_isolated(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = make_practice(tree.morocco, title="Bad"), make_practice(tree.morocco, title="Good")
    original = PracticeBuilder.entry

    def entry(self: PracticeBuilder, obj: PracticePage) -> Entry | None:
        if obj.pk == bad.pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT no_such_column FROM search_indexrow")
        return original(self, obj)

    monkeypatch.setattr(PracticeBuilder, "entry", entry)
    drain()
    assert not row_of(good).deleted
    assert "no_such_column" in ProjectionFailure.objects.get(object_id=bad.pk).reason


@pytest.mark.parametrize(
    ("field", "value"),
    [("audience_key", ""), ("kind", "k" * 41), ("countries", ("A|B",)), ("language", "x" * 11)],
)
def test_entry_no_row_can_hold_is_kept_as_failed(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, field: str, value: Any
) -> None:
    page = make_practice(tree.morocco)
    fields = {
        "language": "en",
        "title": "t",
        "summary": "",
        "text": "",
        "audience_key": "public",
        field: value,
    }
    monkeypatch.setattr(PracticeBuilder, "entry", lambda self, obj: Entry(**fields))
    drain()
    assert ProjectionFailure.objects.get().object_id == page.pk
    assert not IndexRow.objects.filter(type="practice").exists()


def test_row_that_the_database_refuses_does_not_stop_others(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [make_practice(tree.morocco, title=f"Number {number}") for number in range(5)]
    original = projection._write

    def write(changed: dict[projection.Key, dict[str, object]]) -> None:
        if any(fields["title"] == "Number 3" for fields in changed.values()):
            raise ValueError("the database refuses this row")
        original(changed)

    monkeypatch.setattr(projection, "_write", write)
    drain()
    kept = set(IndexRow.objects.filter(type="practice", deleted=False).values_list("object_id", flat=True))
    assert kept == {page.pk for page in pages if page.title != "Number 3"}
    assert ProjectionFailure.objects.get().object_id == pages[3].pk


def test_characters_no_database_keeps_are_replaced(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_practice(tree.morocco)
    strange = Entry("en", "a\x00b", "half \ud800 pair", "text", "public")
    monkeypatch.setattr(PracticeBuilder, "entry", lambda self, obj: strange)
    drain()
    assert (row_of(page).title, row_of(page).summary) == ("a b", "half ? pair")


def test_row_with_the_same_content_is_not_written_again(tree: Tree, fake: FakeEngine) -> None:
    page = make_practice(tree.morocco)
    drain()
    version, writes = row_of(page).version, len(fake.writes)
    mark_changed("practice", [page.pk])
    assert drain().projected.written == 0
    assert row_of(page).version == version
    assert len(fake.writes) == writes


def test_what_fans_out_is_projected_first(tree: Tree) -> None:
    pages = [make_practice(tree.morocco) for _number in range(3)]
    drain()
    for page in pages:
        page.title = "Changed"
        page.save()
    mark_changed("country", [tree.tunisia.pk])
    CountryPage.objects.filter(pk=tree.tunisia.pk).update(introduction="Changed as well")
    projection.project_marks(limit=1)
    row = IndexRow.objects.get(type="country", object_id=tree.tunisia.pk)
    assert row.summary == "Changed as well"
    assert not IndexRow.objects.filter(title="Changed").exists()


def test_queries_do_not_grow_with_the_objects(
    tree: Tree, django_assert_num_queries: Callable[..., Any]
) -> None:
    def count(keys: list[tuple[str, int]]) -> int:
        from django.test.utils import CaptureQueriesContext

        IndexRow.objects.update(digest="")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert projection.project_keys(keys).written == len(keys)
        return len(captured)

    pages = [make_practice(tree.morocco) for _number in range(12)]
    for page in pages:
        page.instruments = [make_instrument("CETS182"), make_instrument("UNTOC")]
        page.topics = [make_topic("mla")]
        page.save()
    drain()
    keys = [("practice", page.pk) for page in pages]
    assert count(keys[:1]) == count(keys)
