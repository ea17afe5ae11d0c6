"""Where cited keys are laid against a source."""

from __future__ import annotations

import pytest

from qa.compare import compare_quotation


@pytest.mark.parametrize(
    ("cited", "source", "left_out"),
    [
        ("省、直辖市人民政府负责管理工作", "专利工作由省、自治区、直辖市人民政府负责管理工作。", "自治区"),
        ("未进行国际收支统计申报的", "（一）未按照规定进行国际收支统计申报的；", "按照规定"),
    ],
)
def test_what_was_left_out_behind_the_first_words_is_an_omission(cited: str, source: str, left_out: str) -> None:
    changes = compare_quotation(cited, source).changes
    assert [(c.kind, c.cited, c.source.strip("、")) for c in changes] == [("omission", "", left_out)]


def test_other_first_words_are_no_omission() -> None:
    changes = compare_quotation("县人民政府负责管理工作", "由市人民政府负责管理工作。").changes
    assert [(c.cited, c.source) for c in changes] == [("县", "市")]


def test_a_stretch_that_stands_twice_is_laid_where_the_rest_fits() -> None:
    source = (
        "地方志资料所有人或者持有人提供有关资料，可以获得适当报酬。地方志资料所有人或者持有人不得故意提供虚假资料。"
    )
    cited = "地方志资料所有人或者持有人原则上不得故意提供虚假资料"
    found = compare_quotation(cited, source)
    assert [(c.kind, c.cited, c.source) for c in found.changes] == [("addition", "原则上", "")]
    assert source[found.start : found.end] == "地方志资料所有人或者持有人不得故意提供虚假资料"
