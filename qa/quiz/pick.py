"""Which drafts make the paper: spread over clauses by weight, types as asked, no fact twice, keys even."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import sqrt

from qa.quiz.drafts import Draft
from qa.quiz.types import BLANK, Question, QuestionType

# The share of each type where none is asked for: a paper is mostly single choice.
SHARES = {
    QuestionType.SINGLE: 0.4,
    QuestionType.MULTIPLE: 0.15,
    QuestionType.JUDGE: 0.2,
    QuestionType.BLANK: 0.2,
    QuestionType.SHORT: 0.05,
}
Place = tuple[str, int | None]  # document and clause
Finish = Callable[[Draft, int, bool], Question | None]


def shares(count: int) -> dict[QuestionType, int]:
    """How many of each type a paper of `count` questions has, by largest remainder."""
    wanted = {t: count * s for t, s in SHARES.items()}
    numbers = {t: int(n) for t, n in wanted.items()}
    for type_ in sorted(wanted, key=lambda t: numbers[t] - wanted[t]):
        if sum(numbers.values()) < count:
            numbers[type_] += 1
    return numbers


class Picker:
    """Chooses drafts one at a time and turns each into a question; what fails is passed over."""

    def __init__(
        self, drafts: Sequence[Draft], weights: Mapping[Place, float], rng: random.Random, finish: Finish
    ) -> None:
        self._weights = weights
        self._rng = rng
        self._finish = finish
        self._taken: Counter[Place] = Counter()
        self._spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._asked: list[str] = []  # what stems give away
        self._keys: Counter[str] = Counter()
        self._truths: Counter[bool] = Counter()
        self._open: dict[QuestionType, list[tuple[float, Draft]]] = defaultdict(list)
        for draft in drafts:
            self._open[draft.type].append((draft.weight + 0.3 * rng.random(), draft))
        for entries in self._open.values():
            entries.sort(key=lambda entry: -entry[0])

    def take(self, question: Question, place: Place) -> None:
        """Count a question that is already on the paper."""
        source = question.source
        self._taken[place] += 1
        self._spans[source.doc_id].append((source.start, source.end))
        if question.type is QuestionType.SINGLE:
            self._keys[question.answer[0]] += 1
        if question.type is QuestionType.JUDGE:
            self._truths[question.answer[0] == "A"] += 1

    def next(self, type_: QuestionType) -> Question | None:
        """The next question of a type: from the clause that has had least for its weight."""
        entries = self._open[type_]
        while entries:
            best = min(range(len(entries)), key=lambda i: (self._load(entries[i][1]), -entries[i][0]))
            _, draft = entries.pop(best)
            if self._overlaps(draft):
                continue
            question = self._finish(draft, self._next_place(), self._truths[True] <= self._truths[False])
            if question is not None:
                self.take(question, _place(draft))
                return question
        return None

    def _load(self, draft: Draft) -> float:
        place = _place(draft)
        return round((self._taken[place] + 0.5) / sqrt(self._weights.get(place, 1.0)), 4)

    def _overlaps(self, draft: Draft) -> bool:
        fact = draft.fact
        return any(a < fact.quote_end and fact.quote_start < b for a, b in self._spans[draft.doc_id])

    def _next_place(self) -> int:
        fewest = min(self._keys[key] for key in "ABCD")
        return self._rng.choice([i for i, key in enumerate("ABCD") if self._keys[key] == fewest])


def _place(draft: Draft) -> Place:
    return draft.doc_id, draft.fact.passage.clause


def order(questions: Sequence[Question]) -> list[Question]:
    """Questions as a paper has them: by type, and within one as they come."""
    types = list(QuestionType)
    return sorted(questions, key=lambda q: types.index(q.type))


def statement(question: Question) -> str:
    """What a stem says with its answer filled in, for finding questions that answer one another."""
    stem = question.stem
    for answer in question.answer:
        stem = stem.replace(BLANK, question.text_of(answer) or answer.partition("||")[0], 1)
    return stem
