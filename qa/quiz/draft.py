"""What a fact can be asked as, how hard that is, and the draft that becomes a question."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.types import Document
from qa.quiz.fact import Fact, FactKind
from qa.quiz.pools import Pools, count_like
from qa.quiz.statements import is_conditional
from qa.quiz.types import Difficulty, QuestionType

# What a fact of each kind can be asked as, and how much that is worth asking.
_ASKED_AS: dict[FactKind, dict[QuestionType, float]] = {
    FactKind.NUMBER: {QuestionType.SINGLE: 1.0, QuestionType.BLANK: 0.9, QuestionType.JUDGE: 0.9},
    FactKind.DATE: {QuestionType.SINGLE: 1.0, QuestionType.BLANK: 0.85, QuestionType.JUDGE: 0.9},
    FactKind.FREQUENCY: {QuestionType.SINGLE: 1.0, QuestionType.JUDGE: 0.9},
    FactKind.TERM: {QuestionType.SINGLE: 0.8, QuestionType.BLANK: 0.8},
    FactKind.BODY: {QuestionType.SINGLE: 1.0, QuestionType.BLANK: 0.75, QuestionType.JUDGE: 0.9},
    FactKind.ACTOR: {QuestionType.SINGLE: 0.9, QuestionType.JUDGE: 0.7},
    FactKind.LIST: {QuestionType.MULTIPLE: 0.8, QuestionType.JUDGE: 0.6},
    FactKind.ITEMS: {QuestionType.MULTIPLE: 1.2, QuestionType.SINGLE: 0.8, QuestionType.SHORT: 1.2},
    FactKind.DEFINITION: {QuestionType.SINGLE: 1.0},
    FactKind.CONSEQUENCE: {QuestionType.SINGLE: 0.9},
    FactKind.MODAL: {QuestionType.JUDGE: 0.4},
    FactKind.MEASURES: {QuestionType.SHORT: 0.9},
    FactKind.TASKS: {QuestionType.MULTIPLE: 0.9, QuestionType.SINGLE: 0.6},
    FactKind.OFFICES: {QuestionType.MULTIPLE: 1.0},
    FactKind.STEPS: {QuestionType.SINGLE: 1.3, QuestionType.JUDGE: 1.0, QuestionType.BLANK: 0.7},
    FactKind.PROCEDURE: {QuestionType.SINGLE: 1.3},
    FactKind.PAIR: {QuestionType.JUDGE: 1.1},
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A question but for the choice and the order of its options.

    `right` are the keys' texts in the clause's order, `wrong` the distractors, the best first. For a judgement,
    `right` holds what the clause says, `wrong` what a false stem says instead, `swap` where in the stem it stands.
    """

    type: QuestionType
    fact: Fact
    stem: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    difficulty: Difficulty
    swap: tuple[int, int] = (0, 0)

    @property
    def points(self) -> tuple[str, ...]:
        """The scoring points of a short answer."""
        return self.right if self.type is QuestionType.SHORT else ()


def asked_as(document: Document, fact: Fact) -> dict[QuestionType, float]:
    """The types that a fact may give, with their weights; whether it does is seen when it is tried."""
    weights = _ASKED_AS[fact.kind]
    if fact.kind is FactKind.ACTOR and fact.text in document.title:  # the title would tell
        return {type_: weight - 0.3 for type_, weight in weights.items()}
    return weights


def difficulty_of(document: Document, fact: Fact, pools: Pools) -> Difficulty:
    """Hard: a condition, an exception or several facts; medium: a like fact stands near; else easy."""
    words = document.text[fact.quote_start : fact.quote_end]
    if fact.kind in (FactKind.ITEMS, FactKind.CONSEQUENCE, FactKind.MEASURES) or is_conditional(words):
        return "hard"
    return "medium" if count_like(pools.facts(document.doc_id), fact) > 0 else "easy"
