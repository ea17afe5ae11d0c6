"""Drafts: a fact in the dress of a question type, with more distractors than it needs.

Which of them stand beside the key, and where the key stands, is settled when the paper is put together
(`qa.quiz.assemble`), so that keys can be spread evenly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.types import Document
from qa.quiz.facts import Fact, FactKind, usable_items
from qa.quiz.falsity import Texts
from qa.quiz.pools import Pools, count_like
from qa.quiz.statements import alike, is_conditional
from qa.quiz.types import ALTERNATIVE, BLANK, Difficulty, QuestionType
from qa.quiz.values import writings

_CLOZE = (FactKind.NUMBER, FactKind.DATE, FactKind.FREQUENCY, FactKind.TERM, FactKind.BODY)
_BLANK_FROM = 8  # characters of the statement that stand before a blank at least
_TRIED = 8  # distractors that are proved false for one draft


@dataclass(frozen=True, slots=True)
class Draft:
    """A question but for the choice and the order of its options.

    `right` are the keys' texts in the clause's order, `wrong` the distractors, the best first. For a judgement,
    `right` holds what the clause says and `wrong` what a false stem says instead.
    """

    type: QuestionType
    fact: Fact
    doc_id: str
    stem: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    difficulty: Difficulty
    weight: float  # how much it is worth asking
    points: tuple[str, ...] = ()
    swap: tuple[int, int] = (0, 0)  # where in the stem of a judgement the words stand that are exchanged


def drafts(document: Document, fact: Fact, pools: Pools, texts: Texts) -> Iterator[Draft]:
    """The questions that a fact can be asked as.

    :param pools: where distractors come from.
    :param texts: what they are proved false by.
    """
    maker = _Maker(document, fact, pools, texts)
    if fact.kind in _CLOZE:
        yield from maker.cloze()
    elif fact.kind is FactKind.ACTOR:
        yield from maker.actor()
    elif fact.kind is FactKind.LIST:
        yield from maker.inline_list()
    elif fact.kind is FactKind.ITEMS:
        yield from maker.items()
    elif fact.kind is FactKind.DEFINITION:
        yield from maker.definition()
    elif fact.kind is FactKind.CONSEQUENCE:
        yield from maker.consequence()
    elif fact.kind is FactKind.MODAL:
        yield from maker.modal()
    elif fact.kind is FactKind.MEASURES:
        yield from maker.measures()


class _Maker:
    """The builders of one fact's drafts, which share what they know of it."""

    def __init__(self, document: Document, fact: Fact, pools: Pools, texts: Texts) -> None:
        self.document, self.fact, self.pools, self.texts = document, fact, pools, texts
        self.before = document.text[fact.quote_start : fact.start]
        self.after = document.text[fact.end : fact.quote_end]
        self.lead_in = f"根据《{document.title}》，"

    def cloze(self) -> Iterator[Draft]:
        fact = self.fact
        late = len(self.before) >= _BLANK_FROM and len(self.before) >= 0.3 * (len(self.before) + len(self.after))
        stem = f"{self.lead_in}{self.before}{BLANK}{self.after}。"
        wrong = self._false(self._pool())
        if late and len(wrong) >= 3:
            yield self._draft(QuestionType.SINGLE, stem, (fact.text,), wrong, 1.0)
        if late:
            yield from self._fill_in()
        if wrong and len(self.before) + len(self.after) >= 8:
            yield self._judge(fact.start, fact.text, wrong[:4], 0.9)

    def _pool(self) -> list[str]:
        doc_id, fact = self.document.doc_id, self.fact
        match fact.kind:
            case FactKind.NUMBER:
                return self.pools.for_value(doc_id, fact)
            case FactKind.DATE:
                return self.pools.for_date(doc_id, fact)
            case FactKind.FREQUENCY:
                return self.pools.for_frequency(fact)
            case FactKind.TERM:
                return self.pools.for_term(doc_id, fact)
            case _:
                return self.pools.for_body(doc_id, fact)

    def _fill_in(self) -> Iterator[Draft]:
        fact, key = self.fact, self.fact.text
        stem = f"{self.lead_in}{self.before}{BLANK}{self.after}。"
        if fact.kind is FactKind.NUMBER and fact.value is not None:
            forms = writings(fact.value)
            number = [
                re.match(r"^(?:百分之)?[\d,.]+(?=\D|$)|^[一二两三四五六七八九十百千零〇]+(?=\D|$)", form)
                for form in forms
            ]
            unit = key[number[0].end() :] if number[0] else ""
            apart = (
                len(forms) > 1
                and unit
                and all(
                    n and len(n.group()) >= 2 and form[n.end() :] == unit for n, form in zip(number, forms, strict=True)
                )
            )
            if apart:  # 20||二十 with 日 behind the blank
                answers = [n.group() for n in number if n]
                yield self._draft(
                    QuestionType.BLANK,
                    f"{self.lead_in}{self.before}{BLANK}{unit}{self.after}。",
                    (ALTERNATIVE.join(answers),),
                    (),
                    0.9,
                )
            elif 2 <= len(key) <= 12:
                yield self._draft(
                    QuestionType.BLANK, stem, (ALTERNATIVE.join(f for f in forms if len(f) >= 2),), (), 0.9
                )
        elif fact.kind is FactKind.TERM:
            if not re.search(r"\d", key) and len(key) >= 3:
                yield self._draft(QuestionType.BLANK, stem, (key,), (), 0.8)
        elif fact.kind in (FactKind.DATE, FactKind.BODY) and 3 <= len(key) <= 12:
            yield self._draft(QuestionType.BLANK, stem, (key,), (), 0.75 if fact.kind is FactKind.BODY else 0.85)

    def actor(self) -> Iterator[Draft]:
        """Who is the subject: asked with 下列哪一主体, so that the stem does not begin with a blank."""
        if len(self.after) < 8 or re.match(r"^(?:应当|可以|不得|必须)?(?:按照|依法|根据)?.{0,5}$", self.after):
            return
        wrong = self._false(self.pools.for_body(self.document.doc_id, self.fact))
        if len(wrong) >= 3:
            yield self._draft(
                QuestionType.SINGLE, f"{self.lead_in}下列哪一主体{self.after}？", (self.fact.text,), wrong, 0.9
            )
        if wrong:
            yield self._judge(self.fact.start, self.fact.text, wrong[:4], 0.7)

    def inline_list(self) -> Iterator[Draft]:
        items = self.fact.items
        words = self.document.text[self.fact.passage.start : self.fact.passage.end]
        wrong = tuple(
            w for w in self.pools.for_list(self.document.doc_id, self.fact)
            if w not in words and not any(alike(w, i) >= 0.34 or w in i or i in w for i in items)
        )  # fmt: skip
        right = items if len(items) <= 5 else items[:4] if self.after.startswith("等") else ()
        if len(wrong) >= 2 and len(right) >= 3 and len(self.before) >= 4:
            stem = f"{self.lead_in}{self.before}{BLANK}{self.after}。"
            yield self._draft(QuestionType.MULTIPLE, stem, right, wrong[:_TRIED], 0.8, hard=False)

    def items(self) -> Iterator[Draft]:
        fact = self.fact
        usable = usable_items(fact.items)
        twins = [
            f
            for f in self.pools.facts(self.document.doc_id)
            if f.kind is FactKind.ITEMS and alike(f.lead, fact.lead) >= 0.9 and f.start != fact.start
        ]
        if twins:
            return
        wrong = tuple(
            w for w in self.pools.for_items(self.document.doc_id, fact)
            if not any(alike(w, i) >= 0.45 or w in i or i in w for i in fact.items)
        )  # fmt: skip
        many, one = _asking(fact.lead, "哪些"), _asking(fact.lead, "哪一")
        if len(usable) >= 2 and len(wrong) >= 2:
            yield self._draft(QuestionType.MULTIPLE, f"{self.lead_in}{many}？", tuple(usable), wrong[:_TRIED], 1.2)
        if usable and len(wrong) >= 3:
            yield self._draft(QuestionType.SINGLE, f"{self.lead_in}{one}？", tuple(usable), wrong[:_TRIED], 0.8)
        whole = [i for i in fact.items if i]
        if 3 <= len(whole) <= 10 and sum(map(len, whole)) <= 500 and all(i in self.document.text for i in whole):
            stem = f"{self.lead_in}{_plain_asking(fact.lead)}？"
            yield self._draft(QuestionType.SHORT, stem, tuple(whole), (), 1.2, points=tuple(whole))

    def definition(self) -> Iterator[Draft]:
        wrong = self._false(self.pools.for_definition(self.document.doc_id, self.fact))
        key = self.fact.text
        near = tuple(w for w in wrong if 0.6 <= len(w) / len(key) <= 1.6)
        if len(near) >= 3:
            yield self._draft(QuestionType.SINGLE, f"{self.lead_in}“{self.fact.lead}”是指什么？", (key,), near, 1.0)

    def consequence(self) -> Iterator[Draft]:
        key = self.fact.text
        wrong = self._false(
            [w for w in self.pools.for_consequence(self.document.doc_id, self.fact) if 0.6 <= len(w) / len(key) <= 1.6]
        )
        if len(wrong) >= 3:
            yield self._draft(
                QuestionType.SINGLE, f"{self.lead_in}{self.before}{BLANK}{self.after}。", (key,), wrong, 0.9
            )

    def modal(self) -> Iterator[Draft]:
        other = {"应当": ("可以",), "必须": ("可以",), "不得": ("可以",), "可以": ("不得",)}[self.fact.text]
        if self.fact.text == "可以" and re.search(r"也$|并$", self.before):
            return
        yield self._judge(self.fact.start, self.fact.text, other, 0.5)

    def measures(self) -> Iterator[Draft]:
        stem = f"{self.lead_in}“{self.fact.lead}”有哪些主要要求？"
        yield self._draft(QuestionType.SHORT, stem, self.fact.items, (), 0.9, points=self.fact.items)

    def _judge(self, at: int, said: str, instead: tuple[str, ...], weight: float) -> Draft:
        fact = self.fact
        statement = self.document.text[fact.quote_start : fact.quote_end]
        begin = len(self.lead_in) + at - fact.quote_start
        return self._draft(
            QuestionType.JUDGE,
            f"{self.lead_in}{statement}。",
            (said,),
            instead,
            weight,
            swap=(begin, begin + len(said)),
        )

    def _false(self, candidates: list[str]) -> tuple[str, ...]:
        """Those that no clause of the library makes true, at most as many as are ever needed."""
        found: list[str] = []
        for candidate in candidates:
            if len(found) == _TRIED:
                break
            if not self.texts.makes_true(self.document.doc_id, self.before, candidate, self.after):
                found.append(candidate)
        return tuple(found)

    def _draft(
        self, type_: QuestionType, stem: str, right: tuple[str, ...], wrong: tuple[str, ...], weight: float, *,
        points: tuple[str, ...] = (), swap: tuple[int, int] = (0, 0), hard: bool | None = None,
    ) -> Draft:  # fmt: skip
        return Draft(
            type_, self.fact, self.document.doc_id, stem, right, wrong, self._difficulty(hard), weight, points, swap
        )

    def _difficulty(self, hard: bool | None) -> Difficulty:
        """Hard: a condition, an exception or several facts; medium: a like fact stands elsewhere; else easy."""
        fact = self.fact
        words = self.document.text[fact.quote_start : fact.quote_end]
        if hard or (
            hard is None
            and (fact.kind in (FactKind.ITEMS, FactKind.CONSEQUENCE, FactKind.MEASURES) or is_conditional(words))
        ):
            return "hard"
        return "medium" if count_like(self.pools.facts(self.document.doc_id), fact) > 0 else "easy"


def _asking(lead: str, which: str) -> str:
    """An enumeration's lead-in as a question: 享有下列权利： → 享有下列哪些权利."""
    words = re.sub(r"[：:]$", "", lead)
    noun = re.search(r"(下列|以下)(?P<noun>[一-龥]*)", words)
    assert noun is not None
    measure = {"哪一": "哪一项", "哪些": "哪些"}[which]
    asked = words[: noun.start()] + "下列" + measure + words[noun.start("noun") :]
    asked = asked.replace(measure + "情形之一", measure.rstrip("项") + ("种" if which == "哪一" else "") + "情形")
    return asked.replace(measure + "行为之一", measure.rstrip("项") + ("种" if which == "哪一" else "") + "行为")


def _plain_asking(lead: str) -> str:
    """The same without options: 享有哪些权利."""
    return _asking(lead, "哪些").replace("下列哪些", "哪些")
