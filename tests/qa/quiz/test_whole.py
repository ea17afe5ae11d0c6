"""What a question is made of says a thing of its own: no member of an enumeration, no half of a line, no topic without what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from corpus.types import Document
from qa.quiz.alone import torn_off
from qa.quiz.bodies import is_body, same_body
from qa.quiz.facts import facts

NOTICE = """某省人民政府办公厅关于开展抽查的通知

各市人民政府：
一、抽查范围
每个县随机抽查4个企业和项目，其中：2个规模以上工业企业，1个省大中型项目（含省重点工程）。
二、审批绿色通道
纵深推进“最多跑一次”改革，2020年6月底前需开工的一般企业投资项目，立项、施工许可等审批事项可以依法实行承诺制。
三、加大信贷力度
支持金融机构向重点企业提供优惠利率贷款。对疫情防控应急物资及生活物资生产企业，安排专项信贷额度。各金融机构要创新和优化金融服务。
"""
LAW = """某市水源保护条例

第一条 为了保护水源，根据有关法律，制定本条例。
第二条 市水行政主管部门应当在水源保护区设置限速、限高、限宽、防护栏、导流槽等必要的防护措施，防止车辆发生事
故污染地表水源。
第三条 擅自取水的，由市水行政主管部门责令停止违法行为，限期采取补救措施，处二万元以上十
万元以下的罚款。
第四条 单位擅自建设排污口的，由市水行政主管部门责令限期拆除，处五万元以上十万元以下的罚款。
"""


def document(folder: Path, name: str, text: str) -> Document:
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    with Library.open(folder / "home") as library:
        assert ingest_paths(library, [path]).failed == []
        return library.get(library.doc_ids()[0])


def test_no_member_and_no_topic_is_a_statement(tmp_path: Path) -> None:
    notice = document(tmp_path, "notice", NOTICE)
    said = [notice.text[fact.quote_start : fact.quote_end] for fact in facts(notice)]
    assert "每个县随机抽查4个企业和项目" in said
    assert not [
        words for words in said if words.startswith(("2个规模以上", "1个省大中型")) or words.endswith("投资项目")
    ]
    assert "对疫情防控应急物资及生活物资生产企业" not in [item for fact in facts(notice) for item in fact.items]


def test_no_half_of_a_broken_line(tmp_path: Path) -> None:
    law = document(tmp_path, "law", LAW)
    said = [law.text[fact.quote_start : fact.quote_end] for fact in facts(law)]
    assert any("单位擅自建设排污口的" in words for words in said)
    assert not [
        words for words in said if words.endswith(("发生事", "以上十")) or words.startswith(("故污染", "万元以下"))
    ]


@pytest.mark.parametrize(
    ("before", "words", "torn"),
    [
        ("抽查4个项目，其中：", "工业企业占一半", True),
        ("工业企业2个，", "1个大中型商场、超市、酒店、宾馆", True),
        ("三是", "3个工作日内完成审批", False),
        ("，", "3个小时内向县级人民政府民政部门报告", False),
        ("。", "一家三级医院对口帮扶一个贫困县的医院", False),
        ("", "每个县随机抽查4个企业和项目", False),
    ],
)
def test_members_of_an_enumeration(before: str, words: str, torn: bool) -> None:
    assert torn_off(before, words) is torn


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("各级人民政府", "城市人民政府", True),
        ("市和区人民政府", "设区的市人民政府", True),
        ("城市人民政府", "街道办事处", False),
        ("市和区人民政府", "省人民政府", False),
    ],
)
def test_governments_that_take_in_others(a: str, b: str, same: bool) -> None:
    assert same_body(a, b) is same


def test_a_report_of_what_was_said_is_no_body() -> None:
    assert is_body("县级卫生健康部门") and not is_body("通知要求各地各部门")
