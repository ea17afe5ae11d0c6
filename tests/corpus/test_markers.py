"""What may begin a clause, and what only refers to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.addresses import Unit
from corpus.markers import inline_markers, marker_at


@pytest.mark.parametrize(
    ("line", "unit", "number"),
    [
        ("第三条　申请人应当", Unit.ARTICLE, 3),
        ("第 二十 条 应当", Unit.ARTICLE, 20),
        ("笫五十四条 清算组成员", Unit.ARTICLE, 54),
        ("第一章　总则", Unit.CHAPTER, 1),
        ("第二节 救助", Unit.SECTION, 2),
        ("第一编　总则", Unit.VOLUME, 1),
        ("一、总体要求", Unit.PART, 1),
        ("十二. 附则", Unit.PART, 12),
        ("（一）目标任务。", Unit.SUBPART, 1),
        ("(三)条件", Unit.SUBPART, 3),
        ("1.组织申报", Unit.POINT, 1),
        ("２．组织申报", Unit.POINT, 2),
        ("（1）材料", Unit.SUBPOINT, 1),
        ("1）材料", Unit.SUBPOINT, 1),
        ("②复核", Unit.CIRCLED, 2),
        ("附件2", Unit.ATTACHMENT, 2),
        ("附 件：", Unit.ATTACHMENT, 0),
        ("1.2 编制依据", Unit.DECIMAL, 2),
    ],
)
def test_what_begins_a_clause(line: str, unit: Unit, number: int) -> None:
    marker = marker_at(line, 0, len(line))
    assert marker is not None
    assert (marker.unit, marker.number) == (unit, number)


@pytest.mark.parametrize(
    "line", ["2018年是冲刺年", "3.5万元", "第三方评估", "一是加强领导", "百分之五", "", "（以下简称《方案》）"]
)
def test_what_begins_none(line: str) -> None:
    assert marker_at(line, 0, len(line)) is None


@pytest.mark.parametrize(
    "line",
    ["第二条规定备案的", "第三条、第四条", "第五条第二款所列", "（一）项规定的", "（二）、（三）项", "第七条的规定"],
)
def test_a_reference_is_told(line: str) -> None:
    marker = marker_at(line, 0, len(line))
    assert marker is not None
    assert marker.refers


@pytest.mark.parametrize(
    "line",
    [
        "（一）目标任务",
        "（二）条件和标准",
        "（三）点、线、面结合",
        "（四）款项支付",
        "（五）目的",
        "（六）项目管理",
        "第一条 为了",
    ],
)
def test_words_that_look_like_a_reference_are_none(line: str) -> None:
    marker = marker_at(line, 0, len(line))
    assert marker is not None
    assert not marker.refers


def test_markers_inside_a_line() -> None:
    line = "要求如下：（一）定期报告；（二）接受检查。"
    assert [(m.unit, m.number) for m in inline_markers(line, 0, len(line))] == [(Unit.SUBPART, 1), (Unit.SUBPART, 2)]


@given(st.text(alphabet="第一二三条款（）()0123456789.、附件①章 。：的", max_size=30))
def test_a_marker_lies_within_its_line(line: str) -> None:
    for marker in [marker_at(line, 0, len(line)), *inline_markers(line, 0, len(line))]:
        if marker is not None:
            assert 0 <= marker.start < marker.label_end <= len(line)
