"""A conversation written down: nothing of it is lost, nothing of another's is in it, no words of it become markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from page.answers import Coming
from page.transcript import transcript
from qa.types import DroppedSentence, Refusal
from tests.page import texts
from tests.page.test_ask_tab import Scripted, room

NOW = datetime(2026, 3, 4, 15, 6)


def test_questions_answers_sources_warnings_and_dropped_sentences_are_in_it() -> None:
    found = texts.answer(texts.loan(), "贫困户单户贷款额度为五万元以下，免担保、免抵押。")
    drafted = replace(
        found, text="贷款额度不超过5万元[1]。", mode="llm", understood="小额信贷的额度是多少？", warnings=("已删去 1 句",),
        dropped=(DroppedSentence("额度为九万元。", "number"),),
    )  # fmt: skip
    refused = Refusal("住房补贴？", "文库里没有讲这件事的文件。", "not_in_library", found.citations)
    text = transcript([("那额度呢？", drafted), ("住房补贴？", refused), ("还在答", Coming("草稿"))], "qwen-3", NOW)
    for words in (
        "2026-03-04 15:06", "qwen-3", "## 1. 那额度呢？", "理解为：小额信贷的额度是多少？", "贷款额度不超过5万元[1]。",
        "[1] 《关于做好扶贫小额信贷工作的通知》（某府办发〔2018〕7号）一、（二）", "> 贫困户单户贷款额度为五万元以下，免担保、免抵押。",
        "注意：已删去 1 句", "~~额度为九万元。~~（数字与出处不符）", "没有答案（文库里没找到）", "相近条款（不是答案）",
    ):  # fmt: skip
        assert words in text
    assert "草稿" not in text
    assert "qwen-3" not in transcript([("额度？", found)], "qwen-3", NOW)  # no model had a part in it


def test_words_of_documents_and_visitors_do_not_become_markup() -> None:
    found = texts.answer(texts.loan(), "贫困户单户贷款额度为五万元以下，免担保、免抵押。")
    text = transcript([("# <b>*多少*\n- 一", replace(found, text="1. 甲\n- [x](y) <i>", mode="llm"))], "", NOW)
    assert "## 1. \\# \\<b\\>\\*多少\\* - 一" in text
    assert "1\\. 甲\n\\- [x]\\(y) \\<i\\>" in text


def test_each_visitor_gets_their_own_conversation() -> None:
    found = texts.answer(texts.loan(), "贫困户单户贷款额度为五万元以下，免担保、免抵押。")
    desk = room(Scripted([]))
    first, _ = desk.export([("甲问的", found)])
    second, _ = desk.export([("乙问的", found)])
    one, other = Path(first).read_text("utf-8"), Path(second).read_text("utf-8")
    assert first != second
    assert ("甲问的" in one, "乙问的" in one, "甲问的" in other, "乙问的" in other) == (True, False, False, True)
    assert desk.export([])[0] is None
