"""What was measured can be traced and read: curves are right, failures are listed, the page needs nothing but itself."""

from __future__ import annotations

import json
import re
import types
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ZhengceError
from corpus.ingest import ingest_paths
from corpus.library import Library
from evals import run as runner
from evals.articles import Article, Matcher, articles_of
from evals.curve import area, calibration, refusal_curve
from evals.failures import Failure, outweighed, spoke_against
from evals.law_questions import KINDS, make_questions
from evals.metrics import holds_answer
from evals.report import write_report
from tests.cli_calls import SAMPLE, zhengce

CHANCE = np.array([0.9, 0.6, 0.3, 0.7, 0.2, 0.1])
ANSWERABLE = [True, True, True, False, False, False]


def test_the_curve_says_what_is_answered_and_what_is_wrong() -> None:
    rows = {
        row["below"]: row for row in refusal_curve(ANSWERABLE, [True, False, True, False, False, False], CHANCE, 0.33)
    }
    everything, chosen = rows[0.0], rows[0.33]
    assert (everything["coverage"], everything["false_refusals"], everything["refused"]) == (1.0, 0.0, 0.0)
    assert everything["error"] == pytest.approx(4 / 6, abs=1e-3)
    assert chosen["false_refusals"] == pytest.approx(1 / 3, abs=1e-3)
    assert chosen["refused"] == pytest.approx(2 / 3, abs=1e-3)
    assert chosen["error_answerable"] == 0.5
    assert rows[1.0]["coverage"] == 0.0
    assert area(ANSWERABLE, CHANCE) == pytest.approx(7 / 9, abs=1e-3)
    bins = calibration(ANSWERABLE, np.array([0.95, 0.91, 0.15, 0.12, 0.11, 0.99]), np.ones(6))
    assert [(row["n"], row["answerable"]) for row in bins] == [(3, 0.3333), (3, 0.6667)]


def test_signals_that_made_a_mistake_are_named_strongest_first() -> None:
    weights = {"titled": 2.0, "dense": 1.0, "unheard_of": 5.0}
    first, right = {"titled": 0.5, "dense": 0.9, "unheard_of": 0.0}, {"titled": 0.4, "dense": 0.1, "unheard_of": 0.1}
    assert outweighed(weights, first, right) == "向量 +0.80；文件名 +0.20"
    assert spoke_against({"covered": 2.0, "bias": -9.0}, {"covered": 0.1}, {"covered": 0.6}) == "问句字对在这句中 −1.00"


def test_an_article_is_found_by_its_words_and_the_number_decides_between_equals() -> None:
    texts = {
        "第一条": "第一条 用人单位自用工之日起即与劳动者建立劳动关系，应当建立职工名册备查。",
        "第二条": "第二条 国家建立工伤保险制度，用人单位应当缴纳工伤保险费，职工个人不缴纳工伤保险费；费率由国务院社会保险行政部门制定。",
        "第三条": "第三条 用人单位自用工之日起即与劳动者建立劳动关系，应当建立职工名册备查。",
    }
    matcher = Matcher([Article("d", "某法", clause, 0, len(text), text) for clause, text in texts.items()])

    def found(text: str, clause: str = "") -> str | None:
        article = matcher.find(text, clause)
        return article.clause if article is not None else None

    assert found("用人单位自用工之日起即与劳动者建立劳动关系，应当建立职工名册备查。", "第三条") == "第三条"
    assert found("有的意见认为应当删去。但是" * 9 + texts["第二条"] + "草案采纳了前一种意见。" * 9) == "第二条"
    assert found("本法自公布之日起施行，由国务院负责解释，具体办法另行制定。") is None
    article = Article("d", "某法", "第一条", 100, 200, "")
    assert article.shown_by("d", 150, 170) and article.shown_by("d", 90, 320)
    assert not article.shown_by("d", 180, 300) and not article.shown_by("e", 100, 200)


def test_questions_made_from_laws_have_their_words_in_their_article(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        ingest_paths(library, [SAMPLE / "documents"])
        questions = make_questions(library, 6)
        clauses = {a.name for doc_id in library.doc_ids() for a in articles_of(library, [doc_id])}
    assert {q.kind for q in questions} >= set(KINDS[:4])
    for q in questions:
        assert q.article.name in clauses
        assert holds_answer(q.article.text, q.answer)
        assert q.kind in ("address", "body", "term") or q.article.title not in q.question


def test_a_run_is_stamped_and_lists_its_failures_and_the_page_shows_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(data: Path | None, home: Path, *, limit: int = 3) -> dict[str, object]:
        failures = [
            Failure("答案不在候选里", "<b>谁负责？</b>", "县人民政府", "第一条", 7, "not_stated", "文件名 +0.20")
        ]
        curve = refusal_curve(ANSWERABLE, ANSWERABLE, CHANCE, 0.25)
        return {
            "n": limit, "system": {"answer_in_5": 0.95, "answer_in_5_95": [0.9, 0.98], "search_p50_ms": 20.0, "search_p95_ms": 31.5},
            "baselines": {"bm25_words": {"answer_in_5": 0.8}}, "failures": failures,
            "refusal": {"operating_point": 0.25, "area": 0.9, "curve": curve, "calibration": calibration(ANSWERABLE, CHANCE, np.ones(6)), "calibration_error": 0.1},
        }  # fmt: skip

    monkeypatch.setattr(runner.importlib, "import_module", lambda _: types.SimpleNamespace(run=run))
    out = tmp_path / "out"
    with pytest.raises(ZhengceError, match="--others"):
        runner.run_eval("ncp", data=tmp_path, out=out, home=tmp_path, others=1)
    result = runner.run_eval("ncp", data=tmp_path, out=out, home=tmp_path, limit=5)
    assert result == json.loads((out / "ncp.json").read_text("utf-8"))
    assert result["failures"] == {"答案不在候选里": 1}
    listing = (out / "ncp-failures.html").read_text("utf-8")
    for words in ("&lt;b&gt;谁负责？", "县人民政府", "第 7", "not_stated", "文件名 +0.20", result["stamp"]["settings"]):
        assert words in listing

    call = zhengce("eval", "--report", "--out", out, "--json", home=tmp_path)
    assert call.code == 0, call.err
    page = Path(call.json["written"]).read_text("utf-8")
    for words in ("0.950", "0.800", "20／31.5", 'href="ncp-failures.html"', result["stamp"]["settings"], "作答的比例"):
        assert words in page
    assert re.search(r"https?:|<script|<link|src=|url\(", page) is None
    assert re.search(r"https?:|<script|<link|src=|url\(", listing) is None


def test_a_report_of_nothing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ZhengceError, match="--out"):
        write_report(tmp_path)
    (tmp_path / "ncp.json").write_text("{", encoding="utf-8")
    with pytest.raises(ZhengceError, match=r"ncp\.json"):
        write_report(tmp_path)
    assert zhengce("eval", home=tmp_path).code == 2
    assert zhengce("eval", "--report", home=tmp_path).code == 2
