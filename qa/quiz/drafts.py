"""Drafts: a fact in the dress of a question type, with more distractors than it needs.

Which of them stand beside the key, and where the key stands, is settled when the paper is put together
(`qa.quiz.assemble`), so that keys can be spread evenly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.types import Document
from qa.quiz.enumerations import usable_items
from qa.quiz.fact import Fact, FactKind
from qa.quiz.falsity import Texts
from qa.quiz.pools import Pools, count_like
from qa.quiz.statements import alike, grams, is_conditional, overlap
from qa.quiz.types import ALTERNATIVE, BLANK, Difficulty, QuestionType
from qa.quiz.values import writings

_BLANK_FROM = 8  # characters of the statement that stand before a blank at least
_TRIED = 8  # distractors that are proved false for one draft

# What a fact of each kind can be asked as, and how much that is worth asking.
_ASKED_AS: dict[FactKind, dict[QuestionType, float]] = {
    FactKind.NUMBER: {QuestionType.SINGLE: 1.0, QuestionType.BLANK: 0.9, QuestionType.JUDGE: 0.9},
    FactKind.DATE: {QuestionType.SINGLE: 1.0, QuestionType.BLANK: 0.85, QuestionType.JUDGE: 0.9},
    FactKind.FREQUENCY: {QuestionType.SINGLE: 1.0, QuestionType.JUDGE: 0.9},
    FactKind.TERM: {QuestionType.SINGLE: 0.8, QuestionType.BLANK: 0.8},
    FactKind.BODY: {QuestionType.SINGLE: 1.0, QuestionType.BLANK: 0.75, QuestionType.JUDGE: 0.9},
    FactKind.ACTOR: {QuestionType.SINGLE: 0.9, QuestionType.JUDGE: 0.7},
    FactKind.LIST: {QuestionType.MULTIPLE: 0.8, QuestionType.JUDGE: 0.6},
    FactKind.ITEMS: {QuestionType.MULTIPLE: 1.2, QuestionType.SINGLE: 0.8, QuestionType.SHORT: 1.2},
    FactKind.DEFINITION: {QuestionType.SINGLE: 1.0},
    FactKind.CONSEQUENCE: {QuestionType.SINGLE: 0.9},
    FactKind.MODAL: {QuestionType.JUDGE: 0.5},
    FactKind.MEASURES: {QuestionType.SHORT: 0.9},
    FactKind.TASKS: {QuestionType.MULTIPLE: 0.9, QuestionType.SINGLE: 0.6},
    FactKind.OFFICES: {QuestionType.MULTIPLE: 1.0},
}
# Of a general duty (应当加强…) it can't be shown that others don't have it too.
_GENERAL = re.compile(
    r"^(?:应当|可以|必须|要)?(?:依法)?(?:加强|支持|保障|做好|重视|鼓励|引导|建立健全|完善|坚持|遵守|配合|履行|协助)"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question but for the choice and the order of its options.

    `right` are the keys' texts in the clause's order, `wrong` the distractors, the best first. For a judgement,
    `right` holds what the clause says, `wrong` what a false stem says instead, `swap` where in the stem it stands.
    """

    type: QuestionType
    fact: Fact
    stem: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    difficulty: Difficulty
    swap: tuple[int, int] = (0, 0)

    @property
    def points(self) -> tuple[str, ...]:
        """The scoring points of a short answer."""
        return self.right if self.type is QuestionType.SHORT else ()


def asked_as(document: Document, fact: Fact) -> dict[QuestionType, float]:
    """The types that a fact may give, with their weights; whether it does is seen when it is tried."""
    weights = _ASKED_AS[fact.kind]
    if fact.kind is FactKind.ACTOR and fact.text in document.title:  # the title would tell
        return {type_: weight - 0.3 for type_, weight in weights.items()}
    return weights


def difficulty_of(document: Document, fact: Fact, pools: Pools) -> Difficulty:
    """Hard: a condition, an exception or several facts; medium: a like fact stands near; else easy."""
    words = document.text[fact.quote_start : fact.quote_end]
    if fact.kind in (FactKind.ITEMS, FactKind.CONSEQUENCE, FactKind.MEASURES) or is_conditional(words):
        return "hard"
    return "medium" if count_like(pools.facts(document.doc_id), fact) > 0 else "easy"


