"""The encoder and the span reader as ONNX graphs whose matrices are small integers, and so are what they are multiplied with.

As the package has it, a matrix is in blocks of 4 bits (MatMulNBits, 8-bit activations). The reader's, with its adapters merged in, are
computed in floats: its scores decide between words. The encoder's are of 8 bits, a scale an output, and so is what they are
multiplied with, within bounds that were measured (evals/train/bounds.py): the vectors of a text don't depend on what else is in its
batch, and a pass takes half the time. So that few channels with large values don't use up these 8 bits, part of each
channel's size is moved into the matrix (Xiao and others 2023, SmoothQuant).

Written node by node: an exporter would need a trace of the model in float32. Both graphs take `attention_mask` (batch,
length) and `position_ids` (length) int64. The encoder takes `input_ids` (batch, length) and gives `embedding` (batch,
hidden) float32, mean pooled over the mask and of unit length. The reader takes `embedded` (batch, length, hidden) float32,
rows of the encoder's word embeddings, so that these aren't stored twice, and gives `scores` (batch, length, 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.e5file import BLOCK, E5File
from index.runtime import PROBE_SIZE

_MICROSOFT = "com.microsoft"
_FLOAT, _INT32 = 1, 6  # of TensorProto; the package is imported where a graph is written
# `l0.q.down` (rank, in), `l0.q.up` (out, rank) and so on, float16; where layers are to be of 8 bits `l0.q.bounds` (2, in) float16: the
# least and the largest value of each channel that the layer is given; those of q are those of k and v too.
Adapters = Mapping[str, NDArray[np.generic]]
# How much of a channel's size goes into the matrix: least squared error of each layer's output among .4 to 1, mean over the layers.
_MOVED = {"q": 0.9, "ao": 0.95, "fi": 0.8, "fo": 0.85}
_MARGIN = 1.1  # beyond the bounds that were measured
_STEPS = 255  # of 8 bits


class _Graph:
    """Nodes and weights as they are added; every node's output goes by its name. `adapters` are added to the weights."""

    def __init__(self, model: E5File, adapters: Adapters | None = None) -> None:
        self.model, self.adapters = model, adapters or {}
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

    def attend(self, tag: str, source: str) -> str:
        """Self-attention of layer `tag`."""
        hidden = self.model.hidden
        inputs = [*self.linears(tag, ("q", "k", "v"), source, hidden, hidden), "", "mask32"]
        return self.node("MultiHeadAttention", inputs, f"{tag}_att", _MICROSOFT, num_heads=self.model.heads)

    def linear(self, tag: str, part: str, source: str, columns: int, rows: int) -> str:
        """`source @ W.T + b` of the matrix `part` of layer `tag`."""
        return self.linears(tag, (part,), source, columns, rows)[0]

    def linears(self, tag: str, parts: Sequence[str], source: str, columns: int, rows: int) -> list[str]:
        """The same of several matrices that are given the same."""
        if f"{tag}.{parts[0]}.bounds" in self.adapters:
            return self._eight_bits(tag, parts, source, columns)
        return [self._unbounded(tag, part, source, columns, rows) for part in parts]

    def _unbounded(self, tag: str, part: str, source: str, columns: int, rows: int) -> str:
        name, prefix = f"{tag}_{part}", f"{tag}.{part}"
        bias = self.constant(f"{name}_b", self.model.floats(f"{prefix}.b"))
        if f"{prefix}.down" in self.adapters:
            matrix = merged_matrix(self.model, prefix, columns, self.adapters).T.astype(np.float16)
            # Made floats once, at loading.
            wide = self.node("Cast", [self.constant(f"{name}_w", matrix)], f"{name}_wide", to=_FLOAT)
            return self.node("Add", [self.node("MatMul", [source, wide], f"{name}_mm"), bias], f"{name}_biased")
        scales, nibbles = self.model.blocks(f"{prefix}.w", columns)
        packed = (nibbles[:, :, 0::2] | (nibbles[:, :, 1::2] << 4)).astype(np.uint8)
        inputs = [source, self.constant(f"{name}_w", packed), self.constant(f"{name}_s", scales.reshape(-1))]
        product = self.node(
            "MatMulNBits", inputs, f"{name}_mm", _MICROSOFT, K=columns, N=rows, bits=4, block_size=BLOCK, accuracy_level=4,
        )  # fmt: skip
        return self.node("Add", [product, bias], f"{name}_biased")

    def _eight_bits(self, tag: str, parts: Sequence[str], source: str, columns: int) -> list[str]:
        given = f"{tag}_{parts[0]}"
        matrices = [merged_matrix(self.model, f"{tag}.{part}", columns, self.adapters) for part in parts]
        largest = np.max([np.abs(matrix).max(axis=0) for matrix in matrices], axis=0)
        low, high = self.adapters[f"{tag}.{parts[0]}.bounds"].astype(np.float32)
        moved = channel_sizes(low, high, largest, _MOVED[parts[0]])
        scale, zero = _eight_bit_scale(low / moved, high / moved)
        evened = self.node("Mul", [source, self.constant(f"{given}_m", 1 / moved)], f"{given}_even")
        inputs = [evened, self.constant(f"{given}_as", scale), self.constant(f"{given}_az", zero)]
        whole = self.node("QuantizeLinear", inputs, f"{given}_u8")
        outputs = []
        for part, matrix in zip(parts, matrices, strict=True):
            name, evened_matrix = f"{tag}_{part}", matrix * moved
            scales = np.maximum(np.abs(evened_matrix).max(axis=1), 1e-12) / 127
            values = np.rint(evened_matrix / scales[:, None]).astype(np.int8)
            inputs = [
                whole, self.constant(f"{name}_w", values.T), f"{given}_as", self.constant(f"{name}_s", scales), f"{given}_az",
                self.constant(f"{name}_z", np.zeros(len(scales), np.int8)),
                self.constant(f"{name}_b", self.model.floats(f"{tag}.{part}.b")),
            ]  # fmt: skip
            outputs.append(self.node("MatMulIntegerToFloat", inputs, f"{name}_biased", _MICROSOFT))
        return outputs

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
        self.node("Cast", ["attention_mask"], "mask32", to=_INT32)
        for layer in range(model.layers):
            tag = f"l{layer}"
            out = self.linear(tag, "ao", self.attend(tag, state), hidden, hidden)
            state = self.norm(f"{tag}_aln", self.node("Add", [state, out], f"{tag}_res1"), f"{tag}.aln")
            inner = self.linear(tag, "fi", state, hidden, model.feed_forward)
            active = self.node("Gelu", [inner], f"{tag}_gelu", _MICROSOFT)
            out = self.linear(tag, "fo", active, model.feed_forward, hidden)
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


