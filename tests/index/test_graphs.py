"""Graphs of learned weights: built once, whole or not at all, and named after their weights."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from corpus.errors import ModelError
from index import graphs, runtime
from index.graphs import adapters_of, digest_of, graph_file
from index.onnx_graph import channel_sizes, write_probe


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
    assert (
        first.name == f"learned-{digest_of(own)}-{graphs.FORMAT}.onnx" and graph_file(folder, "", own, write) == first
    )
    assert [model for model, _ in written] == ["model"]
    other = folder / "onnx" / "else-0123456789ab.onnx"
    other.write_text("graph", encoding="utf-8")
    assert graph_file(folder, "", weights(own, 2.0), write) != first and len(written) == 2
    assert not first.exists() and other.exists()  # the graph of earlier weights is 100 MB that nobody needs
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


def test_what_is_moved_from_a_layers_channels_into_its_matrix_changes_no_product() -> None:
    rng = np.random.default_rng(3)
    given, matrix = rng.normal(size=(20, 8)).astype(np.float32), rng.normal(size=(5, 8)).astype(np.float32)
    given[:, 3] *= 40  # a channel with large values
    low, high, largest = given.min(axis=0), given.max(axis=0), np.abs(matrix).max(axis=0)
    sizes = channel_sizes(low, high, largest, 0.9)
    assert np.allclose((given / sizes) @ (matrix * sizes).T, given @ matrix.T, atol=1e-3)
    spread_before = np.abs(given).max(axis=0).max() / np.abs(given).max(axis=0).min()
    spread = np.abs(given / sizes).max(axis=0).max() / np.abs(given / sizes).max(axis=0).min()
    assert spread < spread_before / 5


def test_the_probe_is_what_is_written_and_its_largest_numbers_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_probe(tmp_path / "probe.onnx")
    assert (tmp_path / "probe.onnx").read_bytes() == runtime.PROBE.read_bytes()
    for found, cut in ((64 * 255 * 127, False), (64 // 2 * 32767, True)):
        runtime.overflows.cache_clear()
        session = SimpleNamespace(run=lambda *_, found=found: [np.full((4, 64), found, np.int32)])
        monkeypatch.setattr("onnxruntime.InferenceSession", lambda *_, session=session, **__: session)
        assert runtime.overflows() is cut
    runtime.overflows.cache_clear()
