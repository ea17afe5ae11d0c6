"""A model's answer on a terminal: checked sentences stay, what is grey is written over, and nothing else counts as shown."""

from __future__ import annotations

import re

import pytest

from commands.live import follow
from qa.events import Checked, Done, Draft, Understood
from qa.types import Answer

DRAFT = ("额度为五万元[3]。", "另收手续费。", "期限三年[1]。")
VERDICTS = (
    Checked(0, 10, "额度为五万元。", True, "额度为五万元。", None, (3,)),
    Checked(10, 16, "另收手续费。", False, "", "no_citation"),
    Checked(16, 24, "期限三年。", True, "期限三年。", None, (1,)),
)
TEXT = "额度为五万元[1]。期限三年[2]。"


def shown(text: str, capsys: pytest.CaptureFixture[str]) -> tuple[Answer, str, str]:
    """The result, what is said to be shown, and the terminal's lines once all has been written over."""
    events = [Understood("某办法：额度"), *(e for pair in zip(map(Draft, DRAFT), VERDICTS, strict=True) for e in pair)]
    answer = Answer("额度呢", text, (), "llm", understood="某办法：额度")
    result, stands = follow(iter([*events, Done(answer)]))
    assert isinstance(result, Answer)
    grey = r"\x1b\[2m[^\x1b]*\x1b\[0m\x1b\[\d+D"
    printed = re.sub(r"\x1b\[K", "", re.sub(grey, "", capsys.readouterr().out))
    return result, stands, printed


def test_what_stands_is_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    result, stands, printed = shown(TEXT, capsys)
    assert stands == TEXT
    assert printed == f"理解为：某办法：额度\n\n{TEXT}\n"
    assert result.understood == ""  # it has been shown


def test_an_answer_in_the_documents_words_is_not_taken_for_shown(capsys: pytest.CaptureFixture[str]) -> None:
    _, stands, printed = shown("根据《某办法》：……", capsys)
    assert stands == ""
    assert "以上没有成为答案" in printed
