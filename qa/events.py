"""What happens while a question is answered, for a page that shows it as it comes.

`Engine.ask_stream` yields these events, so that a page can show the draft in grey and turn each sentence black (or strike
it through) as it is checked:

    Understood(question)               the question as it was understood, where it was a follow-up; at most once, first
    Draft(text)                        the next characters of the draft; joined they are the draft so far
    Checked(start, end, kept, …)       `draft[start:end]` has been checked; `shown` is what the answer says for it
    Done(result)                       always the last: the answer or refusal that counts

The text of `Draft` is unchecked and must not look like an answer. If the server fails, no further `Checked` comes and
`Done` has the extractive result, whose `warnings` say so. For a question that needs no model (a clause, a 文号) or a home
without one, only `Done` comes. `[n]` in the draft are the prompt's numbers; those in the result's text count its
`citations` from 1. `as_event_json` gives an event as JSON.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from qa.types import Answer, Refusal, as_json


@dataclass(frozen=True, slots=True)
class Understood:
    """The follow-up as a question that stands alone."""

    question: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Characters of the draft, unchecked."""

    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence's verdict: offsets in the draft, whether it stands, what is shown for it, why not, and its sources."""

    start: int
    end: int
    sentence: str
    kept: bool
    shown: str = ""
    why: str | None = None
    numbers: tuple[int, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The result that counts."""

    result: Answer | Refusal


Event = Understood | Draft | Checked | Done


def as_event_json(event: Event) -> dict[str, Any]:
    """An event as JSON: `{"event", …}` with its fields, those of the result for `Done`."""
    name = type(event).__name__.lower()
    return {"event": name, **(as_json(event.result) if isinstance(event, Done) else asdict(event))}
