"""Where words go: results to stdout, everything else to stderr, all of it UTF-8."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import time
from collections.abc import Iterator
from typing import Any, Protocol, TextIO

_FORM = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}，还需 {remaining}{postfix}"
_STAGE_EVERY_S = 5.0  # a line at most this often where stderr is no terminal


class Advance(Protocol):
    """Reports progress: stage, steps done, steps in all, and what is being worked on."""

    def __call__(self, stage: str, done: int, total: int, detail: str = "") -> None:
        """Note that `done` of `total` steps of `stage` are done."""


def use_utf8() -> None:
    """Write UTF-8 with `\\n` whatever the console's code page is; a name no encoding holds is escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with contextlib.suppress(ValueError, OSError):
                reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def out(text: str = "", end: str = "\n") -> None:
    """Print a part of the result."""
    sys.stdout.write(text + end)


def out_json(value: Any) -> None:
    """Print the result as one JSON document."""
    out(dump(value, indent=2 if sys.stdout.isatty() else None))


def dump(value: Any, indent: int | None = None) -> str:
    """A value as JSON with Chinese characters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def note(text: str) -> None:
    """Tell the person something that is not the result."""
    _write(sys.stderr, text + "\n")


def one_line(text: str) -> str:
    """A message on one line, however it came."""
    return " ".join(text.split())


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # pythonw on Windows has none
        return
    with contextlib.suppress(OSError, ValueError):
        stream.write(text)
        stream.flush()


@contextlib.contextmanager
def progress(quiet: bool = False) -> Iterator[Advance]:
    """A progress bar on stderr: a bar with the time left on a terminal, else a line now and then."""
    if quiet:
        yield _nothing
        return
    bar: _Bar | _Lines = _Bar() if sys.stderr is not None and sys.stderr.isatty() else _Lines()
    try:
        yield bar
    finally:
        bar.close()


def _nothing(stage: str, done: int, total: int, detail: str = "") -> None:
    return


class _Bar:
    """One tqdm bar a stage."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int, detail: str = "") -> None:
        from tqdm import tqdm

        if stage != self._stage or self._bar is None:
            self.close()
            self._stage = stage
            width, height = shutil.get_terminal_size()
            self._bar = tqdm(total=total, desc=stage, bar_format=_FORM, file=sys.stderr, ncols=width - 1, nrows=height)
        self._bar.total = total
        self._bar.set_postfix_str(detail[-24:], refresh=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.set_postfix_str("", refresh=False)
            self._bar.close()
            self._bar = None


class _Lines:
    """For logs and pipes: the start and the end of a stage, and a line every few seconds between."""

    def __init__(self) -> None:
        self._stage = ""
        self._said_at = 0.0

    def __call__(self, stage: str, done: int, total: int, detail: str = "") -> None:
        now = time.monotonic()
        if stage == self._stage and done < total and now - self._said_at < _STAGE_EVERY_S:
            return
        self._stage, self._said_at = stage, now
        note(f"{stage} {done}/{total}")

    def close(self) -> None:
        return
