"""The fields of the embedded index."""

from __future__ import annotations

import tantivy

from .base import FACETS
from .entries import Entry

WORDS = "words"
"""Name of our tokenizer: words arrive separated by blanks, see ``analysis``."""

RECENCY_STEP = 4e-7
RECENCY_START = 711_858
"""Ordinal of 1 January 1950: what is older is no less recent."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "live", "audience_key", "owner"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=True, stored=name == "type"
        )
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name=WORDS, index_option="position")
    for name in ("title_stem", "body_stem"):
        builder.add_text_field(name, tokenizer_name=WORDS, index_option="basic")
    for name in ("newest", "oldest", "by_title"):
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=True, stored=name == "newest"
        )
    for name in ("version", "object_id"):
        builder.add_integer_field(name, fast=True, stored=True)
    # Multiplies the score by 1.00 to 1.01, so that of equally good hits the newer comes first.
    builder.add_float_field("recency", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


SCHEMA = _schema()


def register(index: tantivy.Index) -> tantivy.Index:
    """Give an opened index our tokenizer and a reader that only looks for new commits when told to."""
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(WORDS, analyzer)
    # A watching reader leaves threads and a lock behind in a forked child, and never reloads there.
    index.config_reader(reload_policy="manual")
    return index


def to_tantivy(entry: Entry) -> tantivy.Document:
    """The tantivy document of an entry. A tombstone keeps its id and version only."""
    document = entry.document
    made = tantivy.Document()
    made.add_text("id", document.id)
    made.add_integer("version", document.version)
    made.add_integer("object_id", document.object_id)
    if document.deleted:
        return made
    texts = [
        ("live", "1"),
        ("type", document.type),
        ("kind", document.kind),
        ("language", document.language),
        ("year", entry.year),
        ("audience_key", document.audience_key),
        ("owner", "" if document.owner_id is None else str(document.owner_id)),
        ("title", entry.title_words),
        ("title_stem", entry.title_stems),
        ("body_stem", entry.body_stems),
        ("newest", entry.newest),
        ("oldest", entry.oldest),
        ("by_title", entry.by_title),
        *(("country", code) for code in dict.fromkeys(document.countries)),
        *(("instrument", code) for code in dict.fromkeys(document.instruments)),
        *(("topic", code) for code in dict.fromkeys(document.topics)),
        *(("body", words) for words in entry.body_words),
    ]
    for name, text in texts:
        if text:
            made.add_text(name, text)
    days = document.date.toordinal() - RECENCY_START if document.date else 0
    made.add_float("recency", max(0, days) * RECENCY_STEP)
    made.add_bytes("shown", entry.shown.encode())
    return made
