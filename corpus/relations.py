"""What a document says of other documents: that it repeals, amends, implements or cites them.

Read from the document's own words; each carries the span that says so. Whom a title or 文号 means is found out in the
library, now or when that document comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.metadata import NUMBER
from corpus.names import number_key, title_key


class RelationKind(StrEnum):
    """How a document stands to another that it names."""

    REPEALS = "repeals"  # 废止
    AMENDS = "amends"  # 修改
    IMPLEMENTS = "implements"  # 根据…制定本办法, 贯彻落实
    CITES = "cites"


@dataclass(frozen=True, slots=True)
class Stated:
    """`text[start:end]` says that the document stands so to the one called `name` (with `number`, where that is given).

    `key` and `number_key` are what the library finds it by; `key` is empty where only a 文号 is given.
    """

    kind: RelationKind
    name: str
    key: str
    number_key: str | None
    start: int
    end: int


_TITLE = r"(?:《(?:[^《》]|《[^《》]*》){2,90}》|〈[^〈〉]{2,80}〉)"
_NUMBER_BEHIND = r"(?:\s*[（(](?P<behind>[^（）()]{0,12}(?:[（(〔\[][^（）()]{4,6}[）)〕\]])?[^（）()]{0,60})[）)])?"
_MENTION = re.compile(rf"《(?P<title>(?:[^《》]|《[^《》]*》){{2,90}})》{_NUMBER_BEHIND}")
_ENDED = r"(?:废止|失效|停止执行|停止施行|停止实施)"
_ENDED_WORD = re.compile(_ENDED)
# What ends the documents named before it: 《A》和《B》同时废止 · 《A》（国发〔2001〕5号）自本办法施行之日起废止
_TAIL = re.compile(rf"(?:同时|即行|相应|随即|一并|予以|不再|即|均|也|自[^。；《》]{{2,24}}起)?(?:宣布)?{_ENDED}")
_GAP_CHARS = 60  # between documents that one 废止 ends, and before it
# 决定废止《A》、《B》 ; not 已被废止的《A》
_AFTER = re.compile(rf"(?:^|[^被予以时行即应并起已])(?:废止|停止执行)(?:了)?\s*((?:[^《》。；]{{0,30}}{_TITLE})+)")
_CLAUSE_ONLY = re.compile(r"^[^《》。；]{0,6}第[^《》。；]{1,14}(?:条|款|项|章|部分)")
_BASIS = re.compile(r"(?:根据|依照|按照|依据)[^，。；]{0,10}$")
_NOT_ENDED = re.compile(r"(?:不|未|没有|尚未)\s*$")
# A line over a list: 废止的规范性文件目录, 决定废止的文件, 宣布失效的…; and those that end such a list.
_LIST_ENDED = re.compile(
    rf"(?:{_ENDED})[^。；]{{0,40}}(?:目录|清单|文件|法规|规章|名单|如下|情况)|(?:目录|清单)[^。；]{{0,6}}[（(][^（）()]*{_ENDED}[^（）()]*[）)]"
)
_LIST_KEPT = re.compile(
    r"(?:继续有效|保留|修改|修订|拟修改|继续执行|重新公布)[^。；]{0,30}(?:目录|清单|文件|法规|规章|名单|如下)"
)
_DECIDES = re.compile(rf"(?:决定|现将?|宣布|公布)[^。；]{{0,40}}{_ENDED}|{_ENDED}[^。；]{{0,30}}(?:目录|清单|名单)")
_ENDING_TITLE = re.compile(rf"(?:{_ENDED}|清理)[^《》]{{0,40}}(?:决定|通知|公告|通告|目录)$")
_ARTICLES = re.compile(r"^第一条[\s　]", re.M)
_ITEM = re.compile(r"^\s*(?:[（(]?[0-9０-９一二三四五六七八九十百]{1,4}\s*[.．、）)\s　]|[·●▪]|\|)?\s*")
_AMENDING = re.compile(rf"(?:关于)?(?:修改|修订|修正)(?:[^《》]{{0,12}})({_TITLE})")
_AMENDED_BELOW = re.compile(rf"(?:对|将)({_TITLE})[^。；]{{0,40}}(?:作(?:出|如下|以下)|修改|修正|修订)")
_AMENDMENT = re.compile(r"^(?:中华人民共和国)?([^《》]{1,30}?法)修正案")
_IMPLEMENTED = re.compile(
    rf"(?:根据|依据|依照|按照|为(?:了)?(?:深入|全面|认真)?(?:贯彻落实|贯彻|落实|实施|执行)|贯彻落实|结合)((?:[^。；]{{0,60}}?{_TITLE}{_NUMBER_BEHIND.replace('(?P<behind>', '(?:')})+)[^。]{{0,160}}"
)
_FOUNDS = re.compile(
    r"制定(?:本|了本|如下|以下)?|(?:提出|现提出)[^。]{0,12}(?:意见|措施|方案)|结合[^。]{0,20}实际|特制定|现就|通知如下|现将"
)
_IMPLEMENTS_TITLE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,12}?)?(?:实施|贯彻|落实|执行)《(.{2,60}?)》(?:的)?(?:办法|细则|规定|条例|意见|方案)|^(.{2,40}法)实施(?:条例|细则|办法)$"
)
_DOCUMENT = re.compile(
    r"(?:法|法典|条例|办法|规定|细则|规则|规程|意见|通知|决定|决议|方案|规划|纲要|计划|预案|解释|批复|公告|通告|通报|令|标准|规范|章程|指引|指南|要点|措施|目录|清单|制度|准则|守则|公约|协定|函|要求|政策|报告)"
    r"(?:[（(][^（）()]{1,20}[）)])?$"
)
_HEAD_CHARS = 1500


def stated_relations(title: str, text: str) -> list[Stated]:
    """What a document says of others, in the order of its text; of two relations to one document the stronger."""
    found: list[Stated] = []
    own = title_key(title)
    for stated in (*_repeals(title, text), *_amends(title, text), *_implements(title, text), *_cites(text)):
        if not (stated.key and stated.key != own or stated.number_key):
            continue
        same = next((i for i, one in enumerate(found) if one.key == stated.key and _agree(one, stated)), None)
        if same is None:
            found.append(stated)
        elif found[same].kind is stated.kind and found[same].number_key is None and stated.number_key:
            found[same] = stated  # the same said again, with its 文号
    return sorted(found, key=lambda stated: (stated.start, stated.key))


def _agree(one: Stated, other: Stated) -> bool:
    return one.number_key is None or other.number_key is None or one.number_key == other.number_key


def _mentions(
    kind: RelationKind, text: str, start: int, end: int, span: tuple[int, int] | None = None
) -> Iterator[Stated]:
    """The documents named in `text[start:end]`; `span` is what says so (the mention itself by default)."""
    for match in _MENTION.finditer(text, start, min(len(text), end + 120)):  # a 文号 may stand behind `end`
        if match.start() >= end:
            return
        title, behind = match["title"], match["behind"]
        number = number_key(behind) if behind and NUMBER.search(behind) else None
        where = span or match.span()
        yield Stated(kind, title, title_key(title.replace("〈", "《").replace("〉", "》")), number, *where)


def _repeals(title: str, text: str) -> Iterator[Stated]:
    if not re.search(_ENDED, text):
        return
    for begin, stop in _ended_sentences(text):
        for (start, end), named in (*_named_before(text, begin, stop), *_named_behind(text, begin, stop)):
            for one in named:
                before = text[max(begin, one.start - 16) : one.start]
                if _CLAUSE_ONLY.match(text[one.end : one.end + 30]) or _BASIS.search(before):
                    continue
                if not _NOT_ENDED.search(text[max(begin, end - 8) : end - 2]):
                    yield Stated(one.kind, one.name, one.key, one.number_key, start, end)
    if _decides_to_end(title, text):
        yield from _listed(text)


def _decides_to_end(title: str, text: str) -> bool:
    """Whether it is a decision that ends others: by its title, or by what it decides at its beginning.

    A law's 题注 may quote the title of such a decision, and a law may speak of ends; neither is one.
    """
    if _ARTICLES.search(text):
        return False
    head = re.sub(r"《[^《》]*》", "", text[:_HEAD_CHARS])
    return bool(_ENDING_TITLE.search(title) or _DECIDES.search(head))


_Named = tuple[tuple[int, int], list[Stated]]


def _named_before(text: str, begin: int, stop: int) -> Iterator[_Named]:
    """The span and the documents of each 《A》、《B》同时废止 in a sentence."""
    mentions = list(_mentions(RelationKind.REPEALS, text, begin, stop))
    used = begin
    for tail in _TAIL.finditer(text, begin, stop):
        chain: list[Stated] = []
        behind = tail.start()
        for one in reversed([m for m in mentions if used <= m.start and m.end <= tail.start()]):
            gap = text[one.end : behind]
            if len(gap) > _GAP_CHARS or re.search(r"[。；]", gap):
                break
            chain.insert(0, one)
            behind = one.start
        if chain:
            used = tail.end()
            yield (chain[0].start, tail.end()), chain


def _named_behind(text: str, begin: int, stop: int) -> Iterator[_Named]:
    """The span and the documents of each 决定废止《A》、《B》 in a sentence."""
    for hit in _AFTER.finditer(text, begin, stop):
        yield hit.span(), list(_mentions(RelationKind.REPEALS, text, *hit.span(1)))


def _ended_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences that speak of an end and name a document."""
    done = 0
    for match in _ENDED_WORD.finditer(text):
        if match.start() < done:
            continue
        begin = max(text.rfind("。", done, match.start()), text.rfind("\n", done, match.start()), done - 1) + 1
        stops = [at for at in (text.find("。", match.end()), text.find("\n", match.end())) if at >= 0]
        done = min(stops, default=len(text))
        if "《" in text[begin:done]:
            yield begin, done


