"""Title, 文号, issuer, dates, status: each read from the document's own words, and from where.

Layout after GB/T 9704: 发文机关标志, 文号, 标题, 主送机关, 正文, 署名, 成文日期.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.dating import ADOPTION, BODY, effective_on, expires_on, issued_on, parse_date, signed_at
from corpus.markers import marker_at
from corpus.numerals import DATE, parse_numeral
from corpus.outline import GENRES
from corpus.types import Dates, Dropped, Status

_YEAR = r"(?:19|20)\d{2}|[１２][０-９]{3}"
_OPEN, _CLOSE = r"[〔\[（(【﹝［｛{〈<]", r"[〕\]）)】﹞］｝}〉>]"
NUMBER = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]{{1,14}}?)\s*(?:{_OPEN}\s*(?P<year>{_YEAR})\s*{_CLOSE}|(?P<bare>{_YEAR})\s*年?)\s*第?\s*(?P<serial>[0-9０-９]{{1,5}})\s*号"
)
ORDER = re.compile(
    r"(?P<issuer>(?:中华人民共和国)?[\u4e00-\u9fff]{1,20}?)(?:令|公告)\s*[（(]?\s*(?:第\s*)?(?P<serial>[0-9０-９〇零一二三四五六七八九十百]+)\s*号[）)]?"
)
_ORDER_LINE = re.compile(r"^\s*(?:第\s*)?([0-9０-９〇零一二三四五六七八九十百]+)\s*号\s*$")
_ORDER_HEAD = re.compile(r"^\s*((?:中华人民共和国)?[\u4e00-\u9fff]{2,30}(?:令|公告))\s*$")
_ADDRESSEE = re.compile(r"^[^。；]{2,400}[：:]\s*$")
_GENRE_END = re.compile(rf"(?:{GENRES})(?:[（(〔][^）)〕]{{1,24}}[）)〕])*$")
_NOTE_LINE = re.compile(r"^\s*(?:" + DATE.pattern + r")[\s，,]*\S")
_CARRIED = re.compile(
    r"(?:印发|转发|批转|发布|公布|颁布|现将|制定了?|通过的?|批准)[^。；《》]{0,20}《([^《》]{2,60}(?:〈[^〉]*〉[^《》]*)?)》"
)
_CARRIED_TITLE = re.compile(
    r"(?:印发|转发|批转|发布|公布)(?:[\u4e00-\u9fff、]{0,30}?(?:关于)?)?《?(.{4,60}?)》?的(?:通知|函|通告|公告|决定)$"
)
_ISSUER_IN_TITLE = re.compile(
    r"^([\u4e00-\u9fff、，,\s]{2,60}?(?:政府办公厅|政府办公室|政府|办公厅|办公室|委员会|总局|局|部|院|厅|委|会|社|行|中心|署|国务院|中央军委|党委|州委|省委|市委|县委))(?:关于|印发|转发|批转|对|公告|令)"
)
_DRAFT = re.compile(r"征求意见稿|草案|送审稿|讨论稿")
# 发文机关标志 and the marks beside it: 湘西州人民政府文件, 特急, 机密★1年, 签发人：…
_LETTERHEAD = re.compile(
    r"^([\u4e00-\u9fff、\s]{4,60}?(?:政府|办公厅|办公室|委员会|局|部|院|厅|委|会|社|行|中心|署|州委|省委|市委|县委))\s*文\s*件$"
)
# A page's or a file's own mark that it is out of force: （已废止）, 有效性：失效.
_ENDED_ITSELF = re.compile(
    r"[（(【\[](?:本?(?:文件|法规|规章|条例|办法))?(?:已(?:被|经)?|现已)?(?:[^（）()【】\[\]。，]{0,24})?(?:废止|失效)[）)】\]]"
    r"|(?:有\s*效\s*性|时\s*效\s*性?|信息(?:有效性|时效性)|效力状态|效力)\s*[:：|\s]\s*(?:已)?(?:失效|废止)"
)
_HEAD_MARK = re.compile(
    r"^(?:特急|加急|急件|特提|平急|机密|秘密|绝密|内部(?:文件|资料)|签发人|份号|0{2,}\d+)[★：:\s\d年\u4e00-\u9fff]{0,16}$"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document. `evidence` gives, a field, the words it was read from."""

    title: str
    doc_number: str | None
    issuer: str | None
    dates: Dates
    head_lines: int
    aliases: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)


