"""The places of a draft that cite: a name, the addresses behind it, and the words that hang on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from corpus.addresses import Address
from corpus.names import title_key
from qa.verify.genres import GENRE, LEGAL, RARE_DRAFTS, genre_fits, genre_of
from qa.verify.names import NameFinder, titles
from qa.verify.places import BETWEEN, joined, places_at
from qa.verify.quotes import bare_quote, find_quotes
from qa.verify.shelf import Shelf
from qa.verify.types import Before, Cited, Name, Place, Quote, Span
from qa.verify.words import Words

_ADDRESS = re.compile(
    r"第\s*[（(]?\s*[0-9０-９〇零一二三四五六七八九十百千两廿卅]+\s*[）)]?\s*(?:部分|条|款|项|目|点|章|节)"
)
_CLAUSE_BEHIND = re.compile(
    r"[。！？]?[ \u3000]*[（(\[【〔]\s*(?:请?参见|详见|见|即|依据|根据)?\s*(?=第|[一二三四五六七八九十]{1,3}\s*[、（(])"
)
_OPENED = re.compile(r"[（(〔]\s*(?=第|[一二三四五六七八九十]{1,3}\s*[、（(])")
_CLOSED = re.compile(r"\s*[）)\]】〕]")
_STATED = re.compile(
    r"[0-9０-９]|[一二三四五六七八九十百][日天年月]|应当|可以|不得|必须|禁止|不|要|[，。；]"
)  # no term, but a statement
_TERM = 14  # characters of a term in quotation marks
_GOES_ON = 300  # characters behind a citation within which 第十四条规定 still means its document
_CLAUSED = frozenset(
    {"办法", "规定", "条例", "细则", "制度", "方案", "意见", "通知", "规则", "章程", "守则", "规程", "规范", "措施"}
)
_OWN = re.compile(r"(?:本|我[市县镇乡局院省州区]|此次|这次|下列|上列|附件|方案|草案|附表)[\u4e00-\u9fff]{0,6}$")


class Finder:
    """Goes through a draft. `consumed` is set by whoever judges: names before it are words of a source."""

    def __init__(self, text: str, shelf: Shelf) -> None:
        self.text, self.shelf = text, shelf
        self.titles = titles(text)
        self._names = NameFinder(text, shelf)
        self.names = self._with_addresses(self._names.find())
        self.consumed = 0
        self._seen: list[tuple[Name, str]] = []  # names with the title that they stand for
        self._last: Cited | None = None
        head = next((line.strip() for line in text.split("\n") if line.strip()), "")
        self._own = genre_of(head) if len(head) <= 80 else ""
        self._words = Words(text, find_quotes(text, self.titles), self.names, self._places)

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
            name = self._names.before_address(match.start(), least) or Name(match.start(), match.start(), "implied")
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
        opened = _OPENED.match(self.text, start) if name.how not in ("pointer", "implied") else None
        if opened is None:
            return places_at(self.text, start)
        places = places_at(self.text, opened.end())  # 《…》（第三条）规定
        closing = _CLOSED.match(self.text, places[-1].end) if places else None
        return [*places[:-1], replace(places[-1], end=closing.end())] if closing else []

    # -- going through -----------------------------------------------------------------------------------
    def __iter__(self) -> Iterator[Cited]:
        for name in self.names:
            if name.start < self.consumed or self._words.in_claimed(name) or self._copied(name):
                continue
            yield from self._cites(name)

    def _copied(self, name: Name) -> bool:
        """Whether 本法, 本条例第二条, 前款 stands in words that are copied from what is cited behind them."""
        if name.how != "pointer" or not name.clause and not self.text.startswith("本", name.start):
            return False
        return any(a <= name.start < b for a, b in self._before)

    @cached_property
    def _before(self) -> list[tuple[int, int]]:
        """The sentences that a citation behind them gives as its source."""
        found = []
        for name in self.names:
            if name.how not in ("pointer", "implied"):
                places = self._places(name)
                said = self._words.before(name, places[-1].end if places else name.end, 0)
                found += [said.span] if said is not None else []
        return found

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
        if name.how == "implied" and self._last is not None and self._last.place is not None:
            outer = self._last.place.last or self._last.place.steps
            places = [Place(p.start, p.end, joined(outer, p.steps), p.last and joined(outer, p.last)) for p in places]
        if name.how not in ("pointer", "implied"):
            self._seen.append((name, self._title(name)))
        if name.how in ("pointer", "implied") and (source is None or not self._points(name, places)):
            return
        yield from self._group(name, source, places)

    def _source(self, name: Name) -> Name | None:
        if name.how == "implied":
            return self._seen[-1][0] if self._seen and self._last is not None else None
        if name.how == "unknown":  # 承包法第十条, 《农村土地承包法》 having been cited
            ends = title_key(name.title)
            return next((n for n, title in reversed(self._seen) if title_key(title).endswith(ends)), name)
        if name.how != "pointer":
            return name
        fitting = [
            n for n, title in self._seen
            if n.start < name.start and (genre_fits(name.genre, title) or genre_fits(name.genre, n.title))
        ]  # fmt: skip
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
        states = self._words.states(name, places[-1].end if places else name.end)
        quoted = (
            self._words.following(places[-1].end if places else name.end) is not None
            or self._words.preceding(name, self.consumed) is not None
        )
        if words.startswith("本") and not name.clause:
            if self._own and genre_fits(name.genre, "某" + self._own):
                return False
            if name.genre not in RARE_DRAFTS and not quoted:
                return False
        if name.clause:
            return bool(states or quoted) or self._words.before(name, name.end, self.consumed) is not None
        if self._own and words.startswith(name.genre) and genre_fits(name.genre, "某" + self._own):
            return False  # 条例第十条, in a draft of 条例; 《条例》第十条 is another's
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
            self._words.states(name, end)
            or self._words.following(end) is not None
            or self._words.preceding(name, self.consumed) is not None
            or self._words.before(name, end, self.consumed) is not None
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
        ahead = self._words.preceding(name, self.consumed)
        said = self._words.before(name, places[-1].end if places else name.end, self.consumed)
        for place in places[:-1]:
            first = place is places[0]
            yield Cited(
                name.start if first else place.start, place.end, name, source, place, firm=name.how != "implied"
            )
        last = places[-1] if places else None
        start = name.start if len(places) < 2 else (last.start if last else name.start)
        end = last.end if last is not None else name.end
        beside = tuple(p.steps for p in places[:-1])
        if ahead is not None and not self._ends_statement(ahead, said):
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
        following = self._words.following(end)
        known = name.how in ("title", "number") and bool(self.shelf.resolve(name.title, name.number, name.year).doc_ids)
        stated = self._words.stated(name, end, last is not None, known)
        behind = self._clause_behind(stated[0], following) if last is None and stated is not None else None
        if stated is not None and behind is not None:
            words, found = behind
            beside = tuple(p.steps for p in found[:-1])
            yield Cited(
                start, found[-1].end, name, source, found[-1], words, "paraphrase", self._firm(name), stated[2], beside,
                words[1],
            )  # fmt: skip
            return
        if (
            following is not None
            and stated is not None
            and stated[0][0] <= following.open
            and (self._words.left_over(end, following) or self._begins(following))
        ):
            # 规定，…“…”…: the quotation marks stand within a paraphrase.
            (a, b), cut, basis = stated
            inner = bare_quote(self.text, following)
            yield Cited(
                start,
                end,
                name,
                source,
                last,
                (a, b),
                "paraphrase",
                self._firm(name),
                basis,
                beside,
                cut,
                inner,
                self._words.explicit(end, following),
            )
            return
        if following is not None:
            yield from self._quoted(name, source, last, start, following, beside)
            return
        if stated is not None:
            (a, b), cut, basis = stated
            yield Cited(start, end, name, source, last, (a, b), "paraphrase", self._firm(name), basis, beside, cut)
            return
        near = self._words.nearby(name, self.consumed) if last is not None else None
        if near is not None:
            quote = bare_quote(self.text, near)
            yield Cited(near.open, end, name, source, last, quote, "quotation", False, beside=beside)
            return
        if said is not None and (last is not None or known):
            firm = said.alone and self._firm(name)
            term = bare_quote(self.text, ahead) if ahead is not None else None
            yield Cited(
                start, said.close, name, source, last, said.span, "paraphrase", firm, beside=beside, before=True, inner=term,
                inner_firm=True,
            )  # fmt: skip
            return
        if last is not None or self._mention(name):
            yield Cited(start, end, name, source, last, firm=self._firm(name), beside=beside)

    def _ends_statement(self, quote: Quote, said: Before | None) -> bool:
        """Whether a quotation is only a term at the end of a statement: …开辟“绿色通道”（《…》第四部分）."""
        return (
            said is not None
            and quote.end - quote.start <= _TERM
            and quote.open - said.span[0] >= _TERM
            and not _STATED.search(self.text[quote.start : quote.end])
            and re.search(r"[\u4e00-\u9fff]$", self.text[said.span[0] : quote.open]) is not None
            and not self._words.ends_in_verb(quote.open)
        )

    def _clause_behind(self, stated: Span, following: Quote | None) -> tuple[Span, list[Place]] | None:
        """What is stated up to a bracket that holds its clause alone: 《…》规定，耕地的承包期为三十年（第二十一条）.

        Not behind another name; 本条例 within the words is no other.
        """
        begin, end = stated
        others = (n for n in self.names if begin <= n.start < end and n.how != "implied")
        until = next((n.start for n in others if not (n.how == "pointer" and self.text.startswith("本", n.start))), end)
        for bracket in _CLAUSE_BEHIND.finditer(self.text, begin, until):
            if following is not None and following.open < bracket.start():
                return None
            places = places_at(self.text, bracket.end())
            if (
                places
                and "见" in bracket.group()
                and re.match(r"第.{1,3}部分", self.text[bracket.end() : bracket.end() + 6])
            ):
                continue  # （详见第三部分）, of the draft itself
            if places and _CLOSED.match(self.text, places[-1].end):
                return (stated[0], bracket.start()), places
        return None

    def _firm(self, name: Name) -> bool:
        """Whether the words are surely said of the document. 第十四条规定 goes on with the document cited just before,
        unless the draft has clauses of its own.
        """
        if name.how != "implied":
            return True
        last = self._last
        if last is None or self._own in _CLAUSED or name.start - last.end > _GOES_ON:
            return False
        return bool(re.search(r"[。；;”」』]\s*$", self.text[max(0, name.start - 3) : name.start])) and bool(
            re.match(
                r"第[^第]{1,8}[条款](?:第[^第]{1,8}[款项])*[还又也则并同时]*(?:规定|明确)", self.text[name.start :]
            )
        )

    def _begins(self, quote: Quote) -> bool:
        """Whether a short quotation only begins a statement: 规定“确有悔改表现”是指…."""
        if self.text[quote.end - 1] in "。！？；":
            return False
        return quote.end - quote.start <= _TERM and bool(
            re.match(r"[\u4e00-\u9fff]", self.text[quote.close : quote.close + 1])
        )

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
        firm = self._firm(name) and self._words.explicit(end, quote)
        place, close = last, quote.close
        chain = [quote]
        while (later := self._next_quote(chain[-1])) is not None:
            chain.append(later)
        for one in chain if place is None else ():  # “…”“…”（第九条、第十条）: of each of them
            behind = re.compile(r"[ \u3000]*[（(\[]\s*(?:见|参见|详见|即)?\s*").match(self.text, one.close)
            more = places_at(self.text, behind.end()) if behind else []
            if more:
                place, beside = more[-1], tuple(p.steps for p in more[:-1])
                close = more[-1].end if one is quote else close
                break
        yield Cited(start, close, name, source, place, bare_quote(self.text, quote), "quotation", firm, beside=beside)
        for later in chain[1:]:  # “…”，并要求“…”
            yield Cited(
                later.open, later.close, name, source, place, bare_quote(self.text, later), "quotation", False, beside=beside,
                more=True,
            )  # fmt: skip

    def _next_quote(self, quote: Quote) -> Quote | None:
        """The quotation that goes on with one: “…”，并要求“…”."""
        later = next((q for q in self._words.quotes if q.open >= quote.close), None)
        return later if later is not None and self._words.goes_on(quote.close, later) else None


__all__ = ["GENRE", "Finder"]
