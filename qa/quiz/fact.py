"""A fact: what a clause states that is worth asking, and the span that decides it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa.quiz.statements import Passage
from qa.quiz.values import Value


class FactKind(StrEnum):
    """What kind of thing is stated; distractors are of the same kind."""

    NUMBER = "number"
    DATE = "date"
    FREQUENCY = "frequency"
    BODY = "body"  # by whom, within the statement
    ACTOR = "actor"  # who, as its subject
    TERM = "term"  # “雨露计划”
    LIST = "list"  # inline enumeration
    ITEMS = "items"  # enumeration of a clause
    DEFINITION = "definition"
    CONSEQUENCE = "consequence"
    MODAL = "modal"
    STEPS = "steps"  # a chain of steps within a sentence
    PROCEDURE = "procedure"  # the numbered steps of a clause
    PAIR = "pair"  # what comes first and what then
    MEASURES = "measures"  # what a headed clause demands, for a short answer
    OFFICES = "offices"  # （教育部、财政部负责） behind a headed task
    TASKS = "tasks"  # neighbouring demands of a headed clause, each short enough for an option


@dataclass(frozen=True, slots=True)
class Fact:
    """`text[start:end]` is what is asked, within the statement `text[quote_start:quote_end]`."""

    kind: FactKind
    passage: Passage
    quote_start: int
    quote_end: int
    start: int
    end: int
    text: str
    lead: str = ""  # the statement before it, or the enumeration's lead-in, or the term defined
    items: tuple[str, ...] = ()
    value: Value | None = None
