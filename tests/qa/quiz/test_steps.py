"""Steps in order, and conditions that stay with what they govern, from documents written for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from qa.quiz import Bench, Option, Question, QuestionType, check_question, make_quiz
from qa.quiz.bodies import same_body
from qa.quiz.conditions import left_out
from qa.quiz.fact import FactKind
from qa.quiz.facts import facts

TEXT = """甲县临时救助办法

第一条 临时救助待遇按照申请、受理、审核、公示、发放的程序办理，公示时间不少于七日。
第二条 授予救助先进单位称号按照下列程序进行：
（一）基层推荐；
（二）资格审查；
（三）集中评议；
（四）社会公示；
（五）表彰决定。
第三条 征收救助设施用地应当先补偿、后搬迁。
第四条 救助规划经县民政部门审核后，报县人民政府批准。
第五条 医疗机构拒绝接诊的，由县卫生健康部门责令改正，处一万元以上三万元以下罚款；情节严重的，吊销执业许可证，五年内不得申请开业。
医疗机构套取救助资金，数额较大的，依法追究责任；由县医疗保障部门解除服务协议。
第六条 救助资金应当专户存储，不得提取管理费用，但经县人民政府批准的除外。
第七条 有下列情形之一的，由县民政部门按照下列规定处理：
（一）家庭收入超过标准的，自次月起停发救助金，停发期限不少于六个月；
（二）隐瞒财产的，应当退回救助金，十二个月内不得再次申请；
（三）拒绝核查的，救助金暂缓发放，暂缓期限不超过三个月。
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("steps")
    (folder / "办法.txt").write_text(TEXT, encoding="utf-8")
    with Library.open(folder / "home") as opened:
        assert ingest_paths(opened, [folder / "办法.txt"]).failed == []
        yield opened


def _all(rules: Library) -> list[Question]:
    made = [
        make_quiz(rules, rules.doc_ids(), count=12, types=[type_], seed=seed).questions
        for type_ in (QuestionType.SINGLE, QuestionType.JUDGE, QuestionType.BLANK)
        for seed in range(4)
    ]
    return [q for questions in made for q in questions]


def test_chains_lists_and_pairs_are_read_and_nothing_else(rules: Library) -> None:
    found = {f.kind: f.items for f in facts(rules.get(rules.doc_ids()[0]))}
    assert found[FactKind.STEPS] == ("申请", "受理", "审核", "公示", "发放")
    assert found[FactKind.PROCEDURE] == ("基层推荐", "资格审查", "集中评议", "社会公示", "表彰决定")
    pairs = [f.items for f in facts(rules.get(rules.doc_ids()[0])) if f.kind is FactKind.PAIR]
    assert pairs == [("补偿", "搬迁"), ("县民政部门", "县人民政府")]


def test_the_order_is_asked_and_only_the_clauses_is_right(rules: Library) -> None:
    bench = Bench(rules)
    asked = [q for q in _all(rules) if q.options and len(q.options[0].text) >= 14]
    assert {q.source.clause for q in asked} == {"第一条", "第二条"}
    for q in asked:
        assert check_question(q, bench) == []
        wrong = next(o.key for o in q.options if o.key not in q.answer)
        assert "key_in_quote" in {f.rule for f in check_question(replace(q, answer=(wrong,)), bench)}


def test_exchanged_steps_make_a_false_judgement(rules: Library) -> None:
    false = [q for q in _all(rules) if q.type is QuestionType.JUDGE and q.answer == ("B",)]
    assert any("先搬迁、后补偿" in q.stem for q in false)
    assert any("受理、公示、审核、发放" in q.stem for q in false)


def test_no_question_leaves_out_its_condition(rules: Library) -> None:
    for q in _all(rules):
        if "吊销" in q.stem or "五年" in q.stem:
            assert "情节严重的" in q.stem and "拒绝接诊的" in q.stem
        assert "解除服务协议" not in q.stem or "数额较大的" in q.stem
        assert "管理费用" not in q.stem or "除外" in q.stem
        assert q.source.clause is None or not q.source.clause.startswith("第七条第")


def test_a_statement_without_its_condition_breaks_a_rule(rules: Library) -> None:
    document, bench = rules.get(rules.doc_ids()[0]), Bench(rules)
    for words, lost in (
        ("吊销执业许可证", "情节严重的"),
        ("不得提取管理费用", "但书"),
        ("停发期限不少于六个月", "家庭收入超过标准的"),
        ("由县医疗保障部门解除服务协议", "数额较大的"),
    ):
        start = document.text.index(words)
        assert lost in left_out(document, start, start + len(words))
    judged = next(q for q in _all(rules) if q.type is QuestionType.JUDGE)
    quote = "救助资金应当专户存储，不得提取管理费用"
    start = document.text.index(quote)
    source = replace(judged.source, clause="第六条", quote=quote, start=start, end=start + len(quote))
    stem = f"根据《{source.title}》，{quote}。"
    explanation = f"《{source.title}》第六条：“{quote}”。"
    options = (Option("A", "正确"), Option("B", "错误"))
    short = replace(judged, stem=stem, source=source, explanation=explanation, options=options, answer=("A",))
    assert {f.rule for f in check_question(short, bench)} == {"keeps_condition"}


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("市、县级人民政府", "设区的市人民政府", True),
        ("各级人民政府", "乡镇人民政府", True),
        ("县级以上人民政府民政部门", "省人民政府民政部门", True),
        ("外资银行", "外商独资银行", True),
        ("省人民政府", "县级人民政府", False),
        ("市、县级人民政府", "省级人民政府", False),
        ("国务院教育行政部门", "县级教育行政部门", False),
    ],
)
def test_a_body_that_takes_in_another_is_no_distractor(a: str, b: str, same: bool) -> None:
    assert same_body(a, b) is same
