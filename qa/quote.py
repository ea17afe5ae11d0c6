"""From words to a quotation: around the words that answer, what a person needs to see of the document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.sentences import sentence_spans
from corpus.types import ClauseKind, Document
from qa.cite import cite, clause_of
from qa.read import Found
from qa.types import Citation

# Another sentence is quoted too where its score is within this of the best one's (evals/fit_reading.py: more adds little).
MARGIN = 1.5
# So is the best one of another document within this: two documents may say different things, and a person must see both.
ELSEWHERE = 2.0
_MOST = 3
_LONG_SENTENCE = 260  # characters; a longer one is cut at semicolons
_WHOLE_CLAUSE = 180  # characters up to which a clause is quoted whole: what stands beside may limit what answers
_WHOLE_LIST = 900  # characters up to which an enumeration is quoted whole
_LEAD_IN = re.compile(r"(?:[：:]|如下[。：:]?)\s*$")
_LISTING = re.compile(
    r"哪些|哪几|哪两|哪三|包括什么|有什么(?!时候)|什么(?:条件|情形|情况|措施|内容|职责|材料|原则|要求|权利|义务|方式|任务)|内容|条件|情形|职责|流程|步骤|材料|如何|怎么|怎样"
)
_NUMBERED = (ClauseKind.ITEM, ClauseKind.SUBITEM, ClauseKind.SUBPOINT)


def quote_found(question: str, found: Sequence[Found]) -> list[Citation]:
    """The citations of an answer: for the best words and those nearly as good, the sentences or items they stand in."""
    citations: list[Citation] = []
    best = found[0].score
    for one in found:
        cited = {citation.doc_id for citation in citations}
        if len(citations) >= _MOST or one.score < best - ELSEWHERE:
            break
        if one.score < best - MARGIN and (not citations or one.document.doc_id in cited):
            continue
        for citation in quote_around(question, one):
            if not any(_covers(other, citation) for other in citations):
                citations.append(citation)
    return citations


def quote_around(question: str, found: Found) -> list[Citation]:
    """What is quoted for some words: their sentence, an enumeration with its lead-in, a heading with its items."""
    document, text = found.document, found.document.text
    listing = bool(_LISTING.search(question))
    index = clause_of(document, found.start, found.end)
    if index is not None:
        clause = document.clauses[index]
        parent = clause.parent
        if clause.kind in _NUMBERED and parent is not None:
            outer = document.clauses[parent]
            siblings = [i for i in document.children(parent) if document.clauses[i].address]
            lead_end = document.clauses[siblings[0]].start if siblings else outer.start
            lead = text[outer.start : lead_end]
            if _LEAD_IN.search(lead):
                if listing and outer.end - outer.start <= _WHOLE_LIST:
                    return [cite(document, outer.start, outer.end, parent)]
                first = _last_sentence(text, outer.start, lead_end)
                return [cite(document, *first, parent), cite(document, clause.start, clause.end, index)]
        children = [i for i in document.children(index) if document.clauses[i].address]
        if children:
            first_child = document.clauses[children[0]].start
            in_head = found.end <= first_child
            lead = text[clause.start : first_child]
            heading_only = len(lead.strip()) <= len(clause.label) + len(clause.heading) + 3
            if in_head and (heading_only or _LEAD_IN.search(lead)) and found.end >= first_child - 12:
                if clause.end - clause.start <= _WHOLE_LIST:
                    return [cite(document, clause.start, clause.end, index)]
                return [cite(document, clause.start, first_child, index), *(_first(document, i) for i in children[:10])]
        if clause.address is not None and not children and clause.end - clause.start <= _WHOLE_CLAUSE:
            return [cite(document, clause.start, clause.end, index)]
    start, end = _sentences(document, index, found.start, found.end)
    if _LEAD_IN.search(text[start:end]):
        end = _following(text, end, document.clauses[index].end if index is not None else len(text))
    return [cite(document, start, end)]


def _sentences(document: Document, index: int | None, start: int, end: int) -> tuple[int, int]:
    """The whole sentences that hold a span, within their clause."""
    text = document.text
    low, high = (document.clauses[index].start, document.clauses[index].end) if index is not None else (0, len(text))
    low, high = max(low, start - 3000), min(high, end + 3000)
    spans = [s for s in sentence_spans(text, low, high) if s[0] < end and s[1] > start]
    pieces: list[tuple[int, int]] = []
    for span in spans:
        if span[1] - span[0] > _LONG_SENTENCE:
            pieces += [p for p in sentence_spans(text, *span, semicolons=True) if p[0] < end and p[1] > start]
        else:
            pieces.append(span)
    if not pieces:
        return start, end
    return min(start, pieces[0][0]), max(end, pieces[-1][1])


def _last_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    spans = sentence_spans(text, start, end)
    return spans[-1] if spans else (start, end)


def _following(text: str, end: int, limit: int) -> int:
    """Where what a lead-in announces ends, at most some sentences on."""
    for span in sentence_spans(text, end, min(limit, end + 500)):
        if span[1] - end > 400:
            break
        last = span[1]
        if not text[:last].endswith(("；", ";", "：", ":")) and not re.match(
            r"\s*(?:[一二三四五六七八九十]是|[（(]?[0-9一二三四五六七八九十]{1,2}[)）.、])", text[last : last + 6]
        ):
            return last
        end = last
    return end


def _first(document: Document, index: int) -> Citation:
    clause = document.clauses[index]
    spans = sentence_spans(document.text, clause.start, clause.end)
    return cite(document, clause.start, spans[0][1] if spans else clause.end, index)


def _covers(one: Citation, other: Citation) -> bool:
    """Whether `other` adds nothing: it lies within `one`, or says the same."""
    if one.doc_id == other.doc_id and one.start <= other.start and other.end <= one.end:
        return True
    return re.sub(r"\W", "", other.quote) in re.sub(r"\W", "", one.quote)
