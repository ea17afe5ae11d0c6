"""Each rule catches the question that breaks it, and lets the sound one pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.library import Library
from qa.quiz import (
    Bench,
    Option,
    Question,
    QuestionType,
    check_paper,
    check_question,
    question_from_json,
    question_json,
)
from qa.quiz.bodies import others_too
from qa.quiz.types import Source

CLAUSE = "第七条第二款"
QUOTE = "县级人民政府民政部门应当自收到审核意见和有关材料之日起20日内作出审批决定"
TITLE = "农村五保供养工作条例"


def source(library: Library, doc_id: str, quote: str, clause: str) -> Source:
    document = library.get(doc_id)
    start = document.text.index(quote)
    return Source(doc_id, document.title, document.doc_number, clause, quote, start, start + len(quote))


def built(library: Library, law_id: str, **changes: object) -> Question:
    """A sound single choice, with what `changes` says otherwise."""
    base = Question(
        "q1", QuestionType.SINGLE, f"根据《{TITLE}》，{QUOTE.replace('20日', '____')}。",
        tuple(Option(k, t) for k, t in zip("ABCD", ("10日", "15日", "20日", "30日"), strict=True)), ("C",),
        f"《{TITLE}》{CLAUSE}：“{QUOTE}”。", "medium", "供养对象", source(library, law_id, QUOTE, CLAUSE),
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def options(*texts: str) -> tuple[Option, ...]:
    return tuple(Option("ABCDEF"[i], text) for i, text in enumerate(texts))


def judged(library: Library, law_id: str, statement: str, answer: str, note: str = "") -> Question:
    return built(
        library, law_id, type=QuestionType.JUDGE, stem=f"根据《{TITLE}》，{statement}。", options=options("正确", "错误"),
        answer=(answer,), explanation=f"《{TITLE}》{CLAUSE}：“{QUOTE}”。{note}",
    )  # fmt: skip


def blank(library: Library, law_id: str, **changes: object) -> Question:
    return built(library, law_id, **{"type": QuestionType.BLANK, "options": (), "answer": ("20日||二十日",), **changes})


@pytest.fixture
def bench(library: Library) -> Bench:
    return Bench(library)


def test_sound_questions_pass(library: Library, law_id: str, bench: Bench) -> None:
    false = QUOTE.replace("20日", "30日")
    for question in (
        built(library, law_id),
        judged(library, law_id, QUOTE, "A"),
        judged(library, law_id, false, "B", "题干把原文的“20日”写成了“30日”。"),
        blank(library, law_id),
    ):
        assert check_question(question, bench) == []
        assert question_from_json(question_json(question)) == question


Change = Callable[[Library, str], Question]
BROKEN: dict[str, Change] = {
    "shape": lambda lib, law: built(lib, law, answer=("E",)),
    "quote": lambda lib, law: built(lib, law, source=replace(source(lib, law, QUOTE, CLAUSE), start=0)),
    "key_in_quote": lambda lib, law: built(lib, law, answer=("D",)),
    "filled_in": lambda lib, law: built(
        lib, law, stem=f"根据《{TITLE}》，{QUOTE.replace('20日', '____').replace('应当', '可以')}。"
    ),
    "names_document": lambda lib, law: built(lib, law, stem=f"{QUOTE.replace('20日', '____')}。"),
    "stands_alone": lambda lib, law: built(
        lib, law, stem=f"根据《{TITLE}》，该部门应当自收到上述材料之日起____内作出审批决定。"
    ),
    "one_question": lambda lib, law: built(
        lib, law, stem=f"根据《{TITLE}》，县级人民政府____应当自收到之日起____内作出审批决定。"
    ),
    "well_formed": lambda lib, law: built(lib, law, stem=f"根据《{TITLE}》，（{QUOTE.replace('20日', '____')}。"),
    "blank_late": lambda lib, law: built(
        lib, law, stem=f"根据《{TITLE}》，____内作出审批决定的是县级人民政府民政部门。"
    ),
    "worth_asking": lambda lib, law: built(
        lib, law, stem=f"根据《{TITLE}》，深入贯彻落实会议精神，应当自收到之日起____内作出审批决定。"
    ),
    "options_differ": lambda lib, law: built(lib, law, options=options("10日", "十日", "20日", "30日")),
    "same_kind": lambda lib, law: built(lib, law, options=options("10日", "15元", "20日", "30日")),
    "in_order": lambda lib, law: built(lib, law, options=options("30日", "15日", "20日", "10日")),
    "like_length": lambda lib, law: built(
        lib, law, options=options("村民委员会", "敬老院", "县级人民政府民政部门应当自收到审核意见", "财政厅")
    ),
    "no_echo": lambda lib, law: built(
        lib,
        law,
        stem=f"根据《{TITLE}》，审批决定由下列哪一主体作出？",
        options=options("乡镇人民政府", "财政主管部门", "县级审批部门", "公安机关部门"),
    ),
    "no_absolutes": lambda lib, law: built(lib, law, options=options("一律不批", "可以批准", "民政部门", "财政部门")),
    "judge_one_change": lambda lib, law: judged(
        lib, law, QUOTE.replace("20日", "30日").replace("县级", "省级"), "B", "题干把原文的“20日”写成了“30日”。"
    ),
    "multiple_members": lambda lib, law: built(
        lib,
        law,
        type=QuestionType.MULTIPLE,
        answer=("A", "B", "C", "D"),
        options=options("县级", "民政部门", "审核意见", "审批决定"),
    ),
    "blank_short": lambda lib, law: blank(lib, law, answer=("5",)),
    "explained": lambda lib, law: built(lib, law, explanation="见条例。"),
}


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_the_rule_catches_it(rule: str, library: Library, law_id: str, bench: Bench) -> None:
    assert rule in {failure.rule for failure in check_question(BROKEN[rule](library, law_id), bench)}


def test_a_distractor_that_the_library_makes_true(library: Library, law_id: str, bench: Bench) -> None:
    quote = "乡、民族乡、镇人民政府管理本行政区域内的农村五保供养工作"
    clause = "第三条第二款"
    made = built(
        library, law_id, stem=f"根据《{TITLE}》，下列哪一主体管理本行政区域内的农村五保供养工作？", answer=("A",),
        options=options("乡、民族乡、镇人民政府", "国务院财政部门", "县级以上地方各级人民政府民政部门", "村民委员会"),
        source=source(library, law_id, quote, clause), explanation=f"《{TITLE}》{clause}：“{quote}”。",
    )  # fmt: skip
    assert "others_false" in {f.rule for f in check_question(made, bench)}


STANDARD = "农村五保供养标准，可以由省、自治区、直辖市人民政府制定"
OTHERS = ("国务院民政部门", "乡、民族乡、镇人民政府", "县级人民政府财政部门")


@pytest.mark.parametrize("type_", [QuestionType.SINGLE, QuestionType.BLANK, QuestionType.JUDGE])
def test_a_body_that_is_not_the_only_one(type_: QuestionType, library: Library, law_id: str, bench: Bench) -> None:
    """第十条 goes on: 也可以由设区的市级或者县级人民政府制定."""
    text = library.text(law_id)
    assert "，也可以由设区的市级或者县级人民政府制定" in text
    key, clause = "省、自治区、直辖市人民政府", "第十条第二款"
    stem = f"根据《{TITLE}》，{STANDARD.replace(key, '____')}。"
    note = ""
    chosen: tuple[Option, ...] = options(OTHERS[0], key, *OTHERS[1:])
    answer: tuple[str, ...] = ("B",)
    if type_ is QuestionType.BLANK:
        chosen, answer = (), (key,)
    elif type_ is QuestionType.JUDGE:
        chosen, answer = options("正确", "错误"), ("B",)
        stem, note = stem.replace("____", OTHERS[0]), f"题干把原文的“{key}”写成了“{OTHERS[0]}”。"
    made = built(
        library, law_id, type=type_, stem=stem, options=chosen, answer=answer, source=source(library, law_id, STANDARD, clause),
        explanation=f"《{TITLE}》{clause}：“{STANDARD}”。{note}",
    )  # fmt: skip
    assert "only_this_body" in {f.rule for f in check_question(made, bench)}


@pytest.mark.parametrize(
    "sentence, said, others",
    [
        ("罚款由税务机关征收，或者由海关征收。", "罚款由税务机关征收", True),
        ("预算由县级人民政府批准，乡级人民政府也应当公布。", "预算由县级人民政府批准", True),
        ("预算由县级人民政府批准，报上一级人民政府备案。", "预算由县级人民政府批准", False),
        ("集中供养由养老机构负责；分散供养也可以由村民委员会负责。", "集中供养由养老机构负责", False),
        ("发包方不得收回承包地，也不得调整承包地。", "发包方不得收回承包地", False),
        ("关税由税务机关征收，审计机关同样可以征收。", "关税由税务机关征收", True),
        ("预算由县级人民政府批准。决算也可以由其部门批准。", "预算由县级人民政府批准", False),
    ],
)
def test_others_too(sentence: str, said: str, others: bool) -> None:
    text = f"第一条\n{sentence}\n第二条 也由别人办理。"
    start = text.index(said)
    assert others_too(text, start, start + len(said)) is others


def test_rules_of_a_paper(library: Library, law_id: str, bench: Bench) -> None:
    first = built(library, law_id)
    twin = replace(first, id="q2")
    teller = replace(judged(library, law_id, QUOTE, "A"), id="q3")
    rules = {f.rule for f in check_paper([first, twin, teller], bench)}
    assert {"none_twice", "none_answers_another"} <= rules
    same_key = [replace(first, id=f"q{i}") for i in range(10)]
    assert "keys_spread" in {f.rule for f in check_paper(same_key, bench)}
    all_true = [replace(teller, id=f"q{i}") for i in range(6)]
    assert "half_true" in {f.rule for f in check_paper(all_true, bench)}


def test_a_removed_document_is_noticed(library: Library, law_id: str, bench: Bench) -> None:
    gone = replace(built(library, law_id), source=replace(source(library, law_id, QUOTE, CLAUSE), doc_id="0" * 12))
    assert [f.rule for f in check_question(gone, bench)] == ["quote"]
