"""A sign of life from a long reading, for whoever waits: a scan of a hundred pages takes minutes, and doesn't hang."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def on_beat(listener: Callable[[], None]) -> None:
    """Call `listener` at each sign of life."""
    _listeners[:] = [listener]


def beat() -> None:
    """Say that another page is done."""
    for listener in _listeners:
        listener()
