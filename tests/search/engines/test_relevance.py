"""Known items: who remembers two words of an article finds that article first, in 33 languages.

The articles and queries are third-party data and stay outside the project; the test says so where the folder
is absent.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from search.engines.base import Engine

from .conftest import fill, found, make_document

DATA = Path(os.environ.get("COMITY_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data"
ARTICLES = DATA / "udhr_multilingual.json"
QUERIES = DATA / "search_queries.csv"

pytestmark = pytest.mark.skipif(
    not (ARTICLES.exists() and QUERIES.exists()), reason=f"NOT TESTED: no reference texts in {DATA}"
)

NEARLY_ALL = 0.97
FIRST_HITS = 3


def _filled(engine: Engine) -> dict[tuple[str, int], int]:
    """An index with every article in every language; gives the number of each entry."""
    numbers: dict[tuple[str, int], int] = {}
    documents = []
    for language, declaration in json.loads(ARTICLES.read_text("utf-8")).items():
        for article, parts in enumerate(declaration["articles"], 1):
            number = len(numbers) + 1
            numbers[language, article] = number
            documents.append(
                make_document(number, language=language, title=parts["heading"], text=parts["text"])
            )
    fill(engine, *documents)
    return numbers


@pytest.mark.parametrize("form", ["query", "query_without_diacritics", "query_upper"])
def test_known_article_is_among_the_first_hits(make_engine: Callable[[], Engine], form: str) -> None:
    engine = make_engine()
    numbers = _filled(engine)
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[form]]
    missed = []
    for row in rows:
        language = row["lang"]
        wanted = numbers[language, int(row["expected_article"])]
        first = found(engine, row[form], languages=(language,), limit=FIRST_HITS)
        if wanted not in first:
            missed.append((language, row["expected_article"], row[form]))
    assert len({row["lang"] for row in rows}) >= 20
    assert len(missed) <= len(rows) * (1 - NEARLY_ALL), missed


def test_known_article_is_found_without_knowing_the_language(make_engine: Callable[[], Engine]) -> None:
    engine = make_engine()
    numbers = _filled(engine)
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["lang"] for row in rows}) == 33
    first = [found(engine, row["query"], limit=FIRST_HITS) for row in rows]
    hits = sum(
        numbers[row["lang"], int(row["expected_article"])] in ids
        for row, ids in zip(rows, first, strict=True)
    )
    assert hits >= len(rows) * NEARLY_ALL
