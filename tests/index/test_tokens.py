"""Words, bigrams, and questions read for searching."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from index.query import ASKING_WEIGHT, read_query
from index.tokens import bigrams, words

ROOT = Path(__file__).resolve().parents[2]


def test_long_words_come_with_their_parts() -> None:
    assert {"小额", "信贷"} <= set(words("小额信贷"))


def test_width_and_case_do_not_matter() -> None:
    assert bigrams("２０１８年ＡＰＰ") == bigrams("2018年app")
    assert words("ＧＤＰ") == ["gdp"]


def test_bigrams_stay_within_a_run_of_characters() -> None:
    assert bigrams("担保，抵押5万元") == ["担保", "抵押", "5", "万元"]


def test_numbers_stay_whole() -> None:
    assert "12345" in words("拨打12345热线") and "6.5%" in bigrams("增长6.5%左右")


def test_asking_words_count_little_and_the_rest_fully() -> None:
    weights = dict(read_query("请问小额信贷的额度是多少？").grams)
    assert weights["小额"] == weights["信贷"] == 1.0
    assert weights["多少"] == ASKING_WEIGHT


def test_a_question_of_asking_words_alone_is_still_asked() -> None:
    assert any(weight == 1.0 for _, weight in read_query("是什么").grams)


def test_empty_and_odd_texts() -> None:
    for text in ("", "？？", "🙂", "\n"):
        assert words(text) == bigrams(text) == []


def test_importing_does_not_load_the_dictionary() -> None:
    code = "import sys, index.tokens, index.search; sys.exit('jieba' in sys.modules or 'torch' in sys.modules)"
    started = time.perf_counter()
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
    assert time.perf_counter() - started < 5


def test_the_dictionary_is_kept_in_the_programs_own_cache(tmp_path: Path) -> None:
    code = "from index.tokens import words; words('政策文件')"
    environment = {**__import__("os").environ, "ZHENGCE_CACHE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    assert (tmp_path / "jieba.cache").is_file()
