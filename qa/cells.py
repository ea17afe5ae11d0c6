"""Cells of tables: “贫困发生率2020年目标值是多少” is answered by the cell whose row and column the question names.

A row of a table is a line of the text whose cells carry the heads of their columns (`corpus.parsers.tables`):
`指标：贫困发生率　单位：%　2020年目标值：2以下`. The whole row is quoted, so that its heads can be read; the cell is the short answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.types import Document
from index.types import Hit

_GAP = "\u3000"
_MIN_CELLS = 2
_HEAD_SHARE = 0.75  # of a head's characters that the question has to hold
_QUESTION_SHARE = 0.6  # of the question's content that row, column and title have to account for
# What a question holds beside what it is about.
_ASKING = re.compile(
    r"请问|是多少|有多少|为多少|达到多少|多少|是什么|是哪些|是哪个|是哪一个|哪个|哪些|哪家|哪天|什么时候|何时|是谁|谁|由|负责|怎么|如何|几|吗|呢|的|是|为|有|在|中|了|和|与|各|表|[，。？?、；：:\s“”‘’《》（）()]"
)


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A row that answers, `document.text[row[0]:row[1]]`, and its cell."""

    document: Document
    row: tuple[int, int]
    cell: tuple[int, int]
    score: float


def find_cell(query: str, hits: Sequence[Hit], documents: Mapping[str, Document]) -> FoundCell | None:
    """The cell that the question names by its row and its column; None where there is none, or several say different things.

    :param hits: passages, best first.
    :param documents: doc_id -> document, of all hits.
    """
    asked = _plain(query)
    found: dict[tuple[str, int], FoundCell] = {}
    for hit in hits:
        document = documents[hit.chunk.doc_id]
        for start, end in _lines(document.text, hit.chunk.start, hit.chunk.end):
            one = _in_row(asked, document, start, end)
            if one is not None:
                found.setdefault((document.doc_id, start), one)
    ranked = sorted(found.values(), key=lambda one: -one.score)
    if not ranked:
        return None
    best = ranked[0]
    rivals = {_value(one) for one in ranked if one.score >= best.score - 1e-9}
    return best if len(rivals) == 1 else None


def _in_row(asked: str, document: Document, start: int, end: int) -> FoundCell | None:
    cells = _cells(document.text, start, end)
    if len(cells) < _MIN_CELLS:
        return None
    best: FoundCell | None = None
    title = _plain(document.title)
    for column, (head, (a, b)) in enumerate(cells):
        value = _plain(document.text[a:b])
        if not head or not value or value in asked:
            continue
        share = _share(head, asked)
        if share < _HEAD_SHARE:
            continue
        keys = [
            k
            for i, (_, (x, y)) in enumerate(cells)
            if i != column and _is_key(k := _plain(document.text[x:y])) and k in asked
        ]
        if not keys:
            continue
        explained = _explained(asked, [head, *keys, title])
        if explained < _QUESTION_SHARE:
            continue
        score = share + explained + 0.01 * sum(map(len, keys)) + 0.01 * len(head)
        if best is None or score > best.score:
            best = FoundCell(document, (start, end), (a, b), score)
    return best


def _cells(text: str, start: int, end: int) -> list[tuple[str, tuple[int, int]]]:
    """Heads and values' spans of a row; empty where the line is none."""
    found: list[tuple[str, tuple[int, int]]] = []
    position = start
    for piece in text[start:end].split(_GAP):
        head, colon, _ = piece.partition("：")
        if colon and 0 < len(head) <= 40:
            found.append((_plain(head), (position + len(head) + 1, position + len(piece))))
        else:
            found.append(("", (position, position + len(piece))))
        position += len(piece) + 1
    return found if sum(bool(head) for head, _ in found) >= _MIN_CELLS else []


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The whole lines that a passage touches."""
    start = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", max(start, end - 1))
    stop = len(text) if stop < 0 else stop
    spans = []
    for line in text[start:stop].split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _is_key(text: str) -> bool:
    return len(text) >= 2 and not re.fullmatch(r"[\d.,%％]+", text)


def _share(head: str, asked: str) -> float:
    """How much of a head the question holds; a number in it (a year) has to be there."""
    if any(number not in asked for number in re.findall(r"\d+", head)):
        return 0.0
    rest = re.sub(r"[（(][^）)]*[）)]", "", head) or head
    return sum(_has(rest, i, asked) for i in range(len(rest))) / len(rest)


def _has(word: str, i: int, asked: str) -> bool:
    """Whether a character stands in the question beside its neighbour, or alone where the word is a letter long."""
    pairs = [word[j : j + 2] for j in (i - 1, i) if 0 <= j <= len(word) - 2]
    return any(pair in asked for pair in pairs) if pairs else word in asked


def _explained(asked: str, words: Sequence[str]) -> float:
    """The share of the question's content that these words account for."""
    content = _ASKING.sub("", asked)
    if not content:
        return 0.0
    known = {word[i : i + 2] for word in words for i in range(len(word) - 1)}
    inside = sum(
        any(content[j : j + 2] in known for j in (i - 1, i) if 0 <= j <= len(content) - 2) for i in range(len(content))
    )
    return inside / len(content)


def _value(cell: FoundCell) -> str:
    return _plain(cell.document.text[cell.cell[0] : cell.cell[1]])


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)
