"""The question bank: kept, found, tagged, counted, and flagged when a document's new version changes a clause."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import SCHEMA_VERSION, Library
from qa.quiz import Question, QuestionBank, QuestionType, make_quiz

TEXT = """甲市农村公路办法

第一条 为了加强农村公路养护，制定本办法。
第二条 施工单位应当自收到修复通知之日起十日内完成路面修复，并书面报告县级人民政府。
第三条 擅自占用农村公路的，由县级人民政府交通运输主管部门责令限期改正，处五百元以上二千元以下罚款。
第四条 质量缺陷责任期内发生的质量问题，由施工单位负责无偿修复。
第五条 村道的路面宽度一般不低于六米，路基宽度一般不低于八米。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "办法.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with Library.open(folder / "home") as opened:
        ingest_paths(opened, [folder / "办法.txt"])
        yield opened


def change(library: Library, folder: Path, text: str) -> None:
    (folder / "办法.txt").write_text(text, encoding="utf-8")
    ingest_paths(library, [folder / "办法.txt"])


@pytest.fixture
def questions(library: Library) -> tuple[Question, ...]:
    made = make_quiz(library, library.doc_ids(), count=6, seed=1).questions
    assert len(made) >= 4
    return made


def test_what_is_kept_comes_back_as_it_was(library: Library, questions: tuple[Question, ...]) -> None:
    bank = QuestionBank(library)
    assert bank.keep(questions, ["公路", "2020班"]) == len(questions)
    assert bank.keep(questions) == 0  # twice is once
    assert {k.question for k in bank.search()} == set(questions)
    assert all(k.tags == ("2020班", "公路") and k.uses == 0 and k.flag == "" for k in bank.search())
    assert bank.tags() == {"2020班": len(questions), "公路": len(questions)}


def test_search_by_words_type_and_tag(library: Library, questions: tuple[Question, ...]) -> None:
    bank = QuestionBank(library)
    bank.keep(questions[:2], ["甲"])
    bank.keep(questions[2:])
    assert {k.question.id for k in bank.search(tags=["甲"])} == {q.id for q in questions[:2]}
    kind = questions[0].type
    assert {k.question.type for k in bank.search(types=[kind])} == {kind}
    assert {k.question.id for k in bank.search("施工单位 修复")} == {
        q.id
        for q in questions
        if all(w in q.stem + "".join(o.text for o in q.options) + "".join(q.answer) for w in ("施工单位", "修复"))
    }
    assert bank.search("100%没有的词") == []
    bank.retag([questions[0].id], add=["乙"], drop=["甲"])
    assert bank.search(ids=[questions[0].id])[0].tags == ("乙",)


def test_a_paper_counts_a_use(library: Library, questions: tuple[Question, ...]) -> None:
    bank = QuestionBank(library)
    bank.keep(questions)
    paper = bank.paper([q.id for q in questions[:3]])
    assert set(paper.questions) == set(questions[:3])
    assert {k.question.id: k.uses for k in bank.search()} == {q.id: int(q in questions[:3]) for q in questions}


def test_an_edited_question_takes_the_old_ones_place(library: Library, questions: tuple[Question, ...]) -> None:
    bank = QuestionBank(library)
    bank.keep(questions, ["甲"])
    bank.replace(questions[0].id, replace(questions[0], id="edited", stem="改过的题干"))
    assert bank.search(ids=[questions[0].id]) == []
    assert bank.search(ids=["edited"])[0].tags == ("甲",)


def test_only_questions_of_changed_clauses_are_flagged(
    library: Library, folder: Path, questions: tuple[Question, ...]
) -> None:
    bank = QuestionBank(library)
    bank.keep(questions)
    change(
        library,
        folder,
        TEXT.replace(
            "第二条 施工单位应当自收到修复通知之日起十日内", "第二条 施工单位应当自收到修复通知之日起十五日内"
        ),
    )
    flagged = {k.question.source.clause for k in bank.search(flagged=True)}
    assert flagged == {"第二条"}
    assert "第二条有改动" in bank.search(flagged=True)[0].flag
    paper = bank.paper([q.id for q in questions])
    assert all(q.source.clause != "第二条" for q in paper.questions) and "没有编入" in paper.warnings[0]
    change(library, folder, TEXT)
    assert bank.search(flagged=True) == []


def test_words_that_only_moved_are_found_again(library: Library, folder: Path, questions: tuple[Question, ...]) -> None:
    bank = QuestionBank(library)
    bank.keep(questions)
    change(library, folder, TEXT.replace("制定本办法。", "保障农村公路安全畅通，制定本办法。"))
    kept = bank.search()
    text = library.text(questions[0].source.doc_id)
    assert [k.flag for k in kept] == [""] * len(questions)
    assert all(text[k.question.source.start : k.question.source.end] == k.question.source.quote for k in kept)


def test_a_removed_document_or_clause_flags_its_questions(
    library: Library, folder: Path, questions: tuple[Question, ...]
) -> None:
    bank = QuestionBank(library)
    bank.keep(questions)
    change(library, folder, TEXT.split("第五条")[0])
    for kept in bank.search(flagged=True):
        assert kept.question.source.clause == "第五条" and "没有第五条" in kept.flag
    library.remove(library.doc_ids())
    assert all("已不在文库里" in k.flag for k in bank.search())


def test_removing_takes_the_tags_too(library: Library, questions: tuple[Question, ...]) -> None:
    bank = QuestionBank(library)
    bank.keep(questions, ["甲"])
    assert bank.remove([q.id for q in questions]) == len(questions)
    assert bank.count() == 0 and bank.tags() == {}


def test_a_library_of_the_first_version_gets_a_bank(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    import corpus.library

    config = Config()
    config.set_main_option("script_location", str(Path(corpus.library.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with Library.open(tmp_path) as opened:
        assert QuestionBank(opened).count() == 0
    with sqlite3.connect(tmp_path / "library.sqlite3") as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (SCHEMA_VERSION,)


def test_a_later_version_flags_what_it_says_otherwise(
    library: Library, folder: Path, questions: tuple[Question, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = QuestionBank(library)
    bank.keep(questions)
    later = TEXT.replace("甲市农村公路办法", "乙市农村公路办法").replace(
        "自收到修复通知之日起十日内", "自收到修复通知之日起十五日内"
    )
    (folder / "新.txt").write_text(later, encoding="utf-8")
    ingest_paths(library, [folder / "新.txt"])
    new = library.resolve("新.txt")
    monkeypatch.setattr(Library, "serving", lambda self, doc_id, on=None: new)
    assert {k.question.source.clause for k in bank.search(flagged=True)} == {"第二条"}
    assert "新版本" in bank.search(flagged=True)[0].flag


def test_types_survive_storage(library: Library, questions: tuple[Question, ...]) -> None:
    bank = QuestionBank(library)
    bank.keep(questions)
    assert {type(k.question.type) for k in bank.search()} == {QuestionType}
