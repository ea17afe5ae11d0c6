"""The command `zhengce`: its commands stand in `commands/`, each importing what it needs when it runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from commands.answers import answer_log
from commands.bank import bank
from commands.base import PolicyGroup, home_option
from commands.console import use_utf8
from commands.evaluating import evaluate
from commands.failures import run
from commands.keeping import export, import_, watch
from commands.library import add, list_documents, reindex, remove, show
from commands.questions import ask, search
from commands.quiz import quiz
from commands.service import doctor, prepare, serve
from commands.verify import verify
from commands.versions import diff, history, status


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        from importlib.metadata import version

        click.echo(f"zhengce {version('zhengce')}")
        ctx.exit()


@click.group(cls=PolicyGroup, options_metavar="[选项]", subcommand_metavar="命令 …")
@home_option
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="显示版本")
def zhengce(home: str | None) -> None:
    """政策文件知识库：用文件原话回答，每句注明出自哪份文件、哪一条。

    \b
    从这里开始：
      zhengce add 政策文件夹             把文件放进文库
      zhengce ask 小额信贷最多贷多少？   提问
      zhengce serve --open               打开网页

    每个命令都有说明，如 zhengce ask --help。不设大模型时，一切都在本机完成。
    """


for command in (
    add, list_documents, show, remove, search, ask, verify, quiz, bank, answer_log, serve, doctor, prepare, reindex, evaluate,
):  # fmt: skip
    zhengce.add_command(command)
for command in (status, history, diff, watch, export, import_):
    zhengce.add_command(command)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line.

    :param args: the words after the program's name; those of the process if None.
    :return: the exit status.
    """
    use_utf8()
    return run(zhengce, args)


if __name__ == "__main__":
    sys.exit(main())
