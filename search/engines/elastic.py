"""The Elasticsearch engine: a cluster that all web processes and workers share.

Searches and writes go to an alias. Behind it is one index of a generation; a rebuild fills the next one and
moves the alias in one step.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from . import suggest
from .base import Document, EngineError, EngineUnavailable, Hit, Query, Results, WriteFailure
from .demands import demands_of
from .elastic_index import MAPPING, SETTINGS, WATERMARK_ID, WHEN_SERVING, WHILE_FILLING, source
from .elastic_query import facets_of, search_body, similar_body
from .entries import make_entries
from .highlights import Highlighter

CHUNK = 500
"""Entries sent together; about a megabyte of ordinary practices."""
LARGEST_CHUNK = 8_000_000
"""Bytes sent together, well below the 100 MB that Elasticsearch takes."""
PAGE = 5_000
_CONFLICT = 409
_NOT_NOW = frozenset({408, 429, 500, 502, 503, 504})


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
        self.index = index
        self.replicas = replicas
        self.timeout = timeout
        self.write_timeout = write_timeout
        self._arguments = {"hosts": list(hosts), **client}
        self._clients: tuple[int, Elasticsearch, Elasticsearch] | None = None

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
        with _errors():
            path = f"/{self.index}/_search"
            return self._reading.perform_request("POST", path, headers=_JSON, body=body).body

    # --- writing ----------------------------------------------------------------------------------------

    def write(self, documents: Iterable[Document], *, watermark: str = "") -> Sequence[WriteFailure]:
        """Apply documents by external version. Never creates an index by the way."""
        failures: list[WriteFailure] = []
        with _errors():
            self._send(self.index, documents, failures, require_alias=True)
            if watermark:
                self._keep(self.index, watermark, require_alias=True)
            self._writing.indices.refresh(index=self.index)
        return failures

    def rebuild(self) -> ElasticRebuild:
        """Begin a new index; searches go on in the old one."""
        return ElasticRebuild(self)

    def drop(self) -> None:
        with _errors():
            for name in self._generations():
                self._writing.indices.delete(index=name, ignore_unavailable=True)

    # --- reading back -----------------------------------------------------------------------------------

    def watermark(self) -> str | None:
        try:
            with _errors():
                found = self._reading.get(index=self.index, id=WATERMARK_ID)
        except EngineUnavailable as error:
            if isinstance(error.__cause__, NotFoundError):
                return None
            raise
        return str(found["_source"]["watermark"])

    def exists(self) -> bool:
        with _errors():
            return bool(self._reading.indices.exists_alias(name=self.index))

    def versions(self) -> Iterator[tuple[str, int]]:
        """Every (id, version) of one moment, however long the caller takes between two."""
        with _errors():
            pit = self._writing.open_point_in_time(index=self.index, keep_alive="5m")["id"]
        try:
            after: list[Any] | None = None
            while True:
                with _errors():
                    page = self._writing.search(body=_versions_body(pit, after)).body["hits"]["hits"]
                if not page:
                    return
                yield from ((found["_id"], found["_version"]) for found in page)
                after = page[-1]["sort"]
        finally:
            with contextlib.suppress(EngineError), _errors():
                self._writing.close_point_in_time(id=pit)

    # --- the client -------------------------------------------------------------------------------------

    @property
    def _reading(self) -> Elasticsearch:
        return self._of_this_process()[1]

    @property
    def _writing(self) -> Elasticsearch:
        return self._of_this_process()[2]

    def _of_this_process(self) -> tuple[int, Elasticsearch, Elasticsearch]:
        """Clients opened in this process: connections must not be shared with a parent across a fork."""
        if self._clients is None or self._clients[0] != os.getpid():
            made = Elasticsearch(
                **{"max_retries": 0, "retry_on_timeout": False, "http_compress": False, **self._arguments},
                request_timeout=self.timeout,
            )
            # Both share one pool of connections.
            self._clients = (os.getpid(), made, made.options(request_timeout=self.write_timeout))
        return self._clients

    def _generations(self) -> list[str]:
        """The indices of ours: ``comity-20261123120000-0a1b2c3d``, not those of an alias ``comity-test``."""
        found = self._writing.indices.get(
            index=f"{self.index}-*", filter_path="*.aliases", ignore_unavailable=True
        )
        ours = re.compile(rf"{re.escape(self.index)}-\d{{14}}-[0-9a-f]{{8}}")
        return [name for name in found if ours.fullmatch(name)]

    def _serving(self) -> list[str]:
        """The indices behind the alias, at most one."""
        try:
            return list(self._writing.indices.get_alias(name=self.index).body)
        except NotFoundError:
            return []

    def _keep(self, index: str, watermark: str, *, require_alias: bool = False) -> None:
        body = {"deleted": True, "watermark": watermark}
        self._writing.index(index=index, id=WATERMARK_ID, document=body, require_alias=require_alias)

    def _send(
        self,
        index: str,
        documents: Iterable[Document],
        failures: list[WriteFailure],
        *,
        require_alias: bool = False,
    ) -> None:
        """Send in chunks; the next is made ready while Elasticsearch works on the one before."""
        chunks = _chunks(documents, failures)
        first = next(chunks, None)
        if first is None:
            return
        second = next(chunks, None)
        if second is None:
            failures.extend(self._bulk(index, first, require_alias))
            return
        with ThreadPoolExecutor(max_workers=1) as sender:
            running: Future[list[WriteFailure]] = sender.submit(self._bulk, index, first, require_alias)
            chunk: list[bytes] | None = second
            while chunk is not None:
                ahead = sender.submit(self._bulk, index, chunk, require_alias)
                failures.extend(running.result())
                running, chunk = ahead, next(chunks, None)
            failures.extend(running.result())

    def _bulk(self, index: str, lines: list[bytes], require_alias: bool) -> list[WriteFailure]:
        body = b"\n".join([*lines, b""])
        query = "require_alias=true&" if require_alias else ""
        path = f"/{index}/_bulk?{query}filter_path=errors,items.*._id,items.*.status,items.*.error"
        answer = self._writing.perform_request("POST", path, headers=_NDJSON, body=body).body
        if not answer["errors"]:
            return []
        failed = [item["index"] for item in answer["items"] if "error" in item["index"]]
        for item in failed:
            if item["status"] in _NOT_NOW or item["error"]["type"] == "index_not_found_exception":
                raise EngineUnavailable(f"{item['error']['type']}: {item['error']['reason']}")
        # A conflict says that the index has this version or a newer one already, which is what we want.
        return [
            WriteFailure(item["_id"], _reason(item["error"]))
            for item in failed
            if item["status"] != _CONFLICT
        ]


class ElasticRebuild:
    """A new index beside the serving one. Implements ``base.Rebuild``."""

    def __init__(self, engine: ElasticEngine) -> None:
        self.engine = engine
        self.name = f"{engine.index}-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
        settings = {**SETTINGS, **WHILE_FILLING, "number_of_replicas": 0}
        with _errors():
            engine._writing.indices.create(index=self.name, settings=settings, mappings=MAPPING)
        self._open = True

    def write(self, documents: Iterable[Document]) -> Sequence[WriteFailure]:
        failures: list[WriteFailure] = []
        with _errors():
            self.engine._send(self.name, documents, failures)
        return failures

    def swap(self, *, watermark: str = "") -> None:
        engine = self.engine
        client = engine._writing
        with _errors():
            if watermark:
                engine._keep(self.name, watermark)
            serving = {**WHEN_SERVING, "number_of_replicas": engine.replicas}
            client.indices.put_settings(index=self.name, settings=serving)
            client.indices.refresh(index=self.name)
            old = [name for name in engine._serving() if name != self.name]
            actions: list[dict[str, Any]] = [{"add": {"index": self.name, "alias": engine.index}}]
            actions += [{"remove_index": {"index": name}} for name in old]
            client.indices.update_aliases(actions=actions)
        self._open = False

    def discard(self) -> None:
        if self._open:
            self._open = False
            with _errors():
                self.engine._writing.indices.delete(index=self.name, ignore_unavailable=True)

    def __enter__(self) -> ElasticRebuild:
        return self

    def __exit__(self, *exc: object) -> None:
        self.discard()


_JSON = {"accept": "application/json", "content-type": "application/json"}
_NDJSON = {"accept": "application/json", "content-type": "application/x-ndjson"}


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Say what went wrong in the words of ``base``: no answer and no index, or an answer that refuses."""
    try:
        yield
    except NotFoundError as error:
        raise EngineUnavailable(f"there is no such index: {error}") from error
    except ApiError as error:
        if error.meta.status in _NOT_NOW:
            raise EngineUnavailable(str(error)) from error
        raise EngineError(str(error)) from error
    except TransportError as error:
        raise EngineUnavailable(str(error)) from error


