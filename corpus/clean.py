"""Page furniture goes, by general rules, and what went is kept for inspection.

A false drop of a clause is the worst error, a menu left over a minor one. So a page is parted in
three: the head before the title, the document, and the foot behind its last sentence. Within the
document only whole lines of the most certain kinds go. In the head and the foot short lines go too,
but only where the page shows by such a sign that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.dating import is_date_line
from corpus.furniture import (
    BELOW_TITLE,
    CERTAIN,
    EDGE,
    INDEX_LABEL,
    MENU,
    RELATED,
    SIGNS,
    WEB_META,
    is_web_meta,
)
from corpus.markers import marker_at
from corpus.metadata import normal_number
from corpus.outline import TITLE_LIKE
from corpus.parsers.types import Block, ParsedFile
from corpus.types import Dropped

_BODY_CHARS = 50  # a line of this length with a full stop is running text
_HEAD_LINES = 90  # how far down a menu may push the title
_SITE = re.compile(r"(?:网|网站|平台|政府|数据库|发布|频道|[>＞|｜»])$|[>＞|｜»]|^(?:导航|首页)")
_FILE = re.compile(
    r"\.(?:docx?|wps|pdf|xlsx?|et|ofd|jpe?g|png|rar|zip|pptx?|ceb|tif)\s*(?:[（(].{0,20}[）)])?\s*(?:下载)?$", re.I
)
_OFFERED = re.compile(r"^\s*附件(?:下载|列表)")
_ATTACHED = re.compile(r"^\s*(?:附件|相关附件|附件下载|附件列表)\s*\d*\s*[:：]?\s*$")
# Formats in which a saved web page comes.
_MAY_BE_PAGES = frozenset(("text", "html"))


def clean(parsed: ParsedFile) -> tuple[list[Block], list[Dropped]]:
    """Part the document from the page around it.

    :return: the blocks that are the document, and what was dropped with the rule that took it,
        in the order of the file. Rules `web_meta` and `index_table` are read by the metadata;
        `front_matter` and `comment` are parts of the file format.
    """
    blocks = [block for block in parsed.blocks if block.text.strip()]
    reasons: list[str] = [""] * len(blocks)
    if parsed.format not in _MAY_BE_PAGES:  # an office file holds no page; its rows look like a page's labels
        kept = [block for block in blocks if not block.furniture]
        return kept, [Dropped(block.text, block.furniture, block.line) for block in blocks if block.furniture]
    trusted = _furniture_trusted(blocks)
    for i, block in enumerate(blocks):
        if block.furniture in ("front_matter", "comment"):
            reasons[i] = block.furniture
        elif block.furniture and trusted:
            reasons[i] = f"page:{block.furniture}"
        else:
            reasons[i] = _certain(block)
    _index_table(blocks, reasons)
    body = _body_start(blocks, reasons)
    _head(blocks, reasons, body, parsed.title_hint)
    _foot(blocks, reasons, body)
    _same_title_again(blocks, reasons)
    kept = [block for block, reason in zip(blocks, reasons, strict=True) if not reason]
    dropped = [Dropped(block.text, reason, block.line) for block, reason in zip(blocks, reasons, strict=True) if reason]
    return kept, dropped


def _furniture_trusted(blocks: Sequence[Block]) -> bool:
    """Whether to believe the page's own class names: not where they would take the running text."""
    running = [block for block in blocks if len(block.text) >= _BODY_CHARS and "。" in block.text]
    taken = sum(len(block.text) for block in running if block.furniture)
    return taken <= 0.2 * sum(len(block.text) for block in running)


def _numbered(block: Block) -> bool:
    offered = block.text.lstrip().startswith("附件") and (_OFFERED.match(block.text) or _FILE.search(block.text))
    return marker_at(block.text, 0, len(block.text)) is not None and block.links < 0.5 and not offered


def _certain(block: Block) -> str:
    text = block.text.strip()
    if len(text) > 260 or _numbered(block):
        return ""
    return next((rule for rule, longest, pattern in CERTAIN if len(text) <= longest and pattern.match(text)), "")


def _edge(block: Block) -> str:
    """The rule of a line that is furniture in the head or the foot of a page; empty if none says so."""
    text = block.text.strip()
    if len(text) > 160 or _numbered(block):
        return ""
    found = next((rule for rule, longest, pattern in EDGE if len(text) <= longest and pattern.match(text)), "")
    return found or ("web_meta" if is_web_meta(text) else "")


