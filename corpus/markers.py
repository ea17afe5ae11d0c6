"""What may begin a clause: `第三条`, `（一）`, `1.`, `附件2`, at the start of a line or within one.

A marker is only a candidate. Whether it begins a clause is decided by `corpus.outline`, which
knows what came before and what follows: `第二条规定备案的…` on a line of its own is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.addresses import CIRCLED, PARENTHESISED, Unit
from corpus.numerals import ORDINAL, parse_numeral

_CN = r"[〇○零一二三四五六七八九十百]+"
_AR = r"[0-9０-９]{1,3}"
_NAMED = {"编": Unit.VOLUME, "分编": Unit.SUBVOLUME, "章": Unit.CHAPTER, "节": Unit.SECTION, "条": Unit.ARTICLE,
          "部分": Unit.PART}  # fmt: skip
_MARKER = re.compile(
    rf"(?P<named>[第笫]\s*(?P<nord>{ORDINAL})\s*(?P<unit>部分|分编|编|章|节|条)(?:之(?P<suffix>[一二三四五六七八九十]+))?)"
    rf"|(?P<att>附\s*[件录表](?:\s*(?P<aord>[0-9０-９]{{1,2}}|[一二三四五六七八九十]{{1,3}}|[（(][一二三四五六七八九十0-9]{{1,3}}[）)]))?)"
    rf"|(?P<part>(?P<pord>{_CN})\s*[、．.])"
    rf"|(?P<sub>[（(]\s*(?P<sord>{_CN})\s*[）)]\s*[、]?)"
    rf"|(?P<dec>(?P<dord>[0-9０-９]{{1,2}}(?:[.．][0-9０-９]{{1,2}})+)[.．、]?(?![0-9０-９%％‰万亿元倍亩吨]))"
    rf"|(?P<point>(?P<iord>{_AR})\s*[.．、](?![0-9０-９]))"
    rf"|(?P<paren>[（(]\s*(?P<qord>{_AR})\s*[）)]\s*[、.]?|(?P<hord>{_AR})[）)])"
    rf"|(?P<circ>[{CIRCLED}])"
    rf"|(?P<pchar>[{PARENTHESISED}])"
    rf"|(?P<top>(?P<tord>[0-9０-９]{{1,2}})[ \u3000]+(?=[\u4e00-\u9fff]))"
)
# Behind 第X条 without a space these show that the words go on: a reference, not a beginning.
_REFERENCE = re.compile(
    r"^(?:规定|所列|所称|所规定|所指|所述|的(?!士)|、|，|,|。|；|;|以外|以上|以下|以内|之规定|有关规定|关于.{0,12}的规定|"
    r"(?:和|及|或|至|到|、|以及)\s*(?:第|本)|中[，、所的规有]|中第|第.{1,4}[款项条]|内容|要求的|列举)"
)
# Behind （一） or 1.: （一）项规定 refers, （一）目标任务 and （一）点、线、面结合 don't.
_LIST_REFERENCE = re.compile(
    r"^(?:[、，,。；;）)]|[（(]\s*[〇零一二三四五六七八九十0-9]{1,3}\s*[）)]|[和及或至到]\s*[（(第]|(?:[项款条点]|目(?!的))(?:[规所的中，,。；;：:至和及或内情第之以列）)]|、\s*[（(第]|$))"
)
# Where a marker may stand inside a line: behind the end of a sentence or a lead-in, or a space.
_INLINE = re.compile(rf"(?<=[。；;：:！!？?\s])(?=(?:[（(]\s*(?:{_CN}|{_AR})\s*[）)]|{_CN}\s*、|{_AR}\s*[.．、](?![0-9０-９])|"
                     rf"[第笫]\s*{ORDINAL}\s*(?:[章节](?:之[一二三四五六七八九十]+)?[ \u3000]|条)|[{CIRCLED}]))")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marker:
    """A candidate: its unit and number, where its label begins and ends, and how it stands there."""

    unit: Unit
    number: int
    suffix: int
    name: str  # 1.2.3 for a decimal
    start: int
    label_end: int
    spaced: bool  # white space (or the line's end) follows the label
    refers: bool  # what follows reads as a reference: 规定, 的, 、
    inline: bool


def marker_at(text: str, start: int, end: int, inline: bool = False) -> Marker | None:
    """The marker at the start of `text[start:end]`, or None."""
    while start < end and text[start] in " \u3000\t":
        start += 1
    match = _MARKER.match(text, start, end)
    if not match:
        return None
    group = match.group
    unit, number, suffix, name = Unit.ANY, None, 0, ""
    if group("named"):
        unit, number = _NAMED[group("unit")], parse_numeral(group("nord"))
        suffix = parse_numeral(group("suffix") or "") or 0
    elif group("att"):
        unit = Unit.ATTACHMENT
        number = parse_numeral((group("aord") or "").strip("（）()")) or 0
    elif group("part"):
        unit, number = Unit.PART, parse_numeral(group("pord"))
    elif group("sub"):
        unit, number = Unit.SUBPART, parse_numeral(group("sord"))
    elif group("dec"):
        name = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in group("dord"))
        unit, number = Unit.DECIMAL, int(name.rpartition(".")[2])
    elif group("point"):
        unit, number = Unit.POINT, parse_numeral(group("iord"))
    elif group("paren"):
        unit, number = Unit.SUBPOINT, parse_numeral(group("qord") or group("hord"))
    elif group("circ"):
        unit, number = Unit.CIRCLED, CIRCLED.index(group("circ")) + 1
    elif group("pchar"):
        unit, number = Unit.SUBPART, PARENTHESISED.index(group("pchar")) + 1
    elif group("top"):
        number = parse_numeral(group("tord"))
        unit, name = Unit.DECIMAL, str(number)
    if number is None:
        return None
    label_end = match.end() if not group("top") else match.start() + len(group("tord"))
    behind = text[label_end:end]
    spaced = not behind or behind[0].isspace()
    pattern = _REFERENCE if unit in (*_NAMED.values(), Unit.ATTACHMENT) and not group("part") else _LIST_REFERENCE
    refers = not spaced and bool(pattern.match(behind))
    return Marker(unit, number, suffix, name, start, label_end, spaced, refers, inline)


def inline_markers(text: str, start: int, end: int) -> list[Marker]:
    """Markers that stand inside a line, in order; the one at its start is not among them."""
    found = []
    for match in _INLINE.finditer(text, start + 1, end):
        marker = marker_at(text, match.start(), end, inline=True)
        if marker is not None:
            found.append(marker)
    return found
