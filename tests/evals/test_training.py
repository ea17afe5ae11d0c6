"""What the encoder's training is given: hard questions, passages near them, batches of like questions."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from evals import policy_questions
from evals.held_out import held_out
from evals.policy_questions import read_written
from evals.train import encoder as training
from evals.train.encoder import BATCH, Item, batches
from index.settings import Settings
from index.types import Chunk


def item(number: int, topic: NDArray[np.float32] | None = None) -> Item:
    return Item(f"问{number}", (f"答{number}",), ("别的",), frozenset(), topic)


def chunk(number: int) -> Chunk:
    return Chunk(f"c{number}", "d", f"第{number}条", ("办法",), number, number + 1, f"第{number}条的话")


class Plane:
    """Vectors by what was said of each text."""

    def __init__(self, places: dict[str, tuple[float, float]]) -> None:
        self._places = places

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        found = [next(place for words, place in self._places.items() if words in text) for text in texts]
        array = np.array(found, dtype=np.float32)
        return array / np.linalg.norm(array, axis=1, keepdims=True)

    encode_passages = encode_queries = _vectors


def test_each_question_is_in_one_batch_of_its_kind() -> None:
    groups = [[item(n) for n in range(40)], [item(n) for n in range(100, 160)]]
    found = batches(groups, random.Random(1))
    assert all(len({one.question in {i.question for i in groups[0]} for one in batch}) == 1 for batch in found)
    asked = [one.question for batch in found for one in batch]
    assert len(asked) == len(set(asked)) and len(asked) >= 40 + 60 - 2 * (BATCH // 2)


def test_like_questions_go_into_a_batch() -> None:
    east, west = np.array([1, 0], dtype=np.float32), np.array([-1, 0], dtype=np.float32)
    group = [item(n, east if n % 2 else west) for n in range(40 * BATCH)]
    found = batches([group], random.Random(2))
    mixed = sum(len({float(one.topic[0]) for one in batch if one.topic is not None}) > 1 for batch in found)
    assert mixed < len(found) / 3  # where one kind runs out


def test_what_is_sure_is_left_out_and_what_is_nearly_the_same_is_no_wrong_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = {"第1条": (1.0, 0.0), "第2条": (1.0, 0.02), "第3条": (1.0, 0.5), "第4条": (-1.0, 0.2),
              "难": (1.0, 0.3), "易": (-1.0, 0.1)}  # fmt: skip
    monkeypatch.setattr(training, "load_encoder", lambda settings: Plane(places))
    hard, easy = ("难", [chunk(1)]), ("易", [chunk(4)])
    found = training._topical([hard, easy, ("第2条", [chunk(2)]), ("第3条", [chunk(3)])], Settings())
    (one,) = [i for i in found if i.question == "难"]
    assert "易" not in [i.question for i in found]
    assert any("第3条" in text for text in one.near)
    assert not any("第1条" in text or "第2条" in text for text in one.near)
    assert any("第2条" in text for text in one.answers)


def test_the_written_questions_on_policies_point_at_words_and_none_is_held_out(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in policy_questions.FILE.read_text("utf-8").splitlines()]
    assert len(rows) > 1000 and len({row["question"] for row in rows}) == len(rows)
    assert not any(held_out(row["docid"]) for row in rows)
    assert all(0 <= row["start"] < row["end"] for row in rows)
    (tmp_path / "ncp").mkdir()
    longest = max(row["end"] for row in rows)
    with (tmp_path / "ncp" / "documents.jsonl").open("w", encoding="utf-8") as file:
        for docid in {row["docid"] for row in rows}:
            file.write(json.dumps({"docid": docid, "text": "字" * longest}) + "\n")
    assert all(question.answer for question in read_written(tmp_path))
