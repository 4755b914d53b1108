"""A real Elasticsearch that is stopped, closed or loses its index around publishing."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from practices.models import PracticePage
from search import rebuild
from search.drain import drain
from search.serving import serving_engine
from search.verify import verify
from tests.factories import Tree, make_practice
from tests.search.conftest import forget

pytestmark = pytest.mark.elasticsearch

Call = Callable[[str, str], None]


@pytest.fixture
def call(elasticsearch_url: str, elasticsearch_index: str, settings: Any) -> Call:
    """Elasticsearch answers searches from an index of the test's own; gives what speaks to the server directly."""
    options = {"hosts": [elasticsearch_url], "index": elasticsearch_index, "timeout": 5.0}
    settings.SEARCH_ENGINES = {"elasticsearch": options}
    settings.SEARCH_ENGINE = "elasticsearch"
    forget()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(method: str, path: str) -> None:
        address = f"{elasticsearch_url}/{elasticsearch_index}{path}"
        opener.open(urllib.request.Request(address, method=method), timeout=30).close()

    return send


@pytest.fixture
def page(tree: Tree, call: Call) -> PracticePage:
    page = make_practice(tree.morocco, title="Before")
    drain()
    assert verify().is_clean
    return page


def rename(page: PracticePage, title: str) -> None:
    page.title = title
    page.save()


def test_index_closed_around_publishing(page: PracticePage, call: Call) -> None:
    call("POST", "/_close")
    rename(page, "While it was closed")
    assert drain().followed[0].outcome == "down"
    call("POST", "/_open?wait_for_active_shards=1")
    assert drain().followed[0].outcome == "current"
    assert verify().is_clean


def test_server_that_cannot_be_reached(
    page: PracticePage, call: Call, settings: Any, elasticsearch_index: str
) -> None:
    there = settings.SEARCH_ENGINES
    settings.SEARCH_ENGINES = {
        "elasticsearch": {"hosts": ["http://127.0.0.1:9"], "index": elasticsearch_index, "timeout": 0.5}
    }
    rename(page, "While nobody answered")
    assert drain().followed[0].outcome == "down"
    page.delete()
    assert drain().followed[0].outcome == "down"
    settings.SEARCH_ENGINES = there
    drain()
    assert verify().is_clean
    assert f"practice:{page.pk}" not in dict(serving_engine().versions())


def test_index_deleted_is_filled_again(page: PracticePage, tree: Tree) -> None:
    serving_engine().drop()
    rename(page, "After the loss")
    assert drain().followed[0].rebuilt
    report = verify()
    assert report.is_clean and report.documents == report.rows > 0


def test_rebuild_during_edits(page: PracticePage, tree: Tree) -> None:
    other = make_practice(tree.morocco, title="Goes away")
    drain()

    def edit(done: int, total: int) -> None:
        rename(page, "During the rebuild")
        PracticePage.objects.get(pk=other.pk).delete()
        drain()

    rebuild.fill(progress=edit)
    drain()
    assert verify().is_clean
    assert f"practice:{other.pk}" not in dict(serving_engine().versions())
