"""The words that hang on a citation: which quotation is whose, and where a paraphrase begins and ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qa.verify.quotes import find_quotes
from qa.verify.types import Before, Name, Place, Quote

_VERB = (
    r"(?:规定|明确|提出|要求|指出|强调|部署|指明|写明|载明|载有|写道|写到|写着|讲明|申明|重申|表述|列明|阐明|明示|指示|提到|提及|说明|告诉|所称|所列|"
    r"所述|所说|禁止|允许|鼓励|强制|约定|界定|定义|讲|说|称|写)"
)
# Words between an address and the quotation, of which no more than a few others may be left over.
_BETWEEN_WORDS = re.compile(
    rf"{_VERB}|如下|以下|内容|条文|原文|原话|全文|文字|明文|字样|大意|我们|大家|人们|清楚|专门|特别|曾经|一段话|这样|也|就|还|又|已经?|早已|即|便|所|有|的|了|"
    rf"中|里|内|上|为|是|着|得|很|都|明确地|对此|此处|其中|关于|相关|具体|提到|讲到|说到|写到|谈到|到|一句|这句话|这一|那句|之|一条|该条|该款|开宗明义|白纸黑字|"
    rf"[\s，,：:—\-–“”「」（）()；;、]"
)
_STATES = re.compile(
    rf"^[ \u3000]*(?:[的中里之内]|，|,)?(?:[明专特]?[确门别]?地?|明文|就此|对此|还|也|就|都|分别|同时|已经?|早已|曾|均|又|所|开宗明义)*(?P<verb>{_VERB})(?P<of>(?:了|如下|到|着|以下内容|我们|为(?!了)|是)*)"
    rf"[ \u3000]*(?P<sign>[：:，,]|——|的是?(?:[：:，,])?)?[ \u3000]*"
)
# 按照…的规定，: what follows is what the writer does about it as often as what the document says.
_OF_ITS = re.compile(
    r"^[ \u3000]*(?:的|之)(?:有关|相关|具体|明确)?(?:规定|要求|部署|精神|内容|表述)(?:和(?:要求|精神))?[，,]"
)
_COLON = re.compile(
    r"^[ \u3000]*(?:的?(?:条文|原文|内容|规定|表述|要求|原话)(?:为|是|如下)?)?[ \u3000]*[：:][ \u3000]*"
)
_COMMA = re.compile(r"^[ \u3000]*(?:之?规定)?[，,]")
# 第五条将补贴范围扩展至…: the clause is the subject of what is said.
_DOES = re.compile(r"(?=[将把对由]|禁止|允许|鼓励)")
_SPACE = re.compile(r"^[ \u3000]+(?=[\u4e00-\u9fff“《])")
_NEEDS_SIGN = frozenset({"讲", "说", "称", "写", "约定"})
_RULES = frozenset({"禁止", "允许", "鼓励", "强制"})  # 第九条禁止…: the verb is the document's
_BASIS = re.compile(
    r"(?:根据|依据|按照|依照|遵照|参照|对照|按|依|据|违反|符合|适用|落实|贯彻|执行|结合|围绕|属于|凡属|以)[ \u3000]*(?:了)?$"
)
_AFTER_QUOTE = re.compile(
    r"^[ \u3000]*(?:[（(\[]\s*(?:请?参见|参阅|参看|详见|见于?|引自|出自|摘自|源自|语出|依据|根据|载于?|据|来源|出处|摘录自|引用自)?[：:，,]?\s*|"
    r"[，,]?[ \u3000]*(?:这是|此为|此系|系|是|即|正是|便是|就是|见于?|参见|详见|出自|引自|源自|语出|载于|来自|摘自|取自)\s*|——|—|--|－－)$"
)
# “…”《…》第十三条的这一规定
_THIS_RULE = re.compile(
    r"(?:的|中的|之)?(?:这一|这条|这项|这些|此一|上述|该)(?:明文|明确|重要)?(?:规定|要求|表述|论述|条文|原则)"
)
# 耕地的承包期为三十年（《…》第二十一条）; …，见《…》第二十一条。: the words stand before the citation, without marks.
_SOURCE = (
    r"(?:(?:法律|法规|政策|文件|规定)?(?:依据|根据|来源|出处|链接)(?:是|为)?|法条(?:链接|依据)?|依照|按照|依据|根据|依|据|请?参见|参阅|参看|详见|见于?|引自|出自|摘自|"
    r"源自|语出|载于?)"
)
_BEHIND = re.compile(
    rf"(?P<bracket>[。！？]?\s*[（(\[【〔]\s*{_SOURCE}?[：:，,]?\s*)$|"
    r"(?:[，,]\s*(?:(?:法律|法规|政策)?(?:依据|根据)(?:是|为)?|据|这是|此为|此系|系|即|正是|便是|就是|见于?|参见|详见|出自|引自|源自|语出|载于|来自|摘自|取自)|[ \u3000]*(?:——|—|--|－－)|"
    r"(?P<has>[，,](?:对此，?)?))\s*$"
)
_BRACKET_GOES_ON = re.compile(
    r"(?:之?规定|的?(?:有关|相关)?(?:规定|要求)|等)?\s*(?P<sign>[、，；,;/和及与]|[）)\]】〕])"
)
_BRACKET_ENDS = re.compile(r"[^（(\[【〔）)\]】〕。\n]{0,60}[）)\]】〕]")
_CITATION_ENDS = re.compile(
    r"(?:之?规定|(?:中|里)?的?(?:有关|相关|明确|明文)?(?:规定|要求)的?)?\s*(?:[。；;！!）)\n]|$)"
)
_HAS = re.compile(
    r"(?:中|里|对此)?(?:已|也|都|均)?有(?:明确|明文|专门|具体)?(?:的)?(?:规定|要求|表述)\s*(?:[。；;！!\n]|$)"
)
_ASKS = re.compile(r"[？?]|[吗呢]$|能否|可否|能不能|可不可以|是不是")
_BRACKET_SHUT = re.compile(r"[）)\]】〕]\s*[，。；、,;]")
_MORE = re.compile(rf"^[，,、；;]?\s*(?:和|及|以及|并且|并|同时|还|又|也|且|与|或者?)?(?:{_VERB})?(?:了)?[：:，,]?$")
_END = re.compile(r"[。！？!?；;\n]")
_MOST_BETWEEN = 14  # characters between a quotation and a name behind it
_LEAST_BEFORE = 6  # characters of words without marks before a citation
_LEAST_NEARBY = 8  # characters of a quotation that isn't said to be anybody's
_MOST_GAP = 40  # characters between an address and the quotation that hangs on it


class Words:
    """The quotations and statements of one draft, as seen from its names."""

    def __init__(
        self, text: str, quotes: Sequence[Quote], names: Sequence[Name], places: Callable[[Name], list[Place]]
    ) -> None:
        self.text, self.quotes, self.names, self._places = text, quotes, names, places
        self.claims = self._claimed()
        self._spoken = [quote for quote in quotes if self._speaks(quote)]
        if self._spoken:  # the quotations within them are those that count
            self.quotes = [inner for q in quotes for inner in (self._within(q) if q in self._spoken else [q])]
            self.claims = self._claimed()

    def _speaks(self, quote: Quote) -> bool:
        """Whether a quotation is somebody's speech that cites, and no document's words: 他说“《…》规定‘…’”."""
        cites = any(n.how != "implied" and quote.open < n.start < quote.close and self._places(n) for n in self.names)
        return cites and quote.open not in self.claims and not self._ahead_of(quote)

    def _within(self, quote: Quote) -> list[Quote]:
        inner = find_quotes(self.text[quote.start : quote.end])
        at = quote.start
        return [Quote(q.open + at, q.start + at, q.end + at, q.close + at) for q in inner]

    def states(self, name: Name, at: int) -> bool:
        """Whether 规定, 明确 or the like stands at an offset, or a clause is written out there."""
        return bool(_STATES.match(self.text[at : at + 40])) or self._heads_line(name, at) is not None

    def ends_in_verb(self, at: int) -> bool:
        """Whether 规定, 明确 or the like stands right before an offset."""
        return bool(re.search(rf"{_VERB}(?:了|的|为|是)?$", self.text[max(0, at - 6) : at]))

    def goes_on(self, close: int, later: Quote) -> bool:
        """Whether a further quotation is joined to one that closed: “…”，并要求“…”."""
        return later.open not in self.claims and bool(_MORE.match(self.text[close : later.open]))

    def in_claimed(self, name: Name) -> bool:
        """Whether a name stands within a quotation that a name behind it claims."""
        return any(q.open < name.start < q.close and q.open in self.claims for q in self.quotes)

    def _claimed(self) -> dict[int, int]:
        """Opening of a quotation -> start of the name behind it that it belongs to: “…”（参见《…》第三条）."""
        found = {}
        for name in self.names:
            before = [q for q in self.quotes if q.close <= name.start]
            if before and self._refers(before[-1], name):
                bracket = re.search(r"[（(\[]", self.text[before[-1].close : name.start])
                implied, ahead = name.how == "implied", self._ahead_of(before[-1])
                if implied and ahead or bracket is None and (implied or ahead):
                    continue  # 《…》规定，“…”（第二条）: the clause of what is named before the words
                found[before[-1].open] = name.start
        return found

    def _refers(self, quote: Quote, name: Name) -> bool:
        """Whether what lies between a quotation and a name says that the words are that document's."""
        between = self.text[quote.close : name.start]
        if between.strip():
            return bool(_AFTER_QUOTE.match(between))
        places = self._places(name)
        return name.how != "implied" and bool(_THIS_RULE.match(self.text, places[-1].end if places else name.end))

    def _ahead_of(self, quote: Quote) -> bool:
        """Whether a name before a quotation introduces it: 《甲》规定：“…”，见《乙》."""
        for name in reversed(self.names):
            places = self._places(name) if name.end <= quote.open else []
            end = places[-1].end if places else name.end
            if end <= quote.open:
                gap = self.text[end : quote.open]
                return len(gap) <= _MOST_GAP and not _END.search(gap) and self.explicit(end, quote)
        return False

    def explicit(self, end: int, quote: Quote) -> bool:
        """Whether the words between address and quotation say that it is the document's."""
        gap = self.text[end : quote.open]
        if self.left_over(end, quote) <= 2:
            return True
        inner = gap.strip(" \u3000，,：:")
        return len(gap) <= 16 and not re.search(r"[，,：:；;、]", inner)

    def left_over(self, end: int, quote: Quote) -> int:
        """How many characters between address and quotation are none of those that introduce one."""
        return len(_BETWEEN_WORDS.sub("", self.text[end : quote.open]))

    def following(self, end: int) -> Quote | None:
        """The quotation that comes next in the sentence, unless another name or its own claims it."""
        quote = next((q for q in self.quotes if q.open >= end), None)
        if quote is None or quote.open - end > _MOST_GAP or quote.open in self.claims:
            return None
        gap = self.text[end : quote.open]
        stop = _END.search(gap)
        if stop is not None and not (
            stop.group() == "\n" and gap[: stop.start()].rstrip().endswith(("：", ":", "，", "规定", "——"))
        ):
            return None
        if any(end < n.start < quote.open and not self._idle(n) for n in self.names):
            return None
        shut = _BRACKET_SHUT.search(gap)
        if shut is not None and not re.search(r"[（(\[【〔]", gap[: shut.start()]):
            return None  # …（《…》第三条），“…”: the citation ended with its bracket
        return quote

    def _idle(self, name: Name) -> bool:
        """Whether a name between an address and a quotation takes nothing away: 该规定, 该款, an address of the same."""
        return name.how == "implied" or name.how == "pointer" and (bool(name.clause) or not self._places(name))

    def preceding(self, name: Name, consumed: int) -> Quote | None:
        """The quotation before a name that belongs to it, unless it was another's."""
        return next((q for q in self.quotes if self.claims.get(q.open) == name.start and q.open >= consumed), None)

    def nearby(self, name: Name, consumed: int) -> Quote | None:
        """A quotation shortly before a name in its sentence, which may be its document's: “…”一语出自《…》."""
        before = [q for q in self.quotes if consumed <= q.open and q.close <= name.start]
        if not before or name.start - before[-1].close > _MOST_BETWEEN or before[-1].open in self.claims:
            return None
        long = before[-1].end - before[-1].start >= _LEAST_NEARBY
        return before[-1] if long and not _END.search(self.text[before[-1].close : name.start]) else None

    def before(self, name: Name, end: int, consumed: int) -> Before | None:
        """The sentence without quotation marks that a citation behind it, in a bracket or after 见, gives as its source.

        :param end: where the citation's address ends.
        :param consumed: where words begin that aren't another citation's.
        """
        lead = _BEHIND.search(self.text, max(0, name.start - 24), name.start)
        if lead is None:
            return None
        alone, close = True, end
        if lead["bracket"] is not None:
            behind = _BRACKET_GOES_ON.match(self.text, end)
            if behind is None:
                return None
            shut = _BRACKET_ENDS.match(self.text, end)
            alone = behind["sign"] not in "、；;/和及与"
            close = shut.end() if shut is not None and alone else end
        elif not (_HAS if lead["has"] else _CITATION_ENDS).match(self.text, end):
            return None
        stop = lead.start()
        # 。（《…》第二条） may be said of several sentences.
        several = bool(lead["bracket"]) and self.text[stop] in "。！？"
        start = max(
            consumed,
            self._sentence_start(stop, several),
            *(self._reach(n) for n in self.names if n.start < stop),
            0,
        )
        start += len(self.text[start:stop]) - len(self.text[start:stop].lstrip(" \u3000，,、；;：:）)。\n"))
        words = self.text[start:stop]
        if len(words) < _LEAST_BEFORE or _ASKS.search(words + self.text[stop] + self.text[close : close + 1]):
            return None
        if any(q.open < start < q.close or q.open < stop < q.close for q in self.quotes):
            return None
        return Before((start, stop), close, alone)

    def _reach(self, name: Name) -> int:
        """Where a name that cites ends, with its address; 0 where one is only mentioned: 根据宪法，制定本法（《…》第一条）."""
        if name.how == "pointer" and (name.clause or self.text.startswith("本", name.start)):
            return 0
        places = self._places(name) if name.how != "implied" else []
        if places:
            return places[-1].end
        return name.end if self.states(name, name.end) else 0

    def _sentence_start(self, stop: int, several: bool) -> int:
        for at in range(stop - 1, -1, -1):
            if any(q.open <= at < q.close for q in self.quotes):
                continue
            char = self.text[at]
            if not several and char in "。！？!?" or char == "\n" and not self._soft(at):
                return at + 1
        return 0

    def stated(
        self, name: Name, end: int, addressed: bool, known: bool
    ) -> tuple[tuple[int, int], int, bool] | None:  # fmt: skip
        """A paraphrase behind 规定, 明确 …, a colon, a clause's number at the head of a line, or behind 根据《…》，.

        :param addressed: whether a clause is named.
        :param known: whether the library has the document.
        :return: its span to the sentence's (behind a colon, the paragraph's) end, where it is cut at the latest if it is no
            close one, and whether it counts only as a close one: 根据…， leads to the writer's own words as often.
        """
        window = self.text[end : end + 60]
        basis = bool(_BASIS.search(self.text[max(0, name.start - 6) : name.start])) or bool(_OF_ITS.match(window))
        match = _STATES.match(window) or (_COLON.match(window) if addressed else None)
        if match is None and addressed:
            match = _COMMA.match(window) if basis else self._heads_line(name, end) or _DOES.match(window)
            basis = True
        elif match is None and basis and known:
            match = _COMMA.match(window)
        if match is None:
            return None
        sign = (match.groupdict().get("sign") or match.group().strip())[-1:]
        verb = match.groupdict().get("verb") or ""
        start = end + match.end()
        if verb in _NEEDS_SIGN and not sign:
            return None
        if verb in _RULES and not match.groupdict().get("sign"):
            start = end + match.start("verb")
        around = next((q.close - 1 for q in self._spoken if q.open < name.start < q.close), len(self.text))
        sentence = stop = min(self._sentence_end(start), around)
        if sign in ("：", ":", ""):  # a colon, or a clause written out, may introduce several sentences
            while stop < around and self.text[stop : stop + 1] not in ("\n", "") and (sign or not verb):
                stop = min(self._sentence_end(stop + 1), around)
        if sentence - start < 4:
            return None
        following = next((n.start for n in self.names if start < n.start < sentence and n.how != "implied"), sentence)
        return (start, stop), following, basis

    def _heads_line(self, name: Name, end: int) -> re.Match[str] | None:
        """第六条　老年、残疾…: a clause written out on a line of its own."""
        line = self.text.rfind("\n", 0, end) + 1
        address = self.text[line:end].strip(" \u3000")
        return (
            _SPACE.match(self.text[end : end + 4])
            if re.match(r"第[^第]{1,8}条", address) and len(address) <= 12
            else None
        )

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
