"""The calls that need no model answer at once: what they load, and the time they take."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli_calls import ROOT, environment, zhengce

pytestmark = pytest.mark.alone

YARDSTICK = "import sqlalchemy, pydantic_settings"  # what no call on a library can do without
LIMIT = 3.0  # yardsticks of processor time; measured: .3 for help, 1.5 to 2.3 for the others
HEAVY = {
    "torch", "sentence_transformers", "transformers", "onnxruntime", "chromadb", "gradio", "langchain", "langchain_core",
    "jieba", "tantivy", "numpy", "pandas", "alembic", "openai", "huggingface_hub",
}  # fmt: skip
LIGHT_CALLS = {
    "help": ["--help"],
    "list": ["list"],
    "show": ["show", "国办发〔2019〕3号"],
    "address": ["ask", "《农村土地承包法》第21条说了什么？"],
    "number": ["ask", "国办发[2019]3号讲什么"],
    "no such clause": ["ask", "农村土地承包法第九百条"],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, with its words indexed."""
    folder = tmp_path_factory.mktemp("home")
    assert zhengce("add", "--sample", "--no-vectors", home=folder).code == 0
    return folder


def call(words: list[str], home: Path, *python_options: str) -> subprocess.CompletedProcess[str]:
    code = "import sys, cli; sys.exit(cli.main())"
    return subprocess.run(
        [sys.executable, *python_options, "-c", code, *words, "--home", str(home)],
        cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("name", LIGHT_CALLS)
def test_light_calls_load_nothing_heavy(name: str, home: Path) -> None:
    done = call(LIGHT_CALLS[name], home, "-X", "importtime")
    assert done.returncode == 0, done.stderr[-500:]
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert loaded & HEAVY == set()


@pytest.fixture(scope="module")
def seconds(home: Path) -> dict[str, float]:
    """Processor time of each call and of the yardstick, taken in turns and the best of five."""
    rounds = [
        {
            "yardstick": _processor_time(lambda: subprocess.run([sys.executable, "-c", YARDSTICK], text=True)),
            **{name: _processor_time(lambda words=words: call(words, home)) for name, words in LIGHT_CALLS.items()},
        }
        for _ in range(5)
    ]
    return {name: min(taken[name] for taken in rounds) for name in rounds[0]}


@pytest.mark.skipif(sys.platform == "win32", reason="the processor time of a child isn't told there")
@pytest.mark.parametrize("name", LIGHT_CALLS)
def test_light_calls_are_quick(name: str, seconds: dict[str, float]) -> None:
    """In processor time beside that of a yardstick: no machine is too slow for it."""
    assert seconds[name] < LIMIT * seconds["yardstick"]


def _processor_time(run: Callable[[], subprocess.CompletedProcess[str]]) -> float:
    """The seconds of processor time that a child needs, which must end well."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run().returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
