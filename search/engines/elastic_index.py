"""The index in Elasticsearch: settings, mapping and what is sent for one entry.

Words and stems arrive ready made (see ``analysis``), separated by blanks, so no language plugin is needed
and both engines find the same. What is shown is only stored; nothing of it is analysed.
"""

from __future__ import annotations

from typing import Any

from .entries import Entry

WATERMARK_ID = "~watermark"

SETTINGS: dict[str, Any] = {
    # One shard: facet counts are exact and scores comparable. It holds many times our entries.
    "number_of_shards": 1,
    # Every write refreshes by itself. Saying so also keeps the shard from falling asleep between searches.
    "refresh_interval": "30s",
    "analysis": {"analyzer": {"words": {"type": "custom", "tokenizer": "whitespace"}}},
}
WHILE_FILLING: dict[str, Any] = {"refresh_interval": "-1", "translog": {"durability": "async"}}
WHEN_SERVING: dict[str, Any] = {"refresh_interval": "30s", "translog": {"durability": "request"}}

_KEYWORD = {"type": "keyword"}
_SORT_KEY = {"type": "keyword", "index": False}
_WORDS = {"type": "text", "analyzer": "words"}
_STEMS = {"type": "text", "analyzer": "words", "index_options": "docs"}

MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "country": _KEYWORD,
        "instrument": _KEYWORD,
        "topic": _KEYWORD,
        "kind": _KEYWORD,
        "type": _KEYWORD,
        "language": _KEYWORD,
        "year": _KEYWORD,
        "audience_key": _KEYWORD,
        "owner": _KEYWORD,
        "deleted": {"type": "boolean"},
        "title": _WORDS,
        "title_stem": _STEMS,
        "body": {**_WORDS, "position_increment_gap": 100},
        "body_stem": _STEMS,
        "day": {"type": "integer", "index": False},
        "tie": _SORT_KEY,
        "by_title": _SORT_KEY,
        # Stored beside the source: a page is fetched without parsing the words of its hits. (A source that
        # is filtered or switched off is written twice, once for recovery.)
        "shown": {"type": "text", "index": False, "norms": False, "store": True},
        "watermark": {"type": "keyword", "index": False, "doc_values": False},
    },
}


def source(entry: Entry) -> dict[str, Any]:
    """The body of one entry. A tombstone carries no key and no owner, so that no audience filter finds it."""
    document = entry.document
    if document.deleted:
        return {"deleted": True}
    body: dict[str, Any] = {
        "deleted": False,
        "type": document.type,
        "audience_key": document.audience_key,
        "title": entry.title_words,
        "title_stem": entry.title_stems,
        "body": entry.body_words,
        "body_stem": entry.body_stems,
        "tie": entry.tie,
        "by_title": entry.by_title,
        "shown": entry.shown,
    }
    if entry.day is not None:
        body["day"] = entry.day
    for name, value in (
        ("country", document.countries),
        ("instrument", document.instruments),
        ("topic", document.topics),
        ("kind", document.kind),
        ("language", document.language),
        ("year", entry.year),
        ("owner", "" if document.owner_id is None else str(document.owner_id)),
    ):
        if value:
            body[name] = value
    return body
