"""Where distractors come from: things of the key's kind in sibling clauses, then in documents like this one.

Every pool gives candidates in order of preference; none of them is known to be false yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.library import Library
from corpus.types import Document
from qa.quiz.facts import Fact, FactKind, facts, usable_items
from qa.quiz.statements import alike, grams, overlap
from qa.quiz.values import Value, find_values, with_number

_LIKE = 6  # documents that are read for distractors where the own one has too few
# What periods, ages and rates come in, in the practice of Chinese statutes; used where no clause gives enough of the kind.
_CUSTOMARY: dict[str, tuple[int, ...]] = {
    "日": (3, 5, 7, 10, 15, 20, 30, 45, 60, 90), "天": (3, 5, 7, 10, 15, 30), "工作日": (2, 3, 5, 7, 10, 15, 20, 30),
    "个工作日": (2, 3, 5, 7, 10, 15, 20, 30), "个月": (1, 2, 3, 6, 9, 12, 18), "年": (1, 2, 3, 5, 10, 15, 20, 30),
    "周岁": (14, 16, 18, 20, 22, 60, 65), "岁": (14, 16, 18, 60, 65), "小时": (2, 12, 24, 48, 72), "次": (1, 2, 3, 4, 5, 6),
    "倍": (1, 2, 3, 5, 10), "人": (2, 3, 5, 7, 9, 10), "名": (1, 2, 3, 5, 7), "%": (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 95, 100),
    "学时": (10, 20, 30, 40, 60, 80, 120), "课时": (10, 20, 30, 40, 60, 80),
}  # fmt: skip
_FRACTIONS = ("三分之一", "二分之一", "三分之二", "四分之三", "五分之四", "五分之一", "四分之一")
_FREQUENCIES = {
    "每": ("每周", "每月", "每季度", "每半年", "每年", "每两年"),
    "按": ("按月", "按季度", "按半年", "按年度"),
}
FREQUENCY_ORDER = {"每天": 0, "每日": 0, "每周": 1, "每月": 2, "按月": 2, "每季度": 3, "按季": 3, "按季度": 3, "每半年": 4, "按半年": 4,
                   "每学期": 4, "每年": 5, "按年度": 5, "每两年": 6, "每三年": 7}  # fmt: skip


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

    def _near(self, doc_id: str) -> Iterator[tuple[bool, Fact]]:
        """Facts of the own document, then of like ones; whether each is the own document's."""
        for fact in self.facts(doc_id):
            yield True, fact
        for other in self.like(doc_id):
            for fact in self.facts(other):
                yield False, fact

    # -- of each kind -----------------------------------------------------------------------------
    def for_value(self, doc_id: str, fact: Fact) -> list[str]:
        """Figures of the same unit and form: sibling clauses, like documents, what is customary."""
        key = fact.value
        assert key is not None
        if key.unit == "分之":
            return [f for f in _FRACTIONS if f != key.text]
        tiers: list[list[Value]] = [[], [], []]
        for own, other in self._near(doc_id):
            value = other.value
            if value is None or value.order == key.order:
                continue
            if value.kind == key.kind:
                tiers[0 if own else 1].append(value)
            elif own and value.high is None and key.high is None and value.chinese == key.chinese and value.unit != "%":
                tiers[2].append(value)
        found: dict[str, Decimal] = {}
        for tier, values in enumerate(tiers):
            if tier == 2 and key.unit in _CUSTOMARY:
                continue
            for value in sorted(values, key=lambda v: (_far(key, v.low), v.text)):
                text = (
                    value.text
                    if value.kind == key.kind and value.chinese == key.chinese and value.scale == key.scale
                    else with_number(key, value.low, value.high)
                )
                if text and _near_enough(key, value.low) and _sensible(key, value.low):
                    found.setdefault(text, value.low)
        if key.high is None:
            for number in sorted(_CUSTOMARY.get(key.unit, ()), key=lambda n: _far(key, Decimal(n))):
                text = with_number(key, Decimal(number), None)
                if (
                    text
                    and number != key.low
                    and _near_enough(key, Decimal(number))
                    and _sensible(key, Decimal(number))
                ):
                    found.setdefault(text, Decimal(number))
        return [t for t in found if t != key.text]

    def for_date(self, doc_id: str, fact: Fact) -> list[str]:
        """Dates of the same form."""
        shape = re.sub(r"\d+", "0", fact.text)
        found = [
            f.text for _, f in self._near(doc_id) if f.kind is FactKind.DATE and re.sub(r"\d+", "0", f.text) == shape
        ]
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
        return [f for f in _FREQUENCIES[fact.text[0]] if FREQUENCY_ORDER[f] != FREQUENCY_ORDER.get(fact.text)]

    def for_body(self, doc_id: str, fact: Fact) -> list[str]:
        """Other bodies, none of which contains the key or lies under it."""
        found = [f.text for _, f in self._near(doc_id) if f.kind in (FactKind.BODY, FactKind.ACTOR)]
        fitting = [t for t in dict.fromkeys(found) if not same_body(t, fact.text)]
        return sorted(fitting[:40], key=lambda t: abs(len(t) - len(fact.text)) > 4)

    def for_term(self, doc_id: str, fact: Fact) -> list[str]:
        """Other terms in quotation marks, of like length."""
        found = [f.text for own, f in self._near(doc_id) if f.kind is FactKind.TERM]
        return [
            t
            for t in dict.fromkeys(found)
            if t != fact.text and alike(t, fact.text) < 0.4 and abs(len(t) - len(fact.text)) <= 3
        ]

    def for_definition(self, doc_id: str, fact: Fact) -> list[str]:
        """What other terms are defined as."""
        found = [f.text for _, f in self._near(doc_id) if f.kind is FactKind.DEFINITION and f.lead != fact.lead]
        return [t for t in dict.fromkeys(found) if alike(t, fact.text) < 0.5]

    def for_consequence(self, doc_id: str, fact: Fact) -> list[str]:
        """What follows from other conditions."""
        found = [
            f.text for _, f in self._near(doc_id) if f.kind is FactKind.CONSEQUENCE and alike(f.lead, fact.lead) < 0.5
        ]
        return [t for t in dict.fromkeys(found) if alike(t, fact.text) < 0.5]

    def for_list(self, doc_id: str, fact: Fact) -> list[str]:
        """Members of other inline enumerations, those that end as a member does first."""
        ends = {item[-1] for item in fact.items}
        low, high = min(map(len, fact.items)) - 1, max(map(len, fact.items)) + 1
        found: list[tuple[bool, bool, str]] = []
        for own, other in self._near(doc_id):
            if other.kind is FactKind.LIST and (not own or other.passage.start != fact.passage.start):
                found += [(not own, item[-1] not in ends, item) for item in other.items if low <= len(item) <= high]
        # The same document first; there, members that look like the right ones.
        return list(dict.fromkeys(item for _, _, item in sorted(found, key=lambda f: (f[0], f[1]))))

    def for_items(self, doc_id: str, fact: Fact) -> list[str]:
        """Items of other enumerations: of the same noun (行为, 职责, 条件) first."""
        noun = lead_noun(fact.lead)
        found: list[tuple[bool, bool, str]] = []
        for own, other in self._near(doc_id):
            if other.kind is not FactKind.ITEMS or alike(other.lead, fact.lead) >= (0.9 if own else 0.6):
                continue
            found += [(lead_noun(other.lead) != noun, not own, item) for item in usable_items(other.items)]
        return list(dict.fromkeys(item for _, _, item in sorted(found, key=lambda f: (f[0], f[1]))))


