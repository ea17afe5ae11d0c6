"""The encoder as an ONNX graph that keeps the 4-bit blocks: MatMulNBits with 8-bit activations.

Written node by node, since an exporter would need a trace of the model in float32. Input:
`input_ids`, `attention_mask` (batch, length) and `position_ids` (length) int64; output `embedding` (batch, hidden) float32,
mean pooled over the mask and of unit length.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.e5file import BLOCK, E5File

_MICROSOFT = "com.microsoft"


def write_onnx(model: E5File, words: NDArray[np.float32], target: Path) -> None:
    """Write the graph.

    :param words: embeddings of the kept pieces (vocab, hidden).
    :param target: the file to write, about 60 MB.
    """
    from onnx import TensorProto, helper, numpy_helper, save_model

    nodes, weights = [], []
    hidden = model.hidden

    def constant(name: str, value: NDArray[np.generic]) -> str:
        weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], name=f"n_{output}", domain=domain, **attributes))
        return output

    def linear(name: str, source: str, prefix: str, columns: int, rows: int) -> str:
        scales, nibbles = model.blocks(f"{prefix}.w", columns)
        packed = (nibbles[:, :, 0::2] | (nibbles[:, :, 1::2] << 4)).astype(np.uint8)
        inputs = [source, constant(f"{name}_w", packed), constant(f"{name}_s", scales.reshape(-1))]
        product = node(
            "MatMulNBits",
            inputs,
            f"{name}_mm",
            _MICROSOFT,
            K=columns,
            N=rows,
            bits=4,
            block_size=BLOCK,
            accuracy_level=4,
        )
        return node("Add", [product, constant(f"{name}_b", model.floats(f"{prefix}.b"))], name)

    def norm(name: str, source: str, prefix: str) -> str:
        inputs = [
            source,
            constant(f"{name}_g", model.floats(f"{prefix}.w")),
            constant(f"{name}_h", model.floats(f"{prefix}.b")),
        ]
        return node("LayerNormalization", inputs, name, axis=-1, epsilon=float(model.eps))

    table = constant("words", words.astype(np.float16))
    gathered = node("Cast", [node("Gather", [table, "input_ids"], "gathered16")], "gathered", to=TensorProto.FLOAT)
    places = model.floats("emb.pos").reshape(-1, hidden) + model.floats("emb.type").reshape(-1, hidden)[0]
    placed = node("Gather", [constant("places", places), "position_ids"], "placed")
    state = norm("embedded", node("Add", [gathered, placed], "summed"), "emb.ln")
    mask32 = node("Cast", ["attention_mask"], "mask32", to=TensorProto.INT32)
    for layer in range(model.layers):
        tag = f"l{layer}"
        parts = [linear(f"{tag}_{p}", state, f"{tag}.{p}", hidden, hidden) for p in ("q", "k", "v")]
        attended = node("MultiHeadAttention", [*parts, "", mask32], f"{tag}_att", _MICROSOFT, num_heads=model.heads)
        out = linear(f"{tag}_ao", attended, f"{tag}.ao", hidden, hidden)
        state = norm(f"{tag}_aln", node("Add", [state, out], f"{tag}_res1"), f"{tag}.aln")
        inner = linear(f"{tag}_fi", state, f"{tag}.fi", hidden, model.feed_forward)
        active = node("Gelu", [inner], f"{tag}_gelu", _MICROSOFT)
        out = linear(f"{tag}_fo", active, f"{tag}.fo", model.feed_forward, hidden)
        state = norm(f"{tag}_oln", node("Add", [state, out], f"{tag}_res2"), f"{tag}.oln")
    mask = node("Cast", ["attention_mask"], "maskf", to=TensorProto.FLOAT)
    wide = node("Unsqueeze", [mask, constant("last", np.array([2], np.int64))], "wide")
    axis = constant("axis", np.array([1], np.int64))
    total = node("ReduceSum", [node("Mul", [state, wide], "masked"), axis], "total", keepdims=0)
    count = node("ReduceSum", [mask, axis], "count", keepdims=1)
    mean = node("Div", [total, count], "mean")
    node("LpNormalization", [mean], "embedding", axis=1, p=2)
    graph = helper.make_graph(
        nodes,
        "multilingual-e5-small",
        [
            *(
                helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"])
                for n in ("input_ids", "attention_mask")
            ),
            helper.make_tensor_value_info("position_ids", TensorProto.INT64, ["length"]),
        ],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", hidden])],
        weights,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
    save_model(helper.make_model(graph, opset_imports=opsets, ir_version=9), str(target))
