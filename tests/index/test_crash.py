"""A kill at any moment leaves an index that serves, and the next run goes on from there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from index.build import update_index
from index.search import Searcher
from index.settings import Settings
from tests.fakes.encoder import FakeEncoder
from tests.index.conftest import write
from tests.index.test_build import in_step

ROOT = Path(__file__).resolve().parents[2]
# Slow enough that a kill falls into each part of the work: small batches, and a pause with each step.
BUILD = """
import sys, time
from pathlib import Path
import index.build, index.encoder
from corpus.library import Library
from index.settings import Settings
from tests.fakes.encoder import FakeEncoder
index.build._DOCUMENTS_AT_ONCE, index.build._CHUNKS_AT_ONCE = 4, 6
index.encoder.load_encoder = lambda _: FakeEncoder()
print("begun", flush=True)
with Library.open(Path(sys.argv[1])) as library:
    index.build.update_index(library, Settings(), lambda *_: time.sleep(0.02))
"""
LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)\n"


def many(folder: Path, count: int, word: str) -> Path:
    return write(
        folder,
        {
            f"{n}.txt": f"第{n}号{word}办法\n第一条 {word}第{n}项。\n第二条 本办法自公布之日起施行。"
            for n in range(count)
        },
    )


def begin(home: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(home)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None and process.stdout.readline().strip() == "begun"
    return process


@pytest.mark.slow
@pytest.mark.parametrize("delay_s", [0.05, 0.2, 0.4, 0.7, 1.1, 1.6])
def test_a_kill_at_any_moment(tmp_path: Path, delay_s: float, encoder: FakeEncoder) -> None:
    with Library.open(tmp_path / "home") as library:
        ingest_paths(library, [many(tmp_path / "files", 40, "供水")])
        update_index(library, Settings())
        ingest_paths(library, [many(tmp_path / "files", 30, "供电")])
        process = begin(library.home)
        time.sleep(delay_s)
        process.kill()
        process.wait()
        searcher = Searcher.open(library.home, library, Settings())
        assert len(searcher.search("本办法自何时起施行", k=20)) == 20
        searcher.close()
        update_index(library, Settings())
        assert len(set(in_step(library))) == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on a file's size")
def test_no_space_left_is_one_line_and_the_old_index_serves(tmp_path: Path, encoder: FakeEncoder) -> None:
    with Library.open(tmp_path / "home") as library:
        ingest_paths(library, [many(tmp_path / "files", 40, "供水")])
        update_index(library, Settings())
        ingest_paths(library, [many(tmp_path / "more", 400, "供电")])
        for limit in (2_000, 40_000, 200_000):
            code = BUILD.replace("import sys, time\n", "import sys, time\n" + LIMITED)
            done = subprocess.run(
                [sys.executable, "-c", code, str(library.home), str(limit)], cwd=ROOT, capture_output=True, text=True
            )
            assert done.returncode != 0
            last = done.stderr.strip().splitlines()[-1]
            assert last.startswith("corpus.errors.") and "空间" in last, last
            searcher = Searcher.open(library.home, library, Settings())
            assert "供水" in searcher.search("供水第3项")[0].chunk.text
            searcher.close()
        update_index(library, Settings())
        assert len(set(in_step(library))) == 1
