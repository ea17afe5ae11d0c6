"""A sentence that must rest on sources, as a language model writes it: what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.compare.fold import Folded, fold
from qa.compare.paraphrase import compare_paraphrase, contradictions, coverage, facts, known_as, same_unit
from qa.compare.types import Change, SentenceCheck

# Share of the sentence's character pairs that its sources must hold. A sentence that renders a clause in other words keeps
# its terms (≥ .5 in drafts of ours); one about something else shares only common words (≤ .25).
SUPPORTED = 0.35
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,16}?(?:人民政府|政府|委员会|办公厅|办公室|总局|管理局|检察院|人民法院|法院|银行|联合会|部门|机关|机构|公司|"
    r"中心|(?<![全内外一各大小多])部(?![分门署位长队])|局|厅|署)"
)
_TITLE = re.compile(r"《([^《》]{2,80})》")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}[〔\[（(][12]\d{3}[〕\]）)]\d{1,5}号")
_FUNCTION = re.compile(r"[的了和与及或是在对为以等于由中其该并将向从到也都就还要有上下内后前所]")
_ORDINAL_BEFORE = re.compile(r"第\s*$")


def check_sentence(sentence: str, sources: Sequence[str]) -> SentenceCheck:
    """What speaks against a sentence, given the texts that it rests on.

    :param sentence: one sentence, without its citation marks.
    :param sources: the texts of the clauses it cites; together they must hold all it says.
    :return: its changes (offsets in `sources` count in all of them joined by line ends) and its coverage.
    """
    joined = "\n".join(sources)
    words, source = fold(sentence), fold(joined)
    share = coverage(words, source)
    close = compare_paraphrase(sentence, joined)
    changes: list[Change] = []
    if close.compared:
        changes += [c for c in close.changes if c.kind in ("number", "date", "modal", "negation")]
    else:
        changes += contradictions(words, source)
    changes += [c for c in _unknown_numbers(words, source) if not _overlaps(c, changes)]
    changes += _unknown_names(sentence, joined)
    if share < SUPPORTED and _content(words.keys) >= 4:
        changes.append(Change("unsupported", sentence, "", 0, len(sentence), 0, 0))
    changes.sort(key=lambda c: (c.cited_start, c.cited_end))
    return SentenceCheck(tuple(changes), share)


def _overlaps(change: Change, others: Sequence[Change]) -> bool:
    return any(o.cited_start < change.cited_end and change.cited_start < o.cited_end for o in others)


def _unknown_numbers(words: Folded, source: Folded) -> list[Change]:
    """Numbers with a unit, shares, years, that no source has; small counts without a unit are let pass."""
    theirs = facts(source)
    values = {f.key for f in theirs}
    found = []
    for fact in facts(words):
        written = words.text[fact.start : fact.end]
        if _ORDINAL_BEFORE.search(words.text[: fact.start]):
            continue
        unit = same_unit(fact.unit)
        bare = not unit and not re.search(r"[%％‰]|分之|[0-9０-９]{2,}|[百千万亿]", written)
        if bare or known_as(fact, theirs) or (not unit and fact.key in values):
            continue
        year = unit == "年" and len(written.strip()) == 4
        date = year or unit == "月" or unit == "日" and words.text[: fact.start].rstrip().endswith("月")
        found.append(Change("date" if date else "number", written, "", fact.start, fact.end, 0, 0))
    return found


def _unknown_names(sentence: str, source: str) -> list[Change]:
    found = []
    plain = re.sub(r"\s|人民(?=政府)", "", source)
    for pattern in (_TITLE, _NUMBER):
        for match in pattern.finditer(sentence):
            name = match.group(1) if pattern is _TITLE else match.group()
            if _bare(name) not in _bare(plain):
                found.append(Change("name", match.group(), "", match.start(), match.end(), 0, 0))
    for match in _BODY.finditer(sentence):
        name = match.group()
        # The words before a body's name are caught with it: its longest end that a source has is what counts.
        short = name.replace("人民政府", "政府")
        tails = [short[i:] for i in range(len(short) - 1)]
        if not any(len(tail) >= min(4, len(short)) and tail in plain for tail in tails) and len(short) >= 3:
            start = match.start() + _lead(name)
            if not any(o.cited_start < match.end() and start < o.cited_end for o in found):
                found.append(Change("name", sentence[start : match.end()], "", start, match.end(), 0, 0))
    return found


def _bare(text: str) -> str:
    return re.sub(r"[\W_]|中华人民共和国", "", text)


def _lead(name: str) -> int:
    """How many characters at the start are not the body's name but words before it (并由, 报经)."""
    match = re.match(r"^(?:.{0,6}[由经向报和与及或对在是为以将把请])(?=.{3,}$)", name)
    return match.end() if match else 0


def _content(keys: str) -> int:
    return len(_FUNCTION.sub("", keys))
