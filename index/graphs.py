"""ONNX graphs of the packaged model with what was learned beside it; built at first use, whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.errors import ModelError
from index.e5file import E5File
from index.onnx_graph import Adapters

FORMAT = 2  # of a graph; raised when others are written of the same weights
_LOCK_TIMEOUT_S = 300  # a graph is built in some seconds


@lru_cache(maxsize=8)
def digest_of(weights: Path) -> str:
    """Of learned weights that are shipped, 12 hexadecimal digits; changes whenever what they give would.

    :raises ModelError: they are missing.
    """
    try:
        return hashlib.sha256(weights.read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise ModelError(f"{weights}：模型的参数不见了，请重新安装") from error


def graph_file(
    folder: Path, source: str, weights: Path, write: Callable[[E5File, Adapters, Path], None]
) -> Path:  # fmt: skip
    """The graph with these weights beside the converted encoder, which `write` builds where it isn't there yet.

    :param folder: the converted encoder's.
    :param source: the packaged model's file, where it isn't installed (`Settings.model_file`).
    :raises ModelError: the weights or the model are missing, or the graph can't be written.
    """
    from index.convert import find_source
    from index.e5file import read_e5

    path = folder / "onnx" / f"{weights.stem}-{digest_of(weights)}-{FORMAT}.onnx"
    if path.is_file():
        return path
    try:
        with FileLock(folder.parent / f"{weights.stem}.lock", timeout=_LOCK_TIMEOUT_S):
            if not path.is_file():  # else another program was quicker
                handle, name = tempfile.mkstemp(prefix=f".{weights.stem}-", suffix=".onnx", dir=path.parent)
                os.close(handle)
                try:
                    write(read_e5(find_source(source)), adapters_of(weights), Path(name))
                    os.replace(name, path)
                finally:
                    Path(name).unlink(missing_ok=True)
                _throw_away_others(path, weights)
    except Timeout as error:
        raise ModelError(f"{path.parent}：另一个程序正在准备模型，迟迟没有做完；请结束它再试") from error
    except OSError as error:
        raise ModelError(f"{path.parent}：不能写入模型（{error.strerror or error}），请检查磁盘空间") from error
    return path


def _throw_away_others(path: Path, weights: Path) -> None:
    """The graphs of earlier weights, 100 MB each; one that another program holds open stays where the system wants that."""
    for other in path.parent.glob(f"{weights.stem}-*.onnx"):
        if other != path:
            with contextlib.suppress(OSError):
                other.unlink()


def adapters_of(weights: Path) -> dict[str, NDArray[np.generic]]:
    """What a file of learned weights holds."""
    with np.load(weights) as values:
        return dict(values)


def word_table(folder: Path) -> NDArray[np.float32]:
    """The word embeddings (vocab, hidden) of a converted folder, mapped into memory and not read whole."""
    path, name = folder / "model.safetensors", "embeddings.word_embeddings.weight"
    with path.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(size))
    start, _ = header[name]["data_offsets"]
    return np.memmap(path, dtype=np.float32, mode="r", offset=8 + size + start, shape=tuple(header[name]["shape"]))
