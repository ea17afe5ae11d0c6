"""Quotations in a draft: the outermost marks, in every style; those of titles don't count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.verify.types import Quote

_PAIRS = {"“": "”", "「": "」", "『": "』", "‘": "’", "〝": "〞", "＂": "＂", '"': '"'}
_LONGEST = 1500  # characters; an opening mark without a closing one within them is left alone
_TRAILING = re.compile(r"[。，；,;、\s]+$")


def find_quotes(text: str, titles: Sequence[tuple[int, int]] = ()) -> list[Quote]:
    """The outermost quotations, in order.

    :param titles: spans in 书名号, whose marks belong to the titles.
    """
    inside = {at for start, end in titles for at in range(start, end)}
    quotes: list[Quote] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in _PAIRS and at not in inside:
            close = _closing(text, at, inside)
            if close is not None:
                quotes.append(Quote(at, at + 1, close, close + 1))
                at = close + 1
                continue
        at += 1
    return quotes


def _closing(text: str, opening: int, inside: set[int]) -> int | None:
    """Where the quotation that opens here closes. A second opening mark in place of a closing one (“…“) closes too."""
    mark = text[opening]
    wanted = _PAIRS[mark]
    stop = min(len(text), opening + _LONGEST)
    depth = 0
    for at in range(opening + 1, stop):
        if at in inside:
            continue
        if text[at] == wanted:
            if depth == 0:
                return at
            depth -= 1
        elif text[at] == mark and mark != wanted:
            depth += 1
        elif text[at] == "\n" and depth == 0 and text[at + 1 : at + 2] == "\n":
            break
    if depth and mark != wanted:
        second = text.find(mark, opening + 1, stop)
        if second > opening + 1 and not _opens(text, second):
            return second
    return None


def _opens(text: str, at: int) -> bool:
    """Whether a mark stands where a quotation begins: behind a colon or a verb, before a word."""
    return text[at + 1 : at + 2] not in "，。；、）)！？\n" or text[at - 1] in "：:，"


def bare_quote(text: str, quote: Quote) -> tuple[int, int]:
    """The words of a quotation without the full stop (or comma) at its end."""
    words = text[quote.start : quote.end]
    tail = _TRAILING.search(words)
    end = quote.end - (len(tail.group()) if tail else 0)
    start = quote.start
    while start < end and text[start].isspace():
        start += 1
    # An ellipsis written 。。。 belongs to the words.
    return (start, end) if end > start else (quote.start, quote.end)
