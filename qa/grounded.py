"""Whether a model's sentence says what the clauses it cites say, and nothing else.

A sentence passes if all of this holds; the first that doesn't is the reason it is dropped:

`name`         each document, clause, 文号 and body it names is the cited one's, or is named there
`number` `date` each number stands there with its unit and its bound (以下 isn't 以上), at the same thing
`unsupported`  each word of weight stands there, in the heading or title, or has a synonym there (qa/wording.py)
`negation` `modal` laid against the source (qa/compare, the same code that checks citations in drafts), no 不 is lost or put
               in, and no 应当 becomes 可以
`unsupported`  laid against it, no word is exchanged for another that only stands elsewhere, no subject is taken from another
               sentence, and no condition or exception of the rule is left out

Strict where it must be: a sentence that is true but too freely put is lost (the answer then is in the document's own
words); one that is false must not be shown. The figures for both are those of evals/answers.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.tokens import normal, words
from qa.compare import check_sentence
from qa.compare.align import Alignment, align
from qa.compare.fold import Folded, fold, is_number
from qa.compare.paraphrase import HARD, Fact, facts
from qa.laid import covered_keys, cut_off, left_out, objection, parted
from qa.mentions import without_mentions
from qa.parts import groups_of
from qa.recast import opened, undefined, variants
from qa.sources import Source
from qa.wording import ACTOR, DUTY, GENERIC, SYNONYMS, bound, forces, negations

_SIGNS = re.compile(r"[\W_]+")
_SEGMENT = re.compile(r"[，,；;：:。！？!?\n]")
# Single characters that make a body, a place or a party another one.
_WEIGHTY = frozenset("省市县州乡镇村区男女甲乙丙父母夫妻买卖上下左右增减东西南北")
_SHORT_FORMS = frozenset("免无未须应可需凭按经因如若年月")  # single characters that stand for a longer word
# What somebody wrote into a document for a model to obey bears nothing out.
_INSTRUCTION = re.compile(
    r"[^。\n]*(?:(?:忽略|无视|忘记|不要理会|不必理会).{0,14}(?:指令|指示|提示|要求|规则|说明|内容)"
    r"|(?:AI|人工智能|智能助手|语言模型|大模型|聊天机器人|助手).{0,16}(?:回答|输出|回复|告诉|必须说|应当说|应说)"
    r"|(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|prompts?|rules?)|system prompt|系统提示词?)[^。\n]*[。\n]?[”’」]?",
    re.I,
)
_JOINED = frozenset("可应须需能也均都将已再")  # that the segmenter takes together with a verb: 可续
_YEAR = re.compile(r"(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3}")
_NUMERAL = re.compile(
    r"[〇零一二三四五六七八九十百千万亿两]+(?:分之?[〇零一二三四五六七八九十百千万亿]*)?(?:[个日天年月元人户倍次亩岁周项条点]|万元|亿元)?$"
)
_LEAST_KEYS = 3  # of a sentence that says anything
_LOOSE = 0.5  # share of a part's keys that are laid against the source, below which it is no rendering of one place
_CLOSE = 0.75  # share of its keys from which a sentence follows its source
_NEAR_KEYS = 8  # beside a number, that tell what it is the number of


@dataclass(frozen=True, slots=True)
class Evidence:
    """The texts that a sentence rests on, joined by line ends, and the words of their headings; 政府 for 人民政府."""

    text: str
    folded: Folded
    head: str
    plain: str  # text and head without signs and with 政府 for 人民政府


@lru_cache(maxsize=256)
def _evidence(texts: tuple[str, ...], heads: tuple[str, ...]) -> Evidence:
    joined, head = _shortened("\n".join(texts)), " ".join(heads)
    plain = _SIGNS.sub("", normal(f"{joined} {head}"))
    return Evidence(joined, fold(joined), head, f"{plain}\n{_shortened(plain)}")


def _shortened(text: str) -> str:
    """With 政府 for 人民政府: a rendering may have either."""
    return text.replace("人民政府", "政府")


def evidence_of(sources: Sequence[Source]) -> Evidence:
    """What the sources say, together, without what addresses a model."""
    heads = tuple(" ".join((*s.citation.path, s.citation.clause or "", s.citation.doc_number or "")) for s in sources)
    return _evidence(tuple(undefined(_INSTRUCTION.sub("", s.text)) for s in sources), heads)


def objection_to(sentence: str, sources: Sequence[Source]) -> str | None:
    """Why a sentence doesn't rest on the sources, together; None where it does.

    :param sentence: without its marks.
    :return: one of INTERFACE's `why`, but no_citation and unknown_source.
    """
    core, wrong = without_mentions(opened(sentence), sources)
    if wrong:
        return "name"
    evidence = evidence_of(sources)
    core = opened(_shortened(core))
    first: str | None = None
    for words_of in variants(core):
        why = _objection(words_of, evidence)
        if why is None:
            return None
        first = first or why
    return first


def _objection(core: str, evidence: Evidence) -> str | None:
    if len(fold(core).keys) < _LEAST_KEYS:
        return "unsupported"
    groups = groups_of(core, evidence.text)
    if groups is None:
        return "unsupported"
    for group in groups:
        own = _evidence((group.source,), (evidence.head, group.headings))
        why = _of_group(group.words, own)
        if why is not None and group.without_subject:
            why = _of_group(group.without_subject, own)
        if why is not None:
            return why
    return None


def _of_group(words_of: str, own: Evidence) -> str | None:
    cited = fold(words_of)
    return _of_numbers(words_of, cited, own) or _of_words(words_of, own) or _of_order(words_of, cited, own)


def supporting_span(sentence: str, source: Source) -> tuple[int, int] | None:
    """Where in a source's text a sentence that passed was found; None where its words lie scattered."""
    text = fold(source.text)
    placed = align(fold(without_mentions(sentence, [source])[0]).keys, text.keys)
    return text.span(placed.b0, placed.b1) if placed is not None and placed.matched else None


