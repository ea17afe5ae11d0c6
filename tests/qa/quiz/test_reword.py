"""Stems in a model's words: what is taken, what is refused, and what a server that fails costs."""

from __future__ import annotations

import pytest

from corpus.library import Library
from index.settings import LLMSettings
from qa.llm import Chat
from qa.quiz import Bench, Question, QuestionType, Quiz, check_question, make_quiz
from qa.quiz.reword import accepted, reword
from tests.fakes.chat_server import Behaviour, ChatServer

LEAD = "根据《农村五保供养工作条例》，"
GOOD = "乡、民族乡、镇人民政府应当自收到评议意见之日起多少日内提出审核意见，并将审核意见和有关材料报送县级人民政府民政部门审批？"


@pytest.fixture(scope="module")
def asked(library: Library, law_id: str) -> Question:
    made = make_quiz(library, [law_id], count=30, types=[QuestionType.SINGLE], seed=1)
    return next(q for q in made.questions if "评议意见之日起" in q.stem)


def test_a_sound_wording_is_taken_and_passes_the_same_checks(library: Library, asked: Question) -> None:
    new = accepted(asked, LEAD + GOOD, Bench(library))
    assert new is not None and new.stem == LEAD + GOOD and new.answer == asked.answer and new.id != asked.id
    assert check_question(new, Bench(library)) == []


@pytest.mark.parametrize(
    "words",
    [
        GOOD.replace("应当", "可以"),
        GOOD.replace("多少日内", "20日内的多少时间里"),
        GOOD.replace("自收到评议意见之日起", ""),
        GOOD.replace("县级人民政府民政部门", "省级人民政府财政部门"),
        GOOD.replace("评议意见", "该意见"),
        GOOD.replace("多少日内", "____内").replace("？", "。"),
        GOOD.replace("？", "，逾期十日的不予审批？"),
        "乡镇多少日内审核？",
    ],
)
def test_another_meaning_is_refused(library: Library, asked: Question, words: str) -> None:
    assert accepted(asked, LEAD + words, Bench(library)) is None


def test_a_server_is_asked_and_told_of(library: Library, asked: Question) -> None:
    with ChatServer(LEAD + GOOD) as server:
        made = reword(Quiz((asked,)), library, Chat(LLMSettings(base_url=server.url, model="fake", timeout_s=10)))
    assert made.questions[0].stem == LEAD + GOOD and "改写了1道题" in made.warnings[-1]
    with ChatServer("", behaviour=Behaviour.UNAUTHORISED) as server:
        kept = reword(Quiz((asked,)), library, Chat(LLMSettings(base_url=server.url, model="fake", timeout_s=10)))
    assert kept.questions == (asked,) and "没有用上" in kept.warnings[-1]
