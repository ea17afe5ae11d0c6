"""Spoilt files: every parser reads or refuses them in one line. Quick; evals/fuzz_formats.py goes on for longer."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.parsers import doc, parse_bytes
from corpus.parsers.formats import ARCHIVES, detect
from evals.bombs import bombs
from evals.fuzz_formats import attempt, mutated
from tests.corpus.parsers.making import docx, levels, num, ofd, p, pdf, pptx, row, set_lines, shape, xlsx

DATA = Path(__file__).parents[2] / "data" / "formats"
RTF = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 S;}}\f0 \'b5\'da\u19968?\u26465?\par\trowd\cellx900\cellx1800\intbl a\cell b\cell\row\pard{\footnote n}}"
MHT = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n--B\r\nContent-Type: text/html; charset="utf-8"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><p>=E7=AC=AC=E4=B8=80=E6=9D=A1</p></body></html>\r\n--B--\r\n"
)
FILES = {
    "a.docx": docx(p("甲", 1) + f"<w:tbl>{row('一', '二')}{row('3', '4')}</w:tbl>", levels("第%1条") + num(1)),
    "a.xlsx": xlsx([["指标", "值"], ["人口", 3], ["日期", 43831]], ["A1:A2"], {"B3": "yyyy-mm-dd"}),
    "a.pptx": pptx(shape("政策", "ctrTitle"), notes="讲稿"),
    "a.ofd": ofd([[(20, 30, 5, "第一条　总则"), (20, 40, 5, "第二条　附则")]]),
    "a.rtf": RTF.encode(),
    "a.mht": MHT,
    "a.csv": "姓名,金额\n张三,350\n".encode(),
    "a.doc": (DATA / "公路办法.doc").read_bytes(),
    "a.xls": (DATA / "目标任务表.xls").read_bytes(),
}


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_spoilt_file_is_read_or_refused_in_one_line(name: str, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(doc, "find_libreoffice", lambda: None)
    data = mutated(FILES[name], random.Random(seed))
    try:
        kind = detect(data, name)
        if kind not in (*ARCHIVES, "pdf", "image"):
            parse_bytes(data, name, kind)
    except UnreadableFileError as error:
        assert "\n" not in str(error)
        assert name in str(error)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(min_size=1, max_size=300), name=st.sampled_from([*FILES, "a.txt", "a", "a.pdf", "a.wps"]))
def test_any_bytes_under_any_name(data: bytes, name: str) -> None:
    try:
        kind = detect(data, name)
        if kind not in (*ARCHIVES, "pdf", "image"):
            parse_bytes(data, name, kind)
    except UnreadableFileError as error:
        assert "\n" not in str(error)


@pytest.mark.slow
def test_spoilt_pdfs_in_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.parsers.pool import ParserWorker

    good = pdf([set_lines(["第一条　为了规范农村公路管理，制定本办法。"], 20)], [(80, 200, 300, 200)])
    rng = random.Random(5)
    worker = ParserWorker(timeout_s=60)
    try:
        outcomes = [attempt(mutated(good, rng), "a.pdf", worker, tmp_path) for _ in range(80)]
    finally:
        worker.close()
    assert set(outcomes) <= {"read", "refused"}
    assert worker.peak_mb < 1000


def test_pictures_made_to_exhaust_are_refused_within_the_limits(tmp_path: Path) -> None:
    from corpus.parsers.pool import ParserWorker

    worker = ParserWorker(timeout_s=60)
    try:
        outcomes = {name: attempt(data, name, worker, tmp_path) for name, data in bombs(costly=False).items()}
    finally:
        worker.close()
    assert set(outcomes.values()) == {"refused"}
    assert worker.peak_mb < 1000
