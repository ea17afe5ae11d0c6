"""Low-rank adapters on the frozen packaged encoder: what the reader and the encoder itself are trained as."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def adapted_encoder(folder: Path, rank: int, alpha: float, first_layer: int = 0) -> tuple[Any, list[tuple[str, Any]]]:
    """The encoder of a converted folder, frozen, and its adapters by the names of index/onnx_graph.py (`l0.q`).

    :param first_layer: layers before this one stay as they are.
    """
    import torch
    from torch import nn
    from transformers import BertModel

    class Adapted(nn.Module):
        def __init__(self, base: nn.Linear) -> None:
            super().__init__()
            self.base = base
            self.down = nn.Parameter(torch.randn(rank, base.in_features) / base.in_features**0.5)
            self.up = nn.Parameter(torch.zeros(base.out_features, rank))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            changed: torch.Tensor = self.base(x) + (x @ self.down.T) @ self.up.T * (alpha / rank)
            return changed

    encoder: Any = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
    encoder.requires_grad_(False)
    adapted = []
    for i, layer in enumerate(encoder.encoder.layer):
        if i < first_layer:
            continue
        own, out = layer.attention.self, layer.attention.output
        for name, holder, attribute in (
            ("q", own, "query"), ("k", own, "key"), ("v", own, "value"), ("ao", out, "dense"),
            ("fi", layer.intermediate, "dense"), ("fo", layer.output, "dense"),
        ):  # fmt: skip
            wrapped = Adapted(getattr(holder, attribute))
            setattr(holder, attribute, wrapped)
            adapted.append((f"l{i}.{name}", wrapped))
    return encoder, adapted


def adapter_values(adapted: list[tuple[str, Any]], rank: int, alpha: float) -> dict[str, NDArray[np.float16]]:
    """`l0.q.down` (rank, in), `l0.q.up` (out, rank) and so on; the scale is in `down`."""
    values: dict[str, NDArray[np.float16]] = {}
    for name, layer in adapted:
        values[f"{name}.down"] = (layer.down.detach().numpy() * (alpha / rank)).astype(np.float16)
        values[f"{name}.up"] = layer.up.detach().numpy().astype(np.float16)
    return values
