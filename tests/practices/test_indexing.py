"""What a practice is found by, read from its columns, is what its page and Wagtail's blocks say."""

from __future__ import annotations

import json

import pytest

from practices.indexing import PracticeBuilder
from practices.models import PracticePage
from practices.text import searchable_pieces
from tests.factories import Tree, make_practice

BODY = [
    {"id": "1", "type": "text", "value": "<p>Le tribunal <b>répond</b>.</p><p>A &amp; B</p>"},
    {"id": "2", "type": "steps", "value": [{"type": "item", "id": "a", "value": "Ask"}, "Ask again"]},
    {"id": "3", "type": "obstacle", "value": {"obstacle": "No answer", "workaround": "Call"}},
    {"id": "4", "type": "quote", "value": {"text": "Shall be granted", "reference": "Article 1"}},
    {"id": "5", "type": "nothing of ours", "value": "left out"},
    {"id": "6", "type": "text", "value": None},
    {"id": "7", "type": "attachment", "value": {"document": None, "caption": "The letter"}},
]


@pytest.mark.django_db
def test_entry_of_the_columns_is_the_entry_of_the_page(tree: Tree) -> None:
    pages = [
        make_practice(tree.morocco, title="One", note="Inferred"),
        make_practice(tree.morocco, state="draft"),
    ]
    PracticePage.objects.filter(pk=pages[0].pk).update(body=BODY)
    builder = PracticeBuilder()
    stored = {row.pk: row for row in builder.read([page.pk for page in pages])}
    entries = [builder.entry(stored[page.pk]) for page in pages]
    assert entries == [builder.entry(PracticePage.objects.get(pk=page.pk)) for page in pages]
    assert entries[0] is not None
    assert entries[0].text.split("\n")[:2] == ["Le tribunal répond. A & B", "Ask"]
    assert entries[1] is None


def test_pieces_are_those_that_wagtail_gives() -> None:
    block = PracticePage._meta.get_field("body").stream_block
    body = block.to_python(json.dumps(BODY))
    assert searchable_pieces(body) == [str(piece) for piece in block.get_searchable_content(body)]
    assert searchable_pieces(block.to_python("not JSON")) == searchable_pieces(block.to_python(None)) == []
