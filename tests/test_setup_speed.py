"""The calls that need no model answer at once: what they load, and the time they take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli_calls import ROOT, environment, zhengce

pytestmark = pytest.mark.alone

LIMIT_S = 0.7
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


@pytest.mark.skipif(sys.platform == "win32", reason="the processor time of a child isn't told there")
@pytest.mark.parametrize("name", LIGHT_CALLS)
def test_light_calls_are_quick(name: str, home: Path) -> None:
    """Measured as processor time, the best of five, so that a busy machine doesn't count."""
    import resource

    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert call(LIGHT_CALLS[name], home).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < LIMIT_S
