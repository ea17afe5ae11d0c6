"""Sentences of a draft and the sources they cite, in the writings that models have for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.split import lead_behind, split_draft


def said(draft: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(piece.text, piece.numbers) for piece in split_draft(draft)]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("甲做事[1]。乙做事[2][3]。", [("甲做事。", (1,)), ("乙做事。", (2, 3))]),
        ("甲做事。[1][2]乙做事。【3】", [("甲做事。", (1, 2)), ("乙做事。", (3,))]),
        ("甲做事[1, 2]。乙做事［1-3］。丙做事（来源2）。", [("甲做事。", (1, 2)), ("乙做事。", (1, 2, 3)), ("丙做事。", (2,))]),
        ("甲做事[1]。[2]乙做事。", [("甲做事。", (1,)), ("乙做事。", (2,))]),
        ("甲做事[1]；乙做事[2]。", [("甲做事；", (1,)), ("乙做事。", (2,))]),
        ("甲做事；乙做事[2]。", [("甲做事；乙做事。", (2,))]),
        ("规定“甲做事。乙做事。”[1]丙做事。", [("规定“甲做事。乙做事。”", (1,)), ("丙做事。", ())]),
        ("（二）额度。单户为五万元以下。[1]", [("（二）额度。单户为五万元以下。", (1,))]),
        ("- **甲做事**[1]\n- 乙做事[^2]", [("甲做事", (1,)), ("乙做事", (2,))]),
        ("以下情形[1]：\n1. 甲；\n2. 乙。\n\n完了。", [("以下情形：", (1,)), ("甲；", (1,)), ("乙。", (1,)), ("完了。", ())]),
        ("增长1.5%[1]。（1）不是出处。", [("增长1.5%。", (1,)), ("（1）不是出处。", ())]),
    ],
)  # fmt: skip
def test_sentences_and_sources(draft: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert said(draft) == expected


@given(st.text("甲乙丙。；！[1]【2】\n-*#（）“”： ", max_size=80))
def test_spans_are_in_order_and_finished_sentences_stay(draft: str) -> None:
    pieces = split_draft(draft)
    assert all(a.end <= b.start for a, b in zip(pieces, pieces[1:], strict=False))
    assert all(0 <= p.start < p.end <= len(draft) for p in pieces)
    assert lead_behind(pieces, ()) is not None