def _running(text: str) -> bool:
    return len(text) >= _BODY_CHARS and ("。" in text or text.endswith(("：", ":"))) and not is_web_meta(text)


def _body_start(blocks: Sequence[Block], reasons: Sequence[str]) -> int:
    """The first line behind the title: running text, an addressee, a 文号, a numbered line."""
    for i, block in enumerate(blocks):
        text = block.text.strip()
        if reasons[i] or block.links > 0.8 or (_edge(block) and not _running(text)):
            continue
        number = normal_number(text) if len(text) < 40 else None
        addressee = len(text) > 4 and text.endswith(("：", ":")) and not WEB_META.search(text) and i > 0
        numbered = _numbered(block) and i > 0 and len(text) > 4
        if _running(text) or (number and len(text) <= len(number) + 4) or addressee or numbered:
            return i
    return 0


def _index_table(blocks: Sequence[Block], reasons: list[str]) -> None:
    """索引号, 发文机关, … before the text: labels with their values, beside or below them."""
    labelled: list[int] = []
    for i in range(min(len(blocks), _HEAD_LINES)):
        text = blocks[i].text.strip()
        if _running(text) or _numbered(blocks[i]):
            break
        if not reasons[i] and INDEX_LABEL.match(text):
            labelled.append(i)
    if len(labelled) < 2:
        return
    for i in labelled:
        reasons[i] = "index_table"
        bare = re.fullmatch(r"[【\[]?[^:：]{2,8}[】\]]?[:：]?\s*", blocks[i].text.strip())
        if (
            bare
            and i + 1 < len(blocks)
            and i + 1 not in labelled
            and len(blocks[i + 1].text) <= 90
            and not reasons[i + 1]
        ):
            reasons[i + 1] = "index_table"


# -- the head -------------------------------------------------------------------------------------
def _head(blocks: Sequence[Block], reasons: list[str], body: int, hint: str | None) -> None:
    """What stands before the title, and the page's own lines between title and text."""
    title = _title(blocks, reasons, body, hint)
    end = min(len(blocks), body + 3)  # the line of date and source may follow the 文号
    for i in range(title + 1, end):
        found = "" if reasons[i] else _edge(blocks[i])
        if found and (i < body or found in BELOW_TITLE):
            reasons[i] = found
    page = [r for r in reasons[:end] if r and r not in ("front_matter", "comment")]
    menu = [i for i in range(title) if not reasons[i] and (MENU.match(blocks[i].text.strip()) or _edge(blocks[i]))]
    if not page and not menu:
        return
    for i in range(title):
        text = blocks[i].text.strip()
        if not reasons[i] and len(text) < 90 and "。" not in text:
            reasons[i] = _edge(blocks[i]) or ("site_heading" if blocks[i].kind == "heading" else "menu")


def _title(blocks: Sequence[Block], reasons: Sequence[str], body: int, hint: str | None) -> int:
    """The first line of the title: by the page's <title>, by its words, or as the lines above the text."""
    free = [i for i in range(body) if not reasons[i]]
    if hint:
        wanted = _bare(hint)
        named = [i for i in free if len(_bare(blocks[i].text)) >= 6 and wanted.startswith(_bare(blocks[i].text))]
        if named:
            return named[-1]
    last = next((i for i in reversed(free) if _may_be_title(blocks[i]) and _ends_like_title(blocks[i])), None)
    if last is None:
        last = next((i for i in reversed(free) if _may_be_title(blocks[i]) and not _edge(blocks[i])), None)
    if last is None:
        return body
    first, joined = last, blocks[last].text.strip()
    for i in reversed([i for i in free if last - 5 < i < last]):
        if i != first - 1 or not _may_be_title(blocks[i]) or not _goes_before(blocks[i].text.strip(), joined):
            break
        first, joined = i, blocks[i].text.strip() + joined
    return first


def _may_be_title(block: Block) -> bool:
    text = block.text.strip()
    plain = 5 <= len(text) <= 90 and block.links < 0.5 and not re.search(r"[。；|｜>＞]", text)
    return plain and not MENU.match(text) and not _edge(block)


