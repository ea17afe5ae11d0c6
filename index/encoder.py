"""Encoders: the packaged model by ONNX Runtime, any other by sentence-transformers (its only importer)."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

if TYPE_CHECKING:
    from index.settings import Settings
    from index.types import Encoder

# Files of a model folder that decide its vectors.
_WEIGHTS = (".safetensors", ".bin", ".onnx", ".pt")
_SAMPLE_BYTES = 1 << 20


class PackagedEncoder:
    """The packaged multilingual-e5-small by ONNX Runtime; figures in docs/evaluation.md (evals/bench_encode.py)."""

    def __init__(self, folder: Path, query_prefix: str, passage_prefix: str) -> None:
        from index.runtime import OnnxRuntime

        self.path = str(folder)
        self.fingerprint = packaged_fingerprint()
        self._runtime = OnnxRuntime(folder)
        self._query, self._passage = query_prefix, passage_prefix

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        """Unit vectors of questions, in order: (n, 384) float32."""
        return self._runtime.encode([self._query + text for text in texts])

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """Unit vectors of passages, in order: (n, 384) float32."""
        return self._runtime.encode([self._passage + text for text in texts])


class TransformersEncoder:
    """Any sentence-transformers model by name or folder; loads in some ten seconds."""

    def __init__(self, name: str, fingerprint: str, query_prefix: str, passage_prefix: str) -> None:
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


def packaged_fingerprint() -> str:
    """Of the packaged model; both runtimes give the same vectors but for rounding."""
    from index.convert import FORMAT, SOURCE_SHA256

    return f"e5-small-q4-{SOURCE_SHA256[:8]}-{FORMAT}"


def model_fingerprint(settings: Settings) -> str:
    """Of the model that the settings name, without loading it. A folder's counts its weights' sizes and both ends."""
    if not settings.model:
        return packaged_fingerprint()
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
        return TransformersEncoder(str(folder), packaged_fingerprint(), *prefixes)
    return PackagedEncoder(folder, *prefixes)
