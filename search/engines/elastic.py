"""The Elasticsearch engine: a cluster that all web processes and workers share.

Searches and writes go to an alias. Behind it is one index of a generation; a rebuild fills the next one and
moves the alias in one step.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from elasticsearch import NotFoundError

from . import suggest
from .base import Document, EngineError, EngineUnavailable, Hit, Query, Results, WriteFailure
from .demands import demands_of
from .elastic_cluster import JSON, Cluster, errors
from .elastic_index import MAPPING, SETTINGS, WATERMARK_ID, WHEN_SERVING, WHILE_FILLING
from .elastic_query import facets_of, search_body, similar_body
from .entries import split_shown
from .highlights import Highlighter

PAGE = 5_000
"""Versions read at a time."""


class ElasticEngine:
    """Search in Elasticsearch through the alias ``index``. Implements ``base.Engine``.

    ``timeout`` seconds is all a search may take; ``write_timeout`` is for bulk requests and swaps.
    Further arguments (``basic_auth``, ``api_key``, ``ca_certs``) go to the client as they are.
    """

    name = "elasticsearch"

    def __init__(
        self,
        *,
        hosts: Sequence[str],
        index: str = "comity",
        timeout: float = 2.0,
        write_timeout: float = 30.0,
        replicas: int = 0,
        **client: Any,
    ) -> None:
        self.cluster = Cluster(hosts, index, timeout, write_timeout, client)
        self.replicas = replicas

    # --- searching --------------------------------------------------------------------------------------

    def search(self, query: Query) -> Results:
        """Answer a query with one request, two if a correction is looked for.

        Raises EngineUnavailable if there is no answer in time or no index, ValueError beyond ``MAX_WINDOW``.
        """
        demands = demands_of(query)
        body = search_body(query, demands)
        answer = self._search(body)
        total = answer["hits"]["total"]["value"]
        took, round_trips, suggestion = answer["took"], 1, ""
        if suggest.is_wanted(query, demands, total):
            words = suggest.doubtful_words(demands)
            similar = self._search(similar_body(query, demands, words))
            took, round_trips = took + similar["took"], 2
            corrections = suggest.best_correction(words, map(_text, similar["hits"]["hits"]), total)
            suggestion = suggest.corrected_text(query, corrections) if corrections else ""
        marker = Highlighter(demands)
        hits = tuple(_hit(found, marker) for found in answer["hits"]["hits"])
        return Results(total, hits, facets_of(answer, query.facets), suggestion, took, round_trips)

    def _search(self, body: dict[str, Any]) -> dict[str, Any]:
        with errors():
            path = f"/{self.cluster.index}/_search"
            return self.cluster.reading.perform_request("POST", path, headers=JSON, body=body).body

    # --- writing ----------------------------------------------------------------------------------------

    def write(self, documents: Iterable[Document], *, watermark: str = "") -> Sequence[WriteFailure]:
        """Apply documents by external version. Never creates an index by the way."""
        failures: list[WriteFailure] = []
        with errors():
            self.cluster.send(self.cluster.index, documents, failures)
            if watermark:
                self.cluster.keep(self.cluster.index, watermark)
            self.cluster.writing.indices.refresh(index=self.cluster.index)
        return failures

    def rebuild(self) -> ElasticRebuild:
        """Begin a new index; searches go on in the old one."""
        return ElasticRebuild(self.cluster, self.replicas)

    def drop(self) -> None:
        with errors():
            for name in self.cluster.generations():
                self.cluster.writing.indices.delete(index=name, ignore_unavailable=True)

    # --- reading back -----------------------------------------------------------------------------------

    def watermark(self) -> str | None:
        try:
            with errors():
                found = self.cluster.reading.get(index=self.cluster.index, id=WATERMARK_ID)
        except EngineUnavailable as error:
            if isinstance(error.__cause__, NotFoundError):
                return None
            raise
        return str(found["_source"]["watermark"])

    def exists(self) -> bool:
        with errors():
            return bool(self.cluster.reading.indices.exists_alias(name=self.cluster.index))

    def versions(self) -> Iterator[tuple[str, int]]:
        """Every (id, version) of one moment, however long the caller takes between two."""
        with errors():
            pit = self.cluster.writing.open_point_in_time(index=self.cluster.index, keep_alive="5m")["id"]
        try:
            after: list[Any] | None = None
            while True:
                with errors():
                    page = self.cluster.writing.search(body=_versions_body(pit, after)).body["hits"]["hits"]
                if not page:
                    return
                yield from ((found["_id"], found["_version"]) for found in page)
                after = page[-1]["sort"]
        finally:
            with contextlib.suppress(EngineError), errors():
                self.cluster.writing.close_point_in_time(id=pit)


class ElasticRebuild:
    """A new index being filled. Implements ``base.Rebuild``.

    Until the swap it is written through an alias of its own: were the index deleted meanwhile, Elasticsearch
    would make a bare one by the name it is written to, but it does not make one for an alias.
    """

    def __init__(self, cluster: Cluster, replicas: int) -> None:
        self.cluster = cluster
        self.replicas = replicas
        self.name = cluster.new_name()
        self.filling = f"{self.name}-filling"
        settings = {**SETTINGS, **WHILE_FILLING, "number_of_replicas": 0}
        with errors():
            cluster.writing.indices.create(
                index=self.name, settings=settings, mappings=MAPPING, aliases={self.filling: {}}
            )
        self._open = True

    def write(self, documents: Iterable[Document]) -> Sequence[WriteFailure]:
        failures: list[WriteFailure] = []
        with errors():
            self.cluster.send(self.filling, documents, failures)
        return failures

    def swap(self, *, watermark: str = "") -> None:
        """Also removes what rebuilds that were killed before this one have left."""
        indices = self.cluster.writing.indices
        with errors():
            if watermark:
                self.cluster.keep(self.filling, watermark)
            serving = {**WHEN_SERVING, "number_of_replicas": self.replicas}
            indices.put_settings(index=self.name, settings=serving)
            indices.refresh(index=self.name)
            old = set(self.cluster.serving()) | {n for n in self.cluster.generations() if n < self.name}
            actions: list[dict[str, Any]] = [
                {"remove": {"index": self.name, "alias": self.filling}},
                {"add": {"index": self.name, "alias": self.cluster.index}},
                *({"remove_index": {"index": name}} for name in sorted(old - {self.name})),
            ]
            indices.update_aliases(actions=actions)
        self._open = False

    def discard(self) -> None:
        """Remove the new index. Where Elasticsearch does not answer it is left to the next swap."""
        if self._open:
            self._open = False
            with contextlib.suppress(EngineUnavailable), errors():
                self.cluster.writing.indices.delete(index=self.name, ignore_unavailable=True)

    def __enter__(self) -> ElasticRebuild:
        return self

    def __exit__(self, *exc: object) -> None:
        self.discard()


def _versions_body(pit: str, after: list[Any] | None) -> dict[str, Any]:
    body: dict[str, Any] = {
        "size": PAGE,
        "pit": {"id": pit, "keep_alive": "5m"},
        "query": {"term": {"deleted": False}},
        "sort": ["_shard_doc"],
        "version": True,
        "_source": False,
        "track_total_hits": False,
    }
    if after:
        body["search_after"] = after
    return body


def _text(found: dict[str, Any]) -> str:
    return " ".join(split_shown(found["fields"]["shown"][0])[1:])


def _hit(found: dict[str, Any], marker: Highlighter) -> Hit:
    language, title, summary, text = split_shown(found["fields"]["shown"][0])
    entry_type, _, number = found["_id"].rpartition(":")
    return Hit(
        id=found["_id"],
        type=entry_type,
        object_id=int(number),
        score=found["_score"] or 0.0,
        title=marker.title(title, language),
        snippet=marker.snippet(summary, text, language),
        language=language,
        version=found["_version"],
    )
