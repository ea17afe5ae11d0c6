"""A sentence laid against its source: each difference harmless, or the reason to drop the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.compare.align import Alignment, Hunk
from qa.compare.changes import slide
from qa.compare.fold import Folded, is_number
from qa.wording import (
    ACTOR,
    CONDITION_END,
    CONDITION_START,
    DUTY,
    GENERIC,
    LEAVE,
    LIMITS,
    NARROWING,
    SOFT,
    STRICT,
    forces,
    negations,
    plain,
    same,
)

_LABEL = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十\d]{1,3}[、.．]|第[一二三四五六七八九十百千零\d]+[条款章节项](?:之[一二三四五])?)[\s\u3000]*"
)
_PREPOSITION = re.compile(r"^(?:自|在|于|从|按|由|向|对|以|为|通过|根据|依照|经|并|和|与|及|或)")
_ROLES = frozenset("由向被给对")
_SIDES = frozenset("上下内外前后大小多少高低增减省市县乡镇村甲乙男女")
_COUNTED = re.compile(
    "[\U000f0000-\U0010ffff](?:个|工作|自然|年|月|日|天|元|小时|周|亩|人|户|倍|次|级|岁|分|公里|米|平方|吨|%){0,4}$"
)
_BOUNDS = re.compile(
    r"不超过|不少于|不低于|不高于|最[高低多少长短]|至[少多]|以[上下内]|之内|超过|低于|高于|获得|得到|享受|领取"
)
_PARTICLES = re.compile(
    r"之日起|之日|应当|应该|可以|必须|需要|不得|不能|不可|禁止|严禁|予以|给予|进行|以及|或者|并且|同时|按照|依照|根据|依据|其中|上述|下列|以下|如下|包括|"
    r"[的地了之其所该本此这并且和与及或还也均都由对于则就即是为在将把自起从到至向内中上里后前时等有各一个第应可要须能需得以因经被给按名项]"
)
# Right before what is kept, it makes the case a rarer one.
_FEWER = re.compile(
    r"(?:经.{1,16}(?:批准|同意|审核|许可|核准|认定|审查|评估)后?|未经.{1,16}|首次|再次|初次|连续|累计|逾期|仅|只|确需|确因|拒不|屡次|多次|故意|恶意|擅自|非法|违规)$"
)
_OVER = re.compile(r"^(?:超过|超出|高于|多于|大于)")
_UNDER = re.compile(r"^(?:不足|低于|少于|小于|未满|不满)")
_SENTENCE = re.compile(r"[。；;\n！？]")
_COMMA = re.compile(r"[，,：:]")
_COVERED = 0.34  # share of a part's keys from which the sentence has it


def objection(placed: Alignment, cited: Folded, source: Folded, head: str, whole: str) -> str | None:
    """The first difference that makes the sentence say something else: number, date, negation, modal, name, unsupported.

    :param head: the words of the source's headings and title, which a sentence may use.
    :param whole: the keys of the sentence that `cited` is a part of.
    """
    for hunk in placed.hunks:
        wrong = _difference(_to_edge(slide(hunk, cited, source), cited, source), cited, source, head, whole)
        if wrong is not None:
            return wrong
    return None


def _difference(hunk: Hunk, cited: Folded, source: Folded, head: str, whole: str) -> str | None:
    mine = cited.keys[hunk.a0 : hunk.a1]
    theirs, behind_break = _glued(hunk, source)
    if _numbers(mine) and _numbers(theirs) and _numbers(mine) != _numbers(theirs):
        return (
            "date"
            if re.search(r"[年月日]", source.keys[hunk.b0 : hunk.b1 + 1]) and _calendar(source, hunk)
            else "number"
        )
    if _bound_lost(mine, theirs, hunk, source):
        return "number"
    if _turned(mine, theirs) or set(NARROWING.findall(mine)) - set(NARROWING.findall(theirs)):
        return "unsupported"
    if not theirs and _member(hunk, cited) and whole.count(mine) > _keys_around(hunk, source).count(mine):
        return "unsupported"
    if same(mine, theirs) or _same_words(hunk, cited, source):
        return None
    if not mine and not _touching(source, hunk.b0) and not _touching(source, hunk.b1) and len(theirs) <= 12:
        return "unsupported" if LIMITS.search(theirs) else None  # a member of a list that isn't named
    wide_mine = cited.keys[max(0, hunk.a0 - 2) : hunk.a1 + 2]
    wide_theirs = source.keys[max(0, hunk.b0 - 2) : hunk.b0] + theirs + source.keys[hunk.b1 : hunk.b1 + 2]
    if bool(negations(wide_mine)) != bool(negations(wide_theirs)) or (negations(mine) + negations(theirs)) % 2:
        return "negation"
    if _other_force(
        forces(cited.keys[max(0, hunk.a0 - 1) : hunk.a1 + 1]), forces(_margin(hunk, source, theirs)), hunk, source
    ):
        return "modal"
    put_in, lost = _weight(mine), _weight(theirs)
    said, replaced = _said(mine), _said(theirs)
    if said and replaced and said not in replaced and replaced not in said:
        return "name" if ACTOR.search(mine) and ACTOR.search(theirs) else "unsupported"
    bare = _bare(mine)
    topic = hunk.a0 == 0 and bare in plain(head)
    added = bare and not replaced and not topic and (put_in or _listed(hunk, cited))
    if added and (not _near(bare, hunk, source) or (not ACTOR.search(mine) and _again(bare, hunk, whole, source))):
        return "unsupported"
    if put_in and put_in not in lost and ACTOR.search(mine) and not _subject(mine, hunk, source, head):
        return "name"
    moved = len(lost) >= 2 and not ACTOR.search(theirs) and _moved(lost, hunk, whole, source)
    if lost and lost not in put_in and not moved:
        return _omission(theirs, lost, hunk, source, behind_break, mine)
    return None


def _to_edge(hunk: Hunk, cited: Folded, source: Folded) -> Hunk:
    """A difference at an end of the sentence, with what the source's part begins or ends with instead: another subject."""
    low, high = hunk.b0, hunk.b1
    mine = cited.keys[hunk.a0 : hunk.a1]
    if not mine or not (_said(mine) or re.search("[和或与及]", mine)):
        return hunk
    while hunk.a0 == 0 and low > 0 and not parted(source, low):
        low -= 1
    while hunk.a1 == len(cited.keys) and high < len(source.keys) and not parted(source, high):
        high += 1
    return Hunk(hunk.a0, hunk.a1, low, high)