def _ends_like_title(block: Block) -> bool:
    return bool(TITLE_LIKE.match(re.sub(r"\s", "", block.text))) or (
        block.kind == "heading" and block.level in (1, 2, 3)
    )


def _goes_before(above: str, title: str) -> bool:
    """Whether the line above is the title's beginning: an issuer before 关于, or words that break off."""
    if _SITE.search(above) and not title.startswith("关于") or re.search(r"[：:]", above):
        return False
    if re.match(r".{0,40}(?:关于|印发|转发)", title):
        return title.startswith(("关于", "印发", "转发")) and not TITLE_LIKE.match(above) and len(above) <= 40
    return bool(re.search(r"关于|印发|转发|[《（]", above)) or not TITLE_LIKE.match(above)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


# -- the foot -------------------------------------------------------------------------------------
def _foot(blocks: Sequence[Block], reasons: list[str], body: int) -> None:
    """From the first sign of the page's foot on, everything goes; a weaker line only beside such a sign."""
    last = _last_of_document(blocks, reasons, body)
    after = range(last + 1, len(blocks))
    start = next((i for i in after if _is_sign(blocks[i], reasons[i])), len(blocks))
    while start - 1 > last and (reasons[start - 1] or _edge(blocks[start - 1]) or _is_download(blocks, start - 1)):
        start -= 1
    for i in range(start, len(blocks)):
        if not reasons[i]:
            text = blocks[i].text.strip()
            reasons[i] = "related" if RELATED.match(text) else _edge(blocks[i]) or "footer"


def _last_of_document(blocks: Sequence[Block], reasons: Sequence[str], body: int) -> int:
    """The last line that can only be the document's: a sentence, a numbered line, a signed date.

    A list of related pages may hold sentences: behind the signed date its heading ends the document
    wherever no clause follows.
    """
    signed = [i for i in range(body, len(blocks)) if not reasons[i] and is_date_line(blocks[i].text)]
    end = len(blocks)
    for i in range(signed[0] + 1 if signed else end, end):
        if RELATED.match(blocks[i].text.strip()) and not any(_numbered(block) for block in blocks[i + 1 :]):
            end = i
            break
    sign = next((i for i in range(body + 1, end) if reasons[i] == "copyright"), end)
    for i in range(end - 1, body, -1):
        text = blocks[i].text.strip()
        if i > sign and not _numbered(blocks[i]) and not _running(text):
            continue  # an address with （工作日） behind it is no sentence
        if reasons[i] or blocks[i].links >= 0.5 or _edge(blocks[i]) or _is_download(blocks, i):
            continue
        if _numbered(blocks[i]) or text.endswith(("。", "；", ";", "）")) or is_date_line(text) or _running(text):
            return i
    return body


def _is_sign(block: Block, reason: str) -> bool:
    if reason in SIGNS or reason.startswith("page:") or RELATED.match(block.text.strip()):
        return True
    found = _edge(block) if not reason else ""
    return found in SIGNS or (
        found == "toolbar" and (block.links >= 0.5 or len(re.findall(r"[\u4e00-\u9fff]+", block.text)) > 1)
    )


def _is_download(blocks: Sequence[Block], i: int) -> bool:
    """A file offered for download, or the bare 附件 over such files."""
    text = blocks[i].text.strip()
    if _FILE.search(text):
        above = i - 1
        while above > 0 and _FILE.search(blocks[above].text.strip()):
            above -= 1
        headed = above >= 0 and (_ATTACHED.match(blocks[above].text) or _OFFERED.match(blocks[above].text))
        return blocks[i].links >= 0.5 or bool(headed) or bool(re.match(r"^\s*(?:相关)?附件", text))
    return bool(_ATTACHED.match(text)) and i + 1 < len(blocks) and bool(_FILE.search(blocks[i + 1].text.strip()))


def _same_title_again(blocks: Sequence[Block], reasons: list[str]) -> None:
    """A title that the page shows twice, one below the other."""
    seen: dict[str, int] = {}
    kept = [i for i, reason in enumerate(reasons) if not reason][:8]
    for i in kept:
        key = _bare(blocks[i].text)
        if 6 <= len(key) <= 90 and key in seen and TITLE_LIKE.match(key):
            reasons[i] = "title_again"
        seen.setdefault(key, i)
