"""Title, 文号, issuer, dates, status: each read from the document's own words, and from where.

Layout after GB/T 9704: 发文机关标志, 文号, 标题, 主送机关, 正文, 署名, 成文日期.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

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
_CARRIED = re.compile(r"(?:印发|转发|批转|发布|公布|颁布|现将|制定了?|通过的?|批准)[^。；《》]{0,20}《([^《》]{2,60}(?:〈[^〉]*〉[^《》]*)?)》")
_CARRIED_TITLE = re.compile(r"(?:印发|转发|批转|发布|公布)(?:[\u4e00-\u9fff、]{0,30}?(?:关于)?)?《?(.{4,60}?)》?的(?:通知|函|通告|公告|决定)$")
_ISSUER_IN_TITLE = re.compile(
    r"^([\u4e00-\u9fff、，,\s]{2,60}?(?:政府办公厅|政府办公室|政府|办公厅|办公室|委员会|总局|局|部|院|厅|委|会|社|行|中心|署|国务院|中央军委|党委|州委|省委|市委|县委))(?:关于|印发|转发|批转|对|公告|令)"
)
_BODY = r"(?:政府|办公厅|办公室|委员会|总局|局|部|院|厅|委|会|社|行|中心|署|国务院)"
_EFFECTIVE = re.compile(
    rf"自\s*(?:(?P<date>{DATE.pattern})|(?P<pub>(?:公布|发布|印发|颁布|下发|通过|批准)之?日))\s*(?:起)?[^。；]{{0,12}}?(?:施行|实施|执行|生效|开始执行|起执行)"
)
_VALID = re.compile(r"有效期(?:限)?(?:为|至|到)?\s*(?:(?P<years>[0-9０-９一二三四五六七八九十两]+)\s*年|(?P<until>" + DATE.pattern + "))")
_TRIAL = re.compile(r"(?:试行期|试行)(?:为|期限为)?\s*(?P<years>[0-9０-９一二三四五六七八九十两]+)\s*年")
_DRAFT = re.compile(r"征求意见稿|草案|送审稿|讨论稿")
_ADOPTION = re.compile(r"(通过|公布|发布|修订|修正|修改|批准|施行|实施|令|颁布)")


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


def parse_date(text: str) -> date | None:
    """The first date in `text` (2018年3月8日, 二〇一八年三月八日, 2018-03-08), None where there is none."""
    match = DATE.search(text)
    parts: tuple[str, ...] | None = match.groups()[:3] if match else None
    if parts is None:
        plain = re.search(r"((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})", text)
        parts = plain.groups() if plain else None
    if parts is None:
        return None
    numbers = [parse_numeral(part) for part in parts]
    if any(number is None for number in numbers):
        return None
    try:
        return date(numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
    except ValueError:
        return None


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
        return f"{re.sub(r'^中华人民共和国', '', match['issuer'])}令第{parse_numeral(match['serial'])}号" if "令" in match.group() else None
    return None


def read_metadata(
    lines: Sequence[str], source: str, dropped: Sequence[Dropped] = (), title_hint: str | None = None, headings: Sequence[int] = ()
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
        title = _title_from_hint(title_hint, lines) or _stem(source)
        if title == _stem(source):
            warnings.append("没有读到标题，以文件名代替")
    evidence["title"] = title
    if number is None:
        labelled = re.search(r"(?:发文字号|文\s*号|发文号)\s*[:：]?\s*([^\s|]{4,40}号)", meta_text)
        number = normal_number(labelled.group(1)) if labelled else None
    if number:
        evidence["doc_number"] = number
    carried = _carried(title, lines)
    text = "\n".join(lines)
    issued, issued_from = _issued_on(lines, head, text)
    published = parse_date(meta_text)
    if issued_from:
        evidence["issued_on"] = issued_from
    effective, effective_from = _effective_on(lines, issued or published)
    if effective_from:
        evidence["effective_on"] = effective_from
    expires = _expires_on(lines, effective or issued, evidence)
    issuer = _issuer(title, lines, head, meta_text)
    if issuer:
        evidence["issuer"] = issuer
    return Metadata(title, number, issuer, Dates(issued, published, effective, expires), head, (), carried, tuple(warnings), evidence)


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
        if standalone and NUMBER.search(text) and len(text) <= len(standalone) + 12 and not title_parts_end(text):
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
        elif title_parts and (_NOTE_LINE.match(text) and len(text) < 400 and not text.endswith("。") and _ADOPTION.search(text) or re.match(r"^[（(].{0,20}(?:19|20)\d{2}年.*[）)]$", text)):
            pass  # 题注
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


def _title_until(lines: Sequence[str]) -> int:
    """How many of the first lines make the title, where a 文号 or an addressee shows its end; else 0."""
    for position, line in enumerate(lines[:7]):
        text = line.strip()
        number = normal_number(text)
        if position and (number and NUMBER.search(text) and len(text) <= len(number) + 8 or _ADDRESSEE.match(text)):
            titles = [one.strip() for one in lines[:position]]
            joined = "".join(titles).replace(" ", "")
            plausible = all(_is_title_line(one) and len(one) <= 50 for one in titles)
            return position if plausible and _GENRE_END.search(joined) and not _ORDER_HEAD.match(titles[0]) else 0
    return 0


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
        match = re.search(r"《([^《》]{3,80}?(?:〈[^〉]*〉[^《》]*)?)》[^。]{0,60}(?:公布|通过|施行|发布)", text) or re.search(
            r"(?:公布|发布|通过)[^。《]{0,12}《([^《》]{3,80})》", text
        )
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
        if re.search(r"(?:现将|将|公布|印发|发布)", text):
            found += re.findall(r"《([^《》]{3,80})》", text)
    return tuple(dict.fromkeys(found))


def _issued_on(lines: Sequence[str], head: int, text: str) -> tuple[date | None, str]:
    for line in [*lines[-40:][::-1], *lines[head : head + 25]]:
        stripped = line.strip().strip("（）()")
        if len(stripped) <= 24 and parse_date(stripped) and re.fullmatch(r"[^\u4e00-\u9fff]*[0-9〇○零一二三四五六七八九十年月日ＯO\s\-/.]+(?:印发)?", stripped):
            return parse_date(stripped), stripped
    best: tuple[date | None, str] = (None, "")
    for line in lines[:head]:
        found = parse_date(line)
        if found and _ADOPTION.search(line) and "施行" not in line and "实施" not in line.replace("实施办法", "").replace("实施细则", "").replace("实施条例", ""):
            for match in DATE.finditer(line):
                day = parse_date(match.group())
                if day and (best[0] is None or day >= best[0]):
                    best = (day, line.strip())
        elif found and len(line.strip()) < 24 and best[0] is None:
            best = (found, line.strip())
    return best


def _effective_on(lines: Sequence[str], issued: date | None) -> tuple[date | None, str]:
    for line in [*lines[:14], *lines[-60:][::-1]]:
        match = re.match(rf"^\s*({DATE.pattern})\s*(?:起)?\s*(?:施行|实施)\s*$", line)
        if match:
            return parse_date(line), line.strip()
    for line in [*lines[-60:][::-1], *lines[:14]]:
        for match in _EFFECTIVE.finditer(line):
            before = line[max(0, match.start() - 30) : match.start()]
            if re.search(r"本|现公布|现予|公布，|》|，$|；$", before) or len(before) < 12:
                if match["date"]:
                    return parse_date(match["date"]), match.group()
                return issued, match.group()
    return None, ""


def _expires_on(lines: Sequence[str], start: date | None, evidence: dict[str, str]) -> date | None:
    for line in [*lines[-60:][::-1], *lines[:14]]:
        if not re.search(r"本(?:通知|意见|办法|规定|方案|细则|措施|政策|规则|制度|决定)|自.{0,14}起(?:施行|实施|执行)", line):
            continue
        match = _VALID.search(line) or (_TRIAL.search(line) if "本" in line[:40] else None)
        if not match:
            continue
        evidence["expires_on"] = match.group()
        groups = match.groupdict()
        if groups.get("until"):
            return parse_date(groups["until"])
        years = parse_numeral(groups.get("years") or "")
        if years and start:
            try:
                return start.replace(year=start.year + years)
            except ValueError:
                return start.replace(year=start.year + years, day=28)
    return None


def _issuer(title: str, lines: Sequence[str], head: int, meta_text: str) -> str | None:
    match = _ISSUER_IN_TITLE.match(title)
    if match:
        return re.sub(r"\s+", "", match.group(1))
    labelled = re.search(r"(?:发文机关|发布机构|发文单位|制发机关)\s*[:：]?\s*([\u4e00-\u9fff、]{2,30})", meta_text)
    if labelled:
        return labelled.group(1)
    for line in lines[:head]:
        note = re.search(r"(?:(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)\s*([\u4e00-\u9fff]{2,30}?(?:代表大会常务委员会|代表大会|人民法院|检察院|国务院|委员会|部|局|人民政府))", line)
        if note:
            return re.sub(r"第[一二三四五六七八九十百]+届|审判$", "", note.group(1))
    for position in range(len(lines) - 1, max(head, len(lines) - 40), -1):
        if len(lines[position].strip()) <= 24 and parse_date(lines[position]) and position > 0:
            above = lines[position - 1].strip()
            if len(above) <= 40 and re.search(_BODY + "$", above):
                return re.sub(r"\s+", "", above)
    first = "".join(lines[: min(3, len(lines))])
    order = re.search(r"((?:国务院|[\u4e00-\u9fff]{2,12}(?:政府|部|局|委员会)))令", first)
    return order.group(1).removeprefix("中华人民共和国") if order else None
