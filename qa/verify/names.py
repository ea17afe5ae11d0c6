"""Where a draft names documents: 《标题》, 文号, known titles without 书名号, and pointers back (该法, 上述意见, 该条)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.metadata import NUMBER, ORDER
from corpus.names import number_key, title_key
from qa.verify.genres import GENRE, GOES_ON, PLACE_END, POINTER_GENRE, strip_lead
from qa.verify.shelf import Shelf
from qa.verify.types import Name

TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》|〈[^〈〉]*〉){2,140}?)》")
_OPEN, _CLOSE = r"[（(〔【\[]", r"[）)〕】\]]"
_ALIAS = re.compile(
    rf"\s*{_OPEN}[^（）()]{{0,30}}?(?:以下)?(?:统一)?(?:简称|下称|称)(?:为|：|:)?\s*[“\"《「‘]*\s*([^“”\"《》「」‘’（）()，。；]{{1,40}}?)\s*[”\"》」’]*\s*{_CLOSE}"
)
_YEAR_NOTE = re.compile(
    rf"\s*{_OPEN}\s*((?:19|20)\d{{2}})\s*年?(?:[-./年]\d{{1,2}}(?:[-./月]\d{{1,2}}日?)?)?\s*(?:修正|修订|修改|公布|通过|发布|施行|版|文本|第.{{1,4}}次修正)*\s*{_CLOSE}"
)
_PLAIN_NOTE = re.compile(
    rf"\s*{_OPEN}\s*(?:试行|暂行|修订|修正|修订版|修订稿|草案|征求意见稿|最新版|现行有效|节选|摘录|中发|以下同)\s*{_CLOSE}"
)
_STATE_ORDER = re.compile(
    r"(?:国务院|主席|国)令\s*[（(]?\s*第?\s*(?P<serial>[0-9０-９〇零一二三四五六七八九十百]+)\s*号"
)
# 浙江省实施《农村土地承包法》办法, written without marks of its own.
_IMPLEMENTS = re.compile(r"[\u4e00-\u9fff]{0,14}(?:实施|贯彻|执行)$")
_IMPLEMENTING = re.compile(r"(?:若干规定|实施办法|实施细则|暂行办法|办法|条例|细则|规定|若干意见|的决定)(?!的)")
_TAIL = re.compile(r"\s*(?:号?文件(?![\u4e00-\u9fff]*[柜夹])|文(?![件化物明体书章字学本档]))")
_POINTER = re.compile(
    rf"(?P<lead>该|同一?|上述|前述|上揭|前揭|此|这[一个项份部]|那[一个项份部]|本|其)(?:[份部个项件])?《?(?P<genre>{POINTER_GENRE})》?(?P<after>)"
)
_CLAUSE_POINTER = re.compile(
    r"(?P<lead>该|本|同|上述|前述|此|前)(?P<count>[一两二三])?(?P<unit>条|款|项|部分)(?![件约目链理例式项])"
)
# 条例第十条, 《农村五保供养工作条例》 having been cited.
_GENRE_ALONE = re.compile(
    rf"(?:(?<![\u4e00-\u9fff》])|(?<=[按据照依见]))(?P<genre>{POINTER_GENRE})(?=第[〇零一二三四五六七八九十百0-9０-９]+条)"
)
_NOT_POINTER = {
    "同": re.compile(r"同意见|同文|同方案|同规定"),
    "本": re.compile(r"本法院|本文|本标准"),
    "其": re.compile(r"其文|其法|其规定|其意见|其办法|其政策|其方案|其标准|其制度|其措施|其计划|其规划|其决定|其通知"),
}
# Without 书名号 only laws are called by name: 反馈意见第三条 and 整改方案第二部分 are the writer's own papers.
_BARE_TITLE = re.compile(r"(?:法典|法|条例)$|.{5,}(?:办法|规定|细则|解释)$")
_SHORT = re.compile(rf"《({POINTER_GENRE})》")


def titles(text: str) -> list[tuple[int, int]]:
    """The spans in 书名号."""
    return [match.span() for match in TITLE.finditer(text)]


class NameFinder:
    """Finds the names in one draft."""

    def __init__(self, text: str, shelf: Shelf) -> None:
        self.text, self.shelf = text, shelf
        self.aliases: dict[str, Name] = {}  # title_key -> the name it was given for

    def find(self) -> list[Name]:
        """All names in the order of the text, none inside another."""
        found = self._titles()
        taken = [(n.start, n.end) for n in found]
        numbers = self._numbers(taken)
        found = _merged(self.text, found, numbers)
        taken = [(n.start, n.end) for n in found]
        for more in (self._bare(taken), self._aliased(taken), self._pointers(taken)):
            free = [n for n in more if not any(a < n.end and n.start < b for a, b in taken)]
            found += free
            taken += [(n.start, n.end) for n in free]
        return sorted(found, key=lambda n: n.start)

    # -- in 书名号 ------------------------------------------------------------------------------------
    def _titles(self) -> list[Name]:
        found: list[Name] = []
        for match in TITLE.finditer(self.text):
            written = re.sub(r"\s+", "", match.group(1))
            short = _SHORT.fullmatch(f"《{written}》")
            name = Name(match.start(), match.end(), "title", title=written)
            if short is not None:
                name = Name(match.start(), match.end(), "pointer", genre=written)
            name = self._notes(self._implementing(name))
            known = self.aliases.get(title_key(written))
            if known is not None and known.start < name.start:
                name = replace(
                    name, how="title", title=known.title, number=name.number or known.number, year=known.year, genre=""
                )
            found.append(name)
        return found

    def _implementing(self, name: Name) -> Name:
        """Take in what makes another document of a title: …实施《…》办法."""
        behind = _IMPLEMENTING.match(self.text, name.end)
        before = _IMPLEMENTS.search(self.text[max(0, name.start - 18) : name.start]) if behind else None
        if behind is None or before is None:
            return name
        lead = before.group()[strip_lead(before.group(), 2) :]
        rest = self.text[name.start : behind.end()]
        known = [i for i in range(len(lead)) if title_key(lead[i:] + rest) in self.shelf.names]
        place = PLACE_END.search(re.sub(r"(?:实施|贯彻|执行)$", "", lead))
        if not known and behind.group() == "规定" and place is None:
            return name  # 严格执行《…条例》规定
        lead = lead[known[0] :] if known else lead
        start, end = name.start - len(lead), behind.end()
        return replace(
            name, start=start, end=end, how="title", title=re.sub(r"\s+", "", self.text[start:end]), genre=""
        )

    def _notes(self, name: Name) -> Name:
        """Take in the brackets behind a title: its 文号, a version's year, a short name given to it."""
        end, number, year = name.end, name.number, name.year
        while True:
            rest = self.text
            wrapped = re.compile(rf"\s*{_OPEN}\s*").match(rest, end)
            at = wrapped.end() if wrapped else 0
            in_brackets = (
                NUMBER.match(rest, at) or _STATE_ORDER.match(rest, at) or ORDER.match(rest, at) if wrapped else None
            )
            plain = NUMBER.match(rest, end)
            if in_brackets is not None and number_key(in_brackets.group()):
                inside = in_brackets.end() - in_brackets.group().endswith(("）", ")"))
                close = re.compile(rf"([^（）()]{{0,60}}?){_CLOSE}").match(rest, inside)
                if close is None:
                    break
                number, end = in_brackets.group().rstrip("）)"), close.end()
                self._give(
                    replace(name, number=number),
                    re.search(r"(?:简称|下称|称)(?:为|：|:)?\s*[“\"《「]*([^”\"》」]{1,40})", close.group(1)),
                )
                continue
            if (
                plain is not None
                and not number
                and number_key(plain.group())
                and not re.match(r"[\u4e00-\u9fff]{9}", plain.group())
            ):
                number, end = plain.group(), plain.end()
                continue
            alias = _ALIAS.match(rest, end)
            if alias is not None:
                self._give(replace(name, number=number), alias)
                end = alias.end()
                continue
            note = _YEAR_NOTE.match(rest, end)
            if note is not None:
                year, end = int(note.group(1)), note.end()
                continue
            note = _PLAIN_NOTE.match(rest, end)
            if note is None:
                break
            end = note.end()
        return replace(name, end=end, number=number, year=year)

    def _give(self, name: Name, alias: re.Match[str] | None) -> None:
        if alias is not None:
            key = title_key(alias.group(1))
            if key:
                self.aliases[key] = name

    # -- 文号 ----------------------------------------------------------------------------------------
    def _numbers(self, taken: Sequence[tuple[int, int]]) -> list[Name]:
        found: list[Name] = []
        for pattern in (NUMBER, _STATE_ORDER, ORDER):
            for match in pattern.finditer(self.text):
                if any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                if pattern is ORDER and (
                    "令" not in match.group() or any(n.start < match.end() and match.start() < n.end for n in found)
                ):
                    continue
                start = self._number_start(match)
                if start is None:
                    continue
                tail = _TAIL.match(self.text, match.end())
                end = tail.end() if tail else match.end()
                found.append(self._notes(Name(start, end, "number", number=self.text[start : match.end()])))
        return found

    def _number_start(self, match: re.Match[str]) -> int | None:
        """Where a 文号 begins: words before it may be joined (请按国办发…); the longest known one counts."""
        for start in range(match.start(), match.end() - 6):
            if number_key(self.text[start : match.end()]) in self.shelf.numbers:
                return start
        body = match.groupdict().get("body")
        if body is None:
            lead = strip_lead(match.group(), 4) if "issuer" in match.groupdict() else 0
            return match.start() + lead if number_key(match.group()[lead:]) else None
        if not re.search(
            r"(?:[发函办字令电告批规政委厅局财税教卫民农人社建环林水食药市监号通知文][\u4e00-\u9fff]{0,4})$", body
        ):
            return None
        return match.start() + strip_lead(body, 2)

    # -- without 书名号 -------------------------------------------------------------------------------
    def _bare(self, taken: Sequence[tuple[int, int]]) -> list[Name]:
        """Titles and short titles of the library that stand in running text."""
        key, places = keyed(self.text)
        found: list[Name] = []
        at = 0
        while at < len(key) - 2:
            match = self._known_at(key, places, at, taken)
            if match is None:
                at += 1
                continue
            own, name = match
            found.append(self._notes(name))
            at += len(own)
        return found

    def _known_at(
        self, key: str, places: list[int], at: int, taken: Sequence[tuple[int, int]]
    ) -> tuple[str, Name] | None:
        for own in self.shelf.by_start.get(key[at : at + 2], ()):
            if not key.startswith(own, at):
                continue
            start, end = places[at], places[at + len(own) - 1] + 1
            raw = self.text[start:end]
            if any(a < end and start < b for a, b in taken) or re.search(r"[。；！？：\n]", raw):
                continue
            if GOES_ON.match(self.text, end) and not re.match(r"规定|的规定", self.text[end : end + 3]):
                return None  # another document's longer name
            if len(own) < 3 and not re.match(
                r"\s*[（(〔]?\s*第|(?:明文|明确)?规定[，,：:]?[“「『‘\"]", self.text[end : end + 7]
            ):
                continue  # 宪法, 刑法: words as often as titles
            republic = self.text.rfind("中华人民共和国", max(0, start - 8), start)
            if republic >= 0 and not self.text[republic + 7 : start].strip():
                start = republic
            left = re.split(r"[，,。；;：:？?！!\s、“”「」（）()《》]", self.text[max(0, start - 24) : start])[-1]
            left = left[strip_lead(left, 0) :]
            if left and self._another(left, own):
                begin = start - len(left)
                return own, Name(begin, end, "unknown", title=self.text[begin:end])
            return own, Name(start, end, "bare", title=raw)
        return None

    def _another(self, left: str, own: str) -> bool:
        """Whether the words before a name make it another document's: 湖南省…条例, 实施…办法."""
        if re.search(r"实施$", left):
            return True
        if not PLACE_END.search(left):
            return False
        place = PLACE_END.sub("", left)[-6:]
        for doc_id, _ in self.shelf.names.get(own, []):
            summary = self.shelf.summaries[doc_id]
            known = f"{summary.title}{summary.issuer or ''}"
            if any(place[i:] in known for i in range(max(1, len(place) - 1))):
                return False
        return True

    def _aliased(self, taken: Sequence[tuple[int, int]]) -> list[Name]:
        """Short names that the draft itself gave (以下简称…), without 书名号, before an address."""
        found = []
        for alias, name in self.aliases.items():
            if len(alias) < 2:
                continue
            for match in re.finditer(re.escape(alias), self.text):
                if match.start() < name.end or not re.match(
                    r"[\s的中里]*(?:第|[（(]?[一二三四五六七八九十])", self.text[match.end() : match.end() + 6]
                ):
                    continue
                before = self.text[match.start() - 1 : match.start()]
                if before in "《“" or any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                found.append(replace(name, start=match.start(), end=match.end(), how="bare"))
        return found

    def before_address(self, at: int, least: int) -> Name | None:
        """The document that the words right before an address name though the library hasn't it: 旅游法第80条."""
        head = self.text[least:at].rstrip(" \u3000的中里")
        head = (
            head[:-1] if re.search(r"(?:条例|法典|(?<![办方做])法)[（(〔]$", head) else head
        )  # 水土保持条例（第三条）规定
        piece = re.split(r"[，,。；;：:？?！!\s“”「」『』‘’（）()《》—]", head)[-1]
        piece = re.sub(r"^(?:[0-9０-９]{1,2}[.．、]|[一二三四五六七八九十]{1,3}、)", "", piece)
        if not _BARE_TITLE.search(piece):
            return None
        name = piece[strip_lead(piece, 2) :]
        name = name[name.rfind("是") + 1 :]  # 理由是承包法第二十一条…
        if len(name) < 3 and name not in ("宪法", "刑法") or not _BARE_TITLE.search(name):
            return None
        if re.fullmatch(
            rf"(?:该|同|本|此|其|上述|前述|各|有关|相关|这些|新|旧)?{POINTER_GENRE}", name
        ) and name not in ("宪法", "刑法"):
            return None
        start = least + len(head) - len(name)
        return Name(start, start + len(name), "unknown", title=name)

    # -- pointing back --------------------------------------------------------------------------------
    def _pointers(self, taken: Sequence[tuple[int, int]]) -> list[Name]:
        found = []
        for match in _POINTER.finditer(self.text):
            lead, genre = match["lead"], match["genre"]
            wrong = _NOT_POINTER.get(lead[0])
            if (
                wrong is not None
                and wrong.match(match.group())
                or self.text[max(0, match.start() - 1) : match.start()]
                in ("相", "应", "不", "原", "基", "根", "日", "书")
                and lead in ("同", "本")
            ):
                continue
            if (
                lead == "此"
                and genre == "规定"
                and self.text[max(0, match.start() - 1) : match.start()] in tuple("就对据因由从为在以如")
                and not re.match(r"\s*第", self.text[match.end() : match.end() + 3])
            ):
                continue
            following = self.text[match.end() : match.end() + 1]
            if genre in ("法", "文") and re.match(r"[院律规人定治官学庭件化书字章]", following):
                continue
            found.append(Name(match.start(), match.end(), "pointer", genre=genre, clause=""))
        for match in _GENRE_ALONE.finditer(self.text):
            found.append(Name(match.start(), match.end(), "pointer", genre=match["genre"]))
        for match in _CLAUSE_POINTER.finditer(self.text):
            if match["lead"] == "前" and self.text[max(0, match.start() - 1) : match.start()] in "之以目当提先":
                continue
            found.append(
                Name(
                    match.start(), match.end(), "pointer", clause=match["lead"] + (match["count"] or "") + match["unit"]
                )
            )
        return found


