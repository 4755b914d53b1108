"""Engines that are down, slow, busy, killed or forked."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.engines.base import Engine, EngineBusy, EngineUnavailable
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine

from .conftest import EVERYTHING, ask, fill, found, make_document

FORK = multiprocessing.get_context("fork")


def in_child(work: Callable[[], object]) -> object:
    """The result of work done in a forked child; fails if the child hangs or dies."""
    results = FORK.Queue()
    child = FORK.Process(target=lambda: results.put(work()))
    child.start()
    try:
        return results.get(timeout=60)
    finally:
        child.join(10)
        assert child.exitcode == 0


# --- Elasticsearch does not answer ----------------------------------------------------------------------


@pytest.fixture
def silent_url() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _calls(engine: Engine) -> list[Callable[[], object]]:
    return [
        lambda: ask(engine, "word"),
        lambda: engine.write([make_document(1)]),
        lambda: engine.watermark(),
        lambda: engine.exists(),
        lambda: list(engine.versions()),
        lambda: engine.rebuild(),
        lambda: engine.drop(),
    ]


def test_unreachable_elasticsearch_is_unavailable() -> None:
    engine = ElasticEngine(hosts=[f"http://127.0.0.1:{_closed_port()}"], timeout=1)
    for call in _calls(engine):
        with pytest.raises(EngineUnavailable):
            call()


def test_silent_elasticsearch_is_unavailable_after_the_timeout(silent_url: str) -> None:
    engine = ElasticEngine(hosts=[silent_url], timeout=0.2, write_timeout=0.2)
    for call in _calls(engine):
        started = time.monotonic()
        with pytest.raises(EngineUnavailable):
            call()
        # Asked once: a retry would double what the reader waits.
        assert time.monotonic() - started < 5


@pytest.mark.elasticsearch
def test_index_deleted_by_somebody_is_unavailable_and_not_made_anew(
    elasticsearch_url: str, elasticsearch_index: str
) -> None:
    engine = ElasticEngine(hosts=[elasticsearch_url], index=elasticsearch_index, timeout=20)
    fill(engine, make_document(1))
    ElasticEngine(hosts=[elasticsearch_url], index=elasticsearch_index, timeout=20).drop()
    for call in (lambda: ask(engine), lambda: engine.write([make_document(2)])):
        with pytest.raises(EngineUnavailable):
            call()
    assert not engine.exists()
    fill(engine, make_document(3))
    assert found(engine) == [3]


@pytest.mark.elasticsearch
def test_drop_leaves_a_longer_name_alone(elasticsearch_url: str, elasticsearch_index: str) -> None:
    short = ElasticEngine(hosts=[elasticsearch_url], index=elasticsearch_index, timeout=20)
    longer = ElasticEngine(hosts=[elasticsearch_url], index=f"{elasticsearch_index}-test", timeout=20)
    fill(short)
    fill(longer, make_document(1))
    short.drop()
    assert found(longer) == [1]


@pytest.mark.elasticsearch
def test_elastic_client_is_not_shared_over_fork(elasticsearch_url: str, elasticsearch_index: str) -> None:
    engine = ElasticEngine(hosts=[elasticsearch_url], index=elasticsearch_index, timeout=20)
    fill(engine, make_document(1))
    assert found(engine) == [1]
    assert in_child(lambda: found(engine)) == [1]
    assert found(engine) == [1]


@pytest.mark.elasticsearch
def test_rebuild_whose_index_is_deleted_makes_no_bare_one(
    elasticsearch_url: str, elasticsearch_index: str
) -> None:
    engine = ElasticEngine(hosts=[elasticsearch_url], index=elasticsearch_index, timeout=20)
    fill(engine, make_document(1))
    rebuild = engine.rebuild()
    engine.drop()
    with pytest.raises(EngineUnavailable):
        rebuild.write([make_document(2)])
    with pytest.raises(EngineUnavailable):
        rebuild.swap(watermark="1")
    rebuild.discard()
    assert engine.cluster.generations() == []


@pytest.mark.elasticsearch
def test_swap_removes_what_killed_rebuilds_left(elasticsearch_url: str, elasticsearch_index: str) -> None:
    engine = ElasticEngine(hosts=[elasticsearch_url], index=elasticsearch_index, timeout=20)
    engine.rebuild()
    time.sleep(1.1)
    fill(engine, make_document(1))
    assert len(engine.cluster.generations()) == 1
    assert found(engine) == [1]


# --- the embedded engine in several processes -----------------------------------------------------------


@pytest.fixture
def embedded(tmp_path: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine(path=tmp_path / "index")
    fill(engine, make_document(1, title="first"))
    return engine


def test_child_sees_what_is_written_before_and_after_the_fork(embedded: EmbeddedEngine) -> None:
    assert found(embedded) == [1]
    go, results = FORK.Event(), FORK.Queue()

    def child() -> None:
        results.put(found(embedded))
        go.wait(30)
        results.put(sorted(found(embedded)))
        embedded.write([make_document(3)])

    process = FORK.Process(target=child)
    process.start()
    assert results.get(timeout=30) == [1]
    embedded.write([make_document(2)])
    go.set()
    assert results.get(timeout=30) == [1, 2]
    process.join(30)
    assert process.exitcode == 0
    assert sorted(found(embedded)) == [1, 2, 3]


def _hold(engine: EmbeddedEngine, holding: threading.Event, release: threading.Event) -> threading.Thread:
    def documents():
        yield make_document(50)
        holding.set()
        release.wait(30)

    thread = threading.Thread(target=lambda: engine.write(documents()))
    thread.start()
    assert holding.wait(30)
    return thread


def test_second_writer_is_told_at_once(embedded: EmbeddedEngine) -> None:
    holding, release = threading.Event(), threading.Event()
    thread = _hold(embedded, holding, release)
    try:
        other = EmbeddedEngine(path=embedded.store.path)
        started = time.monotonic()
        with pytest.raises(EngineBusy):
            other.write([make_document(2)])
        assert time.monotonic() - started < 5
        assert in_child(lambda: _is_busy(other)) is True
        # Searching goes on meanwhile.
        assert found(other) == [1]
    finally:
        release.set()
        thread.join()
    assert list(other.write([make_document(2)])) == []
    assert sorted(found(embedded)) == [1, 2, 50]


def _is_busy(engine: EmbeddedEngine) -> bool:
    try:
        engine.write([make_document(9)])
    except EngineBusy:
        return True
    return False


def test_child_forked_during_a_write_keeps_no_lock(embedded: EmbeddedEngine) -> None:
    holding, release = threading.Event(), threading.Event()
    thread = _hold(embedded, holding, release)
    process = FORK.Process(target=lambda: time.sleep(60))
    process.start()
    try:
        release.set()
        thread.join()
        # The child lives on with copies of all descriptors of the parent.
        assert list(embedded.write([make_document(2)])) == []
        assert in_child(lambda: list(embedded.write([make_document(3)]))) == []
    finally:
        process.kill()
        process.join()
    assert sorted(found(embedded)) == [1, 2, 3, 50]


def test_killed_writer_leaves_the_index_usable(embedded: EmbeddedEngine) -> None:
    for number in range(5):
        started = FORK.Event()

        def write(started=started) -> None:
            def documents():
                for n in range(100, 100_000):
                    if n == 400:
                        started.set()
                    yield make_document(n, text="some text that takes a while")

            embedded.write(documents(), watermark="never")

        process = FORK.Process(target=write)
        process.start()
        assert started.wait(30)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert list(embedded.write([make_document(2 + number)], watermark=f"w{number}")) == []
        assert sorted(found(embedded)) == list(range(1, 3 + number))
        assert embedded.watermark() == f"w{number}"


def test_killed_rebuild_is_swept_and_a_running_one_is_not(embedded: EmbeddedEngine) -> None:
    filling = FORK.Event()

    def rebuild() -> None:
        embedded.rebuild()
        filling.set()
        time.sleep(60)

    process = FORK.Process(target=rebuild)
    process.start()
    assert filling.wait(30)
    with embedded.rebuild() as running:
        # One serves, two are being filled.
        assert len(_generations(embedded)) == 3
        process.kill()
        process.join()
        other = EmbeddedEngine(path=embedded.store.path).rebuild()
        assert len(_generations(embedded)) == 3
        other.discard()
        running.write([make_document(7)])
        running.swap()
    assert len(_generations(embedded)) == 1
    assert found(embedded) == [7]


def _generations(engine: EmbeddedEngine) -> list[Path]:
    return [path for path in engine.store.path.iterdir() if path.is_dir()]


def test_swap_waits_for_a_writer(embedded: EmbeddedEngine) -> None:
    holding, release = threading.Event(), threading.Event()
    thread = _hold(embedded, holding, release)
    threading.Timer(0.3, release.set).start()
    with embedded.rebuild() as rebuild:
        rebuild.write([make_document(8)])
        rebuild.swap()
    thread.join()
    assert found(embedded) == [8]


def test_four_processes_write_and_search_at_once(embedded: EmbeddedEngine) -> None:
    """Whoever is turned away tries again here; the highest version of each entry must remain."""

    def work(worker: int) -> int:
        for version in range(1, 11):
            while True:
                try:
                    embedded.write([make_document(n, version=version * 10 + worker) for n in range(20, 25)])
                    break
                except EngineBusy:
                    time.sleep(0.01)
            assert ask(embedded, audience=EVERYTHING).total >= 6
        return 1

    results = FORK.Queue()
    processes = [FORK.Process(target=lambda w=w: results.put(work(w))) for w in range(4)]
    for process in processes:
        process.start()
    assert sum(results.get(timeout=120) for _ in processes) == 4
    for process in processes:
        process.join()
    assert dict(embedded.versions()) == {"practice:1": 1, **{f"practice:{n}": 103 for n in range(20, 25)}}


def test_search_survives_swaps_by_another_process(embedded: EmbeddedEngine) -> None:
    stop = FORK.Event()

    def swap() -> None:
        while not stop.is_set():
            fill(embedded, make_document(1, title="first"))

    process = FORK.Process(target=swap)
    process.start()
    try:
        until = time.monotonic() + 3
        seen = 0
        while time.monotonic() < until:
            assert found(embedded, "first") == [1]
            assert embedded.exists()
            seen += 1
        assert seen > 10
    finally:
        stop.set()
        process.join()


def test_many_small_writes_do_not_pile_up_segments(embedded: EmbeddedEngine) -> None:
    for number in range(2, 42):
        embedded.write([make_document(number)])
    assert embedded._reader.snapshot().searcher.num_segments <= 12


def test_index_of_another_version_is_unavailable_until_rebuilt(tmp_path: Path) -> None:
    import tantivy

    engine = EmbeddedEngine(path=tmp_path)
    other = tantivy.SchemaBuilder()
    other.add_text_field("something")
    (tmp_path / "old").mkdir()
    tantivy.Index(other.build(), path=str(tmp_path / "old"))
    (tmp_path / "CURRENT").write_text("old")
    for call in (lambda: ask(engine), lambda: engine.write([make_document(1)])):
        with pytest.raises(EngineUnavailable):
            call()
    assert not engine.exists()
    fill(engine, make_document(1))
    assert found(engine) == [1]


@pytest.mark.parametrize("damage", ["pointer to nowhere", "empty pointer", "no meta"])
def test_damaged_folder_is_unavailable_until_rebuilt(embedded: EmbeddedEngine, damage: str) -> None:
    path = embedded.store.path
    if damage == "pointer to nowhere":
        (path / "CURRENT").write_text("gone")
    elif damage == "empty pointer":
        (path / "CURRENT").write_text("")
    else:
        current = embedded.store.current()
        assert current is not None
        (current / "meta.json").unlink()
    for engine in (embedded, EmbeddedEngine(path=path)):
        with pytest.raises(EngineUnavailable):
            ask(engine)
        with pytest.raises(EngineUnavailable):
            engine.write([make_document(2)])
    fill(embedded, make_document(3))
    assert found(embedded) == [3]
