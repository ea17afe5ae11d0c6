"""What every command shares: the options --home and --json, help in Chinese, and how it ends."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from corpus.errors import SettingsError

F = TypeVar("F", bound=Callable[..., Any])
HOME_VARIABLE = "ZHENGCE_HOME"
DONE, PARTLY, UNUSABLE = 0, 1, 2  # exit statuses


class _Chinese:
    """Help pages with Chinese section names; the texts themselves are each command's own."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]  # type: ignore[attr-defined]
        records = [record for record in (option.get_help_record(ctx) for option in options) if record]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The --help option, explained in Chinese."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示这段说明"
        return option  # type: ignore[no-any-return]


class PolicyCommand(_Chinese, click.Command):
    """A command with a Chinese help page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)


class PolicyGroup(_Chinese, click.Group):
    """The group of all commands, in the order in which they were registered."""

    command_class = PolicyCommand

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of use, not of the alphabet."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        rows = [
            (name, command.get_short_help_str(100)) for name, command in self.commands.items() if not command.hidden
        ]
        with formatter.section("命令"):
            formatter.write_dl(rows)
        super().format_options(ctx, formatter)


def default_home() -> Path:
    """The home where none is named: `ZHENGCE_HOME`, else the platform's folder for user data."""
    named = os.environ.get(HOME_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("zhengce", appauthor=False)


def home_of(ctx: click.Context) -> Path:
    """The home of this call, whichever place --home stands in.

    :raises SettingsError: what it names is a file.
    """
    while ctx.parent is not None and not ctx.params.get("home"):
        ctx = ctx.parent
    given = ctx.params.get("home")
    home = (Path(given).expanduser() if given else default_home()).absolute()
    if home.exists() and not home.is_dir():
        raise SettingsError(f"--home {home}：这是一个文件，不是文件夹，请另选位置")
    return home


def home_option(function: F) -> F:
    """Give a command the option --home."""
    return click.option(
        "--home", metavar="文件夹", help=f"文库所在的文件夹（也可用环境变量 {HOME_VARIABLE} 指定）"
    )(function)  # fmt: skip


def json_option(function: F) -> F:
    """Give a command the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="结果印成一个 JSON（供程序读取）")(function)


def with_home(function: F) -> F:
    """Give a command --home, and call it with `home: Path` in place of what was typed."""

    @home_option
    @click.pass_context
    @functools.wraps(function)
    def wrapped(ctx: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        kwargs["home"] = home_of(ctx)
        _bring_up(kwargs["home"])
        return function(*args, **kwargs)

    return wrapped  # type: ignore[return-value]


def _bring_up(home: Path) -> None:
    """Bring an earlier version's library up to this one, which takes minutes for thousands of documents, with progress."""
    from corpus.library import Library, is_older

    if not is_older(home):
        return
    from commands.console import note, progress
    from corpus.errors import LibraryError

    note("文库由较早的版本建立，先升级一次（中途断开不要紧，原有内容不变，下次重来）")
    with progress() as advance, contextlib.suppress(LibraryError):  # the command itself will meet it, and say it
        Library.open(home, create=False, progress=lambda done, total: advance("升级文库", done, total)).close()
