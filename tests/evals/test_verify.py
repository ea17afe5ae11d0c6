"""Drafts made from a library are labelled truly, and what verify makes of them stays at the level that was reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from evals.verify import made_from
from evals.verify_drafts import make_drafts
from tests.cli_calls import SAMPLE


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with Library.open(folder) as library:
        ingest_paths(library, [SAMPLE / "documents"])
    return folder


def test_labels_point_at_their_words(home: Path) -> None:
    with Library.open(home) as library:
        drafts, _ = make_drafts(library, 6, seed=3)
    labels = [label for draft in drafts for label in draft.labels]
    assert {label["verdict"] for label in labels} >= {"verified", "altered", "none"}
    for draft in drafts:
        for label in draft.labels:
            assert draft.text[label["start"] : label["end"]] == label["text"]
            for change in label["changes"]:
                assert change["cited"] in label["text"]


def test_drafts_made_from_the_sample_are_judged_right(home: Path) -> None:
    metrics = made_from(home, count=12, seed=5).metrics()
    assert metrics["labelled"] > 120
    assert metrics["verdict_accuracy"] >= 0.97
    assert metrics["true_called_otherwise"] <= 0.02
    assert metrics["alterations_missed"] <= 0.02
    assert metrics["traps_reported"] <= 0.05
    assert metrics["offsets_exact"] == 1.0
