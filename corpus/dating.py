"""Dates that a document states of itself: when it was issued, begins and ends, each with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from corpus.numerals import DATE, parse_numeral

BODY = r"(?:政府|办公厅|办公室|委员会|总局|局|部|院|厅|委|会|社|行|中心|署|国务院)"
_SIGNED = re.compile(
    BODY
    + r"(?:[（(](?:盖章|印章?|公章)[）)])?$|^(?:代)?(?:总理|主席|主任|省长|州长|市长|县长|区长|部长|局长|院长|委员长)[：:]?[\u4e00-\u9fff·]{2,12}$"
)
_EFFECTIVE = re.compile(
    rf"自\s*(?:(?P<date>{DATE.pattern})|(?P<pub>(?:公布|发布|印发|颁布|下发|通过|批准)之?日))\s*(?:起)?[^。；]{{0,12}}?(?:施行|实施|执行|试行|生效|开始执行|起执行)(?!的)"
)
_OWN_EFFECTIVE = re.compile(
    r"本(?:通知|意见|办法|规定|方案|细则|措施|政策|规则|制度|决定|通告|公告|条例)[^。；，]{0,6}" + _EFFECTIVE.pattern
)
_VALID = re.compile(
    rf"有效期(?:限)?(?:为|至|到)?\s*(?:(?P<until>{DATE.pattern})|(?P<years>[0-9０-９]{{1,2}}|[一二三四五六七八九十两]{{1,3}})\s*年)"
)
_TRIAL = re.compile(r"(?:试行期|试行)(?:为|期限为)?\s*(?P<years>[0-9０-９]{1,2}|[一二三四五六七八九十两]{1,3})\s*年")
_DATE_ALONE = re.compile(r"[^\u4e00-\u9fff]*[0-9〇○零一二三四五六七八九十年月日ＯO\s\-/.]+(?:印发)?")
_BEGINS = re.compile(r"日\s*(?:起)?\s*(?:施行|实施)\s*$")
ADOPTION = re.compile(r"(通过|公布|发布|修订|修正|修改|批准|施行|实施|令|颁布)")


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


def issued_on(lines: Sequence[str], head: int, text: str) -> tuple[date | None, str]:
    """成文日期: the line below the signature; else a date alone on its line; else what the 题注 says."""
    dated = [i for i in range(head, len(lines)) if is_date_line(lines[i])]
    signed = signed_at(lines, head)
    alone = [i for i in dated if i >= len(lines) - 40][::-1] + [i for i in dated if i < head + 25]
    for i in (*([signed] if signed else []), *alone):
        stripped = lines[i].strip().strip("（）()")
        return parse_date(stripped), stripped
    best: tuple[date | None, str] = (None, "")
    for line in lines[:head]:
        found = parse_date(line)
        if found and ADOPTION.search(line) and not _BEGINS.search(line):
            for match in DATE.finditer(line):
                day = parse_date(match.group())
                if day and (best[0] is None or day >= best[0]):
                    best = (day, line.strip())
        elif found and len(line.strip()) < 24 and best[0] is None:
            best = (found, line.strip())
    return best


def signed_at(lines: Sequence[str], head: int) -> int | None:
    """The line of the date below the first signature; attachments may have others behind it."""
    for i in range(max(head, 1), len(lines)):
        above = re.sub(r"\s", "", lines[i - 1])
        if is_date_line(lines[i]) and len(above) <= 60 and _SIGNED.search(above):
            return i
    return None


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and nothing else."""
    stripped = line.strip().strip("（）()")
    return len(stripped) <= 24 and bool(parse_date(stripped)) and bool(_DATE_ALONE.fullmatch(stripped))


def effective_on(lines: Sequence[str], issued: date | None) -> tuple[date | None, str]:
    """施行日期, and the words it was read from.

    Read from the head and the end, where a document speaks of itself; further in, only where it says 本.

    :param issued: the day that 自公布之日起 means.
    """
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
    for line in lines:
        match = _OWN_EFFECTIVE.search(line)
        if match:
            return (parse_date(match["date"]) if match["date"] else issued), match.group()
    return None, ""


def expires_on(lines: Sequence[str], start: date | None, evidence: dict[str, str]) -> date | None:
    """有效期届满: the last day in force, from 有效期五年 (`start` is its first day) or 有效期至….

    :param evidence: gets the words it was read from as `expires_on`.
    """
    for line in [*lines[-60:][::-1], *lines[:14]]:
        if not re.search(
            r"本(?:通知|意见|办法|规定|方案|细则|措施|政策|规则|制度|决定)|自.{0,14}起(?:施行|实施|执行)", line
        ):
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
                return start.replace(year=start.year + years) - timedelta(days=1)
            except ValueError:
                return start.replace(year=start.year + years, day=28)
    return None
