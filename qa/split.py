"""A model's draft as sentences with the sources each cites, whatever signs it uses for them.

Marks stand before or behind the full stop, several together or apart, in any brackets: [1][2]。 。[1, 2] 【1】 ［1-3］ [^1]
（来源1）. Markdown (headings, lists, bold) is taken off for checking. A sentence inside “” or （） doesn't end there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_NUMBERS = r"\d{1,3}(?:\s*(?:[,，、;；]|[-–—~～至])\s*\d{1,3})*"
_CALLED = r"(?:来源|资料|文献|出处|见|参见|source|ref)?\s*"
MARK = re.compile(
    rf"[\[［【]+\s*\^?{_CALLED}{_NUMBERS}\s*[\]］】]+"
    rf"|[（(]\s*(?:来源|资料|文献|出处|见|参见)\s*[:：]?\s*[\[［【]?\s*{_NUMBERS}\s*[\]］】]?\s*[）)]"
    rf"|[¹²³⁴⁵⁶⁷⁸⁹]"
)
_OPENED = re.compile(r"[\[［【(（]+[^\]］】)）\n]{0,12}$")
_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")
_ONE = re.compile(r"(\d{1,3})(?:\s*[-–—~～至]\s*(\d{1,3}))?")
# A full stop of other languages ends a sentence behind a word or a mark: 500 yuan [1]. 贷款……
_END = re.compile(r"[。！？!?]+[”’」』）)》\"]*|(?<=[A-Za-z\]］】])\s?\.(?=\s|$)")
_HALF = re.compile(r"[；;]")
_LEAD = re.compile(r"\s*(?:>\s*)*(?:#{1,6}\s+|[-*+•·●○▪]\s+|\d{1,2}[.．、)）](?!\d)\s*|[（(]\d{1,2}[）)]\s*)?")
_STYLE = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|^\s*#{1,6}\s*")
_LABEL_ONLY = re.compile(
    r"^(?:第[^\s，。]{1,8}[条章节]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十\d]{1,3}[、.．])"
)
_PAIRS = (("“", "”"), ("（", "）"), ("「", "」"), ("『", "』"), ("《", "》"), ("(", ")"))
_LONGEST_QUOTATION = 600  # characters; a quotation mark that isn't closed within them is a slip
_MOST_NUMBERS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a draft: `draft[start:end]` with its marks; `text` without them and without Markdown.

    `numbers`: the sources it cites, in order; `lead`: the list sign before it; `heading`: it only leads in or names what
    follows; `opens`: it begins a line.
    """

    start: int
    end: int
    text: str
    numbers: tuple[int, ...]
    lead: str = ""
    heading: bool = False
    opens: bool = False


def split_draft(draft: str, lead: tuple[int, ...] = ()) -> list[Piece]:
    """The sentences of a draft in order. All but the last stay as they are when the draft goes on.

    :param lead: the sources of the lead-in that a list at the beginning hangs on.
    """
    pieces: list[Piece] = []
    at = 0
    for line in draft.splitlines(keepends=True):
        end = at + len(line.rstrip("\r\n"))
        if pieces and numbers_of(line) and not re.search(r"\w", without_marks(line)):
            pieces[-1] = _with_marks(pieces[-1], line, end)  # a line of marks alone
        else:
            pieces += _joined(_line(draft, at, end))
        at += len(line)
    return _inherit(pieces, lead)[0]


def whole_marks(draft: str) -> str:
    """A draft that is still coming, without a mark at its end that isn't whole yet: 甲。[1 would be two sentences."""
    opened = _OPENED.search(draft)
    return draft[: opened.start()] if opened else draft


def _with_marks(piece: Piece, marks: str, end: int) -> Piece:
    return replace(piece, end=end, numbers=tuple(dict.fromkeys((*piece.numbers, *numbers_of(marks)))))


def lead_behind(pieces: list[Piece], lead: tuple[int, ...]) -> tuple[int, ...]:
    """The sources of the lead-in that is open behind some sentences."""
    return _inherit(pieces, lead)[1]


