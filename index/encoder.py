"""Encoders: the packaged model by ONNX Runtime, any other by sentence-transformers (its only importer)."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from index.graphs import adapters_of, digest_of, graph_file, word_table

if TYPE_CHECKING:
    from index.e5file import E5File
    from index.onnx_graph import Adapters
    from index.settings import Settings
    from index.types import Encoder

# What the packaged model learned of questions and the passages that answer them (evals/train/encoder.py).
ADAPTER = Path(__file__).parent / "data" / "encoder.npz"
# Files of a model folder that decide its vectors.
_WEIGHTS = (".safetensors", ".bin", ".onnx", ".pt")
_SAMPLE_BYTES = 1 << 20


class PackagedEncoder:
    """The packaged multilingual-e5-small by ONNX Runtime; figures in docs/evaluation.md (evals/bench_encode.py)."""

    def __init__(
        self, folder: Path, query_prefix: str, passage_prefix: str, adapter: bool = False, source: str = ""
    ) -> None:  # fmt: skip
        """Load, building the adapted graph first where that hasn't been done.

        :param adapter: whether with what was learned, or as the package has it.
        :param source: the packaged model's file, where it isn't installed (`Settings.model_file`).
        :raises ModelError: the adapted graph can't be built.
        """
        from index.runtime import OnnxRuntime

        self.path = str(folder)
        self.fingerprint = packaged_fingerprint(adapter)
        self._runtime = OnnxRuntime(folder, graph=_adapted_graph(folder, source) if adapter else None)
        self._query, self._passage = query_prefix, passage_prefix

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        """Unit vectors of questions, in order: (n, 384) float32."""
        return self._runtime.encode([self._query + text for text in texts])

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """Unit vectors of passages, in order: (n, 384) float32."""
        return self._runtime.encode([self._passage + text for text in texts])


class TransformersEncoder:
    """Any sentence-transformers model by name or folder; loads in some ten seconds."""

    def __init__(
        self, name: str, fingerprint: str, query_prefix: str, passage_prefix: str, adapter: Path | None = None
    ) -> None:  # fmt: skip
        """Load; with an adapter, it is merged into the weights.

        :raises ModelError: the model can't be loaded.
        """
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
        if Path(name).exists():
            # Set before the import: the library reads it once. Nothing is fetched for a folder.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name, device="cpu")
        except Exception as error:  # noqa: BLE001  the library raises what it likes
            reason = " ".join(str(error).split())[:120]
            raise ModelError(
                f"{name}：不能载入这个嵌入模型（{type(error).__name__}: {reason}），请检查设置 model"
            ) from error  # fmt: skip
        if adapter is not None:
            _merge(self._model, adapter)
        self.path = name
        self.fingerprint = fingerprint
        self._query, self._passage = query_prefix, passage_prefix

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        """Unit vectors of questions, in order: (n, dim) float32."""
        return self._encode([self._query + text for text in texts])

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """Unit vectors of passages, in order: (n, dim) float32."""
        return self._encode([self._passage + text for text in texts])

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension() or 0), dtype=np.float32)
        vectors = self._model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)


def packaged_fingerprint(adapter: bool) -> str:
    """Of the packaged model; both runtimes give the same vectors but for rounding.

    :raises ModelError: what it learned is missing.
    """
    from index.convert import FORMAT, SOURCE_SHA256

    plain = f"e5-small-q4-{SOURCE_SHA256[:8]}-{FORMAT}"
    return f"{plain}-{digest_of(ADAPTER)}" if adapter else plain


def model_fingerprint(settings: Settings) -> str:
    """Of the model that the settings name, without loading it. A folder's counts its weights' sizes and both ends."""
    if not settings.model:
        return packaged_fingerprint(settings.adapter)
    folder = Path(settings.model)
    if not folder.is_dir():
        return f"st:{settings.model}"
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (*_WEIGHTS, ".json") and p.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}:{size}".encode())
        with path.open("rb") as stream:
            digest.update(stream.read(_SAMPLE_BYTES))
            stream.seek(max(0, size - _SAMPLE_BYTES))
            digest.update(stream.read())
    return f"st:{folder.name}:{digest.hexdigest()[:12]}"


def load_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name.

    :raises ModelError: it is missing, spoilt, or can't be loaded.
    """
    prefixes = settings.query_prefix, settings.passage_prefix
    if settings.model:
        return TransformersEncoder(settings.model, model_fingerprint(settings), *prefixes)
    from index.convert import converted_folder

    folder = converted_folder(settings.model_file)
    if settings.runtime == "torch":
        learned = ADAPTER if settings.adapter else None
        return TransformersEncoder(str(folder), packaged_fingerprint(settings.adapter), *prefixes, learned)
    return PackagedEncoder(folder, *prefixes, settings.adapter, settings.model_file)


def _adapted_graph(folder: Path, source: str) -> Path:
    def write(model: E5File, adapters: Adapters, target: Path) -> None:
        from index.onnx_graph import write_onnx

        write_onnx(model, word_table(folder), target, adapters)

    return graph_file(folder, source, ADAPTER, write)


def _merge(model: Any, weights: Path) -> None:
    """Add the adapters to the weights of a sentence-transformers model."""
    import torch

    from index.e5file import LINEAR

    values = adapters_of(weights)
    layers = model[0].auto_model.encoder.layer
    with torch.no_grad():
        for key in values:
            if key.endswith(".down"):
                layer, short, _ = key.split(".")
                up, down = (
                    torch.tensor(values[f"{layer}.{short}.{part}"].astype(np.float32)) for part in ("up", "down")
                )
                layers[int(layer[1:])].get_submodule(LINEAR[short]).weight += up @ down
