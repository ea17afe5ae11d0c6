"""核校, 出题 and 文库 as their visitors see them, in Chromium over the sample library."""

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
    judged = page.locator("li.question", has_text="判断题").first  # of these a law has more than a paper takes
    old = judged.locator(".stem").inner_text()
    judged.get_by_role("button", name="换一题").click()
    page.wait_for_function(
        "(one) => ![...document.querySelectorAll('li.question .stem')].some(s => s.innerText === one)", arg=old
    )


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


def test_questions_are_kept_and_made_a_paper_again(visitor: Visitor) -> None:
    page = visitor.open()
    made(page)
    count = page.locator("li.question").count()
    page.get_by_role("button", name="存入题库").click()
    page.get_by_text(re.compile("存入题库 \\d+ 题")).wait_for()
    page.get_by_role("button", name="重选").click()
    page.get_by_role("button", name="题库", exact=True).click()
    page.locator(".bank li.question").first.wait_for()
    assert page.locator(".bank li.question").count() >= count
    page.get_by_label("题型").select_option(label="判断题")
    page.locator(".bank .kind", has_text="单项选择题").first.wait_for(state="detached")
    picks = page.locator(".bank [name=pick]")
    picks.nth(0).check()
    picks.nth(1).check()
    page.get_by_label("标签", exact=True).fill("春训")
    page.get_by_role("button", name="加标签").click()
    page.locator(".bank .tags span", has_text="春训").nth(1).wait_for()
    picks.nth(0).check()
    picks.nth(1).check()
    page.get_by_role("button", name="编成试卷").click()
    page.get_by_text("共 2 题").wait_for()


def test_no_questions_wanted_is_one_line(visitor: Visitor) -> None:
    page = visitor.open()
    room(page, "出题")
    for kind in ("单项选择题", "多项选择题", "判断题", "填空题", "简答题"):
        page.get_by_label(kind).fill("0")
    page.get_by_role("button", name="出题", exact=True).click()
    assert "至少一种题型" in page.get_by_role("alert").inner_text()


def at_rest(page: Page) -> None:
    """Wait until no event is in Gradio's queue: while one is, its hidden tracker says so in English."""
    page.wait_for_function("!document.querySelector('.progress-text')")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_the_rooms_fit_and_speak_chinese(visitor: Visitor, size: dict[str, int] | None) -> None:
    page = visitor.open(size=size, locale="en-US")
    checked(page)
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = [words for words in page.evaluate(ENGLISH) if not re.search("script|Word|Excel|[.]docx|Enter", words)]
    assert found == []
    made(page)
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = [words for words in page.evaluate(ENGLISH) if not re.search("script|Word|Excel|[.]docx|Enter", words)]
    assert found == []


OLD = (
    "某县护路员补助办法\n某政发〔2019〕5号\n第一条 为了养护农村公路，制定本办法。\n第二条 每人每月补助八百元。\n"
    "第三条 本办法自2019年6月1日起施行。\n某县人民政府\n2019年5月6日"
)
NEW = (
    "某县护路员补助办法\n某政发〔2021〕8号\n第一条 为了养护农村公路，制定本办法。\n第二条 每人每月补助一千元。\n"
    "第三条 本办法自2021年6月1日起施行，《某县护路员补助办法》（某政发〔2019〕5号）同时废止。\n某县人民政府\n2021年5月6日"
)


def found(page: Page, words: str, count: int) -> None:
    """The list, narrowed to words."""
    page.get_by_label("找文件").fill(words)
    page.get_by_text(f"找到 {count} 件").wait_for()


