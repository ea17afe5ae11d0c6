"""Sentences as a model might write them over real clauses: true ones in several manners, and false ones by one alteration.

The kinds of `evals/verify_alter.py` were made for the check of citations. Some of their failures were looked at while
`qa/grounded.py` was mended, so that they are no clean hold-out, but the closest to one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.numerals import parse_numeral
from corpus.sentences import sentence_spans
from corpus.types import ClauseKind, Document
from evals.verify_alter import alter
from index.tokens import words
from qa.cite import cite
from qa.sources import Source
from qa.wording import ACTOR, CONDITION_END, GENERIC, LIMITS, SYNONYMS

OTHERS = ("number", "date", "modal", "negation", "wording", "addition")  # of verify_alter
_SKIPPED = (ClauseKind.CLOSING, ClauseKind.TITLE, ClauseKind.PREAMBLE)
_PERIOD = re.compile(r"[一二三四五六七八九十]{1,3}(?=个?(?:工作)?[日月年天])")
_BOUNDS = (("以上", "以下"), ("以下", "以上"), ("不超过", "不少于"), ("不低于", "不高于"), ("以内", "以外"))
_UNITS = (("个工作日", "日"), ("个月", "日"), ("万元", "元"), ("年", "个月"), ("日内", "个工作日内"), ("小时", "日"))
_FLIPS = (("应当", "可以"), ("可以", "应当"), ("必须", "可以"), ("不得", "可以"), ("禁止", "鼓励"), ("要", "可以"))
_DENIED = ("应当", "可以", "必须", "负责", "实行", "适用")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, the sources it is checked against (the first is the one it was made of), and whether it is true."""

    text: str
    sources: tuple[Source, ...]
    true: bool
    kind: str


def sources_of(document: Document) -> list[Source]:
    """The clauses of a document that say something, as sources numbered from 1."""
    found: list[Source] = []
    for index, clause in enumerate(document.clauses):
        leaf = not any(document.clauses[i].address for i in document.children(index))
        if leaf and clause.address and clause.kind not in _SKIPPED and 25 <= clause.end - clause.start <= 700:
            found.append(Source(len(found) + 1, document, cite(document, clause.start, clause.end, index)))
    return found


def sentences_of(source: Source) -> list[str]:
    """Its sentences that can stand alone."""
    text = source.text
    found = [re.sub(r"\s+", "", text[a:b]) for a, b in sentence_spans(text)]
    return [
        s for s in (re.sub(r"^(?:第[^\s]{1,8}条|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十\d]+[、.．])[\s\u3000]*", "", f) for f in found)
        if 14 <= len(s) <= 140 and s.endswith("。")
    ]  # fmt: skip


# -- true -------------------------------------------------------------------------------------------
def _short_forms(text: str, _source: Source, _rng: random.Random) -> str | None:
    new = re.sub("应当", "应", text)
    for old, other in (
        ("或者", "或"),
        ("人民政府", "政府"),
        ("以及", "和"),
        ("按照", "依照"),
        ("没有", "未"),
        ("为了", "为"),
    ):
        new = new.replace(old, other)
    return new if new != text else None


def _digits(text: str, _source: Source, _rng: random.Random) -> str | None:
    new = _PERIOD.sub(lambda m: str(parse_numeral(m.group())), text)
    return new if new != text else None


def _led_in(text: str, source: Source, rng: random.Random) -> str | None:
    head = f"《{source.citation.title}》{source.citation.clause or ''}"
    return rng.choice(("根据{}，{}", "{}规定，{}", "按照{}的规定：{}")).format(head, text)


def _one_half(text: str, _source: Source, _rng: random.Random) -> str | None:
    first = text.split("；")[0]
    return first + "。" if "；" in text and len(first) > 14 else None


def _fewer(text: str, _source: Source, rng: random.Random) -> str | None:
    """One member of a list left out (not the last, which an ending may belong to)."""
    spans = [m.span() for m in re.finditer(r"(?<=、)[\u4e00-\u9fff]{2,6}、", text)]
    if not spans:
        return None
    a, b = rng.choice(spans)
    return text[:a] + text[b:]


def _bounded(text: str, _source: Source, _rng: random.Random) -> str | None:
    new = re.sub(r"(\d+万?元)以下", r"不超过\1", text)
    new = re.sub(r"([一二三四五六七八九十]+日)内", r"\1之内", new)
    return new if new != text else None


TRUE: dict[str, Callable[[str, Source, random.Random], str | None]] = {
    "verbatim": lambda text, _s, _r: text, "short_forms": _short_forms, "digits": _digits, "led_in": _led_in,
    "one_half": _one_half, "fewer": _fewer, "bounded": _bounded,
}  # fmt: skip


# -- false ------------------------------------------------------------------------------------------
def _pair(text: str, pairs: Sequence[tuple[str, str]], rng: random.Random) -> str | None:
    usable = [(a, b) for a, b in pairs if a in text]
    if not usable:
        return None
    old, new = rng.choice(usable)
    if old == "要" and re.search(r"[重主必需纲]要|要[求点素件]", text):
        return None
    return text.replace(old, new, 1)


