"""The question as understood: a follow-up made whole, by the rules of qa/follow.py or by a model that is held to the turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from corpus.addresses import format_address
from corpus.library import Library
from index.tokens import words
from qa.follow import BACK_CLAUSE, BACK_DOCUMENT
from qa.llm import Chat
from qa.prompts import REWRITE, rewrite_values
from qa.types import Route
from qa.wording import GENERIC

_SHORT = 14  # characters up to which a question after others may lean on them
_LEANS = re.compile(
    r"呢[？?]?$|^(?:那|还有|另外|其他|其它|具体|为什么|怎么)|它|该|这|其中|上述|上面|刚才|前面|去年|明年|今年"
)
_PARTICLES = re.compile(r"^(?:那么?|还有)|呢(?=[？?]?$)")
_LONGEST = 120
_MARKS = re.compile(r"^(?:改写(?:后)?(?:的)?(?:问题)?|问题)[：:]\s*|^[“\"「]|[”\"」]$")


def understood_by_rule(route: Route, library: Library) -> str:
    """The question with the document and clause that the last turn gave it; "" where it stood alone."""
    if route.named != "history":
        return ""
    if not route.doc_ids:
        return route.question
    title = library.summary(route.doc_ids[0]).title
    addresses = "、".join(format_address(steps) for steps in route.addresses)
    rest = _PARTICLES.sub("", BACK_CLAUSE.sub("", BACK_DOCUMENT.sub("", route.rest)))
    rest = rest if any(char.isalnum() for char in rest) else ""
    return f"《{title}》{addresses}{'：' if rest and not addresses else ''}{rest}"


def leans_on_history(route: Route, history: Sequence[dict[str, Any]]) -> bool:
    """Whether a model should make the question whole: the rules found nothing, and it may be a follow-up."""
    if not history or route.named in ("history", "exact") or route.missing or route.addresses:
        return False
    return len(route.question) <= _SHORT or bool(_LEANS.search(route.question))


def rewritten(question: str, history: Sequence[dict[str, Any]], chat: Chat) -> str:
    """The question as a model makes it whole; the question itself where what it wrote isn't drawn from the turns.

    :raises LLMFailure: the server gave nothing usable.
    """
    values = rewrite_values(question, history)
    said = "".join(chat.stream(lambda model: (REWRITE | model).stream(values))).strip()  # type: ignore[arg-type,return-value]
    line = _MARKS.sub("", said.splitlines()[0].strip()) if said else ""
    if not line or len(said.splitlines()) > 1 or len(line) > _LONGEST:
        return question
    known = f"{question}{values['history']}"
    drawn = all(word in known or word in GENERIC or len(word) == 1 for word in words(line))
    kept = [word for word in words(question) if len(word) > 1 and word not in GENERIC and not _LEANS.search(word)]
    return line if drawn and all(word in line for word in kept) else question
