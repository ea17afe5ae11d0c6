"""The page as its visitors see it, in Chromium over the sample library."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from corpus.errors import IndexUnavailableError
from tests.page.conftest import PHONE, Site, Visitor, write
from tests.page.texts import answer

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

ARTICLE = "《农村土地承包法》第21条说了什么？"
WORDS = "耕地的承包期为三十年"
NOWHERE = "农村土地承包法第九百条"
ENGLISH = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim();
    if (/[A-Za-z]{3}/.test(text) && !node.parentElement.closest('script, style, #listed, #offered, .source')) found.push(text.slice(0, 60));
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const value = one.getAttribute(name);
      if (value && /[A-Za-z]{3}/.test(value) && !one.closest('#listed, .source')) found.push(name + ': ' + value);
    }
  return found;
}"""


def box(page: Page) -> Locator:
    return page.get_by_label("问题", exact=True)


def ask(page: Page, question: str) -> Locator:
    """Ask by Enter, and wait for what comes of it."""
    before = page.locator("#talk .turn").count()
    box(page).fill(question)
    box(page).press("Enter")
    turn = page.locator("#talk .turn").nth(before)
    turn.locator(".cards, .refusal").first.wait_for()
    return turn


def mark(page: Page) -> Locator:
    found = page.locator("#source mark")
    found.wait_for()
    return found


def in_view(page: Page, thing: Locator) -> bool:
    frame, place = page.locator("#source .text").bounding_box(), thing.bounding_box()
    assert frame is not None
    assert place is not None
    return frame["y"] - 1 <= place["y"] < frame["y"] + frame["height"]


def focused(page: Page) -> str:
    return str(
        page.evaluate("document.activeElement.id || document.activeElement.className || document.activeElement.tagName")
    )


def test_an_answer_its_card_and_the_source_at_the_marked_words(site: Site, visitor: Visitor) -> None:
    page = visitor.open()
    turn = ask(page, ARTICLE)
    card = turn.get_by_role("button", name=re.compile("农村土地承包法.*第二十一条.*打开原文")).first
    assert WORDS in card.inner_text()
    assert "现行有效" in card.inner_text()
    assert page.locator("#talk [aria-live=polite] .turn").count() == 1
    card.click()
    marked = mark(page)
    doc_id = str(card.get_attribute("data-doc"))
    start, end = (int(str(card.get_attribute(f"data-{name}"))) for name in ("start", "end"))
    assert marked.text_content() == site.engine.library.text(doc_id)[start:end]
    assert in_view(page, marked)
    assert page.locator("#source .text").text_content() == site.engine.library.text(doc_id)
    page.keyboard.press("Escape")
    page.locator(".source.empty").wait_for()
    assert "card" in focused(page)


