"""The plain list and the breaker: search goes on without an engine, under the same rule."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.visibility import AudienceFilter, audience_filter, viewer_for
from practices.models import PracticePage
from search.asking import ask
from search.breaker import Breaker, breaker
from search.drain import drain
from search.engines.base import MAX_WINDOW, Clause, Query, Results
from search.fallback import fallback_results
from search.models import IndexRow
from search.serving import serving_engine
from tests.factories import Tree, make_instrument, make_network, make_practice, make_topic, make_user
from tests.search.fakes import FakeEngine

EVERYTHING = AudienceFilter(everything=True)
PUBLIC = AudienceFilter(keys=("public",))


def make_row(number: int, **fields: Any) -> IndexRow:
    """A public row about Morocco; everything else is said by the test."""
    defaults = {
        "type": "practice", "object_id": number, "version": number, "xid": 1, "deleted": False,
        "language": "en", "title": f"Title {number}", "folded": f"title {number}", "countries": "|MA|",
        "audience_key": "public",
    }  # fmt: skip
    return IndexRow.objects.create(**{**defaults, **fields})


def ask_rows(*clauses: Clause, audience: AudienceFilter = PUBLIC, **values: Any) -> Results:
    return fallback_results(Query(audience=audience, clauses=clauses, **values))


def numbers(results: Results) -> list[int]:
    return [hit.object_id for hit in results.hits]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ([Clause("cooperation")], [1]),
        ([Clause("COOPÉRATION judiciaire")], [1]),
        ([Clause("judiciaire cooperation", phrase=True)], []),
        ([Clause("cooperation judiciaire", phrase=True)], [1]),
        ([Clause("extradition", codes=(("topic", "extradition"),))], [2]),
        ([Clause("Maroc", excluded=True)], [2, 3]),
        ([Clause("nothing", codes=(("country", "TN"),), excluded=True)], [1, 2]),
        ([Clause("100%")], [3]),
        ([Clause("_")], []),
        ([Clause("a\x00b")], []),
        ([], [1, 2, 3]),
    ],
)
def test_words_and_codes(db: None, clauses: list[Clause], expected: list[int]) -> None:
    make_row(1, folded="cooperation judiciaire au maroc")
    make_row(2, folded="uitlevering", topics="|extradition|mla|")
    make_row(3, folded="100% sure", countries="|TN|")
    assert sorted(numbers(ask_rows(*clauses))) == expected


def test_each_facet_ignores_its_own_selection(db: None) -> None:
    make_row(1, kind="channel", date=datetime.date(2024, 1, 1))
    make_row(2, kind="urgency", countries="|MA|TN|", date=datetime.date(2023, 1, 1))
    make_row(3, kind="channel", countries="|TN|")
    results = ask_rows(filters={"country": ("MA",), "kind": ("channel", "urgency")})
    assert numbers(results) == [1, 2]
    assert results.facets["country"] == (("MA", 2), ("TN", 2))
    assert results.facets["kind"] == (("channel", 1), ("urgency", 1))
    assert results.facets["year"] == (("2023", 1), ("2024", 1))
    assert results.facets["type"] == (("practice", 2),)
    assert results.facets["topic"] == ()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("relevance", [2, 1, 3]), ("newest", [2, 1, 3]), ("oldest", [1, 2, 3]), ("title", [3, 1, 2])],
)
def test_orders(db: None, sort: str, expected: list[int]) -> None:
    make_row(1, title="Élan", date=datetime.date(2020, 1, 1))
    make_row(2, title="fort", date=datetime.date(2021, 1, 1))
    make_row(3, title="Eau")
    assert numbers(ask_rows(sort=sort)) == expected


def test_paging_is_exact_and_bounded(db: None) -> None:
    for number in range(1, 8):
        make_row(number)
    results = ask_rows(offset=4, limit=2)
    assert (results.total, numbers(results)) == (7, [5, 6])
    with pytest.raises(ValueError, match=str(MAX_WINDOW)):
        ask_rows(offset=MAX_WINDOW, limit=1)


def test_titles_and_snippets_are_escaped(db: None) -> None:
    make_row(1, title="<script>", summary="", text="<b>" + "word " * 100)
    hit = ask_rows().hits[0]
    assert hit.title == "&lt;script&gt;"
    assert hit.snippet.startswith("&lt;b&gt;word word")
    assert hit.snippet.endswith(" …")
    assert "<" not in hit.snippet


def test_what_the_viewer_may_not_see_leaves_no_trace(tree: Tree) -> None:
    circle = make_network()
    owner, inside, outside = make_user(), make_user(groups=[circle]), make_user()
    secret = make_practice(
        tree.morocco,
        owner=owner,
        title="Zanzibarword",
        audience="communities",
        communities=[circle],
        kind="urgency",
    )
    make_practice(tree.morocco, title="Open")
    make_practice(tree.morocco, title="Withdrawn", state="unpublished")
    drain()
    for user, expected in ((owner, True), (inside, True), (outside, False), (None, False)):
        viewer = viewer_for(user)
        results = ask_rows(Clause("zanzibarword"), audience=audience_filter(viewer))
        assert (results.total, "urgency" in dict(results.facets["kind"])) == (int(expected), expected)
        seen = {page.pk for page in PracticePage.objects.visible_to(viewer).filter(live=True)}
        found = ask_rows(audience=audience_filter(viewer), filters={"type": ("practice",)}, limit=100)
        assert set(numbers(found)) == seen
        assert (secret.pk in seen) is expected


@pytest.mark.parametrize("key", ["", "nobody"])
def test_row_without_an_audience_is_seen_by_nobody(db: None, key: str) -> None:
    make_row(1, audience_key=key)
    assert ask_rows().total == 0
    assert ask_rows(audience=AudienceFilter(keys=("public", ""))).total == 0
    assert ask_rows(audience=EVERYTHING).total == 1


def test_same_answer_as_the_engine(tree: Tree, embedded: str) -> None:
    for number in range(12):
        page = make_practice(
            tree.morocco if number % 3 else tree.tunisia, kind=("channel", "urgency")[number % 2]
        )
        page.topics = [make_topic(("mla", "extradition")[number % 2])]
        page.instruments = [make_instrument("CETS182")]
        page.save()
    drain()
    query = Query(
        audience=PUBLIC, filters={"kind": ("channel",), "country": ("MA",)}, sort="newest", limit=50
    )
    theirs, ours = serving_engine().search(query), fallback_results(query)
    assert ours.total == theirs.total > 0
    assert dict(ours.facets) == dict(theirs.facets)
    assert {hit.id for hit in ours.hits} == {hit.id for hit in theirs.hits}


def test_two_queries_however_many_hits_and_audiences(db: None) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            ask_rows(Clause("title"), filters={"country": ("MA",)}, limit=100)
        return len(captured)

    make_row(1)
    assert count() == 2
    for number in range(2, 32):
        make_row(number, countries=f"|MA|T{number}|", audience_key=("public", f"g{number}")[number % 2])
    assert count() == 2


# --- the breaker ----------------------------------------------------------------------------------------


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_breaker_opens_after_two_failures_and_lets_one_try_when_the_pause_is_over() -> None:
    clock = Clock()
    circuit = Breaker(failures=2, pause=2.0, longest=15.0, clock=clock)
    circuit.failed()
    assert circuit.allows()
    circuit.failed()
    assert not circuit.allows()
    clock.now += 2.1
    assert circuit.allows()
    assert not circuit.allows()  # one is enough to find out
    circuit.failed()
    clock.now += 2.1
    assert not circuit.allows()  # the pause grows
    clock.now += 2.0
    assert circuit.allows()
    circuit.succeeded()
    assert circuit.allows()
    assert circuit.allows()


def test_breaker_never_waits_longer_than_told() -> None:
    clock = Clock()
    circuit = Breaker(failures=1, pause=2.0, longest=15.0, clock=clock)
    for _time in range(20):
        circuit.failed()
    clock.now += 15.1
    assert circuit.allows()


def test_engine_that_is_down_is_not_asked_by_every_reader(tree: Tree, fake: FakeEngine) -> None:
    make_practice(tree.morocco, title="Still found")
    drain()
    asked: list[Query] = []
    search = fake.search
    fake.search = lambda query: asked.append(query) or search(query)  # type: ignore[method-assign,func-returns-value]
    fake.is_down = True
    answers = [ask(Query(audience=PUBLIC, clauses=(Clause("still found"),))) for _time in range(10)]
    assert all(answer.is_degraded and answer.results.total == 1 for answer in answers)
    assert len(asked) == 2
    fake.is_down = False
    breaker("fake").succeeded()
    assert not ask(Query(audience=PUBLIC)).is_degraded
