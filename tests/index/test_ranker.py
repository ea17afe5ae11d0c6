"""The shipped weights, and lists without repeats."""

from __future__ import annotations

import numpy as np
import pytest

from index.ranker import SIGNALS, Weights, fixed_scores, learned_scores, load_weights, spread
from index.signals import shares
from index.types import Chunk, Hit


def hit(text: str, score: float, title: str = "通知") -> Hit:
    return Hit(Chunk(f"d:{score}", "d", None, (title,), 0, len(text), text), score)


def test_the_shipped_weights_are_of_signals_that_there_are() -> None:
    weights = load_weights()
    assert set(weights.dense) == set(SIGNALS)
    assert set(weights.lexical) == {name for name in SIGNALS if not name.startswith("dense")}


def test_scores_are_the_weighted_sum_of_signals() -> None:
    table = {name: np.array([0.0, 1.0]) for name in SIGNALS}
    weights = Weights({"dense": 2.0, "coverage": 1.0}, {"coverage": 1.0})
    assert learned_scores(table, weights, dense=True).tolist() == [0.0, 3.0]
    assert learned_scores(table, weights, dense=False).tolist() == [0.0, 1.0]
    assert fixed_scores({**table, "head": np.array([0.0, 1.0])}, 0.3).tolist() == pytest.approx([0.0, 1.6])


def test_repeats_and_bare_headings_come_behind_with_no_higher_score() -> None:
    words = "企业停工停产期间的房租可以减免三个月，由县财政局负责落实并按季度报告。"
    found = [
        hit("关于通知", 9, "关于通知"),
        hit(words, 8),
        hit(words + "。", 7),
        hit("另一条规定了申请的程序和时限。", 6),
    ]
    order = spread(found, 4)
    assert [h.chunk.text[:2] for h in order] == ["企业", "另一", "关于", "企业"]
    assert [h.score for h in order] == [8, 6, 6, 6]
    assert len(spread(found, 2)) == 2


def test_bare_headings_alone_are_still_given() -> None:
    assert len(spread([hit("通知", 1)], 5)) == 1


def test_how_likely_a_passage_is_among_others_counts_the_same_words_together() -> None:
    chunks = [hit(text, score).chunk for text, score in (("三年", 3), ("五年", 2), ("三年", 1))]
    found = shares(chunks, np.log(np.array([6.0, 2.0, 2.0])))
    assert found.tolist() == pytest.approx([0.8, 0.2, 0.8])
    assert shares(chunks, np.array([4000.0, 0.0, 0.0])).tolist() == pytest.approx([1.0, 0.0, 1.0])
    assert shares([], np.zeros(0)).tolist() == []
