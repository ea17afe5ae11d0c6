"""Wording and escaping that all rooms share, and the contrast of the colours."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import page
from corpus.types import Status
from page.words import badge, day, escape, link, notes, place, progress_line, shortened

STYLE = (Path(page.__file__).parent / "assets" / "style.css").read_text(encoding="utf-8")


@given(st.text())
def test_escaped_text_holds_nothing_that_runs_and_reads_back(text: str) -> None:
    escaped = escape(text)
    assert not set("<>\"'{}$") & set(escaped)
    assert html.unescape(escaped) == text


@given(st.text(min_size=1, max_size=200), st.integers(min_value=6, max_value=60))
def test_a_shortened_title_keeps_both_ends(title: str, chars: int) -> None:
    short = shortened(title, chars)
    assert len(short) <= chars
    if len(title) > chars:
        head, _, tail = short.rpartition("…")
        assert title.startswith(head)
        assert title.endswith(tail)


def test_dates_are_written_as_people_do() -> None:
    assert day(date(2018, 3, 8)) == "2018年3月8日"
    assert day(None) == ""


def test_a_place_has_an_address_to_send_and_data_to_open_it() -> None:
    assert link("ab12", 3, 9, "第三条") == "?doc=ab12&clause=%E7%AC%AC%E4%B8%89%E6%9D%A1&at=3-9"
    assert link("ab12") == "?doc=ab12"
    assert 'data-doc="ab12" data-start="3" data-end="9"' in place("ab12", 3, 9)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_a_word_not_only_a_colour(status: Status) -> None:
    assert status.value in badge(status)


def test_what_repealed_looks_like_differs_from_what_is_in_force() -> None:
    assert badge(Status.REPEALED).replace("已废止", "") != badge(Status.IN_FORCE).replace("现行有效", "")


def test_progress_and_notes_are_said_aloud() -> None:
    assert 'role="status"' in progress_line("读入文件", 1, 4)
    assert 'value="25"' in progress_line("读入文件", 1, 4)
    assert 'value="0"' in progress_line("读入文件", 0, 0)
    assert "<b>" not in notes(["<b>文件</b>"])


def colour(name: str) -> tuple[float, float, float]:
    found = re.search(rf"--{name}: #([0-9a-f]{{6}})", STYLE)
    assert found is not None, name
    return tuple(int(found[1][i : i + 2], 16) / 255 for i in (0, 2, 4))  # type: ignore[return-value]


def luminance(name: str) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour(name)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("ground", ["paper", "desk", "accent-soft", "mark", "refuse"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "warn", "good", "refuse-line"])
def test_words_stand_out_from_their_ground(ink: str, ground: str) -> None:
    light, dark = luminance(ground), luminance(ink)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
