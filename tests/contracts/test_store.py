"""What every vector store must do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexUnavailableError
from index.store import ChromaStore
from index.types import VectorStore
from tests.fakes.store import FakeStore

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["fake", "chroma"])
def store(request: pytest.FixtureRequest, tmp_path: Path):
    made = FakeStore() if request.param == "fake" else ChromaStore(tmp_path / "vectors", "test")
    yield made
    made.close()


def unit(rows: int, dim: int = 8, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_nearest_come_best_first_with_their_cosine(store: VectorStore) -> None:
    vectors = unit(30)
    store.upsert([f"c{i}" for i in range(30)], ["d"] * 30, vectors)
    found = store.nearest(vectors[7], 5)
    assert found[0][0] == "c7" and found[0][1] == pytest.approx(1, abs=1e-4)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    for chunk_id, score in found:
        assert score == pytest.approx(float(vectors[int(chunk_id[1:])] @ vectors[7]), abs=1e-3)


def test_a_vector_is_replaced_under_its_id(store: VectorStore) -> None:
    vectors = unit(3)
    store.upsert(["a", "b"], ["d", "d"], vectors[:2])
    store.upsert(["a"], ["d"], vectors[2:])
    assert store.count() == 2
    assert store.nearest(vectors[2], 1)[0] == ("a", pytest.approx(1, abs=1e-4))


def test_what_is_deleted_is_not_found_and_deleting_twice_is_no_error(store: VectorStore) -> None:
    vectors = unit(3)
    store.upsert(["a", "b", "c"], ["d", "d", "e"], vectors)
    store.delete(["a", "nowhere"])
    store.delete(["a"])
    assert store.count() == 2
    assert "a" not in [chunk_id for chunk_id, _ in store.nearest(vectors[0], 3)]


def test_more_than_there_are_can_be_asked_for(store: VectorStore) -> None:
    assert store.nearest(unit(1)[0], 5) == []
    store.upsert(["a"], ["d"], unit(1))
    assert len(store.nearest(unit(1)[0], 50)) == 1


def test_more_than_one_batch(store: VectorStore) -> None:
    store.upsert([f"c{i}" for i in range(5600)], ["d"] * 5600, unit(5600))
    store.delete([f"c{i}" for i in range(5599)])
    assert store.count() == 1


def test_chroma_sees_another_process_once_it_is_opened_again(tmp_path: Path) -> None:
    folder, vectors = tmp_path / "vectors", unit(2)
    store = ChromaStore(folder, "test")
    store.upsert(["a"], ["d"], vectors[:1])
    np.save(tmp_path / "b.npy", vectors[1:])
    code = (
        "import sys, numpy; from pathlib import Path; from index.store import ChromaStore; "
        "s = ChromaStore(Path(sys.argv[1]), 'test'); s.upsert(['b'], ['d'], numpy.load(sys.argv[2])); s.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(folder), str(tmp_path / "b.npy")], cwd=ROOT, check=True)
    store.close()
    store = ChromaStore(folder, "test")
    assert store.nearest(vectors[1], 1)[0][0] == "b"
    store.close()


def test_a_server_that_is_not_there_is_one_line_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match="http://127.0.0.1:9") as caught:
        ChromaStore(tmp_path, "test", "http://127.0.0.1:9")
    assert "\n" not in str(caught.value) and "chroma_url" in str(caught.value)
