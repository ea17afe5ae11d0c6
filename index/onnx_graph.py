"""The encoder and the span reader as ONNX graphs of blocks of small integers: MatMulNBits with 8-bit activations.

The blocks are the model's own of 4 bits. Where an adapter is merged into them they have 8, since 4 would lose it.
Written node by node: an exporter would need a trace of the model in float32. Both take `attention_mask` (batch,
length) and `position_ids` (length) int64. The encoder takes `input_ids` (batch, length) and gives `embedding` (batch,
hidden) float32, mean pooled over the mask and of unit length. The reader takes `embedded` (batch, length, hidden) float32,
rows of the encoder's word embeddings, so that these aren't stored twice, and gives `scores` (batch, length, 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.e5file import BLOCK, E5File

_MICROSOFT = "com.microsoft"


Adapters = Mapping[str, NDArray[np.generic]]  # `l0.q.down` (rank, in), `l0.q.up` (out, rank) and so on


class _Graph:
    """Nodes and weights as they are added; every node's output goes by its name.

    `merge`: whether adapters are added to the weights; else they are layers of their own beside them.
    """

    def __init__(self, model: E5File, adapters: Adapters | None = None, merge: bool = False) -> None:
        self.model, self.adapters, self.merge = model, adapters or {}, merge
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        from onnx import numpy_helper

        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=f"n_{output}", domain=domain, **attributes))
        return output

    def linear(self, name: str, source: str, prefix: str, columns: int, rows: int) -> str:
        """`source @ W.T + b`, with the low-rank adapter of that layer where there is one."""
        adapted = f"{prefix}.down" in self.adapters
        if adapted and self.merge:
            bits, (scales, packed) = 8, _eight_bits(merged_matrix(self.model, prefix, columns, self.adapters))
        else:
            scales, nibbles = self.model.blocks(f"{prefix}.w", columns)
            bits, packed = 4, (nibbles[:, :, 0::2] | (nibbles[:, :, 1::2] << 4)).astype(np.uint8)
        inputs = [source, self.constant(f"{name}_w", packed), self.constant(f"{name}_s", scales.reshape(-1))]
        product = self.node(
            "MatMulNBits", inputs, f"{name}_mm", _MICROSOFT, K=columns, N=rows, bits=bits, block_size=BLOCK, accuracy_level=4,
        )  # fmt: skip
        out = self.node(
            "Add", [product, self.constant(f"{name}_b", self.model.floats(f"{prefix}.b"))], f"{name}_biased"
        )
        if adapted and not self.merge:
            down = self.constant(f"{name}_down", self.adapters[f"{prefix}.down"].astype(np.float32).T)
            up = self.constant(f"{name}_up", self.adapters[f"{prefix}.up"].astype(np.float32).T)
            low = self.node("MatMul", [source, down], f"{name}_low")
            out = self.node("Add", [out, self.node("MatMul", [low, up], f"{name}_high")], f"{name}_adapted")
        return out

    def norm(self, name: str, source: str, prefix: str) -> str:
        """Layer normalisation."""
        floats = self.model.floats
        inputs = [
            source,
            self.constant(f"{name}_g", floats(f"{prefix}.w")),
            self.constant(f"{name}_h", floats(f"{prefix}.b")),
        ]
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=float(self.model.eps))

    def layers(self, gathered: str) -> str:
        """The whole encoder over word embeddings; the last layer's output."""
        model, hidden = self.model, self.model.hidden
        places = model.floats("emb.pos").reshape(-1, hidden) + model.floats("emb.type").reshape(-1, hidden)[0]
        placed = self.node("Gather", [self.constant("places", places), "position_ids"], "placed")
        state = self.norm("embedded_norm", self.node("Add", [gathered, placed], "summed"), "emb.ln")
        mask32 = self.node("Cast", ["attention_mask"], "mask32", to=_int32())
        for layer in range(model.layers):
            tag = f"l{layer}"
            parts = [self.linear(f"{tag}_{p}", state, f"{tag}.{p}", hidden, hidden) for p in ("q", "k", "v")]
            attended = self.node(
                "MultiHeadAttention", [*parts, "", mask32], f"{tag}_att", _MICROSOFT, num_heads=model.heads
            )
            out = self.linear(f"{tag}_ao", attended, f"{tag}.ao", hidden, hidden)
            state = self.norm(f"{tag}_aln", self.node("Add", [state, out], f"{tag}_res1"), f"{tag}.aln")
            inner = self.linear(f"{tag}_fi", state, f"{tag}.fi", hidden, model.feed_forward)
            active = self.node("Gelu", [inner], f"{tag}_gelu", _MICROSOFT)
            out = self.linear(f"{tag}_fo", active, f"{tag}.fo", model.feed_forward, hidden)
            state = self.norm(f"{tag}_oln", self.node("Add", [state, out], f"{tag}_res2"), f"{tag}.oln")
        return state

    def save(self, name: str, inputs: list[Any], output: Any, target: Path) -> None:
        """Write the file."""
        from onnx import TensorProto, helper, save_model

        both = [*inputs, helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "length"]),
                helper.make_tensor_value_info("position_ids", TensorProto.INT64, ["length"])]  # fmt: skip
        graph = helper.make_graph(self.nodes, name, both, [output], self.weights)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
        save_model(helper.make_model(graph, opset_imports=opsets, ir_version=9), str(target))


