"""Work that takes a while, done beside the page's events so that how far it is can be shown meanwhile."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.errors import ZhengceError

T = TypeVar("T")
Say = Callable[[str, int, int], None]  # what is being done, steps done, steps in all


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of the work: its result, or one line that says what went wrong."""

    result: T | None = None
    trouble: str = ""


def watched(work: Callable[[Say], T]) -> Iterator[Step | Outcome[T]]:
    """Do work in a thread; gives its steps as they are told (the latest of those that wait), then its outcome."""
    told: queue.Queue[Step | Outcome[T]] = queue.Queue()

    def run() -> None:
        try:
            told.put(Outcome(work(lambda what, done, total: told.put(Step(what, done, total)))))
        except ZhengceError as error:
            told.put(Outcome(trouble=str(error)))
        except Exception as error:  # noqa: BLE001  a page that waits for ever says less
            told.put(Outcome(trouble=f"没有做完：{type(error).__name__}，请运行 zhengce doctor 查看"))

    threading.Thread(target=run, daemon=True).start()
    while True:
        step = told.get()
        while isinstance(step, Step) and not told.empty():
            step = told.get()
        yield step
        if isinstance(step, Outcome):
            return
