"""Where distractors come from: things of the key's kind in sibling clauses, then in documents like this one.

Every pool gives candidates in order of preference; none of them is known to be false yet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from math import log
from typing import TypeVar

from corpus.library import Library
from corpus.types import Document
from qa.quiz import customary
from qa.quiz.bodies import anyone, body_kind, same_body
from qa.quiz.enumerations import usable_items
from qa.quiz.fact import Fact, FactKind
from qa.quiz.facts import facts
from qa.quiz.statements import alike, grams, overlap
from qa.quiz.values import Value, with_number

T = TypeVar("T")
_ENOUGH = 8  # candidates from which no further document is read
_LIKE = 6  # documents that are read for distractors where the own one has too few
_AKIN = 0.3  # the share of a title's character pairs that a document on the same subject has too
_SCALE = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


class Pools:
    """Facts of the chosen documents and of those like them."""

    def __init__(self, library: Library, documents: Sequence[Document]) -> None:
        self._library = library
        self._documents = {d.doc_id: d for d in documents}
        self._facts: dict[str, list[Fact]] = {}
        self._like: dict[str, list[str]] = {}

    def document(self, doc_id: str) -> Document:
        """A document of the library."""
        if doc_id not in self._documents:
            self._documents[doc_id] = self._library.get(doc_id)
        return self._documents[doc_id]

    def facts(self, doc_id: str) -> list[Fact]:
        """All facts of a document, whichever of its clauses were chosen."""
        if doc_id not in self._facts:
            self._facts[doc_id] = facts(self.document(doc_id))
        return self._facts[doc_id]

    def like(self, doc_id: str) -> list[str]:
        """Documents with titles like this one's, the likest first."""
        if doc_id not in self._like:
            title = grams(self.document(doc_id).title)
            scored = [
                (-overlap(title, grams(s.title)), s.doc_id)
                for s in self._library.summaries() if s.doc_id != doc_id and s.chars < 60_000
            ]  # fmt: skip
            self._like[doc_id] = [other for _, other in sorted(scored)[:_LIKE]]
        return self._like[doc_id]

    def _gather(self, doc_id: str, pick: Callable[[bool, Fact], Iterable[T]], akin: bool = True) -> list[T]:
        """What `pick` finds in the own document's facts, and in like documents' while that is too little.

        :param akin: only in documents on the same subject; figures may come from any.
        """
        found = [thing for fact in self.facts(doc_id) for thing in pick(True, fact)]
        title = _subject(self.document(doc_id).title)
        like = [o for o in self.like(doc_id) if not akin or overlap(title, _subject(self.document(o).title)) >= _AKIN]
        for other in like if len(set(found)) < _ENOUGH else ():
            found += [thing for fact in self.facts(other) for thing in pick(False, fact)]
            if len(set(found)) >= _ENOUGH:
                break
        return found

    # -- of each kind -----------------------------------------------------------------------------
    def for_value(self, doc_id: str, fact: Fact) -> list[str]:
        """Figures of the same unit and form: sibling clauses, like documents, what is customary."""
        key = fact.value
        assert key is not None
        if key.unit == "分之":
            return [f for f in customary.FRACTIONS if f != key.text]
        of_kind = self._gather(doc_id, lambda own, f: self._fitting(key, f, 0 if own else 1), akin=False)
        found = [text for _, _, text in sorted(of_kind)]
        if key.high is None:
            usual = sorted((Decimal(n) for n in customary.NUMBERS.get(key.unit, ())), key=lambda n: (_far(key, n), n))
            found += [with_number(key, n, None) or "" for n in usual if _near_enough(key, n) and _sensible(key, n)]
            if not usual and len(set(found)) < _ENOUGH:
                rounded = [n for n in customary.round_numbers(key.low) if _near_enough(key, n)]
                found += [with_number(key, n, None) or "" for n in rounded]
        elif len(set(found)) < _ENOUGH:
            ranges = sorted(customary.RANGES.get(key.unit, ()), key=lambda r: _far(key, Decimal(r[0])))
            found += [with_number(key, Decimal(a), Decimal(b)) or "" for a, b in ranges if 0.1 <= a / key.low <= 10]
        return [t for t in dict.fromkeys(found) if t and t != key.text]

    def _fitting(self, key: Value, fact: Fact, tier: int) -> Iterator[tuple[int, float, str]]:
        value = fact.value
        if value is None or value.kind != key.kind or not _near_enough(key, value.low) or not _sensible(key, value.low):
            return
        same = value.chinese == key.chinese and value.scale == key.scale and ("％" in value.text) == ("％" in key.text)
        text = value.text if same else with_number(key, value.low, value.high)
        if text:
            yield tier, _far(key, value.low), text

    def for_date(self, doc_id: str, fact: Fact) -> list[str]:
        """Dates of the same form."""
        shape = re.sub(r"\d+", "0", fact.text)
        found = self._texts(doc_id, lambda f: f.kind is FactKind.DATE and re.sub(r"\d+", "0", f.text) == shape)
        months = re.match(r"^(.*?)(\d{1,2})(月.*)$", fact.text)
        if months:
            found += [
                f"{months[1]}{m}{months[3]}" for m in (3, 6, 9, 12, 4, 10, 5, 8) if not re.search(r"3[01]日", months[3])
            ]
        year = re.match(r"^(\d{4})(年.*)$", fact.text)
        if year:
            found += [f"{int(year[1]) + step}{year[2]}" for step in (-1, 1, 2, -2, 5)]
        return [t for t in dict.fromkeys(found) if t != fact.text]

    def for_frequency(self, fact: Fact) -> list[str]:
        """Other frequencies in the same words."""
        return [
            f
            for f in customary.FREQUENCIES[fact.text[0]]
            if customary.FREQUENCY_ORDER[f] != customary.FREQUENCY_ORDER.get(fact.text)
        ]

    def for_body(self, doc_id: str, fact: Fact) -> list[str]:
        """Other bodies, none of which contains the key or lies under it; those called like it first."""
        own = [f.text for f in self.facts(doc_id) if f.kind in (FactKind.BODY, FactKind.ACTOR)]
        tail = fact.text[-2:]
        siblings = sorted(dict.fromkeys(own), key=lambda t: (t[-2:] != tail, abs(len(t) - len(fact.text)) > 4))
        alike_first = [t for t in siblings if t[-2:] == tail]
        found = [*alike_first, *customary.bodies_like(fact.text, self.document(doc_id).text), *siblings]
        kind = "office" if (own_kind := body_kind(fact.text)) == "class" else own_kind
        return [
            t for t in dict.fromkeys(found) if body_kind(t) == kind and not same_body(t, fact.text) and not anyone(t)
        ]

    def for_term(self, doc_id: str, fact: Fact) -> list[str]:
        """Other terms in quotation marks that are of the same build: with figures (两不愁), or before the same noun."""
        build = self._build(doc_id, fact)
        found = self._gather(
            doc_id,
            lambda own, f: (
                [f.text] if f.kind is FactKind.TERM and self._build(doc_id if own else "", f) == build else []
            ),
        )
        return [
            t
            for t in dict.fromkeys(found)
            if t != fact.text and alike(t, fact.text) < 0.4 and abs(len(t) - len(fact.text)) <= 3
        ]

    def _build(self, doc_id: str, fact: Fact) -> str:
        if not doc_id:
            return "elsewhere"
        if re.match(r"^[一二两三四五六七八九十]", fact.text):
            return "figures"
        behind = re.match(
            r"”?(?:的)?(?:[一-龥]{0,6}?)(政策|制度|工程|计划|行动|原则|要求|机制|办法|模式|标准|措施|专项|平台|服务)",
            self.document(doc_id).text[fact.end : fact.end + 10],
        )
        return behind[1] if behind else fact.text

    def for_definition(self, doc_id: str, fact: Fact) -> list[str]:
        """What other terms are defined as."""
        found = self._texts(doc_id, lambda f: f.kind is FactKind.DEFINITION and f.lead != fact.lead)
        return [t for t in dict.fromkeys(found) if alike(t, fact.text) < 0.5]

    def for_consequence(self, doc_id: str, fact: Fact) -> list[str]:
        """What follows from other conditions, in the key's voice (由…, 应当…, 可以…)."""
        voice = _voice(fact.text)
        own = [
            f.text
            for f in self.facts(doc_id)
            if f.kind is FactKind.CONSEQUENCE and _voice(f.text) == voice and alike(f.lead, fact.lead) < 0.5
        ]
        found = [*own, *customary.consequences_like(voice, fact.text)]
        return [t for t in dict.fromkeys(found) if alike(t, fact.text) < 0.5]

    def _texts(self, doc_id: str, fits: Callable[[Fact], bool]) -> list[str]:
        return self._gather(doc_id, lambda own, f: [f.text] if fits(f) else [])

    def for_list(self, doc_id: str, fact: Fact) -> list[str]:
        """Members of other inline enumerations that could be members of this one: ending alike, or behind the same verb."""
        ends = {item[-1] for item in fact.items}
        verb = fact.lead[-2:]
        fours = 2 * sum(len(item) == 4 for item in fact.items) >= len(fact.items)
        low, high = min(map(len, fact.items)) - 1, max(map(len, fact.items)) + 1

        def _could_be(item: str, own: bool) -> bool:
            # Phrases of four characters are of a kind; others only where they end alike.
            return (item[-1] in ends and (own or len(item) > 3)) or (own and len(item) == 4 and fours)

        def pick(own: bool, other: Fact) -> list[tuple[bool, bool, str]]:
            if other.kind is not FactKind.LIST or (own and other.passage.start == fact.passage.start):
                return []
            if other.lead.endswith("“") != fact.lead.endswith("“"):  # a slogan's members beside another's
                return []
            same_verb = own and other.lead[-2:] == verb
            fitting = [i for i in other.items if low <= len(i) <= high and (same_verb or _could_be(i, own))]
            return [(not own, i[-1] not in ends, i) for i in fitting]

        return list(
            dict.fromkeys(item for _, _, item in sorted(self._gather(doc_id, pick), key=lambda f: (f[0], f[1])))
        )

    def for_offices(self, doc_id: str, fact: Fact) -> list[str]:
        """Offices that are charged with other tasks."""
        found = [
            i
            for f in self.facts(doc_id)
            if f.kind is FactKind.OFFICES and f.passage.clause != fact.passage.clause
            for i in f.items
        ]
        return sorted(dict.fromkeys(found), key=lambda name: -found.count(name))

    def for_tasks(self, doc_id: str, fact: Fact) -> list[str]:
        """What sibling clauses demand."""
        found = [
            (abs((f.passage.clause or 0) - (fact.passage.clause or 0)), item)
            for f in self.facts(doc_id)
            if f.kind is FactKind.TASKS and f.passage.clause != fact.passage.clause
            for item in f.items
        ]
        return list(dict.fromkeys(item for _, item in sorted(found)))

    def for_items(self, doc_id: str, fact: Fact) -> list[str]:
        """Items of other enumerations: of the same noun (行为, 职责, 条件) first."""
        noun, form = lead_noun(fact.lead), Counter(map(_form, usable_items(fact.items))).most_common(1)
        if not form:
            return []

        def pick(own: bool, other: Fact) -> list[tuple[bool, bool, str]]:
            if other.kind is not FactKind.ITEMS or alike(other.lead, fact.lead) >= (0.9 if own else 0.75):
                return []
            other_noun = lead_noun(other.lead)
            if not noun or not (other_noun == noun or (own and _akin_nouns(noun, other_noun))):
                return []  # a paper to hand in is no condition
            return [(other_noun != noun, not own, i) for i in usable_items(other.items) if _form(i) == form[0][0]]

        found = sorted(self._gather(doc_id, pick), key=lambda f: (f[0], f[1]))
        return list(dict.fromkeys(item for _, _, item in found))