def normal_number(text: str) -> str | None:
    """The 文号 in `text` in its standard writing, `国发〔2019〕5号`, whatever brackets and widths it has.

    国令第707号 and 国务院令第707号 are orders; both are kept as they are written, half width.
    """
    match = NUMBER.search(text)
    if match:
        body = re.sub(r"\s", "", match["body"])
        year = parse_numeral(match["year"] or match["bare"])
        serial = parse_numeral(match["serial"])
        return f"{body}〔{year}〕{serial}号"
    match = ORDER.search(text)
    if match:
        return (
            f"{re.sub(r'^中华人民共和国', '', match['issuer'])}令第{parse_numeral(match['serial'])}号"
            if "令" in match.group()
            else None
        )
    return None


def read_metadata(
    lines: Sequence[str],
    source: str,
    dropped: Sequence[Dropped] = (),
    title_hint: str | None = None,
    headings: Sequence[int] = (),
) -> Metadata:
    """Read what the head and the foot of a document say about it.

    :param lines: the lines of the canonical text, in order.
    :param source: the file's name, the last resort for a title.
    :param dropped: page furniture; its lines on source, date and index are read too.
    :param title_hint: the <title> of a web page or the properties of an office file.
    :param headings: numbers of the lines that the file marks as a heading of the first level.
    """
    evidence: dict[str, str] = {}
    meta_text = "\n".join(d.text for d in dropped if d.rule in ("web_meta", "index_table"))
    head, title, number = _read_head(lines, headings)
    warnings = []
    if lines and len(lines) <= 2 and len(lines[0]) > 200:
        title, number, head = _read_run_on_head(lines[0])
    if not title:
        title = _title_from_index(meta_text) or _title_from_hint(title_hint, lines) or _stem(source)
        if title == _stem(source):
            warnings.append("没有读到标题，以文件名代替")
    title, number = _number_behind_title(title, number)
    evidence["title"] = title
    if number is None:
        labelled = re.search(r"(?:发文字号|文\s*号|发文号)\s*[:：]?\s*([^\s|]{4,40}号)", meta_text)
        number = normal_number(labelled.group(1)) if labelled else None
    if number:
        evidence["doc_number"] = number
    carried = _carried(title, lines)
    text = "\n".join(lines)
    issued, issued_from = issued_on(lines, head, text)
    published = parse_date(meta_text)
    if issued_from:
        evidence["issued_on"] = issued_from
    effective, effective_from = effective_on(lines, issued or published)
    if effective_from:
        evidence["effective_on"] = effective_from
    expires = expires_on(lines, effective or issued, evidence)
    ended = _ENDED_ITSELF.search("\n".join([meta_text, *lines[: head + 3]]))
    if ended:
        evidence["ended"] = " ".join(ended.group().split()).strip("（）()【】[]")
    issuer = _issuer(title, lines, head, meta_text)
    if issuer:
        evidence["issuer"] = issuer
    return Metadata(
        title,
        number,
        issuer,
        Dates(issued, published, effective, expires),
        head,
        (),
        carried,
        tuple(warnings),
        evidence,
    )


def _number_behind_title(title: str, number: str | None) -> tuple[str, str | None]:
    """A page may write the 文号 behind the title: 关于……的通知（国办发〔2021〕8号）."""
    match = re.match(r"^(.+?)\s*[（(]([^（）()]{4,30}号)[）)]$", title)
    behind = normal_number(match.group(2)) if match else None
    if match is None or behind is None or number not in (None, behind) or not _GENRE_END.search(match.group(1)):
        return title, number
    return match.group(1), behind


def status_on(dates: Dates, title: str, day: date, repealed: bool = False) -> Status:
    """What a document's status is on a day, from its dates and title."""
    if repealed:
        return Status.REPEALED
    if _DRAFT.search(title[-12:]):
        return Status.DRAFT
    if dates.expires_on and dates.expires_on < day:
        return Status.EXPIRED
    if dates.effective_on and dates.effective_on > day:
        return Status.NOT_YET
    return Status.IN_FORCE


def _clean_title(parts: Sequence[str]) -> str:
    title = ""
    for part in parts:
        part = part.strip()
        spaced = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff](?: |$))", "", part)
        title += spaced if len(spaced) < len(part) - 2 else part
    return re.sub(r"[\s\u3000]+", " ", re.sub(r"(?<=[\u4e00-\u9fff])[\s\u3000]+(?=[\u4e00-\u9fff])", "", title)).strip()


def _is_title_line(text: str) -> bool:
    return (
        2 <= len(text) <= 80
        and not re.search(r"[。；！？]", text.rstrip("！？"))
        and not text.endswith(("：", ":", "，", ","))
        and not _ORDER_LINE.match(text)
        and not parse_date(text[:16])
        and marker_at(text, 0, len(text)) is None
    )


