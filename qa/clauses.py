"""Answers by name: the words of a clause, what a document contains, its 文号 and dates. No model, no search."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.addresses import format_address
from corpus.library import Library
from corpus.metadata import normal_number
from corpus.sentences import sentence_spans
from corpus.types import Clause, ClauseKind, Document, Status
from qa import phrases
from qa.cite import cite
from qa.lookup import ClauseFinder
from qa.types import Answer, Attribute, Citation, Refusal, Route

# A clause longer than this is answered by its lead-in and the heads of what is under it.
WHOLE_CHARS = 1200
_HEADS = 12
_ATTRIBUTE_NAMES: dict[Attribute, str] = {
    "number": "文号", "issued": "印发日期", "effective": "施行日期", "issuer": "发文机关", "expires": "有效期", "content": "内容"
}  # fmt: skip
_EVIDENCE: dict[Attribute, tuple[str, ...]] = {
    "issued": ("issued_on", "published_on"), "effective": ("effective_on",), "issuer": ("issuer",), "expires": ("expires_on",), "number": ("doc_number",)
}  # fmt: skip
_BEGINS = re.compile(r"(?:自|从|于)[^。；\n]{0,40}?(?:起)?(?:施行|实施|生效|执行)|(?:施行|实施|生效)(?:日期|时间)")
_ENDS = re.compile(r"有效期[^。；\n]{0,30}|(?:试行|执行)(?:期)?(?:至|到|为)[^。；\n]{1,20}")


def answer_route(route: Route, library: Library) -> Answer | Refusal | None:
    """The answer to a question that names a clause, or asks about a document itself; None if it must be searched."""
    if route.addresses:
        return _addresses(route, library)
    if route.attribute is not None:
        if route.doc_ids:
            return _attribute(route, library)
        if route.missing:
            return _no_document(route, library)
    return None


def _no_document(route: Route, library: Library) -> Refusal:
    near = [s.title for s in library.summaries(list(route.alternatives[:3]))]
    return Refusal(route.question, phrases.no_such_document(route.missing, near), "no_such_document", mode="clause")


# -- clauses ----------------------------------------------------------------------------------------
def _addresses(route: Route, library: Library) -> Answer | Refusal | None:
    if route.missing and not route.doc_ids:
        return _no_document(route, library)
    if not route.doc_ids:
        if len(re.sub(r"[\W_]", "", route.rest)) > 8:
            return None  # 第一节 of something that is asked about in other words
        return Refusal(
            route.question, phrases.which_document("、".join(route.written)), "no_such_document", mode="clause"
        )
    documents: dict[str, tuple[Document, ClauseFinder]] = {}
    citations: list[Citation] = []
    absent: list[tuple[Document, ClauseFinder, str]] = []
    warnings: list[str] = []
    for number, steps in enumerate(route.addresses):
        doc_id = route.owners[number] if number < len(route.owners) else None
        doc_id = doc_id or route.doc_ids[0]
        if doc_id not in documents:
            document = library.get(doc_id)
            documents[doc_id] = document, ClauseFinder(document)
            warnings += force_warnings(document)
        document, finder = documents[doc_id]
        found = finder.find(steps)
        if not found:
            absent.append((document, finder, format_address(steps)))
            continue
        if len(found) > 1:
            warnings.append(f"《{document.title}》有{len(found)}处可以叫{format_address(steps)}，都列在这里")
        for index in found[:4]:
            citations += quote_clause(document, finder, index)
    if route.missing:
        warnings.append(phrases.no_such_document(route.missing, ()))
    if not citations:
        document, finder, written = absent[0]
        text = phrases.no_such_clause(document.title, written, finder.exists_text())
        return Refusal(route.question, text, "no_such_clause", _near_clauses(document, finder, route), mode="clause")
    warnings += [phrases.no_such_clause(d.title, w, f.exists_text()) for d, f, w in absent]
    return Answer(route.question, compose(citations), tuple(citations), "clause", warnings=tuple(warnings))


def quote_clause(document: Document, finder: ClauseFinder, index: int) -> list[Citation]:
    """A clause whole, or where it is long its lead-in and the heads of what is under it."""
    clause = document.clauses[index]
    if clause.end - clause.start <= WHOLE_CHARS or not finder.children(index):
        return [cite(document, clause.start, clause.end, index)]
    children = finder.children(index)
    quotes: list[Citation] = []
    first = document.clauses[children[0]].start
    if document.text[clause.start : first].strip():
        quotes.append(cite(document, clause.start, first, index))
    quotes += [_head(document, child) for child in children[:_HEADS]]
    return quotes


def _head(document: Document, index: int) -> Citation:
    """A clause's first sentence, its heading where it has one."""
    clause = document.clauses[index]
    spans = sentence_spans(document.text, clause.start, clause.end)
    end = spans[0][1] if spans else clause.end
    if len(spans) > 1 and end - spans[0][0] <= len(clause.label) + 1:
        end = spans[1][1]
    return cite(document, clause.start, end, index)


