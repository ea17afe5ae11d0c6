"""Warnings that mean something."""

from __future__ import annotations

from corpus.audit import audit, uncovered
from corpus.types import Clause, ClauseKind, Dropped


def clause(start: int, end: int, parent: int | None = None, address: str | None = "一、") -> Clause:
    return Clause(address, ClauseKind.PART, "", "", start, end, 0 if parent is None else 1, parent)


def test_a_sound_text_has_no_warning() -> None:
    assert audit("甲乙丙丁", [clause(0, 4)], []) == []


def test_characters_in_no_clause_are_named() -> None:
    assert uncovered("甲 乙丙", [clause(0, 1)]) == [2, 3]
    assert any("2个字没有归入" in warning for warning in audit("甲 乙丙", [clause(0, 1)], []))


def test_siblings_that_overlap_are_found() -> None:
    assert uncovered("甲乙丙丁", [clause(0, 4), clause(0, 3, 0), clause(2, 4, 0)]) == [2]


def test_running_text_among_what_was_dropped_is_a_warning_and_menus_are_not() -> None:
    menu = Dropped("首页 公开 服务 互动", "menu", 1)
    running = Dropped(
        "为做好春耕工作，各乡镇要备足种子，管好水源，每亩补贴50元，由县财政统筹安排，不得截留。", "related", 9
    )
    text = "一、甲乙丙丁。" * 10
    assert audit(text, [clause(0, len(text))], [menu] * 50) == []
    assert any("像正文" in warning for warning in audit(text, [clause(0, len(text))], [running]))


def test_unreadable_characters_and_a_lack_of_clauses_are_warnings() -> None:
    found = audit("甲\ufffd乙", [clause(0, 3, address=None)], [])
    assert any("无法辨认" in warning for warning in found)
    assert any("没有识别到条款" in warning for warning in found)