def numbers_of(words: str) -> tuple[int, ...]:
    """The sources that the marks in some words name, in order, each once."""
    found: list[int] = []
    for mark in MARK.finditer(words):
        for first, last in _ONE.findall(mark.group().translate(_RAISED)):
            low, high = int(first), int(last or first)
            found += range(low, high + 1) if low <= high < low + _MOST_NUMBERS else [low, high]
    return tuple(dict.fromkeys(found))


def without_marks(words: str) -> str:
    """The words without marks and Markdown."""
    return _STYLE.sub("", MARK.sub("", words)).strip()


def _line(draft: str, start: int, end: int) -> list[Piece]:
    lead = _LEAD.match(draft, start, end)
    begin = lead.end() if lead else start
    sign = draft[start:begin]
    heading_line = bool(re.search(r"#", sign)) or bool(re.fullmatch(r"\s*\*\*[^*]+\*\*[:：]?\s*", draft[start:end]))
    spans: list[tuple[int, int]] = []
    position = begin
    while position < end:
        stop = _sentence_end(draft, position, end)
        spans.append((position, stop))
        position = stop
    pieces: list[Piece] = []
    for number, (a, b) in enumerate(spans):
        words = draft[a:b]
        text = without_marks(words)
        if not re.search(r"\w", text):
            if pieces and numbers_of(words):  # marks that stand alone belong to what is before
                pieces[-1] = _with_marks(pieces[-1], words, b)
            continue
        leads_in = text.endswith(("：", ":"))
        pieces.append(
            Piece(a, b, text, numbers_of(words), sign if not number else "", heading_line or leads_in, not number)
        )
    return pieces


def _sentence_end(draft: str, start: int, end: int) -> int:
    """Where the sentence that begins at `start` ends, the marks behind its full stop taken in."""
    at = start
    while at < end:
        match = _END.search(draft, at, end)
        half = next(
            (m for m in _HALF.finditer(draft, at, match.start() if match else end) if _marked(draft, m, end)), None
        )
        if half is not None:
            match = half
        if match is None:
            return end
        at = match.end()
        if at - start < _LONGEST_QUOTATION and _open(draft[start:at]):
            continue
        own = bool(MARK.search(draft, start, match.start()))
        behind = re.compile(rf"(?:\s*(?:{MARK.pattern}))+[。．；;]?").match(draft, at, end)
        if behind is None:
            return at
        if own and draft[behind.end() : end].strip():
            # 甲[1]。[2]乙。: the mark may lead the next sentence, if that has none of its own.
            next_end = _END.search(draft, behind.end(), end)
            if not MARK.search(draft, behind.end(), min(end, next_end.end() + 4) if next_end else end):
                return at
        return behind.end()
    return end


def _marked(draft: str, half: re.Match[str], end: int) -> bool:
    """Whether a semicolon has marks of its own right before or behind it."""
    before = list(MARK.finditer(draft, max(0, half.start() - 16), half.start()))
    return bool(before and not draft[before[-1].end() : half.start()].strip()) or bool(
        MARK.match(draft, half.end(), end)
    )


def _open(words: str) -> bool:
    return any(words.count(a) > words.count(b) for a, b in _PAIRS)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """（二）额度。 is taken together with what it names: a clause's heading says nothing by itself."""
    kept: list[Piece] = []
    for piece in pieces:
        before = kept[-1] if kept else None
        if (
            before is not None and not before.numbers and not before.heading and len(before.text) <= 24
            and _LABEL_ONLY.match(before.text) and piece.start - before.end <= 2
        ):  # fmt: skip
            joined = before.text + piece.text
            kept[-1] = Piece(before.start, piece.end, joined, piece.numbers, before.lead, piece.heading, before.opens)
        else:
            kept.append(piece)
    return kept


def _inherit(pieces: list[Piece], lead: tuple[int, ...]) -> tuple[list[Piece], tuple[int, ...]]:
    """The items of a list whose lead-in has the marks rest on them too."""
    done: list[Piece] = []
    for piece in pieces:
        if piece.heading:
            lead = piece.numbers if piece.text.endswith(("：", ":")) else ()
        elif piece.lead.strip() and lead and not piece.numbers:
            piece = replace(piece, numbers=lead)
        elif piece.opens and not piece.lead.strip():
            lead = ()
        done.append(piece)
    return done, lead
