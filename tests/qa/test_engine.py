"""Asking, from the question to the answer or the refusal, over a small library and without models."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import ZhengceError
from index.settings import Settings
from index.types import Filters
from qa.engine import Engine
from qa.types import Answer, Citation, Refusal, Route, as_json

REASONS = {"not_in_library", "no_such_document", "no_such_clause", "not_stated", "out_of_force", "unsupported"}


def check(engine: Engine, citations: tuple[Citation, ...]) -> None:
    for cited in citations:
        assert engine.library.text(cited.doc_id)[cited.start : cited.end] == cited.quote


def answered(engine: Engine, question: str, **more: object) -> Answer:
    result = engine.ask(question, **more)  # type: ignore[arg-type]
    assert isinstance(result, Answer), result
    check(engine, result.citations)
    return result


def refused(engine: Engine, question: str, **more: object) -> Refusal:
    result = engine.ask(question, **more)  # type: ignore[arg-type]
    assert isinstance(result, Refusal), result
    check(engine, result.nearest)
    return result


@pytest.mark.parametrize(
    ("question", "clause", "words"),
    [
        ("《耕地保护法》第一条说了什么？", "第一条", "耕地的承包期为三十年。"),
        ("学校食堂安全管理办法第二条第二款", "第二条第二款", "检查结果应当公布。"),
        ("州政办发〔2018〕12号第一部分第二点说了什么", "一、（二）", "五万元以下"),
        ("学校食堂安全管理办法第三条", "第三条", "（二）经过培训；"),
    ],
)
def test_an_address_is_looked_up_exactly(engine: Engine, question: str, clause: str, words: str) -> None:
    answer = answered(engine, question)
    assert answer.mode == "clause"
    assert [c.clause for c in answer.citations] == [clause]
    assert words in answer.text


@pytest.mark.parametrize(
    "question", ["耕地保护法第九条", "学校食堂安全管理办法第二条第五款", "州政办发〔2018〕12号第六部分"]
)
def test_a_clause_that_is_not_there(engine: Engine, question: str) -> None:
    refusal = refused(engine, question)
    assert refusal.reason == "no_such_clause"
    assert "没有" in refusal.text
    assert refusal.nearest


def test_a_document_that_is_not_there(engine: Engine) -> None:
    assert refused(engine, "《月球土地法》第一条说什么").reason == "no_such_document"
    assert refused(engine, "国办发〔2099〕8号讲什么").reason == "no_such_document"


def test_an_address_without_a_document_asks_which(engine: Engine) -> None:
    assert "哪份文件" in refused(engine, "第三条说了什么").text


def test_a_document_itself(engine: Engine) -> None:
    assert "2019年1月1日" in answered(engine, "学校食堂安全管理办法什么时候施行？").text
    assert "州政办发〔2018〕12号" in answered(engine, "关于做好扶贫小额信贷工作的通知的文号是什么").text
    assert answered(engine, "州政办发〔2018〕12号讲什么").citations


def test_words_are_quoted_with_their_clause(engine: Engine) -> None:
    engine.settings = engine.settings.model_copy(update={"refuse_below": 0.0})
    answer = answered(engine, "贫困户单户贷款额度是多少？")
    assert answer.mode == "extractive"
    assert answer.citations[0].clause == "一、（二）"
    assert answer.short is not None
    assert answer.short.text == "五万元以下"
    assert engine.library.text(answer.short.doc_id)[answer.short.start : answer.short.end] == answer.short.text
    assert all(c.quote in answer.text for c in answer.citations)


def test_vectors_of_another_model_are_left_aside_and_it_is_said(home: Path, engine: Engine) -> None:
    engine.settings = engine.settings.model_copy(update={"refuse_below": 0.0})
    assert not answered(engine, "贫困户单户贷款额度是多少？").warnings
    for below in (0.0, 1.0):
        other = Engine.open(home, Settings(adapter=False, refuse_below=below))
        result = other.ask("贫困户单户贷款额度是多少？")
        assert isinstance(result, Answer if below == 0 else Refusal)
        assert any("zhengce reindex" in warning for warning in result.warnings)
        other.close()


def test_an_enumeration_is_quoted_whole(engine: Engine) -> None:
    engine.settings = engine.settings.model_copy(update={"refuse_below": 0.0})
    answer = answered(engine, "食堂从业人员应当符合哪些条件？")
    assert answer.citations[0].clause == "第三条"
    for words in ("应当符合下列条件：", "持有健康证明", "没有传染病"):
        assert words in answer.text


def test_what_nothing_speaks_for_is_refused(engine: Engine) -> None:
    refusal = refused(engine, "火箭发射场的噪声标准是多少分贝？")
    assert refusal.reason in {"not_in_library", "not_stated"}
    assert len(refusal.nearest) <= 3


def test_a_short_question_of_its_own_is_asked_of_all_where_the_last_document_does_not_say(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.settings = engine.settings.model_copy(update={"refuse_below": 0.0})
    land = answered(engine, "《耕地保护法》第一条说了什么？")
    turn = {
        "question": land.question,
        "answer": land.text,
        "citations": [{"doc_id": land.citations[0].doc_id, "clause": "第一条"}],
    }
    search = engine._by_search

    def the_last_says_nothing(route: Route, filters: Filters | None) -> Answer | Refusal:
        return Refusal(route.question, "没有写明", "not_stated") if route.doc_ids else search(route, filters)

    monkeypatch.setattr(engine, "_by_search", the_last_says_nothing)
    alone = answered(engine, "贷款额度是多少？", history=[turn])
    assert "贷款" in engine.library.text(alone.citations[0].doc_id)
    assert refused(engine, "它的贷款额度是多少？", history=[turn]).reason == "not_stated"


@pytest.mark.parametrize("question", ["？？？", "……", "  。 "])
def test_signs_alone_are_refused(engine: Engine, question: str) -> None:
    assert refused(engine, question).reason == "not_in_library"


def test_filters_that_leave_nothing(engine: Engine) -> None:
    assert "条件" in refused(engine, "耕地承包期多长", filters=Filters(years=(1990,))).text
    assert refused(engine, "《耕地保护法》第一条", filters=Filters(issuers=("没有这个机关",))).nearest == ()


def test_a_limit_to_one_document_stands_for_its_name(engine: Engine) -> None:
    rules = engine.library.find("食堂.txt")[0]
    answer = answered(engine, "第二条第一款", filters=Filters(doc_ids=(rules,)))
    assert {c.doc_id for c in answer.citations} == {rules}


def test_a_day_before_a_document_began(engine: Engine) -> None:
    filters = Filters(as_of=date(2018, 12, 1))
    assert "学校食堂" not in as_text(engine.ask("学校食堂每学期检查几次？", filters=filters))


def as_text(result: Answer | Refusal) -> str:
    return result.text


def test_the_result_as_json_is_what_the_interface_says(engine: Engine) -> None:
    value = json.loads(json.dumps(as_json(answered(engine, "《耕地保护法》第一条")), ensure_ascii=False))
    assert {"question", "answer", "refused", "reason", "citations", "nearest", "mode"} <= set(value)
    assert {"doc_id", "source", "title", "doc_number", "clause", "path", "quote", "start", "end"} <= set(
        value["citations"][0]
    )
    assert (value["refused"], value["reason"], value["nearest"]) == (False, None, [])
    value = as_json(refused(engine, "耕地保护法第九条"))
    assert (value["refused"], value["citations"]) == (True, [])
    assert value["reason"] in REASONS


def test_a_home_without_a_library_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(ZhengceError):
        Engine.open(tmp_path / "none", Settings())
    assert not (tmp_path / "none").exists()
