"""Bringing the index up to the library, behind every command that changes it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from commands.console import note, one_line, progress
from corpus.errors import IndexBusyError, ZhengceError

if TYPE_CHECKING:
    from corpus.library import Library

_STAGES = {"lexical": "全文索引", "vectors": "语义向量（字）"}
_ROUNDS = 5  # of indexing, while others go on adding
_PATIENCE_S = 60.0  # to wait for another program's indexing


def bring_index_up(library: Library, home: Path, vectors: bool = True) -> str | None:
    """Make the index agree with the library, words first so that searching works at once.

    :return: what hindered it, on one line; None if nothing did.
    """
    from commands.first_run import is_converted, prepare_model
    from index.build import update_index
    from index.settings import Settings

    try:
        settings = Settings.load(home)
        dense = vectors and settings.dense
        with progress() as advance:

            def report(stage: str, done: int, total: int) -> None:
                advance(_STAGES.get(stage, stage), done, total)

            if dense and not settings.model and not is_converted():
                _in_turn(lambda: update_index(library, settings, report, vectors=False))
                prepare_model(home)
            for _ in range(_ROUNDS):
                seen = library.revision
                _in_turn(lambda: update_index(library, settings, report, vectors=dense))
                if library.revision == seen:
                    break
    except IndexBusyError:
        note("另一个程序正在建索引，做完会把这次的一并收入；检索稍后可用")
    except ZhengceError as error:
        return one_line(str(error))
    return None


def _in_turn(work: Callable[[], object]) -> None:
    """Do what only one program may do at a time, waiting a while for another.

    :raises IndexBusyError: the other is still at it. It looks again for what was added meanwhile before it ends.
    """
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            work()
            return
        except IndexBusyError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