def _glued(hunk: Hunk, source: Folded) -> tuple[str, bool]:
    """What was left out right beside what was kept; whole parts between signs are not (`left_out` judges them).

    :return: the keys, and whether a sign between parts stands before the last of them.
    """
    cuts = [k for k in range(hunk.b0, hunk.b1 + 1) if parted(source, k)]
    if not cuts:
        return source.keys[hunk.b0 : hunk.b1], False
    return source.keys[hunk.b0 : cuts[0]] + source.keys[cuts[-1] : hunk.b1], True


def parted(source: Folded, at: int) -> bool:
    """Whether a sign that parts clauses stands before key `at`; 、 and brackets part nothing."""
    if at <= 0 or at >= len(source.keys):
        return True
    return bool(re.search(r"[，,。；;：:！？\n]", source.text[source.ends[at - 1] : source.starts[at]]))


def _numbers(keys: str) -> list[str]:
    return [key for key in keys if is_number(key)]


def _calendar(source: Folded, hunk: Hunk) -> bool:
    around = source.text[max(0, source.starts[hunk.b0] - 6) : source.ends[min(hunk.b1, len(source.ends) - 1)] + 2]
    return bool(re.search(r"(?:19|20)\d{2}\s*年|\d\s*月|月\s*\d+\s*日|[一二三四五六七八九十]月", around))


def _same_words(hunk: Hunk, cited: Folded, source: Folded) -> bool:
    """Whether the difference is within two words of the same meaning: 提交 and 提供 differ in 交."""
    for left in range(3):
        for right in range(3):
            if not left and not right:
                continue
            one = cited.keys[max(0, hunk.a0 - left) : hunk.a1 + right]
            other = source.keys[max(0, hunk.b0 - left) : hunk.b1 + right]
            if one != other and len(one) <= 8 and len(other) <= 8 and same(one, other) and one and other:
                return True
    return False


def _margin(hunk: Hunk, source: Folded, theirs: str) -> str:
    return source.keys[max(0, hunk.b0 - 1) : hunk.b0] + theirs + source.keys[hunk.b1 : hunk.b1 + 1]


def _other_force(mine: list[str], theirs: list[str], hunk: Hunk, source: Folded) -> bool:
    """Whether one rule-word stands for another, a leave or a strict duty is put in, or a leave is lost."""
    put_in, lost = set(mine) - set(theirs), set(theirs) - set(mine)
    if put_in & {LEAVE, STRICT, SOFT} or lost & {LEAVE, SOFT}:
        return True
    if DUTY in put_in:
        return bool(lost) or bool({LEAVE, SOFT} & set(forces(_part_around(hunk, source))))
    return False


