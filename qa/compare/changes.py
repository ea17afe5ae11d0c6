"""From aligned differences to what a person calls them: a number, a date, 应当 for 可以, a lost 不, other words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from qa.compare.align import Hunk
from qa.compare.fold import Folded, fold, is_number
from qa.compare.types import Change, Kind

# The longest first. Words of equal strength share a rank: 应 is 应当, 须 is 必须.
MODALS = {
    "应当": "应当", "应该": "应当", "理应": "应当", "必须": "必须", "务必": "必须", "务须": "必须", "必需": "必须",
    "可以": "可以", "能够": "能", "有权": "有权", "需要": "需", "原则上": "原则上", "一律": "一律", "鼓励": "鼓励",
    "应": "应当", "须": "必须", "可": "可以", "能": "能", "需": "需", "要": "要", "得": "得", "宜": "宜", "准": "准",
}  # fmt: skip
_LIMITING = frozenset({"原则上", "一律"})
# 鼓励 and 准 stand for no duty in most places: they are modals only against another modal.
_SOFT = frozenset({"鼓励", "准", "能", "需", "宜"})
NEGATIVE = re.compile(r"不|未|无|非|没有|勿|莫|禁止|严禁|杜绝|免(?!疫|费)|拒绝|除外|严控")
_UNIT = re.compile(
    r"^(?:个|工作|自然|交易|学习|天|日|周|月|年|季度|小时|分钟|秒|元|美|欧|港|万|亿|人|户|亩|公|里|米|平方|立方|厘|毫|克|千|吨|升|"
    r"倍|次|级|家|所|名|条|件|项|层|层次|顷|斤|两|度|人次|%|‰|分|点|百)+$"
)
_DATE_UNIT = re.compile(r"^\s*(?:年(?!以|内|期|限|度)|月|日)")
_DATE_PART = re.compile(
    r"^(?:[年月日]|底|初|末|前|年底|年末|年初|上半年|下半年|上旬|中旬|下旬|月底|月初|月末|当年|次年|翌年)+$"
)
_WORDS_ONLY = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9\U000f0000-\U0010ffff]")


def changes_of(hunks: Iterable[Hunk], cited: Folded, source: Folded) -> list[Change]:
    """Each difference as a change, in the order of the cited words."""
    found = []
    for hunk in hunks:
        hunk = slide(hunk, cited, source)
        if _label(hunk, source):
            continue
        found += _change(hunk, cited, source)
    return found


def slide(hunk: Hunk, cited: Folded, source: Folded) -> Hunk:
    """Of the equal places of a one-sided difference, that which begins and ends at punctuation (乡、[民族乡、]镇)."""
    if hunk.a0 == hunk.a1 and hunk.b0 < hunk.b1:
        shift = _best_shift(source, hunk.b0, hunk.b1)
    elif hunk.b0 == hunk.b1 and hunk.a0 < hunk.a1:
        shift = _best_shift(cited, hunk.a0, hunk.a1)
    else:
        return hunk
    # Sliding moves both sides: what was equal behind the difference is equal before it.
    return Hunk(hunk.a0 + shift, hunk.a1 + shift, hunk.b0 + shift, hunk.b1 + shift)


def _best_shift(folded: Folded, first: int, last: int) -> int:
    keys, shifts = folded.keys, [0]
    for step in range(1, 1 + min(first, last - first)):
        if keys[first - step] != keys[last - step]:
            break
        shifts.append(-step)
    for step in range(1, 1 + min(len(keys) - last, last - first)):
        if keys[first + step - 1] != keys[last + step - 1]:
            break
        shifts.append(step)
    # Breaks at both ends are best, then one at the start; else the shift that the alignment gave.
    return max(
        shifts, key=lambda s: (folded.broken(first + s) + folded.broken(last + s), folded.broken(first + s), -abs(s))
    )


def _label(hunk: Hunk, source: Folded) -> bool:
    """Whether only a clause's own number was left out: the words of （二） cited without （二）."""
    if hunk.a0 != hunk.a1 or hunk.b1 - hunk.b0 > 4:
        return False
    start, end = source.span(hunk.b0, hunk.b1)
    before = source.text[:start].rstrip("（( \u3000")
    line_start = not before or before[-1] in "\n。；;：:"
    label = source.text[len(before) : end + 2].strip()
    return line_start and bool(
        re.match(
            r"^(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十0-9]{1,3}[、.．]|第[一二三四五六七八九十百]+条)",
            label,
        )
    )


