"""A quiz as it is shown, mended and marked. Whether questions are sound is qa.quiz's to say."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from page.quiz_tab import mended
from page.quiz_view import Paper, cards, correct, score, summary
from qa.quiz import Option, Question, QuestionType, Quiz, Source

SOURCE = Source("ab12", "某办法", None, "第一条", "应当在5日内办理。", 10, 19)


def question(kind: QuestionType, answer: tuple[str, ...], id_: str = "q1", **more: object) -> Question:
    options: tuple[Option, ...] = ()
    if kind in (QuestionType.SINGLE, QuestionType.MULTIPLE):
        options = tuple(Option(key, f"选项<{key}>") for key in "ABCD")
    elif kind is QuestionType.JUDGE:
        options = Option("A", "正确"), Option("B", "错误")
    made = Question(id_, kind, "根据《某办法》，____。", options, answer, "解析：见第一条。", "easy", "办理", SOURCE)
    return replace(made, **more)  # type: ignore[arg-type]


def paper(*questions: Question) -> Paper:
    return Paper(Quiz(questions))


def plain(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@pytest.mark.parametrize(
    "kind, answer, given, right",
    [
        (QuestionType.SINGLE, ("B",), ("B",), True),
        (QuestionType.SINGLE, ("B",), ("A",), False),
        (QuestionType.SINGLE, ("B",), (), False),
        (QuestionType.MULTIPLE, ("A", "C"), ("C", "A"), True),
        (QuestionType.MULTIPLE, ("A", "C"), ("A",), False),
        (QuestionType.MULTIPLE, ("A", "C"), ("A", "B", "C"), False),
        (QuestionType.JUDGE, ("A",), ("A",), True),
        (QuestionType.BLANK, ("5日||五日",), ("五日",), True),
        (QuestionType.BLANK, ("10万元",), ("１０万元。",), True),
        (QuestionType.BLANK, ("甲", "乙"), ("甲", "丙"), False),
        (QuestionType.BLANK, ("甲", "乙"), ("甲",), False),
        (QuestionType.SHORT, ("要点",), ("要点",), None),
    ],
)
def test_marking(kind: QuestionType, answer: tuple[str, ...], given: tuple[str, ...], right: bool | None) -> None:
    assert correct(question(kind, answer), given) is right


def test_the_score_leaves_out_what_a_person_must_weigh() -> None:
    one, other = question(QuestionType.SINGLE, ("B",)), question(QuestionType.SHORT, ("要点",), "q2")
    tried = replace(paper(one, other), trying=True, answers={"q1": ("B",), "q2": ("要点",)})
    assert score(tried) == (1, 1)
    assert "答对 1 / 1 题" in plain(summary(tried))


def test_a_card_shows_key_and_source_and_a_trial_before_handing_in_does_not() -> None:
    looked = paper(question(QuestionType.SINGLE, ("B",)))
    page = cards(looked)
    assert "正确答案" in page
    assert 'data-start="10" data-end="19"' in page
    assert "出处：《某办法》第一条" in plain(page)
    trial = cards(replace(looked, trying=True))
    assert "正确答案" not in trial
    assert "解析" not in trial
    assert trial.count('type="radio"') == 4
    assert "正确答案" in cards(replace(looked, trying=True, answers={"q1": ("A",)}))


def test_words_of_a_question_are_data() -> None:
    for shown in (
        paper(question(QuestionType.SINGLE, ("B",))),
        replace(paper(question(QuestionType.SINGLE, ("B",))), editing="q1"),
    ):
        assert "<A>" not in cards(shown)
        assert "选项&lt;A&gt;" in cards(shown)


def test_mending_changes_what_was_written_and_keeps_the_rest() -> None:
    old = question(QuestionType.MULTIPLE, ("A", "B"))
    new = mended(old, {"stem": " 新题干 ", "option-C": "新选项", "answer": "d、a", "explanation": "新解析"})
    assert (new.stem, new.text_of("C"), new.text_of("A"), new.answer) == ("新题干", "新选项", "选项<A>", ("A", "D"))
    assert new.id == old.id
    assert new.source == old.source
    assert mended(old, {"answer": "X"}).answer == old.answer
    assert mended(question(QuestionType.BLANK, ("甲",)), {"answer": "甲||乙\n丙\n"}).answer == ("甲||乙", "丙")


def test_fewer_questions_than_asked_are_explained() -> None:
    short = Paper(Quiz((), ("要 20 题，只做成 0 题",)))
    assert "只做成 0 题" in summary(short)
    assert "没有做成一道题" in cards(short)
