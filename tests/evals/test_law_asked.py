"""Questions on articles: how their articles are found in a library, and what is kept apart for testing."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from evals import stard
from evals.held_out import held_out_law
from evals.law_asked import Matchers, example, figures, ranks
from evals.law_library import open_laws
from evals.lay_questions import LayRow, mapped, read_lay
from evals.metrics import Ranks
from index.search import Searcher
from index.settings import Settings

LAW = """# 中华人民共和国水井管理法

2020年1月1日

## 第一章 总则

第一条 为了管理水井，制定本法。

第二条 打井的人应当在开工三十日前向村民委员会报告，并说明井的深度和用途。

第三条 水井的用水人按人口分摊修井的费用；五保户不分摊。
"""


def archive(folder: Path) -> Path:
    """A data folder with one law."""
    text = LAW.encode()
    with tarfile.open(folder / "laws.tar.gz", "w:gz") as packed:
        member = tarfile.TarInfo("laws/经济法/水井管理法(2020-01-01).md")
        member.size = len(text)
        packed.addfile(member, io.BytesIO(text))
    return folder


def test_a_written_question_leads_to_its_article_and_one_with_other_words_is_left_out(tmp_path: Path) -> None:
    data, settings = archive(tmp_path), Settings(dense=False)
    rows = [
        LayRow("中华人民共和国水井管理法", "第二条", "打井的人要跟谁说？", "在开工三十日前向村民委员会报告"),
        LayRow("中华人民共和国水井管理法", "第三条", "打井要提前几天报告？", "在开工三十日前向村民委员会报告"),
        LayRow("中华人民共和国水井管理法", "第九条", "没有的条", "没有"),
        LayRow("中华人民共和国河流管理法", "第二条", "没有的法", "没有"),
    ]
    with open_laws(data, tmp_path / "home", [rows[0].law], 0, settings) as library:
        found = mapped(library, data, rows)
        assert [(q.question, q.articles[0].clause) for q in found] == [("打井的人要跟谁说？", "第二条")]
        searcher = Searcher.open(tmp_path / "home", library, settings)
        one = example(searcher, found[0])
        searcher.close()
        article = found[0].articles[0]
        assert [chunk.clause for chunk, gold in zip(one.found.chunks, one.gold, strict=True) if gold] == ["第二条"]
        assert one.group == "《中华人民共和国水井管理法》第二条"
    passage = (article.doc_id, article.start, article.end, article.text)
    assert ranks(found[0], [("other", 0, 9, "别的话"), passage]) == Ranks(2, 2)


def test_a_question_of_stard_keeps_the_articles_that_the_library_has(tmp_path: Path) -> None:
    data = archive(tmp_path)
    row = {
        "query_id": 7,
        "问题": "修井的钱谁出？",
        "相关法规": {
            "水井管理法第三条": "水井的用水人按人口分摊修井的费用；\n\n五保户不分摊。\n",
            "中华人民共和国民法典第九百零一条之一": "这部法文库里没有。",
            "没有条号的名称": "也没有。",
        },
    }
    assert stard.cited(row) == [
        ("水井管理法", "第三条", "水井的用水人按人口分摊修井的费用；五保户不分摊。"),
        ("中华人民共和国民法典", "第九百零一条之一", "这部法文库里没有。"),
    ]
    with open_laws(data, tmp_path / "home", ["水井管理法"], 0, Settings(dense=False)) as library:
        question = stard.question_of(Matchers(library, data), row)
        assert question is not None and [a.clause for a in question.articles] == ["第三条"]
        assert question.answer == ""
        gone = {**row, "相关法规": {"民法典第一条": "没有。"}}
        assert stard.question_of(Matchers(library, data), gone) is None


def test_the_first_of_several_articles_counts() -> None:
    values = figures([Ranks(2, None), Ranks(None, None)], words=False)
    assert values["article_mrr"] == 0.25 and values["article_in_10"] == 0.5 and "answer_in_5" not in values


def test_the_written_questions_are_whole_and_some_are_kept_for_testing() -> None:
    rows = read_lay()
    assert all(row.law and row.article.startswith("第") and row.question and row.answer for row in rows)
    assert len({(row.question, row.article) for row in rows}) == len(rows)
    kept = [row for row in rows if held_out_law(row.law)]
    assert 150 < len(kept) < len(rows) / 3
