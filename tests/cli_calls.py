"""Calls of the installed command for the tests: in a process of its own, as a person makes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpus" / "sample"


@dataclass(frozen=True, slots=True)
class Call:
    """What a call printed, and its exit status."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def error_lines(self) -> list[str]:
        """The lines on stderr that are no progress."""
        progress = ("读入文件", "读入样例文库", "全文索引", "语义向量", "提问")
        return [line for line in self.err.splitlines() if line.strip() and not line.startswith(progress)]


def command(*words: str | Path) -> list[str]:
    """The words that start the program in this interpreter."""
    return [sys.executable, "-c", "import sys, cli; sys.exit(cli.main())", *map(str, words)]


def environment(**more: str) -> dict[str, str]:
    """An environment without settings of the person who runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ZHENGCE_") or k == "ZHENGCE_CACHE"}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def zhengce(
    *words: str | Path, home: Path | None = None, stdin: str | None = None, folder: Path | None = None, **variables: str
) -> Call:
    """Run the command in a folder (this one, if none is named) and wait for it."""
    given = [*words, *(["--home", home] if home is not None else [])]
    done = subprocess.run(
        command(*given),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=environment(**variables),
        timeout=240,
        cwd=folder,
    )
    return Call(done.returncode, done.stdout, done.stderr)


def here(*words: str | Path, home: Path) -> Call:
    """The same in this process, a second quicker; for calls of which only the output is looked at."""
    from click.testing import CliRunner

    import cli

    done = CliRunner().invoke(cli.zhengce, [*map(str, words), "--home", str(home)])
    return Call(done.exit_code, done.stdout, done.stderr)
