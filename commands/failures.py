"""How a call ends when it can't do its work: one line for the person, an exit status, never a traceback.

0 done · 1 part of the work failed, the rest is done · 2 the call is wrong or its input unusable ·
130 interrupted. What nobody foresaw goes to a log file in the home, and the line says where.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from commands.base import UNUSABLE, default_home
from commands.console import note, one_line
from corpus.errors import ZhengceError

INTERRUPTED = 130
LOG_NAME = "zhengce-errors.log"


def run(command: click.Command, args: Sequence[str] | None = None) -> int:
    """Run a command and turn whatever ends it into an exit status.

    :param args: the words after the program's name; those of the process if None.
    :return: the exit status.
    """
    words = list(args) if args is not None else sys.argv[1:]

    def call() -> int:
        # Not `command.main`, which has endings of its own (in English, and 1 for a closed pipe).
        with command.make_context("zhengce", list(words)) as context:
            result = command.invoke(context)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0

    return _guarded(call, words)


def _guarded(call: Callable[[], int], words: Sequence[str]) -> int:
    try:
        return call()
    except click.exceptions.Exit as ending:  # --help, --version
        return ending.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        sys.stdout.write(error.format_message() + "\n")
        return UNUSABLE
    except click.UsageError as error:
        note(f"错误：{usage_message(error)}")
        return UNUSABLE
    except click.ClickException as error:
        note(f"错误：{one_line(error.format_message())}")
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        note("已中断；已经完成的部分保留，再运行一次会接着做")
        return INTERRUPTED
    except ZhengceError as error:
        note(f"错误：{one_line(str(error))}")
        return UNUSABLE
    except BrokenPipeError:
        _silence_stdout()  # the reader has what it wanted (`zhengce list | head`)
        return 0
    except OSError as error:
        note(f"错误：{system_message(error)}")
        return UNUSABLE
    except MemoryError:
        note("错误：内存不足，没有做完；请关掉其他程序，或分批处理后再试")
        return UNUSABLE
    except Exception as error:  # noqa: BLE001 the last resort: nobody should see a traceback
        note(
            f"错误：程序内部出错（{one_line(f'{type(error).__name__}: {error}')[:160]}），详情已记入 {_log(error, words)}"
        )
        return UNUSABLE


def system_message(error: OSError) -> str:
    """What the system refused, and what to do about it, on one line."""
    where = str(error.filename) if error.filename else ""
    prefix = f"{where}：" if where else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"{prefix}磁盘空间不足，没有写完；请腾出空间后重做，文库里原有的内容未变"
    if isinstance(error, FileNotFoundError):
        return f"{prefix}没有这个文件或文件夹，请检查路径"
    if isinstance(error, PermissionError):
        return f"{prefix}没有权限，请检查文件或文件夹的权限"
    if isinstance(error, IsADirectoryError):
        return f"{prefix}这是文件夹，这里要的是文件"
    if error.errno == errno.EADDRINUSE:
        return "端口已被占用，请用 --port 另选一个"
    return f"{prefix}{one_line(error.strerror or str(error))}"


def usage_message(error: click.UsageError) -> str:
    """What is wrong with the call, in Chinese, and where to read how it goes."""
    path = error.ctx.command_path if error.ctx is not None else "zhengce"
    return f"{_what_is_wrong(error)}；用法见 {path} --help"


def _what_is_wrong(error: click.UsageError) -> str:
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有 {error.command_name} 这个命令{_perhaps(error.possibilities)}"
    if isinstance(error, click.NoSuchOption):
        return f"没有 {error.option_name} 这个选项{_perhaps(error.possibilities)}"
    if isinstance(error, click.MissingParameter):
        return f"还缺 {_name(error.param)}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面要有一个值"
    if isinstance(error, click.BadParameter):
        return f"{_name(error.param)} 的值不能用（{_wanted(error)}）"
    message = one_line(error.format_message())
    if message.startswith("Got unexpected extra argument"):
        return f"多出来的词：{message.partition('(')[2].rstrip(')')}（一句话里有空格时请加引号）"
    return message


def _perhaps(possibilities: Sequence[str] | None) -> str:
    return f"，是不是 {'、'.join(possibilities[:3])}" if possibilities else ""


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    return param.opts[0] if isinstance(param, click.Option) else (param.metavar or param.human_readable_name)


def _wanted(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return "可选：" + "、".join(str(choice) for choice in kind.choices)
    if isinstance(kind, click.IntRange):
        return f"要 {kind.min} 到 {kind.max} 的整数" if kind.max is not None else f"要不小于 {kind.min} 的整数"
    if isinstance(kind, click.DateTime):
        return "要写成 2020-01-31 这样的日期"
    return one_line(error.message)


def _silence_stdout() -> None:
    """Let the interpreter's last flush go nowhere."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _home_in(words: Sequence[str]) -> Path:
    for i, word in enumerate(words):
        if word == "--home" and i + 1 < len(words):
            return Path(words[i + 1]).expanduser()
        if word.startswith("--home="):
            return Path(word.partition("=")[2]).expanduser()
    return default_home()


def _log(error: BaseException, words: Sequence[str]) -> Path | str:
    """Write the traceback where the person can find it; the file's path."""
    import traceback

    entry = f"{time.strftime('%Y-%m-%d %H:%M:%S')} zhengce {' '.join(words)}\n{''.join(traceback.format_exception(error))}\n"
    for folder in (_home_in(words), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / LOG_NAME
            with path.open("a", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(entry)
        except OSError:
            continue
        return path
    return "（日志也写不下）"
