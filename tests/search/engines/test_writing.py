"""What both engines promise about writing: versions, tombstones, failures, rebuilds."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from search.engines.base import Document, Engine, EngineUnavailable

from .conftest import EVERYTHING, ask, fill, found, make_document

MakeEngine = Callable[[], Engine]


def tombstone(number: int, version: int) -> Document:
    return make_document(number, version=version, deleted=True)


def test_what_is_written_is_found_at_once_by_everybody(make_engine: MakeEngine) -> None:
    writer, reader = make_engine(), make_engine()
    fill(writer)
    assert found(reader) == []
    writer.write([make_document(1, title="first")])
    assert found(reader, "first") == [1]
    writer.write([make_document(1, version=2, title="second")])
    assert found(reader, "first") == []
    assert found(reader, "second") == [1]
    assert ask(reader, "second").hits[0].version == 2


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("one_by_one", [True, False])
def test_highest_version_wins_in_any_order(engine: Engine, order: tuple[int, ...], one_by_one: bool) -> None:
    steps = [
        make_document(1, version=1, title="one"),
        tombstone(1, 2),
        make_document(1, version=3, title="three"),
    ]
    chosen = [steps[index] for index in order]
    for batch in [[document] for document in chosen] if one_by_one else [chosen]:
        assert list(engine.write(batch)) == []
    assert found(engine) == [1]
    assert ask(engine).hits[0].version == 3
    assert ask(engine).hits[0].title == "three"


def test_late_old_version_does_not_resurrect(engine: Engine) -> None:
    engine.write([make_document(1, version=5, title="alive")])
    engine.write([tombstone(1, 6)])
    assert list(engine.write([make_document(1, version=5, title="alive")])) == []
    assert ask(engine, audience=EVERYTHING).total == 0
    assert ask(engine, "alive", audience=EVERYTHING).total == 0
    assert list(engine.versions()) == []
    assert sum(count for _, count in ask(engine, audience=EVERYTHING).facets["type"]) == 0


def test_tombstone_before_the_document(engine: Engine) -> None:
    engine.write([tombstone(1, 2)])
    engine.write([make_document(1, version=1)])
    assert ask(engine, audience=EVERYTHING).total == 0
    engine.write([make_document(1, version=3)])
    assert found(engine) == [1]


def test_writing_again_changes_nothing(engine: Engine) -> None:
    documents = [make_document(n, title=f"entry {n}") for n in range(20)]
    for _ in range(2):
        assert list(engine.write(documents)) == []
    assert ask(engine, "entry").total == 20
    assert sorted(engine.versions()) == sorted((f"practice:{n}", 1) for n in range(20))


def test_same_number_of_another_type_is_another_entry(engine: Engine) -> None:
    engine.write([make_document(1), make_document(1, type="country", version=7)])
    assert sorted(engine.versions()) == [("country:1", 7), ("practice:1", 1)]
    engine.write([make_document(1, type="country", version=8, deleted=True)])
    assert list(engine.versions()) == [("practice:1", 1)]


def test_faulty_documents_do_not_stop_the_others(engine: Engine) -> None:
    faulty = [
        make_document(2, version=-1),
        make_document(3, title=None),
        make_document(4, id="practice:5"),
        make_document(6, audience_key="g" * 600),
        make_document(7, version=2**64),
    ]
    failures = engine.write([make_document(1), *faulty, make_document(8)], watermark="w1")
    assert [failure.id for failure in failures] == [document.id for document in faulty]
    assert all(failure.reason for failure in failures)
    assert sorted(engine.versions()) == [("practice:1", 1), ("practice:8", 1)]
    assert engine.watermark() == "w1"


def test_many_documents_in_one_write(engine: Engine) -> None:
    count = 2_500
    failures = engine.write(make_document(n, version=-1 if n == 1_234 else 1) for n in range(count))
    assert [failure.id for failure in failures] == ["practice:1234"]
    assert ask(engine).total == count - 1
    assert len(dict(engine.versions())) == count - 1


def test_large_text_is_searched_to_its_end(engine: Engine) -> None:
    engine.write([make_document(1, text="filling words " * 40_000 + " needle")])
    (hit,) = ask(engine, "needle").hits
    assert len(hit.snippet) < 400


def test_iterator_that_fails_writes_nothing_half_on_tantivy_and_can_be_repeated(engine: Engine) -> None:
    def broken():
        yield make_document(1)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.write(broken(), watermark="w9")
    assert engine.watermark() is None
    assert list(engine.write([make_document(1), make_document(2)], watermark="w9")) == []
    assert sorted(found(engine)) == [1, 2]


# --- watermark ------------------------------------------------------------------------------------------


def test_watermark_is_kept_with_the_index(make_engine: MakeEngine) -> None:
    engine = make_engine()
    assert engine.watermark() is None
    fill(engine)
    assert engine.watermark() is None
    engine.write([make_document(1)], watermark="12:34")
    assert make_engine().watermark() == "12:34"
    engine.write([], watermark="12:35")
    engine.write([make_document(2)])
    assert make_engine().watermark() == "12:35"
    assert ask(engine, audience=EVERYTHING).total == 2
    assert len(list(engine.versions())) == 2
    with engine.rebuild() as rebuild:
        rebuild.swap(watermark="99")
    assert make_engine().watermark() == "99"
    engine.drop()
    assert engine.watermark() is None


# --- no index -------------------------------------------------------------------------------------------


def test_without_an_index(bare_engine: Engine) -> None:
    assert not bare_engine.exists()
    for call in (
        lambda: ask(bare_engine),
        lambda: bare_engine.write([make_document(1)]),
        lambda: bare_engine.write([], watermark="1"),
        lambda: list(bare_engine.versions()),
    ):
        with pytest.raises(EngineUnavailable):
            call()
    bare_engine.drop()
    # Writing has not made one by the way.
    assert not bare_engine.exists()


def test_drop_is_idempotent_and_leaves_nothing(engine: Engine) -> None:
    engine.write([make_document(1)])
    engine.drop()
    engine.drop()
    assert not engine.exists()
    fill(engine)
    assert ask(engine, audience=EVERYTHING).total == 0


# --- rebuild --------------------------------------------------------------------------------------------


def test_rebuild_serves_the_old_index_until_the_swap(make_engine: MakeEngine) -> None:
    engine, other = make_engine(), make_engine()
    fill(engine, make_document(1, title="old"), make_document(2, title="old"))
    with engine.rebuild() as rebuild:
        rebuild.write([make_document(1, version=2, title="new")])
        rebuild.write([make_document(3, version=2, title="new")])
        for each in (engine, other):
            assert sorted(found(each, "old")) == [1, 2]
            assert found(each, "new") == []
        engine.write([make_document(4, title="old")])
        assert sorted(found(other, "old")) == [1, 2, 4]
        rebuild.swap(watermark="5")
    for each in (engine, other):
        assert found(each, "old") == []
        assert sorted(found(each, "new")) == [1, 3]
    other.write([make_document(5, title="new")])
    assert sorted(found(engine, "new")) == [1, 3, 5]


def test_rebuild_keeps_highest_versions_and_tombstones(engine: Engine) -> None:
    with engine.rebuild() as rebuild:
        rebuild.write([make_document(1, version=3, title="three"), tombstone(2, 5)])
        rebuild.write([make_document(1, version=2, title="two"), make_document(2, version=4)])
        failures = rebuild.write([make_document(9, version=-1)])
        assert [failure.id for failure in failures] == ["practice:9"]
        rebuild.swap()
    engine.write([make_document(2, version=4)])
    assert sorted(engine.versions()) == [("practice:1", 3)]


def test_discarded_rebuild_leaves_the_index_alone(make_engine: MakeEngine) -> None:
    engine = make_engine()
    fill(engine, make_document(1))
    rebuild = engine.rebuild()
    rebuild.write([make_document(2)])
    rebuild.discard()
    rebuild.discard()
    with engine.rebuild() as forgotten:
        forgotten.write([make_document(3)])
    assert found(make_engine()) == [1]
    engine.write([make_document(4)])
    assert sorted(found(engine)) == [1, 4]


def test_versions_are_of_one_moment(engine: Engine) -> None:
    fill(engine, *(make_document(n) for n in range(50)))
    reading = iter(engine.versions())
    next(reading)
    engine.write([tombstone(n, 2) for n in range(50)])
    assert len(list(reading)) == 49