def _change(hunk: Hunk, cited: Folded, source: Folded) -> list[Change]:
    c, s = cited.keys[hunk.a0 : hunk.a1], source.keys[hunk.b0 : hunk.b1]
    if any(map(is_number, c)) or any(map(is_number, s)):
        return _with_numbers(hunk, cited, source, c, s)
    if _unit_changed(hunk, cited, source, c, s):
        wide = Hunk(hunk.a0 - 1, hunk.a1, hunk.b0 - 1, hunk.b1)
        wide = _take_unit(wide, cited, source)
        return [_made("number", wide, cited, source)]
    if (
        _DATE_PART.match(c or s)
        and (not c or _DATE_PART.match(c))
        and (not s or _DATE_PART.match(s))
        and _after_number(hunk, source)
    ):
        return [_made("date", hunk, cited, source)]
    wide = _whole_words(hunk, cited, source)
    wc, ws = cited.keys[wide.a0 : wide.a1], source.keys[wide.b0 : wide.b1]
    turned = bool(NEGATIVE.search(wc)) != bool(NEGATIVE.search(ws))
    if turned and max(len(wc), len(ws)) <= 8 and (c and s or len(NEGATIVE.sub("", c + s)) <= 2):
        return [_made("negation", wide, cited, source)]
    if len(ws) > 8 and _RULE_WORD.fullmatch(wc):
        split = _split_modal(wide, source)
        if split is not None:
            return [change for h in split for change in _change(h, cited, source)]
    modal = _modal(wc, ws)
    if modal is not None:
        return [_made(modal, wide, cited, source)]
    kind: Kind = "omission" if not c else "addition" if not s else "wording"
    return [_made(kind, hunk, cited, source)]


def _with_numbers(hunk: Hunk, cited: Folded, source: Folded, c: str, s: str) -> list[Change]:
    counts = sum(map(is_number, c)), sum(map(is_number, s))
    longer = max(len(c), len(s))
    if (not c or not s) and longer > 5 and max(counts) * 4 < longer:
        return [_made("omission" if not c else "addition", hunk, cited, source)]
    if counts[0] == counts[1] > 1 and len(c) == len(s):
        found = []  # number by number: 三年…五年 against 二年…四年
        for k in range(len(c)):
            if c[k] != s[k]:
                found += _change(Hunk(hunk.a0 + k, hunk.a0 + k + 1, hunk.b0 + k, hunk.b0 + k + 1), cited, source)
        return found
    if counts == (1, 1) and longer > 1:
        # The number itself, and the words on either side of it as differences of their own.
        a = next(k for k in range(hunk.a0, hunk.a1) if is_number(cited.keys[k]))
        b = next(k for k in range(hunk.b0, hunk.b1) if is_number(source.keys[k]))
        sides = (Hunk(hunk.a0, a, hunk.b0, b), Hunk(a, a + 1, b, b + 1), Hunk(a + 1, hunk.a1, b + 1, hunk.b1))
        real = [h for h in sides if cited.keys[h.a0 : h.a1] != source.keys[h.b0 : h.b1]]
        return [change for h in real for change in _change(h, cited, source)]
    date = _is_date(cited, hunk.a0, hunk.a1) or _is_date(source, hunk.b0, hunk.b1)
    return [_made("date" if date else "number", hunk, cited, source)]


