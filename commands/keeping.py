"""`watch`, `export`, `import`: keeping a library in step with a folder, and moving it whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.base import DONE, PARTLY, PolicyCommand, json_option, with_home
from commands.console import note, one_line, out, out_json
from commands.indexing import bring_index_up

if TYPE_CHECKING:
    from corpus.watch import Round


@click.command(cls=PolicyCommand)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option(
    "--every",
    "every_s",
    metavar="秒",
    type=click.FloatRange(0.2, 86_400),
    default=30.0,
    show_default=True,
    help="隔多少秒看一次",
)
@click.option("--keep", is_flag=True, help="文件删了，文库里仍保留")
@click.option("--once", is_flag=True, help="只看一次就结束（放在计划任务里用）")
@click.option("--vectors/--no-vectors", default=True, help="是否计算语义向量")
@with_home
def watch(folder: Path, every_s: float, keep: bool, once: bool, vectors: bool, home: Path) -> int:
    """让文库跟着一个文件夹走：新增、改动的文件自动读入，删掉的移出。按 Ctrl+C 结束。

    网络盘上的文件夹也可以。还在写的文件会等它写完。不想一直开着，可以用系统的计划任务定时运行 --once
    （或直接 zhengce add 文件夹）。

    \b
    例：
      zhengce watch D:\\政策文件
      zhengce watch Z:\\共享\\政策 --every 300 --keep
    """
    import threading

    from corpus.library import Library
    from corpus.watch import Watcher

    partly = False
    with Library.open(home) as library:
        watcher = Watcher(library, folder, keep)

        def done(one: Round) -> None:
            nonlocal partly
            if not one.changed:
                return
            report = one.report
            out(
                f"新增 {report.added} 份，更新 {report.updated} 份，移出 {len(one.removed)} 份，未加入 {len(report.failed)} 份"
            )
            for failure in report.failed:
                note(f"未加入：{one_line(failure.error)}")
            hindered = (
                bring_index_up(library, home, vectors=vectors)
                if report.added or report.updated or one.removed
                else None
            )
            if hindered:
                note(f"索引未完成：{hindered}")
            partly = partly or bool(report.failed or hindered)

        if once:
            done(watcher.look())
            return PARTLY if partly else DONE
        note(f"正在跟着 {folder}，每 {every_s:g} 秒看一次；按 Ctrl+C 结束")
        stop = threading.Event()
        try:
            watcher.run(every_s, stop, done)
        except KeyboardInterrupt:
            note("已停止")
    return DONE


@click.command(cls=PolicyCommand)
@click.argument("target", metavar="写到的文件", type=click.Path(path_type=Path))
@json_option
@with_home
def export(target: Path, as_json: bool, home: Path) -> int:
    """把整个文库写成一个文件，拿到别的电脑上用 zhengce import 读入；也可作备份。

    正在使用中也能写出完整的一份。里面是全部文件的原文、条款、版本和状态，不含索引（读入后自动重建）。

    \b
    例：
      zhengce export 文库备份.zip
    """
    from corpus.library import Library
    from corpus.transfer import export_library

    with Library.open(home, create=False) as library:
        manifest = export_library(library, target)
    if as_json:
        out_json(
            {
                "file": str(target),
                "documents": manifest.documents,
                "bytes": target.stat().st_size,
                "sha256": manifest.sha256,
            }
        )
    else:
        out(f"已写出 {manifest.documents} 份文件到 {target}（{target.stat().st_size / 1_000_000:.1f} MB）")
    return DONE


@click.command(name="import", cls=PolicyCommand)
@click.argument("source", metavar="文件", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="代替这里已有的文库（原有的会被覆盖，先 export 备份）")
@click.option("--vectors/--no-vectors", default=True, help="是否计算语义向量")
@json_option
@with_home
def import_(source: Path, replace: bool, vectors: bool, as_json: bool, home: Path) -> int:
    """读入 zhengce export 写出的文库。先核对校验值，不符就不动原有的文库。

    \b
    例：
      zhengce import 文库备份.zip
    """
    from corpus.library import Library
    from corpus.transfer import import_library

    manifest = import_library(source, home, replace)
    with Library.open(home) as library:
        hindered = bring_index_up(library, home, vectors=vectors)
    if hindered:
        note(f"索引未完成：{hindered}")
    if as_json:
        out_json(
            {
                "documents": manifest.documents,
                "sha256": manifest.sha256,
                **({"index_error": hindered} if hindered else {}),
            }
        )
    else:
        out(f"已读入 {manifest.documents} 份文件")
    return PARTLY if hindered else DONE