def _part_around(hunk: Hunk, source: Folded) -> str:
    low, high = hunk.b0, hunk.b1
    while low > 0 and not parted(source, low):
        low -= 1
    while high < len(source.keys) and not parted(source, high):
        high += 1
    return source.keys[low:high]


def _said(keys: str) -> str:
    """The keys without numbers, their bounds, rule-words and words that only join."""
    return _PARTICLES.sub("", _BOUNDS.sub("", "".join(key for key in keys if not is_number(key))))


def _bare(keys: str) -> str:
    """The keys without numbers, their bounds and light words."""
    return plain(_BOUNDS.sub("", "".join(key for key in keys if not is_number(key))))


def _listed(hunk: Hunk, cited: Folded) -> bool:
    """Whether words stand as a member of a list."""
    start, end = cited.span(hunk.a0, hunk.a1)
    return cited.text[:start].endswith("、") or cited.text[end:].startswith("、")


def _member(hunk: Hunk, cited: Folded) -> bool:
    """Whether words stand as a whole member of a list; 以及 between two is none."""
    start, end = cited.span(hunk.a0, hunk.a1)
    whole = cited.text[:start].endswith("、") and cited.text[end:].startswith("、")
    return whole and not re.fullmatch("以及|或者?|和|及|与", cited.text[start:end])


def _again(put_in: str, hunk: Hunk, whole: str, source: Folded) -> bool:
    """Whether the sentence has words once more than the source's sentence: not moved there but added."""
    return plain(whole).count(put_in) > _sentence_around(hunk, source).count(put_in)


def _moved(lost: str, hunk: Hunk, whole: str, source: Folded) -> bool:
    """Whether words that are missing here stand elsewhere in the sentence, as often as in the source's."""
    had = plain(whole).count(lost)
    return bool(had) and had >= _sentence_around(hunk, source).count(lost)


def _weight(keys: str) -> str:
    """The keys that carry meaning, numbers left out."""
    bare = _bare(keys)
    return "" if bare in GENERIC or all(char in GENERIC for char in bare) else bare


def _subject(mine: str, hunk: Hunk, source: Folded, head: str) -> bool:
    """Whether a body that was put in is the one last named before this place, or stands in a heading."""
    found = ACTOR.search(mine)
    if found is None:
        return True
    name = mine[max(0, found.end() - 4) : found.end()]
    if name in head:
        return True
    before = source.keys[: hunk.b0]
    last = [m for m in ACTOR.finditer(before)]
    return bool(last) and before[: last[-1].end()].endswith(name)


def _bound_lost(mine: str, theirs: str, hunk: Hunk, source: Folded) -> bool:
    """Whether 县级以上 became 县级; beside a number the bound has been looked at with it (qa/grounded.py)."""
    if not re.search(r"以[上下内外]", theirs) or re.search(r"以[上下内外]|超过|[高低少多]于|[内里]", mine):
        return False
    counted = _COUNTED.search(source.keys[max(0, hunk.b0 - 6) : hunk.b0])
    return not counted and not _numbers(theirs)


def _near(put_in: str, hunk: Hunk, source: Folded) -> bool:
    """Whether words that were put in stand in the same sentence of the source."""
    return _BOUNDS.sub("", put_in) in _sentence_around(hunk, source)


def _sentence_around(hunk: Hunk, source: Folded) -> str:
    """The source's sentence around a difference, without signs and light words."""
    return plain(_keys_around(hunk, source))


def _keys_around(hunk: Hunk, source: Folded) -> str:
    low = high = min(hunk.b0, len(source.starts) - 1)
    text = source.text
    before = [m.end() for m in _SENTENCE.finditer(text, 0, source.starts[low])]
    behind = _SENTENCE.search(text, source.starts[high])
    sentence = text[before[-1] if before else 0 : behind.start() if behind else len(text)]
    return re.sub(r"[\W_]", "", sentence)


def _turned(mine: str, theirs: str) -> bool:
    """Whether 和 became 或, 由 became 向, 上 became 下."""
    if not mine or not theirs:
        return False
    if ("或" in mine) != ("或" in theirs) and re.search(r"[和与及并且]", mine + theirs):
        return True
    if (_OVER.match(mine) and _UNDER.match(theirs)) or (_UNDER.match(mine) and _OVER.match(theirs)):
        return True
    for signs in (_ROLES, _SIDES):
        one, other = set(_BOUNDS.sub("", mine)) & signs, set(_BOUNDS.sub("", theirs)) & signs
        if one and other and not one & other:
            return True
    return False


