"""Quizzes from the sample documents: sound, spread, reproducible, honest about what is missing."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from corpus.errors import UnknownDocumentError
from corpus.library import Library
from qa.quiz import Bench, Question, QuestionType, check_paper, make_quiz, replace_question
from qa.quiz.types import BLANK


@pytest.fixture(scope="module")
def sixty(library: Library, seed_id: str) -> tuple[Question, ...]:
    return make_quiz(library, [seed_id], count=60, seed=1).questions


def test_sixty_questions_of_the_seed_cover_two_fifths_of_its_clauses(
    library: Library, seed_id: str, sixty: tuple[Question, ...]
) -> None:
    assert len(sixty) == 60
    clauses = [c.address for c in library.get(seed_id).clauses if c.address]
    covered = {q.source.clause for q in sixty}
    assert len(covered) >= 0.4 * len(clauses)
    assert len({q.type for q in sixty}) >= 4


def test_every_rule_holds(library: Library, sixty: tuple[Question, ...]) -> None:
    assert check_paper(sixty, Bench(library)) == []


def test_quotes_are_slices_of_the_text(library: Library, sixty: tuple[Question, ...]) -> None:
    text = library.text(sixty[0].source.doc_id)
    assert all(text[q.source.start : q.source.end] == q.source.quote for q in sixty)


def test_the_same_seed_gives_the_same_quiz_and_another_seed_another(library: Library, law_id: str) -> None:
    first, again, other = (make_quiz(library, [law_id], count=15, seed=s) for s in (7, 7, 8))
    assert first == again
    assert first.questions != other.questions


def test_a_quiz_takes_little_time(library: Library, seed_id: str) -> None:
    started = time.process_time()  # of the processor, so that a busy machine fails nothing
    make_quiz(library, [seed_id], count=60, seed=3)
    assert time.process_time() - started < 4


def test_keys_are_spread_and_judgements_balanced(sixty: tuple[Question, ...]) -> None:
    keys = Counter(q.answer[0] for q in sixty if q.type is QuestionType.SINGLE)
    assert max(keys.values()) <= 0.45 * sum(keys.values())
    judged = Counter(q.answer[0] for q in sixty if q.type is QuestionType.JUDGE)
    assert abs(judged["A"] - judged["B"]) <= 1


def test_types_and_numbers_are_as_asked(library: Library, law_id: str) -> None:
    wanted = {QuestionType.SINGLE: 4, QuestionType.JUDGE: 3}
    made = make_quiz(library, [law_id], types=wanted, seed=1)
    assert Counter(q.type for q in made.questions) == wanted
    only = make_quiz(library, [law_id], count=5, types=[QuestionType.JUDGE], seed=1)
    assert {q.type for q in only.questions} == {QuestionType.JUDGE}


def test_fewer_than_asked_is_said_with_why_and_how_many(library: Library, law_id: str) -> None:
    made = make_quiz(library, [law_id], count=300, seed=1)
    assert 0 < len(made.questions) < 300
    assert f"要300题，出了{len(made.questions)}题" in made.warnings[0]


def test_only_the_chosen_clauses_are_asked_about(library: Library, seed_id: str) -> None:
    made = make_quiz(library, [seed_id], count=10, clauses=["五、"], seed=1)
    assert made.questions and all((q.source.clause or "").startswith("五、") for q in made.questions)


def test_only_the_topic_is_asked_about(library: Library, seed_id: str) -> None:
    made = make_quiz(library, [seed_id], count=6, topic="医疗救助", seed=1)
    text = library.text(seed_id)
    document = library.get(seed_id)
    assert made.questions
    for q in made.questions:
        clause = document.clauses[document.clause(q.source.clause or "") or 0]
        assert "医疗救助" in text[clause.start : clause.end]
    nothing = make_quiz(library, [seed_id], count=6, topic="航天发射", seed=1)
    assert nothing.questions == () and "航天发射" in nothing.warnings[0]


def test_only_the_asked_difficulty(library: Library, law_id: str) -> None:
    made = make_quiz(library, [law_id], count=5, difficulty="hard", seed=1)
    assert {q.difficulty for q in made.questions} == {"hard"}


def test_a_replaced_question_is_another_of_its_type(library: Library, law_id: str) -> None:
    made = make_quiz(library, [law_id], count=10, seed=1)
    old = next(q for q in made.questions if q.type is QuestionType.JUDGE)
    changed = replace_question(library, made, old.id, seed=2)
    new = [q for q in changed.questions if q not in made.questions]
    assert len(new) == 1 and new[0].type is QuestionType.JUDGE
    assert changed.questions.index(new[0]) == made.questions.index(old)
    assert check_paper(changed.questions, Bench(library)) == []
    with pytest.raises(UnknownDocumentError, match="没有这道题"):
        replace_question(library, made, "q-none")


def test_an_unknown_document_is_an_error(library: Library) -> None:
    with pytest.raises(UnknownDocumentError):
        make_quiz(library, ["000000000000"])


def test_a_document_without_facts_gives_none_and_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("empty")
    (folder / "通知.txt").write_text(
        "关于召开会议的通知\n\n各单位：\n请按时参加。\n\n办公室\n2020年1月1日\n", encoding="utf-8"
    )
    from corpus.ingest import ingest_paths

    with Library.open(folder / "home") as library:
        ingest_paths(library, [folder / "通知.txt"])
        made = make_quiz(library, library.doc_ids(), count=5)
    assert made.questions == () and "要5题，出了0题" in made.warnings[0]


def test_blanks_take_both_writings(library: Library, law_id: str, seed_id: str) -> None:
    blanks = make_quiz(library, [law_id, seed_id], count=12, types=[QuestionType.BLANK], seed=1).questions
    assert blanks and all(q.stem.count(BLANK) == len(q.answer) for q in blanks)
    assert any("||" in answer for q in blanks for answer in q.answer)


def test_progress_is_told(library: Library, law_id: str) -> None:
    told: list[tuple[int, int, str]] = []
    make_quiz(
        library, [law_id], count=5, seed=1, progress=lambda done, total, detail: told.append((done, total, detail))
    )
    assert told[-1][:2] == (5, 5)


def test_no_fact_is_asked_twice_where_there_are_few(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("few")
    text = "甲市农村公路办法\n\n第一条 施工单位应当自收到修复通知之日起十日内完成路面修复。\n第二条 村道的路面宽度一般不低于六米。\n第三条 本办法自2020年1月1日起施行。\n"
    (folder / "办法.txt").write_text(text, encoding="utf-8")
    from corpus.ingest import ingest_paths

    with Library.open(folder / "home") as library:
        ingest_paths(library, [folder / "办法.txt"])
        made = make_quiz(library, library.doc_ids(), count=20)
    spans = [(q.source.start, q.source.end) for q in made.questions]
    assert spans and len(set(spans)) == len(spans)
