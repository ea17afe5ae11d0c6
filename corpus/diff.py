"""Two versions compared clause by clause: added, removed, changed with the words marked, renumbered.

The unit is the article where a text has articles, else the deepest clause with an address; what stands outside any clause
is a unit of its own. A clause is found again by its words, then by its number and likeness, so that an inserted article
makes those behind it renumbered, not changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from corpus.types import ClauseKind, Document


class Change(StrEnum):
    """What became of a clause."""

    UNCHANGED = "unchanged"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENUMBERED = "renumbered"  # the words are the same, the address is another


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: in both versions (UNCHANGED), only in the new one (ADDED), only in the old one (REMOVED)."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A clause of one version: its address (None outside any clause) and span, `text[start:end]`."""

    clause: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClauseDifference:
    """One clause in both versions; `old` is None where it was added, `new` where it was removed.

    `pieces` together are the words of both: without the added ones the old text, without the removed ones the new.
    A changed clause may have another address too.
    """

    change: Change
    old: Place | None
    new: Place | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All clauses in the order of the new version, those removed where they stood."""

    old: Document
    new: Document
    clauses: tuple[ClauseDifference, ...]

    def count(self, change: Change) -> int:
        """How many clauses this became of."""
        return sum(1 for one in self.clauses if one.change is change)

    @property
    def changes(self) -> tuple[ClauseDifference, ...]:
        """The clauses that are not as they were."""
        return tuple(one for one in self.clauses if one.change is not Change.UNCHANGED)


@dataclass(frozen=True, slots=True)
class _Unit:
    place: Place
    body: str  # the words without the clause's own number
    key: str  # the body without white space


_ALIKE = 0.45  # ratio of two clauses' characters from which the one is the other, changed; by eye on amended laws
_ALIKE_SAME_NUMBER = 0.25
_TOKEN = re.compile(r"[0-9０-９.]+|[A-Za-z]+|.", re.S)
_SHORT_RUN = 2  # characters: a shorter run that stayed between two changes is shown as changed too
_LONG = 4000  # characters from which likeness is judged by their first and last


def compare(old: Document, new: Document) -> Difference:
    """Compare two versions of a document."""
    before, after = _units(old), _units(new)
    found: list[ClauseDifference] = []
    matcher = SequenceMatcher(None, [unit.key for unit in before], [unit.key for unit in after], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += [_same(one, other) for one, other in zip(before[a:b], after[c:d], strict=True)]
        else:
            found += _block(before[a:b], after[c:d])
    return Difference(old, new, tuple(_moved(found)))


def _units(document: Document) -> list[_Unit]:
    """The text cut into units that follow one another."""
    clauses, text = document.clauses, document.text
    articles = any(clause.kind is ClauseKind.ARTICLE for clause in clauses)
    has_children = {clause.parent for clause in clauses if clause.parent is not None}
    taken_until = 0
    units: list[_Unit] = []
    for i, clause in enumerate(clauses):
        if clause.start < taken_until:
            continue
        end = clause.end
        whole = clause.kind is ClauseKind.ARTICLE if articles and _in_articles(document, i) else i not in has_children
        if not whole and i in has_children:
            end = next(c.start for c in clauses[i + 1 :] if c.parent == i)
        else:
            taken_until = clause.end
        words = text[clause.start : end].rstrip()
        if not words.strip():
            continue
        body = words.removeprefix(clause.label).strip() if clause.label else words.strip()
        place = Place(document.address_of(i), clause.start, clause.start + len(words))
        units.append(_Unit(place, body, re.sub(r"\s", "", body)))
    return units


def _in_articles(document: Document, index: int) -> bool:
    clause = document.clauses[index]
    return clause.kind is ClauseKind.ARTICLE or clause.address is None


def _same(one: _Unit, other: _Unit) -> ClauseDifference:
    change = Change.UNCHANGED if one.place.clause == other.place.clause else Change.RENUMBERED
    return ClauseDifference(change, one.place, other.place, (Piece(Change.UNCHANGED, other.body),))


def _block(before: Sequence[_Unit], after: Sequence[_Unit]) -> list[ClauseDifference]:
    """Units that differ: pair those that are alike, in order; the rest were removed or added."""
    pairs: list[tuple[float, int, int]] = []
    for i, one in enumerate(before):
        for j, other in enumerate(after):
            numbered_alike = one.place.clause == other.place.clause and one.place.clause is not None
            ratio = _ratio(one.key, other.key)
            if ratio >= (_ALIKE_SAME_NUMBER if numbered_alike else _ALIKE):
                pairs.append((ratio + 0.2 * numbered_alike, i, j))
    matched: dict[int, int] = {}
    for _, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if j in matched or i in matched.values():
            continue
        if all((i < other) == (j < own) for own, other in matched.items()):
            matched[j] = i
    found: list[ClauseDifference] = []
    done = 0
    for j, unit in enumerate(after):
        if j in matched:
            found += [_removed(one) for one in before[done : matched[j]]]
            done = matched[j] + 1
            found.append(_changed(before[matched[j]], unit))
        else:
            found.append(ClauseDifference(Change.ADDED, None, unit.place, (Piece(Change.ADDED, unit.body),)))
    return found + [_removed(one) for one in before[done:]]


def _ratio(one: str, other: str) -> float:
    if max(len(one), len(other)) > _LONG:
        one, other = one[: _LONG // 2] + one[-_LONG // 2 :], other[: _LONG // 2] + other[-_LONG // 2 :]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE_SAME_NUMBER else 0.0


def _removed(unit: _Unit) -> ClauseDifference:
    return ClauseDifference(Change.REMOVED, unit.place, None, (Piece(Change.REMOVED, unit.body),))


def _changed(one: _Unit, other: _Unit) -> ClauseDifference:
    return ClauseDifference(Change.CHANGED, one.place, other.place, word_pieces(one.body, other.body))


def _moved(found: Sequence[ClauseDifference]) -> list[ClauseDifference]:
    """A clause that was taken out here and put in there with the same words is renumbered, not removed and added."""
    gone: dict[str, list[int]] = {}
    for i, one in enumerate(found):
        if one.change is Change.REMOVED and len(one.pieces[0].text) > 8:
            gone.setdefault(re.sub(r"\s", "", one.pieces[0].text), []).append(i)
    dropped: set[int] = set()
    result = list(found)
    for i, one in enumerate(found):
        key = re.sub(r"\s", "", one.pieces[0].text) if one.change is Change.ADDED else ""
        if key in gone and gone[key]:
            source = gone[key].pop(0)
            dropped.add(source)
            result[i] = ClauseDifference(
                Change.RENUMBERED, found[source].old, one.new, (Piece(Change.UNCHANGED, one.pieces[0].text),)
            )
    return [one for i, one in enumerate(result) if i not in dropped]


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The words of two texts as runs that stayed, went or came. Numbers and foreign words are never cut."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.UNCHANGED, "".join(a[i:j])))
            continue
        if j > i:
            pieces.append(Piece(Change.REMOVED, "".join(a[i:j])))
        if m > k:
            pieces.append(Piece(Change.ADDED, "".join(b[k:m])))
    return tuple(_joined(pieces))


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Take short runs that stayed into the changes around them, and put each change's old words before its new ones."""
    result: list[Piece] = []
    gone = came = ""
    for i, piece in enumerate(pieces):
        short = piece.change is Change.UNCHANGED and len(piece.text) < _SHORT_RUN and 0 < i < len(pieces) - 1
        if piece.change is Change.REMOVED or short:
            gone += piece.text
        if piece.change is Change.ADDED or short:
            came += piece.text
        if piece.change is Change.UNCHANGED and not short:
            result += _pair(gone, came)
            gone = came = ""
            result.append(piece)
    return result + _pair(gone, came)