def test_the_short_words_are_bold_in_their_sentence(
    site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = site.engine.library.get(site.engine.library.find("农村土地承包法")[0])
    found = answer(document, "耕地的承包期为三十年。", "三十年")
    monkeypatch.setattr(site.engine, "ask", lambda *_, **__: found)
    turn = ask(visitor.open(), "耕地承包多少年？")
    assert turn.locator(".short").inner_text() == "三十年"
    bold = turn.locator(".card strong")
    assert bold.inner_text() == "三十年"
    assert int(bold.evaluate("one => getComputedStyle(one).fontWeight")) >= 700


def test_a_refusal_looks_otherwise_and_has_no_answer(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, ARTICLE)
    turn = ask(page, NOWHERE)
    refusal = turn.get_by_role("status")
    assert "没有这一条" in refusal.inner_text()
    assert turn.locator(".short, .copy").count() == 0
    colour = "one => getComputedStyle(one).backgroundColor + getComputedStyle(one).borderStyle"
    assert refusal.evaluate(colour) != page.locator(".card").first.evaluate(colour)


def test_what_is_asked_elsewhere_is_refused_with_near_clauses_called_no_answer(visitor: Visitor) -> None:
    page = visitor.open()
    turn = ask(page, "火星移民需要办理什么签证？")
    assert turn.get_by_role("status").count() == 1
    near = turn.locator(".cards.near .card")
    if near.count():
        assert "相近条款（不是答案）" in turn.inner_text()
        assert "相近条款" in str(near.first.get_attribute("aria-label"))


def test_every_example_is_answered(visitor: Visitor) -> None:
    page = visitor.open()
    page.locator(".example").first.wait_for()
    questions = page.locator(".example").all_inner_texts()
    assert len(questions) >= 3
    page.get_by_role("button", name=questions[0]).click()
    page.locator("#talk .turn .card").first.wait_for()
    assert page.locator("#talk .refusal").count() == 0
    assert page.locator(".example:visible").count() == 0
    for question in questions[1:]:
        assert ask(page, question).locator(".refusal").count() == 0


def test_the_keys_of_the_question_box(visitor: Visitor) -> None:
    page = visitor.open()
    box(page).fill("农村土地承包法")
    box(page).press("Shift+Enter")
    box(page).type("第21条")
    assert box(page).input_value() == "农村土地承包法\n第21条"
    assert page.locator("#talk .turn").count() == 0
    box(page).press("Enter")
    page.locator("#talk .turn .cards").wait_for()
    assert box(page).input_value() == ""
    assert page.evaluate("document.activeElement === document.querySelector('#question textarea')")
    ask(page, NOWHERE)
    box(page).press("ArrowUp")
    assert box(page).input_value() == NOWHERE
    box(page).press("ArrowUp")
    assert box(page).input_value() == "农村土地承包法\n第21条"
    box(page).press("ArrowDown")
    box(page).press("ArrowDown")
    assert box(page).input_value() == ""


def test_the_next_question_can_be_typed_while_the_first_is_looked_for(
    site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = site.engine.ask

    def slow(*args: Any, **options: Any) -> Any:
        time.sleep(1.2)
        return real(*args, **options)

    page = visitor.open()
    monkeypatch.setattr(site.engine, "ask", slow)
    box(page).fill(ARTICLE)
    box(page).press("Enter")
    page.wait_for_timeout(300)
    assert page.get_by_text("正在文库里查找").locator("visible=true").count() == 1
    page.locator("#talk .waiting").wait_for()
    box(page).type("下一个")
    page.locator("#talk .turn .cards").wait_for()
    page.wait_for_timeout(200)
    assert box(page).input_value() == "下一个"


def test_trouble_is_one_line_that_says_what_to_do(
    site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise IndexUnavailableError("索引坏了，请运行 zhengce reindex")

    page = visitor.open()
    monkeypatch.setattr(site.engine, "ask", broken)
    assert "请运行 zhengce reindex" in ask(page, "任何问题").get_by_role("alert").inner_text()
    monkeypatch.undo()
    assert ask(page, ARTICLE).locator(".card").count() >= 1


def test_the_outline_moves_the_text(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, ARTICLE).locator(".card").first.click()
    mark(page)
    page.locator(".outline summary").click()
    page.locator(".outline").get_by_role("button", name=re.compile("^第三章")).click()
    page.wait_for_timeout(150)
    place = page.locator("#source .text b", has_text=re.compile("^第三章")).first
    assert in_view(page, place)
    assert "第三章" in page.locator(".outline .here").inner_text()


def test_an_address_can_be_sent(site: Site, visitor: Visitor) -> None:
    doc_id = site.engine.library.find("农村土地承包法")[0]
    page = visitor.open(f"/?doc={doc_id}&clause={quote('第21条')}")
    assert WORDS in str(mark(page).text_content())
    sent = visitor.open(f"/?q={quote(ARTICLE)}")
    sent.locator("#talk .turn .card").first.click()
    marked = mark(sent).text_content()
    assert WORDS in str(marked)
    # What the address bar then says opens the same on another machine.
    again = visitor.open(sent.url.removeprefix(site.address))
    assert mark(again).text_content() == marked
    assert WORDS in again.locator("#talk .turn .card").first.inner_text()


def test_documents_are_data(site: Site, visitor: Visitor) -> None:
    doc_id = site.engine.library.find("测试.txt")[0]
    page = visitor.open(f"/?doc={doc_id}&clause={quote('一、（一）')}")
    assert "占位{{value}}与${window.hacked = 3}" in str(mark(page).text_content())
    assert page.locator("#source .text").text_content() == site.engine.library.text(doc_id)
    page.get_by_role("tab", name="文库").click()
    row = page.locator(".document", has_text="<script>")
    assert "<script>window.hacked = 1</script>" in row.inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.locator("#source img, #listed img").count() == 0


def test_the_question_is_limited_to_chosen_documents(site: Site, visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("button", name=re.compile("在哪些文件里问：全部文件")).click()
    page.get_by_label(re.compile("只在这些文件里问")).click()
    page.get_by_role("option", name=re.compile("农村五保供养工作条例")).click()
    page.get_by_role("button", name=re.compile("选定的 1 件")).wait_for()
    turn = ask(page, "承包期是多少年？")
    only = site.engine.library.find("农村五保供养工作条例")
    found = {card.get_attribute("data-doc") for card in turn.locator(".card").all()}
    assert found <= set(only)


def test_the_answer_is_copied_with_its_sources(visitor: Visitor) -> None:
    page = visitor.open(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, ARTICLE)
    turn.get_by_role("button", name="复制答案和出处").click()
    turn.get_by_role("button", name="已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert WORDS in copied
    assert "第二十一条" in copied
    assert "《中华人民共和国农村土地承包法》" in copied


def test_several_people_at_once_each_see_their_own(visitor: Visitor) -> None:
    one, other = visitor.open(), visitor.open()
    box(one).fill(ARTICLE)  # before the page has told all about itself: what is typed stays
    box(other).fill(NOWHERE)
    box(one).press("Enter")
    box(other).press("Enter")
    one.locator("#talk .turn .cards").wait_for()
    other.locator("#talk .turn .refusal").wait_for()
    assert one.locator("#talk .asked").all_inner_texts() == [ARTICLE]
    assert other.locator("#talk .asked").all_inner_texts() == [NOWHERE]


def test_a_new_conversation_begins_with_the_examples(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, ARTICLE)
    page.get_by_role("button", name="新对话").click()
    page.locator(".example").first.wait_for()
    assert page.locator("#talk .turn").count() == 0


def test_on_a_phone_the_source_is_a_sheet_with_a_way_back(visitor: Visitor) -> None:
    page = visitor.open(size=PHONE, has_touch=True)
    card = ask(page, ARTICLE).locator(".card").first
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not page.locator("#source").is_visible()
    card.click()
    marked = mark(page)
    assert in_view(page, marked)
    page.wait_for_timeout(300)  # it rises
    sheet = page.locator("#beside").bounding_box()
    assert sheet == pytest.approx({"x": 0, "y": 0, **PHONE}, abs=0.5)
    page.go_back()
    page.locator("#source").wait_for(state="hidden")
    assert "doc=" not in page.url
    assert card.is_visible()
    card.click()
    mark(page)
    page.get_by_role("button", name="返回").click()
    page.locator("#source").wait_for(state="hidden")
    assert "card" in focused(page)


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_targets_are_large_and_inputs_are_labelled(visitor: Visitor, size: dict[str, int] | None) -> None:
    page = visitor.open(size=size)
    ask(page, ARTICLE)
    for target in [page.get_by_role("button", name="提问"), page.locator(".card").first, page.locator(".copy")]:
        place = target.bounding_box()
        assert place is not None
        assert min(place["width"], place["height"]) >= 40
    unnamed = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]):not([type=file]), textarea')]"
        ".filter((one) => !(one.labels && one.labels.length) && !one.getAttribute('aria-label')).map((one) => one.outerHTML)"
    )
    assert unnamed == []


def test_focus_is_seen(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, ARTICLE)
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if "card" in focused(page):
            break
    assert "card" in focused(page)
    assert page.evaluate("parseInt(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    page.keyboard.press("Space")
    mark(page)


def test_no_english_is_left_whatever_the_browser_speaks(visitor: Visitor) -> None:
    page = visitor.open(locale="en-US", color_scheme="dark")
    ask(page, ARTICLE)
    page.get_by_role("button", name=re.compile("在哪些文件里问")).click()
    page.wait_for_timeout(200)
    assert page.evaluate(ENGLISH) == []
    page.get_by_role("tab", name="文库").click()
    page.wait_for_timeout(200)
    assert page.evaluate(ENGLISH) == []
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(244, 243, 239)"


def test_the_printed_page_has_the_answer_and_its_sources(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, ARTICLE).locator(".card").first.click()
    mark(page)
    page.emulate_media(media="print")
    assert page.locator("#talk .card").first.is_visible()
    for hidden in ("#beside", "#asking", ".copy"):
        assert not page.locator(hidden).first.is_visible()


def test_a_file_brought_along_can_be_asked_at_once(site: Site, visitor: Visitor, tmp_path: Path) -> None:
    good = write(
        tmp_path,
        "护林员.txt",
        "关于聘用护林员的通知\n一、补助\n（一）标准。每名护林员每年补助一万二千元。\n某县林业局\n2020年5月6日",
    )
    bad = tmp_path / "空的.txt"
    bad.write_bytes(b"")
    page = visitor.open()
    before = len(site.engine.library.doc_ids())
    page.get_by_role("tab", name="文库").click()
    page.locator("input[type=file]").first.set_input_files([good, bad])
    told = page.locator("#told")
    told.get_by_text("新增 1 份").wait_for()
    assert "空的.txt" in told.inner_text()
    page.get_by_text(f"库内 {before + 1} 件").wait_for()
    page.get_by_label("找文件").fill("护林员")
    page.get_by_text("找到 1 件").wait_for()
    page.locator(".document").first.click()
    assert "一万二千元" in str(page.locator("#source .text").text_content())
    page.get_by_role("tab", name="问答").click()
    assert "一万二千元" in ask(page, "《关于聘用护林员的通知》一、（一）说了什么？").locator(".card").first.inner_text()