# -- numbers ----------------------------------------------------------------------------------------
def _of_numbers(core: str, cited: Folded, evidence: Evidence) -> str | None:
    """A number that isn't there with its unit and bound, or that is the number of something else there."""
    theirs = facts(evidence.folded)
    years = {value for value in re.findall(_YEAR, evidence.head)}
    for fact in facts(cited):
        written = core[fact.start : fact.end].strip()
        if _ordinal(core, fact) or written in years:
            continue
        same = [f for f in theirs if f.key == fact.key and _unit(f) == _unit(fact)]
        kind = "date" if _dated(core, fact) else "number"
        if not same:
            if not fact.unit and len(written) == 1 and written in "一两二" and not _listed(core, fact):
                continue  # 一名, 两种: no amount
            return kind
        mine = _bound(cited, fact)
        bounded = [f for f in same if _agree(mine, _bound(evidence.folded, f))]
        if not bounded:
            return kind
        best = max(_alike(cited, fact, evidence.folded, f) for f in bounded)
        rivals = [f for f in theirs if f.key != fact.key and _unit(f) == _unit(fact)]
        if rivals and max(_alike(cited, fact, evidence.folded, f) for f in rivals) > best + 2:
            return kind
    return None


def _unit(fact: Fact) -> str:
    return {"天": "日", "个工作日": "工作日", "个交易日": "交易日", "个月": "月"}.get(fact.unit, fact.unit)


def _ordinal(text: str, fact: Fact) -> bool:
    return text[: fact.start].endswith("第") or bool(
        re.match(r"[是、]", text[fact.end :]) and not text[: fact.start].strip()
    )


def _listed(text: str, fact: Fact) -> bool:
    return bool(re.match(r"\s*(?:[%％‰倍次]|成|折|分之)", text[fact.end :]))


