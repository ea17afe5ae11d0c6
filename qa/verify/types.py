"""What is found in a draft, and what is said of it. Offsets count code points in the checked text."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from corpus.addresses import Address
from qa.compare import Change, Skipped

Verdict = Literal["verified", "altered", "misplaced", "not_found", "not_in_library", "outdated", "ambiguous"]
VERDICTS: tuple[Verdict, ...] = (
    "verified",
    "altered",
    "misplaced",
    "not_found",
    "not_in_library",
    "outdated",
    "ambiguous",
)
# What a person reads for each, and the sign beside it on grey paper.
LABELS: dict[Verdict, tuple[str, str]] = {
    "verified": ("相符", "✓"),
    "altered": ("有改动", "≠"),
    "misplaced": ("错位", "↷"),
    "not_found": ("查无此条", "✗"),
    "not_in_library": ("库内无此文件", "?"),
    "outdated": ("已失效", "⊘"),
    "ambiguous": ("不能确定", "‖"),
}
WITHOUT_CLAUSE = (
    0.85  # of an unquoted sentence that names no clause: below, it renders the document, not a sentence of it
)
Form = Literal["quotation", "paraphrase"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks (`open:close`) and without them (`start:end`)."""

    open: int
    start: int
    end: int
    close: int


@dataclass(frozen=True, slots=True)
class Name:
    """A place where a draft names a document.

    `title` as written, without 书名号; `number` as written; `how`: by title in 书名号, 文号, bare title, a pointer back
    (该法), or not at all (an address alone, `implied`). `genre` is what a pointer says of the kind of document. `year` is a
    version's year where one is written. `clause` of a pointer to a clause (该条, 前款): the level it points to.
    """

    start: int
    end: int
    how: Literal["title", "number", "bare", "unknown", "pointer", "implied"]
    title: str = ""
    number: str = ""
    genre: str = ""
    year: int = 0
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An address as it stands in the draft; `last` is the end of a range (第三条至第五条)."""

    start: int
    end: int
    steps: Address
    last: Address = ()


@dataclass(frozen=True, slots=True)
class Before:
    """Words without quotation marks before a citation: their span, where the citation ends with its bracket, and whether it is
    the only one there.
    """

    span: tuple[int, int]
    close: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A place that cites, before it is judged.

    `source` names the document (for a pointer: the name it points back to, None where there is none). `quote` is the span
    of the words, `form` whether they stand in quotation marks; `firm`: they are surely meant to be the document's (else
    they count only if they are); `beside`: other addresses that the same words are cited for; `before`: the words stand,
    without marks, before the citation.
    """

    start: int
    end: int
    name: Name
    source: Name | None
    place: Place | None
    quote: tuple[int, int] | None = None
    form: Form | None = None
    firm: bool = True
    basis: bool = False  # 根据…规定，: what follows may be the writer's own
    beside: tuple[Address, ...] = ()
    cut: int = (
        0  # where a paraphrase ends at the latest if it isn't a close one: before the next name, the sentence's end
    )
    inner: tuple[int, int] | None = (
        None  # of a paraphrase: a quotation within it, which may be all that is the document's
    )
    inner_firm: bool = False  # that quotation is surely the document's
    more: bool = False  # a further quotation for the same address
    before: bool = False

    @property
    def head(self) -> int:
        """Where the name with its address ends."""
        return self.place.end if self.place is not None else self.name.end


Fit = Literal["verified", "altered", "misplaced", "not_found"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one document says to a citation.

    `clause`: the address meant, as the document has it; `at`: the words that were compared (or the clause), in the
    document; `quote`: the words of the draft that were; `why`: for a note.
    """

    doc_id: str
    fit: Fit
    clause: str | None
    at: Span | None = None
    changes: tuple[Change, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    similarity: float = 0.0
    quote: Span | None = None
    compared: bool = True
    why: Literal["", "no_clause", "no_words", "facts", "free", "whole", "emphasis", "clause_elsewhere"] = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a document: `text == document.text[start:end]`."""

    doc_id: str
    title: str
    doc_number: str | None
    clause: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of a draft with what was found. `text == draft[start:end]`, `quote == draft[quote_start:quote_end]`.

    `changes` count in the draft (`cited_start`) and in the evidence's document (`source_start`). `skipped` is what an
    ellipsis left out where it limits the rule. `doc_id` and `content_hash` are the version that it was judged against.
    """

    start: int
    end: int
    text: str
    title: str | None
    doc_number: str | None
    clause: str | None
    quote: str | None
    verdict: Verdict
    changes: tuple[Change, ...] = ()
    evidence: Evidence | None = None
    note: str = ""
    quote_start: int | None = None
    quote_end: int | None = None
    form: Form | None = None
    skipped: tuple[Skipped, ...] = ()
    doc_id: str | None = None
    content_hash: str | None = None
    candidates: tuple[str, ...] = ()  # doc_ids of the documents that the words fit, where they are several

    def as_json(self) -> dict[str, Any]:
        """The fields of INTERFACE's `verify`, and some more."""
        value = asdict(self)
        value["changes"] = [asdict(change) for change in self.changes]
        value["skipped"] = [skipped.text for skipped in self.skipped]
        value["candidates"] = list(self.candidates)
        return value


@dataclass(frozen=True, slots=True)
class Verification:
    """A checked draft: its text, its citations in the order of the text, and the library's revision."""

    file: str
    text: str
    citations: tuple[Citation, ...]
    revision: int
    warnings: tuple[str, ...] = field(default=())

    @property
    def summary(self) -> dict[str, int]:
        """How many citations have each verdict."""
        counts = Counter(citation.verdict for citation in self.citations)
        return {verdict: counts.get(verdict, 0) for verdict in VERDICTS}

    def as_json(self) -> dict[str, Any]:
        """The document that `verify --json` prints."""
        value: dict[str, Any] = {
            "file": self.file,
            "summary": self.summary,
            "citations": [citation.as_json() for citation in self.citations],
        }
        if self.warnings:
            value["warnings"] = list(self.warnings)
        return value
