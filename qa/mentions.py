"""What a model's sentence names: documents, 文号 and clauses. They are compared with its source, then taken out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.addresses import Address, Unit, match_address, parse_address
from corpus.metadata import NUMBER, ORDER
from corpus.names import number_key, short_titles, title_key
from qa.sources import Source

_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》){2,100})》")
_ADDRESS_START = re.compile(
    r"第(?=[\s（(]*[〇零一二三四五六七八九十百千\d０-９])|附[件表录](?=[一二三四五六七八九十\d０-９])"
)
_SHELL = re.compile(
    r"^(?:根据|按照|依据|依照|按|据|在)?\s*[（(]?\s*[）)]?(?:的|中|里|第)?(?:相关|有关|具体|明确)?(?:规定|要求|精神|明确|指出|提出|说明|内容|中?规定|中?明确|中?指出|中?提出)*"
    r"(?:了|的是|的)?\s*[，,：:]?\s*"
)
_BEFORE = re.compile(r"\s*(?:根据|按照|依据|依照|按|据|在)?(?:该|本)?(?:办法|条例|通知|意见|法)?(?:的)?\s*")
_EMPTY = re.compile(r"[（(]\s*[）)]")


def without_mentions(sentence: str, sources: Sequence[Source]) -> tuple[str, str | None]:
    """The sentence without what it names, and the first name that isn't its sources'; None where all are."""
    text = _led_in_by(sentence, sources)
    spans: list[tuple[int, int]] = []
    for match in _TITLE.finditer(text):
        if not any(_is_title(match.group(1), source) for source in sources):
            return sentence, match.group()
        if not any(match.group() in source.text for source in sources):
            steps, end = match_address(text, match.end())
            if steps and not any(_has_address(steps, text[match.end() : end], source) for source in sources):
                return sentence, text[match.start() : end]
            spans.append((match.start(), end if steps else match.end()))
    for pattern in (NUMBER, ORDER):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in spans):
                continue
            if not _is_number(text, match, sources):
                return sentence, match.group()
            if not any(match.group() in source.text for source in sources):
                spans.append(match.span())
    position = 0
    while (start := _ADDRESS_START.search(text, position)) is not None:
        steps, end = match_address(text, start.start())
        position = max(end, start.end())
        if not steps or any(a <= start.start() < b for a, b in spans):
            continue
        if not any(_has_address(steps, text[start.start() : end], source) for source in sources):
            return sentence, text[start.start() : end]
        if not any(text[start.start() : end].strip() in source.text for source in sources) or _BEFORE.fullmatch(
            text[: start.start()]
        ):
            spans.append((start.start(), end))
    core = text
    for a, b in sorted(spans, reverse=True):
        core = core[:a] + core[b:]
    core = _EMPTY.sub("", core)
    return (_SHELL.sub("", core, count=1) if spans or core.startswith(("根据", "按照", "依据", "依照")) else core), None


def _led_in_by(sentence: str, sources: Sequence[Source]) -> str:
    """Without a clause of a source that is named at the beginning in the writing of the prompt: 按照三、（八）规定，"""
    for source in sources:
        clause = source.citation.clause
        lead = _BEFORE.match(sentence)
        if clause and lead and sentence.startswith(clause, lead.end()):
            rest = sentence[lead.end() + len(clause) :]
            if re.match(r"(?:的|中|里)?(?:规定|要求|明确|指出|提出|[，,：:])", rest):
                return _SHELL.sub("", rest, count=1)
    return sentence


def _is_title(written: str, source: Source) -> bool:
    """Whether a title is the source's document's, or is named in the source's words."""
    key = title_key(written)
    document = source.document
    names = {title_key(name) for name in (document.title, *document.aliases, *short_titles(document.title))}
    own = title_key(document.title)
    return (
        key in names
        or (len(key) >= 4 and key in own and (own.endswith(key) or len(key) >= 0.5 * len(own)))
        or key in title_key(source.text)
        or any(key == title_key(step) for step in source.citation.path)
    )


def _is_number(text: str, match: re.Match[str], sources: Sequence[Source]) -> bool:
    # Words before a 文号 may be caught with it: one of its ends must be the document's.
    written = match.group()
    for source in sources:
        key = number_key(source.document.doc_number or "")
        within = "".join(source.text.split())
        for begin in range(max(1, len(written) - 6)):
            part = written[begin:]
            if (key and number_key(part) == key) or "".join(part.split()) in within:
                return True
    return False


def _has_address(steps: Address, written: str, source: Source) -> bool:
    """Whether an address is the source's clause, one around or inside it, or is named in its words."""
    if written.strip() in source.text:
        return True
    citation, document = source.citation, source.document
    for clause in document.clauses:
        if clause.address is None or clause.end <= citation.start or citation.end <= clause.start:
            continue
        own = parse_address(clause.address)
        if own is not None and _ends_alike(own, steps):
            return True
    return any(_unit_in(steps, head) for head in citation.path)


def _ends_alike(own: Address, steps: Address) -> bool:
    """第三条第二款 names what 附件1第三条第二款 is; 第二款 alone names it too."""
    if len(steps) > len(own):
        return False
    tail = own[len(own) - len(steps) :]
    return all(
        one.number == other.number
        and one.suffix == other.suffix
        and (Unit.ANY in (one.unit, other.unit) or one.unit == other.unit)
        for one, other in zip(tail, steps, strict=True)
    )


def _unit_in(steps: Address, head: str) -> bool:
    """Whether 第三章 is a heading above the source."""
    found, _ = match_address(head, 0)
    return bool(found) and found[: len(steps)] == steps
