"""Which facts make the paper: spread over clauses by weight, types as asked, no fact twice, keys even."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from corpus.types import Document
from qa.quiz.fact import Fact, FactKind
from qa.quiz.types import Question, QuestionType

# The share of each type where none is asked for: a paper is mostly single choice.
SHARES = {
    QuestionType.SINGLE: 0.4,
    QuestionType.MULTIPLE: 0.15,
    QuestionType.JUDGE: 0.2,
    QuestionType.BLANK: 0.2,
    QuestionType.SHORT: 0.05,
}
_MODALS = 4
Place = tuple[str, int | None]  # document and clause
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that may be asked as a type. `weight`: how much that is worth asking."""

    document: Document
    fact: Fact
    type: QuestionType
    weight: float

    @property
    def place(self) -> Place:
        """The clause that is asked about."""
        return self.document.doc_id, self.fact.passage.clause


Finish = Callable[[Candidate, int, bool], Question | None]


def shares(count: int) -> dict[QuestionType, int]:
    """How many of each type a paper of `count` questions has, by largest remainder."""
    wanted = {t: count * s for t, s in SHARES.items()}
    numbers = {t: int(n) for t, n in wanted.items()}
    for type_ in sorted(wanted, key=lambda t: numbers[t] - wanted[t]):
        if sum(numbers.values()) < count:
            numbers[type_] += 1
    return numbers


class Picker:
    """Chooses candidates one at a time and has each made into a question; what fails is passed over."""

    def __init__(
        self, candidates: Sequence[Candidate], weights: Mapping[Place, float], rng: random.Random, finish: Finish
    ) -> None:
        self._weights = weights
        self._rng = rng
        self._finish = finish
        self._taken: Counter[Place] = Counter()
        self._spans: dict[str, list[tuple[Span, Span]]] = defaultdict(list)
        self._keys: Counter[str] = Counter()
        self._truths: Counter[bool] = Counter()
        self.modals_left = _MODALS  # how many more judgements may turn on 应当, 可以 or 不得 alone
        self.overlapping = False  # whether two questions may rest on words that overlap
        self._passed: dict[QuestionType, list[tuple[float, Candidate]]] = defaultdict(list)
        self._open: dict[QuestionType, list[tuple[float, Candidate]]] = defaultdict(list)
        for candidate in candidates:
            self._open[candidate.type].append((candidate.weight + 0.3 * rng.random(), candidate))

    def take(self, question: Question, place: Place, asked: Span | None = None) -> None:
        """Count a question that is already on the paper.

        :param asked: where the words stand that it asks for; all of its quote where None.
        """
        source = question.source
        self._taken[place] += 1
        if question.type is not QuestionType.SHORT:
            quote = source.start, source.end
            self._spans[source.doc_id].append(
                (quote, quote if asked is None or question.type is QuestionType.JUDGE else asked)
            )
        if question.type is QuestionType.SINGLE:
            self._keys[question.answer[0]] += 1
        if question.type is QuestionType.JUDGE:
            self._truths[question.answer[0] == "A"] += 1

    def next(self, type_: QuestionType) -> Question | None:
        """The next question of a type: from the clause that has had least for its weight."""
        entries = self._open[type_]
        while entries:
            best = min(range(len(entries)), key=lambda i: (self._load(entries[i][1]), -entries[i][0]))
            entry = entries.pop(best)
            candidate = entry[1]
            if candidate.fact.kind is FactKind.MODAL and self.modals_left <= 0:
                if not self.overlapping:
                    self._passed[type_].append(entry)
                continue
            if self._overlaps(candidate):
                if not self.overlapping:
                    self._passed[type_].append(entry)
                continue
            question = self._finish(candidate, self._next_place(), self._next_truth())
            if question is not None:
                self.modals_left -= candidate.fact.kind is FactKind.MODAL
                self.take(question, candidate.place, (candidate.fact.start, candidate.fact.end))
                return question
        return None

    def relax(self, modals: int) -> None:
        """Take up what was passed over because it overlaps: where a document has too few facts.

        :param modals: how many more judgements may turn on a modal then.
        """
        self.overlapping = True
        self.modals_left += modals
        for type_, entries in self._passed.items():
            self._open[type_] += entries
        self._passed.clear()

    def _load(self, candidate: Candidate) -> float:
        """How much a clause has been asked for its weight; what is less worth asking counts as more."""
        weight = sqrt(max(1.0, self._weights.get(candidate.place, 1.0)))
        return round((self._taken[candidate.place] + 0.5) / weight * (2 - candidate.weight), 4)

    def _overlaps(self, candidate: Candidate) -> bool:
        """Whether a question stands on the same words; where that is allowed, whether one would show what the other asks."""
        fact = candidate.fact
        if candidate.type is QuestionType.SHORT:
            return False
        quote = fact.quote_start, fact.quote_end
        asked = quote if candidate.type is QuestionType.JUDGE else (fact.start, fact.end)
        for other_quote, other_asked in self._spans[candidate.document.doc_id]:
            if _meet(quote, other_quote) and (
                not self.overlapping or _meet(asked, other_quote) or _meet(other_asked, quote)
            ):
                return True
        return False

    def _next_truth(self) -> bool:
        """Two and two, in an order by lot, so that right and wrong neither alternate nor pile up."""
        ahead = self._truths[True] - self._truths[False]
        return self._rng.random() < 0.5 if ahead == 0 else ahead < 0

    def _next_place(self) -> int:
        fewest = min(self._keys[key] for key in "ABCD")
        return self._rng.choice([i for i, key in enumerate("ABCD") if self._keys[key] == fewest])


def _meet(a: Span, b: Span) -> bool:
    return max(a[0], b[0]) < min(a[1], b[1])


def order(questions: Sequence[Question]) -> list[Question]:
    """Questions as a paper has them: by type, and within one as they come."""
    types = list(QuestionType)
    return sorted(questions, key=lambda q: types.index(q.type))
