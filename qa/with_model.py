"""A question asked with a language model: what a look-up answers stays a look-up, all else is drafted and checked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.types import Filters
from qa.audit import entry_of, keep
from qa.chain import Asked
from qa.drafting import Drafting, Record, failed
from qa.events import Checked, Done, Draft, Event, Understood
from qa.llm import LLMFailure
from qa.rewrite import leans_on_history, rewritten, understood_by_rule
from qa.types import Answer, Refusal, Route

if TYPE_CHECKING:
    from qa.engine import Engine

# The chance that the library answers, below which a model isn't asked though passages were found: it could only say
# something else that is true. Above it, up to the settings' `refuse_below`, its answer carries a warning.
_LEAST_CHANCE = 0.1


def ask_with_model(
    engine: Engine, question: str, filters: Filters | None, history: Sequence[dict[str, Any]]
) -> Iterator[Event]:
    """The events of one question; the last is `Done`."""
    started = time.monotonic()
    route = engine.route(question, filters, history)
    understood, failure = understood_by_rule(route, engine.library), ""
    if not understood and leans_on_history(route, history):
        try:
            whole = rewritten(route.question, history, engine.chat)
        except LLMFailure as error:
            failure = str(error)
        else:
            if whole != route.question:
                understood, route = whole, engine.route(whole, filters, history)
    if understood:
        yield Understood(understood)
    for event in _events(engine, route, filters, started, failure):
        if isinstance(event, Done):
            event = Done(replace(event.result, question=question, understood=understood))
        yield event


def _events(
    engine: Engine, route: Route, filters: Filters | None, started: float, failure: str
) -> Iterator[Draft | Checked | Done]:
    from qa.engine import narrowed, searched_words

    known = engine.known(route, filters)
    if known is not None:
        yield Done(known)
        return
    chain = engine.extractive
    asked = chain.decided(searched_words(route), route, narrowed(filters, route))
    extractive = chain.quote(asked)
    if not _may_ask(asked):
        yield Done(extractive)
        return
    record = Record(failure=failure)
    if failure:  # it failed a moment ago: the time limit isn't spent twice
        yield Done(_kept(engine, record, failed(extractive, failure), started))
        return
    for_model, documents = chain.for_model(asked)
    drafting = Drafting(engine.chat, engine.settings.llm.sources_chars)
    for event in drafting.run(for_model, documents, extractive, record):
        yield Done(_kept(engine, record, event.result, started)) if isinstance(event, Done) else event


def _may_ask(asked: Asked) -> bool:
    if not asked.hits or asked.reason in ("no_such_document", "out_of_force"):
        return False
    return asked.reason is None or asked.chance >= _LEAST_CHANCE


def _kept(engine: Engine, record: Record, result: Answer | Refusal, started: float) -> Answer | Refusal:
    entry = entry_of(record, result, engine.settings, time.monotonic() - started)
    if keep(engine.home, entry):
        return result
    return replace(result, warnings=(*result.warnings, "这次回答没有记入回答记录（answers.jsonl 写不了）"))
