"""A library that names can be looked up in, and an engine over it without models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from index.build import update_index
from index.settings import Settings
from qa.engine import Engine
from tests.fakes.encoder import FakeEncoder
from tests.fakes.reader import FakeReader

TEXTS = {
    "小额信贷.txt": "湘西州人民政府办公室关于做好扶贫小额信贷工作的通知\n州政办发〔2018〕12号\n各县市人民政府：\n一、总体要求\n"
    "（一）指导思想。坚持精准扶贫，规范小额信贷。\n（二）额度。贫困户单户贷款额度为五万元以下，免担保、免抵押。\n二、申请程序\n"
    "（一）申请。贫困户向乡镇人民政府提出申请，并提交下列材料：\n1.身份证复印件；\n2.贷款申请书；\n3.产业发展计划。\n"
    "（二）审核。县扶贫办在十个工作日内完成审核。\n湘西州人民政府办公室\n2018年3月8日",
    "食堂.txt": "学校食堂安全管理办法\n（2018年11月1日教育局公布 自2019年1月1日起施行）\n第一条 为加强学校食堂管理，制定本办法。\n"
    "第二条 学校食堂每学期检查两次。\n检查结果应当公布。\n第三条 食堂从业人员应当符合下列条件：\n（一）持有健康证明；\n"
    "（二）经过培训；\n（三）没有传染病。\n第四条 本办法自2019年1月1日起施行。",
    "耕地.txt": "中华人民共和国耕地保护法\n第一章 总则\n第一条 耕地的承包期为三十年。\n第二条 禁止占用永久基本农田挖塘养鱼。\n"
    "第二章 保护\n第三条 县级以上人民政府负责耕地保护工作。\n第三条之一 乡镇人民政府协助。",
    "实施.txt": "湖南省实施《中华人民共和国耕地保护法》办法\n第一条 根据耕地保护法，制定本办法。\n第二条 承包期届满前应当登记。",
}  # fmt: skip


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library and words are in place; vectors come from the fake encoder."""
    folder = tmp_path_factory.mktemp("qa")
    files = folder / "files"
    files.mkdir()
    for name, text in TEXTS.items():
        (files / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, Library.open(folder / "home") as library:
        patch.setattr("index.encoder.load_encoder", lambda _: FakeEncoder())
        ingest_paths(library, [files])
        update_index(library, Settings())
    return folder / "home"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with Library.open(home) as opened:
        yield opened


@pytest.fixture
def engine(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Asks without models."""
    monkeypatch.setattr("index.encoder.load_encoder", lambda _: FakeEncoder())
    monkeypatch.setattr("index.reader.load_reader", lambda _: FakeReader())
    opened = Engine.open(home, Settings())
    yield opened
    opened.close()
