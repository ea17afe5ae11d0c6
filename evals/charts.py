"""Plots as inline SVG: bars with intervals, a curve with a marked point, reliability, times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH = 500
_LABEL = 164  # of the names on the left
_ROW = 30
_LEFT, _TOP, _BOTTOM = 46, 34, 320  # of a plot from 0 to 1 both ways
_FIFTHS = (0, 0.2, 0.4, 0.6, 0.8, 1)
_OWN, _OTHER, _LINE, _SOFT = "#9d2933", "#98a4ae", "#d8dee4", "#57606a"


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure from 0 to 1 with its 95 % interval, where it has one. `own`: this program's."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Milliseconds: the middle one and what 95 % stay below; `limit`: what was aimed at for the middle one."""

    name: str
    p50: float
    p95: float
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Points (across, up), and the one of them that is marked."""

    name: str
    points: Sequence[tuple[float, float]]
    mark: tuple[float, float] | None = None


def bars(rows: Sequence[Bar], aim: float | None = None) -> str:
    """Horizontal bars, one a row; a dashed line at what is aimed at."""
    right, top = _WIDTH - 66, 8 if aim is None else 24
    height = top + _ROW * len(rows) + 24

    def at(value: float) -> float:
        return _LABEL + (right - _LABEL) * value

    parts = [_grid(at, (0, 0.25, 0.5, 0.75, 1), top, height - 24, "{:g}")]
    for i, row in enumerate(rows):
        y = top + _ROW * i
        colour = _OWN if row.own else _OTHER
        weight = ' font-weight="600"' if row.own else ""
        parts.append(_text(_LABEL - 10, y + 20, row.name, "end", extra=weight))
        parts.append(
            f'<rect x="{_LABEL}" y="{y + 6}" width="{max(0.5, at(row.value) - _LABEL):.1f}" height="18" fill="{colour}"/>'
        )
        if row.low is not None and row.high is not None:
            low, high, middle = at(row.low), at(row.high), y + 15
            parts.append(
                f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {middle - 5}v10M{high:.1f} {middle - 5}v10" '
                'stroke="#1f2328" stroke-width="1.5" fill="none"/>'
            )
        parts.append(_text(_WIDTH - 4, y + 20, f"{row.value:.3f}", "end", extra=weight))
    if aim is not None:
        parts.append(_dashed(at(aim), top, height - 24) + _text(at(aim), top - 7, f"目标 {aim:g}", "middle", 12))
    return _svg(height, parts, "；".join(f"{row.name} {row.value:.3f}" for row in rows))


def curve(lines: Sequence[Line], across: str, up: str, aim: float | None = None) -> str:
    """Lines over 0 to 1 both ways.

    :param aim: where across a dashed line stands.
    """
    left, right, top, bottom = _LEFT, _WIDTH - 20, _TOP, _BOTTOM
    x, y, parts = _unit_square(right, lines=True)
    if aim is not None:
        parts.append(_dashed(x(aim), top, bottom))
    for number, line in enumerate(lines):
        colour = (_OWN, "#2f6690", "#5a7d4f")[number % 3]
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in line.points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.2"/>')
        parts.append(f'<rect x="{left + 210}" y="{bottom - 47 + 20 * number}" width="18" height="4" fill="{colour}"/>')
        parts.append(_text(left + 236, bottom - 40 + 20 * number, line.name, size=13))
        if line.mark is not None:
            at = f'cx="{x(line.mark[0]):.1f}" cy="{y(line.mark[1]):.1f}"'
            parts.append(f'<circle {at} r="5.5" fill="{colour}" stroke="#fff" stroke-width="1.5"/>')
    parts += [_text((left + right) / 2, bottom + 38, across, "middle", 13, _SOFT), _text(8, top - 16, up, size=13, colour=_SOFT)]  # fmt: skip
    return _svg(bottom + 48, parts, f"{up}，{across}")


def reliability(points: Sequence[tuple[float, float, int]]) -> str:
    """How true probabilities are: (probability, share, number); a dot's area goes with the number."""
    left, right, top, bottom = _LEFT, 346, _TOP, _BOTTOM
    x, y, parts = _unit_square(right)
    parts.append(f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="{_SOFT}" stroke-dasharray="4 4"/>')
    most = max((n for *_, n in points), default=1)
    path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b, _ in points)
    parts.append(f'<polyline points="{path}" fill="none" stroke="{_OWN}" stroke-width="1.5"/>')
    for a, b, n in points:
        radius = 3 + 8 * (n / most) ** 0.5
        parts.append(f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="{radius:.1f}" fill="{_OWN}" fill-opacity=".75"><title>{n}</title></circle>')  # fmt: skip
    parts += [_text((left + right) / 2, bottom + 38, "算出的把握", "middle", 13, _SOFT), _text(8, top - 16, "实际能回答的比例", size=13, colour=_SOFT)]  # fmt: skip
    parts.append(_text(right + 14, y(1) + 30, "虚线：把握与实际相等", size=12, colour=_SOFT))
    parts.append(_text(right + 14, y(1) + 50, "点的大小：题数", size=12, colour=_SOFT))
    return _svg(bottom + 48, parts, "把握与实际")


def times(rows: Sequence[Span]) -> str:
    """A line from the middle to the 95th percentile a row, in milliseconds, and a mark at what is aimed at."""
    left, right, top = 190, _WIDTH - 90, 8
    height = top + _ROW * len(rows) + 24
    most = max([row.p95 for row in rows] + [row.limit or 0 for row in rows])
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9) if most / s <= 5)
    ticks = [step * i for i in range(int(most // step) + 2)]

    def at(value: float) -> float:
        return left + (right - left) * value / ticks[-1]

    parts = [_grid(at, ticks, top, height - 24, "{:g}")]
    for i, row in enumerate(rows):
        y = top + _ROW * i + 15
        parts.append(_text(left - 10, y + 5, row.name, "end"))
        parts.append(f'<path d="M{at(row.p50):.1f} {y}H{at(row.p95):.1f}" stroke="{_OTHER}" stroke-width="6"/>')
        parts.append(f'<circle cx="{at(row.p50):.1f}" cy="{y}" r="6" fill="{_OWN}"/>')
        if row.limit is not None:
            parts.append(f'<path d="M{at(row.limit):.1f} {y - 12}v24" stroke="#1f2328" stroke-width="2"/>')
        parts.append(_text(at(row.p95) + 10, y + 5, f"{row.p50:g}／{row.p95:g}", size=13))
    return _svg(height, parts, "；".join(f"{row.name} {row.p50:g} 毫秒" for row in rows))


# -- within ---------------------------------------------------------------------------------------
def _svg(height: float, parts: Sequence[str], said: str) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{escape(said)}">{"".join(parts)}</svg>'


def _unit_square(
    right: float, lines: bool = False
) -> tuple[Callable[[float], float], Callable[[float], float], list[str]]:
    """Where 0 to 1 lie across and up, and the plot's frame; with `lines` across it too."""

    def x(value: float) -> float:
        return _LEFT + (right - _LEFT) * value

    def y(value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * value

    parts = [_grid(x, _FIFTHS, _TOP, _BOTTOM, "{:.1f}")]
    for value in _FIFTHS:
        if lines:
            parts.append(f'<path d="M{_LEFT} {y(value):.1f}H{right}" stroke="{_LINE}"/>')
        parts.append(_text(_LEFT - 8, y(value) + 4, f"{value:.1f}", "end", 12, _SOFT))
    return x, y, parts


def _grid(at: Callable[[float], float], ticks: Sequence[float], top: float, bottom: float, form: str) -> str:
    return "".join(
        f'<path d="M{at(t):.1f} {top}V{bottom}" stroke="{_LINE}"/>'
        + _text(at(t), bottom + 17, form.format(t), "middle", 12, _SOFT)
        for t in ticks
    )


def _dashed(x: float, top: float, bottom: float) -> str:
    return f'<path d="M{x:.1f} {top}V{bottom}" stroke="#1f2328" stroke-dasharray="5 4" stroke-width="1.5"/>'


def _text(
    x: float, y: float, words: str, anchor: str = "start", size: int = 14, colour: str = "", extra: str = ""
) -> str:
    style = f' style="fill:{colour}"' if colour else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{style}{extra}>{escape(words)}</text>'
    )
