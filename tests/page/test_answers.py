"""Answers and refusals as HTML."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from corpus.parse import parse_text
from corpus.types import Status
from page.answers import Coming, answer, card, coming, conversation, examples, refusal, with_sources
from qa.events import Checked
from qa.types import DroppedSentence, Refusal
from tests.page import texts

LIMIT = "（二）额度。贫困户单户贷款额度为五万元以下，免担保、免抵押。"


def visible(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_the_short_words_come_first_and_stand_out_in_their_sentence() -> None:
    document = texts.loan()
    page = answer(texts.answer(document, LIMIT, "五万元以下"), {document.doc_id: Status.IN_FORCE})
    assert page.index('class="short"') < page.index('class="card"')
    assert "<strong>五万元以下</strong>" in page


def test_a_card_says_title_number_clause_path_and_status() -> None:
    document = texts.loan()
    words = visible(card(texts.citation(document, LIMIT), Status.REPEALED, None))
    for part in (document.title, "某府办发〔2018〕7号", "一、（二）", "总体要求", LIMIT, "已废止"):
        assert part in words


def test_a_card_is_named_by_title_and_clause_and_opens_its_place() -> None:
    document = texts.loan()
    cited = texts.citation(document, LIMIT)
    page = card(cited, None, None)
    name = re.search(r'aria-label="([^"]*)"', page)
    assert name is not None
    assert document.title in name[1]
    assert "一、（二）" in name[1]
    assert f'data-start="{cited.start}" data-end="{cited.end}"' in page


def test_a_quotation_is_shown_whole_but_a_near_clause_may_be_cut_and_says_so() -> None:
    document = parse_text("办法\n第一条 " + "甲乙丙丁。" * 200)
    words = "甲乙丙丁。" * 200
    assert words in visible(card(texts.citation(document, words), None, None))
    near = visible(card(texts.citation(document, words), None, None, near=True))
    assert words not in near
    assert "共 1000 字" in near


def test_a_refusal_looks_otherwise_and_calls_near_clauses_no_answer() -> None:
    document = texts.loan()
    near = (texts.citation(document, LIMIT),)
    page = refusal(Refusal("利率多少？", "没有写明所问的事。", "not_stated", near), {})
    assert 'class="refusal" role="status"' in page
    assert "相近条款（不是答案）" in page
    assert 'class="short"' not in page
    assert "复制答案" not in page
    assert "相近条款" not in refusal(Refusal("利率多少？", "没有。", "not_in_library"), {})


def test_documents_and_questions_are_data() -> None:
    document = parse_text(texts.HOSTILE)
    line = next(line for line in document.text.split("\n") if "占位" in line)
    result = replace(texts.answer(document, line), question="<script>alert(1)</script>${x}{{y}}")
    page = conversation([(result.question, result)], {})
    assert not re.search(r"<(script|img)|\$\{|\{\{|<本办法>", page)
    assert line in visible(page)
    assert result.question in visible(page)


def test_what_is_copied_has_the_words_and_where_they_stand() -> None:
    document = texts.loan()
    copied = with_sources(replace(texts.answer(document, LIMIT), warnings=("注意：该文件已被修改",)))
    assert LIMIT in copied
    assert f"《{document.title}》（某府办发〔2018〕7号）一、（二）" in copied
    assert copied.count("注意：") == 1


def test_a_models_draft_shows_what_did_not_survive_the_check() -> None:
    document = texts.loan()
    dropped = (DroppedSentence("额度为十万元。", "number"),)
    drafted = replace(texts.answer(document, LIMIT), text="五万元以下[1]。", mode="llm", dropped=dropped)
    words = visible(answer(drafted, {}))
    assert "五万元以下[1]。" in words
    assert "额度为十万元。（数字与出处不符）" in words


def test_each_state_of_a_turn_is_told() -> None:
    assert "正在文库里查找" in conversation([("问", None)], {})
    assert "磁盘满了" in conversation([("问", "磁盘满了")], {})
    assert conversation([], {}) == ""


def test_without_questions_that_are_answered_none_are_offered() -> None:
    assert "data-ask" not in examples([])
    assert examples(["甲？", "乙？"]).count("data-ask") == 2


def test_a_draft_is_grey_until_a_sentence_is_checked() -> None:
    draft = "额度五万元[1]。利率<b>为零</b>[2]。期限"
    verdicts = (
        Checked(9, 20, "利率<b>为零</b>[2]。", False, why="number"),
        Checked(0, 9, "额度五万元[1]。", True, shown="额度五万元[1]。"),
    )
    page = coming(Coming(draft, verdicts, understood="小额信贷的额度是多少？"))
    assert draft in visible(page)
    assert '<span class="kept">额度五万元[1]。</span>' in page
    assert "<del>利率&lt;b&gt;为零" in page
    assert '<span class="unchecked">' in page
    assert "按“小额信贷的额度是多少？”理解" in visible(page)
    assert 'class="short"' not in page
