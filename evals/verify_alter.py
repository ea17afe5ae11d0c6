"""Controlled alterations: one change of a known kind made to words of a document."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

KINDS = ("number", "date", "modal", "negation", "wording", "omission", "addition")
_MODALS = (
    ("应当", "可以"), ("必须", "可以"), ("可以", "应当"), ("应", "可"), ("可以", "必须"), ("要", "可"), ("应当", "必须"),
)  # fmt: skip
_NEGATIONS = (
    ("不得", "可以"), ("禁止", "允许"), ("不得", "得"), ("未经", "经"), ("不再", "再"), ("严禁", "允许"), ("不予", "予以"),
    ("无偿", "有偿"), ("不能", "能"), ("不低于", "低于"), ("不少于", "少于"), ("不超过", "超过"), ("应当", "不应当"), ("可以", "不可以"),
)  # fmt: skip
_WORDS = (
    ("省级", "市级"), ("县级", "乡级"), ("鼓励", "要求"), ("支持", "限制"), ("国务院", "省人民政府"), ("人民政府", "人民法院"), ("以上", "以下"),
    ("加强", "减少"), ("全面", "逐步"), ("负责", "协助"), ("农村", "城市"), ("保障", "改善"), ("优先", "适当"), ("统一", "分别"),
    ("主管", "监管"), ("公开", "内部"), ("建立", "取消"), ("批准", "备案"), ("规划", "计划"), ("企业", "单位"), ("组织", "个人"),
    ("和", "或者"), ("申请", "登记"), ("有关部门", "财政部门"), ("年度", "季度"), ("监督", "指导"),
)  # fmt: skip
_ADDED = (
    "及其派出机构",
    "原则上",
    "和社会组织",
    "（含本级）",
    "经批准后",
    "在必要时",
    "有关",
    "会同财政部门",
    "自行",
    "全部",
)
_DIGITS = "一二三四五六七八九"
_NUMBER = re.compile(
    r"[0-9０-９]+(?:\.[0-9]+)?|[一二三四五六七八九十百千两]+(?=[个日天年月元倍次人万亿%级户亩项分周小季])|百分之[一二三四五六七八九十]+"
)
_YEAR = re.compile(r"20[0-9]{2}(?=年)|(?<=年)[0-9]{1,2}(?=月)|(?<=月)[0-9]{1,2}(?=日)")


@dataclass(frozen=True, slots=True)
class Alteration:
    """The altered words and the one change: what they say, and what the document says."""

    words: str
    kind: str
    cited: str
    source: str


def alter(words: str, kind: str, rng: random.Random) -> Alteration | None:
    """The words with one change of a kind; None where they offer no place for it."""
    return _MAKERS[kind](words, rng)


def _replaced(words: str, pairs: tuple[tuple[str, str], ...], kind: str, rng: random.Random) -> Alteration | None:
    for old, new in rng.sample(pairs, len(pairs)):
        places = [m.start() for m in re.finditer(old, words)]
        if not places or (len(old) == 1 and not _alone(words, places[0], old)):
            continue
        at = places[0]
        return Alteration(words[:at] + new + words[at + len(old) :], kind, new, old)
    return None


def _alone(words: str, at: int, char: str) -> bool:
    around = words[max(0, at - 1) : at + 2]
    if char in "和":
        return not re.search(
            r"[一-龥]和(?:谐|平|解|睦|国)|共和|缓和|温和|总和|附和|饱和", words[max(0, at - 2) : at + 3]
        )
    return not re.search(
        r"主要|重要|必要|需要|要求|要素|要点|纲要|应用|应急|相应|适应|供应|响应|反应|对应|效应|应当|不要|只要|摘要|简要|要件|要道|首要|次要",
        around,
    )


def _number(words: str, rng: random.Random) -> Alteration | None:
    places = [
        m
        for m in _NUMBER.finditer(words)
        if not _YEAR.match(words, m.start()) and words[max(0, m.start() - 1) : m.start()] not in "第年月一-"
    ]
    places = [
        m
        for m in places
        if not re.match(r"[年月日]", words[m.end() : m.end() + 1])
        or len(m.group()) < 4
        and not re.search(r"[年月]$", words[: m.start()])
    ]
    if not places:
        return None
    match = rng.choice(places)
    old = match.group()
    if old[0].isdigit():
        new = str(int(float(old)) + rng.choice((1, 2, 5, 10)))
    elif old.startswith("百分之"):
        new = "百分之" + rng.choice([d for d in ("三十", "五", "十五", "六十") if "百分之" + d != old])
    elif len(old) == 1 and old in _DIGITS:
        new = rng.choice([d for d in (*_DIGITS, "十", "十五", "三十") if d != old])
    else:
        new = rng.choice([d for d in ("十", "十五", "二十", "六十", "九十", "三") if d != old])
    return Alteration(words[: match.start()] + new + words[match.end() :], "number", new, old)


def _date(words: str, rng: random.Random) -> Alteration | None:
    places = list(_YEAR.finditer(words))
    if not places:
        return None
    match = rng.choice(places)
    old = match.group()
    new = str(int(old) + rng.choice((1, 2, 3) if int(old) < 10 or int(old) > 1900 else (-1, 1)))
    return Alteration(words[: match.start()] + new + words[match.end() :], "date", new, old)


def _omission(words: str, rng: random.Random) -> Alteration | None:
    """Leave out a member of a list, or a stretch between two commas."""
    spans = [m.span() for m in re.finditer(r"(?<=[、，])[^、，；。（）“”]{2,12}[、，](?=[^，、])", words)]
    spans += [m.span() for m in re.finditer(r"以上|以下|原则上|依法|全部|共同|及时|按照规定|书面|定期", words)]
    if not spans:
        return None
    start, end = rng.choice(spans)
    return Alteration(words[:start] + words[end:], "omission", "", words[start:end].strip("、，"))


def _addition(words: str, rng: random.Random) -> Alteration | None:
    places = [m.start() for m in re.finditer(r"应当|可以|必须|不得|负责|(?<=[\u4e00-\u9fff]{4})，", words)]
    if not places:
        return None
    at, added = rng.choice(places), rng.choice(_ADDED)
    return Alteration(words[:at] + added + words[at:], "addition", added, "")


_MAKERS: dict[str, Callable[[str, random.Random], Alteration | None]] = {
    "number": _number,
    "date": _date,
    "modal": lambda words, rng: _replaced(words, _MODALS, "modal", rng),
    "negation": lambda words, rng: _replaced(words, _NEGATIONS, "negation", rng),
    "wording": lambda words, rng: _replaced(words, _WORDS, "wording", rng),
    "omission": _omission,
    "addition": _addition,
}
