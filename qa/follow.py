"""Earlier turns: what 那第二款呢, 该办法, 它 and 下一条 stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any

from corpus.addresses import RANK, Address, Unit, parse_address
from qa.attributes import read_attribute
from qa.types import Route

_BACK = re.compile(
    r"^(?:那|那么|它|其|该|这|上述|上面|前面|此|本|同一)|(?:该|这个?|这份|此|上述|那个?|那份|本)(?:文件|办法|规定|意见|通知|条例|法|方案|决定|细则|条|款|项|部分)|它|其中"
)
BACK_DOCUMENT = re.compile(
    r"(?:该|这个|这份|此|上述|那个|那份|本|这部|该份|同一)(?:文件|办法|规定|意见|通知|条例|法律?|方案|决定|细则|公告|规划)"
)
_BACK_CLAUSE = re.compile(r"(?:该|这一?|此|本|上述|那一?)(?:条|款|项|部分)")
_RELATIVE = re.compile(r"(上|下|前|后)(?:一|1)?(条|款|项|部分|点)")


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
    relative = _RELATIVE.search(route.question)
    if relative and before:
        step = before[-1]
        number = step.number + (1 if relative.group(1) in "下后" else -1)
        if number > 0:
            rest = route.rest.replace(relative.group(), "")
            moved = (*before[:-1], replace(step, number=number, suffix=0))
            return replace(
                route,
                doc_ids=(doc_id,),
                addresses=(moved,),
                written=(relative.group(),),
                rest=rest,
                named="history",
            )
    if _BACK_CLAUSE.search(route.question) and before:
        return replace(route, doc_ids=(doc_id,), addresses=(before,), written=(clause,), named="history")
    back = _BACK.search(route.question)
    if not back and len(route.question) > 12:
        return route
    rest = BACK_DOCUMENT.sub("", route.rest)
    rest = re.sub(r"^(?:那么?|它|其|该|这|此)(?:的)?", "", rest.strip("，, "))
    attribute = read_attribute(rest, True, False)
    if attribute == "content" and not BACK_DOCUMENT.search(route.question) and "它" not in route.question:
        attribute = None
    topic = (
        "" if back and (BACK_DOCUMENT.search(route.question) or attribute) else _topic(str(last.get("question", "")))
    )
    return replace(
        route, doc_ids=(doc_id,), attribute=attribute, rest=f"{topic} {rest}".strip(), named="history"
    )  # fmt: skip


def _cited(turn: dict[str, Any]) -> list[dict[str, Any]]:
    found = turn.get("citations")
    return [c for c in found if isinstance(c, dict)] if isinstance(found, list) else []


def _topic(question: str) -> str:
    """The earlier question without the words that asked."""
    return re.sub(r"什么|哪些|多少|如何|怎么|怎样|是否|吗|呢|请问|[？?]", "", question)


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
