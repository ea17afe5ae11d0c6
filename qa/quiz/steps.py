"""Steps in order: chains that say they are a procedure (按照申请、受理、审核的程序; 受理→审核→发放), the items of a
procedure (按照下列程序办理：), and pairs (先补偿、后搬迁; 经甲审核后，报乙批准).

Only where the words say that the order is meant: an enumeration without 程序, 流程, 步骤 or 顺序 has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.types import Clause, ClauseKind, Document
from qa.quiz.alone import DANGLING, SLOGAN, balanced, stands_alone
from qa.quiz.bodies import is_body
from qa.quiz.conditions import conditional_lead
from qa.quiz.fact import Fact, FactKind
from qa.quiz.statements import Passage, Sentence, windows

_STEP = r"[^，。；：:、→—“”《》\s]{2,16}"
_AND = r"(?:(?:和|并|以及){s})?".replace("{s}", _STEP)
_ARROW = r"→|➔|⟶|-->|－－>|——"
_ARROWS = re.compile(rf"{_STEP}(?:\s?(?:{_ARROW})\s?{_STEP}){{2,8}}")
# 办理程序, 表决程序 are names of what is made public; 的程序, 等程序 and “…”程序 say that what stands before is one.
_SAID = re.compile(
    rf"(?:按照|按|严格执行|执行|履行|经过|遵循)“?(?P<chain>{_STEP}(?:、{_STEP}){{2,9}}{_AND})(?P<tail>(?:等|”|的)+(?:基本|法定|工作|规定|办理)?(?:程序|流程|步骤|顺序))"
)
_PAIR = re.compile(
    r"(?<![优首率预事原领])先(?!行|后|进|锋|期)(?P<a>[一-龥]{2,8}?)(?P<join>[、，](?:再|后|然后)|再(?!生|次|度|利|就|造)|后再|后(?!续|期|顺|备|勤|再))(?P<b>[一-龥]{2,8}?)(?=[，。；”]|的|原则|$)(?![、，]?再)"
)
_REPORT = re.compile(
    r"(?<![已未])经(?P<a>[^，。；：“”]{3,24}?)(?P<done>(?:审核|审查|初审|核实|评议|讨论|同意|通过|论证)+(?:合格)?后?[，,]?报[请经]?)(?P<b>[^，。；：“”]{3,24}?)(?=批准|审批|备案|审定|核准|审核|决定|同意)"
)
_LEAD = re.compile(r"(?:下列|以下)(?P<noun>[一-龥]{0,4}(?:程序|步骤|流程|顺序)(?:和(?:程序|步骤|要求))?)")
_HEADED = re.compile(
    r"^(?!(?:一般|简易|普通|特别)?(?:办理|工作|申报|申请|审批|操作|基本|具体|服务|办事|实施|认定|审核)(?:程序|流程|步骤)$).{4,}(?:程序|流程|步骤)$"
)
_DONE = re.compile(r"^(?:由|经)?(?P<what>[^，。；：:（(\n]{2,18})(?=[，。；：:（(\n]|$)")
_LABELLED = (ClauseKind.ITEM, ClauseKind.SUBITEM, ClauseKind.SUBPART, ClauseKind.POINT, ClauseKind.SUBPOINT)
_FEWEST, _MOST = 3, 9
_MOST_CHARS = 900  # of the words that decide the order


def chains(document: Document, sentence: Sentence) -> Iterator[Fact]:
    """The chains and pairs of a sentence."""
    text = document.text
    for match in _SAID.finditer(text, sentence.start, sentence.end):
        chain = re.sub(r"(?:等|的)+(?:基本|法定|工作|规定|办理)?$", "", match["chain"])
        steps = tuple(re.split(r"、|(?<=[^、])(?:和|并|以及)(?=[^、]*$)", chain))
        yield from _chain(document, sentence, match.start("chain"), match.start("chain") + len(chain), steps)
    for match in _ARROWS.finditer(text, sentence.start, sentence.end):
        steps = tuple(s.strip() for s in re.split(_ARROW, match.group()))
        yield from _chain(document, sentence, *match.span(), steps)
    for pattern in (_PAIR, _REPORT):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            pair = match["a"], match["b"]
            if (
                pair[0] in pair[1]
                or pair[1] in pair[0]
                or DANGLING.search(match.group())
                or re.search("[本同上]一?级", match.group())
            ):
                continue
            if match.end("b") - match.start("a") > 34 or (pattern is _REPORT and not all(map(is_body, pair))):
                continue
            start, end = match.start("a"), match.end("b")
            for window in windows(document, sentence, start, end):
                yield Fact(FactKind.PAIR, sentence.passage, window.start, window.end, start, end, text[start:end],
                           lead=text[window.start : start], items=pair)  # fmt: skip
                break


def _chain(document: Document, sentence: Sentence, start: int, end: int, steps: tuple[str, ...]) -> Iterator[Fact]:
    if not _sound(steps):
        return
    passage, text = sentence.passage, document.text
    if "→" in text[start:end] and (start, end) == (sentence.start, sentence.end):
        if _HEADED.search(passage.topic):  # a line of arrows under the heading that says what it is
            yield Fact(
                FactKind.PROCEDURE,
                passage,
                start,
                end,
                start,
                end,
                f"{passage.topic}中",
                lead=f"{passage.topic}中",
                items=steps,
            )
        return
    for window in windows(document, sentence, start, end):
        yield Fact(FactKind.STEPS, sentence.passage, window.start, window.end, start, end, document.text[start:end],
                   lead=document.text[window.start : start], items=steps)  # fmt: skip
        return


def _sound(steps: tuple[str, ...]) -> bool:
    """Whether steps can be told apart and be put in another order: none is part of another, none points elsewhere."""
    return (
        _FEWEST <= len(steps) <= _MOST
        and len(set(steps)) == len(steps)
        and not any(a != b and a in b for a in steps for b in steps)
        and all(
            len(s) >= 2
            and balanced(s)
            and not DANGLING.search(s)
            and not re.search(r"[的其]|等$|^等|^(?:规定|要求|程序)|相关|有关|先后|\d", s)
            for s in steps
        )
    )


def procedures(document: Document) -> Iterator[Fact]:
    """Clauses that introduce, or are headed as, a procedure, with the names of its numbered steps."""
    for index, clause in enumerate(document.clauses):
        if clause.address is None:
            continue
        children = [document.clauses[i] for i in document.children(index)]
        steps = [c for c in children if c.kind in _LABELLED]
        if not _FEWEST <= len(steps) <= _MOST or conditional_lead(document, index):
            continue
        names = [_name(document, c) for c in steps]
        named = _by_lead(document, clause, steps[0]) or _by_heading(clause, names)
        if named is None or not all(names) or not _sound(tuple(names)):
            continue
        start, asked = named
        places = _places(document, steps, names)
        end = places[-1] + len(names[-1])
        if end - start > _MOST_CHARS:
            continue
        passage = Passage(
            index, clause.address, clause.kind, start, end, clause.heading or document.title, clause.heading
        )
        yield Fact(FactKind.PROCEDURE, passage, start, end, places[0], end, asked, lead=asked, items=tuple(names))


def _by_lead(document: Document, clause: Clause, first: Clause) -> tuple[int, str] | None:
    """Where 授予称号按照下列程序办理： begins, and its words as a question's beginning (授予称号按照规定的程序办理)."""
    text = document.text
    end = first.start
    while end > clause.start and text[end - 1].isspace():
        end -= 1
    start = max(clause.start, *(text.rfind(mark, clause.start, end - 1) + 1 for mark in "。\n"))
    if clause.label and text.startswith(clause.label, start):
        start += len(clause.label)
    while start < end and text[start] in " \u3000":
        start += 1
    lead = text[start:end]
    found = _LEAD.search(lead)
    if not found or not re.search(r"[：:]$", lead) or not 10 <= len(lead) <= 90:
        return None
    asked = lead[: found.start()] + "规定的" + found["noun"] + lead[found.end() :].rstrip("：:")
    plain = re.sub(r"规定的|[，,]", "", asked)
    if len(plain) < 8 or DANGLING.search(plain) or SLOGAN.search(plain) or not stands_alone(asked, least=8):
        return None
    return start, asked


