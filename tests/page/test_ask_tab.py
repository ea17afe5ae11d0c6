"""What a visitor is shown while a question is answered, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from corpus.errors import ZhengceError
from index.settings import Settings
from page.answers import Turn
from page.ask_tab import AskRoom
from page.desk import Desk
from qa.events import Checked, Done, Draft, Event
from qa.types import Answer
from tests.page import texts


class Scripted:
    """In the engine's place: gives events, or fails."""

    def __init__(self, events: Sequence[Event] | ZhengceError) -> None:
        self._events = events
        self.asked: list[dict[str, Any]] = []
        self.library = self

    revision = 1
    settings = Settings()

    def summaries(self) -> list[Any]:
        return []

    def ask_stream(self, question: str, **options: Any) -> Iterator[Event]:
        self.asked.append({"question": question, **options})
        if isinstance(self._events, ZhengceError):
            raise self._events
        yield from self._events


def ask(engine: Scripted, question: str, turns: list[Turn] | None = None) -> list[tuple[Any, ...]]:
    """All that the page is told, one after another."""
    return list(room(engine).ask(question, turns or [], [], False))


def room(engine: Scripted) -> AskRoom:
    """The room of a page over such an engine."""
    return AskRoom(Desk(engine), [])  # type: ignore[arg-type]


@pytest.fixture
def found() -> Answer:
    """An answer."""
    return texts.answer(texts.loan(), "额度为五万元以下")


def test_first_that_it_is_looked_for_then_the_answer(found: Answer) -> None:
    told = ask(Scripted([Done(found)]), " 额度多少？ ")
    assert "正在文库里查找" in told[0][1]
    assert told[0][2] == ""  # the box is emptied at once, and left alone from then on
    assert told[-1][0] == [("额度多少？", found)]
    assert all(not isinstance(step[2], str) for step in told[1:])


def test_a_draft_comes_grey_and_only_the_result_is_remembered(found: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("page.ask_tab._TELL_EVERY_S", 0.0)
    events = [Draft("额度"), Draft("五万元[1]。"), Checked(0, 9, "额度五万元[1]。", True), Done(found)]
    told = ask(Scripted(events), "额度多少？")
    assert "unchecked" in told[1][1]
    assert 'class="kept"' in told[3][1]
    remembered = [step[0] for step in told if isinstance(step[0], list)]
    assert remembered == [[("额度多少？", found)]]


def test_earlier_turns_are_the_history_of_the_next(found: Answer) -> None:
    engine = Scripted([Done(found)])
    ask(engine, "那期限呢？", [("额度多少？", found), ("坏了", "索引坏了")])
    assert [turn["question"] for turn in engine.asked[0]["history"]] == [found.question]


def test_what_went_wrong_is_told_in_place_of_an_answer() -> None:
    told = ask(Scripted(ZhengceError("索引坏了，请运行 zhengce reindex")), "额度多少？")
    assert 'role="alert"' in told[-1][1]
    assert "zhengce reindex" in told[-1][1]


def test_nothing_is_asked_for_nothing() -> None:
    engine = Scripted([])
    ask(engine, "  \n ")
    assert engine.asked == []
