"""A span reader without a model: of each part, the words that the question shares most characters with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.reader import NOTHING, Reading, Window, WindowReading


class FakeReader:
    """Keeps qa's Reader protocol. `read_windows` counts what it was given."""

    def __init__(self) -> None:
        self.read_windows = 0

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        self.read_windows += len(windows)
        return [self._one(question, window) for window in windows]

    def _one(self, question: str, window: Window) -> WindowReading:
        parts = tuple(self._part(question, window.text, part) for part in window.parts)
        best = max(parts, key=lambda reading: reading.score, default=Reading(0, 0, NOTHING))
        return WindowReading(best, parts)

    def _part(self, question: str, text: str, part: tuple[int, int]) -> Reading:
        asked = set(re.sub(r"[\W什么多少哪些的是]", "", question))
        inside = text[part[0] : part[1]]
        shared = sum(char in asked for char in set(inside))
        number = re.search(r"[一二三四五六七八九十\d]+(?:万元|个工作日|年|次|元)[以]?[上下]?", inside)
        start, end = (part[0] + number.start(), part[0] + number.end()) if number else part
        return Reading(start, end, float(min(10, 2 * shared)) - 6.0)
