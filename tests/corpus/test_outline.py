"""The tree of clauses: both grammars, their traps, namespaces, and that the leaves tile the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.audit import uncovered
from corpus.parse import parse_text
from corpus.types import ClauseKind, Document


def addresses(document: Document) -> list[str]:
    return [clause.address for clause in document.clauses if clause.address]


def words(document: Document, address: str) -> str:
    index = document.clause(address)
    assert index is not None, addresses(document)
    clause = document.clauses[index]
    return document.text[clause.start : clause.end]


LAW = """某省茶业条例
第一章　总则
第一条　为了发展茶业，制定本条例。
第二条　茶园应当登记。
登记不收费。
第三条　有下列情形之一的，不予登记：
（一）权属不清的；
（二）材料不全的，包括：
1.无身份证明的；
2.无四至图的。
前款规定自发现之日起适用。
第二章　责任
第四条　违反本条例
第二条规定的，处五百元罚款。
第四条之一　拒不改正的，加倍处罚。
第五条　本条例自2020年1月1日起施行。
"""
NOTICE = """某县人民政府关于做好春耕工作的意见
某政发〔2020〕7号
各乡镇人民政府：
为做好春耕工作，提出如下意见。
一、总体要求
（一）目标任务。面积不少于5万亩。
（二）基本原则
1.因地制宜。
2.分类指导，做到：（1）查苗情；（2）查墒情。
二、政策措施
（三）加大补贴。每亩补贴50元。
某县人民政府
2020年3月1日
附件
任务分解表
1.甲镇：2万亩。
2.乙镇：3万亩。
"""


def test_a_law_has_chapters_articles_paragraphs_items_and_subitems() -> None:
    found = addresses(parse_text(LAW))
    assert found == ["第一章", "第一条", "第二条", "第二条第一款", "第二条第二款", "第三条", "第三条第一款", "第三条第一款第（一）项",
                     "第三条第一款第（二）项", "第三条第一款第（二）项第1目", "第三条第一款第（二）项第2目", "第三条第二款", "第二章",
                     "第四条", "第四条之一", "第五条"]  # fmt: skip


def test_a_wrapped_reference_at_the_start_of_a_line_is_text() -> None:
    document = parse_text(LAW)
    assert words(document, "第四条") == "第四条　违反本条例\n第二条规定的，处五百元罚款。"
    assert document.warnings == ()


def test_articles_without_a_space_behind_a_line_without_a_stop() -> None:
    text = "清泉县公路条例\n县人大常委会第三次会议批准\n第一条为了保护公路，制定本条例。\n第二条本县公路适用本条例\n第三条县政府负责。\n第四条自公布之日起施行。"
    assert [c.address for c in parse_text(text).clauses if c.address] == ["第一条", "第二条", "第三条", "第四条"]


def test_an_official_document_has_its_four_levels_and_numbering_may_run_on() -> None:
    document = parse_text(NOTICE)
    assert addresses(document) == ["一、", "一、（一）", "一、（二）", "一、（二）1.", "一、（二）2.", "一、（二）2.（1）", "一、（二）2.（2）", "二、",
                                   "二、（三）", "附件", "附件、1.", "附件、2."]  # fmt: skip
    assert words(document, "一、（二）2.（1）") == "（1）查苗情；"


def test_an_attachment_s_title_is_read_from_the_lines_below() -> None:
    document = parse_text(NOTICE)
    attachment = next(c for c in document.clauses if c.kind is ClauseKind.ATTACHMENT)
    assert attachment.heading == "任务分解表"


def test_a_carried_text_keeps_its_own_articles() -> None:
    document = parse_text(
        "某县人民政府关于印发《某县殡葬管理办法》的通知\n某政发〔2021〕3号\n各乡镇人民政府：\n一、各乡镇要认真执行。\n二、执行情况按月上报。\n"
        "某县人民政府\n2021年3月1日\n某县殡葬管理办法\n（2021年2月1日县政府常务会议通过）\n第一条 为规范殡葬管理，制定本办法。\n第二条 实行节地葬。\n"
    )
    assert addresses(document) == ["一、", "二、", "第一条", "第二条"]
    carried = next(c for c in document.clauses if c.kind is ClauseKind.EMBEDDED)
    assert carried.heading == "某县殡葬管理办法"
    assert "某县殡葬管理办法" in document.aliases


def test_two_attachments_with_the_same_articles_are_told_apart() -> None:
    document = parse_text(
        "关于印发两个办法的通知\n某政发〔2021〕4号\n各科室：\n现将两个办法印发你们。\n附件：1.考勤办法\n2.休假办法\n某局\n2021年3月1日\n"
        "附件1\n考勤办法\n第一条 按时上班。\n第二条 迟到扣分。\n附件2\n休假办法\n第一条 休假须报批。\n第二条 逾期按旷工处理。\n"
    )
    assert [a for a in addresses(document) if "第" in a] == ["附件1第一条", "附件1第二条", "附件2第一条", "附件2第二条"]
    assert words(document, "附件2第一条") == "第一条 休假须报批。"


def test_articles_may_stand_under_parts() -> None:
    document = parse_text(
        "最高法院关于审理某类案件的解释\n一、受理\n第一条 符合条件的应当受理。\n（一）有明确的被告；\n（二）有具体的请求。\n二、处理\n第二条 依法处理。\n三、附则\n第三条 自发布之日起施行。\n"
    )
    assert addresses(document) == [
        "一、",
        "第一条",
        "第一条第（一）项",
        "第一条第（二）项",
        "二、",
        "第二条",
        "三、",
        "第三条",
    ]
    index = document.clause("第二条")
    assert document.path(index)[1] == "二、处理"


def test_articles_that_an_amendment_quotes_are_its_text() -> None:
    document = parse_text(
        "关于修改某条例的决定\n第一条 将第五条修改为：“第五条 应当登记。\n第六条 不登记的处罚。”\n第二条 增加一条，内容如下：\n第二十条 拒绝检查的，予以警告。\n第三条 本决定自公布之日起施行。\n"
    )
    assert [a for a in addresses(document) if "款" not in a] == ["第一条", "第二条", "第三条"]


def test_a_gap_in_the_numbering_is_a_warning() -> None:
    document = parse_text("某办法\n第一条 甲。\n第二条 乙。\n第四条 丁。\n第五条 戊。\n")
    assert addresses(document) == ["第一条", "第二条", "第四条", "第五条"]
    assert any("不连续" in warning for warning in document.warnings)


def test_a_contents_list_is_no_chapter() -> None:
    document = parse_text(
        "某条例\n目　录\n第一章　总则\n第二章　罚则\n第一章　总则\n第一条 甲。\n第二条 乙。\n第二章　罚则\n第三条 丙。\n"
    )
    assert addresses(document) == ["第一章", "第一条", "第二条", "第二章", "第三条"]


LINES = st.sampled_from([
    "第一条 为了规范管理，制定本办法。", "第二条 适用本办法。", "第二条规定备案的，", "第三条 下列情形：", "（一）甲；", "（二）乙。", "（三）目标任务。", "一、总体要求", "二、措施",
    "1.组织", "2.实施", "（1）材料", "①甲", "第一章 总则", "第二章 附则", "附件1", "附件：1.表格", "任务分解表", "某县人民政府", "2020年3月1日", "将第三条修改为：“第三条 应当", "登记。”",
    "关于印发《某办法》的通知", "某办法", "目 录", "各乡镇人民政府：", "普通的一段文字，没有编号。", "1.1 目的", "1.2 依据", "（此件公开发布）", "　　缩进的一段：（一）甲；（二）乙。", "第十条之一 另有规定的除外。", "", "三", "5", "表格 内容 数字",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=40))
def test_every_character_has_one_leaf_and_spans_nest(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    document = parse_text(text)
    assert_tiled(document)


def assert_tiled(document: Document) -> None:
    """Spans nest, siblings follow one another, addresses are unique, each character has one deepest clause."""
    clauses, text = document.clauses, document.text
    assert uncovered(text, clauses) == []
    found = [clause.address for clause in clauses if clause.address]
    assert len(found) == len(set(found))
    last: dict[int | None, int] = {}
    for i, clause in enumerate(clauses):
        assert 0 <= clause.start <= clause.end <= len(text)
        assert clause.start >= last.get(clause.parent, 0)
        last[clause.parent] = clause.end
        if clause.parent is not None:
            outer = clauses[clause.parent]
            assert clause.parent < i
            assert outer.start <= clause.start
            assert clause.end <= outer.end
            assert clause.level == outer.level + 1
        if clause.label:
            assert text.startswith(clause.label, clause.start)
    for offset, char in enumerate(text):
        if not char.isspace():
            assert document.clause_at(offset) is not None