def draft_as(document: Document, fact: Fact, type_: QuestionType, pools: Pools, texts: Texts) -> Draft | None:
    """A fact as a question of a type; None where it can't be asked so.

    :param pools: where distractors come from.
    :param texts: what they are proved false by.
    """
    return _Maker(document, fact, pools, texts).make(type_)


class _Maker:
    """What builds the drafts of one fact."""

    def __init__(self, document: Document, fact: Fact, pools: Pools, texts: Texts) -> None:
        self.document, self.fact, self.pools, self.texts = document, fact, pools, texts
        self.before = document.text[fact.quote_start : fact.start]
        self.after = document.text[fact.end : fact.quote_end]
        self.lead_in = f"根据《{document.title}》，"

    def make(self, type_: QuestionType) -> Draft | None:
        match type_, self.fact.kind:
            case QuestionType.JUDGE, _:
                return self.judge()
            case QuestionType.BLANK, _:
                return self.fill_in()
            case _, FactKind.ACTOR:
                return self.actor()
            case _, FactKind.LIST:
                return self.inline_list()
            case _, FactKind.ITEMS:
                return self.items(type_)
            case _, FactKind.DEFINITION:
                return self.definition()
            case _, FactKind.CONSEQUENCE:
                return self.consequence()
            case _, FactKind.MEASURES:
                return self.draft(type_, f"“{self.fact.lead}”有哪些主要要求？", self.fact.items, ())
            case _, FactKind.TASKS:
                return self.tasks(type_)
            case _, FactKind.OFFICES:
                return self.offices()
            case _:
                return self.cloze()

    # -- a statement with a gap ---------------------------------------------------------------------
    @property
    def late(self) -> bool:
        """Whether a gap for the fact would stand late enough in the statement."""
        return len(self.before) >= max(_BLANK_FROM, 0.3 * (len(self.before) + len(self.after)))

    def cloze(self) -> Draft | None:
        if not self.late:
            return None
        wrong = self.false(self.candidates())
        return self.draft(QuestionType.SINGLE, self.gapped(), (self.fact.text,), wrong) if len(wrong) >= 3 else None

    def gapped(self, behind: str = "") -> str:
        return f"{self.before}{BLANK}{behind}{self.after}。"

    def candidates(self) -> list[str]:
        doc_id, fact, pools = self.document.doc_id, self.fact, self.pools
        match fact.kind:
            case FactKind.NUMBER:
                return pools.for_value(doc_id, fact)
            case FactKind.DATE:
                return pools.for_date(doc_id, fact)
            case FactKind.FREQUENCY:
                return pools.for_frequency(fact)
            case FactKind.TERM:
                return pools.for_term(doc_id, fact)
            case _:
                return pools.for_body(doc_id, fact)

    def fill_in(self) -> Draft | None:
        key, value = self.fact.text, self.fact.value
        if not self.late:
            return None
        if value is None:
            return self.draft(QuestionType.BLANK, self.gapped(), (key,), ()) if 3 <= len(key) <= 12 else None
        forms = writings(value)
        found = [re.match(r"[\d,.]+(?=\D|$)|[一二两三四五六七八九十百千零〇]+(?=\D|$)", form) for form in forms]
        numbers = [n.group() for n in found if n]
        unit = key[len(numbers[0]) :] if numbers else ""
        # 20||二十 with 日 behind the gap, where both writings are more than one character and have one unit.
        if (
            len(numbers) == len(forms) > 1
            and unit
            and all(len(n) > 1 and f == n + unit for n, f in zip(numbers, forms, strict=True))
        ):
            return self.draft(QuestionType.BLANK, self.gapped(unit), (ALTERNATIVE.join(numbers),), ())
        fitting = [form for form in forms if 2 <= len(form) <= 12]
        return (
            self.draft(QuestionType.BLANK, self.gapped(), (ALTERNATIVE.join(fitting),), ()) if key in fitting else None
        )

    def consequence(self) -> Draft | None:
        key = self.fact.text
        candidates = self.pools.for_consequence(self.document.doc_id, self.fact)
        wrong = self.false([w for w in candidates if 0.6 <= len(w) / len(key) <= 1.6])
        return self.draft(QuestionType.SINGLE, self.gapped(), (key,), wrong) if len(wrong) >= 3 else None

    # -- a question ---------------------------------------------------------------------------------
    def actor(self) -> Draft | None:
        """Who is the subject: asked with 下列哪一主体, so that the stem does not begin with a blank."""
        if len(re.sub(r"^(?:应当|可以|不得|必须)", "", self.after)) < 8:
            return None
        wrong = self.false(self.pools.for_body(self.document.doc_id, self.fact))
        return (
            self.draft(QuestionType.SINGLE, f"下列哪一主体{self.after}？", (self.fact.text,), wrong)
            if len(wrong) >= 3
            else None
        )

    def inline_list(self) -> Draft | None:
        items, wrong = self.fact.items, self.strangers()
        right = items if len(items) <= 5 else items[:4] if self.after.startswith("等") else ()
        if len(wrong) < 2 or len(right) < 3 or not self.late:
            return None
        return self.draft(QuestionType.MULTIPLE, self.gapped(), right, wrong[:_TRIED])

    def strangers(self) -> tuple[str, ...]:
        """Members of other enumerations that are neither in this clause nor like a member of this one."""
        clause = self.words()
        return tuple(
            w for w in self.pools.for_list(self.document.doc_id, self.fact)
            if w not in clause and not any(alike(w, i) >= 0.34 or w in i or i in w for i in self.fact.items)
        )  # fmt: skip

    def words(self) -> str:
        """The words of the clause that the fact stands in."""
        return self.document.text[self.fact.passage.start : self.fact.passage.end]

    def items(self, type_: QuestionType) -> Draft | None:
        fact, doc_id = self.fact, self.document.doc_id
        others = (f for f in self.pools.facts(doc_id) if f.kind is FactKind.ITEMS and f.start != fact.start)
        if any(alike(other.lead, fact.lead) >= 0.9 for other in others):
            return None  # two enumerations under the same words: a stem could mean either
        if type_ is QuestionType.SHORT:
            fits = 3 <= len(fact.items) <= 10 and all(fact.items) and sum(map(len, fact.items)) <= 500
            return self.draft(type_, f"{_plain_asking(fact.lead)}？", fact.items, ()) if fits else None
        usable = tuple(usable_items(fact.items))
        wrong = tuple(
            w
            for w in self.pools.for_items(doc_id, fact)
            if not any(alike(w, i) >= 0.45 or w in i or i in w for i in fact.items)
        )
        if type_ is QuestionType.MULTIPLE and len(usable) >= 2 and len(wrong) >= 2:
            return self.draft(type_, f"{_asking(fact.lead, '哪些')}？", usable, wrong[:_TRIED])
        if type_ is QuestionType.SINGLE and usable and len(wrong) >= 3:
            return self.draft(type_, f"{_asking(fact.lead, '哪一')}？", usable, wrong[:_TRIED])
        return None

    def definition(self) -> Draft | None:
        key = self.fact.text
        wrong = self.false(self.pools.for_definition(self.document.doc_id, self.fact))
        near = tuple(w for w in wrong if 0.6 <= len(w) / len(key) <= 1.6)
        return (
            self.draft(QuestionType.SINGLE, f"“{self.fact.lead}”是指什么？", (key,), near) if len(near) >= 3 else None
        )

    def tasks(self, type_: QuestionType) -> Draft | None:
        """What a headed clause demands, among what its siblings demand."""
        words, heading = grams(self.words()), grams(self.fact.lead)
        wrong: list[str] = []
        for w in self.pools.for_tasks(self.document.doc_id, self.fact):
            own = grams(w)
            if (
                overlap(own, words) < 0.6
                and not own & heading
                and not any(alike(w, i) >= 0.34 for i in self.fact.items)
            ):
                wrong.append(w)
            if len(wrong) == _TRIED:
                break
        which, least = ("哪些", 2) if type_ is QuestionType.MULTIPLE else ("哪一项", 3)
        stem = f"下列{which}属于“{self.fact.lead}”的要求？"
        return self.draft(type_, stem, self.fact.items, tuple(wrong)) if len(wrong) >= least else None

    def offices(self) -> Draft | None:
        """Which offices are charged with a headed task, among the document's other offices."""
        right = self.fact.items
        wrong = tuple(
            w for w in self.pools.for_offices(self.document.doc_id, self.fact)
            if w not in self.words() and not any(w in r or r in w for r in right)
        )  # fmt: skip
        stem = f"“{self.fact.lead}”由下列哪些部门或单位负责？"
        return self.draft(QuestionType.MULTIPLE, stem, right, wrong[:_TRIED]) if len(wrong) >= 2 else None

    # -- a statement to judge -------------------------------------------------------------------------
    def judge(self) -> Draft | None:
        fact = self.fact
        if fact.kind is FactKind.MODAL:
            if re.search(r"[也并]$", self.before):
                return None
            wrong: tuple[str, ...] = {"可以": ("应当", "不得")}.get(fact.text, ("可以",))
        elif fact.kind is FactKind.LIST:
            return self.judge_list()
        elif fact.kind is FactKind.ACTOR:
            if len(self.after) < 16 or _GENERAL.match(self.after):
                return None
            wrong = self.false(self.pools.for_body(self.document.doc_id, fact)[:4])
        else:
            wrong = self.false(self.candidates()[:4])
        if not wrong or len(self.before) + len(self.after) < 8:
            return None
        begin = len(self.lead_in) + len(self.before)
        statement = f"{self.before}{fact.text}{self.after}。"
        return self.draft(QuestionType.JUDGE, statement, (fact.text,), wrong, swap=(begin, begin + len(fact.text)))

    def judge_list(self) -> Draft | None:
        """A statement with an enumeration, one member of which may be exchanged."""
        # Where 等 leaves the enumeration open, what isn't named isn't false: then only the true statement is asked.
        wrong = () if self.after.startswith("等") else self.strangers()
        if len(self.before) + len(self.after) < 6:
            return None
        item = max(self.fact.items[:-1], key=len)  # the last may trail words
        begin = len(self.lead_in) + len(self.before) + self.fact.text.index(item)
        statement = f"{self.before}{self.fact.text}{self.after}。"
        return self.draft(QuestionType.JUDGE, statement, (item,), wrong[:4], swap=(begin, begin + len(item)))

    # -- all of them ------------------------------------------------------------------------------------
    def false(self, candidates: list[str]) -> tuple[str, ...]:
        """Those that no clause of the library makes true, at most as many as are ever needed."""
        found: list[str] = []
        for candidate in candidates:
            if len(found) == _TRIED:
                break
            if not self.texts.makes_true(self.document.doc_id, self.before, candidate, self.after):
                found.append(candidate)
        return tuple(found)

    def draft(
        self,
        type_: QuestionType,
        stem: str,
        right: tuple[str, ...],
        wrong: tuple[str, ...],
        swap: tuple[int, int] = (0, 0),
    ) -> Draft:
        return Draft(
            type_,
            self.fact,
            self.lead_in + stem,
            right,
            wrong,
            difficulty_of(self.document, self.fact, self.pools),
            swap,
        )


def _asking(lead: str, which: str) -> str:
    """An enumeration's lead-in as a question: 享有下列权利： → 享有下列哪些权利."""
    words = re.sub(r"[：:]$", "", lead)
    noun = re.search(r"(?:下列|以下)(?P<noun>[一-龥]*)", words)
    assert noun is not None
    kind = noun["noun"]
    one = "哪种" if kind.startswith(("情形", "行为", "方式", "情况")) else "哪一" if kind.startswith("项") else "哪项"
    asked = words[: noun.start()] + "下列" + ("哪些" if which == "哪些" else one) + words[noun.start("noun") :]
    return re.sub(r"(下列哪(?:些|种)(?:情形|行为|情况))之一", r"\1", asked)


def _plain_asking(lead: str) -> str:
    """The same without options: 享有哪些权利."""
    case = re.match(r"^有(?:下列|以下)(情形|行为)之一的[，,](.*?)[：:]$", lead)
    if case:
        return f"在哪些情形下，{case[2]}" if case[1] == "情形" else f"有哪些行为的，{case[2]}"
    return _asking(lead, "哪些").replace("下列哪些", "哪些")
