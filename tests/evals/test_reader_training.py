"""What the span reader's training is given: windows with the words that answer, to the word or to the sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from evals.train.reader import Example, Target, Windows, features
from index.pairs import Pair
from index.settings import Settings

TEXT = "某县五保供养办法\n\n第一条 为做好工作，制定本办法。\n第二条 供养标准由县民政局制定，报县政府批准后公布；每年调整一次。\n"


class Characters:
    """A tokenizer with a token a character, of at most `room`."""

    def __init__(self, room: int = 500) -> None:
        self.room = room

    def pair(self, question: str, head: str, window: str) -> Pair:
        offsets = [(i, i + 1) for i in range(min(self.room, len(window)))]
        return Pair([0, 5, 2, *(9 for _ in offsets), 2], 3, offsets)


@pytest.fixture
def windows(tmp_path: Path) -> Windows:
    file = tmp_path / "办法.txt"
    file.write_text(TEXT, encoding="utf-8")
    library = Library.open(tmp_path / "home")
    ingest_paths(library, [file])
    return Windows(library, Settings())


def written(windows: Windows, answer: str) -> Example:
    (doc_id,) = windows.library.sources()
    at = windows.library.text(doc_id).find(answer)
    chunk = windows.holding(doc_id, (at, at + len(answer)))
    assert chunk is not None and answer in chunk.text
    (found,) = windows.right("谁制定供养标准？", chunk, (at, at + len(answer)))
    return found


def words(target: Target, window: str) -> tuple[str, str]:
    """The first and the last characters that are right."""
    (a, b), (c, d) = target.first, target.last
    first = target.pair.first
    return window[a - first : b - first + 1], window[c - first : d - first + 1]


def test_what_was_marked_for_this_project_is_learned_to_the_sentence(windows: Windows) -> None:
    example = written(windows, "县民政局")
    assert example.head.startswith("某县五保供养办法")
    (target,) = features([example], Characters())
    before, behind = words(target, example.window)
    assert before.endswith("供养标准由县") and "制定本办法" not in before
    assert behind == "局制定，报县政府批准后公布；"


def test_what_people_marked_is_learned_to_the_word(windows: Windows) -> None:
    example = replace(written(windows, "县民政局"), around=None)
    (target,) = features([example], Characters())
    assert words(target, example.window) == ("县", "局")


def test_an_answer_over_two_sentences_may_begin_in_the_first_and_end_in_the_second(windows: Windows) -> None:
    example = written(windows, "报县政府批准后公布；每年调整")
    (target,) = features([example], Characters())
    before, behind = words(target, example.window)
    assert before.endswith("供养标准由县民政局制定，报") and behind == "整一次。"


def test_a_window_that_does_not_answer_has_its_target_on_the_first_token() -> None:
    (target,) = features([Example("问", "题", "别的话。", None)], Characters())
    assert (target.first, target.last) == ((0, 0), (0, 0))


def test_an_answer_behind_what_fits_is_left_out() -> None:
    cut = Example("问", "题", "很长的开头，县民政局制定。", (6, 10), (0, 13))
    assert features([cut], Characters(room=5)) == []
    assert len(features([cut], Characters(room=13))) == 1


def test_a_span_outside_the_window_is_no_example(windows: Windows) -> None:
    (doc_id,) = windows.library.sources()
    chunk = windows.passages.of(doc_id)[0]
    assert windows.right("问", chunk, (90_000, 90_004)) == []
