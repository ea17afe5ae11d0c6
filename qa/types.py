"""What is asked, and what can be said: an answer with its citations, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from corpus.addresses import Address

Reason = Literal[
    "not_in_library",  # nothing in the library is about it
    "no_such_document",
    "no_such_clause",  # the document is there, the address is not
    "not_stated",  # the subject is there, what was asked is not said
    "out_of_force",  # only repealed or superseded text answers
    "unsupported",  # a model's draft did not survive checking
]
Attribute = Literal["number", "issued", "effective", "issuer", "content", "expires"]
Mode = Literal["clause", "extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Route:
    """What a question names.

    `doc_ids`: the documents it names, best first; `missing`: names of documents that aren't in the library, as written;
    `alternatives`: documents that come near a missing name; `addresses`: clauses asked for; `attribute`: what of the
    document itself is asked; `rest`: the question without names and addresses; `named`: how the documents were found.
    """

    question: str
    rest: str
    doc_ids: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    owners: tuple[str | None, ...] = ()  # the document named before each address
    written: tuple[str, ...] = ()  # the addresses as written
    attribute: Attribute | None = None
    named: Literal["exact", "near", "history", "filter", "only", ""] = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document: `text[start:end] == quote`, always. `page`: where they stand in the file, where it has pages or cells."""

    doc_id: str
    source: str
    title: str
    doc_number: str | None
    clause: str | None
    path: tuple[str, ...]
    quote: str
    start: int
    end: int
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Short:
    """The shortest verbatim span that answers, inside one of the citations."""

    text: str
    doc_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DroppedSentence:
    """A sentence of a model's draft that did not survive the check, and why."""

    sentence: str
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be checked: every sentence rests on a citation."""

    question: str
    text: str
    citations: tuple[Citation, ...]
    mode: Mode
    short: Short | None = None
    warnings: tuple[str, ...] = ()
    dropped: tuple[DroppedSentence, ...] = ()
    understood: str = ""  # a follow-up as a question that stands alone


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer, and why. `nearest`: up to three clauses to look at, which are not the answer."""

    question: str
    text: str
    reason: Reason
    nearest: tuple[Citation, ...] = ()
    mode: Mode = "extractive"
    warnings: tuple[str, ...] = ()
    dropped: tuple[DroppedSentence, ...] = ()
    understood: str = ""  # a follow-up as a question that stands alone


def as_json(result: Answer | Refusal) -> dict[str, Any]:
    """The fields of INTERFACE's `ask` (but `latency_ms`, which the caller measures)."""
    refused = isinstance(result, Refusal)
    value: dict[str, Any] = {
        "question": result.question,
        "answer": result.text,
        "refused": refused,
        "reason": result.reason if isinstance(result, Refusal) else None,
        "citations": [] if isinstance(result, Refusal) else [citation_json(c) for c in result.citations],
        "nearest": [citation_json(c) for c in result.nearest] if isinstance(result, Refusal) else [],
        "mode": result.mode,
    }
    if isinstance(result, Answer) and result.short is not None:
        value["short"] = asdict(result.short)
    if result.warnings:
        value["warnings"] = list(result.warnings)
    if result.understood:
        value["understood"] = result.understood
    if result.mode == "llm" or result.dropped:
        value["dropped"] = [asdict(d) for d in result.dropped]
    return value


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation's fields, `path` as a list."""
    return {**asdict(citation), "path": list(citation.path)}
