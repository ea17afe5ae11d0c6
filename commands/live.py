"""An answer on a terminal while a language model writes it: grey until a sentence has been checked, then as it stays."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qa.events import Checked, Event
    from qa.types import Answer, Refusal


def can_show() -> bool:
    """Whether stdout is a terminal on which words can be written over."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def follow(events: Iterator[Event]) -> tuple[Answer | Refusal, str]:
    """Show an answer while it comes.

    :param events: those of `Engine.ask_stream`.
    :return: the result without what it was understood as, if that was shown; and its text, if it was shown, else "".
    """
    from qa.events import Checked, Done, Draft, Understood

    draft, checked, shown, understood = "", list[Checked](), "", ""
    for event in events:
        match event:
            case Understood(understood):
                _put(f"理解为：{understood}\n\n")
            case Draft(text):
                draft += text
                _grey(draft[checked[-1].end if checked else 0 :], shown)
            case Checked():
                checked.append(event)
                shown = _settled(draft, checked, shown)
            case Done(result):
                _put("\x1b[K\n" if draft else "")
                if shown and shown != result.text:
                    _put("（以上没有成为答案，以下才是）\n\n")
                told = replace(result, understood="") if understood else result
                return told, shown if shown == result.text else ""
    raise AssertionError("no result")  # ask_stream always ends with one


def _settled(draft: str, checked: Sequence[Checked], shown: str) -> str:
    from qa.drafting import composed

    text = composed(draft, checked)
    if text.startswith(shown) and text != shown:
        _put("\x1b[K" + text[len(shown) :])
    return text


def _grey(words: str, shown: str) -> None:
    """The last words that aren't checked yet, as many as the line has room for, behind the cursor."""
    columns = shutil.get_terminal_size().columns
    room = columns - _columns(shown.rpartition("\n")[2]) % columns - 1
    tail = ""
    for char in reversed(words.replace("\n", " ")):
        if _columns(char + tail) > room:
            break
        tail = char + tail
    if tail:
        _put(f"\x1b[K{click.style(tail, dim=True)}\x1b[{_columns(tail)}D")


def _columns(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)


def _put(words: str) -> None:
    click.echo(words, nl=False, color=True)  # asked only of a terminal
    sys.stdout.flush()