def _is_date(folded: Folded, first: int, last: int) -> bool:
    """Whether a number in these keys is a year, a month of the year or a day of the month."""
    for at in range(first, last):
        if not is_number(folded.keys[at]):
            continue
        behind = folded.keys[at + 1 : at + 3]
        written = folded.words(at, at + 1).strip()
        if behind[:1] == "年" and re.fullmatch(
            r"(?:19|20)\d{2}|[１２][０-９]{3}|[一二][〇○零一二三四五六七八九]{3}", written
        ):
            return True
        if behind[:1] == "月" and at >= 1 and folded.keys[at - 1] in "年至到从自于 ":
            return True
        if behind[:1] == "月" and re.match(r"月[\U000f0000-\U0010ffff底初末上中下]", behind):
            return True
        if behind[:1] in "日号" and at >= 2 and folded.keys[at - 1] == "月" and is_number(folded.keys[at - 2]):
            return True
    return False


def _after_number(hunk: Hunk, source: Folded) -> bool:
    return hunk.b0 > 0 and (is_number(source.keys[hunk.b0 - 1]) or source.keys[hunk.b0 - 1] in "年月日")


def _unit_changed(hunk: Hunk, cited: Folded, source: Folded, c: str, s: str) -> bool:
    """3个工作日 against 3日: the number stands, its unit is another."""
    if (
        not hunk.a0
        or not hunk.b0
        or cited.keys[hunk.a0 - 1] != source.keys[hunk.b0 - 1]
        or not is_number(source.keys[hunk.b0 - 1])
    ):
        return False
    return bool(_UNIT.match(c + s))


def _take_unit(hunk: Hunk, cited: Folded, source: Folded) -> Hunk:
    """Take in the rest of the unit that both sides share behind the difference."""
    a1, b1 = hunk.a1, hunk.b1
    if cited.keys[a1 : a1 + 1] == source.keys[b1 : b1 + 1] and _UNIT.match(cited.keys[a1 : a1 + 1] or "x"):
        return Hunk(hunk.a0, a1 + 1, hunk.b0, b1 + 1)
    return hunk


_WHOLE = re.compile("|".join(sorted([*(m for m in MODALS if len(m) > 1), "不得", "不能", "不应", "不可", "不准", "不予", "不许", "不宜", "不须", "未经", "没有", "禁止", "严禁", "允许", "或者", "以及", "并且"], key=len, reverse=True)))  # fmt: skip


def _whole_words(hunk: Hunk, cited: Folded, source: Folded) -> Hunk:
    """Widen a difference so that 不得 against 得 and 应当 against 应 are seen whole, on both sides alike."""
    left = right = 0
    for folded, first, last in ((cited, hunk.a0, hunk.a1), (source, hunk.b0, hunk.b1)):
        around = folded.keys[max(0, first - 2) : last + 2]
        offset = first - max(0, first - 2)
        width = last - first
        for match in _WHOLE.finditer(around):
            touches = match.start() < offset + width and match.end() > offset
            if width and touches:
                left = max(left, offset - match.start())
                right = max(right, match.end() - offset - width)
    while left and cited.keys[hunk.a0 - left : hunk.a0] != source.keys[hunk.b0 - left : hunk.b0]:
        left -= 1
    while right and cited.keys[hunk.a1 : hunk.a1 + right] != source.keys[hunk.b1 : hunk.b1 + right]:
        right -= 1
    return Hunk(hunk.a0 - left, hunk.a1 + right, hunk.b0 - left, hunk.b1 + right)


_RULE_WORD = re.compile("不得|不能|不应|不可|不准|不予|禁止|严禁|应当|应该|必须|务必|可以|应|须|可|要")


def _split_modal(hunk: Hunk, source: Folded) -> tuple[Hunk, Hunk] | None:
    """A modal against a long stretch that ends with one: the words left out, and the modal that was exchanged."""
    words = source.keys[hunk.b0 : hunk.b1]
    last = [m for m in _RULE_WORD.finditer(words) if m.end() == len(words)]
    if not last:
        return None
    at = hunk.b0 + last[0].start()
    return Hunk(hunk.a0, hunk.a0, hunk.b0, at), Hunk(hunk.a0, hunk.a1, at, hunk.b1)


# Words in which a character of one of the short modals means something else.
_NO_MODAL = re.compile(
    r"要[求点素件闻领旨]|[重主必次首提摘概紧扼]要|需求|[急刚供内]需|能[力量源级]|[功效职性节可智技]能|可[能靠行持]|[许认]可|得[到益知分以]|[取获所值懂难使]得|准[备确则入时]|[标批核水基精]准|[适便]宜|应[急用对付收纳交变届聘]|[相适响供反回效对]应"
)