def _actor(text: str, source: Source, rng: random.Random) -> str | None:
    """A body for another one of the same document."""
    pattern = re.compile(r"[\u4e00-\u9fff]{0,4}" + ACTOR.pattern)
    mine = list(pattern.finditer(text))
    others = [m.group() for m in pattern.finditer(source.document.text)]
    usable = [o for o in others if mine and o[-4:] not in text and mine[0].group()[-4:] not in o]
    if not usable:
        return None
    one = rng.choice(mine)
    return text[: one.start()] + rng.choice(usable) + text[one.end() :]


def _without_condition(text: str, _source: Source, _rng: random.Random) -> str | None:
    parts = text.split("，")
    for at, part in enumerate(parts[:-1]):
        if len(part) >= 5 and part.endswith("的") and CONDITION_END.search(part) and LIMITS.search(part):
            left = "，".join([*parts[:at], *parts[at + 1 :]])
            return left if len(left) >= 10 else None
    return None


def _spliced(text: str, source: Source, rng: random.Random) -> str | None:
    """The subject of one sentence with what another says."""
    others = [s for s in sentences_of(source) if s != text]
    subject = re.match(r"([\u4e00-\u9fff、]{2,16}?)(?=应当|可以|负责|不得|必须)", text)
    for other in rng.sample(others, len(others)):
        its = re.match(r"([\u4e00-\u9fff、]{2,16}?)(?=应当|可以|负责|不得|必须)", other)
        if subject and its and subject.group()[-2:] != its.group()[-2:]:
            return subject.group() + other[its.end() :]
    return None


def _joined(text: str, source: Source, rng: random.Random) -> str | None:
    """A true half and an invented one."""
    made = rng.choice(
        (
            "由乡镇财政所按季度统一核销",
            "并向社会公开招聘专职人员",
            "逾期的按每日万分之五加收滞纳金",
            "所需费用由申请人自行承担",
        )
    )
    return None if made[:4] in source.text else f"{text.rstrip('。')}，{made}。"


def _member(text: str, source: Source, rng: random.Random) -> str | None:
    """A word of the document as one more member of a list."""
    places = [m.end() for m in re.finditer(r"、(?=[\u4e00-\u9fff]{2,6}[、和等])", text)]
    others = [
        w for w in words(source.document.text[:3000]) if len(w) in (2, 3) and w[0] > "\u3400" and w not in source.text
    ]
    if not places or not others:
        return None
    at = rng.choice(places)
    return f"{text[:at]}{rng.choice(others)}、{text[at:]}"


def _own_word(text: str, source: Source, rng: random.Random) -> str | None:
    """A word for another one of the same clause."""
    mine = [w for w in words(text) if len(w) == 2 and w[0] > "\u3400" and w not in GENERIC]
    others = [w for w in words(source.text) if len(w) == 2 and w[0] > "\u3400" and w not in GENERIC]
    pairs = [(a, b) for a in mine for b in others if not set(a) & set(b) and b not in SYNONYMS.get(a, ())]
    return text.replace(*rng.choice(pairs), 1) if pairs else None


def _run_on(text: str, source: Source, _rng: random.Random) -> str | None:
    """One sentence, going on with what another of the clause says of another subject."""
    for other in sentences_of(source):
        its = re.match(r"[\u4e00-\u9fff、]{2,16}?(?=应当|可以|负责|不得|必须)", other)
        if its and ACTOR.search(its.group()) and other != text and its.group() not in text:
            return f"{text.rstrip('。')}，并{other[its.end() :]}"
    return None


FALSE: dict[str, Callable[[str, Source, random.Random], str | None]] = {
    "bound": lambda text, _s, rng: _pair(text, _BOUNDS, rng), "unit": lambda text, _s, rng: _pair(text, _UNITS, rng),
    "flip": lambda text, _s, rng: _pair(text, _FLIPS, rng),
    "denied": lambda text, _s, rng: _pair(text, [(w, f"不{w}") for w in _DENIED], rng),
    "member": _member, "own_word": _own_word, "run_on": _run_on, "actor": _actor, "condition": _without_condition, "spliced": _spliced, "joined": _joined,
    "title": lambda text, _s, _r: f"根据《机动车停放服务收费管理办法》，{text}",
    "address": lambda text, _s, _r: f"根据第九百二十一条规定，{text}",
}  # fmt: skip


def cases(documents: Sequence[Document], each: int, seed: int) -> Iterator[Case]:
    """True and false sentences over the clauses of some documents.

    :param each: clauses of a document that sentences are made of.
    """
    rng = random.Random(seed)
    for document in documents:
        sources = sources_of(document)
        for source in rng.sample(sources, min(each, len(sources))):
            sentences = sentences_of(source)
            if not sentences:
                continue
            text = rng.choice(sentences)
            for kind, make in TRUE.items():
                new = make(text, source, rng)
                if new:
                    yield Case(new, (source,), True, kind)
            yield from _false(text, source, sources, rng)


def _false(text: str, source: Source, sources: Sequence[Source], rng: random.Random) -> Iterator[Case]:
    for kind, make in FALSE.items():
        new = make(text, source, rng)
        if new and new != text and new.rstrip("。") not in source.text:
            yield Case(new, (source,), False, kind)
    other = rng.choice(sources)
    elsewhere = [s for s in sentences_of(other) if other is not source and s.rstrip("。") not in source.text]
    if elsewhere:
        yield Case(rng.choice(elsewhere), (source,), False, "elsewhere")
    for kind in OTHERS:
        altered = alter(text, kind, rng)
        if altered is not None and altered.words.rstrip("。") not in source.text:
            yield Case(altered.words, (source,), False, f"other_{kind}")
