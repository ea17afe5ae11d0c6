"""The tree of clauses of a text: 公文 levels (GB/T 9704) and 编章节条款项目 (立法法), and both in one file.

A line that begins with a number is a clause only if its number continues a sequence: the next
at its level, the first of a deeper one, or the next of a numbering that runs on through all
parts. Attachments and carried texts (a 通知 with its 办法) start a namespace of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.addresses import Step, Unit, format_step, join_step
from corpus.markers import Marker, inline_markers, marker_at
from corpus.numerals import DATE, to_chinese
from corpus.types import Clause, ClauseKind

_LAW_HEADINGS = (Unit.VOLUME, Unit.SUBVOLUME, Unit.CHAPTER, Unit.SECTION)
_RANK = {Unit.VOLUME: 0, Unit.SUBVOLUME: 1, Unit.CHAPTER: 2, Unit.SECTION: 3, Unit.ARTICLE: 4,
         Unit.PART: 5, Unit.SUBPART: 6, Unit.POINT: 7, Unit.SUBPOINT: 8, Unit.CIRCLED: 9, Unit.DECIMAL: 5}  # fmt: skip
_TERMINAL = re.compile(r"[。；;：:！!？?”’）)》…】」]\s*$")
_SHORT = 45  # characters: a line that may be a title or a heading
_HEADING_CHARS = 40  # a run-in heading (（一）指导思想。以…) ends at the first 。 within this many
_LOOKAHEAD = 600  # candidates

GENRES = (
    "意见|通知|办法|规定|细则|条例|方案|规划|计划|纲要|预案|决定|决议|公告|通告|通报|批复|答复|函|报告|请示|规则|"
    "规程|规范|制度|标准|目录|清单|章程|守则|准则|要点|措施|政策|解释|法|公约|协议|指引|指南|导则|说明|名单|分工|任务|程序|流程|要求|令|大纲|汇总表|申报表|申请表|一览表|表|议事规则|安排|宣言|倡议书|须知"
)
TITLE_LIKE = re.compile(rf"^[^。；;，,！!？?]{{2,80}}?(?:{GENRES})(?:[（(《\[][^）)》]{{1,20}}[）)》\]])*$")
_DATE_LINE = re.compile(rf"^\s*(?:{DATE.pattern})\s*[）)]?\s*$")
_CLOSING = re.compile(
    r"^\s*(?:[（(]此件.{0,20}[）)]|[（(](?:联系人|附件|本文有删减).{0,60}[）)]|抄送.*|主题词.*|(?:联系人|联系电话)[:：].{0,60}|特此(?:通知|公告|函复|批复|报告|函达)。?)\s*$"
)
_SIGNATORY = re.compile(
    r"^[^。；;：:，！？]{2,60}?(?:政府|办公厅|办公室|委员会|总局|局|部|院|厅|委|会|社|行|中心|署|国务院|人大|总理\s.{2,6}|主席\s.{2,6}|省长\s.{2,8}|州长\s.{2,8}|市长\s.{2,8}|部长\s.{2,8}|局长\s.{2,8})$"
)
_FINAL_PROVISION = re.compile(
    r"^(?:本|该|上述|以上)(?:通知|意见|办法|规定|方案|细则|措施|政策|决定|通告|公告|条例|制度|预案|规划|纲要|文件)[^。]{0,30}(?:自|有效期|由|从)[^。]{0,80}(?:施行|实施|执行|生效|起|年|解释)"
)
_ATTACHMENT_LIST = re.compile(r"^\s*附\s*件\s*[:：]?\s*(?:1\s*[.．、:：]\s*)?(\S.{2,80})$")
_ATTACHMENT_NOTE = re.compile(r"^附\s*件\s*[:：]\s*\S")
_AMENDS = re.compile(r"(?:修改为|修正为|增加.{0,40}|规定|如下|作为.{0,12})[:：，,]?\s*“")
_NOTE = re.compile(r"^[（(][^（）()]{4,60}[）)]$")  # 题注 below a title: who adopted it and when
_TOC = re.compile(r"^\s*目\s*[录次]\s*$")


@dataclass
class Node:
    """A clause in the making."""

    unit: Unit | None
    kind: ClauseKind
    number: int
    start: int
    label: str = ""
    heading: str = ""
    suffix: int = 0
    name: str = ""
    end: int = 0
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    paragraphs: list[Node] = field(default_factory=list)  # the 款 of an article, until it is known how many
    address: str | None = None
    repeat: bool = False


@dataclass
class Level:
    """An open list: its kind of marker, the number reached, and the node that holds it."""

    unit: Unit
    number: int
    node: Node
    line: int
    name: str = ""
    above: bool = False  # a 一、 that stands over articles as a chapter does


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the canonical text, as a span; `heading` where the file marks it as one."""

    start: int
    end: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """Clauses in the order of the text, and what was odd about the numbering."""

    clauses: tuple[Clause, ...]
    warnings: tuple[str, ...]
    titles: tuple[str, ...]  # titles of carried texts and attachments


def build_outline(text: str, lines: Sequence[Line], head: int = 0, carried: Sequence[str] = ()) -> Outline:
    """Build the tree of clauses.

    :param text: the canonical text.
    :param lines: its lines, in order, covering all that isn't blank.
    :param head: how many of the first lines are the title, 文号 and the like.
    :param carried: titles of texts that the document says it carries (印发《…》).
    :return: clauses that tile the text: each non-blank character has one deepest clause.
    """
    builder = _Builder(text, list(lines), carried)
    builder.run(head)
    return builder.finish()


