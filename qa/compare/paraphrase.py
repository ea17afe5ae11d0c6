"""Words without quotation marks against a source: aligned where they follow it, else checked for contradictions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.compare.align import Alignment, Hunk, align
from qa.compare.changes import MODALS, NEGATIVE, changes_of, same_meaning, shown_unit
from qa.compare.fold import Folded, fold, fold_cited, is_number, without_numbering
from qa.compare.quotation import folded_source
from qa.compare.types import Change, Comparison

# A paraphrase that keeps this share of the source's words in order, with few differences, follows it closely enough to be
# compared word by word; below, only contradictions count. Found on drafts made by evals/verify.py.
CLOSE = 0.72
_MOST_HUNKS = 3
_OWN_WORDS = 0.4  # share of matching keys below which a last stretch behind a comma is the writer's own
_LEAST_FOR_TWO = 13  # keys of words that two differences may be found in; in fewer, nothing much is the same
_MOST_LEFT_OUT, _MOST_EXCHANGED = 30, 8  # keys
_SUPPORTED = (
    0.5  # share of character pairs: below, the sentence may speak of something else, and nothing is said of its facts
)
_NUMBERED = re.compile(r"[一二三四]是|[（(][一二三四]{1,2}[）)]")
_SPACED = re.compile(r"\w\s+\w")
HARD = ("number", "date", "modal", "negation")
_TIMES = frozenset({"日", "周", "个月", "年", "小时", "工作日", "交易日", "季度"})
_SAME_PLACE = 4  # pairs of keys in common around two times, from which one stands for the other
_UNIT_BEHIND = re.compile(
    r"^(?:个?工作日|个?交易日|个月|小时|分钟|日|天|周|月|年|季度|元|万元|亿元|%|倍|次|人|户|亩|公里|米|平方米|公顷|吨|人次|家|所|名|个百分点|项|件)"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with its unit and where it stands."""

    key: str
    unit: str
    start: int
    end: int


def coverage(cited: Folded, source: Folded) -> float:
    """Share of the cited pairs of neighbouring keys that stand in the source; single keys for very short words."""
    pairs = pairs_of(cited.keys)
    if not pairs:
        return float(bool(cited.keys) and cited.keys in source.keys)
    return sum(pair in source.keys for pair in pairs) / len(pairs)


def pairs_of(keys: str) -> set[str]:
    """The pairs of neighbouring keys."""
    return {keys[i : i + 2] for i in range(len(keys) - 1)}


def compare_paraphrase(cited: str, source: str, start: int = 0, end: int | None = None) -> Comparison:
    """Lay unquoted words against a source.

    :param cited: the words said to be the source's, up to the sentence's end; they may go on with the writer's own.
    :param source: the text that they render.
    :param start: the source's part that counts; offsets in the result count in `source`.
    :return: `compared` is False where they are no close rendering; `changes` are then contradictions only.
        `cited_end` says how far the words follow the source.
    """
    stop = len(source) if end is None else end
    whole = folded_source(source)
    lo, hi = whole.index_at(start), whole.index_at(stop)
    words = fold_cited(cited) if _SPACED.search(cited) else fold(cited)
    if not _NUMBERED.search(source[start:stop]):
        words = without_numbering(words)
    part = fold(source[start:stop])
    share = coverage(words, part)
    if not words.keys or lo >= hi:
        return Comparison(0.0, (), 0, 0, compared=False, coverage=share)
    close = _closely(words, whole, lo, hi)
    if close is not None:
        return replace(close, coverage=share)
    changes = contradictions(words, part) if share >= _SUPPORTED else []
    shifted = tuple(replace(c, source_start=c.source_start + start, source_end=c.source_end + start) for c in changes)
    return Comparison(0.0, shifted, start, stop, compared=False, coverage=share, cited_end=len(cited))