_VERBAL = re.compile(
    r"^(?:[对向将把按依从以为在未不]|擅自|违反|拒|非法|超|编造|伪造|涂改|侵占|破坏|损|阻|提供|组织|制定|编制|负责|建立|开展|加强|指导|监督|管理|参与|审|决定|批准|研究|协调|执行|遵守|维护|保护|"
    r"享|使用|从事|承担|履行|配合|接受|收集|公开|公布|宣传|推进|推动|落实|完善|保障|保证|支持|促进|培育|发展|符合|具有|具备|取得|经|已|有|能|没有|实施|实行|设|修|倾倒|堆|排|挖|采|占|私|利用|转|出|"
    r"依法|坚持|尊重|合理|及时|定期|如实|按时|按照|做好|处理|调|查|检|确定|明确|规范|通过|申请|报|拟|起草|召集|选举|监)"
)


def _form(item: str) -> tuple[bool, bool]:
    """What an item looks like: whether it ends in 的, whether it begins with a verb."""
    return item.endswith("的"), bool(_VERBAL.match(item))


def _voice(consequence: str) -> str:
    """How a consequence begins; one in another voice would not fit the stem, or stand out."""
    found = re.match(r"由|应当|必须|可以|可|不得|有权|依法|给予|予以|按|要|应|原则上|责令|视为|不予", consequence)
    return (
        {"必须": "应当", "应": "应当", "要": "应当", "可": "可以"}.get(found.group(), found.group())
        if found
        else consequence
    )


