"""`zhengce eval NAME`: runs one evaluation and stamps its result, so that a figure can be traced to what made it."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import json
import os
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import ZhengceError
from evals.failures import Failure, counts, write_listing
from index.settings import Settings

# Name -> module with `run(data, home, …) -> {"n", "system", "baselines"}`; what went wrong goes into `failures`. Each has a
# home of its own under the home's evals/.
EVALS = {
    name: f"evals.{name}"
    for name in (
        "ncp",
        "levers",
        "equals",
        "stard",
        "laws",
        "seed",
        "addresses",
        "formats",
        "verify",
        "quiz",
        "answers",
    )
}
# What of the data folder goes into the stamp, where it isn't the folder of the evaluation's name.
_DATA = {
    "levers": ("ncp",),
    "equals": ("equals", "laws.tar.gz"),
    "stard": ("stard", "laws.tar.gz"),
    "laws": ("laws.tar.gz",),
    "seed": ("seed.txt", "policies"),
    "addresses": ("seed.txt", "policies"),
    "quiz": ("seed.txt", "policies", "ncp", "laws.tar.gz"),
    "answers": ("policies",),
}


def run_eval(name: str, *, data: Path | None, out: Path | None, home: Path, **options: Any) -> dict[str, Any]:
    """Run an evaluation.

    :param name: one of `EVALS`.
    :param data: the folder with the evaluation data; `ZHENGCE_EVAL_DATA` if None.
    :param out: the folder to write `NAME.json` and `NAME-failures.html` into; nothing is written if None.
    :param home: the program's home; the evaluation keeps its own library in `evals/NAME` of it.
    :param options: what this evaluation takes besides (`others`, `limit`, `library`).
    :raises ZhengceError: there is no such evaluation, it doesn't take an option, or its data are missing.
    """
    if name not in EVALS:
        raise ZhengceError(f"{name}：没有这项评测，可选：{'、'.join(EVALS)}")
    run = importlib.import_module(EVALS[name]).run
    for option in options:
        if option not in inspect.signature(run).parameters:
            raise ZhengceError(f"评测 {name} 没有选项 --{option}，请去掉它")
    own = home / "evals" / name
    own.mkdir(parents=True, exist_ok=True)
    figures = run(data, own, **options)
    failures: list[Failure] = figures.pop("failures", [])
    settings = Settings.load(own)
    result = {
        "eval": name,
        "settings": {**settings.model_dump(exclude={"llm"}), **figures.pop("settings", {})},
        "stamp": {"commit": _commit(), "settings": settings.fingerprint(), "data": _data_hash(name, data),
                  "at": datetime.now(UTC).isoformat(timespec="seconds")},
        **figures,
        "failures": counts(failures),
    }  # fmt: skip
    if out is not None:
        write_listing(out / f"{name}-failures.html", result, failures)
        _write(out / f"{name}.json", result)
    return result


def _commit() -> str | None:
    """The commit that is run, marked where files differ from it; None outside a repository."""
    root = Path(__file__).resolve().parent.parent

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, check=True, encoding="utf-8"
        ).stdout

    try:
        return git("rev-parse", "--short=12", "HEAD").strip() + ("+" if git("status", "--porcelain").strip() else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _data_hash(name: str, data: Path | None) -> str | None:
    """SHA-256 over the names and contents of the evaluation's data files; 12 digits."""
    folder = Path(data or os.environ.get("ZHENGCE_EVAL_DATA", ""))
    named = [folder / part for part in _DATA.get(name, (name,))]
    if not all(part.exists() for part in named):
        return None
    digest = hashlib.sha256()
    for part in named:
        for path in sorted(part.rglob("*")) if part.is_dir() else [part]:
            if path.is_file():
                digest.update(path.relative_to(part if part.is_dir() else folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _write(path: Path, result: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    Path(name).replace(path)
