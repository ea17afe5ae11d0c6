"""What a text says of others: repeals, amendments, what it rests on, what it cites; each with the words that say so."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.relations import RelationKind, stated_relations


def said(title: str, text: str, kind: RelationKind) -> set[tuple[str, str | None]]:
    return {(one.name, one.number_key) for one in stated_relations(title, text) if one.kind is kind}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("本办法自2021年1月1日起施行。《甲办法》同时废止。", {("甲办法", None)}),
        ("本办法自2021年1月1日起施行，原《甲办法》（某政发〔2012〕8号）、《乙办法》（某政发〔2013〕9号）同时废止。", {("甲办法", "某政发〔2012〕8号"), ("乙办法", "某政发〔2013〕9号")}),
        ("《甲办法》与《乙规定》自2021年1月1日起废止。", {("甲办法", None), ("乙规定", None)}),
        ("经研究，决定废止《甲通知》（某政发〔2012〕8号）。", {("甲通知", "某政发〔2012〕8号")}),
        ("《甲办法》（某政办发〔2010〕1号）停止执行。", {("甲办法", "某政办发〔2010〕1号")}),
        ("国务院1990年2月3日发布的《甲条例》同时废止。", {("甲条例", None)}),
        ("《甲办法》第三条同时废止。", set()),
        ("根据《甲法》的规定，废止下列文件。", set()),
        ("已被废止的许可不再办理，按《甲办法》处理。", set()),
        ("《甲办法》继续有效。", set()),
    ],
)  # fmt: skip
def test_repeals(text: str, named: set[tuple[str, str | None]]) -> None:
    assert said("某办法", text, RelationKind.REPEALS) == named


@pytest.mark.parametrize(
    ("title", "text", "named"),
    [
        (
            "全国人大常委会关于修改《中华人民共和国土地管理法》的决定",
            "对《中华人民共和国土地管理法》作如下修改：",
            {"中华人民共和国土地管理法"},
        ),
        ("中华人民共和国刑法修正案（十二）", "一、在第一百六十五条", {"刑法"}),
        (
            "某省人民政府关于修改部分规章的决定",
            "一、对《甲办法》作出修改\n将第二条\n二、《乙规定》\n删去第三条",
            {"甲办法", "乙规定"},
        ),
        ("某县养犬办法", "对《甲办法》作出修改的建议", set()),
    ],
)
def test_amendments(title: str, text: str, named: set[str]) -> None:
    assert {name for name, _ in said(title, text, RelationKind.AMENDS)} == named


def test_what_a_text_rests_on_and_what_it_only_cites() -> None:
    text = "第一条 根据《甲法》和《乙条例》，结合本县实际，制定本办法。\n第二条 参照《丙办法》执行。\n第三条 办理《居民身份证》。\n"
    assert {name for name, _ in said("某县养犬办法", text, RelationKind.IMPLEMENTS)} == {"甲法", "乙条例"}
    assert {name for name, _ in said("某县养犬办法", text, RelationKind.CITES)} == {"丙办法"}
    assert {n for n, _ in said("某省实施《甲法》办法", "第一条 适用本办法。", RelationKind.IMPLEMENTS)} == {"甲法"}


TEXTS = st.text(alphabet="《》（）〔〕甲乙办法条例废止同时决定第三条根据制定本修改〈〉2019号。，\n一、", max_size=300)


@given(TEXTS)
def test_each_relation_is_a_span_of_the_text(text: str) -> None:
    for one in stated_relations("某办法", text):
        assert 0 <= one.start <= one.end <= len(text)
        assert one.name


def test_a_long_text_of_titles_takes_no_time() -> None:
    text = "《甲办法》、" * 20_000 + "《乙》同时废止。" + "废止" * 5_000
    started = time.perf_counter()
    stated_relations("某办法", text)
    assert time.perf_counter() - started < 20


def test_a_law_that_quotes_such_a_decision_in_its_note_lists_nothing() -> None:
    text = (
        "某许可证管理条例\n（根据《国务院关于废止和修改部分行政法规的决定》修订）\n第一条 根据《甲质量法》制定本条例。\n"
        "第二条 有下列失效文件情形的，依照《乙赔偿法》处理：\n《丙法》规定的情形。\n第三条 许可证失效的，停止执行。\n"
    )
    assert said("某许可证管理条例", text, RelationKind.REPEALS) == set()
