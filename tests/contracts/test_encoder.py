"""What every encoder must do: the fake, the packaged model by ONNX Runtime, and the same by sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from index.encoder import PackagedEncoder, TransformersEncoder, load_encoder, model_fingerprint
from index.settings import Settings
from index.types import Encoder
from tests.fakes.encoder import FakeEncoder

TEXTS = [
    "农村低保标准",
    "第二十三条 国家建立耕地保护制度，确保粮食安全。" * 9,
    "",
    "２０１８年 GDP 增长６％",
    "𠮷野家 émigré 🙂",
]


def torch_encoder() -> Encoder:
    return load_encoder(Settings(runtime="torch"))


ENCODERS: list[Callable[[], Encoder]] = [FakeEncoder, lambda: load_encoder(Settings()), torch_encoder]


@pytest.fixture(
    scope="module",
    params=[*ENCODERS[:2], pytest.param(ENCODERS[2], marks=pytest.mark.slow)],
    ids=["fake", "packaged", "sentence-transformers"],
)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return request.param()


def test_vectors_are_float32_of_unit_length_and_one_a_text(encoder: Encoder) -> None:
    for vectors in (encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)):
        assert vectors.dtype == np.float32 and vectors.shape[0] == len(TEXTS)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_the_order_is_that_of_the_texts_whatever_their_lengths(encoder: Encoder) -> None:
    together = encoder.encode_passages(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert float(encoder.encode_passages([text])[0] @ vector) > 0.999


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert len(encoder.encode_passages([])) == 0


def test_a_text_beyond_the_models_length_is_no_error(encoder: Encoder) -> None:
    assert len(encoder.encode_passages(["政策" * 5000])) == 1


def test_like_texts_lie_nearer(encoder: Encoder) -> None:
    query = encoder.encode_queries(["小额信贷免担保的额度是多少"])[0]
    near, far = encoder.encode_passages(["小额信贷免抵押免担保，额度五万元以内", "学校食堂的卫生检查每学期两次"])
    assert float(query @ near) > float(query @ far)


def test_it_says_what_it_is(encoder: Encoder) -> None:
    assert encoder.fingerprint and encoder.path


@pytest.mark.slow
def test_both_runtimes_of_the_packaged_model_agree() -> None:
    texts = [text for text in TEXTS if text]
    onnx, torch = load_encoder(Settings()), torch_encoder()
    assert isinstance(onnx, PackagedEncoder) and isinstance(torch, TransformersEncoder)
    assert onnx.fingerprint == torch.fingerprint == model_fingerprint(Settings())
    cosines = np.sum(onnx.encode_passages(texts) * torch.encode_passages(texts), axis=1)
    assert cosines.min() > 0.99