def lead_noun(lead: str) -> str:
    """What kind of thing an enumeration's items are: 行为, 职责, 条件; empty where its lead-in doesn't say."""
    match = re.search(r"(?:下列|以下)([一-龥、]{2,24}?)(?:之一|[：:，,的])", lead)
    noun = match[1][-2:] if match else ""
    return _ONE_NOUN.get(noun, noun)


_ONE_NOUN = {
    "情况": "情形",
    "任务": "职责",
    "工作": "职责",
    "职权": "职责",
    "资料": "材料",
    "文件": "材料",
    "证明": "材料",
    "事项": "内容",
}
# Nouns whose items could be each other's by their form: what one must do, may do, mustn't do.
_FAMILIES = (
    {"条件", "要求", "标准", "规定", "原则"},
    {"情形", "行为"},
    {"职责", "权利", "义务", "措施", "权限", "方式"},
)


def _akin_nouns(a: str, b: str) -> bool:
    return any(a in family and b in family for family in _FAMILIES)


def _subject(title: str) -> frozenset[str]:
    """A title's character pairs, without those of every title."""
    return grams(
        re.sub(
            r"中华人民共和国|人民政府|国务院|办公厅|办公室|关于|印发|实施|意见|通知|条例|办法|规定|细则|方案|若干|暂行|[省市县区]",
            "，",
            title,
        )
    )