def _read_head(lines: Sequence[str], headings: Sequence[int]) -> tuple[int, str, str | None]:
    """The head's length in lines, the title, the 文号."""
    number: str | None = None
    title_parts: list[str] = []
    order: str | None = None
    head = position = 0
    limit = min(len(lines), 14)
    whole = bool(headings) and bool(_GENRE_END.search(lines[headings[0]].strip()))
    until = 0 if whole else _title_until(lines)
    while position < limit:
        text = lines[position].strip()
        standalone = normal_number(text) if len(text) <= 60 else None
        if not title_parts and _is_above_title(text):
            pass
        elif standalone and NUMBER.search(text) and len(text) <= len(standalone) + 12 and not title_parts_end(text):
            number = number or standalone
        elif _ORDER_HEAD.match(text) and position + 1 < len(lines) and _ORDER_LINE.match(lines[position + 1]):
            order = text
            serial = parse_numeral(_ORDER_LINE.match(lines[position + 1]).group(1))  # type: ignore[union-attr]
            body = text.removeprefix("中华人民共和国")
            number = f"{'国令' if body == '国务院令' else body}第{serial}号"
            position += 1
        elif position < until or title_parts and head == position and not whole and _continues_title(title_parts, text):
            title_parts.append(text)
        elif not title_parts and _is_title_line(text) and not (order and len(text) < 4):
            if order is not None and not _GENRE_END.search(text):
                break
            title_parts.append(text)
        elif title_parts and (
            _NOTE_LINE.match(text)
            and len(text) < 400
            and not text.endswith("。")
            and ADOPTION.search(text)
            or re.match(r"^[（(].{0,20}(?:19|20)\d{2}年.*[）)]$", text)
        ):
            pass  # 题注
        elif title_parts and (again := _said_again(title_parts, lines, position)):
            position = again - 1
        elif re.match(r"^[（(]?(?:19|20)\d{2}[-年/.]", text) and len(text) < 40:
            pass
        else:
            break
        position += 1
        head = position
    title = _clean_title(title_parts)
    if order is not None and not title:
        inner = _order_title(lines)
        return head, inner or order, number
    return head, title, number


def _said_again(parts: Sequence[str], lines: Sequence[str], position: int) -> int:
    """The line behind the title where it is said a second time, over up to four lines; 0 where it isn't."""
    wanted, joined = re.sub(r"\s", "", "".join(parts)), ""
    for last in range(position, min(position + 4, len(lines))):
        joined += re.sub(r"\s", "", lines[last])
        if joined == wanted:
            return last + 1
    return 0


def _title_until(lines: Sequence[str]) -> int:
    """The line behind the title, where a 文号 or an addressee shows its end; else 0."""
    start = 0
    while start < min(len(lines), 6) and (_is_above_title(lines[start].strip()) or _is_number_line(lines[start])):
        start += 1
    for position in range(start + 1, min(start + 7, len(lines))):
        text = lines[position].strip()
        if _is_number_line(text) or _ADDRESSEE.match(text):
            titles = [one.strip() for one in lines[start:position]]
            joined = "".join(titles).replace(" ", "")
            plausible = all(_is_title_line(one) and len(one) <= 50 for one in titles)
            return position if plausible and _GENRE_END.search(joined) and not _ORDER_HEAD.match(titles[0]) else 0
    return 0


def _is_above_title(text: str) -> bool:
    """Whether a line is 发文机关标志 or one of the marks beside it."""
    return bool(_LETTERHEAD.match(text) or _HEAD_MARK.match(text))


def _is_number_line(line: str) -> bool:
    """Whether a line holds a 文号 and hardly more (签发人 may stand beside it)."""
    number = normal_number(line)
    return bool(
        number and NUMBER.search(line) and len(line.strip()) <= len(number) + 12 and not title_parts_end(line.strip())
    )


def title_parts_end(text: str) -> bool:
    """Whether a line that holds a 文号 is a title that quotes it (关于…（国发〔2019〕5号）的通知)."""
    return bool(_GENRE_END.search(text))


def _continues_title(parts: Sequence[str], text: str) -> bool:
    """A title may be broken over lines at no punctuation; it ends with the word for its genre."""
    if not _is_title_line(text) or len(parts) >= 5:
        return False
    joined = "".join(parts)
    if joined.count("《") > joined.count("》") or joined.count("（") > joined.count("）"):
        return True
    if _GENRE_END.search(joined.replace(" ", "")) and not re.match(r"^的(通知|意见|决定|函|通告|公告|批复)", text):
        return False
    return bool(_GENRE_END.search(text.replace(" ", ""))) or len(joined) >= 8 and len(text) <= 40


