"""`make_quiz`: from documents to a checked quiz; `replace_question`: another one for one of its questions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.errors import UnknownDocumentError
from corpus.library import Library
from corpus.types import Document
from qa.quiz.assemble import assemble
from qa.quiz.bench import Bench
from qa.quiz.check import check_question
from qa.quiz.draft import asked_as, difficulty_of
from qa.quiz.drafts import draft_as
from qa.quiz.fact import Fact
from qa.quiz.facts import facts
from qa.quiz.falsity import Texts
from qa.quiz.paper import answers_another, same_question
from qa.quiz.pick import Candidate, Finish, Picker, Place, order, shares
from qa.quiz.pools import Pools
from qa.quiz.statements import grams, passages, same_words
from qa.quiz.types import TYPE_NAMES, Difficulty, Progress, Question, QuestionType, Quiz

DEFAULT_COUNT = 20
# Documents that a quiz draws on at most, per question asked: from a large library some are drawn by lot.
_DOCUMENTS_PER_QUESTION = 1
_FEWEST_DOCUMENTS = 30


@dataclass(slots=True)
class _Ground:
    """What a quiz is made from: the chosen clauses' facts, pools of distractors, texts to prove by."""

    documents: list[Document]
    facts: list[tuple[Document, Fact]]
    weights: dict[Place, float]
    pools: Pools
    texts: Texts


