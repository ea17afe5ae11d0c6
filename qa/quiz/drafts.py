"""Drafts: a fact in the dress of a question type, with more distractors than it needs.

Which of them stand beside the key, and where the key stands, is settled when the paper is put together
(`qa.quiz.assemble`), so that keys can be spread evenly.
"""

from __future__ import annotations

import re

from corpus.types import ClauseKind, Document
from qa.quiz.bodies import anyone
from qa.quiz.draft import Draft, difficulty_of
from qa.quiz.enumerations import asking, plain_asking, usable_items
from qa.quiz.fact import Fact, FactKind
from qa.quiz.falsity import Texts
from qa.quiz.pools import Pools
from qa.quiz.statements import alike, grams, overlap
from qa.quiz.steps import reordered
from qa.quiz.types import ALTERNATIVE, BLANK, QuestionType
from qa.quiz.values import find_values, writings

_BLANK_FROM = 8  # characters of the statement that stand before a blank at least
_ORDER_CHARS = 40  # of all steps together, so that an order fits on an option's line
_TRIED = 8  # distractors that are proved false for one draft

# Of a general duty (应当加强…) it can't be shown that others don't have it too.
_GENERAL = re.compile(
    r"^(?:应当|可以|必须|要)?(?:依法)?(?:加强|支持|组织.{0,12}(?:学习|培训|宣传)|开展.{0,12}(?:宣传|教育)|保障|做好|重视|鼓励|引导|建立健全|完善|坚持|遵守|配合|履行|协助|采取措施|规范和|切实|促进|推动|重视)"
)
# A duty that somebody might take for a power: something definite is done, in writing, to somebody, by somebody.
_DUTY = re.compile(
    r"^(?!(?:依法)?(?:遵守|接受|坚持|遵循|符合|加强|遵照)).*(?:报告|备案|公告|公示|公布|公开|书面|通知|告知|批准|登记|提交|提供|制定|编制|建立|保存|出具|出示|签订|签名|送达|移送|退还|返还|赔偿|支付|申请|申报|回避|解除|撤销|缴纳|检查|验收|评估|听证|听取|征求|说明|标明|注明|载明|设立|设置|配备|停止|\d|[一二三四五六七八九十]+[日个倍])"
)


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
            case QuestionType.BLANK, FactKind.STEPS:
                return self.step_missing()
            case QuestionType.BLANK, _:
                return self.fill_in()
            case _, FactKind.STEPS | FactKind.PROCEDURE:
                return self.order()
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
                return self.draft(type_, f"{_quoted(self.fact.lead)}有哪些主要要求？", self.fact.items, ())
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
        if re.match(r"由(?:有关|相关|其)[一-龥]{0,8}依法(?:处理|处罚)", key):
            return None  # takes in what the others would be
        candidates = self.pools.for_consequence(self.document.doc_id, self.fact)
        article = self.article()  # what else follows there may follow from the same condition too
        wrong = self.false([w for w in candidates if 0.6 <= len(w) / len(key) <= 1.6 and w not in article])
        return self.draft(QuestionType.SINGLE, self.gapped(), (key,), wrong) if len(wrong) >= 3 else None

    # -- a question ---------------------------------------------------------------------------------
    def actor(self) -> Draft | None:
        """Who is the subject: asked with 下列哪一主体, so that the stem does not begin with a blank."""
        plain = re.sub(r"^(?:应当|可以|不得|必须)", "", self.after)
        if len(plain) < 8 or anyone(self.fact.text) or _GENERAL.match(self.after):
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

    def article(self) -> str:
        """The words of the whole article (or other outermost numbered clause) that the fact stands in."""
        at, clauses = self.fact.passage.clause, self.document.clauses
        while at is not None and clauses[at].kind in (ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.SUBITEM):
            at = clauses[at].parent
        return self.words() if at is None else self.document.text[clauses[at].start : clauses[at].end]

    def items(self, type_: QuestionType) -> Draft | None:
        fact, doc_id = self.fact, self.document.doc_id
        if type_ is not QuestionType.SHORT and re.search(
            r"(?:下列|以下)[一-龥]{0,4}(?:程序|步骤|流程|顺序)", fact.lead
        ):
            return None  # what comes when is asked, not what belongs
        others = (f for f in self.pools.facts(doc_id) if f.kind is FactKind.ITEMS and f.start != fact.start)
        if any(alike(other.lead, fact.lead) >= 0.9 for other in others):
            return None  # two enumerations under the same words: a stem could mean either
        if type_ is QuestionType.SHORT:
            fits = 3 <= len(fact.items) <= 10 and all(fact.items) and sum(map(len, fact.items)) <= 500
            return self.draft(type_, f"{plain_asking(fact.lead)}？", fact.items, ()) if fits else None
        usable = tuple(usable_items(fact.items))
        wrong = tuple(
            w
            for w in self.pools.for_items(doc_id, fact)
            if not any(alike(w, i) >= 0.45 or w in i or i in w for i in fact.items)
        )
        if type_ is QuestionType.MULTIPLE and len(usable) >= 2 and len(wrong) >= 2:
            return self.draft(type_, f"{asking(fact.lead, '哪些')}？", usable, wrong[:_TRIED])
        if type_ is QuestionType.SINGLE and usable and len(wrong) >= 3:
            return self.draft(type_, f"{asking(fact.lead, '哪一')}？", usable, wrong[:_TRIED])
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
        stem = f"下列{which}属于{_quoted(self.fact.lead)}的要求？"
        return self.draft(type_, stem, self.fact.items, tuple(wrong)) if len(wrong) >= least else None

    def offices(self) -> Draft | None:
        """Which offices are charged with a headed task, among the document's other offices."""
        right = self.fact.items
        wrong = tuple(
            w for w in self.pools.for_offices(self.document.doc_id, self.fact)
            if w not in self.words() and not any(w in r or r in w for r in right)
        )  # fmt: skip
        stem = f"{_quoted(self.fact.lead)}由下列哪些部门或单位负责？"
        return self.draft(QuestionType.MULTIPLE, stem, right, wrong[:_TRIED]) if len(wrong) >= 2 else None

    def order(self) -> Draft | None:
        """In which order the steps come, or, where there are many, which comes next behind one of them."""
        steps, fact = self.fact.items, self.fact
        listed = fact.kind is FactKind.PROCEDURE
        said = re.match(r"等?”?(?=的?(?:基本|法定|工作|规定|办理)?(?:程序|流程|步骤|顺序))", self.after)
        asked = fact.lead if listed else f"{self.before.rstrip('“')}规定{self.after[said.end() if said else 0 :]}"
        if sum(map(len, steps)) <= _ORDER_CHARS and len(steps) <= 6:
            chain = "→".join(steps) if listed else fact.text
            wrong = tuple(reordered(chain, steps))
            stem = f"{fact.lead}，先后次序正确的是下列哪一项？" if listed else self.gapped()
            if listed or self.late:
                return self.draft(QuestionType.SINGLE, stem, (chain,), wrong if listed else self.false(list(wrong)))
            if said:
                stem = f"{asked}，先后次序正确的是下列哪一项？"
                return self.draft(QuestionType.SINGLE, stem, (chain,), self.false(list(wrong)))
            return None
        if len(steps) < 5 or not (listed or said):
            return None
        at = sum(map(len, steps)) % (len(steps) - 1)
        others = [*steps[at + 2 :], *reversed(steps[:at])]
        return self.draft(
            QuestionType.SINGLE, f"{asked}，“{steps[at]}”之后紧接着的是下列哪一步？", (steps[at + 1],), tuple(others)
        )

    def step_missing(self) -> Draft | None:
        """One step of a chain of four and more, the others given."""
        steps = self.fact.items
        at = len(steps) - 2
        begin = self.fact.text.index(steps[at])
        before, after = self.fact.text[:begin], self.fact.text[begin + len(steps[at]) :]
        if len(steps) < 4 or not 3 <= len(steps[at]) <= 10:
            return None
        return self.draft(QuestionType.BLANK, f"{self.before}{before}{BLANK}{after}{self.after}。", (steps[at],), ())

    # -- a statement to judge -------------------------------------------------------------------------
    def judge(self) -> Draft | None:
        fact = self.fact
        if fact.kind is FactKind.MODAL:
            if re.search(r"[也并]$", self.before) or (fact.text in ("应当", "必须") and not _DUTY.search(self.after)):
                return None
            wrong: tuple[str, ...] = {"可以": ("应当", "不得")}.get(fact.text, ("可以",))
            if self.after.startswith("以"):  # 可以以…为由
                return None
        elif fact.kind is FactKind.LIST:
            return self.judge_list()
        elif fact.kind in (FactKind.STEPS, FactKind.PAIR):
            return self.judge_order()
        elif fact.kind is FactKind.ACTOR:
            if len(self.after) < 16 or _GENERAL.match(self.after) or anyone(fact.text):
                return None
            wrong = self.false(self.pools.for_body(self.document.doc_id, fact)[:4])
        else:
            wrong = self.false([w for w in self.candidates() if not self.implied(w)][:4])
        if not wrong or len(self.before) + len(self.after) < 8:
            return None
        begin = len(self.lead_in) + len(self.before)
        statement = f"{self.before}{fact.text}{self.after}。"
        return self.draft(QuestionType.JUDGE, statement, (fact.text,), wrong, swap=(begin, begin + len(fact.text)))

    def implied(self, candidate: str) -> bool:
        """Whether a figure in a condition makes a case of the clause's own: who has worked ten years has worked one."""
        value, other = self.fact.value, find_values(candidate)
        conditional = re.match(r"[^，,；;]*的(?:[，,]|$)", self.after) or re.search(
            r"禁止|不得(?!超过|少于|低于|高于)", self.before
        )
        if value is None or len(other) != 1 or not conditional:
            return False
        if (
            re.match("以上", self.after)
            or re.search(r"(?:超过|满|高于|多于)$", self.before)
            and not re.search(r"[不未]满$", self.before)
        ):
            return other[0].low > value.low
        return (
            bool(re.match("以下|以内", self.after) or re.search(r"(?:[不未]满|不足|低于|少于)$", self.before))
            and other[0].low < value.low
        )

    def judge_list(self) -> Draft | None:
        """A statement with an enumeration, one member of which may be exchanged."""
        # Where 等 leaves the enumeration open, what isn't named isn't false: then only the true statement is asked.
        wrong = () if self.after.startswith("等") else self.strangers()
        if len(self.before) + len(self.after) < 6:
            return None
        item = max(self.fact.items[:-1], key=len)  # the last may trail words
        wrong = tuple(w for w in wrong if (w[0] == item[0] or w[-1] == item[-1]) and abs(len(w) - len(item)) <= 1)
        begin = len(self.lead_in) + len(self.before) + self.fact.text.index(item)
        statement = f"{self.before}{self.fact.text}{self.after}。"
        return self.draft(QuestionType.JUDGE, statement, (item,), wrong[:4], swap=(begin, begin + len(item)))

    def judge_order(self) -> Draft | None:
        """A statement with two neighbouring steps, which may be exchanged."""
        at = (len(self.fact.items) - 1) // 2
        first, second = self.fact.items[at], self.fact.items[at + 1]
        begin = self.fact.text.index(first)
        said = self.fact.text[begin : self.fact.text.index(second, begin + len(first)) + len(second)]
        instead = second + said[len(first) : len(said) - len(second)] + first
        wrong = self.false_orders(said, instead, begin)
        start = len(self.lead_in) + len(self.before) + begin
        statement = f"{self.before}{self.fact.text}{self.after}。"
        return (
            self.draft(QuestionType.JUDGE, statement, (said,), wrong, swap=(start, start + len(said)))
            if wrong
            else None
        )

    def false_orders(self, said: str, instead: str, begin: int) -> tuple[str, ...]:
        """The exchanged steps, unless some clause has them so."""
        before, after = self.before + self.fact.text[:begin], self.fact.text[begin + len(said) :] + self.after
        if self.texts.makes_true(self.document.doc_id, before, instead, after) or instead in self.document.text:
            return ()
        return (instead,)

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


def _quoted(words: str) -> str:
    """In quotation marks; those within become single ones."""
    return "“" + words.replace("“", "‘").replace("”", "’") + "”"