def _closely(words: Folded, whole: Folded, lo: int, hi: int) -> Comparison | None:
    """The comparison where the words follow the source nearly word by word, the writer's own tail left off."""
    placed = align(words.keys, whole.keys, lo, hi)
    if placed is None:
        return None
    placed = _without_tails(placed, words, whole)
    length = placed.a1 - placed.a0
    if length < 6 or placed.matched < CLOSE * length or placed.matched < 0.5 * len(words.keys) and length < 12:
        return None
    changes = [c for c in changes_of(placed.hunks, words, whole) if not same_meaning(c, words, whole)]
    hard = [c for c in changes if c.kind in HARD]
    soft = [c for c in changes if c.kind not in HARD]
    if any(_far(h, words, whole) for h in placed.hunks):
        return None  # joined from places that lie apart: a summary
    if length < _LEAST_FOR_TWO and len(changes) > 1:
        return None
    if len(soft) > _MOST_HUNKS - 1 or len(soft) + len(hard) > _MOST_HUNKS:
        # A summary that leaves out and joins: only what contradicts is reported.
        if placed.matched < 0.9 * length or sum(h.b1 - h.b0 for h in placed.hunks) > max(length, _MOST_LEFT_OUT):
            return None
        changes = hard
    start, end = whole.span(placed.b0, placed.b1)
    c0, c1 = words.span(placed.a0, placed.a1)
    extra = sum(h.b1 - h.b0 for h in placed.hunks if h.a0 == h.a1)
    return Comparison(placed.matched / (length + 0.3 * extra), tuple(changes), start, end, cited_end=c1, cited_start=c0)


def _far(hunk: Hunk, words: Folded, whole: Folded) -> bool:
    """Whether a difference is too large for one that somebody made in copying: much left out, or other words altogether."""
    cited, source = hunk.a1 - hunk.a0, hunk.b1 - hunk.b0
    mine, theirs = words.keys[hunk.a0 : hunk.a1], whole.keys[hunk.b0 : hunk.b1]
    if mine and theirs and max(cited, source) > 2 and any(map(is_number, mine)) != any(map(is_number, theirs)):
        return True
    return source > _MOST_LEFT_OUT or bool(
        cited and source and max(cited, source) > _MOST_EXCHANGED and abs(cited - source) > 3
    )


def _without_tails(placed: Alignment, words: Folded, whole: Folded) -> Alignment:
    """Leave off a last stretch (behind a comma) that hardly matches: 规定的A，基层基本能够做到; and a first one."""
    hunks = list(placed.hunks)
    a1, b1, a0, b0 = placed.a1, placed.b1, placed.a0, placed.b0
    changed = True
    while changed:
        changed = False
        cuts = [k for k in range(a0 + 1, a1) if words.broken(k)]
        if cuts and _matched(hunks, cuts[-1], a1) < _OWN_WORDS * (a1 - cuts[-1]):
            a1, b1, hunks = cuts[-1], _source_at(hunks, cuts[-1], b0, a0), [h for h in hunks if h.a0 < cuts[-1]]
            hunks = _clipped(hunks, a1)
            changed = True
    cuts = [k for k in range(a0 + 1, a1) if words.broken(k)]
    while cuts and _matched(hunks, a0, cuts[0]) < 0.3 * (cuts[0] - a0):
        b0 = _source_at(hunks, cuts[0], b0, a0)
        a0 = cuts[0]
        hunks = [Hunk(max(h.a0, a0), h.a1, max(h.b0, b0), max(h.b1, b0)) for h in hunks if h.a1 > a0]
        cuts = cuts[1:]
    return Alignment(a0, a1, b0, b1, _matched(hunks, a0, a1), tuple(hunks))


def _clipped(hunks: list[Hunk], a1: int) -> list[Hunk]:
    if hunks and hunks[-1].a1 > a1:
        last = hunks[-1]
        cut = last.a1 - a1
        hunks[-1] = Hunk(last.a0, a1, last.b0, max(last.b0, last.b1 - cut))
    return [h for h in hunks if h.a0 < h.a1 or h.b0 < h.b1]


def _matched(hunks: list[Hunk], first: int, last: int) -> int:
    lost = sum(max(0, min(h.a1, last) - max(h.a0, first)) for h in hunks)
    return last - first - lost


def _source_at(hunks: list[Hunk], a: int, b0: int, a0: int) -> int:
    """The source key that stands against cited key `a`."""
    at_a, at_b = a0, b0
    for hunk in hunks:
        if hunk.a0 >= a:
            break
        if hunk.a1 > a:
            return max(hunk.b0, min(hunk.b1, hunk.b0 + a - hunk.a0))
        at_a, at_b = hunk.a1, hunk.b1
    return at_b + (a - at_a)


# -- contradictions -------------------------------------------------------------------------------
def facts(folded: Folded) -> list[Fact]:
    """The numbers of a text with their units."""
    found = []
    for i, key in enumerate(folded.keys):
        if not is_number(key):
            continue
        unit = _UNIT_BEHIND.match(folded.keys[i + 1 : i + 6])
        start, end = folded.starts[i], folded.ends[i]
        found.append(Fact(key, unit.group() if unit else "", start, end))
    return found


