"""Enumerations within a sentence: 通过A、B、C等方式, 负责A、B和C. Only those whose both ends are certain."""

from __future__ import annotations

import re

# What stands before the first member, so that it can be told where that begins.
_LEADS = (
    "包括|涵盖|涉及|通过|采取|运用|利用|围绕|聚焦|依托|按照|坚持|实行|落实|严格执行|执行|建立健全|建立完善|建立|完善|健全|加强|强化|开展|提供|支持|鼓励|推进|推动|做好|抓好|抓实|发展(?!改革|和改革)|"
    "培育|打造|建设|实施|统筹|整合|组织开展|组织|制定|负责|具有|具备|享有|重点|禁止|不得|协助|研究|引导|动员|整治|查处|解决|防止|防范|化解|取得|给予|优先保障|保障|规范|推广|"
    "落实好|总结|明确|分为|承担|维护|保护|公开|公示|安排|载明|注明|纳入|发放|设立|设置|配备|配套|培养|提升|提高|优化|扩大|促进|开发|禁止在|不得在"
)
_AT_START = r"^(?:主要|应当|要|重点|应)?(?:为|由|以|对|从|在|将|与)"
_ITEM = r"[^，。、；：,;:“”（）()《》\s]{2,14}"
_RUN = re.compile(
    rf"(?P<lead>{_AT_START}|{_LEADS})(?P<list>{_ITEM}(?:、{_ITEM}){{2,8}}?(?:(?:和|以及|及|与){_ITEM})?)(?P<tail>(?<![高中初平同均对优上何])等|的(?:方式|办法|原则|措施|形式|机制|途径|方法|要求|思路|模式)|$)"
)
_BAD_ITEM = re.compile(
    r"^(?:的|和|与|及|或|等|并|以|在|对|为|是)|(?:的|和|与|及|或|相结合|为主|并举|一体|在内|之间|方面|情况|部门)$|[其该本此]|进行|应当|有关|其他|相关|等|\d"
)
_LAST = re.compile(r"^(.*?[^协调缓温平])(?:和|以及|及|与)(?![谐解])(.*)$")


def inline_list(text: str, start: int, end: int) -> tuple[int, int, tuple[str, ...]] | None:
    """The enumeration in a segment: where it starts and ends, and its members in order; None where none is certain."""
    segment = text[start:end]
    if segment.count("、") < 2:
        return None
    for match in _RUN.finditer(segment):
        begin, stop = match.span("list")
        if not match["tail"] and stop != len(segment):
            continue
        items = match["list"].split("、")
        last = _LAST.match(items[-1])
        if last and len(last[1]) >= 2 and len(last[2]) >= 2:
            items[-1:] = [last[1], last[2]]
        lengths = [len(item) for item in items]
        closed = not match["tail"]  # the last member may trail words that belong to all
        regular = max(lengths) - min(lengths) <= (2 if closed else 5) and lengths[0] <= max(lengths[1:]) + 2
        if closed and (min(lengths) < 3 or "的" in items[-1]):
            continue
        if (
            3 <= len(items) <= 8
            and regular
            and len(set(items)) == len(items)
            and not any(_BAD_ITEM.search(i) for i in items)
        ):
            return start + begin, start + stop, tuple(items)
    return None


_QUOTED_LIST = re.compile(
    r"“(?P<list>[^“”，。；：,;:、]{2,9}(?:、[^“”，。；：,;:、]{2,9}){2,4})”(?=(?:的)?[一-龥]{0,6}(?:原则|要求|政策|方式|制度|机制|标准|措施|思路|工作法|模式|目标|责任制))"
)


def quoted_lists(text: str, start: int, end: int) -> list[tuple[int, int, tuple[str, ...]]]:
    """Enumerations in quotation marks: 坚持“应进则进、应退则退、该返则返”原则."""
    found = []
    for match in _QUOTED_LIST.finditer(text, start, end):
        items = tuple(match["list"].split("、"))
        if len(set(items)) == len(items) and max(map(len, items)) - min(map(len, items)) <= 3:
            found.append((*match.span("list"), items))
    return found