def _order_title(lines: Sequence[str]) -> str | None:
    """An order's (令) document is the one it promulgates: 现公布《…》，自…起施行。"""
    for text in lines[1:8]:
        match = re.search(
            r"《([^《》]{3,80}?(?:〈[^〉]*〉[^《》]*)?)》[^。]{0,60}(?:公布|通过|施行|发布)", text
        ) or re.search(r"(?:公布|发布|通过)[^。《]{0,12}《([^《》]{3,80})》", text)
        if match:
            inner = match.group(1)
            for later in lines[2:14]:
                if inner in later.replace(" ", "") and len(later) <= len(inner) + 20 and "《" not in later:
                    return _clean_title([later])
            return inner
    return None


def _read_run_on_head(line: str) -> tuple[str, str | None, int]:
    """A text saved as one line: the title is what stands before the first space."""
    first, _, rest = line.strip().partition(" ")
    if 4 <= len(first) <= 90 and not re.search(r"[。；]", first):
        number = None
        match = NUMBER.match(rest[:60].lstrip())
        if match:
            number = normal_number(match.group())
        return _clean_title([first]), number, 0
    sentence = re.split(r"[。；，]", line.strip(), maxsplit=1)[0]
    return sentence[:40], None, 0


def _title_from_index(meta_text: str) -> str | None:
    """The title as the page's table of facts gives it (标题：…, 名称：…)."""
    match = re.search(r"^\s*(?:标[\s　]*题|名[\s　]*称|信息名称)\s*[:：\s]\s*(\S.{5,80})$", meta_text, re.M)
    return match.group(1).strip() if match else None


def _title_from_hint(hint: str | None, lines: Sequence[str]) -> str | None:
    if not hint:
        return None
    title = re.split(r"[_|－\-—]{1,2}(?=[\u4e00-\u9fff]{2,20}(?:网|政府|门户)?)", hint)[0].strip()
    return title if len(title) >= 4 else None


def _stem(source: str) -> str:
    name = source.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _carried(title: str, lines: Sequence[str]) -> tuple[str, ...]:
    found = []
    match = _CARRIED_TITLE.search(title)
    if match:
        found.append(match.group(1))
        found.append(re.sub(r"^.{0,30}?关于", "关于", match.group(1)))
    for text in lines[:12]:
        found += [m.group(1) for m in _CARRIED.finditer(text)]
        if re.search(r"(?:现将|将|公布|印发|发布|转发|批转|批准|同意)", text):
            found += re.findall(r"《([^《》]{3,80})》", text)
    return tuple(dict.fromkeys(found))


def _signatories(lines: Sequence[str], head: int) -> list[str]:
    """The bodies that signed, in order: the lines above the date, or several on one line."""
    signed, bodies = signed_at(lines, head), list[str]()
    for position in range((signed or 0) - 1, max(head - 1, (signed or 0) - 8), -1):
        above = lines[position].strip()
        if len(above) > 60 or not re.search(BODY + r"(?:[（(](?:盖章|印章?|公章)[）)])?$", above):
            break
        bodies[:0] = [body for body in re.split(r"[\s\u3000、]+", re.sub(r"[（(].*", "", above)) if body]
    return bodies


def _issuer(title: str, lines: Sequence[str], head: int, meta_text: str) -> str | None:
    signatories = _signatories(lines, head)
    match = _ISSUER_IN_TITLE.match(title)
    if match:
        named = re.sub(r"\s+", "", match.group(1))
        return "、".join(signatories) if "".join(signatories) == named else named
    labelled = re.search(r"(?:发文机关|发布机构|发文单位|制发机关)\s*[:：]?\s*([\u4e00-\u9fff、]{2,30})", meta_text)
    if labelled:
        return labelled.group(1)
    for line in lines[:head]:
        note = re.search(
            r"(?:(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)\s*([\u4e00-\u9fff、]{0,30}?(?:代表大会常务委员会|代表大会|人民法院|检察院|国务院|委员会|部|局|人民政府))",
            line,
        )
        if note:
            body = re.sub(r"第[一二三四五六七八九十百]+届|审判$", "", note.group(1))
            return body.removeprefix("中华人民共和国") or body
    if signatories:
        return "、".join(signatories)
    if letterhead := next((match.group(1) for line in lines[:4] if (match := _LETTERHEAD.match(line.strip()))), None):
        return re.sub(r"\s", "", letterhead)
    first = "".join(lines[: min(3, len(lines))])
    order = re.search(r"((?:国务院|[\u4e00-\u9fff]{2,12}(?:政府|部|局|委员会)))令", first)
    return order.group(1).removeprefix("中华人民共和国") if order else None
