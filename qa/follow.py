"""Earlier turns: what 那第二款呢, 该办法, 它 and 下一条 stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any

from corpus.addresses import RANK, Address, Unit, format_address, parse_address
from index.tokens import words
from qa.attributes import read_attribute
from qa.types import Route
from qa.wording import GENERIC

_BACK = re.compile(
    r"^(?:那|那么|它|其|该|这|上述|上面|前面|此|本|同一)|(?:该|这个?|这份|此|上述|那个?|那份|本)(?:文件|办法|规定|意见|通知|条例|法|方案|决定|细则|条|款|项|部分)|它|其中"
)
BACK_DOCUMENT = re.compile(
    r"(?:该|这个|这份|此|上述|那个|那份|本|这部|该份|同一)(?:文件|办法|规定|意见|通知|条例|法律?|方案|决定|细则|公告|规划)"
)
BACK_CLAUSE = re.compile(r"(?:该|这一?|此|本|上述|那一?)(?:条(?!例|款|件)|款(?!项)|项(?!目)|部分)")
_RELATIVE = re.compile(r"(上|下|前|后)(?:一|1)?(条(?!例|款|件)|款(?!项)|项(?!目)|部分|点)")
_ONWARD = re.compile(r"^(?:那么?)?(?:还有|然后|接着|后面|接下来)(?:呢|的呢|还有什么|是什么)?[？?]?$")
_UNITS = {
    "条": (Unit.ARTICLE,), "款": (Unit.PARAGRAPH,), "项": (Unit.ITEM, Unit.SUBITEM), "部分": (Unit.PART,), "点": (Unit.ITEM,),
}  # fmt: skip
_OTHER = re.compile(r"^(?:那么?)?([\u4e00-\u9fff]{2,8}?)(?:呢|怎么样|又如何|的呢)[？?]?$")
_YEARS = {"前年": -2, "去年": -1, "上年": -1, "上一年": -1, "明年": 1, "次年": 1, "下一年": 1}
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")


def follow(route: Route, history: Sequence[dict[str, Any]], doc_ids: Set[str]) -> Route:
    """Fill in from the last turn what the question leaves out."""
    last = next((t for t in reversed(history) if _cited(t)), None)
    if last is None or route.doc_ids or route.missing:
        return route
    cited = _cited(last)[0]
    doc_id, clause = str(cited.get("doc_id") or ""), str(cited.get("clause") or "")
    before = parse_address(clause) or ()
    if not doc_id or doc_id not in doc_ids:
        return route
    if route.addresses:
        joined = tuple(_joined(before, steps) for steps in route.addresses)
        return replace(route, doc_ids=(doc_id,), addresses=joined, owners=(doc_id,) * len(joined), named="history")
    moved = _moved(route.question, before)
    if moved is None and _ONWARD.match(route.question) and before and _asked_by_address(last):
        moved = (*before[:-1], replace(before[-1], number=before[-1].number + 1, suffix=0))
    if moved is not None:
        rest = _ONWARD.sub("", _RELATIVE.sub("", route.rest))
        return replace(
            route, doc_ids=(doc_id,), addresses=(moved,), written=(format_address(moved),), rest=rest, named="history"
        )
    if BACK_CLAUSE.search(route.question) and before:
        return replace(route, doc_ids=(doc_id,), addresses=(before,), written=(clause,), named="history")
    back = _BACK.search(route.question)
    if not back and len(route.question) > 12:
        return route
    rest = BACK_DOCUMENT.sub("", route.rest)
    rest = re.sub(r"^(?:那么?|它|其|该|这|此)(?:的)?", "", rest.strip("，, "))
    attribute = read_attribute(rest, True, False)
    if attribute == "content" and not BACK_DOCUMENT.search(route.question) and "它" not in route.question:
        attribute = None
    topic = "" if attribute or (back and BACK_DOCUMENT.search(route.question)) else _topic(last)
    onward = _ONWARD.match(route.question)
    if onward:
        rest = ""
    other = None if onward else _OTHER.match(route.question)
    if other and topic:
        exchanged = _exchanged(topic, other.group(1))
        if exchanged and other.group(1) in _YEARS:  # another year has another document
            asked = re.sub(_YEAR, _YEAR.search(exchanged)[0], _asked(last), count=1)  # type: ignore[index]
            return replace(route, question=asked, rest=asked, named="history")
        topic, rest = (exchanged, "") if exchanged else (topic, rest)
    return replace(
        route, doc_ids=(doc_id,), attribute=attribute, rest=f"{topic} {rest}".strip(), named="history"
    )  # fmt: skip


def leans(question: str) -> bool:
    """Whether a question's own words say that it goes on from the last turn; a short one may (补助标准是多少) or may not."""
    return any(form.search(question) for form in (_BACK, BACK_CLAUSE, _RELATIVE, _ONWARD, _OTHER))


