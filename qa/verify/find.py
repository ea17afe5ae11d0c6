"""The places of a draft that cite: a name, the addresses behind it, and the words that hang on them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.addresses import Address
from qa.verify.genres import GENRE, LEGAL, RARE_DRAFTS, genre_fits, genre_of
from qa.verify.names import NameFinder, titles
from qa.verify.places import BETWEEN, joined, places_at
from qa.verify.quotes import bare_quote, find_quotes
from qa.verify.shelf import Shelf
from qa.verify.types import Cited, Name, Place, Quote

_VERB = (
    r"(?:规定|明确|提出|要求|指出|强调|部署|指明|写明|载明|载有|写道|写到|写着|讲明|申明|重申|表述|列明|阐明|明示|指示|提到|提及|说明|告诉|所称|所列|"
    r"所述|所说|禁止|允许|鼓励|强制|约定|界定|定义|讲|说|称|写)"
)
# Words between an address and the quotation, of which no more than a few others may be left over.
_BETWEEN_WORDS = re.compile(
    rf"{_VERB}|如下|以下|内容|条文|原文|原话|全文|文字|明文|字样|大意|我们|大家|人们|清楚|专门|特别|曾经|一段话|这样|也|就|还|又|已经?|早已|即|便|所|有|的|了|"
    rf"中|里|内|上|为|是|着|得|很|都|明确地|对此|此处|其中|关于|相关|具体|一句|这句话|这一|那句|之|一条|该条|该款|开宗明义|白纸黑字|"
    rf"[\s，,：:—\-–“”「」（）()；;、]"
)
_STATES = re.compile(
    rf"^[ \u3000]*(?:[的中里之内]|，|,)?(?:[明专特]?[确门别]?地?|对此|还|也|就|都|分别|同时|已经?|早已|曾|均|又|所|开宗明义)*(?P<verb>{_VERB})(?P<of>(?:了|如下|到|着|以下内容|我们|为|是)*)"
    rf"[ \u3000]*(?P<sign>[：:，,]|——|的是?(?:[：:，,])?)?[ \u3000]*"
)
_COLON = re.compile(
    r"^[ \u3000]*(?:的?(?:条文|原文|内容|规定|表述|要求|原话)(?:为|是|如下)?)?[ \u3000]*[：:][ \u3000]*"
)
_BASIS = re.compile(
    r"(?:根据|依据|按照|依照|遵照|参照|对照|按|依|据|违反|符合|适用|落实|贯彻|执行|结合|围绕|属于|凡属|以)[ \u3000]*(?:了)?$"
)
_AFTER_QUOTE = re.compile(
    r"^[ \u3000]*(?:[（(\[]\s*(?:请?参见|参阅|参看|详见|见于?|引自|出自|摘自|源自|语出|依据|根据|载于?|据|来源|出处|摘录自|引用自)?[：:，,]?\s*|"
    r"[，,。]?[ \u3000]*(?:这是|此为|此系|系|是|即|正是|便是|就是|见于?|参见|详见|出自|引自|源自|语出|载于|来自|摘自|取自)\s*|——|—|--|－－)$"
)
_MORE = re.compile(rf"^[，,、；;]?\s*(?:和|及|以及|并且|并|同时|还|又|也|且|与|或者?)?(?:{_VERB})?(?:了)?[：:，,]?$")
_END = re.compile(r"[。！？!?；;\n]")
_ADDRESS = re.compile(
    r"第\s*[（(]?\s*[0-9０-９〇零一二三四五六七八九十百千两廿卅]+\s*[）)]?\s*(?:部分|条|款|项|目|点|章|节)"
)
_MOST_GAP = 40
_OWN = re.compile(r"(?:本|我[市县镇乡局院省州区]|此次|这次|下列|上列|附件|方案|草案|附表)[\u4e00-\u9fff]{0,6}$")


class Finder:
    """Goes through a draft. `consumed` is set by whoever judges: names before it are words of a source."""

    def __init__(self, text: str, shelf: Shelf) -> None:
        self.text, self.shelf = text, shelf
        self.titles = titles(text)
        self.quotes = find_quotes(text, self.titles)
        self._names = NameFinder(text, shelf)
        self.names = self._with_addresses(self._names.find())
        self.consumed = 0
        self._seen: list[tuple[Name, str]] = []  # names with the title that they stand for
        self._last: Cited | None = None
        head = next((line.strip() for line in text.split("\n") if line.strip()), "")
        self._own = genre_of(head) if len(head) <= 80 else ""
        self._claims = self._claimed()

    # -- names and addresses --------------------------------------------------------------------------
    def _with_addresses(self, names: list[Name]) -> list[Name]:
        """The names, and the addresses that stand without one: 旅游法第80条, 第八条规定."""
        taken: list[tuple[int, int]] = []
        for name in names:
            places = self._places(name)
            taken.append((name.start, places[-1].end if places else name.end))
        found = list(names)
        for match in _ADDRESS.finditer(self.text):
            if any(a <= match.start() < b for a, b in taken):
                continue
            least = max((b for _, b in taken if b <= match.start()), default=0)
            name = self._names.before_address(match.start(), least)
            if name is None:
                name = Name(match.start(), match.start(), "implied")
            places = places_at(self.text, match.start())
            if places:
                found.append(name)
                taken.append((name.start, places[-1].end))
        return sorted(found, key=lambda n: (n.start, n.end))

    def _places(self, name: Name) -> list[Place]:
        gap = BETWEEN.match(self.text, name.end)
        start = gap.end() if gap and name.how != "implied" else name.end
        if "\n" in self.text[name.end : start] and not name.title:
            return []
        return places_at(self.text, start)

    def _claimed(self) -> dict[int, int]:
        """Opening of a quotation -> start of the name behind it that it belongs to: “…”（参见《…》第三条）."""
        found = {}
        for name in self.names:
            before = [q for q in self.quotes if q.close <= name.start]
            if before and _AFTER_QUOTE.match(self.text[before[-1].close : name.start]):
                bracket = re.search(r"[（(\[]", self.text[before[-1].close : name.start])
                if bracket is None and (name.how == "implied" or self._ahead_of(before[-1])):
                    continue
                found[before[-1].open] = name.start
        return found

    def _ahead_of(self, quote: Quote) -> bool:
        """Whether a name before a quotation introduces it: 《甲》规定：“…”，见《乙》."""
        for name in reversed(self.names):
            places = self._places(name) if name.end <= quote.open else []
            end = places[-1].end if places else name.end
            if end <= quote.open:
                gap = self.text[end : quote.open]
                return len(gap) <= _MOST_GAP and not _END.search(gap) and self._explicit(end, quote)
        return False

    # -- going through -----------------------------------------------------------------------------------
    def __iter__(self) -> Iterator[Cited]:
        for name in self.names:
            if name.start < self.consumed or self._in_claimed(name):
                continue
            yield from self._cites(name)

    def _in_claimed(self, name: Name) -> bool:
        """Whether a name stands within a quotation that a name behind it claims."""
        return any(q.open < name.start < q.close and q.open in self._claims for q in self.quotes)

    def judged(self, cited: Cited, end: int, kept: bool) -> None:
        """Told by the judge how far a citation goes, and whether it is one."""
        if kept:
            self.consumed = max(self.consumed, end)
            self._last = cited

    def _cites(self, name: Name) -> Iterator[Cited]:
        places = self._places(name)
        if name.how == "pointer" and name.clause:
            source, places = self._clause_pointer(name, places)
        else:
            source = self._source(name)
        if name.how not in ("pointer", "implied"):
            self._seen.append((name, self._title(name)))
        if name.how in ("pointer", "implied") and (source is None or not self._points(name, places)):
            return
        yield from self._group(name, source, places)

    def _source(self, name: Name) -> Name | None:
        if name.how == "implied":
            return self._seen[-1][0] if self._seen and self._last is not None else None
        if name.how != "pointer":
            return name
        fitting = [n for n, title in self._seen if n.start < name.start and genre_fits(name.genre, title)]
        if fitting:
            return fitting[-1]
        return None

    def _title(self, name: Name) -> str:
        resolved = self.shelf.resolve(name.title, name.number, name.year)
        first = (*resolved.doc_ids, *resolved.rivals)[:1]
        return self.shelf.summaries[first[0]].title if first else name.title or name.number

    def _points(self, name: Name, places: list[Place]) -> bool:
        """Whether a pointer or a bare address cites, rather than names the draft itself or nothing in particular."""
        words = self.text[name.start : name.end]
        if name.how == "implied":
            return self._implied(name, places)
        states = bool(_STATES.match(self.text[(places[-1].end if places else name.end) :][:40]))
        quoted = (
            self._following(places[-1].end if places else name.end) is not None or self._preceding(name) is not None
        )
        if words.startswith("本") and not name.clause:
            if self._own and genre_fits(name.genre, "某" + self._own):
                return False
            if name.genre not in RARE_DRAFTS and not quoted:
                return False
        if name.clause:
            return bool(states or quoted)
        return bool(places) or quoted or (states and not words.startswith("本"))

    def _implied(self, name: Name, places: list[Place]) -> bool:
        before = self.text[max(0, name.start - 12) : name.start]
        if not places or _OWN.search(before):
            return False
        at_word = re.search(r"[\u4e00-\u9fffA-Za-z0-9]$", before)
        if at_word and not re.search(r"(?:其|其中|在|按|按照|据|根据|依据|依照|而|且|同时|并|和|及|与|对|的)$", before):
            return False
        end = places[-1].end
        return (
            bool(_STATES.match(self.text[end : end + 40]))
            or self._following(end) is not None
            or self._preceding(name) is not None
        )

    def _clause_pointer(self, name: Name, places: list[Place]) -> tuple[Name | None, list[Place]]:
        """该条第二款, 前款: the last clause cited, up to the level that is meant."""
        last = self._last
        if last is None or last.place is None or last.source is None:
            return None, []
        unit = name.clause.lstrip("该本同上述前此一两二三")
        steps = last.place.steps
        level = {"条": 1, "部分": 1, "款": 2, "项": 3}.get(unit, 1)
        outer: Address = steps[: min(level, len(steps))] if unit in ("条", "部分") else steps
        if unit == "款":
            outer = tuple(s for s in steps if s.unit.value not in ("item", "subitem"))
        if not places:
            return last.source, [Place(name.start, name.end, outer)]
        return last.source, [Place(p.start, p.end, joined(outer, p.steps), p.last) for p in places]

    # -- the words --------------------------------------------------------------------------------------
    def _group(self, name: Name, source: Name | None, places: list[Place]) -> Iterator[Cited]:
        """A name with its addresses: each a citation, the words hanging on the last."""
        ahead = self._preceding(name)
        for place in places[:-1]:
            first = place is places[0]
            yield Cited(
                name.start if first else place.start, place.end, name, source, place, firm=name.how != "implied"
            )
        last = places[-1] if places else None
        start = name.start if len(places) < 2 else (last.start if last else name.start)
        end = last.end if last is not None else name.end
        beside = tuple(p.steps for p in places[:-1])
        if ahead is not None:
            quote = bare_quote(self.text, ahead)
            begin = ahead.open if len(places) < 2 else start
            bracket = re.search(r"[（(\[]", self.text[ahead.close : name.start])
            closing = re.compile(r"(?:之?规定|的规定|的要求)?\s*[）)\]]").match(self.text, end) if bracket else None
            yield Cited(
                min(begin, start),
                closing.end() if closing else end,
                name,
                source,
                last,
                quote,
                "quotation",
                self._firm(name),
                beside=beside,
            )
            return
        following = self._following(end)
        stated = self._stated(name, end, last is not None)
        if following is not None and stated is not None and stated[0][0] + 4 < following.open and not self._explicit(end, following):
            # 规定，…“…”…: the quotation marks stand within a paraphrase.
            (a, b), cut, basis = stated
            inner = bare_quote(self.text, following)
            yield Cited(start, end, name, source, last, (a, b), "paraphrase", self._firm(name), basis, beside, cut, inner)
            return
        if following is not None:
            yield from self._quoted(name, source, last, start, following, beside)
            return
        if stated is not None:
            (a, b), cut, basis = stated
            yield Cited(start, end, name, source, last, (a, b), "paraphrase", self._firm(name), basis, beside, cut)
            return
        if last is not None or self._mention(name):
            yield Cited(start, end, name, source, last, firm=self._firm(name), beside=beside)

    def _firm(self, name: Name) -> bool:
        return name.how != "implied"

    def _mention(self, name: Name) -> bool:
        """Whether a name without address and words is a citation: a document of the library, or a legal title."""
        if name.how in ("pointer", "implied", "unknown"):
            return False
        if name.how == "number":
            return True
        resolved = self.shelf.resolve(name.title, name.number, name.year)
        known = bool(resolved.doc_ids or resolved.rivals)
        if name.how == "bare":
            return known and name.title.endswith(("法", "条例", "法典"))
        return known or bool(name.number) or bool(LEGAL.search(name.title)) and len(name.title) >= 4

    def _quoted(
        self, name: Name, source: Name | None, last: Place | None, start: int, quote: Quote, beside: tuple[Address, ...]
    ) -> Iterator[Cited]:
        end = last.end if last is not None else name.end
        firm = self._firm(name) and self._explicit(end, quote)
        place, close = last, quote.close
        if place is None:
            behind = re.compile(r"[ \u3000]*[（(\[]\s*(?:见|参见|详见|即)?\s*").match(self.text, quote.close)
            more = places_at(self.text, behind.end()) if behind else []
            if more:
                place, close = more[-1], more[-1].end
        yield Cited(start, close, name, source, place, bare_quote(self.text, quote), "quotation", firm, beside=beside)
        at = quote
        while True:  # “…”，并要求“…”
            later = next((q for q in self.quotes if q.open >= at.close), None)
            if later is None or later.open in self._claims or not _MORE.match(self.text[at.close : later.open]):
                return
            yield Cited(
                later.open,
                later.close,
                name,
                source,
                place,
                bare_quote(self.text, later),
                "quotation",
                False,
                more=True,
            )
            at = later

    def _explicit(self, end: int, quote: Quote) -> bool:
        """Whether the words between address and quotation say that it is the document's."""
        gap = self.text[end : quote.open]
        rest = _BETWEEN_WORDS.sub("", gap)
        if len(rest) <= 2:
            return True
        inner = gap.strip(" \u3000，,：:")
        return len(gap) <= 16 and not re.search(r"[，,：:；;、]", inner)

    def _following(self, end: int) -> Quote | None:
        """The quotation that comes next in the sentence, unless another name or its own claims it."""
        quote = next((q for q in self.quotes if q.open >= end), None)
        if quote is None or quote.open - end > _MOST_GAP or quote.open in self._claims:
            return None
        gap = self.text[end : quote.open]
        stop = _END.search(gap)
        if stop is not None and not (
            stop.group() == "\n" and gap[: stop.start()].rstrip().endswith(("：", ":", "，", "规定", "——"))
        ):
            return None
        if any(
            end < n.start < quote.open and not (n.how == "pointer" and n.clause)
            for n in self.names
            if n.how != "implied"
        ):
            return None
        return quote

    def _preceding(self, name: Name) -> Quote | None:
        return next(
            (q for q in self.quotes if self._claims.get(q.open) == name.start and q.open >= self.consumed), None
        )

    def _stated(self, name: Name, end: int, addressed: bool) -> tuple[tuple[int, int], int, bool] | None:
        """A paraphrase behind 规定, 明确 …: its span to the sentence's end, where it is cut, and whether 根据 leads in."""
        window = self.text[end : end + 60]
        match = _STATES.match(window) or (_COLON.match(window) if addressed else None)
        if match is None:
            return None
        basis = bool(_BASIS.search(self.text[max(0, name.start - 6) : name.start]))
        sign = match.groupdict().get("sign") or ""
        verb = match.groupdict().get("verb") or ""
        if verb in ("讲", "说", "称", "写", "约定", "禁止", "允许", "鼓励", "强制") and not sign:
            if verb not in ("禁止", "允许", "鼓励", "强制"):
                return None
            start = end + match.start("verb")
        else:
            start = end + match.end()
        stop = self._sentence_end(start)
        if stop - start < 4:
            return None
        following = next((n.start for n in self.names if start < n.start < stop and n.how != "implied"), stop)
        return (start, stop), following, basis

    def _sentence_end(self, start: int) -> int:
        at = start
        while at < len(self.text):
            quote = next((q for q in self.quotes if q.open == at), None)
            if quote is not None:
                at = quote.close
                continue
            char = self.text[at]
            if char in "。！？!?；;":
                return at
            if char == "\n" and not self._soft(at):
                return at
            if char in "）)" and self.text.count("（", start, at) + self.text.count(
                "(", start, at
            ) < 1 + self.text.count("）", start, at) + self.text.count(")", start, at):
                return at
            at += 1
        return at

    def _soft(self, at: int) -> bool:
        """Whether a line end is only where a line was broken: no full stop before it, no indent or label behind it."""
        line = self.text[self.text.rfind("\n", 0, at) + 1 : at]
        behind = self.text[at + 1 : at + 8]
        if len(line.strip()) < 16 or not behind or behind[0] in " \u3000\t\n":
            return False
        if re.match(r"[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|第[一二三四五六七八九十百0-9]+[条章节部]", behind):
            return False
        return line.rstrip()[-1:] not in "。！？；：”」』）)…"


__all__ = ["GENRE", "Finder"]