def merged_matrix(model: E5File, prefix: str, columns: int, adapters: Adapters) -> NDArray[np.float32]:
    """A layer's weights (out, in) with its adapter added."""
    down, up = (adapters[f"{prefix}.{part}"].astype(np.float32) for part in ("down", "up"))
    return np.asarray(model.matrix(f"{prefix}.w", columns) + up @ down, dtype=np.float32)


def _eight_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Blocks of 8 bits around 128: scales (out, blocks) and values (out, blocks, BLOCK)."""
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=2), 1e-12) / 127
    return scales.astype(np.float32), (np.rint(blocks / scales[:, :, None]) + 128).astype(np.uint8)


def write_onnx(model: E5File, words: NDArray[np.float32], target: Path, adapters: Adapters | None = None) -> None:
    """Write the encoder.

    :param words: embeddings of the kept pieces (vocab, hidden).
    :param target: the file to write, about 100 MB.
    :param adapters: to be merged into the weights.
    """
    from onnx import TensorProto, helper

    graph = _Graph(model, adapters, merge=True)
    table = graph.constant("words", words.astype(np.float16))
    gathered = graph.node("Gather", [table, "input_ids"], "gathered16")
    state = graph.layers(graph.node("Cast", [gathered], "gathered", to=TensorProto.FLOAT))
    mask = graph.node("Cast", ["attention_mask"], "maskf", to=TensorProto.FLOAT)
    wide = graph.node("Unsqueeze", [mask, graph.constant("last", np.array([2], np.int64))], "wide")
    axis = graph.constant("axis", np.array([1], np.int64))
    total = graph.node("ReduceSum", [graph.node("Mul", [state, wide], "masked"), axis], "total", keepdims=0)
    count = graph.node("ReduceSum", [mask, axis], "count", keepdims=1)
    mean = graph.node("Div", [total, count], "mean")
    graph.node("LpNormalization", [mean], "embedding", axis=1, p=2)
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    out = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", model.hidden])
    graph.save("multilingual-e5-small", [ids], out, target)


def write_reader_onnx(model: E5File, adapters: Adapters, target: Path) -> None:
    """Write the span reader.

    :param adapters: `l0.q.down` (rank, in), `l0.q.up` (out, rank) and so on, `heads.w` (2, hidden), `heads.b` (2).
    :param target: the file to write, about 20 MB.
    """
    from onnx import TensorProto, helper

    graph = _Graph(model, adapters)
    state = graph.layers("embedded")
    product = graph.node(
        "MatMul", [state, graph.constant("heads_w", adapters["heads.w"].astype(np.float32).T)], "heads_mm"
    )
    graph.node("Add", [product, graph.constant("heads_b", adapters["heads.b"].astype(np.float32))], "scores")
    embedded = helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["batch", "length", model.hidden])
    out = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", "length", 2])
    graph.save("span-reader", [embedded], out, target)


def _int32() -> int:
    from onnx import TensorProto

    return int(TensorProto.INT32)
