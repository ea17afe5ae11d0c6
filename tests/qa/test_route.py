"""What questions name: documents, clauses, what of a document is asked, and earlier turns."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.addresses import format_address
from corpus.library import Library
from qa.route import Router
from qa.types import Route

LAW, LOAN, RULES, LOCAL = "中华人民共和国耕地保护法", "小额信贷", "学校食堂安全管理办法", "湖南省实施"


def read(library: Library, question: str, history: list[dict[str, Any]] | None = None) -> Route:
    return Router(library).read(question, None, history or [])


def titles(library: Library, route: Route) -> list[str]:
    return [library.summary(doc_id).title for doc_id in route.doc_ids]


@pytest.mark.parametrize(
    ("question", "title", "address"),
    [
        ("《耕地保护法》第三条说了什么？", LAW, "第三条"),
        ("《中华人民共和国耕地保护法》第3条", LAW, "第三条"),
        ("耕地保护法第 ３ 条怎么规定的", LAW, "第三条"),
        ("请问耕地保护法第三条之一的内容", LAW, "第三条之一"),
        ("想了解一下学校食堂安全管理办法第三条第（二）项", RULES, "第三条第（二）项"),
        ("学校食堂安全管理办法第3条(二)项", RULES, "第三条第（二）项"),
        ("湖南省实施《中华人民共和国耕地保护法》办法第二条", LOCAL, "第二条"),
        ("州政办发[2018]12号第二部分第一点", LOAN, "二、第一点"),
        ("州政办发（2018）12号二（一）", LOAN, "二、（一）"),
    ],
)
def test_a_document_and_a_clause_in_any_writing(library: Library, question: str, title: str, address: str) -> None:
    route = read(library, question)
    assert [t for t in titles(library, route) if title in t]
    assert [format_address(steps) for steps in route.addresses] == [address]
    assert route.missing == ()


@pytest.mark.parametrize(
    "question",
    [
        "《月球土地法》第三条", "月球耕地保护法第三条是什么", "江苏省耕地保护法第三条", "国发〔2099〕1号讲什么",
        "《耕地保护法实施细则》第一条", "耕地保护法实施条例第二条",
    ],
)  # fmt: skip
def test_what_is_not_there_is_missing_and_never_another(library: Library, question: str) -> None:
    route = read(library, question)
    assert route.doc_ids == ()
    assert route.missing


@pytest.mark.parametrize(
    ("question", "attribute"),
    [
        ("学校食堂安全管理办法什么时候施行？", "effective"), ("耕地保护法讲了什么？", "content"),
        ("请问州政办发〔2018〕12号是关于什么的", "content"), ("《关于做好扶贫小额信贷工作的通知》的文号是什么", "number"),
        ("州政办发〔2018〕12号是谁印发的", "issuer"), ("学校食堂安全管理办法规定食堂多久检查一次？", None),
    ],
)  # fmt: skip
def test_what_of_a_document_is_asked(library: Library, question: str, attribute: str | None) -> None:
    assert read(library, question).attribute == attribute


def turn(library: Library, source: str, clause: str) -> list[dict[str, Any]]:
    doc_id = library.find(source)[0]
    return [
        {"question": "先前的问题", "answer": "…", "mode": "clause", "citations": [{"doc_id": doc_id, "clause": clause}]}
    ]


@pytest.mark.parametrize(
    ("question", "clause", "address"),
    [
        ("那第二项呢？", "第三条第（一）项", "第三条第（二）项"), ("第四条呢", "第三条", "第四条"), ("下一条说什么", "第三条", "第四条"),
        ("该条怎么说", "第二条第一款", "第二条第一款"), ("上一条", "第三条", "第二条"), ("上一条呢", "第三条第（二）项", "第二条"),
        ("还有呢？", "第二条", "第三条"),
    ],
)  # fmt: skip
def test_an_address_goes_on_from_the_last_turn(library: Library, question: str, clause: str, address: str) -> None:
    route = read(library, question, turn(library, "食堂.txt", clause))
    assert titles(library, route) == [RULES]
    assert [format_address(steps) for steps in route.addresses] == [address]
    assert route.named == "history"


def test_the_document_of_the_last_turn_can_be_asked_about(library: Library) -> None:
    route = read(library, "该办法什么时候施行？", turn(library, "食堂.txt", "第二条"))
    assert titles(library, route) == [RULES]
    assert route.attribute == "effective"


@pytest.mark.parametrize(
    ("before", "question", "words", "here"),
    [
        ("2019年春节放几天假？", "那国庆节呢？", "2019年国庆节放几天假", True),
        ("2019年食堂检查几次？", "去年呢", "2018年食堂检查几次？", False),  # another year has another document
        ("检查几次？", "还有呢", "检查几次", True),
    ],
)
def test_what_was_asked_is_asked_of_the_like(
    library: Library, before: str, question: str, words: str, here: bool
) -> None:
    last = {**turn(library, "食堂.txt", "第二条")[0], "question": before, "mode": "extractive"}
    route = read(library, question, [last])
    assert (route.rest.strip(), bool(route.doc_ids), route.named) == (words, here, "history")


def test_a_new_question_does_not_hang_on_the_last_turn(library: Library) -> None:
    route = read(library, "贫困户申请小额信贷单户额度最高是多少钱？", turn(library, "食堂.txt", "第二条"))
    assert route.doc_ids == ()


def test_a_range_and_a_list_of_clauses(library: Library) -> None:
    asked = read(library, "耕地保护法第一条至第三条")
    assert [format_address(steps) for steps in asked.addresses] == ["第一条", "第二条", "第三条"]
    asked = read(library, "耕地保护法第一条和学校食堂安全管理办法第二条")
    assert [library.summary(owner or "").title for owner in asked.owners] == [LAW, RULES]