def modal_of(words: str) -> tuple[str, str] | None:
    """The modal that makes up these few words, bare or with one character beside it, and its rank."""
    plain = _NO_MODAL.sub("", _WORDS_ONLY.sub("", words))
    for modal, rank in MODALS.items():
        if modal in plain and len(plain) - len(modal) <= (2 if len(modal) > 1 else 1):
            return modal, rank
    return None


def _modal(c: str, s: str) -> Kind | None:
    mc, ms = modal_of(c), modal_of(s)
    if mc is not None and ms is not None:
        return "modal" if mc[1] != ms[1] else "wording"
    one = mc or ms
    if one is None or one[0] in _SOFT or one[0] in _LIMITING:
        return None  # 原则上 added is an addition
    other = s if mc is not None else c
    bare = len(_WORDS_ONLY.sub("", c if mc is not None else s)) == len(one[0])
    return "modal" if bare and len(other) <= 2 and (not other or len(one[0]) > 1) else None


def _made(kind: Kind, hunk: Hunk, cited: Folded, source: Folded) -> Change:
    c0, c1 = cited.span(hunk.a0, hunk.a1)
    s0, s1 = source.span(hunk.b0, hunk.b1)
    if "半" in (cited.text[c0:c1], source.text[s0:s1]):  # 三个月 against 半年, not 三 against 半
        c1, s1 = c1 + shown_unit(cited.text, c1), s1 + shown_unit(source.text, s1)
    return Change(kind, cited.text[c0:c1], source.text[s0:s1], c0, c1, s0, s1)


def shown_unit(text: str, end: int) -> int:
    """How many characters the unit behind a number takes that ends here."""
    match = re.match(
        r"\s*(?:个?(?:工作|交易)?[日天]|个月|小时|分钟|周|月|年|季度|元|倍|次|人|户|亩|公里|米|%|吨)", text[end:]
    )
    return match.end() if match else 0


def same_meaning(change: Change, cited: Folded, source: Folded) -> bool:
    """Whether a difference is only a short form or a synonym that a paraphrase may use: 应 for 应当, 或 for 或者."""
    c, s = fold(change.cited).keys, fold(change.source).keys
    if _plainer(c) == _plainer(s):
        return True
    if change.kind not in ("wording", "omission", "addition"):
        return False
    a0, a1 = cited.index_at(change.cited_start), cited.index_at(change.cited_end)
    b0, b1 = source.index_at(change.source_start), source.index_at(change.source_end)
    for wide in (1, 2):
        wc = cited.keys[max(0, a0 - wide) : a1 + wide]
        ws = source.keys[max(0, b0 - wide) : b1 + wide]
        if _plainer(wc) == _plainer(ws):
            return True
    return False


_PLAINER = (
    (re.compile("应当|应该"), "应"), (re.compile("或者"), "或"), (re.compile("可以"), "可"), (re.compile("必须"), "须"),
    (re.compile("以及|并且|和|与|及|并|且"), "和"), (re.compile("按照|依照|依据|根据|依"), "按"), (re.compile("如果"), "如"),
    (re.compile("但是"), "但"), (re.compile("的|之|了|地"), ""), (re.compile("自然日|天"), "日"),
    (re.compile("能够"), "能"), (re.compile("需要"), "需"), (re.compile("通过"), "经"), (re.compile("因为"), "因"),
    (re.compile("对于|对"), "对"), (re.compile("为了"), "为"), (re.compile("没有|未"), "无"),
)  # fmt: skip


def _plainer(keys: str) -> str:
    for pattern, short in _PLAINER:
        keys = pattern.sub(short, keys)
    return keys


def moved(change: Change, cited_offset: int, source_offset: int) -> Change:
    """The change with its offsets counted from elsewhere."""
    return replace(
        change,
        cited_start=change.cited_start + cited_offset,
        cited_end=change.cited_end + cited_offset,
        source_start=change.source_start + source_offset,
        source_end=change.source_end + source_offset,
    )
