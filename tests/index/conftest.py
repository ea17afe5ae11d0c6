"""A small library and an encoder without a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from tests.fakes.encoder import FakeEncoder

TEXTS = {
    "小额信贷.txt": "关于做好扶贫小额信贷工作的通知\n各县市：\n一、总体要求\n（一）指导思想。坚持精准扶贫，规范小额信贷。\n"
    "（二）额度。贫困户单户贷款额度为五万元以下，免担保、免抵押。\n二、申请程序\n（一）申请。贫困户向乡镇人民政府提出申请。\n"
    "（二）审核。县扶贫办在十个工作日内完成审核。\n湘西州人民政府办公室\n2018年3月8日",
    "食堂.txt": "学校食堂安全管理办法\n第一条 为加强学校食堂管理，制定本办法。\n第二条 学校食堂每学期检查两次。\n"
    "第三条 食堂从业人员应当持有健康证明。\n第四条 本办法自2019年1月1日起施行。",
    "耕地.txt": "耕地保护条例\n第一条 耕地的承包期为三十年。\n第二条 禁止占用永久基本农田挖塘养鱼。\n"
    "第三条 县级以上人民政府负责耕地保护工作。",
}  # fmt: skip


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> FakeEncoder:
    """In place of the model, for building and searching."""
    made = FakeEncoder()
    monkeypatch.setattr("index.encoder.load_encoder", lambda _: made)
    return made


def write(folder: Path, texts: dict[str, str]) -> Path:
    """Files of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Three documents, not indexed yet."""
    with Library.open(tmp_path / "home") as opened:
        ingest_paths(opened, [write(tmp_path / "files", TEXTS)])
        yield opened
