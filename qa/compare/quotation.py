"""Quoted words against a source: aligned key by key, an ellipsis may skip."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.compare.align import Alignment, align
from qa.compare.changes import changes_of, moved
from qa.compare.fold import Folded, fold, fold_cited
from qa.compare.types import Change, Comparison, Skipped

ELLIPSIS = re.compile(r"[（(\[]?(?:…+|⋯+|\.{3,}|。{2,}|．{3,}|·{3,})[）)\]]?|[（(](?:略|中略|下略|前略)[）)]")
_SPACED = re.compile(r"\w\s+\w")  # a space or a line's end may cut a number, or a word with a numeral in it
_LIMITS = re.compile(
    r"但(?:是|书|不|有|应|下|依|经|在|未|属|因|法|国|其|对|，)|除.{0,40}?外|不得|不能|不予|不包括|禁止|严禁|未经|不适用|限于|仅限|情形的，不|以外"
)
_folded = lru_cache(maxsize=512)(fold)


def folded_source(text: str) -> Folded:
    """The keys of a source, remembered for the next comparison with it."""
    return _folded(text)


def parts_of(cited: str) -> list[tuple[int, int]]:
    """The stretches between ellipses, as spans of the cited string; empty ones are left out."""
    spans, begin = [], 0
    for match in ELLIPSIS.finditer(cited):
        spans.append((begin, match.start()))
        begin = match.end()
    spans.append((begin, len(cited)))
    return [(a, b) for a, b in spans if fold(cited[a:b]).keys]


def compare_quotation(cited: str, source: str, start: int = 0, end: int | None = None) -> Comparison:
    """Lay quoted words against a source.

    :param cited: the words between the quotation marks.
    :param source: the text that should hold them.
    :param start: the source's part that counts, as offsets in it; offsets in the result count in `source`.
    :return: `verbatim` where all words stand there in order (punctuation, width, spaces and numeral writing aside).
    """
    whole = folded_source(source)
    lo = whole.index_at(start)
    hi = whole.index_at(len(source) if end is None else end)
    spans = parts_of(cited)
    if not spans:
        return Comparison(0.0, (), 0, 0, compared=False, coverage=0.0)
    found: list[tuple[int, Folded, Alignment | None]] = []
    for a, b in spans:
        part = fold(cited[a:b])
        placed = align(part.keys, whole.keys, lo, hi)
        if (placed is None or placed.hunks) and _SPACED.search(cited, a, b):
            whole_numbers = fold_cited(cited[a:b])
            again = align(whole_numbers.keys, whole.keys, lo, hi)
            if again is not None and (placed is None or len(again.hunks) < len(placed.hunks)):
                part, placed = whole_numbers, again
        found.append((a, part, placed))
        if placed is not None and len(spans) > 1:
            lo = placed.b1
    return _joined(cited, whole, found)


def _joined(cited: str, source: Folded, found: list[tuple[int, Folded, Alignment | None]]) -> Comparison:
    changes: list[Change] = []
    skipped: list[Skipped] = []
    total = matched = extra = 0
    first = last = None
    for offset, part, placed in found:
        total += len(part.keys)
        if placed is None:
            at = source.ends[last - 1] if last else 0
            a, b = part.span(0, len(part.keys))
            changes.append(Change("addition", part.text[a:b], "", a + offset, b + offset, at, at))
            continue
        matched += placed.matched
        extra += sum(h.b1 - h.b0 for h in placed.hunks if h.a0 == h.a1)
        changes += [moved(c, offset, 0) for c in changes_of(placed.hunks, part, source)]
        if last is not None and last < placed.b0:
            gap_start, gap_end = source.ends[last - 1], source.starts[placed.b0]
            text = source.text[gap_start:gap_end]
            skipped.append(Skipped(text, gap_start, gap_end, bool(_LIMITS.search(text))))
        first = placed.b0 if first is None else first
        last = placed.b1
    if first is None or last is None:
        return Comparison(0.0, tuple(changes), 0, 0, cited_end=len(cited))
    start, end = source.span(first, last)
    similarity = matched / (total + 0.3 * extra) if total else 0.0
    return Comparison(similarity, tuple(changes), start, end, tuple(skipped), cited_end=len(cited))