def _listed(text: str) -> Iterator[Stated]:
    """The items below 废止的文件目录 and the like, a line each, to the heading of another list."""
    inside, position = False, 0
    for line in text.split("\n"):
        begin, position = position, position + len(line) + 1
        words = line.strip()
        if len(words) <= 60 and not _MENTION.search(line) and _LIST_KEPT.search(words):
            inside = False
        elif len(words) <= 80 and _LIST_ENDED.search(words) and "《" not in words and not words.endswith("。"):
            inside = True
        elif inside and words:
            named = list(_mentions(RelationKind.REPEALS, text, begin, begin + len(line)))
            if named:
                yield from (named if len(line) <= 60 * len(named) + 60 else [])
                continue
            bare = _ITEM.sub("", words)
            number = NUMBER.search(bare)
            name = re.split(r"[（(　\s]", bare[: number.start()] if number else bare)[0].rstrip("（( 　")
            if _DOCUMENT.search(name) and 4 < len(name) <= 80 and "。" not in bare:
                key = number_key(number.group()) if number else None
                yield Stated(RelationKind.REPEALS, name, title_key(name), key, begin, begin + len(line.rstrip()))


def _amends(title: str, text: str) -> Iterator[Stated]:
    place = text.find(title[:12]) if title else -1
    start = max(place, 0)
    for match in _AMENDING.finditer(title):
        if title.endswith(("决定", "通知", "公告", "修正案")) or "的决定" in title:
            words = match.group(1)[1:-1].replace("〈", "《").replace("〉", "》")
            yield Stated(
                RelationKind.AMENDS, words, title_key(words), None, start, min(len(text), start + max(len(title), 1))
            )
    amendment = _AMENDMENT.match(title)
    if amendment:
        yield Stated(
            RelationKind.AMENDS, amendment.group(1), title_key(amendment.group(1)), None, start, start + len(title)
        )
    if re.search(r"修改|修正|修订", title) and re.search(r"决定|通知|公告", title):
        for match in _AMENDED_BELOW.finditer(text):
            yield from _mentions(RelationKind.AMENDS, text, *match.span(1))
        for match in re.finditer(
            r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])\s*(?:对)?("
            + _TITLE
            + r")[^\n]{0,40}$",
            text,
            re.M,
        ):
            yield from _mentions(RelationKind.AMENDS, text, *match.span(1))


def _implements(title: str, text: str) -> Iterator[Stated]:
    named = _IMPLEMENTS_TITLE.match(title)
    if named:
        name = named.group(1) or named.group(2)
        yield Stated(RelationKind.IMPLEMENTS, name, title_key(name), None, 0, min(len(title), len(text)))
    for match in _IMPLEMENTED.finditer(text, 0, _HEAD_CHARS):
        if _FOUNDS.search(match.group()):
            yield from _mentions(RelationKind.IMPLEMENTS, text, *match.span(1))


def _cites(text: str) -> Iterator[Stated]:
    for one in _mentions(RelationKind.CITES, text, 0, len(text)):
        if one.number_key or _DOCUMENT.search(one.name):
            yield one
