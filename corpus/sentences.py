"""Sentences of a text as spans, so that what is quoted can always be found again."""

from __future__ import annotations

import re

_END = re.compile(r"[。！？!?][”’」』）)\]】》]*|\n+|；|;(?=[\s\u4e00-\u9fff“（(])")
_SOFT = re.compile(r"[，、,：:]")


def sentence_spans(
    text: str, start: int = 0, end: int | None = None, semicolons: bool = False
) -> list[tuple[int, int]]:
    """Spans of the sentences in `text[start:end]`, in order, without the blanks around them.

    A sentence ends at 。！？ (with closing quotes and brackets behind) or a line end; at ； and ; too
    with `semicolons`. Ends inside “” or （） don't count, so that a quotation stays whole.

    :return: (start, end) pairs that together hold all that isn't blank.
    """
    stop = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin, position = start, start
    while position < stop:
        match = _END.search(text, position, stop)
        if match is None:
            break
        position = match.end()
        if match.group() in ("；", ";") and not semicolons:
            continue
        if match.group()[0] != "\n" and _open_pair(text, begin, match.start() + 1) and position - begin < 600:
            continue
        _append(spans, text, begin, position)
        begin = position
    _append(spans, text, begin, stop)
    return spans


def _open_pair(text: str, start: int, end: int) -> bool:
    piece = text[start:end]
    return piece.count("“") > piece.count("”") or piece.count("（") > piece.count("）")


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


def bounded_spans(text: str, start: int, end: int, target: int) -> list[tuple[int, int]]:
    """Runs of sentences of at most about `target` characters; an overlong sentence is cut at commas."""
    pieces: list[tuple[int, int]] = []
    for span in sentence_spans(text, start, end, semicolons=True):
        pieces += [span] if span[1] - span[0] <= 2 * target else _cut(text, *span, target)
    total = sum(b - a for a, b in pieces)
    goal = target if total <= target else max(target * 0.6, total / max(1, round(total / target)))
    runs: list[tuple[int, int]] = []
    for piece in pieces:
        if (
            runs
            and piece[1] - runs[-1][0] <= goal * 1.15
            and not ("\n" in text[runs[-1][1] : piece[0]] and piece[1] - runs[-1][0] > goal)
        ):
            runs[-1] = (runs[-1][0], piece[1])
        else:
            runs.append(piece)
    return runs


def _cut(text: str, start: int, end: int, target: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    begin = start
    while end - begin > 1.5 * target:
        window = list(_SOFT.finditer(text, begin + target // 2, min(end, begin + int(1.5 * target))))
        cut = window[-1].end() if window else begin + target
        _append(spans, text, begin, cut)
        begin = cut
    _append(spans, text, begin, end)
    return spans
