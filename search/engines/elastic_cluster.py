"""The connection to Elasticsearch: clients, names of indices, bulk requests, errors in our words."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from .base import Document, EngineError, EngineUnavailable, WriteFailure
from .elastic_index import WATERMARK_ID, source
from .entries import make_entries

CHUNK = 500
"""Entries sent together; about a megabyte of ordinary practices."""
AT_ONCE = 2
"""Requests under way together: more do not make one shard faster."""
LARGEST_CHUNK = 8_000_000
"""Bytes sent together, well below the 100 MB that Elasticsearch takes."""
_CONFLICT = 409
_NOT_NOW = frozenset({408, 429, 500, 502, 503, 504})
JSON = {"accept": "application/json", "content-type": "application/json"}
_NDJSON = {"accept": "application/json", "content-type": "application/x-ndjson"}


class Cluster:
    """Clients of this process, and what both the engine and a rebuild do with them.

    ``index`` is the alias; the indices behind it are its name with the moment they were begun.
    """

    def __init__(
        self, hosts: Sequence[str], index: str, timeout: float, write_timeout: float, options: dict[str, Any]
    ) -> None:
        self.index = index
        self.timeout = timeout
        self.write_timeout = write_timeout
        self._arguments = {"hosts": list(hosts), **options}
        self._clients: tuple[int, Elasticsearch, Elasticsearch] | None = None

    @property
    def reading(self) -> Elasticsearch:
        return self._of_this_process()[1]

    @property
    def writing(self) -> Elasticsearch:
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

    def generations(self) -> list[str]:
        """The indices of ours: ``comity-20261123120000-0a1b2c3d``, not those of an alias ``comity-test``."""
        found = self.writing.indices.get(
            index=f"{self.index}-*", filter_path="*.aliases", ignore_unavailable=True
        )
        ours = re.compile(rf"{re.escape(self.index)}-\d{{14}}-[0-9a-f]{{8}}")
        return [name for name in found if ours.fullmatch(name)]

    def serving(self) -> list[str]:
        """The indices behind the alias, at most one."""
        try:
            return list(self.writing.indices.get_alias(name=self.index).body)
        except NotFoundError:
            return []

    def new_name(self) -> str:
        """A name for a new index of ours. Later ones sort after earlier ones."""
        return f"{self.index}-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"

    # --- writing ----------------------------------------------------------------------------------------

    def keep(self, alias: str, watermark: str) -> None:
        """Keep the watermark in the index itself: it cannot outlive what it speaks of."""
        body = {"deleted": True, "watermark": watermark}
        self.writing.index(index=alias, id=WATERMARK_ID, document=body, require_alias=True)

    def send(self, alias: str, documents: Iterable[Document], failures: list[WriteFailure]) -> None:
        """Send in chunks, ``AT_ONCE`` of them together while the next is made ready.

        Their order does not matter: of two versions of an entry the index keeps the higher.
        """
        chunks = _chunks(documents, failures)
        first, second = next(chunks, None), next(chunks, None)
        if first is None:
            return
        if second is None:
            failures.extend(self._bulk(alias, first))
            return
        with ThreadPoolExecutor(max_workers=AT_ONCE) as sender:
            running: deque[Future[list[WriteFailure]]] = deque()
            for chunk in chain((first, second), chunks):
                if len(running) >= AT_ONCE:
                    failures.extend(running.popleft().result())
                running.append(sender.submit(self._bulk, alias, chunk))
            for sent in running:
                failures.extend(sent.result())

    def _bulk(self, alias: str, lines: list[bytes]) -> list[WriteFailure]:
        body = b"\n".join([*lines, b""])
        wanted = "filter_path=errors,items.*._id,items.*.status,items.*.error"
        path = f"/{alias}/_bulk?require_alias=true&{wanted}"
        answer = self.writing.perform_request("POST", path, headers=_NDJSON, body=body).body
        if not answer["errors"]:
            return []
        failed = [item["index"] for item in answer["items"] if "error" in item["index"]]
        for item in failed:
            if item["status"] in _NOT_NOW or item["error"]["type"] == "index_not_found_exception":
                raise EngineUnavailable(f"{item['error']['type']}: {item['error']['reason']}")
        # A conflict says that the index has this version or a newer one already, which is what we want.
        refused = [item for item in failed if item["status"] != _CONFLICT]
        return [WriteFailure(item["_id"], _reason(item["error"])) for item in refused]


@contextlib.contextmanager
def errors() -> Iterator[None]:
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
