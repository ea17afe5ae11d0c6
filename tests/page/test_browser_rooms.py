"""核校 and 出题 as their visitors see them, in Chromium over the sample library."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.page.conftest import PHONE, Site, Visitor, write
from tests.page.test_browser import ENGLISH, in_view, mark

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DRAFT = (
    "关于承包地工作的汇报\n《农村土地承包法》第二十一条规定“耕地的承包期为三十年”。"
    "该法第二十一条第一款规定“草地的承包期为三十年至六十年”。\n"
    "《农村五保供养工作条例》第九百条对此也有规定。<script>window.hacked = 5</script>\n"
)


def room(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    page.wait_for_timeout(150)


def checked(page: Page) -> None:
    """A pasted draft, checked."""
    room(page, "核校")
    page.get_by_label("草稿").fill(DRAFT)
    page.get_by_role("button", name="核校", exact=True).click()
    page.locator(".finding").first.wait_for()


def test_a_draft_is_marked_and_each_citation_opens_its_source(site: Site, visitor: Visitor) -> None:
    page = visitor.open()
    checked(page)
    assert re.search(r"3 处引用", page.locator(".sum").inner_text())
    assert page.locator(".draft").evaluate("one => one.cloneNode(true).textContent.includes('<script>window.hacked')")
    assert page.evaluate("window.hacked") is None
    page.locator(".cite.verified").click()
    marked = mark(page)
    assert "耕地的承包期为三十年" in str(marked.text_content())
    assert in_view(page, marked)
    page.locator(".finding.not_found").click()
    page.locator("#source .compare.not_found").wait_for()
    assert "第九百条" in page.locator("#source .compare").inner_text()


def test_what_differs_is_set_off_on_both_sides(visitor: Visitor) -> None:
    page = visitor.open()
    room(page, "核校")
    page.get_by_label("草稿").fill("《农村土地承包法》第二十一条规定“耕地的承包期为二十年”。")
    page.get_by_role("button", name="核校", exact=True).click()
    page.locator(".finding.altered").click()
    page.locator("#source .compare").wait_for()
    assert "二" in page.locator(".compare .cited .differs").first.inner_text()
    assert "三" in page.locator("#source mark .differs").first.inner_text()


def test_a_person_decides_by_keys_and_by_hand(visitor: Visitor) -> None:
    page = visitor.open()
    checked(page)
    page.locator("body").click(position={"x": 700, "y": 5})
    page.keyboard.press("j")
    page.locator(".finding.current").wait_for()
    first = page.locator(".finding.current").get_attribute("data-i")
    page.keyboard.press("Enter")
    page.get_by_text("已认可").first.wait_for()
    assert page.locator(".finding.current").get_attribute("data-i") != first
    page.get_by_label("改判").select_option(label="不能确定")
    page.get_by_label("说明").fill("待问上级")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("改判：待问上级").wait_for()
    page.locator(".count-of.ambiguous").click()
    page.wait_for_timeout(300)
    assert page.locator(".finding").count() == 1


def test_a_file_is_checked_and_the_report_has_its_name(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open(accept_downloads=True)
    room(page, "核校")
    page.locator(".tabitem:visible input[type=file]").set_input_files(write(tmp_path, "汇报稿.txt", DRAFT))
    page.locator(".finding").first.wait_for()
    assert "汇报稿.txt" in page.locator("#verdicts").inner_text()
    with page.expect_download() as handed:
        page.get_by_role("button", name="导出 Word").click()
    assert handed.value.suggested_filename == "汇报稿-核校.docx"
    assert "word/comments.xml" in zipfile.ZipFile(handed.value.path()).namelist()
    page.get_by_role("button", name="换一份草稿").click()
    page.get_by_label("草稿").wait_for()


def test_an_unreadable_draft_is_named(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    room(page, "核校")
    page.locator(".tabitem:visible input[type=file]").set_input_files(write(tmp_path, "坏的.docx", "不是 Word"))
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "坏的.docx" in alert.inner_text()
    assert str(tmp_path) not in alert.inner_text()
    assert "gradio" not in alert.inner_text()


def made(page: Page, document: str = "中华人民共和国农村土地承包法") -> None:
    """A paper from one document, in three steps: documents, counts, make."""
    room(page, "出题")
    page.get_by_label("文件（不选就是整个文库）").click()
    page.get_by_role("option", name=re.compile(document)).click()
    page.keyboard.press("Escape")
    page.get_by_label("简答题").fill("1")
    page.get_by_role("button", name="出题", exact=True).click()
    page.locator("li.question").first.wait_for()


def test_a_paper_is_made_looked_over_and_changed(site: Site, visitor: Visitor) -> None:
    page = visitor.open()
    made(page)
    count = page.locator("li.question").count()
    assert f"共 {count} 题" in page.locator(".sum-line").inner_text()
    page.locator("li.question .from").first.click()
    source = page.locator("li.question .from").first
    start, end = int(str(source.get_attribute("data-start"))), int(str(source.get_attribute("data-end")))
    text = site.engine.library.text(str(source.get_attribute("data-doc")))
    assert mark(page).text_content() == text[start:end]

    stems = page.locator("li.question .stem")
    before = stems.all_inner_texts()
    page.get_by_role("button", name="下移").first.click()
    page.wait_for_function("(one) => document.querySelector('li.question .stem').innerText !== one", arg=before[0])
    assert stems.all_inner_texts()[:2] == before[1::-1]
    page.get_by_role("button", name="编辑").first.click()
    page.locator(".editing textarea[name=stem]").fill("根据《农村土地承包法》，改过的题干____。")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("改过的题干").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除").last.click()
    page.get_by_text(f"共 {count - 1} 题").wait_for()
    second = stems.nth(1).inner_text()
    page.get_by_role("button", name="换一题").nth(1).click()
    page.wait_for_function("(one) => document.querySelectorAll('li.question .stem')[1].innerText !== one", arg=second)


def test_a_paper_is_tried_and_marked(visitor: Visitor) -> None:
    page = visitor.open()
    made(page)
    page.get_by_role("button", name="自己试做").click()
    page.locator(".hand-in").wait_for()
    assert page.get_by_label("正确答案").count() == 0
    page.locator("li.question").first.locator("input").first.check()
    page.locator(".hand-in").click()
    page.locator(".score").wait_for()
    assert re.search(r"答对 [01] / \d+ 题", page.locator(".score").inner_text())
    assert page.locator("li.question.marked").count() == page.locator("li.question").count()


def test_a_paper_leaves_with_its_answers_and_says_what_is_left_out(visitor: Visitor) -> None:
    page = visitor.open(accept_downloads=True)
    made(page)
    with page.expect_download() as handed:
        page.get_by_role("button", name="导出", exact=True).click()
    names = zipfile.ZipFile(handed.value.path()).namelist()
    assert len(names) == 2
    assert any(name.endswith("-答案.docx") for name in names)
    page.get_by_label("导出为").click()
    page.get_by_role("option", name=re.compile("Aiken")).click()
    with page.expect_download():
        page.get_by_role("button", name="导出", exact=True).click()
    page.get_by_text("这种形式装不下，没有写入").wait_for()


def test_no_questions_wanted_is_one_line(visitor: Visitor) -> None:
    page = visitor.open()
    room(page, "出题")
    for kind in ("单项选择题", "多项选择题", "判断题", "填空题", "简答题"):
        page.get_by_label(kind).fill("0")
    page.get_by_role("button", name="出题", exact=True).click()
    assert "至少一种题型" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_the_rooms_fit_and_speak_chinese(visitor: Visitor, size: dict[str, int] | None) -> None:
    page = visitor.open(size=size, locale="en-US")
    checked(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = [words for words in page.evaluate(ENGLISH) if not re.search("script|Word|Excel|[.]docx|Enter", words)]
    assert found == []
    made(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = [words for words in page.evaluate(ENGLISH) if not re.search("script|Word|Excel|[.]docx|Enter", words)]
    assert found == []