def _pair(gone: str, came: str) -> list[Piece]:
    return [Piece(change, words) for change, words in ((Change.REMOVED, gone), (Change.ADDED, came)) if words]


# -- as a page --------------------------------------------------------------------------------------
CHINESE = {
    Change.ADDED: "新增",
    Change.REMOVED: "删去",
    Change.CHANGED: "修改",
    Change.RENUMBERED: "条号变动",
    Change.UNCHANGED: "未变",
}
_STYLE = """body{font:16px/1.8 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.3rem}section{border-left:3px solid #bbb;padding:.2rem 0 .2rem 1rem;margin:1rem 0}section.added{border-color:#2e7d32}
section.removed{border-color:#b3261e}section.changed{border-color:#b26a00}h2{font-size:1rem;margin:0}p{margin:.3rem 0;white-space:pre-wrap}
ins{background:#dcf2dd;text-decoration:underline}del{background:#fbdcd9;text-decoration:line-through}small{color:#666}"""


def clause_label(one: ClauseDifference) -> str:
    """The clause's address, or both where it has another now; `（条款之外）` outside any clause."""
    names = [place.clause or "（条款之外）" for place in (one.old, one.new) if place is not None]
    return " → ".join(dict.fromkeys(names))


def summary_line(difference: Difference) -> str:
    """How much became of what, in one line."""
    kinds = (Change.ADDED, Change.REMOVED, Change.CHANGED, Change.RENUMBERED, Change.UNCHANGED)
    return "，".join(f"{CHINESE[kind]} {difference.count(kind)}" for kind in kinds)


def clauses_html(difference: Difference) -> str:
    """The changes as HTML to stand in a page: a section a clause, `ins` and `del` for words. All text is escaped."""
    return "\n".join(_section(one) for one in difference.changes) or "<p>两个版本的文字相同。</p>"


def _section(one: ClauseDifference) -> str:
    tags = {Change.ADDED: "ins", Change.REMOVED: "del"}
    words = "".join(
        f"<{tags[piece.change]}>{html.escape(piece.text)}</{tags[piece.change]}>"
        if piece.change in tags
        else html.escape(piece.text)
        for piece in one.pieces
    )
    head = f"<h2>{html.escape(clause_label(one))} <small>{CHINESE[one.change]}</small></h2>"
    return f'<section class="{one.change.value}">{head}<p>{words}</p></section>'


def difference_html(difference: Difference) -> str:
    """A page of its own that needs nothing beside it."""
    old, new = difference.old, difference.new
    title = html.escape(f"《{new.title}》新旧对照")
    facts = "".join(
        f"<p><small>{name}：《{html.escape(one.title)}》{html.escape(one.doc_number or '')} {one.dates.issued_on or ''} {html.escape(one.source)}</small></p>"
        for name, one in (("旧", old), ("新", new))
    )
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>{facts}<p>{summary_line(difference)}</p>\n"
        f"{clauses_html(difference)}\n</body></html>\n"
    )
