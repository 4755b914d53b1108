"""The two engines, each with an index of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.visibility import AudienceFilter
from search.engines.base import Clause, Document, Engine, Query, Results

EVERYTHING = AudienceFilter(everything=True)
PUBLIC = AudienceFilter(keys=("public",))


def make_document(number: int = 1, **values: Any) -> Document:
    """A public entry in English; everything else is said by the test."""
    defaults: dict[str, Any] = {
        "id": f"{values.get('type', 'practice')}:{number}",
        "type": "practice",
        "object_id": number,
        "version": 1,
        "language": "en",
        "audience_key": "public",
    }
    return Document(**{**defaults, **values})


def ask(engine: Engine, words: str = "", **values: Any) -> Results:
    """Search for words, as an outsider who sees what is public unless ``audience`` says otherwise."""
    clauses = tuple(Clause(word) for word in words.split())
    return engine.search(Query(**{"audience": PUBLIC, "clauses": clauses, **values}))


def found(engine: Engine, words: str = "", **values: Any) -> list[int]:
    """The numbers of the entries found, in their order."""
    return [hit.object_id for hit in ask(engine, words, **values).hits]


def fill(engine: Engine, *documents: Document) -> None:
    """A new index with these entries."""
    with engine.rebuild() as rebuild:
        assert list(rebuild.write(documents)) == []
        rebuild.swap()


@pytest.fixture(params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def make_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Makes instances of one engine on one index, as two processes would."""
    if request.param == "tantivy":
        from search.engines.embedded import EmbeddedEngine

        yield lambda: EmbeddedEngine(path=tmp_path / "index")
    else:
        from search.engines.elastic import ElasticEngine

        url = request.getfixturevalue("elasticsearch_url")
        index = request.getfixturevalue("elasticsearch_index")
        # The machine may be busy with other tests: what is slow here is not what is tested.
        yield lambda: ElasticEngine(hosts=[url], index=index, timeout=20)


@pytest.fixture
def bare_engine(make_engine: Callable[[], Engine]) -> Engine:
    """An engine without an index."""
    return make_engine()


@pytest.fixture
def engine(bare_engine: Engine) -> Engine:
    """An engine with an empty index."""
    fill(bare_engine)
    return bare_engine