def make_quiz(
    library: Library,
    doc_ids: Sequence[str],
    *,
    count: int = DEFAULT_COUNT,
    types: Mapping[QuestionType, int] | Sequence[QuestionType] | None = None,
    seed: int = 0,
    topic: str | None = None,
    clauses: Sequence[str] | None = None,
    difficulty: Difficulty | None = None,
    progress: Progress | None = None,
) -> Quiz:
    """Make a quiz of checked questions. The same arguments and library give the same quiz.

    :param doc_ids: the documents to ask about.
    :param count: how many questions; where `types` has numbers, their sum counts instead.
    :param types: how many of each type, or which types may occur; a usual mixture where None.
    :param topic: ask only about clauses whose headings or words are about this.
    :param clauses: ask only about these addresses and what lies below them.
    :param difficulty: ask only questions of this difficulty.
    :param progress: called with questions made, questions wanted, and what is being worked on.
    :return: the questions by type, and a warning that says why and how many where there are fewer than asked.
    :raises UnknownDocumentError: a doc_id is not in the library.
    """
    wanted, fixed = _wanted(types, count)
    say = progress or (lambda done, total, detail: None)
    rng = random.Random(f"zhengce:{seed}")
    ground = _ground(library, doc_ids, topic, clauses, rng, sum(wanted.values()), say)
    picker = Picker(_candidates(ground, difficulty), ground.weights, rng, _finisher(library, ground, rng))
    picker.modals_left = max(2, wanted.get(QuestionType.JUDGE, 0) // 2)
    questions = _fill(picker, wanted, fixed, say)
    return Quiz(tuple(order(questions)), tuple(_warnings(questions, wanted, fixed, ground, topic, clauses, difficulty)))


def replace_question(
    library: Library,
    quiz: Quiz,
    question_id: str,
    *,
    seed: int = 1,
    doc_ids: Sequence[str] | None = None,
    clauses: Sequence[str] | None = None,
) -> Quiz:
    """Another question of the same type in place of one, from the same documents, unlike all the others.

    :param seed: another seed gives another question.
    :param doc_ids: the documents to take it from; those of the quiz where None.
    :return: the quiz with the new question in the old one's place; with a warning and unchanged where there is none.
    :raises UnknownDocumentError: the question, or a document, is not there.
    """
    old = next((q for q in quiz.questions if q.id == question_id), None)
    if old is None:
        raise UnknownDocumentError(f"{question_id}：试卷里没有这道题")
    ids = list(doc_ids) if doc_ids is not None else list(dict.fromkeys(q.source.doc_id for q in quiz.questions))
    rng = random.Random(f"zhengce:{seed}:{question_id}")
    say: Progress = lambda done, total, detail: None  # noqa: E731
    ground = _ground(library, ids, None, clauses, rng, 20, say)
    finish = _finisher(library, ground, rng, asked=[q for q in quiz.questions if q.id != question_id])
    picker = Picker(_candidates(ground, None), ground.weights, rng, finish)
    by_id = {d.doc_id: d for d in ground.documents}
    for question in quiz.questions:
        document = by_id.get(question.source.doc_id)
        picker.take(
            question, (question.source.doc_id, document.clause(question.source.clause or "") if document else None)
        )
    new = picker.next(old.type)
    if new is None:
        return replace(quiz, warnings=(*quiz.warnings, f"没有别的{TYPE_NAMES[old.type]}可换，原题未动"))
    return replace(quiz, questions=tuple(new if q.id == question_id else q for q in quiz.questions))


def _wanted(
    types: Mapping[QuestionType, int] | Sequence[QuestionType] | None, count: int
) -> tuple[dict[QuestionType, int], bool]:
    """How many of each type, and whether those numbers are binding."""
    if types is None:
        return shares(count), False
    if isinstance(types, Mapping):
        return {t: n for t, n in types.items() if n > 0}, True
    chosen = list(dict.fromkeys(types))
    return {t: count // len(chosen) + (i < count % len(chosen)) for i, t in enumerate(chosen)}, False


def _ground(
    library: Library, doc_ids: Sequence[str], topic: str | None, clauses: Sequence[str] | None,
    rng: random.Random, count: int, say: Progress,
) -> _Ground:  # fmt: skip
    ids = list(dict.fromkeys(doc_ids))
    most = max(_FEWEST_DOCUMENTS, _DOCUMENTS_PER_QUESTION * count)
    if len(ids) > most:
        ids = [ids[i] for i in sorted(rng.sample(range(len(ids)), most))]
    documents = [library.get(doc_id) for doc_id in ids]
    found: list[tuple[Document, Fact]] = []
    weights: dict[Place, float] = {}
    for document in documents:
        say(0, count, document.title)
        allowed = _allowed(document, topic, clauses)
        for passage in passages(document):
            if allowed is None or passage.clause in allowed:
                place = document.doc_id, passage.clause
                weights[place] = weights.get(place, 0.0) + passage.end - passage.start
        found += [(document, fact) for fact in facts(document, allowed)]
    return _Ground(documents, found, weights, Pools(library, documents), Texts.of(library))


def _allowed(document: Document, topic: str | None, clauses: Sequence[str] | None) -> set[int | None] | None:
    """Indices of the clauses that may be asked about; None where there is no limit."""
    if topic is None and clauses is None:
        return None
    allowed: set[int | None] = set()
    named = set(clauses) if clauses is not None else None
    for index, clause in enumerate(document.clauses):
        above: int | None = index
        inside = named is None
        while above is not None and not inside:
            inside = document.clauses[above].address in (named or ())
            above = document.clauses[above].parent
        if inside and (
            topic is None or about(topic, " ".join(document.path(index)[1:]) + document.text[clause.start : clause.end])
        ):
            allowed.add(index)
    if named is None and topic is not None and about(topic, document.text):
        allowed.add(None)
    return allowed


def about(topic: str, words: str) -> bool:
    """Whether words are about a topic: they hold each of its parts, or most of its character pairs."""
    plain = same_words(words)
    parts = [p for p in topic.replace("，", " ").replace("、", " ").split() if p]
    if all(same_words(p) in plain for p in parts):
        return True
    pairs = grams(topic)
    return len(pairs) >= 3 and sum(1 for pair in pairs if pair in plain) / len(pairs) >= 0.8 and len(plain) < 400


def _candidates(ground: _Ground, difficulty: Difficulty | None) -> list[Candidate]:
    return [
        Candidate(document, fact, type_, weight)
        for document, fact in ground.facts
        if difficulty is None or difficulty_of(document, fact, ground.pools) == difficulty
        for type_, weight in asked_as(document, fact).items()
    ]


def _finisher(library: Library, ground: _Ground, rng: random.Random, asked: Sequence[Question] = ()) -> Finish:
    """What makes a candidate a question that every rule passes, and that no other question answers."""
    bench = Bench(library, ground.texts)
    paper = list(asked)

    def finish(candidate: Candidate, place: int, truth: bool) -> Question | None:
        draft = draft_as(candidate.document, candidate.fact, candidate.type, ground.pools, ground.texts)
        question = assemble(candidate.document, draft, rng, place, truth) if draft is not None else None
        if question is None or check_question(question, bench):
            return None
        if any(
            same_question(q, question) or answers_another(q, question) or answers_another(question, q) for q in paper
        ):
            return None
        paper.append(question)
        return question

    return finish


def _fill(picker: Picker, wanted: Mapping[QuestionType, int], fixed: bool, say: Progress) -> list[Question]:
    """Take types in turn, the one furthest behind first; what a type can't give, others give unless numbers bind."""
    total = sum(wanted.values())
    taken: Counter[QuestionType] = Counter()
    dry: set[QuestionType] = set()
    questions: list[Question] = []
    while len(questions) < total:
        behind = [t for t in wanted if t not in dry and taken[t] < wanted[t]]
        if not behind and not fixed:
            # A paper takes few short answers: at most twice as many as were wanted.
            room = {t for t in wanted if t is not QuestionType.SHORT or taken[t] < 2 * wanted[t] or set(wanted) == {t}}
            behind = [t for t in wanted if t not in dry and t in room]
        if not behind and not picker.overlapping:
            picker.relax(wanted.get(QuestionType.JUDGE, 0) // 3)
            dry.clear()
            continue
        if not behind:
            break
        # Types that need much of a clause come first, while there is still room.
        needy = [t for t in (QuestionType.SHORT, QuestionType.MULTIPLE) if t in behind and taken[t] < wanted[t]]
        type_ = needy[0] if needy else min(behind, key=lambda t: (taken[t] / max(1, wanted[t]), list(wanted).index(t)))
        question = picker.next(type_)
        if question is None:
            dry.add(type_)
            continue
        taken[type_] += 1
        questions.append(question)
        say(len(questions), total, "选题")
    return questions


def _warnings(
    questions: Sequence[Question], wanted: Mapping[QuestionType, int], fixed: bool, ground: _Ground,
    topic: str | None, clauses: Sequence[str] | None, difficulty: Difficulty | None,
) -> list[str]:  # fmt: skip
    total = sum(wanted.values())
    limits = [f"主题“{topic}”"] if topic else []
    limits += ["所选条款"] if clauses is not None else []
    limits += ["所选难度"] if difficulty else []
    within = "、".join(limits)
    if not ground.facts:
        return [f"要{total}题，出了0题：{within or '所选文件'}里没有可以出题的条款"]
    warnings = []
    got = Counter(q.type for q in questions)
    missing = [f"{TYPE_NAMES[t]}少{n - got[t]}道" for t, n in wanted.items() if got[t] < n]
    if len(questions) < total:
        detail = f"（{'，'.join(missing)}）" if missing else ""
        warnings.append(
            f"要{total}题，出了{len(questions)}题{detail}：{within or '所选文件'}里经得起核对的考点只有这些，没有凑数"
        )
    elif missing and not fixed:
        warnings.append(f"题型有调整：{'，'.join(missing)}，由其他题型补足")
    return warnings