def channel_sizes(
    low: NDArray[np.float32], high: NDArray[np.float32], largest: NDArray[np.float32], moved: float
) -> NDArray[np.float32]:  # fmt: skip
    """What each input channel is divided by, and its column of the matrix multiplied with; (in,) for (in,).

    :param low: the least value of each channel; `high` its largest.
    :param largest: the matrix's largest weight of each column, without sign.
    :param moved: how much of the channels' size goes into the matrix: all at 1, and at 0 the matrix's into the channels.
    """
    sizes = np.maximum(np.maximum(-low, high), 1e-4) ** moved / np.maximum(largest, 1e-5) ** (1 - moved)
    return np.asarray(sizes, dtype=np.float32)


def _eight_bit_scale(low: NDArray[np.float32], high: NDArray[np.float32]) -> tuple[Any, Any]:
    """One scale and zero point for all channels."""
    least, most = min(float(low.min()) * _MARGIN, 0.0), max(float(high.max()) * _MARGIN, 0.0)
    scale = (most - least) / _STEPS
    return np.array(scale, np.float32), np.array(round(-least / scale), np.uint8)


def write_onnx(model: E5File, words: NDArray[np.float32], target: Path, adapters: Adapters | None = None) -> None:
    """Write the encoder.

    :param words: embeddings of the kept pieces (vocab, hidden).
    :param target: the file to write, about 100 MB.
    :param adapters: to be merged into the weights, with the bounds of what the layers are given; none leaves the model as it is.
    """
    from onnx import TensorProto, helper

    graph = _Graph(model, adapters)
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

    :param adapters: to be merged into the weights, and `heads.w` (2, hidden), `heads.b` (2).
    :param target: the file to write, about 45 MB.
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


def write_probe(target: Path) -> None:
    """Write the product of 8-bit numbers by which `runtime.overflows` tells processors apart; index/data/probe.onnx."""
    from onnx import TensorProto, helper, numpy_helper, save_model

    matrix = numpy_helper.from_array(np.full((PROBE_SIZE, PROBE_SIZE), 127, np.int8), "matrix")
    node = helper.make_node("MatMulInteger", ["given", "matrix"], ["product"])
    given = helper.make_tensor_value_info("given", TensorProto.UINT8, ["rows", PROBE_SIZE])
    product = helper.make_tensor_value_info("product", TensorProto.INT32, ["rows", PROBE_SIZE])
    graph = helper.make_graph([node], "probe", [given], [product], [matrix])
    save_model(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(target))