def known_as(fact: Fact, others: Sequence[Fact]) -> bool:
    """Whether the same number with the same unit is among others."""
    return any(f.key == fact.key and same_unit(f.unit) == same_unit(fact.unit) for f in others)


def contradictions(cited: Folded, source: Folded) -> list[Change]:
    """Numbers, dates, modals and negations of a free paraphrase that the source has otherwise."""
    return [*_numbers(cited, source), *_governed(cited, source)]


def _numbers(cited: Folded, source: Folded) -> list[Change]:
    """A number whose unit the source has with other values only."""
    theirs = facts(source)
    found = []
    for fact in facts(cited):
        unit = same_unit(fact.unit)
        if not unit or known_as(fact, theirs):
            continue
        rivals = [f for f in theirs if same_unit(f.unit) == unit]
        if not rivals:
            rivals = [f for f in theirs if f.key == fact.key and f.unit]  # 3日 against 3个工作日
        if not rivals and unit in _TIMES:  # 提前三个月 against 提前半年
            rivals = [
                f for f in theirs if same_unit(f.unit) in _TIMES and _context(cited, fact, source, f) >= _SAME_PLACE
            ]
        if not rivals:
            continue
        nearest = max(rivals, key=lambda f: _context(cited, fact, source, f))
        year = unit == "年" and len(cited.text[fact.start : fact.end].strip()) == 4
        date = year or unit == "月" or (unit == "日" and cited.text[: fact.start].endswith("月"))
        end_c, end_s = fact.end + shown_unit(cited.text, fact.end), nearest.end + shown_unit(source.text, nearest.end)
        found.append(
            Change(
                "date" if date else "number",
                cited.text[fact.start : end_c],
                source.text[nearest.start : end_s],
                fact.start,
                end_c,
                nearest.start,
                end_s,
            )  # fmt: skip
        )
    return found


def same_unit(unit: str) -> str:
    """A unit under one of its names."""
    return {"天": "日", "个工作日": "工作日", "个交易日": "交易日"}.get(unit, unit)


def _context(cited: Folded, fact: Fact, source: Folded, other: Fact) -> int:
    """How many pairs of keys around two numbers are the same."""
    i, j = cited.index_at(fact.start), source.index_at(other.start)
    mine = cited.keys[max(0, i - 10) : i + 10]
    theirs = source.keys[max(0, j - 10) : j + 10]
    return sum(mine[k : k + 2] in theirs for k in range(len(mine) - 1))


_MODAL = re.compile(r"(不得|不能|不可|不应|不准|不予|禁止|严禁|应当|应该|必须|务必|可以)")
_STANDS_FOR = {
    "应该": "应当",
    "务必": "必须",
    "不能": "不得",
    "不可": "不得",
    "不应": "不得",
    "不准": "不得",
    "禁止": "不得",
    "严禁": "不得",
}


def _governed(cited: Folded, source: Folded) -> list[Change]:
    """A verb under another modal than in the source: 可以完善机制 against 应当完善涉农资金统筹机制."""
    found = []
    for match in _MODAL.finditer(cited.keys):
        verb = cited.keys[match.end() : match.end() + 2]
        if len(verb) < 2 or not all("\u4e00" <= char <= "\u9fff" for char in verb):
            continue
        mine = _STANDS_FOR.get(match.group(), match.group())
        ruling = _ruling(source.keys, verb)
        if not ruling or any(_STANDS_FOR.get(r.group(), r.group()) == mine for r in ruling):
            continue
        other = ruling[0]
        theirs = _STANDS_FOR.get(other.group(), other.group())
        if {mine, theirs} == {"应当", "必须"}:
            continue
        kind = "negation" if (mine == "不得") != (theirs == "不得") else "modal"
        c0, c1 = cited.span(match.start(), match.end())
        s0, s1 = source.span(other.start(), other.end())
        found.append(Change(kind, cited.text[c0:c1], source.text[s0:s1], c0, c1, s0, s1))  # type: ignore[arg-type]
    return found


def _ruling(keys: str, verb: str) -> list[re.Match[str]]:
    """The modals right before each place of a verb; empty where one place has none (the verb stands free)."""
    found = []
    at = keys.find(verb)
    while at >= 0:
        before = list(_MODAL.finditer(keys, max(0, at - 10), at))
        if not before:
            return []
        found.append(before[-1])
        at = keys.find(verb, at + 1)
    return found


__all__ = ["MODALS", "NEGATIVE", "compare_paraphrase", "contradictions", "coverage", "facts"]
