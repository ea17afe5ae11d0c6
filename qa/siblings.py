"""Of sentences of one form, the one that has what the question names: what is asked of 二级 isn't answered by 一级's line.

The lines of a list, the parts of a sentence, the sections of a notice differ in the word that says of whom they speak. A
weighing of many signals may prefer the wrong one; here such a sentence gives way to the one beside it that has all the words of
the question that it has itself, and more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.series import Member, members
from index.tokens import bigrams
from qa.read import Found

Token = str | Member  # a bigram, or (2, "级")
BEHIND = 3.0  # by so much less is a sentence weighed than the one that it gives way to; more than `quote` quotes beside the best
_LOOKED_AT = 6  # of the likeliest sentences
_NEAR = 2.5  # by so much less at most is the one weighed that it gives way to
_ALIKE = 0.4  # share of bigrams in common, numbers put alike, from which two sentences have one form
_LOST = 0.25  # of the weight that the other has more, what it may have less
_BEGINNING = 6  # characters before the first comma that are the same, from which two sentences have one form too
_HEAD = 60  # characters of a clause's beginning that say of what it speaks
_MEMBER = 4.0  # what a member of a series weighs; a bigram weighs 1 to 8
_NUMBER = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万亿两.．Ⅰ-Ⅹ]+")
_LABEL = re.compile(r"^\s*(?:第[^第\s]{1,8}[条款项]|[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．])\s*")
_LEAD = re.compile(r"^[^：:]*[：:](?=.{4})", re.DOTALL)


def give_way(question: str, found: Sequence[Found], terms: Mapping[str, float]) -> list[Found]:
    """The sentences in the order of their scores, those that give way right behind.

    :param found: likeliest first.
    :param terms: the question's bigrams with their weights.
    """
    wanted = _wanted(question, terms)
    scores = {id(one): one.score for one in found}
    for one in found[:_LOOKED_AT]:
        better = max(_better(one, found, wanted), key=lambda pair: (pair[0], pair[1].score), default=None)
        if better is not None:
            first = max(scores[id(one)], scores[id(better[1])])
            scores[id(better[1])], scores[id(one)] = first, min(scores[id(one)], first - BEHIND)
    placed = [one if scores[id(one)] == one.score else replace(one, score=scores[id(one)]) for one in found]
    return sorted(placed, key=lambda one: -one.score)


def _better(one: Found, found: Sequence[Found], wanted: Mapping[Token, float]) -> Iterator[tuple[float, Found]]:
    """The sentences of the same form that have more of the question, with how much more they have."""
    for other in found:
        said = _said(one, other) if other.score >= one.score - _NEAR else None
        if said is None or any(other.evidence[name] < one.evidence[name] for name in ("kind", "count")):
            continue
        own, more = (_named(text, wanted) for text in said)
        gained, lost = (sum(wanted[token] for token in tokens) for tokens in (more - own, own - more))
        if gained > 0 and lost <= _LOST * gained:
            yield gained, other


def _wanted(question: str, terms: Mapping[str, float]) -> dict[Token, float]:
    """What a line is told by, with weights. Numbers don't tell: 15人 is asked for, and the line says 15万元; members of series do."""
    words: dict[Token, float] = {token: weight for token, weight in terms.items() if not _NUMBER.search(token)}
    return words | {member: _MEMBER for member in members(question)}


def _named(text: str, wanted: Mapping[Token, float]) -> set[Token]:
    tokens: list[Token] = [*bigrams(text), *members(text)]
    return {token for token in tokens if token in wanted}


def _said(one: Found, other: Found) -> tuple[str, str] | None:
    """What two sentences say beside what they share, if they are of one form and stand side by side; None if not."""
    if one is other or one.document is not other.document or one.clause is None or other.clause is None:
        return None
    document = one.document
    first, second = document.text[slice(*one.sentence)], document.text[slice(*other.sentence)]
    if one.clause == other.clause:  # 每张床位补助：城区新建的，…；农村新建的，…
        leads = [_LEAD.match(text) for text in (first, second)]
        if leads[0] is None or leads[1] is None:
            first, second = (
                text[lead.end() :] if lead else text for text, lead in zip((first, second), leads, strict=True)
            )
        return (first, second) if _alike(first, second) else None
    clauses = document.clauses[one.clause], document.clauses[other.clause]
    if clauses[0].parent != clauses[1].parent or clauses[0].kind != clauses[1].kind or not _alike(first, second):
        return None
    heads = [document.text[c.start : min(c.end, c.start + _HEAD)] for c in clauses]
    return heads[0] + "\n" + first, heads[1] + "\n" + second


def _alike(one: str, other: str) -> bool:
    plain = [_NUMBER.sub("0", _LABEL.sub("", text)) for text in (one, other)]
    begun = [re.split("[，,：:]", text)[0] for text in plain]
    if begun[0] == begun[1] and len(begun[0]) >= _BEGINNING:
        return True
    forms = [set(bigrams(text)) for text in plain]
    return len(forms[0] & forms[1]) >= _ALIKE * max(1, *map(len, forms))