def _dated(text: str, fact: Fact) -> bool:
    behind, before = text[fact.end :].lstrip(), text[: fact.start].rstrip()
    year = behind.startswith("年") and bool(_YEAR.fullmatch(text[fact.start : fact.end].strip()))
    return year or behind.startswith(("月", "号")) or (behind.startswith("日") and before.endswith("月"))


def _bound(folded: Folded, fact: Fact) -> str:
    at = folded.index_at(fact.start)
    before, behind = folded.keys[max(0, at - 6) : at], folded.keys[at + 1 : at + 12]
    return bound(before, re.sub(r"^(?:万|亿)?", "", behind)[len(fact.unit) :])


def _agree(mine: str, theirs: str) -> bool:
    return mine == theirs or {mine, theirs} == {"", "before"} or (mine == "le" and theirs == "before")


def _alike(cited: Folded, fact: Fact, source: Folded, other: Fact) -> int:
    """How many characters right before and behind two numbers are the same, up to a sign between words."""
    return len(_beside(cited, fact) & _beside(source, other))


def _beside(folded: Folded, fact: Fact) -> set[str]:
    at = folded.index_at(fact.start)
    low, high = at, at + 1
    while low > 0 and at - low < _NEAR_KEYS and not folded.broken(low):
        low -= 1
    while high < len(folded.keys) and high - at < _NEAR_KEYS and not folded.broken(high):
        high += 1
    return {key for key in folded.keys[low:at] + folded.keys[at + 1 + len(fact.unit) : high] if not is_number(key)}


# -- words ------------------------------------------------------------------------------------------
def _of_words(core: str, evidence: Evidence) -> str | None:
    """A word of weight that neither stands in the evidence nor has a synonym there."""
    for word in words(core):
        if _known(word, evidence.plain):
            continue
        return "name" if ACTOR.search(word) else "unsupported"
    return None


def _known(word: str, plain: str) -> bool:
    if _NUMERAL.match(word):  # numbers have been looked at
        return True
    if word[0] < "\u3400":
        return word[0].isdigit() or _SIGNS.sub("", word) in plain
    if word in plain or word in GENERIC:
        return True
    if len(word) == 1:
        return word not in _WEIGHTY
    if any(other in plain for other in SYNONYMS.get(word, ()) if len(other) > 1 or other in _SHORT_FORMS):
        return True
    if len(word) == 4 and _known(word[:2], plain) and _known(word[2:], plain):
        return True  # 采取措施, where 采取有效措施 stands
    if word[0] in "该此这本" and word[1:] in plain:
        return True
    if len(word) == 2:
        return word[0] in GENERIC and (word[1] in GENERIC or (word[0] in _JOINED and word[1] in plain))
    # 应提交, 各地区: a light character joined to a word.
    return (word[0] in GENERIC and _known(word[1:], plain)) or (word[-1] in GENERIC and _known(word[:-1], plain))


# -- order ------------------------------------------------------------------------------------------
def _of_order(core: str, cited: Folded, evidence: Evidence) -> str | None:
    """What speaks against a sentence laid against the source: as a whole, or else part by part."""
    whole = align(cited.keys, evidence.folded.keys)
    first: str | None = "unsupported"
    if whole is not None and whole.matched >= _LOOSE * len(cited.keys):
        first = _laid([(cited, whole)], evidence, cited.keys)
        if first is None:
            return _contradicted(core, evidence)
    # A sentence that follows its source closely is judged closely: what differs was changed.
    close = whole is not None and whole.matched >= _CLOSE * len(cited.keys)
    parts: list[tuple[Folded, Alignment]] = []
    written: list[str] = []
    for words_of in _SEGMENT.split(core):
        part = fold(words_of)
        if not part.keys:
            continue
        placed = _place(part, evidence.folded, close)
        if placed is None or placed.matched < (_CLOSE if close else _LOOSE) * len(part.keys):
            if close:
                return first
            wrong = _loose(words_of, part, evidence)
            if wrong is not None:
                return first if first not in (None, "unsupported") else wrong
            continue
        parts.append((part, placed))
        written.append(words_of)
    if not parts:
        return first
    wrong = _laid(parts, evidence, cited.keys)
    if wrong is None:
        return next((why for why in (_contradicted(words_of, evidence) for words_of in written) if why), None)
    return first if first not in (None, "unsupported") else wrong


