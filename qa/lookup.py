"""Clauses by address: from what people write (第八条第一款第三项, 第三部分第二点) to the clause that is meant.

People leave out levels (the chapter of an article, the only paragraph of one), name levels loosely (第二点) and use
the laws' words for 公文 (意见第三条). Each of these is a rule below; what fits none of them is not there.
"""

from __future__ import annotations

from functools import lru_cache

from corpus.addresses import Address, Step, Unit, format_address, parse_address
from corpus.types import ClauseKind, Document

_ARTICLE_LIKE = frozenset(
    {Unit.PART, Unit.SUBPART, Unit.POINT, Unit.SUBPOINT, Unit.DECIMAL, Unit.ITEM, Unit.SUBITEM, Unit.CIRCLED}
)
_ANY = frozenset({*_ARTICLE_LIKE, Unit.PARAGRAPH, Unit.ARTICLE})
# What a unit may be called besides itself, in the order of likelihood.
_CALLED: dict[Unit, frozenset[Unit]] = {
    Unit.ANY: _ANY,
    Unit.ITEM: frozenset({Unit.ITEM, Unit.SUBPART, Unit.SUBPOINT, Unit.POINT, Unit.SUBITEM}),
    Unit.SUBITEM: frozenset({Unit.SUBITEM, Unit.POINT, Unit.SUBPOINT, Unit.CIRCLED}),
    Unit.SUBPART: frozenset({Unit.SUBPART, Unit.ITEM}),
    Unit.POINT: frozenset({Unit.POINT, Unit.SUBITEM}),
    Unit.SUBPOINT: frozenset({Unit.SUBPOINT, Unit.ITEM, Unit.SUBPART}),
    Unit.CIRCLED: frozenset({Unit.CIRCLED}),
}


@lru_cache(maxsize=4096)
def _own_step(address: str) -> Step | None:
    steps = parse_address(address.partition("（第")[0] if address.endswith("处）") else address)
    return steps[-1] if steps else None


class ClauseFinder:
    """Finds clauses of one document by address."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._steps = [_own_step(c.address) if c.address else None for c in document.clauses]
        self._children: dict[int | None, list[int]] = {}
        for i, clause in enumerate(document.clauses):
            self._children.setdefault(clause.parent, []).append(i)
        self._has_articles = any(c.kind == ClauseKind.ARTICLE for c in document.clauses)

    def find(self, steps: Address) -> list[int]:
        """Indices of the clauses that `steps` can mean: none, one, or several that fit as well."""
        exact = self.document.clause(format_address(steps))
        if exact is not None:
            return [exact]
        if not self._has_articles:  # 意见第三条 means 三、
            steps = tuple(Step(Unit.ANY, s.number, s.suffix) if s.unit is Unit.ARTICLE else s for s in steps)
        places: list[int | None] = [None]
        for step in steps:
            found: list[int] = []
            for place in places:
                found += [i for i in self._below(place, step) if i not in found]
            if not found and step.unit is Unit.PARAGRAPH and step.number == 1 and not step.suffix:
                # The only paragraph of an article has no clause of its own.
                found = [p for p in places if p is not None and not self._paragraphs(p)]
            if not found:
                return []
            places = list(found)
        return [p for p in places if p is not None]

    def whole(self) -> list[int]:
        """The clauses that stand at the top, those of a carried text where the document is but its cover."""
        top = [i for i in self._children.get(None, []) if self.document.clauses[i].address is not None]
        return top

    def children(self, index: int) -> list[int]:
        """The direct children with an address."""
        return [i for i in self._children.get(index, []) if self.document.clauses[i].address is not None]

    def _paragraphs(self, index: int) -> list[int]:
        return [i for i in self._children.get(index, []) if self.document.clauses[i].kind == ClauseKind.PARAGRAPH]

    def _below(self, place: int | None, step: Step) -> list[int]:
        """Clauses under `place` that `step` names, those at the least depth only."""
        level = list(self._children.get(place, []))
        while level:
            found = [i for i in level if self._is(i, step)]
            if found:
                exact = [i for i in found if self._unit(i) is step.unit]
                return exact or found
            if place is not None and step.unit is Unit.ANY:
                # A point is a child; through paragraphs and lead-ins, not through other numbered clauses.
                open_ones = [i for i in level if self._unit(i) in (None, Unit.PARAGRAPH)]
                level = [k for i in open_ones for k in self._children.get(i, [])]
            else:
                level = [k for i in level if self._passable(i, step) for k in self._children.get(i, [])]
        return []

    def _unit(self, index: int) -> Unit | None:
        own = self._steps[index]
        return own.unit if own is not None else None

    def _passable(self, index: int, step: Step) -> bool:
        """Whether a level may be left out above `step`: chapters above articles, a carried text's name, but no article."""
        kind = self.document.clauses[index].kind
        if self.document.clauses[index].address is None:
            return True
        if kind in (ClauseKind.ATTACHMENT, ClauseKind.EMBEDDED):
            return step.unit is not Unit.ANY or not self._has_articles
        if step.unit in (Unit.VOLUME, Unit.SUBVOLUME, Unit.CHAPTER, Unit.SECTION, Unit.ARTICLE):
            return kind in (ClauseKind.VOLUME, ClauseKind.CHAPTER, ClauseKind.SECTION)
        if step.unit in (Unit.ITEM, Unit.SUBITEM):
            return kind in (ClauseKind.PARAGRAPH, ClauseKind.ITEM)
        return kind == ClauseKind.PARAGRAPH

    def _is(self, index: int, step: Step) -> bool:
        own = self._steps[index]
        if own is None or own.number != step.number or own.suffix != step.suffix:
            return False
        if step.unit is Unit.EMBEDDED:
            return own.unit is Unit.EMBEDDED and own.name == step.name
        if step.unit is Unit.DECIMAL:
            return own.unit is Unit.DECIMAL and own.name == step.name
        return own.unit is step.unit or own.unit in _CALLED.get(step.unit, frozenset())

    def exists_text(self) -> str:
        """What addresses there are, in a few words: 共十五条 / 共五部分."""
        clauses = self.document.clauses
        articles = [c for c in clauses if c.kind == ClauseKind.ARTICLE and c.address]
        if articles:
            return (
                f"有{articles[0].address}至{articles[-1].address}"
                if len(articles) > 1
                else f"只有{articles[0].address}"
            )
        top = [c.address for i in self.whole() if (c := clauses[i]).kind == ClauseKind.PART]
        if top:
            return f"有{top[0]}至{top[-1]}".replace("、", "") + f"共{len(top)}部分" if len(top) > 1 else f"只有{top[0]}"
        return (
            "没有编号的条款"
            if not self.whole()
            else "只有" + "，".join(str(clauses[i].address) for i in self.whole()[:5])
        )
