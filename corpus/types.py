"""What a document is: text, the tree of its clauses, and what is known about it.

All offsets are Unicode code points in `Document.text`, half open: `text[start:end]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ClauseKind(StrEnum):
    """The levels of the two grammars (立法法 for laws, GB/T 9704 for 公文)."""

    VOLUME = "volume"  # 编
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 节
    ARTICLE = "article"  # 条
    PARAGRAPH = "paragraph"  # 款
    ITEM = "item"  # 项 （一）
    SUBITEM = "subitem"  # 目 1.
    PART = "part"  # 一、
    SUBPART = "subpart"  # （一）
    POINT = "point"  # 1.
    SUBPOINT = "subpoint"  # （1）
    DECIMAL = "decimal"  # 1.1, 1.1.1
    ATTACHMENT = "attachment"  # 附件1
    EMBEDDED = "embedded"  # the text that a notice carries: a 办法, a 方案
    TITLE = "title"
    PREAMBLE = "preamble"
    CLOSING = "closing"  # 署名, 成文日期, （此件公开发布）
    TEXT = "text"  # text outside any clause


class Status(StrEnum):
    """Whether a document is in force; the value is what the page shows."""

    IN_FORCE = "现行有效"
    AMENDED = "已修改"
    REPEALED = "已废止"
    NOT_YET = "尚未施行"
    EXPIRED = "已失效"
    DRAFT = "征求意见稿"


@dataclass(frozen=True, slots=True)
class Clause:
    """A span of the text with an address.

    `address` is what people write, outermost first, in Chinese numerals (`三、（二）`,
    `第二十三条第一款第（三）项`, `附件2第五条`); None for text outside any clause. It is unique in
    its document. `label` is the clause's own part of it as it stands in the text (`（二）`,
    `第三条`), `heading` the words that name it (without the label; may be empty).
    The span takes in the label, the heading and all children. `parent` is an index into
    `Document.clauses`, None for a root. Children lie inside their parent and siblings don't
    overlap; clauses are listed in the order of the text, parents before children.
    """

    address: str | None
    kind: ClauseKind
    label: str
    heading: str
    start: int
    end: int
    level: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Page furniture that was taken out: the words, and the rule that took them."""

    text: str
    rule: str
    line: int  # 1-based line (or block) number in the file


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a stretch of the text stood in the file: a page, or a sheet's row."""

    start: int
    end: int
    place: str  # "第3页", "Sheet1!5"


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates read from the document. Each is None where the document doesn't say."""

    issued_on: date | None = None  # 成文日期 / 公布日期
    published_on: date | None = None  # 发布日期 (web page)
    effective_on: date | None = None  # 施行日期
    expires_on: date | None = None  # 有效期届满


@dataclass(frozen=True, slots=True)
class Standing:
    """From when to when a document is in force, as the library knows it from all its documents.

    `ends_on` is the first day without force; with `end` set and no `ends_on`, nobody stated the day. `cause` is the
    doc_id of what ended it, None where its own words or a person did. `newer` is the next version, in force or not yet.
    """

    begins_on: date | None = None
    ends_on: date | None = None
    end: Status | None = None  # REPEALED, AMENDED (a newer version took its place) or EXPIRED
    reason: str = ""
    cause: str | None = None
    newer: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it was in force on a day."""
        ended = self.end is not None and (self.ends_on is None or self.ends_on <= day)
        return not ended and (self.begins_on is None or self.begins_on <= day)


@dataclass(frozen=True, slots=True)
class Document:
    r"""One document, parsed. `text` is NFC with `\n` line ends."""

    doc_id: str
    source: str
    title: str
    doc_number: str | None
    issuer: str | None
    dates: Dates
    status: Status
    text: str
    clauses: tuple[Clause, ...]
    warnings: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    aliases: tuple[str, ...] = ()  # other names: short titles, titles of carried texts
    marks: tuple[Mark, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)  # metadata field -> the words it was read from
    level: str | None = None  # 中央, 省, 州市, 县
    kind: str | None = None  # 法律, 条例, 意见, 通知, …
    standing: Standing = Standing()
    work_id: str = ""  # shared by the versions of one document; empty until it is in a library

    def children(self, index: int | None) -> Iterator[int]:
        """Indices of the direct children of a clause (of the root, with None), in order."""
        return (i for i, clause in enumerate(self.clauses) if clause.parent == index)

    def clause_at(self, offset: int) -> int | None:
        """Index of the deepest clause that holds `offset`; None where there is none."""
        found = None
        for i, clause in enumerate(self.clauses):
            if clause.start > offset:
                break
            if offset < clause.end:
                found = i
        return found

    def clause(self, address: str) -> int | None:
        """Index of the clause whose address is exactly `address`; None where there is none."""
        return next((i for i, c in enumerate(self.clauses) if c.address == address), None)

    def address_of(self, index: int | None) -> str | None:
        """The address of a clause, or of the nearest ancestor that has one."""
        while index is not None:
            clause = self.clauses[index]
            if clause.address is not None:
                return clause.address
            index = clause.parent
        return None

    def place_of(self, start: int, end: int) -> str | None:
        """Where `text[start:end]` stands in the file (第3页, Sheet1!5), from its first to its last place; None where it has none."""
        places = [mark.place for mark in self.marks if mark.start < end and mark.end > start]
        if not places:
            return None
        return places[0] if places[0] == places[-1] else f"{places[0]}至{places[-1]}"

    def path(self, index: int | None) -> list[str]:
        """The headings from the document's title down to a clause, that clause included."""
        names: list[str] = []
        while index is not None:
            clause = self.clauses[index]
            name = clause.label + (" " if clause.label.startswith("第") and clause.heading else "") + clause.heading
            if clause.address is not None and name:
                names.append(name)
            index = clause.parent
        return [self.title, *reversed(names)]


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text: what a list shows."""

    doc_id: str
    source: str
    title: str
    doc_number: str | None
    issuer: str | None
    dates: Dates
    status: Status
    chars: int
    clauses: int  # clauses with an address
    warnings: tuple[str, ...]
    content_hash: str  # SHA-256 of the canonical text and of the addresses
    level: str | None = None
    kind: str | None = None
    standing: Standing = Standing()
    work_id: str = ""

    @property
    def superseded(self) -> bool:
        """Whether a newer version has taken its place by today."""
        own = self.standing
        return (
            own.end is Status.AMENDED and own.newer is not None and (own.ends_on is None or own.ends_on <= date.today())
        )