def lead_noun(lead: str) -> str:
    """What an enumeration's items are called: 行为, 职责, 条件; 情形 where a condition holds them."""
    match = re.search(r"(?:下列|以下)([一-龥]{2,8}?)(?:之一|[：:，,的])", lead)
    return match[1][-2:] if match else ""


def same_body(a: str, b: str) -> bool:
    """Whether one body is the other or lies within it (县级以上人民政府民政部门, 省人民政府民政部门)."""
    if a in b or b in a:
        return True
    tail_a, tail_b = a.rpartition("政府")[2], b.rpartition("政府")[2]
    wide = re.compile(r"以上|各级|地方|有关|和|、|或")
    if tail_a == tail_b and "政府" in a and "政府" in b and (wide.search(a) or wide.search(b)):
        return True
    if alike(a, b) >= 0.8:
        return True
    return any(len(part) > 2 and part in b for part in re.split(r"[、和及与或]", a)) or any(
        len(part) > 2 and part in a for part in re.split(r"[、和及与或]", b)
    )


def _far(key: Value, number: Decimal) -> float:
    return abs(float(number.ln() - key.low.ln())) if number > 0 else 99.0


def _near_enough(key: Value, number: Decimal) -> bool:
    return number > 0 and Decimal("0.1") <= number / key.low <= 10 and number != key.low


def _sensible(key: Value, number: Decimal) -> bool:
    return key.unit not in ("%", "百分点") or number <= 100 or key.low > 100


def count_like(kind_facts: Sequence[Fact], fact: Fact) -> int:
    """How many other facts of the same kind the document has: what makes a question harder."""
    if fact.value is not None:
        return sum(1 for f in kind_facts if f.value is not None and f.value.unit == fact.value.unit) - 1
    return sum(1 for f in kind_facts if f.kind is fact.kind) - 1


def values_in(text: str) -> list[Value]:
    """The figures in a text (re-exported, so that `make` has one door to them)."""
    return find_values(text)