def _by_heading(clause: Clause, names: Sequence[str]) -> tuple[int, str] | None:
    heading = clause.heading
    if len({name[-2:] for name in names}) == 1 or any(re.search("程序|流程", name) for name in names):
        return None  # one procedure beside another
    if (
        5 <= len(heading) <= 24
        and _HEADED.search(heading)
        and balanced(heading)
        and not DANGLING.search(heading)
        and not re.search(r"[，。；]", heading)
    ):
        return clause.start, f"{heading}中"
    return None


def _name(document: Document, step: Clause) -> str:
    """What a step is called: its heading, or its words to the first mark where they are short."""
    if 2 <= len(step.heading) <= 18:
        return step.heading.strip()
    words = document.text[step.start : step.end].strip().removeprefix(step.label).strip()
    found = _DONE.match(words)
    return (
        found["what"] if found and not re.search(r"(?:后|时|的|前|内|中|按照.*|根据.*|依照.*)$", found["what"]) else ""
    )


def _places(document: Document, steps: list[Clause], names: list[str]) -> list[int]:
    return [document.text.index(name, step.start) for step, name in zip(steps, names, strict=True)]


def reordered(chain: str, steps: tuple[str, ...]) -> list[str]:
    """A chain with its steps in other orders, those nearest to the right one first; what joins them stays in place."""
    marks, at = [], 0
    for step in steps:
        begin = chain.index(step, at)
        marks.append(chain[at:begin])
        at = begin + len(step)
    tail, count = chain[at:], len(steps)
    orders = [_exchanged(range(count), i, i + 1) for i in range(count - 1)]
    orders += [_exchanged(range(count), i, i + 2) for i in range(count - 2)] + [[*range(1, count), 0]]
    return ["".join(mark + steps[i] for mark, i in zip(marks, order, strict=True)) + tail for order in orders]


def _exchanged(order: Sequence[int], i: int, j: int) -> list[int]:
    found = list(order)
    found[i], found[j] = found[j], found[i]
    return found