def _cited(turn: dict[str, Any]) -> list[dict[str, Any]]:
    found = turn.get("citations")
    return [c for c in found if isinstance(c, dict)] if isinstance(found, list) else []


def _moved(question: str, before: Address) -> Address | None:
    """上一条, 下一款, 前项: the address beside the one before, at that level."""
    relative = _RELATIVE.search(question)
    if relative is None:
        return None
    units = _UNITS[relative.group(2)]
    at = next((i for i in reversed(range(len(before))) if before[i].unit in units), None)
    if at is None and before and before[-1].unit is Unit.ANY:
        at = len(before) - 1
    if at is None:
        return None
    number = before[at].number + (1 if relative.group(1) in "下后" else -1)
    return (*before[:at], replace(before[at], number=number, suffix=0)) if number > 0 else None


def _asked_by_address(turn: dict[str, Any]) -> bool:
    return turn.get("mode") == "clause" or bool(re.search(r"第.{1,6}[条款项]", str(turn.get("question", ""))))


def _topic(turn: dict[str, Any]) -> str:
    """The earlier question, as it was understood, without the names and words that asked; "" where it was a look-up."""
    if turn.get("mode") == "clause":
        return ""
    asked = BACK_DOCUMENT.sub("", _asked(turn))
    return re.sub(
        r"^那么?|(?:是|自|从)?什么(?:时候|时间)?|哪些|哪[一个]?|多少|如何|怎么|怎样|是否|吗|呢|请问|[？?]", "", asked
    )


def _asked(turn: dict[str, Any]) -> str:
    return re.sub(r"^《.*》[：:]?", "", str(turn.get("understood") or "")) or str(turn.get("question", ""))


def _exchanged(topic: str, other: str) -> str:
    """The earlier topic with another thing in the place of the like one: 春节放假 with 国庆节; "" where none is like it."""
    if other in _YEARS:
        return _YEAR.sub(lambda m: str(int(m.group()) + _YEARS[other]), topic, count=1) if _YEAR.search(topic) else ""
    nouns = [w for w in words(topic) if 2 <= len(w) <= len(other) + 2 and w[0] >= "\u4e00" and w not in GENERIC]
    like = [w for w in nouns if w[-1] == other[-1] or w[0] == other[0]]
    if other in topic or not like:
        return ""
    return topic.replace(max(like, key=len), other, 1)


def _joined(before: Address, steps: Address) -> Address:
    """第二款 after 第八条第一款 is 第八条第二款."""
    first = steps[0]
    if first.unit in (Unit.ARTICLE, Unit.PART, Unit.CHAPTER, Unit.ATTACHMENT, Unit.VOLUME):
        kept = [s for s in before if s.unit is Unit.ATTACHMENT and first.unit is not Unit.ATTACHMENT]
        return (*kept, *steps)
    if first.unit is Unit.ANY:
        return (*before[:-1], *steps) if len(before) > 1 else (*before, *steps)
    kept = []
    for step in before:
        if RANK[step.unit] >= RANK[first.unit]:
            break
        kept.append(step)
    return (*kept, *steps)