def _place(part: Folded, source: Folded, close: bool) -> Alignment | None:
    """A part laid against one part of the source, or where none has enough of it, against all.

    :param close: the sentence follows its source closely: then no part is put together over a sign of the source.
    """
    best: Alignment | None = None
    low = 0
    for high in [k for k in range(1, len(source.keys) + 1) if parted(source, k)]:
        found = align(part.keys, source.keys, low, high)
        if found is not None and (best is None or found.matched > best.matched):
            best = found
        low = high
    if best is not None and best.matched >= _CLOSE * len(part.keys):
        return best
    found = align(part.keys, source.keys)
    if found is not None and close and any(parted(source, k) for h in found.hunks for k in range(h.b0 + 1, h.b1)):
        return None
    return found


def _laid(parts: Sequence[tuple[Folded, Alignment]], evidence: Evidence, whole: str) -> str | None:
    for part, placed in parts:
        wrong = objection(placed, part, evidence.folded, evidence.head, whole)
        if wrong is not None:
            return wrong
    covered = covered_keys([placed for _, placed in parts])
    for _, placed in parts:
        wrong = cut_off(placed, evidence.folded, covered)
        if wrong is not None:
            return wrong
    return "unsupported" if left_out(evidence.folded, covered) else None


def _loose(written: str, part: Folded, evidence: Evidence) -> str | None:
    """A part that follows no one place: its words are all there; they must be in one sentence, under no other rule-word."""
    pairs = {part.keys[i : i + 2] for i in range(len(part.keys) - 1)}
    if not pairs or not re.search(r"[\u4e00-\u9fff]{2}", written):
        return None
    sentences = [s for s in re.split(r"[。\n；;]", evidence.text) if s.strip()]
    near = max(sentences, key=lambda s: sum(pair in s for pair in pairs), default="")
    share = sum(pair in fold(near).keys or pair in evidence.head for pair in pairs) / len(pairs)
    if negations(written) and not negations(near):
        return "negation"
    if set(forces(written)) - set(forces(near)):
        return "modal"
    return None if share >= 0.34 or len(pairs) <= 2 else "unsupported"


def _contradicted(core: str, evidence: Evidence) -> str | None:
    """What the check of citations itself finds: numbers, dates, rule-words and negation."""
    source = f"{evidence.text}\n{evidence.head}"
    for change in check_sentence(core, [source]).changes:
        if change.kind not in HARD:
            continue
        mine = core[max(0, change.cited_start - 2) : change.cited_end + 2]
        theirs = source[max(0, change.source_start - 2) : change.source_end + 2]
        if change.kind == "modal" and not change.source and not set(forces(mine)) - {DUTY}:
            continue  # 由县政府负责 as 应由县政府负责; 可以 there is looked at by qa/laid.py
        if change.kind == "modal" and change.source and set(forces(mine)) == set(forces(theirs)):
            continue  # 有权 for 可以, 须 for 应当
        if change.kind == "negation" and negations(mine) == negations(theirs):
            continue
        if change.kind in ("number", "date") and not (change.source and change.cited):
            continue  # looked at by _of_numbers, which knows headings and bounds; what is left out, by qa/laid.py
        return change.kind
    return None


def names_only_known(text: str, sources: Sequence[Source]) -> bool:
    """Whether all words of a heading are the sources' or say nothing by themselves."""
    core, wrong = without_mentions(text, sources)
    return wrong is None and _of_words(core, evidence_of(sources)) is None
