"""Laying one string of keys against a longer one: exactly, or by anchors with the gaps between them aligned."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

# A lost word is likelier than two exchanged characters (县级人民政府 against 县级以上人民政府), and those are likelier than
# added ones where the cited words end and the source goes on.
_GAP_OPEN, _LOST, _ADDED, _REPLACE = 0.4, 1.0, 1.2, 1.3
_FAR = 400  # keys; how far an omission may reach between two anchors
_NEAR = 14  # a match of two or three keys counts only where the gap on both sides is about as long
_MOST_LEAD, _MOST_LED = 3, 16  # keys of the first words, and of these with what may have been left out behind them
_MOST_PLACES = 8  # of the longest stretch in common that are tried
_SMALL = 6400  # cells; larger gaps are one difference


@dataclass(frozen=True, slots=True)
class Hunk:
    """A difference: keys `a0:a1` of the cited words against `b0:b1` of the source; one of them may be empty."""

    a0: int
    a1: int
    b0: int
    b1: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Cited keys `a0:a1` laid against source keys `b0:b1`; `matched` of them are the same."""

    a0: int
    a1: int
    b0: int
    b1: int
    matched: int
    hunks: tuple[Hunk, ...]


Block = tuple[int, int, int]  # start in a, start in b, length


def align(a: str, b: str, lo: int = 0, hi: int | None = None) -> Alignment | None:
    """Lay all of `a` against the best place in `b[lo:hi]`; None where they have nothing in common."""
    hi = len(b) if hi is None else hi
    at = b.find(a, lo, hi)
    if at >= 0:
        return Alignment(0, len(a), at, at + len(a), len(a), ())
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    first = matcher.find_longest_match(0, len(a), lo, hi)
    if first.size < min(3, max(1, len(a) // 2)):
        return None
    found = [
        _around(matcher, a, b, (first.a, place, first.size), lo, hi)
        for place in _places(b, a[first.a : first.a + first.size], first.b, hi)
    ]
    return min(found, key=_differing)


def _places(b: str, anchor: str, first: int, hi: int) -> list[int]:
    """Where the anchor stands: 持有人提供…。持有人不得… is about the second one if the words that follow it are."""
    found, at = [first], b.find(anchor, first + 1, hi)
    while at >= 0 and len(found) < _MOST_PLACES:
        found.append(at)
        at = b.find(anchor, at + 1, hi)
    return found


def _differing(found: Alignment) -> float:
    return sum(max(h.a1 - h.a0, h.b1 - h.b0) + _GAP_OPEN for h in found.hunks)


def _around(matcher: SequenceMatcher[str], a: str, b: str, anchor: Block, lo: int, hi: int) -> Alignment:
    at_a, at_b, size = anchor
    blocks: list[Block] = []
    left_lo = max(lo, at_b - at_a - _FAR)
    right_hi = min(hi, at_b + len(a) - at_a + _FAR)
    _blocks(matcher, 0, at_a, left_lo, at_b, blocks, left_open=True, right_open=False)
    blocks.append(anchor)
    _blocks(matcher, at_a + size, len(a), at_b + size, right_hi, blocks, left_open=False, right_open=True)
    return _fill(a, b, blocks, lo, hi)


def _blocks(
    matcher: SequenceMatcher[str],
    alo: int,
    ahi: int,
    blo: int,
    bhi: int,
    out: list[Block],
    left_open: bool,
    right_open: bool,
) -> None:
    """Matching blocks inside a gap, in order. An open side has no anchor: only its distance to the other counts."""
    if alo >= ahi or blo >= bhi:
        return
    length = ahi - alo
    # On an open side the same words may stand several times: those nearest to the anchor are meant.
    reaches = (1, _NEAR, bhi - blo) if left_open or right_open else (bhi - blo,)
    for reach in reaches:
        near = (max(blo, bhi - length - reach), bhi) if left_open else (blo, min(bhi, blo + length + reach))
        found = matcher.find_longest_match(alo, ahi, *near)
        if found.size >= min(4, max(1, length // 2)):
            break
    if not found.size:
        return
    before = abs((found.b - blo) - (found.a - alo)) if not left_open else 0
    after = abs((bhi - found.b) - (ahi - found.a)) if not right_open else 0
    distance = before + after if left_open or right_open else min(before, after)
    if found.size < 4 and (found.size < 2 or distance > _NEAR):
        return
    if found.size < 8 and distance > 20 * found.size:
        return
    _blocks(matcher, alo, found.a, blo, found.b, out, left_open, False)
    out.append((found.a, found.b, found.size))
    _blocks(matcher, found.a + found.size, ahi, found.b + found.size, bhi, out, False, right_open)


def _fill(a: str, b: str, blocks: list[Block], lo: int, hi: int) -> Alignment:
    """Align what lies between the blocks, and before the first and behind the last."""
    hunks: list[Hunk] = []
    matched = sum(size for _, _, size in blocks)
    first_a, first_b, _ = blocks[0]
    start_b = first_b
    if first_a:
        reach = max(lo, first_b - first_a - 6)
        found, same, used = _gap(a[:first_a][::-1], b[reach:first_b][::-1], open_end=True)
        far = b.rfind(a[:first_a], max(lo, first_b - _MOST_LED), first_b) if not same and first_a <= _MOST_LEAD else -1
        if far >= 0:  # 省、[自治区、]直辖市: the first words stand there, what follows them was left out
            found, same, used = [Hunk(0, 0, 0, first_b - far - first_a)], first_a, first_b - far
        start_b = first_b - used
        matched += same
        hunks += [Hunk(first_a - h.a1, first_a - h.a0, first_b - h.b1, first_b - h.b0) for h in reversed(found)]
    for (a0, b0, size), (a1, b1, _) in zip(blocks, blocks[1:], strict=False):
        found, same, _ = _gap(a[a0 + size : a1], b[b0 + size : b1], open_end=False)
        matched += same
        hunks += [Hunk(h.a0 + a0 + size, h.a1 + a0 + size, h.b0 + b0 + size, h.b1 + b0 + size) for h in found]
    last_a, last_b, last_size = blocks[-1]
    end_a, end_b = last_a + last_size, last_b + last_size
    if end_a < len(a):
        reach = min(hi, end_b + len(a) - end_a + 6)
        found, same, used = _gap(a[end_a:], b[end_b:reach], open_end=True)
        matched += same
        hunks += [Hunk(h.a0 + end_a, h.a1 + end_a, h.b0 + end_b, h.b1 + end_b) for h in found]
        end_b += used
    return Alignment(0, len(a), start_b, end_b, matched, tuple(hunks))


def _gap(a: str, b: str, open_end: bool) -> tuple[list[Hunk], int, int]:
    """The least differences between two short strings.

    :param open_end: `b` may go on behind what `a` has of it.
    :return: the differences in order, how many keys are the same, how much of `b` was used.
    """
    if not a and not b:
        return [], 0, 0
    if not a or not b or len(a) * len(b) > _SMALL:
        used = len(b) if not open_end else min(len(b), len(a))
        return ([Hunk(0, len(a), 0, used)] if a or used else []), 0, used
    rows, cols = len(a) + 1, len(b) + 1
    infinite = float("inf")
    # Gotoh: m ends in a pair, x in a key of a alone, y in a key of b alone.
    m = [[infinite] * cols for _ in range(rows)]
    x = [[infinite] * cols for _ in range(rows)]
    y = [[infinite] * cols for _ in range(rows)]
    m[0][0] = 0.0
    for i in range(1, rows):
        x[i][0] = _GAP_OPEN + _ADDED * i
    for j in range(1, cols):
        y[0][j] = _GAP_OPEN + _LOST * j
    for i in range(1, rows):
        ai = a[i - 1]
        mp, xp, yp, mi, xi, yi = m[i - 1], x[i - 1], y[i - 1], m[i], x[i], y[i]
        for j in range(1, cols):
            mi[j] = min(mp[j - 1], xp[j - 1], yp[j - 1]) + (0.0 if ai == b[j - 1] else _REPLACE)
            xi[j] = min(min(mp[j], yp[j]) + _GAP_OPEN, xp[j]) + _ADDED
            yi[j] = min(min(mi[j - 1], xi[j - 1]) + _GAP_OPEN, yi[j - 1]) + _LOST
    last = rows - 1
    best = [min(m[last][j], x[last][j], y[last][j]) for j in range(cols)]
    end = min(range(cols), key=lambda j: best[j]) if open_end else cols - 1
    return _trace(a, b, m, x, y, end)


def _trace(
    a: str, b: str, m: list[list[float]], x: list[list[float]], y: list[list[float]], end: int
) -> tuple[list[Hunk], int, int]:
    i, j, same = len(a), end, 0
    pairs: list[tuple[int, int, int, int]] = []  # differing steps, last first
    state = min(((m[i][j], 0), (x[i][j], 1), (y[i][j], 2)))[1]
    while i or j:
        if state == 0 and i and j:
            before = min(((m[i - 1][j - 1], 0), (x[i - 1][j - 1], 1), (y[i - 1][j - 1], 2)))[1]
            if a[i - 1] == b[j - 1]:
                same += 1
            else:
                pairs.append((i - 1, i, j - 1, j))
            i, j, state = i - 1, j - 1, before
        elif state == 1 and i:
            opened = min(m[i - 1][j], y[i - 1][j]) + _GAP_OPEN
            before = 1 if x[i - 1][j] <= opened else (0 if m[i - 1][j] <= y[i - 1][j] else 2)
            pairs.append((i - 1, i, j, j))
            i, state = i - 1, before
        else:
            opened = min(m[i][j - 1], x[i][j - 1]) + _GAP_OPEN
            before = 2 if y[i][j - 1] <= opened else (0 if m[i][j - 1] <= x[i][j - 1] else 1)
            pairs.append((i, i, j - 1, j))
            j, state = j - 1, before
    hunks: list[Hunk] = []
    for a0, a1, b0, b1 in reversed(pairs):
        if hunks and hunks[-1].a1 == a0 and hunks[-1].b1 == b0:
            hunks[-1] = Hunk(hunks[-1].a0, a1, hunks[-1].b0, b1)
        else:
            hunks.append(Hunk(a0, a1, b0, b1))
    return hunks, same, end
