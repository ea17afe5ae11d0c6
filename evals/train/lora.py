"""Low-rank adapters on the frozen packaged encoder, and how they are trained: for the reader and the encoder itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.e5file import LINEAR

Batch = TypeVar("Batch")
Adapted = list[tuple[str, Any]]  # adapters by the names of index/onnx_graph.py (`l0.q`)
Adapter = Mapping[str, NDArray[Any]]
_SAID_EVERY = 20  # steps


def adapted_encoder(folder: Path, rank: int, alpha: float, start: Adapter | None = None) -> tuple[Any, Adapted]:
    """The encoder of a converted folder, frozen, and its adapters.

    :param start: what they begin with, as `adapter_values` gives it, of the same rank; nothing learned if None.
    """
    import torch
    from torch import nn
    from transformers import BertModel

    class Layer(nn.Module):
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
        for short, name in LINEAR.items():
            wrapped = Layer(layer.get_submodule(name))
            holder, _, attribute = name.rpartition(".")
            setattr(layer.get_submodule(holder), attribute, wrapped)
            adapted.append((f"l{i}.{short}", wrapped))
            if start is not None:
                down, up = (start[f"l{i}.{short}.{end}"].astype(np.float32) for end in ("down", "up"))
                wrapped.down.data = torch.from_numpy(down * (rank / alpha))
                wrapped.up.data = torch.from_numpy(up)
    return encoder, adapted


def read_adapter(path: Path) -> Adapter:
    """What `save` wrote."""
    with np.load(path) as values:
        return {name: values[name] for name in values.files}


def adapter_parameters(adapted: Adapted) -> list[Any]:
    """What is learned."""
    return [p for _, layer in adapted for p in (layer.down, layer.up)]


def descend(
    parameters: Sequence[Any], plan: Sequence[Sequence[Batch]], loss_of: Callable[[Batch], Any], learning_rate: float, warm_up: float,
    after_epoch: Callable[[], None],
) -> None:  # fmt: skip
    """AdamW over the batches of each epoch in turn, the rate rising over `warm_up` of the steps and then falling to none.

    :param after_epoch: called when an epoch is done.
    """
    import torch

    optimiser = torch.optim.AdamW(parameters, lr=learning_rate, weight_decay=0.01)
    steps = sum(map(len, plan))
    warm = max(1, int(warm_up * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.02, (steps - s) / (steps - warm)))
    )
    step, begun, running = 0, time.time(), 0.0
    for batches in plan:
        for batch in batches:
            loss = loss_of(batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            running = loss.item() if step == 1 else 0.97 * running + 0.03 * loss.item()
            if step % _SAID_EVERY == 0:
                print(f"{step}/{steps} loss {running:.3f} {time.time() - begun:.0f} s", file=sys.stderr, flush=True)
        after_epoch()


def save(out: Path, values: Mapping[str, NDArray[Any]]) -> None:
    """Write what was learned."""
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(out, **values)  # type: ignore[arg-type]
    print(f"{out}, {out.stat().st_size} bytes", file=sys.stderr)


def adapter_values(adapted: Adapted, rank: int, alpha: float) -> dict[str, NDArray[np.float16]]:
    """`l0.q.down` (rank, in), `l0.q.up` (out, rank) and so on; the scale is in `down`."""
    values: dict[str, NDArray[np.float16]] = {}
    for name, layer in adapted:
        values[f"{name}.down"] = (layer.down.detach().numpy() * (alpha / rank)).astype(np.float16)
        values[f"{name}.up"] = layer.up.detach().numpy().astype(np.float16)
    return values