def test_files_keep_their_names_and_each_is_told_of(site: Site, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    room(page, "文库")
    files = [
        write(tmp_path, "某政发〔2019〕5号《护路员》办法（试行）.txt", OLD),
        write(tmp_path, "新办法.txt", NEW),
        write(tmp_path, "空白 件.txt", ""),
        tmp_path / "打包.zip",
    ]
    with zipfile.ZipFile(files[-1], "w") as archive:
        for number, name in ((61, "看林员"), (62, "守井员")):
            archive.writestr(
                f"下级/{name}.txt", OLD.replace("护路员", name).replace("〔2019〕5号", f"〔2019〕{number}号")
            )
        archive.writestr("下级/坏.docx", b"PK")
    page.locator(".tabitem:visible input[type=file]").set_input_files(files)
    page.get_by_text("新增 4 份").wait_for()
    lines = page.locator(".arrivals li").all_inner_texts()
    assert [line[0] for line in lines] == ["✓", "✓", "✗", "✗", "✓", "✓"]
    assert "打包.zip/下级/坏.docx" in lines[3]
    assert "打包.zip/下级/看林员.txt" in "".join(lines[4:])
    assert "某政发〔2019〕5号《护路员》办法（试行）.txt" in lines[0]
    assert "空白 件.txt" in lines[2]
    assert str(tmp_path) not in page.locator(".arrivals").inner_text()
    assert site.engine.library.find("某政发〔2019〕5号《护路员》办法（试行）.txt")

    found(page, "护路员", 2)
    assert page.locator(".document .badge").all_inner_texts() == ["现行有效", "已废止"]
    page.locator(".document").first.click()
    about = page.locator("#source .about")
    about.get_by_text("版本", exact=True).wait_for()
    assert "2 个版本" in about.inner_text()
    about.get_by_role("button", name="2019年5月6日").click()
    page.locator("#source .text", has_text="八百元").wait_for()

    page.locator(".document").first.click()
    page.get_by_role("button", name="与前一版比较").click()
    changed = page.locator(".difference.changed", has_text="第二条")
    changed.wait_for()
    assert "八百" in changed.locator("del").first.inner_text()
    assert "一千" in changed.locator("ins").first.inner_text()
    changed.get_by_role("button", name="新版第二条，打开").click()
    assert "每人每月补助一千元" in str(mark(page).text_content())


def test_status_is_said_by_hand_and_a_document_removed_with_a_question(
    site: Site, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.open()
    room(page, "文库")
    text = (
        NEW.replace("护路员", "巡河员")
        .replace("〔2021〕8号", "〔2022〕9号")
        .replace("某政发〔2019〕5号", "某政发〔2018〕1号")
    )
    page.locator(".tabitem:visible input[type=file]").set_input_files(write(tmp_path, "巡河员.txt", text))
    page.get_by_text("新增 1 份").wait_for()
    found(page, "巡河员", 1)
    page.locator(".document").click()
    page.locator(".hands summary").click()
    hands = page.locator(".hands")
    hands.get_by_label("从哪天起").fill("不知道")
    page.on("dialog", lambda dialog: dialog.accept())
    hands.get_by_label("状态").select_option(label="已废止")
    hands.get_by_role("button", name="保存").click()
    page.get_by_text("不是日期").wait_for()
    hands.get_by_label("从哪天起").fill("2023年1月1日")
    hands.get_by_label("依据").fill("某政发〔2023〕1号")
    hands.get_by_role("button", name="保存").click()
    page.locator(".document .badge", has_text="已废止").wait_for()
    assert "某政发〔2023〕1号" in page.locator(".force").inner_text()
    page.locator(".hands summary").click()
    page.get_by_role("button", name="按文件自己写的").click()
    page.locator(".document .badge", has_text="现行有效").wait_for()
    page.locator(".hands summary").click()
    page.get_by_role("button", name="移出文库").click()
    page.get_by_text("没有这样的文件").wait_for()
    assert site.engine.library.find("巡河员.txt") == []
    page.locator(".source.empty").wait_for()
    page.get_by_role("button", name="看全部文件").click()
    page.locator(".document").first.wait_for()


def test_the_list_is_narrowed_by_what_documents_differ_in(visitor: Visitor) -> None:
    page = visitor.open()
    room(page, "文库")
    kinds = page.get_by_label("文种")
    kinds.wait_for()
    value = str(kinds.locator("option").nth(1).get_attribute("value"))
    total = page.locator(".document").count()
    kinds.select_option(value=value)
    page.get_by_text(re.compile("^找到")).wait_for()
    assert 0 < page.locator(".document").count() < total
    page.get_by_label("文种").select_option(value="")
    page.get_by_text(re.compile(r"^共 \d+ 件")).wait_for()
