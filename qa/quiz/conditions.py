"""Conditions and exceptions: the pieces of a sentence without which the rest of it isn't true.

A condition (…的， 未经批准， 在紧急情况下) stands before what it governs, within one semicolon's reach, or beyond it where only by whom
follows (…的，依法承担责任；由…吊销许可证); an exception (但…， …的除外) behind it, within the full stop. Items hang on their lead-in where that is a condition (有下列情形之一的：).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.types import Document

Span = tuple[int, int]

_CONDITION = re.compile(
    r"^.{4,}(?<!目)的$|^(?:如果?|若|凡|未经|逾期|必要时|确需|紧急|情节)|^对(?!于?此).{4,}的[一-龥]{2,24}$|"
    r"^(?:经|报).{2,}(?:批准|同意|审核|许可|核准|审查|验收)(?:合格)?后?$|(?:情况|情形|条件|前提)下$|^.{2,}(?:期间|期内|期满|(?<!同)时|(?<![今此先前之随])后)$|^(?:对)?除.+[外的]$"
)
_EXCEPTION = re.compile(r"^但(?!书)|除外$|^除.+外$")
# A part behind a semicolon that only says by whom, of what was said before it.
_BY_WHOM = re.compile(r"^(?:并|可以?|应当?)?由")
_LEAD = re.compile(r"的[，,：:]|之一|情形|条件")


def is_condition(words: str) -> bool:
    """Whether a piece between commas says when the rest holds."""
    return bool(_CONDITION.search(words.strip()))


def is_exception(words: str) -> bool:
    """Whether a piece between commas takes something out of what was said."""
    return bool(_EXCEPTION.search(words.strip()))


def goes_on(before: str, words: str) -> bool:
    """Whether the words behind a semicolon hang on a condition of the sentence's parts `before` it."""
    return bool(_BY_WHOM.match(words.strip())) and any(map(is_condition, re.split(r"[，,；;]", before)))


def first_needed(text: str, spans: Sequence[Span], at: int) -> int:
    """The segment with which a statement on segment `at` must begin at the latest: the conditions nearest before it.

    :param spans: the segments of one sentence, without semicolons between them.
    """
    needed = at
    for i in range(at - 1, -1, -1):
        if is_condition(text[slice(*spans[i])]):
            needed = i
        elif needed < at:
            break
    return needed


def excepted_behind(text: str, end: int, whole_end: int) -> bool:
    """Whether an exception follows `end` within the sentence that ends at `whole_end`, or opens the next one."""
    rest = text[end:whole_end]
    if any(is_exception(piece) for piece in re.split(r"[，,；;：:]", rest)):
        return True
    return bool(re.match(r"[。；;\s]{0,3}但(?:是)?", text[whole_end : whole_end + 5]))


def conditional_lead(document: Document, index: int | None) -> str:
    """The conditional lead-in that a clause, or one above it, hangs on as an item; empty where it hangs on none."""
    while index is not None:
        parent = document.clauses[index].parent
        if parent is None:
            return ""
        first = next(document.children(parent))
        own = document.text[document.clauses[parent].start : document.clauses[first].start].strip().rpartition("\n")[2]
        lead = own.rpartition("。")[2]
        if re.search(r"[：:]$", lead) and _LEAD.search(lead):
            return lead
        index = parent
    return ""


def left_out(document: Document, start: int, end: int) -> str:
    """The condition or exception of its sentence that `text[start:end]` leaves out; empty where there is none."""
    text = document.text
    left = max(text.rfind(mark, 0, start) for mark in "。；;\n：") + 1
    begun = max(text.rfind(mark, 0, left) for mark in "。\n：") + 1
    if start < left + 2 and goes_on(text[begun:left], text[start:end]):
        return text[begun:left].strip()
    lost = next((p for p in reversed(re.split(r"[，,]", text[left:start])[:-1]) if is_condition(p)), "")
    if lost:
        return lost.strip()
    stop = re.compile(r"[。\n]").search(text, end)
    if excepted_behind(text, end, stop.start() if stop else len(text)):
        return "但书"
    return conditional_lead(document, document.clause_at(start))
