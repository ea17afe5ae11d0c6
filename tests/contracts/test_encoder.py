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


def plain_encoder() -> Encoder:
    return load_encoder(Settings(adapter=False))


def adapted_encoder() -> Encoder:
    return load_encoder(Settings(adapter=True))


def torch_encoder() -> Encoder:
    return load_encoder(Settings(runtime="torch"))


ENCODERS: list[Callable[[], Encoder]] = [FakeEncoder, plain_encoder, adapted_encoder, torch_encoder]


@pytest.fixture(
    scope="module",
    params=[*ENCODERS[:3], pytest.param(ENCODERS[3], marks=pytest.mark.slow)],
    ids=["fake", "packaged", "adapted", "sentence-transformers"],
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
@pytest.mark.parametrize("adapter", [False, True])
def test_both_runtimes_of_the_packaged_model_agree(adapter: bool) -> None:
    texts = [text for text in TEXTS if text]
    settings = Settings(adapter=adapter)
    onnx, torch = load_encoder(settings), load_encoder(settings.model_copy(update={"runtime": "torch"}))
    assert isinstance(onnx, PackagedEncoder) and isinstance(torch, TransformersEncoder)
    assert onnx.fingerprint == torch.fingerprint == model_fingerprint(settings)
    cosines = np.sum(onnx.encode_passages(texts) * torch.encode_passages(texts), axis=1)
    assert cosines.min() > 0.99


def test_a_text_has_the_same_vector_whatever_else_is_in_its_batch() -> None:
    """What goes into a matrix is put in 8 bits within fixed bounds, not within those of the batch."""
    encoder = adapted_encoder()
    texts = ["第二十条 承包期内，发包方不得调整承包地。", "３" * 200, "政策" * 150, "!!!", "户籍"]
    together = encoder.encode_passages(texts)
    for text, vector in zip(texts, together, strict=True):
        assert float(encoder.encode_passages([text])[0] @ vector) > 0.9999


def test_a_processor_that_cuts_off_sums_of_8_bits_gives_the_same_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the runtime's exact way, which is slower."""
    plain = adapted_encoder()
    monkeypatch.setattr("index.runtime.overflows", lambda: True)
    exact = adapted_encoder()
    texts = [text for text in TEXTS if text]
    assert np.allclose(plain.encode_passages(texts), exact.encode_passages(texts), atol=1e-5)


def test_what_was_learned_changes_the_vectors_and_the_fingerprint() -> None:
    plain, adapted = plain_encoder(), adapted_encoder()
    assert plain.fingerprint != adapted.fingerprint
    text = ["老板三个月不发工资怎么办"]
    assert float((plain.encode_queries(text) @ adapted.encode_queries(text).T)[0, 0]) < 0.99


def test_a_layman_s_question_lies_nearer_to_its_article_with_what_was_learned() -> None:
    """Of the penal law, which the training never saw."""
    articles = [
        "第一百三十三条之一 在道路上驾驶机动车，醉酒驾驶机动车的，处拘役，并处罚金。",
        "第二百六十四条 盗窃公私财物，数额较大的，处三年以下有期徒刑、拘役或者管制，并处或者单处罚金。",
        "第二百三十四条 故意伤害他人身体的，处三年以下有期徒刑、拘役或者管制。",
    ]
    questions = ["喝了酒开车会不会坐牢", "偷东西被抓了要判几年", "跟人打架把人打伤了怎么判"]
    encoder = adapted_encoder()
    cosines = encoder.encode_queries(questions) @ encoder.encode_passages(articles).T
    assert [int(row.argmax()) for row in cosines] == [0, 1, 2]