def compose(citations: Sequence[Citation]) -> str:
    """The citations' words under lead-ins, one for each document and clause."""
    parts: list[str] = []
    last: tuple[str, str | None] | None = None
    for citation in citations:
        if last is None or last[0] != citation.doc_id:
            parts.append(phrases.according_to(citation.title, citation.doc_number, citation.clause))
        parts.append(citation.quote)
        last = citation.doc_id, citation.clause
    return "\n".join(parts)


def _near_clauses(document: Document, finder: ClauseFinder, route: Route) -> tuple[Citation, ...]:
    """Up to three clauses that are there: the deepest that the address still fits, else the last ones."""
    for cut in range(len(route.addresses[0]) - 1, 0, -1):
        found = finder.find(route.addresses[0][:cut])
        if found:
            return tuple(_head(document, i) for i in found[:3])
    unit = route.addresses[0][-1].unit
    same = [i for i, c in enumerate(document.clauses) if c.address and c.kind.value == unit.value] or finder.whole()
    return tuple(_head(document, i) for i in same[-1:])


def force_warnings(document: Document) -> list[str]:
    """A warning where a document is not in force or has been changed, with the reason where there is one."""
    if document.status is Status.IN_FORCE:
        return []
    reason = document.standing.reason
    return [f"注意：《{document.title}》{document.status.value}{f'：{reason}' if reason else ''}"]


# -- a document itself --------------------------------------------------------------------------------
def _attribute(route: Route, library: Library) -> Answer | Refusal | None:
    document = library.get(route.doc_ids[0])
    attribute = route.attribute
    assert attribute is not None
    warnings = tuple(force_warnings(document))
    if attribute == "content":
        citations = overview(document)
    else:
        finders: dict[Attribute, Callable[[Document], tuple[int, int] | None]] = {
            "number": _number_span, "effective": _effective_span, "expires": _expires_span,
        }  # fmt: skip
        finder = finders.get(attribute)
        span = (finder(document) if finder is not None else None) or _evidence_span(document, attribute)
        citations = [cite(document, *span)] if span is not None else []
    if citations:
        return Answer(route.question, compose(citations), tuple(citations), "clause", warnings=warnings)
    if attribute == "content":
        return None
    text = f"《{document.title}》" + phrases.not_stated(_ATTRIBUTE_NAMES[attribute])
    return Refusal(route.question, text, "not_stated", tuple(overview(document)[:1]), mode="clause")


def overview(document: Document) -> list[Citation]:
    """What a document says, in its own words: why it was made, and the heads of its parts."""
    finder = ClauseFinder(document)
    top = finder.whole()
    citations: list[Citation] = []
    opening = [
        c for c in document.clauses
        if c.kind in (ClauseKind.PREAMBLE, ClauseKind.TEXT) and c.parent is None and _says_something(document, c)
    ]  # fmt: skip
    limit = 1 if top else 3
    for clause in opening[:limit]:
        spans = sentence_spans(document.text, clause.start, clause.end)
        spans = [s for s in spans if s[1] - s[0] > 12] or spans
        citations.append(cite(document, spans[0][0], spans[min(len(spans), 3) - 1][1]))
    for index in top[:_HEADS]:
        clause = document.clauses[index]
        small = clause.end - clause.start <= 160
        citations.append(cite(document, clause.start, clause.end, index) if small else _head(document, index))
    return citations


def _says_something(document: Document, clause: Clause) -> bool:
    text = document.text[clause.start : clause.end].strip()
    return len(text) > 15 and not text.endswith(("：", ":"))


def _line(document: Document, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds a span."""
    text = document.text
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    for span in sentence_spans(text, begin, stop if stop >= 0 else len(text)):
        if span[0] <= start < span[1]:
            return span[0], max(span[1], end)
    return start, end


def _number_span(document: Document) -> tuple[int, int] | None:
    if document.doc_number is None:
        return None
    for match in re.finditer(r"[^\n]*号[^\n]*", document.text[:3000]):
        if normal_number(match.group()) == document.doc_number or document.doc_number in match.group():
            at = document.text.find(document.doc_number, match.start(), match.end())
            return (at, at + len(document.doc_number)) if at >= 0 and len(match.group()) > 60 else match.span()
    return None


def _effective_span(document: Document) -> tuple[int, int] | None:
    found = list(_BEGINS.finditer(document.text))
    if not found:
        return None
    own = [m for m in found if re.search(r"本|印发|发布|公布", _text_of(document, _line(document, *m.span())))]
    return _line(document, *(own or found)[-1].span()) if own or document.dates.effective_on else None


def _expires_span(document: Document) -> tuple[int, int] | None:
    match = _ENDS.search(document.text)
    return _line(document, *match.span()) if match else None


def _text_of(document: Document, span: tuple[int, int]) -> str:
    return document.text[span[0] : span[1]]


def _evidence_span(document: Document, attribute: Attribute) -> tuple[int, int] | None:
    """Where the words stand from which the attribute was read."""
    for name in _EVIDENCE.get(attribute, ()):
        words = document.evidence.get(name, "").strip()
        at = document.text.find(words) if words else -1
        if at >= 0:
            return _line(document, at, at + len(words)) if len(words) < 10 else (at, at + len(words))
    if attribute == "issuer" and document.issuer:
        at = document.text.find(document.issuer)
        if at >= 0:
            return at, at + len(document.issuer)
    return None
