"""`eval`: measuring on public data beside baselines, and the page of what was measured."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from commands.base import DONE, PolicyCommand, json_option, with_home
from commands.console import note, out, out_json


@click.command(name="eval", cls=PolicyCommand)
@click.argument("name", metavar="名称", required=False)
@click.option(
    "--data",
    metavar="文件夹",
    envvar="ZHENGCE_EVAL_DATA",
    type=click.Path(path_type=Path),
    help="评测数据所在（或环境变量 ZHENGCE_EVAL_DATA）",
)
@click.option(
    "--out", "out_dir", metavar="文件夹", type=click.Path(path_type=Path), help="结果和没有答对的题写到这个文件夹"
)
@click.option("--report", is_flag=True, help="不评测，把 --out 文件夹里的结果做成一张网页 report.html")
@click.option(
    "--others", metavar="数", type=click.IntRange(0), help="equals、stard、laws：文库里另放多少部法律（默认 100）"
)
@click.option("--limit", metavar="数", type=click.IntRange(1), help="equals、stard：抽多少题；laws：每种多少题")
@click.option(
    "--library", metavar="文件夹", type=click.Path(path_type=Path), help="laws：用这个现成的文库（只读），不另建"
)
@json_option
@with_home
def evaluate(
    name: str | None, data: Path | None, out_dir: Path | None, report: bool, as_json: bool, home: Path, **options: Any
) -> int:
    """在公开数据上评测检索与问答，与基线对照。

    \b
    名称：ncp 政策问答，levers 检索的各个部件，equals、stard 百姓问法律，laws 法律法规（大文库），
    seed 样例意见，addresses 条款地址，formats 文件格式，verify 核校，quiz 出题，answers 大模型的话
    例：
      zhengce eval ncp --data 数据文件夹 --out 结果文件夹
      zhengce eval --report --out 结果文件夹
    """
    if report:
        return _report(name, out_dir, as_json)
    if name is None:
        raise click.UsageError("缺少评测的名称，如 zhengce eval ncp；做报告用 zhengce eval --report --out 结果文件夹")
    from evals.run import run_eval

    started = time.perf_counter()
    given = {option: value for option, value in options.items() if value is not None}
    result = run_eval(name, data=data, out=out_dir, home=home, **given)
    note(f"用时 {time.perf_counter() - started:.0f} 秒")
    if as_json:
        out_json(result)
        return DONE
    out(f"{result['eval']}：{result['n']} 题")
    for who, metrics in [("本程序", result["system"]), *result["baselines"].items()]:
        out(
            f"  {who}："
            + "，".join(f"{metric} {value:.3f}" for metric, value in metrics.items() if isinstance(value, float))
        )
    failures = result.get("failures") or {}
    if failures:
        listing = f"，逐条见 {out_dir / f'{name}-failures.html'}" if out_dir is not None else ""
        out(f"  没有答对的：{'，'.join(f'{kind} {number}' for kind, number in failures.items())}{listing}")
    return DONE


def _report(name: str | None, out_dir: Path | None, as_json: bool) -> int:
    if name is not None or out_dir is None:
        raise click.UsageError(
            "--report 不要名称，要用 --out 指明结果所在的文件夹，如 zhengce eval --report --out 结果文件夹"
        )
    from evals.report import write_report

    path = write_report(out_dir)
    if as_json:
        out_json({"written": str(path)})
    else:
        out(f"报告：{path}")
    return DONE
