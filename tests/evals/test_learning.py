"""What weights are learned from: folds that don't see their own questions, and what is held out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from evals import softmax
from evals.asked import among_themselves
from evals.held_out import held_out, held_out_law
from evals.ncp_home import Question
from evals.ranking import FOLDS, Example, fit, fold_of, fold_weights, load_fold_weights, ranks_by_fold
from evals.train.mean import mean_of
from index.ranker import SIGNALS
from index.search import Candidates
from index.types import Chunk, Hit


def example(
    question: Question, chunks: Sequence[Chunk], answers: Sequence[int], signal: Sequence[float], of: str = "d"
) -> Example:
    table = {name: np.zeros(len(chunks)) for name in SIGNALS} | {"dense": np.array(signal, dtype=np.float64)}
    right = np.array(answers, dtype=np.bool_)
    return Example(question, Candidates(list(chunks), table, True), right, right, of)


def test_softmax_regression_finds_the_signal_that_leads_to_what_is_right() -> None:
    rng = np.random.default_rng(0)
    tables = [rng.normal(size=(8, 2)) for _ in range(60)]
    targets = [np.eye(8)[int(table[:, 0].argmax())] for table in tables]
    weights = softmax.fit(tables, targets, 1e-3)
    assert weights[0] > 2 and abs(weights[1]) < weights[0] / 4


def test_a_question_is_ranked_by_weights_that_did_not_see_it() -> None:
    """In each fold the signal leads to what is right, but in one that it leads away from."""
    text = "第{}条 没有重复的文字，互不相同的内容{}。"
    chunks = [
        Chunk(f"d:{i}", "d", None, ("办法",), i, i + 1, text.format(i, chr(0x4E00 + 40 * i) * 9)) for i in range(4)
    ]
    groups = [f"g{i}" for i in range(40)]
    odd = fold_of(example(Question("", "", "问", ""), chunks, [0] * 4, [0] * 4, groups[0]))
    found = []
    for name in groups:
        one = example(Question(name, name, "问", "答"), chunks, [1, 0, 0, 0], [1.0, 0, 0, 0], name)
        found.append(one if fold_of(one) != odd else example(one.question, chunks, [1, 0, 0, 0], [0.0, 1, 1, 1], name))
    assert {fold_of(e) for e in found} == set(range(FOLDS))
    weights = fold_weights(found, ("dense",))
    assert weights[odd] == fit([e for e in found if fold_of(e) != odd], ("dense",)) and weights[odd]["dense"] > 0
    firsts = [r.answer for r in ranks_by_fold(found, weights)]
    assert all((first == 1) == (fold_of(e) != odd) for e, first in zip(found, firsts, strict=True))


def test_each_set_of_laymens_questions_counts_by_itself_however_many_it_has() -> None:
    chunks = [Chunk(f"d:{i}", "d", None, ("办法",), i, i + 1, f"第{i}条") for i in range(3)]
    towards = example(Question("", "", "问", ""), chunks, [1, 0, 0], [1.0, 0, 0])
    away = example(Question("", "", "问", ""), chunks, [1, 0, 0], [0.0, 1, 1])
    even = fit([towards], ("dense",), [[away]], [1.0])["dense"]
    assert even == pytest.approx(fit([towards], ("dense",), [[away] * 9], [1.0])["dense"], abs=1e-3)
    assert fit([towards], ("dense",), [[away], [towards] * 9], [1.0, 1.0])["dense"] > even + 0.1


def test_passages_left_behind_are_as_likely_as_if_the_others_had_not_been_found() -> None:
    def hit(text: str, share: float) -> Hit:
        return Hit(Chunk(text, "d", None, ("办法",), 0, 2, text), 1.0, {"sure": share, "words": 1.0})

    gone = [hit("三年", 0.5), hit("三年", 0.5), hit("五年", 0.1)]
    left = among_themselves([hit("七年", 0.3), hit("九年", 0.1)], gone)
    assert [h.signals["sure"] for h in left] == pytest.approx([0.75, 0.25])
    assert [h.signals["words"] for h in left] == [1.0, 1.0]
    assert among_themselves([hit("七年", 0.3)], [])[0].signals["sure"] == 0.3


def test_the_weights_of_the_folds_are_of_the_signals_that_there_are() -> None:
    weights = load_fold_weights()
    assert len(weights) == FOLDS and all(set(own) == set(SIGNALS) for own in weights)


def test_what_is_held_out_does_not_depend_on_the_run() -> None:
    assert 150 < sum(held_out(str(n)) for n in range(800)) < 250
    assert held_out_law("《中华人民共和国刑法》") and held_out_law("中华人民共和国刑法")
    assert not held_out_law("中华人民共和国劳动合同法")


def test_the_mean_of_adapters_adds_to_a_weight_what_they_add_on_average() -> None:
    rng = np.random.default_rng(1)
    first, second = ({"l0.q.down": rng.normal(size=(2, 6)), "l0.q.up": rng.normal(size=(5, 2))} for _ in range(2))
    same = mean_of([first, first])
    assert same["l0.q.down"].shape == (2, 6) and same["l0.q.up"].shape == (5, 2)
    assert np.allclose(same["l0.q.up"] @ same["l0.q.down"], first["l0.q.up"] @ first["l0.q.down"], atol=0.02)
    mean = (first["l0.q.up"] @ first["l0.q.down"] + second["l0.q.up"] @ second["l0.q.down"]) / 2
    kept = np.linalg.svd(mean)[1]
    found = mean_of([first, second])
    lost = np.linalg.norm(mean - found["l0.q.up"].astype(float) @ found["l0.q.down"].astype(float))
    assert abs(lost - np.linalg.norm(kept[2:])) < 0.02
    with pytest.raises(ValueError, match="different layers"):
        mean_of([first, {"l1.q.down": first["l0.q.down"], "l1.q.up": first["l0.q.up"]}])
