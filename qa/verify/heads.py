"""An item cited with the subject of its list: of 承包方享有下列权利：（一）依法…; as 承包方依法…, or as 承包方有权依法…."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Document
from qa.verify.types import Span

_HEAD = re.compile(
    r"(?:第[^条款项章节\s]{1,9}[条款项](?:之[一二三四五六七八九十])?|[（(][^）)]{1,3}[）)]|[一二三四五六七八九十]+、|[0-9]+[.．、])?\s*"
    r"(?P<subject>[^，。；：:\s]{0,24}?)(?:依法|应当|应|必须|须)*(?P<never>不得|禁止|严禁)?(?:享有|具有|行使|承担|履行|负有|负责|从事|实施|进行|有)?"
    r"(?:下列|以下|如下)(?:各项|主要)*(?P<noun>权利|职权|权限|权力|义务|职责|责任|任务|工作|行为|活动)[：:]\s*"
)
_RIGHTS = frozenset({"权利", "职权", "权限", "权力"})
_MAY, _MUST, _NEVER = (
    re.compile(r"(?:有权|可以|享有)?"),
    re.compile(r"(?:应当|应该|应|必须|须|要|需要?|负责|有义务|有责任)?"),
    re.compile(r"(?:不得|不能|不可|不准|不许|禁止|严禁)(?:有|从事|实施)?"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """What leads in a list: its subject, maybe none; the words that may stand between it and an item; the items' spans."""

    subject: str
    link: re.Pattern[str]
    items: tuple[Span, ...]

    def rest(self, text: str, start: int, stop: int) -> int | None:
        """Where the item's own words begin in `text[start:stop]`; None where these don't begin with the list's subject."""
        if not text.startswith(self.subject, start, stop):
            return None
        link = self.link.match(text, start + len(self.subject), stop)
        return link.end() if link is not None and link.end() > start else None


def heads_of(document: Document, spans: Sequence[Span]) -> list[Head]:
    """The lists that lie in any of the spans, or that one of these is an item of."""
    first: dict[int, int] = {}
    items: dict[int, list[Span]] = {}
    for clause in document.clauses:
        if clause.parent is None:
            continue
        first.setdefault(clause.parent, clause.start)
        if any(start <= clause.start and clause.end <= end for start, end in spans):
            items.setdefault(clause.parent, []).append((clause.start, clause.end))
    found = []
    for parent, own in items.items():
        match = _HEAD.fullmatch(document.text[document.clauses[parent].start : first[parent]])
        if match is None or not (match["subject"] or match["never"]):
            continue
        if match["noun"] in _RIGHTS:
            link = None if match["never"] else _MAY
        else:
            link = _NEVER if match["never"] else _MUST if match["noun"] not in ("行为", "活动") else None
        if link is not None:
            found.append(Head(match["subject"], link, tuple(own)))
    return found
