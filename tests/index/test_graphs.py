"""Graphs of learned weights: built once, whole or not at all, and named after their weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index import graphs
from index.graphs import adapters_of, digest_of, graph_file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A converted folder, with a packaged model that is never read."""
    monkeypatch.setattr("index.convert.find_source", lambda _: tmp_path / "model")
    monkeypatch.setattr("index.e5file.read_e5", lambda _: "model")
    (tmp_path / "converted" / "onnx").mkdir(parents=True)
    return tmp_path / "converted"


def weights(path: Path, value: float) -> Path:
    np.savez(path, **{"l0.q.down": np.full((2, 3), value, dtype=np.float16)})
    graphs.digest_of.cache_clear()
    return path


def test_a_graph_is_built_once_for_its_weights(folder: Path, tmp_path: Path) -> None:
    written = []

    def write(model: object, adapters: object, target: Path) -> None:
        written.append((model, adapters))
        target.write_text("graph", encoding="utf-8")

    own = weights(tmp_path / "learned.npz", 1.0)
    first = graph_file(folder, "", own, write)
    assert first.name == f"learned-{digest_of(own)}.onnx" and graph_file(folder, "", own, write) == first
    assert [model for model, _ in written] == ["model"]
    assert graph_file(folder, "", weights(own, 2.0), write) != first and len(written) == 2
    assert adapters_of(own)["l0.q.down"][0, 0] == 2.0


def test_a_graph_that_cannot_be_written_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    def write(model: object, adapters: object, target: Path) -> None:
        target.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(ModelError, match="磁盘空间"):
        graph_file(folder, "", weights(tmp_path / "learned.npz", 1.0), write)
    assert list((folder / "onnx").iterdir()) == []


def test_missing_weights_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="learned.npz"):
        graph_file(folder, "", tmp_path / "learned.npz", lambda *_: None)