def _far(key: Value, number: Decimal) -> float:
    return abs(log(float(number) / float(key.low))) if number > 0 else 99.0


def _near_enough(key: Value, number: Decimal) -> bool:
    """Within a factor of ten, as round as the key, and no 0.5万 beside 5万."""
    if number <= 0 or number == key.low or not Decimal("0.1") <= number / key.low <= 10:
        return False
    return _digits(number) <= max(1, _digits(key.low)) and (not key.scale or number >= _SCALE[key.scale])


def _digits(number: Decimal) -> int:
    """Significant digits: 1 of 500, 2 of 3200."""
    return len(number.normalize().as_tuple().digits)


def _sensible(key: Value, number: Decimal) -> bool:
    return key.unit not in ("%", "百分点") or number <= 100 or key.low > 100


def count_like(kind_facts: Sequence[Fact], fact: Fact) -> int:
    """How many other facts can be taken for this one: of its unit or kind in the same clause, or of the same figure elsewhere."""
    here = fact.passage.clause
    if fact.value is not None:
        unit = fact.value.unit
        near = [
            f
            for f in kind_facts
            if f.value is not None
            and f.value.unit == unit
            and (f.passage.clause == here or f.value.order == fact.value.order)
        ]
        return len(near) - 1
    return sum(1 for f in kind_facts if f.kind is fact.kind and (f.passage.clause == here or f.text == fact.text)) - 1