def _chunks(documents: Iterable[Document], failures: list[WriteFailure]) -> Iterator[list[bytes]]:
    """Lines of bulk requests, not too many and not too large together."""
    lines: list[bytes] = []
    size = 0
    for entry in make_entries(documents, failures):
        document = entry.document
        action = {"index": {"_id": document.id, "version": document.version, "version_type": "external"}}
        pair = (_dumps(action), _dumps(source(entry)))
        length = len(pair[0]) + len(pair[1])
        if lines and (len(lines) >= 2 * CHUNK or size + length > LARGEST_CHUNK):
            yield lines
            lines, size = [], 0
        lines.extend(pair)
        size += length
    if lines:
        yield lines


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def _dumps(value: Any) -> bytes:
    return _encode(value).encode()


def _reason(error: dict[str, Any]) -> str:
    caused_by = error.get("caused_by", {}).get("reason", "")
    return f"{error['type']}: {error['reason']}" + (f" ({caused_by})" if caused_by else "")


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
    shown = found["_source"]["shown"]
    return f"{shown['title']} {shown['summary']} {shown['text']}"


def _hit(found: dict[str, Any], marker: Highlighter) -> Hit:
    shown = found["_source"]["shown"]
    entry_type, _, number = found["_id"].rpartition(":")
    language = shown["language"]
    return Hit(
        id=found["_id"],
        type=entry_type,
        object_id=int(number),
        score=found["_score"] or 0.0,
        title=marker.title(shown["title"], language),
        snippet=marker.snippet(shown["summary"], shown["text"], language),
        language=language,
        version=found["_version"],
    )