@lru_cache(maxsize=8192)
def _key_of(char: str) -> str:
    return title_key(char)


def keyed(text: str) -> tuple[str, list[int]]:
    """The text as `title_key` writes it, and for each character its place in the text."""
    key: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for own in _key_of(char):
            key.append(own)
            places.append(place)
    joined = "".join(key)
    for match in reversed(list(re.finditer("中华人民共和国", joined))):
        joined = joined[: match.start()] + joined[match.end() :]
        del places[match.start() : match.end()]
    return joined, places


def _merged(text: str, titled: list[Name], numbers: list[Name]) -> list[Name]:
    """A 文号 right before a title is the title's own: 国发〔2019〕5号《…》."""
    found, used = [], set()
    for name in titled:
        before = next(
            (n for n in numbers if n.end <= name.start and not text[n.end : name.start].strip(" \u3000，,印发的")), None
        )
        if before is not None and not name.number and name.how == "title":
            used.add(before)
            name = replace(name, start=before.start, number=before.number)
        found.append(name)
    return [*found, *(n for n in numbers if n not in used)]


def half_width(text: str) -> str:
    """The text in half width, for matching words that are written in any."""
    return unicodedata.normalize("NFKC", text)


__all__ = ["GENRE", "NameFinder", "keyed", "titles"]
