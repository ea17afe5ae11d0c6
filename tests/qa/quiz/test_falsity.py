"""What proves a distractor false, and what shows that it isn't."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from qa.quiz.falsity import Texts

FIRST = "甲市农村公路办法\n\n第一条 乡道的养护由乡镇人民政府负责。\n第二条 施工单位应当自收到通知之日起十日内完成修复。\n第三条 建设单位应当自收到通知之日起三十日内提出申请。\n"
SECOND = "乙市农村公路办法\n\n第一条 施工单位应当自收到通知之日起十五日内完成修复。\n第二条 乡道的养护由县级人民政府负责。\n第三条 本办法自2020年1月1日起施行。\n"


@pytest.fixture
def texts(tmp_path: Path) -> tuple[Texts, str]:
    for name, text in (("甲.txt", FIRST), ("乙.txt", SECOND)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Library.open(tmp_path / "home") as library:
        ingest_paths(library, [tmp_path / "甲.txt", tmp_path / "乙.txt"])
        read = Texts(library)
        read.whole()
        return read, library.resolve("甲.txt")


BEFORE, AFTER = "施工单位应当自收到通知之日起", "内完成修复"


def test_the_key_itself_makes_it_true_in_any_writing(texts: tuple[Texts, str]) -> None:
    assert texts[0].makes_true(texts[1], BEFORE, "十日", AFTER)
    assert texts[0].makes_true(texts[1], BEFORE, "10日", AFTER)


def test_what_another_document_says_is_no_distractor(texts: tuple[Texts, str]) -> None:
    assert texts[0].makes_true(texts[1], BEFORE, "十五日", AFTER)
    assert texts[0].makes_true(texts[1], "乡道的养护由", "县级人民政府", "负责")


def test_the_figure_of_a_sibling_clause_is_one(texts: tuple[Texts, str]) -> None:
    assert not texts[0].makes_true(texts[1], BEFORE, "三十日", AFTER)
    assert not texts[0].makes_true(texts[1], BEFORE, "二十日", AFTER)