class _Builder:
    def __init__(self, text: str, lines: list[Line], carried: Sequence[str]) -> None:
        self.text, self.lines = text, lines
        self.carried = {_key(title) for title in carried if len(title) > 3}
        self.roots: list[Node] = []
        self.namespace: Node | None = None
        self.levels: list[Level] = []
        self.memory: dict[Unit, int] = {}
        self.article: Node | None = None
        self.articles: list[Node] = []
        self.quote_until = -1
        self.closing = False
        self.warnings: list[str] = []
        self.titles: list[str] = []
        self.title_lines: set[int] = set()
        self.candidates: list[tuple[int, Marker]] = []
        self.cursor = 0
        self.has_decimals = False
        self.embedded: list[Node] = []
        self.listed = self._listed_attachments()
        self._scan()

    # -- candidates ---------------------------------------------------------------------------
    def _scan(self) -> None:
        for number, line in enumerate(self.lines):
            marker = marker_at(self.text, line.start, line.end)
            if marker is not None:
                self.candidates.append((number, marker))
            if line.end - line.start > 8:
                self.candidates += [(number, m) for m in inline_markers(self.text, line.start, line.end)]
        self.has_decimals = any(m.unit is Unit.DECIMAL and "." in m.name for _, m in self.candidates)
        self.toc = self._contents_list()

    def _contents_list(self) -> set[int]:
        """Lines of a contents list: headings with nothing between them that stand again later."""
        heads = [(n, m) for n, m in self.candidates if m.unit in _LAW_HEADINGS and not m.inline]
        first_line_of_article = next(
            (n for n, m in self.candidates if m.unit is Unit.ARTICLE and not m.inline and m.spaced), 10**9
        )
        keys: dict[str, list[int]] = {}
        for number, _ in heads:
            keys.setdefault(_key(self._line_text(number)), []).append(number)
        found = {places[0] for places in keys.values() if len(places) > 1 and places[0] < first_line_of_article}
        by_line = {n: m for n, m in heads}
        for n, m in heads:  # chapters have something in them: two in a row are lines of a list
            after = by_line.get(n + 1)
            if after is not None and after.unit is m.unit and after.number == m.number + 1:
                found |= {n, n + 1}
        if found:  # a heading among them that the body writes otherwise belongs to the list too
            found |= {
                n
                for n, _ in heads
                if min(found) < n < max(found) and {n - 1, n + 1} & found and n < first_line_of_article
            }
        announced = [n for n in range(min(len(self.lines), 120)) if _TOC.match(self._line_text(n))]
        for start in announced:
            found |= self._listed_below(start)
        return found if announced or len(found) >= 2 else set()

    def _listed_below(self, start: int) -> set[int]:
        """The lines of a list headed 目录: short ones that stand again further down (page numbers aside)."""
        keys = [_key(re.sub(r"[.·…\s]*\d*$", "", self._line_text(n))) for n in range(len(self.lines))]
        last = start
        for n in range(start + 1, min(start + 400, len(self.lines))):
            if not keys[n] or len(keys[n]) > 50 or keys[n] in keys[start + 1 : n]:
                break
            if keys[n] in keys[n + 1 :]:
                last = n
            elif n - last > 2:
                break
        return set(range(start + 1, last + 1))

    def _line_text(self, number: int) -> str:
        line = self.lines[number]
        return self.text[line.start : line.end]

    # -- the walk ------------------------------------------------------------------------------
    def run(self, head: int) -> None:
        by_line: dict[int, list[tuple[int, Marker]]] = {}
        for index, (number, marker) in enumerate(self.candidates):
            by_line.setdefault(number, []).append((index, marker))
        terminal = True
        skip_until = -1
        for number, line in enumerate(self.lines):
            content = self.text[line.start : line.end]
            if number < head or number in self.title_lines:
                self._loose(line.start, line.end, ClauseKind.TITLE)
                continue
            if number <= skip_until:
                continue
            if number in self.toc or _TOC.match(content):
                self._loose(line.start, line.end, ClauseKind.TEXT)
                continue
            carried = self._carried_title(number)
            if carried is not None:
                skip_until = carried
                terminal = True
                continue
            taken = self._line(number, line, content, by_line.get(number, []), terminal)
            terminal = bool(_TERMINAL.search(content)) or taken or (len(content) < _SHORT and line.heading)

    def _line(self, number: int, line: Line, content: str, markers: list[tuple[int, Marker]], terminal: bool) -> bool:
        """Place one line; True if it is a heading (so that the next line begins afresh)."""
        first = next((pair for pair in markers if not pair[1].inline), None)
        begun = False
        if line.start >= self.quote_until:
            if first is not None and self._try(number, first[0], first[1], line, terminal):
                begun = True
            elif not self._closing_line(number, content):
                self._continue(line, terminal)
        else:
            self._continue(line, terminal=False)
        if line.start >= self.quote_until:
            for index, marker in markers:
                if marker.inline:
                    self._try(number, index, marker, line, terminal=True)
        self._watch_quotes(line, content)
        article_with_text = (
            self.article is not None and self.article.start >= line.start and bool(self.article.paragraphs)
        )
        return begun and line.end - line.start <= _SHORT and not _TERMINAL.search(content) and not article_with_text

    def _watch_quotes(self, line: Line, content: str) -> None:
        """A line that opens a quotation and leaves it open quotes the lines that follow, to its end."""
        if line.start < self.quote_until:
            return
        lead_in = _AMENDS.search(content)
        if lead_in is None:
            return
        opened = lead_in.end() - 1
        close, depth = -1, 1
        for place in range(line.start + opened + 1, min(line.end + 4000, len(self.text))):
            char = self.text[place]
            if char == "“" and self.text[place - 1] != "\n":  # each quoted paragraph may open anew
                depth += 1
            elif char == "”":
                depth -= 1
                if depth == 0:
                    close = place
                    break
        if close >= line.end:
            self.quote_until = close + 1

    # -- namespaces ------------------------------------------------------------------------------
    def _carried_title(self, number: int) -> int | None:
        """If a carried text's title begins at this line, open its namespace; the last line of the title."""
        text = self._line_text(number).strip()
        if _DATE_LINE.match(text) or _CLOSING.match(text):
            return None
        if (
            not 3 < len(text) <= 80
            or text.endswith(("。", "；", "，", "：", ":"))
            or not (self.carried or self.closing)
        ):
            return None
        marker = marker_at(text, 0, len(text))
        if marker is not None:
            return None
        joined = ""
        for last in range(number, min(number + 4, len(self.lines))):
            part = self._line_text(last).strip()
            if last > number and (len(part) > 60 or re.search(r"[。；：:]", part) or marker_at(part, 0, len(part))):
                break
            if last > number and _NOTE.match(part):
                break
            joined += part
            known = _key(joined) in self.carried
            if not known and self.closing and not _DATE_LINE.match(joined) and TITLE_LIKE.match(joined):
                following = self._line_text(last + 1).strip() if last + 1 < len(self.lines) else ""
                known = not (following and len(following) < 40 and TITLE_LIKE.match(joined + following))
                known = known and self._clauses_follow(last + 1)
            if known:
                self._open_embedded(self.lines[number].start, self.lines[last].end, joined)
                return last
        return None

    def _clauses_follow(self, number: int) -> bool:
        return any(number <= n < number + 12 for n, m in self.candidates if not m.inline) or number + 3 < len(
            self.lines
        )

    def _open_embedded(self, start: int, end: int, title: str) -> None:
        title = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", title)
        node = Node(Unit.EMBEDDED, ClauseKind.EMBEDDED, 0, start, heading=title, name=title, end=end)
        self._open_namespace(node)
        self.embedded.append(node)
        self.titles.append(title)

    def _open_attachment(self, marker: Marker, line: Line) -> None:
        label = self.text[marker.start : marker.label_end]
        heading = self.text[marker.label_end : line.end].strip(" \u3000:：.、")
        node = Node(
            Unit.ATTACHMENT,
            ClauseKind.ATTACHMENT,
            marker.number,
            marker.start,
            label=label,
            heading=heading,
            end=line.end,
        )
        if not heading:
            number = self.lines.index(line)
            node.heading, last = self._attachment_title(number + 1)
            self.title_lines |= set(range(number + 1, last))
        self._open_namespace(node)
        if node.heading:
            self.titles.append(node.heading)

    def _attachment_title(self, number: int) -> tuple[str, int]:
        """The title on the lines below a bare 附件, and the line behind it; empty where there is none.

        It is what the list of attachments calls it, or words that end like a title, or the one short
        line over running text or a first clause.
        """
        parts: list[str] = []
        for n in range(number, min(number + 4, len(self.lines))):
            part = self._line_text(n).strip()
            if len(part) > 60 or re.search(r"[。；：:]", part) or marker_at(part, 0, len(part)) or _NOTE.match(part):
                break
            parts.append(re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", part))
            if _key("".join(parts)) in self.listed or TITLE_LIKE.match("".join(parts)):
                return "".join(parts), n + 1
        if len(parts) == 1 and len(parts[0]) > 3:
            after = self._line_text(number + 1).strip() if number + 1 < len(self.lines) else ""
            if len(after) > 60 or marker_at(after, 0, len(after)):
                return parts[0], number + 1
        return "", number

    def _listed_attachments(self) -> set[str]:
        """What the list before the signature calls the attachments (附件：1.… 2.…)."""
        found: set[str] = set()
        for number in range(len(self.lines)):
            if not (match := _ATTACHMENT_LIST.match(self._line_text(number))):
                continue
            found.add(_key(match.group(1)))
            for n in range(number + 1, min(number + 20, len(self.lines))):
                more = re.match(r"^\s*\d{1,2}\s*[.．、]\s*(\S.{2,80})$", self._line_text(n))
                if more is None:
                    break
                found.add(_key(more.group(1)))
        return found

    def _open_namespace(self, node: Node) -> None:
        self._attach(node, None)
        self.namespace, self.levels, self.memory, self.article = node, [], {}, None
        self.closing = False
        self.quote_until = -1

    # -- one marker ------------------------------------------------------------------------------
    def _try(self, number: int, index: int, marker: Marker, line: Line, terminal: bool) -> bool:
        """Place a candidate if its number continues a sequence; False if it is text."""
        unit = marker.unit
        if unit is Unit.ATTACHMENT:
            return not marker.inline and self._try_attachment(number, marker, line)
        if unit is Unit.DECIMAL:
            return not marker.inline and self._try_decimal(number, marker, line)
        if unit in _LAW_HEADINGS:
            return self._try_heading(marker, line)
        if unit is Unit.ARTICLE:
            return self._try_article(index, marker, line, terminal, number)
        if not marker.inline and marker.refers:
            return False
        return self._try_list(index, marker, line, number)

    def _try_attachment(self, number: int, marker: Marker, line: Line) -> bool:
        content = self.text[marker.start : line.end].strip()
        rest = self.text[marker.label_end : line.end].strip(" \u3000:：.、")
        if len(content) > 70 or content.endswith(("。", "；", "，")) or marker.refers:
            return False
        if _ATTACHMENT_NOTE.match(content) or re.match(r"^附\s*件\s*[:：]?\s*$", content):
            # 附件说明: the list before the signature; the attachments themselves stand after it
            following = [self._line_text(n).strip() for n in range(number + 1, min(number + 14, len(self.lines)))]
            for text in following:
                if _DATE_LINE.match(text):
                    return False
                if len(text) > 80 or re.match(r"^附\s*件\s*\d?\s*$", text):
                    break
            stands_again = any(
                n > number
                and m.unit is Unit.ATTACHMENT
                and m.number in (marker.number, 1)
                and not m.inline
                and self.lines[n].end - m.label_end <= 1
                for n, m in self.candidates
            )
            if _ATTACHMENT_NOTE.match(content) and stands_again:
                return False
            if _ATTACHMENT_NOTE.match(content) and not TITLE_LIKE.match(rest) and not self.closing:
                return False
            if re.match(r"^\s*\d", rest):
                return False
        elif rest and not (TITLE_LIKE.match(rest) or len(rest) <= 30) or re.search(r"所列|规定|中的|》", rest):
            return False
        if (
            marker.number
            and rest
            and not self.closing
            and not line.heading
            and not self.namespace
            and not TITLE_LIKE.match(rest)
        ):
            return False
        self._open_attachment(marker, line)
        return True

    def _try_heading(self, marker: Marker, line: Line) -> bool:
        rest = self.text[marker.label_end : line.end].strip()
        if marker.inline:
            rest = rest.split(" ")[0].split("\u3000")[0]
            if not marker.spaced or marker.number != self.memory.get(marker.unit, 0) + 1:
                return False
        if (
            marker.refers
            or len(rest) > 50
            or re.search(r"[。；，]", rest)
            or not (rest or line.heading or marker.spaced)
        ):
            return False
        known = [level for level in self.levels if level.unit is marker.unit]
        expected = known[-1].number + 1 if known else 1
        run_on = self.memory.get(marker.unit, 0) + 1
        if marker.number not in (expected, run_on) and not (
            marker.suffix and known and marker.number == known[-1].number
        ):
            if known and marker.number <= known[-1].number:
                return False
            if not known and marker.number != 1 and not line.heading:
                return False
            self._gap(marker, run_on)
        while self.levels and _RANK.get(self.levels[-1].unit, 9) >= _RANK[marker.unit]:
            self.levels.pop()
        end = (
            line.end
            if not marker.inline
            else marker.label_end + len(self.text[marker.label_end : line.end].split(rest)[0]) + len(rest)
        )
        self.article = None
        self._open(marker, end, heading=rest)
        return True

    def _try_article(self, index: int, marker: Marker, line: Line, terminal: bool, number: int) -> bool:
        last = self.memory.get(Unit.ARTICLE, 0)
        after = self._next_article(index)
        if marker.inline and not (marker.number == last + 1 and last and self._runs_on_inside(index, marker)):
            return False
        if marker.suffix:
            fits = marker.number == last and (marker.spaced or not marker.refers)
        elif marker.number == last + 1:
            followed = after is not None and after[1].number == marker.number + 1
            fits = not marker.refers and (marker.spaced or terminal or followed)
            if fits and not terminal and after is not None and after[1].number == marker.number:
                fits = False  # the same number comes again, in a better place
        elif last and marker.number > last + 1 and self._behind_lead_in(marker):
            fits = False  # 增加五条……：第一百二十三条……: words that the open article quotes
        elif last == 0 or marker.number > last + 1:
            follows = after is not None and after[1].number == marker.number + 1
            if last == 0 and not self.levels and self.namespace is None:
                fits = marker.spaced and follows and terminal
            else:
                fits = marker.spaced and terminal and (follows or marker.number - last <= 3 and after is None)
                # a later line that continues the sequence shows this one to be a quotation
                fits = fits and not self._article_ahead(index, last + 1, marker.number)
            if fits:
                self._gap(marker, last + 1)
        elif (
            marker.number == 1
            and marker.spaced
            and terminal
            and after is not None
            and after[1].number == 2
            and last >= 2
        ):
            return self._restart(number, marker, line)
        else:
            fits = False
        if not fits or (self.levels and self.levels[0].unit is Unit.PART and self._inside_quotation(marker)):
            return False
        self._close_lists()
        self.article = None
        node = self._open(marker, line.end, heading=self._article_heading(marker, line))
        node.kind = ClauseKind.ARTICLE
        self.article = node
        self.articles.append(node)
        body = marker.label_end
        while body < line.end and self.text[body] in " \u3000\t":
            body += 1
        if body < line.end:
            node.paragraphs.append(Node(Unit.PARAGRAPH, ClauseKind.PARAGRAPH, 1, body, end=line.end))
        return True

    def _behind_lead_in(self, marker: Marker) -> bool:
        """Whether the line before (headings of the quoted law aside) ends with a colon."""
        if self.article is None:
            return False
        for before in reversed(self.text[max(0, marker.start - 200) : marker.start].rstrip().split("\n")):
            own = marker_at(before, 0, len(before))
            if own is None or own.unit not in _LAW_HEADINGS:
                return before.rstrip().endswith(("：", ":"))
        return False

    def _runs_on_inside(self, index: int, marker: Marker) -> bool:
        """An article inside a line (a lost line end) is one if the next at a line's start has the next number."""
        if marker.refers or marker.suffix:
            return False
        for _, later in self.candidates[index + 1 : index + _LOOKAHEAD]:
            if (
                later.unit is Unit.ARTICLE
                and not later.refers
                and not later.suffix
                and (not later.inline or later.spaced)
            ):
                return later.number == marker.number + 1
        return marker.spaced

    def _inside_quotation(self, marker: Marker) -> bool:
        return self.text[max(0, marker.start - 1) : marker.start] == "“"

    def _article_heading(self, marker: Marker, line: Line) -> str:
        match = re.match(r"\s*[（(【\[]([^）)】\]。]{2,20})[）)】\]]", self.text[marker.label_end : line.end])
        return match.group(1) if match else ""

    def _next_article(self, index: int) -> tuple[int, Marker] | None:
        for number, marker in self.candidates[index + 1 : index + _LOOKAHEAD]:
            if (
                marker.unit is Unit.ARTICLE
                and not marker.suffix
                and not marker.refers
                and (marker.spaced or not marker.inline)
            ):
                return number, marker
        return None

    def _article_ahead(self, index: int, wanted: int, below: int) -> bool:
        for _, marker in self.candidates[index + 1 : index + _LOOKAHEAD]:
            if marker.unit is Unit.ARTICLE and marker.spaced and not marker.inline:
                if marker.number == wanted:
                    return True
                if marker.number > below + 5:
                    return False
        return False

    def _try_decimal(self, number: int, marker: Marker, line: Line) -> bool:
        if not self.has_decimals or self.article is not None:
            return False
        path = tuple(int(part) for part in marker.name.split("."))
        rest = self.text[marker.label_end : line.end].strip()
        if len(path) == 1 and (len(rest) > 40 or re.search(r"[。；，]", rest)):
            return False
        opened = [level for level in self.levels if level.unit is Unit.DECIMAL]
        current = tuple(int(part) for part in opened[-1].name.split(".")) if opened else ()
        successors = {(*current, 1)} | {(*current[:depth], current[depth] + 1) for depth in range(len(current))}
        if not current:
            successors = {(1,), (self.memory.get(Unit.DECIMAL, 0) + 1,)}
            if len(path) > 1 and path[-1] == 1:
                successors.add(path)  # the top level is 一、 or a bare heading
        if path not in successors:
            if not (
                current and len(path) <= len(current) + 1 and path > current and path[:-1] == current[: len(path) - 1]
            ):
                return False
            if path[-1] - (current[len(path) - 1] if len(path) <= len(current) else 0) > 3:
                return False
            self._gap(marker, path[-1] - 1)
        while self.levels and self.levels[-1].unit in (
            Unit.DECIMAL,
            Unit.POINT,
            Unit.SUBPOINT,
            Unit.CIRCLED,
            Unit.SUBPART,
        ):
            top = self.levels[-1]
            if top.unit is Unit.DECIMAL and len(top.name.split(".")) < len(path):
                break
            self.levels.pop()
        self._open(marker, line.end, heading=self._run_in_heading(marker.label_end, line.end))
        if len(path) == 1:
            self.memory[Unit.DECIMAL] = path[0]
        return True

    def _try_list(self, index: int, marker: Marker, line: Line, number: int) -> bool:
        """一、（一）1.（1）① at their places, or 项 and 目 of an article."""
        unit = marker.unit
        if self.article is not None and unit is Unit.PART:
            if self._next_part_above(marker, line):
                self.article = None
            elif not self._list_in_article(index, marker):
                return False
        depth = next((i for i in range(len(self.levels) - 1, -1, -1) if self.levels[i].unit is unit), None)
        if marker.inline and not self._inline_fits(index, marker, number, depth):
            return False
        if depth is not None:
            level = self.levels[depth]
            if marker.number == level.number + 1:
                pass
            elif marker.number == 1:
                if unit is Unit.PART and level.number >= 2 and self._follows(index, unit, 2):
                    return self._restart(number, marker, line)
                if not self._follows(index, unit, 2) or self._follows(index, unit, level.number + 1, before=2):
                    return False
                self.warnings.append(f"“{self._label(marker)}”在同一条款中重新编号")
            elif (
                marker.number > level.number + 1
                and not marker.inline
                and (self._follows(index, unit, marker.number + 1) or marker.number - level.number == 2)
            ):
                self._gap(marker, level.number + 1)
            else:
                return False
            del self.levels[depth:]
        else:
            self._pop_for(index, unit)
            memory = self.memory.get(unit, 0)
            if marker.number not in (1, memory + 1):
                if marker.inline or not self._follows(index, unit, marker.number + 1) or marker.number > memory + 4:
                    return False
                self._gap(marker, memory + 1)
        if self.article is not None:
            self._open_item(marker, line, number)
        else:
            end = line.end
            self._open(marker, end, heading=self._run_in_heading(marker.label_end, line.end), line=number)
        return True

    def _close_lists(self) -> None:
        """Before an article: the lists of the last one end; a 一、 that is a bare heading stands over articles."""
        while self.levels and self.levels[-1].unit not in _LAW_HEADINGS:
            level = self.levels[-1]
            inside_article = any(one.unit is Unit.ARTICLE for one in self.levels)
            bare = self.text[level.node.start : level.node.end].strip().removeprefix(level.node.label).strip()
            if level.above or (level.unit is Unit.PART and not inside_article and bare == level.node.heading and bare):
                level.above = True
                return
            self.levels.pop()

    def _next_part_above(self, marker: Marker, line: Line) -> bool:
        """Whether a 二、 behind articles is the next heading over articles, as the 一、 before them was."""
        above = next((level for level in self.levels if level.above), None)
        rest = self.text[marker.label_end : line.end].strip()
        short = 0 < len(rest) <= _HEADING_CHARS and not re.search(r"[。；，：]", rest)
        return above is not None and not marker.inline and marker.number == above.number + 1 and short

    def _list_in_article(self, index: int, marker: Marker) -> bool:
        """Whether 一、 under an article is its list: the articles go on behind it."""
        after = self._next_article(index)
        return after is not None and after[1].number == self.memory.get(Unit.ARTICLE, 0) + 1

    def _pop_for(self, index: int, unit: Unit) -> None:
        """Close lists of lower rank before a new list opens, unless they go on behind it."""
        if self.article is not None:
            return
        while self.levels and self.levels[-1].unit in _RANK and _RANK[self.levels[-1].unit] > _RANK[unit]:
            top = self.levels[-1]
            if unit is not Unit.PART and self._goes_on(index, top.unit, top.number + 1):
                return
            self.levels.pop()
        if unit is Unit.PART:
            while self.levels and self.levels[-1].unit not in (*_LAW_HEADINGS,):
                self.levels.pop()

    def _goes_on(self, index: int, unit: Unit, wanted: int) -> bool:
        for _, marker in self.candidates[index + 1 : index + _LOOKAHEAD]:
            if marker.unit is Unit.PART or marker.unit in _LAW_HEADINGS:
                return False
            if marker.unit is unit and not marker.inline:
                return marker.number == wanted
        return False

    def _follows(self, index: int, unit: Unit, wanted: int, before: int | None = None) -> bool:
        """Whether a marker of this unit and number comes, before one with the number `before`."""
        for _, marker in self.candidates[index + 1 : index + _LOOKAHEAD]:
            if marker.unit is unit and not marker.refers:
                if marker.number == wanted:
                    return True
                if marker.number == before or (before is None and marker.number == 1):
                    return False
        return False

    def _inline_fits(self, index: int, marker: Marker, number: int, depth: int | None) -> bool:
        """Inside a line a marker counts only as one of a run: 一 with 二 behind it, or the next of such."""
        if marker.refers:
            return False
        same_line = depth is not None and self.levels[depth].line == number
        if depth is not None and marker.number == self.levels[depth].number + 1:
            return same_line
        memory = self.memory.get(marker.unit, 0)
        if marker.number != 1 and not (depth is None and marker.number == memory + 1):
            return False
        for later, other in self.candidates[index + 1 : index + _LOOKAHEAD]:
            if later != number:
                return False
            if other.unit is marker.unit and not other.refers:
                return other.number == marker.number + 1
        return False

    def _restart(self, number: int, marker: Marker, line: Line) -> bool:
        """Numbering begins anew with no attachment named: a carried text, if a title-like line precedes."""
        if marker.inline:
            return False
        for back in range(number - 1, max(number - 6, -1), -1):
            text = self._line_text(back).strip()
            start = self.lines[back].start
            if start <= (self.levels[-1].node.start if self.levels else -1):
                break
            if 3 <= len(text) <= _SHORT and not re.search(r"[。；：，]$", text) and not _DATE_LINE.match(text):
                if self.roots:
                    _clip(self.roots[-1], start)
                self._open_embedded(start, self.lines[back].end, text)
                self._extend(self.namespace, line.start)
                taken = self._try(number, self._index_of(marker), marker, line, terminal=True)
                return taken
        if marker.unit is Unit.ARTICLE:
            return False
        self.warnings.append(f"“{self._label(marker)}”处重新编号，前面没有标题")
        self._open_embedded(line.start, line.start, f"第{to_chinese(len(self.embedded) + 2)}篇")
        self.titles.pop()
        return self._try(number, self._index_of(marker), marker, line, terminal=True)

    def _index_of(self, marker: Marker) -> int:
        return next(i for i, (_, m) in enumerate(self.candidates) if m is marker)

    # -- nodes -----------------------------------------------------------------------------------
    def _label(self, marker: Marker) -> str:
        return self.text[marker.start : marker.label_end].strip()

    def _gap(self, marker: Marker, expected: int) -> None:
        self.warnings.append(f"“{self._label(marker)}”前编号不连续（应为第{to_chinese(max(expected, 0))}）")

    def _parent(self) -> Node | None:
        return self.levels[-1].node if self.levels else self.namespace

    def _attach(self, node: Node, parent: Node | None) -> None:
        node.parent = parent
        siblings = self.roots if parent is None else parent.children
        if siblings:
            _clip(siblings[-1], node.start)
        siblings.append(node)

    def _open(self, marker: Marker, end: int, heading: str, line: int = -1) -> Node:
        kind = (
            ClauseKind(marker.unit.value) if marker.unit.value in ClauseKind._value2member_map_ else ClauseKind.SUBPOINT
        )
        if marker.unit is Unit.SUBVOLUME:
            kind = ClauseKind.VOLUME
        node = Node(
            marker.unit,
            kind,
            marker.number,
            marker.start,
            self._label(marker),
            heading,
            marker.suffix,
            marker.name,
            end,
        )
        self._attach(node, self._parent())
        self.levels.append(Level(marker.unit, marker.number, node, line, marker.name))
        if not (marker.suffix and marker.unit is Unit.ARTICLE):
            self.memory[marker.unit] = marker.number
        self._extend(node, end)
        self.closing = False
        return node

    def _open_item(self, marker: Marker, line: Line, number: int) -> None:
        """An item of an article: 项 under its 款, 目 under a 项, deeper lists by their own marks."""
        assert self.article is not None
        depth = sum(1 for level in self.levels if _is_list(level))
        unit = (Unit.ITEM, Unit.SUBITEM)[depth] if depth < 2 else marker.unit
        kind = ClauseKind(unit.value) if unit.value in ClauseKind._value2member_map_ else ClauseKind.SUBPOINT
        node = Node(
            unit, kind, marker.number, marker.start, self._label(marker), "", marker.suffix, marker.name, line.end
        )
        paragraphs = self.article.paragraphs
        if depth == 0:
            if not paragraphs:
                paragraphs.append(Node(Unit.PARAGRAPH, ClauseKind.PARAGRAPH, 1, marker.start, end=line.end))
            parent = paragraphs[-1]
        else:
            parent = self.levels[-1].node
        self._attach(node, parent)
        parent.end = max(parent.end, line.end)
        self.levels.append(Level(marker.unit, marker.number, node, number))
        self._extend(self.article, line.end)

    def _run_in_heading(self, start: int, end: int) -> str:
        rest = self.text[start:end].strip()
        stop = rest.find("。")
        if stop < 0:
            stop = min((p for p in (rest.find(" "), rest.find("\u3000")) if p > 0), default=-1)
            if len(rest) <= _HEADING_CHARS and not rest.endswith(("；", ";", "，")):
                return rest.rstrip("：:")
            return rest[:stop] if 0 < stop <= _HEADING_CHARS else ""
        space = rest.find(" ")
        if 0 < space < stop and space <= _HEADING_CHARS and not re.search(r"[，；：]", rest[:space]):
            return rest[:space]
        return rest[:stop] if stop <= _HEADING_CHARS else ""

    def _extend(self, node: Node | None, end: int) -> None:
        while node is not None:
            node.end = max(node.end, end)
            node = node.parent
        if self.article is not None:
            self.article.end = max(self.article.end, end)
            parent = self.article.parent
            while parent is not None:
                parent.end = max(parent.end, end)
                parent = parent.parent
        if self.namespace is not None:
            self.namespace.end = max(self.namespace.end, end)

    # -- text --------------------------------------------------------------------------------------
    def _loose(self, start: int, end: int, kind: ClauseKind) -> None:
        """Text outside any clause, at the root or in the namespace."""
        if not self.text[start:end].strip():
            return
        self.levels, self.article = [], None  # what is open ends here: it can't take in what comes behind
        self._attach(Node(None, kind, 0, start, end=end), self.namespace)
        self._extend(self.namespace, end)

    def _continue(self, line: Line, terminal: bool) -> None:
        """A line without a marker: the next 款, or more of the clause that is open."""
        start, end = line.start, line.end
        if self.closing or (not self.levels and self.article is None):
            kind = ClauseKind.CLOSING if self.closing else ClauseKind.PREAMBLE
            if not self.closing and self.namespace is None and self.memory:
                kind = ClauseKind.TEXT
            self._loose(start, end, kind)
            return
        if self.article is None:
            if (
                _FINAL_PROVISION.match(self.text[start:end])
                and self.levels[-1].node.end < start
                and not self._list_goes_on(start)
            ):
                self.levels.clear()
                self._loose(start, end, ClauseKind.TEXT)
                return
            self._extend(self.levels[-1].node, end)
            return
        paragraphs = self.article.paragraphs
        items = [level for level in self.levels if _is_list(level)]
        if items and (not terminal or self._list_goes_on(start, items[0])):
            self._extend(items[-1].node, end)
        elif not items and paragraphs and not terminal:
            paragraphs[-1].end = end
        else:
            while self.levels and _is_list(self.levels[-1]):
                self.levels.pop()
            paragraphs.append(Node(Unit.PARAGRAPH, ClauseKind.PARAGRAPH, len(paragraphs) + 1, start, end=end))
        self._extend(self.article, end)
        for level in self.levels:
            self._extend(level.node, end)
        if paragraphs:
            paragraphs[-1].end = max(paragraphs[-1].end, end)

    def _list_goes_on(self, offset: int, level: Level | None = None) -> bool:
        """Whether the open list has its next number further down, before anything else begins."""
        while self.cursor < len(self.candidates) and self.candidates[self.cursor][1].start < offset:
            self.cursor += 1
        for _, marker in self.candidates[self.cursor : self.cursor + 40]:
            if marker.inline or marker.refers:
                continue
            if level is None:
                return any(marker.unit is one.unit and marker.number == one.number + 1 for one in self.levels)
            if marker.unit is level.unit:
                return marker.number == level.number + 1
            if marker.unit is Unit.ARTICLE or marker.unit in _LAW_HEADINGS:
                return False
        return False

    def _closing_line(self, number: int, content: str) -> bool:
        """署名, 成文日期, （此件公开发布）: what stands behind the last clause."""
        text = content.strip()
        if (
            number * 2 < len(self.lines)
            and not (self.levels or self.article)
            and not any(r.kind is ClauseKind.PREAMBLE for r in self.roots)
        ):
            return False
        signed = bool(_DATE_LINE.match(text)) or bool(_CLOSING.match(text))
        if not signed and len(text) <= 60 and _SIGNATORY.match(text):
            ahead = [self._line_text(n).strip() for n in range(number + 1, min(number + 6, len(self.lines)))]
            for following in ahead:
                if _DATE_LINE.match(following):
                    signed = True
                    break
                if not _SIGNATORY.match(following) and len(following) > 20:
                    break
        if not signed:
            return False
        self.levels, self.article = [], None
        if self.namespace is not None and self.namespace.unit is Unit.EMBEDDED and not self.namespace.children:
            return False
        self._loose(self.lines[number].start, self.lines[number].end, ClauseKind.CLOSING)
        self.closing = True
        return True

    # -- the result ----------------------------------------------------------------------------------
    def finish(self) -> Outline:
        for article in self.articles:
            _settle(article)
        self._prefix_embedded()
        used: dict[str, int] = {}
        clauses: list[Clause] = []
        for root in sorted(self.roots, key=lambda node: node.start):
            self._emit(root, None, 0, "", "", used, clauses)
        merged = _merge_loose(clauses, self.text)
        return Outline(tuple(merged), tuple(dict.fromkeys(self.warnings)), tuple(dict.fromkeys(self.titles)))

    def _prefix_embedded(self) -> None:
        """A carried text keeps plain addresses where the notice around it has none of the same."""
        outer: set[tuple[Unit, int, str]] = {
            (c.unit, c.number, c.name) for c in self.roots if c.unit and c.unit not in (Unit.EMBEDDED, Unit.ATTACHMENT)
        }
        for node in self.embedded:
            inner: set[tuple[Unit, int, str]] = {(c.unit, c.number, c.name) for c in node.children if c.unit}
            node.repeat = bool(outer & inner)
            outer |= inner

    def _emit(
        self,
        node: Node,
        parent: int | None,
        level: int,
        space: str,
        outer: str,
        used: dict[str, int],
        out: list[Clause],
    ) -> None:
        """Append a node and what is in it. `space` is the namespace's address, `outer` the parent's."""
        address = None
        below = outer
        if node.unit is Unit.EMBEDDED:
            address = format_step(Step(Unit.EMBEDDED, 0, name=node.name)) if node.repeat else None
            space = below = address or ""
        elif node.unit is not None:
            written = format_step(Step(node.unit, node.number, node.suffix, node.name))
            if node.unit in _LAW_HEADINGS:
                address = space + _heading_prefix(node) + written
            elif node.unit in (Unit.ARTICLE, Unit.DECIMAL):
                address = space + written
            else:
                address = join_step(outer, Step(node.unit, node.number, node.suffix, node.name))
            if address in used:
                used[address] += 1
                address = f"{address}（第{to_chinese(used[address])}处）"
            used.setdefault(address, 1)
            below = address
            if node.unit is Unit.ATTACHMENT:
                space = address
        end = node.end
        while end > node.start and self.text[end - 1].isspace():
            end -= 1
        start = node.start
        while start < end and self.text[start].isspace():
            start += 1
        index = len(out)
        out.append(Clause(address, node.kind, node.label, node.heading, start, end, level, parent))
        for child in sorted(node.children, key=lambda n: n.start):
            self._emit(child, index, level + 1, space, below, used, out)


def _is_list(level: Level) -> bool:
    """Whether a level is a list within an article, not a heading over it or the article itself."""
    return level.unit not in (*_LAW_HEADINGS, Unit.ARTICLE) and not level.above


def _clip(node: Node, offset: int) -> None:
    """End a node, and the last ones in it, no later than `offset`, where the next begins."""
    node.end = min(node.end, max(offset, node.start))
    for last in (*node.children[-1:], *node.paragraphs[-1:]):
        _clip(last, offset)


def _settle(article: Node) -> None:
    """Hang the 款 on their article; one alone is the article itself, and its 项 are the article's."""
    paragraphs = article.paragraphs
    if len(paragraphs) == 1:
        children = paragraphs[0].children
    else:
        children = paragraphs
        for paragraph in paragraphs:
            paragraph.end = max([paragraph.end, *(child.end for child in paragraph.children)])
    for child in children:
        child.parent = article
    article.children = sorted([*article.children, *children], key=lambda node: node.start)


def _heading_prefix(node: Node) -> str:
    """章 within 编, 节 within 章: the addresses of the headings above."""
    written = ""
    above = node.parent
    while above is not None and above.unit in _LAW_HEADINGS:
        written = format_step(Step(above.unit, above.number, above.suffix)) + written
        above = above.parent
    return written


def _merge_loose(clauses: list[Clause], text: str) -> list[Clause]:
    """Fit the parents' ends to their children (an end is never before a child's)."""
    ends = [clause.end for clause in clauses]
    for index in range(len(clauses) - 1, -1, -1):
        parent = clauses[index].parent
        if parent is not None:
            ends[parent] = max(ends[parent], ends[index])
    return [
        clause
        if clause.end == end
        else Clause(
            clause.address, clause.kind, clause.label, clause.heading, clause.start, end, clause.level, clause.parent
        )  # fmt: skip
        for clause, end in zip(clauses, ends, strict=True)
    ]


def _key(title: str) -> str:
    return re.sub(r"[\s《》<>〈〉“”\"（）()]", "", title)
