"""Lines that a page's or a program's width broke: told by their widths, and joined again.

A text copied from a PDF, or saved with line breaks, has its full lines all of one width, and most of them end in the middle of a
sentence. A text whose lines are its paragraphs has lines of all lengths.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from corpus.markers import marker_at

EDGES = " \t\u3000\xa0\u200b\ufeff\u2028"
CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·]")
_NARROWEST, _WIDEST = 36, 120  # columns of a line of running text, a Chinese character taking two
_RAGGED = 6  # columns by which a full line may be shorter: a mark or a Latin word goes to the next line as a whole
_FEWEST, _SHARE = 8, 0.3  # full lines: how many at least, and of all
_TORN = 0.6  # of the full lines, at least so many end in the middle of a sentence
# Indents or blank lines, where these part paragraphs: how many at least, and of all lines.
_PARTED, _PARTED_SHARE = 3, 0.1
# Of the full lines, at least so many have a comma or a full stop in them: lists of names and numbers haven't.
_INSIDE = 0.7
_MARK_INSIDE = re.compile(r"[，。；、：].")
# Cells that blanks, tabs or bars part; what heads an item of a list.
_CELLS = re.compile(r"\S(?:\t| {2,}|\u3000{2,})\S|\|")
_ITEM = re.compile(r"^(?:[●○■□◆◇★·•▪*—-]|[⑴-⒇]|[【\[]|[一二三四五六七八九十]是|步骤|抄送|[A-Za-z]\d*[.．、])")
_STOP = re.compile(r"[。；;：:！!？?…][”’」』）)]*$")
_INDENT = re.compile(r"^(?:\u3000|\xa0| {2,}|\t)")


def join_texts(texts: Sequence[str]) -> str:
    """Lines of one paragraph as one text: a space only between words of Latin script."""
    joined = ""
    for text in texts:
        text = text.strip(EDGES)
        if joined and text and not CJK.match(joined[-1]) and not CJK.match(text[0]) and _apart(joined[-1], text[0]):
            joined += " "
        joined += text
    return joined


def _apart(last: str, first: str) -> bool:
    """Whether a space parts two characters of Latin script."""
    if first.isdigit():
        return last.isalpha()
    return first.isalnum() and (last.isalnum() or last in ",.;:)")


def paragraphs(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The paragraphs of a plain text: its lines, or, where its width broke them, what they were before.

    A full line that ends within a sentence goes on in the next one, unless a blank line, an indent or a clause's number parts them; one
    that ends a sentence goes on only where indents or blank lines part the text's paragraphs, and there is none.

    :param lines: as they stand in the file, with their indents.
    :return: the number of each paragraph's first line, from 1, and its words; none is blank.
    """
    full = _full_width(lines)
    if not full:
        return [(number, words) for number, line in enumerate(lines, 1) if (words := line.strip(EDGES))]
    written = [line for line in lines if line.strip(EDGES)]
    least = max(_PARTED, _PARTED_SHARE * len(written))
    parted = sum(map(bool, map(_INDENT.match, written))) >= least or _blanks_inside(lines) >= least
    found: list[tuple[int, list[str]]] = []
    goes_on = stopped = False
    for number, line in enumerate(lines, 1):
        words = line.strip(EDGES)
        if not words:
            goes_on = False
            continue
        marker = marker_at(words, 0, len(words))
        wide = _columns(line.rstrip()) >= full - _RAGGED
        stops = bool(_STOP.search(words))
        # Behind a full stop a signature or a heading, neither full nor ended, stands by itself.
        goes_on = goes_on and (not stopped or wide or stops or words.endswith(("）", ")")))
        if goes_on and not _INDENT.match(line) and not _ITEM.match(words) and (marker is None or marker.refers):
            found[-1][1].append(words)
        else:
            found.append((number, [words]))
        stopped = stops
        goes_on = wide and (parted or not stopped) and not _CELLS.search(words)
    return [(number, join_texts(parts)) for number, parts in found]


def _blanks_inside(lines: Sequence[str]) -> int:
    """How many times a blank line follows one with words."""
    filled = [bool(line.strip(EDGES)) for line in lines]
    return sum(1 for one, other in pairwise(filled) if one and not other)


def _full_width(lines: Sequence[str]) -> int:
    """The columns of a full line where the width broke the lines; 0 where lines are paragraphs."""
    widths = [(_columns(line.rstrip()), line.strip(EDGES)) for line in lines if line.strip(EDGES)]
    widest = max((width for width, _ in widths), default=0)
    if not _NARROWEST <= widest <= _WIDEST:
        return 0
    full = [words for width, words in widths if width >= widest - _RAGGED]
    torn = [words for words in full if not _STOP.search(words)]
    prose = sum(bool(_MARK_INSIDE.search(words)) and not _CELLS.search(words) for words in full)
    enough = (
        len(full) >= max(_FEWEST, _SHARE * len(widths))
        and len(torn) >= _TORN * len(full)
        and prose >= _INSIDE * len(full)
    )
    return widest if enough else 0


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
