"""Questions read for searching."""

from __future__ import annotations

import pytest

from index.query import read_query


@pytest.mark.parametrize(
    ("question", "named", "unnamed"),
    [
        ("小额信贷最多贷多少？", {"小额", "信贷"}, "最多"),
        ("低保一年最少有多少钱？", {"低保"}, "最少"),
        ("贷款最高额度是多少", {"贷款", "额度"}, "最高"),
        ("请问减免期限最长几个月", {"减免", "期限"}, "最长"),
    ],
)
def test_words_that_ask_for_a_limit_name_nothing(question: str, named: set[str], unnamed: str) -> None:
    found = set(read_query(question).named)
    assert named <= found and unnamed not in found
    weights = dict(read_query(question).grams)
    assert weights[unnamed] < 1.0 == weights[next(iter(named))]


@pytest.mark.parametrize(
    "question", ["最低生活保障标准是多少？", "最高人民法院管辖哪些案件？", "最低工资包括加班费吗？"]
)
def test_a_name_that_begins_like_a_limit_stays(question: str) -> None:
    assert dict(read_query(question).grams)[question[:2]] == 1.0