def _omission(theirs: str, lost: str, hunk: Hunk, source: Folded, behind_break: bool, mine: str) -> str | None:
    """Whether what was left out limits what was kept."""
    start, end = source.span(hunk.b0, hunk.b1)
    if _LABEL.fullmatch(source.text[start:end] + " ") or all(is_number(key) for key in theirs):
        return None
    amount = any(map(is_number, theirs)) and re.search(r"以[上下内外]|不[足满少低超高]|超过|[高低多少大小]于", theirs)
    if LIMITS.search(theirs + source.keys[hunk.b1 : hunk.b1 + 1]) or (amount and _touching(source, hunk.b1)):
        return "unsupported"
    left, right = _touching(source, hunk.b0), _touching(source, hunk.b1)
    if right and re.match("人民政府|政府|" + ACTOR.pattern, source.keys[hunk.b1 : hunk.b1 + 8]):
        return "name"  # a body's name cut short is another body
    if behind_break:
        return "name" if ACTOR.search(theirs) and not _weight(mine) else None
    if theirs.endswith("的") and len(lost) >= 2 and right:
        return "unsupported"
    whole_phrase = _PREPOSITION.match(theirs.removeprefix("当")) and not _said(mine)
    if left and right and len(lost) <= 8 and not whole_phrase and not _numbers(theirs):
        return "unsupported"
    return None


def _touching(source: Folded, at: int) -> bool:
    """Whether no sign at all stands before key `at`."""
    return not source.broken(at)


def cut_off(placed: Alignment, source: Folded, covered: frozenset[int]) -> str | None:
    """What stands right before or behind the words that a sentence has, in the same part, and turns or limits them."""
    low, high = placed.b0, placed.b1
    while low > 0 and not parted(source, low) and low - 1 not in covered:
        low -= 1
    while high < len(source.keys) and not parted(source, high) and high not in covered:
        high += 1
    before, behind = source.keys[low : placed.b0], source.keys[placed.b1 : high]
    if negations(before[-4:]) or re.search(r"除外|的不|不予", behind):
        return "negation"
    if {LEAVE, SOFT} & set(forces(before[-4:])):
        return "modal"
    if (before.endswith("的") and LIMITS.search(before)) or _FEWER.search(before):
        return "unsupported"
    return None


# -- what a sentence has not ------------------------------------------------------------------------
def covered_keys(placed: Sequence[Alignment]) -> frozenset[int]:
    """The source's keys that a sentence has."""
    covered: set[int] = set()
    for one in placed:
        inside = set(range(one.b0, one.b1))
        for hunk in one.hunks:
            inside -= set(range(hunk.b0, hunk.b1))
        covered |= inside
    return frozenset(covered)


def left_out(source: Folded, covered: frozenset[int]) -> str | None:
    """A condition or exception of a rule that a sentence has without it, as it stands in the source; None where none is.

    有下列情形之一的 isn't missed where one of the cases is named.
    """
    at, last = 0, max(covered, default=0)
    for stop in [*(m.start() for m in _SENTENCE.finditer(source.text)), len(source.text)]:
        found = _limit_of(source, at, stop, covered)
        if found is not None and not (re.search("下列|以下|之一", found) and source.index_at(stop) <= last):
            return found
        at = stop + 1
    return None


def _limit_of(source: Folded, start: int, end: int, covered: frozenset[int]) -> str | None:
    parts: list[tuple[str, bool, int]] = []
    at = start
    for stop in [*(m.start() for m in _COMMA.finditer(source.text, start, end)), end]:
        low, high = source.index_at(at), source.index_at(stop)
        if high > low:
            had = sum(k in covered for k in range(low, high))
            words = _LABEL.sub("", source.text[at:stop].strip())
            parts.append((words, had >= _COVERED * (high - low), had))
        at = stop + 1
    if not any(has and count >= 4 for _, has, count in parts):
        return None
    for number, (words, has, _) in enumerate(parts):
        if has or not words:
            continue
        if number and number == len(parts) - 1 and words.endswith("的"):
            return words  # a case of several conditions: 突发重病，自费超过四成的
        ruled = any(other and count >= 4 for _, other, count in parts[number + 1 :])
        if ruled and (CONDITION_END.search(words) or CONDITION_START.match(words)):
            return words
        before = number > 0 and parts[number - 1][1]
        if before and re.match(r"但|除.{1,30}外", words):
            return words
    return None
