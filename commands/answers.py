"""`log`: the answers that a language model had a part in, as they were kept."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import click

from commands.base import DONE, PolicyCommand, json_option, with_home
from commands.console import one_line, out, out_json
from corpus.errors import ZhengceError
from qa.phrases import DROPPED


@click.command("log", cls=PolicyCommand)
@click.argument("ids", metavar="[编号]...", nargs=-1)
@click.option(
    "--limit", metavar="条数", type=click.IntRange(1, 10_000), default=20, show_default=True, help="最多列几条"
)
@json_option
@with_home
def answer_log(ids: tuple[str, ...], limit: int, as_json: bool, home: Path) -> int:
    """大模型回答的记录：列出，或按编号看全文、依据和核对结果。

    \b
    例：
      zhengce log
      zhengce log 3f2a91 --json
    """
    from qa.audit import NAME, find, kept

    if ids:
        found = find(home, ids)
        if not found:
            raise ZhengceError(f"{'、'.join(ids)}：回答记录（{home / NAME}）里没有这个编号，可用 zhengce log 查看")
        if as_json:
            out_json({"answers": found})
            return DONE
        for entry in found:
            _print_whole(entry)
        return DONE
    entries = list(islice(kept(home), limit))
    if as_json:
        out_json({"answers": entries})
        return DONE
    for entry in entries:
        result = entry["result"]
        said = (
            "拒答" if result["refused"] else {"llm": "模型", "extractive": "原文"}.get(result["mode"], result["mode"])
        )
        lost = sum(not verdict["kept"] for verdict in entry["verdicts"])
        note = f"删去 {lost} 句" if lost else entry.get("failure") or ""
        out(
            f"{entry['id']}  {entry['at'][:19].replace('T', ' ')}  {said}  {one_line(result['question'])[:40]}  {note}".rstrip()
        )
    if not entries:
        out("还没有大模型的回答；不用大模型的回答不作记录")
    return DONE


def _print_whole(entry: dict[str, Any]) -> None:
    result = entry["result"]
    out(f"{entry['id']}  {entry['at']}（世界时）  用时 {entry['seconds']} 秒")
    out(f"模型 {entry['model']}  设置 {entry['settings']}  提示 {entry['prompt'] or '未发出'}")
    out(f"问：{result['question']}")
    if result.get("understood"):
        out(f"理解为：{result['understood']}")
    out(f"答：{result['answer']}")
    if entry.get("failure"):
        out(f"模型未用：{entry['failure']}")
    out("给模型的条款")
    for source in entry["sources"]:
        out(
            f"  [{source['n']}] 《{source['title']}》{source['clause'] or ''}  {source['start']}–{source['end']}  {source['hash']}"
        )
    out("逐句核对")
    for verdict in entry["verdicts"]:
        marks = "".join(f"[{n}]" for n in verdict["sources"])
        said = f"保留{marks}" + ("（出处已改正）" if verdict["corrected"] else "") if verdict["kept"] else "删去"
        why = "" if verdict["kept"] else f"（{DROPPED.get(verdict['why'], verdict['why'])}）"
        out(f"  {said}{why}：{one_line(verdict['sentence'])}")
    out()
