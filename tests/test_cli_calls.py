"""The call itself: help, wrong words, exit statuses, and what happens when nobody foresaw it."""

from __future__ import annotations

import errno
import subprocess
from pathlib import Path

import click
import pytest

import cli
from commands import failures
from commands.base import PolicyCommand
from corpus.errors import ZhengceError
from tests.cli_calls import Call, command, environment, zhengce

COMMANDS = list(cli.zhengce.commands)


def test_help_lists_every_command_in_chinese() -> None:
    call = zhengce("--help")
    assert call.code == 0
    assert call.err == ""
    assert all(f"  {name} " in call.out for name in COMMANDS)
    for english in ("Usage", "Options", "Commands", "Show this message"):
        assert english not in call.out


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_s_help_teaches(name: str) -> None:
    call = zhengce(name, "--help")
    assert call.code == 0
    assert f"用法：zhengce {name}" in call.out
    assert "--home" in call.out
    if name != "doctor":
        assert f"zhengce {name}" in call.out.partition("例：")[2]


def test_every_option_is_explained() -> None:
    for name, each in cli.zhengce.commands.items():
        for param in each.params:
            if isinstance(param, click.Option):
                assert param.help, (name, param.name)
                assert any("\u4e00" <= char <= "\u9fff" for char in param.help), (name, param.name)


def test_the_bare_command_shows_help() -> None:
    call = zhengce()
    assert "用法：zhengce" in call.out
    assert call.err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lst"], "list"),
        (["ask"], "问题"),
        (["ask", "  "], "问题"),
        (["ask", "问", "--k", "3"], "--k"),
        (["ask", "问", "--mode", "magic"], "extractive"),
        (["ask", "问", "--as-of", "昨天"], "2020-01-31"),
        (["ask", "问", "--year", "二〇一九"], "--year"),
        (["search", "问", "--k", "0"], "--k"),
        (["search", "问", "多余"], "多余"),
        (["search", "--k"], "--k"),
        (["show"], "文件"),
        (["remove"], "文件"),
        (["serve", "--port", "99999"], "--port"),
        (["--home"], "--home"),
    ],
)
def test_a_wrong_call_is_one_line_that_says_what_to_do(words: list[str], said: str, tmp_path: Path) -> None:
    call = zhengce(*words, **{} if words == ["--home"] else {"home": tmp_path})
    assert call.code == 2
    assert call.out == ""
    assert len(call.err.splitlines()) == 1
    assert said in call.err
    assert "--help" in call.err


def ending(error: BaseException, home: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """How a call ends that is stopped by `error`."""

    @click.command(cls=PolicyCommand)
    @click.option("--home")
    def stopped(home: str) -> None:
        raise error

    code = failures.run(stopped, ["--home", str(home)])
    printed = capsys.readouterr()
    return Call(code, printed.out, printed.err)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ZhengceError("某文件：读不了，\n请检查"), 2, "某文件：读不了， 请检查"),
        (OSError(errno.ENOSPC, "No space left on device", "a.txt"), 2, "磁盘空间不足"),
        (FileNotFoundError(errno.ENOENT, "No such file", "b.txt"), 2, "b.txt：没有这个文件"),
        (PermissionError(errno.EACCES, "denied", "c.txt"), 2, "c.txt：没有权限"),
        (IsADirectoryError(errno.EISDIR, "is a directory", "d"), 2, "d：这是文件夹"),
        (OSError(errno.EADDRINUSE, "in use"), 2, "--port"),
        (MemoryError(), 2, "内存不足"),
        (KeyboardInterrupt(), 130, "已中断"),
    ],
)
def test_what_stops_a_call_is_one_line(
    error: BaseException, code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ending(error, tmp_path, capsys)
    assert call.code == code
    assert len([line for line in call.err.splitlines() if line]) == 1
    assert said in call.err
    assert not list(tmp_path.iterdir())


def test_the_unforeseen_goes_to_a_log_in_the_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ending(RuntimeError("没想到"), tmp_path / "home", capsys)
    assert call.code == 2
    assert len(call.err.splitlines()) == 1
    assert "Traceback" not in call.err
    log = tmp_path / "home" / failures.LOG_NAME
    assert str(log) in call.err
    assert "RuntimeError: 没想到" in log.read_text(encoding="utf-8")


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    zhengce("add", "--sample", "--no-vectors", home=tmp_path)
    process = subprocess.Popen(
        command("show", "农村土地承包法", "--text", "--home", tmp_path), env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    assert process.wait(timeout=60) == 0
    assert said == b""


def test_a_name_that_no_encoding_holds(tmp_path: Path) -> None:
    call = subprocess.run(
        [*command("show", "--home", tmp_path), b"\xff\xfe.txt"], env=environment(), capture_output=True, timeout=60
    )
    assert call.returncode == 2
    assert b"Traceback" not in call.stderr
    assert len(call.stderr.splitlines()) == 1
