"""What is known of a document beside its text: force and why, versions, who cites it, what was dropped, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.ledger import Relation
from corpus.relations import RelationKind
from corpus.types import Document, DocumentSummary, Status
from page.source import dates
from page.words import badge, day, escape, place, shortened

_FIELDS = (("文号", "doc_number"), ("机关", "issuer"), ("层级", "level"), ("文种", "kind"))
_OF_OTHERS = {
    RelationKind.REPEALS: "被其废止",
    RelationKind.AMENDS: "被其修改",
    RelationKind.IMPLEMENTS: "据此制定",
    RelationKind.CITES: "引用",
}
_OF_ITS_OWN = {
    RelationKind.REPEALS: "废止",
    RelationKind.AMENDS: "修改",
    RelationKind.IMPLEMENTS: "依据",
    RelationKind.CITES: "引用",
}
_MOST = 12  # relations of a kind that are listed
_DROPPED_CHARS = 4000


@dataclass(frozen=True, slots=True)
class About:
    """A document with what the library knows around it. `names`: titles of the documents that relations name, by doc_id."""

    document: Document
    versions: Sequence[DocumentSummary] = ()
    cited_by: Sequence[Relation] = ()
    relations: Sequence[Relation] = ()
    sources: Sequence[str] = ()
    names: Mapping[str, str] | None = None


def about(known: About, unfolded: bool = False) -> str:
    """The fold over the text that says what is known of the document.

    :param unfolded: open from the start, as when it comes from the library's list.
    """
    document = known.document
    counts = [
        f"{len(known.versions)} 个版本" if len(known.versions) > 1 else "",
        f"被引用 {len(known.cited_by)} 处" if known.cited_by else "",
        f"{len(document.warnings)} 条提醒" if document.warnings else "",
    ]
    told = " · ".join(count for count in counts if count)
    parts = [_force(document), _facts(known), _warnings(document), _versions(known), _citing(known), _citations(known)]
    parts += [_dropped(document), _hands(document)]
    return (
        f'<details class="about"{" open" if unfolded else ""}><summary>文件信息<span class="here"></span>'
        f'<span class="many">{told}</span></summary><div class="known">{"".join(parts)}</div></details>'
    )


def _force(document: Document) -> str:
    standing = document.standing
    reason = f"：{escape(standing.reason)}" if standing.reason else ""
    span = ""
    if standing.begins_on or standing.ends_on:
        begins = f"{day(standing.begins_on)}起" if standing.begins_on else ""
        ends = f"至{day(standing.ends_on)}前" if standing.ends_on else ""
        span = f"（{begins}{ends}）"
    cause = ""
    if standing.cause:
        cause = f' <a class="from" {place(standing.cause)} aria-label="打开使其失效的文件">看依据 →</a>'
    return f'<p class="force">{badge(document.status)}{span}{reason}{cause}</p>'


def _facts(known: About) -> str:
    document = known.document
    rows = [(name, getattr(document, field)) for name, field in _FIELDS]
    rows += [("日期", dates(document.dates)), ("文件", "；".join(known.sources) or document.source)]
    read = {
        "doc_number": "文号",
        "issuer": "机关",
        "issued_on": "成文日期",
        "effective_on": "施行日期",
        "expires_on": "有效期",
    }
    shown = "".join(f"<div><dt>{name}</dt><dd>{escape(str(value))}</dd></div>" for name, value in rows if value)
    evidence = "".join(
        f"<li>{name}：“{escape(shortened(document.evidence[field], 80))}”</li>"
        for field, name in read.items()
        if document.evidence.get(field)
    )
    read_from = f"<details><summary>从哪些话里读出</summary><ul>{evidence}</ul></details>" if evidence else ""
    return f"<dl>{shown}</dl>{read_from}"


def _warnings(document: Document) -> str:
    if not document.warnings:
        return ""
    return '<ul class="warned">' + "".join(f"<li>{escape(w)}</li>" for w in document.warnings) + "</ul>"


def _versions(known: About) -> str:
    if len(known.versions) < 2:
        return ""
    rows, older = [], ""
    for version in known.versions:
        when = day(version.dates.issued_on or version.dates.published_on or version.dates.effective_on) or "日期不详"
        own = version.doc_id == known.document.doc_id
        name = f"<b>{when}（本件）</b>" if own else f'<a class="from" {place(version.doc_id)}>{when} →</a>'
        compare = ""
        if older:
            compare = (
                '<button type="button" class="link" data-room="library" data-act="compare" data-opens="1"'
                f' data-older="{escape(older)}" data-newer="{escape(version.doc_id)}">与前一版比较</button>'
            )
        rows.append(f"<li>{name} {badge(version.status)} {compare}</li>")
        older = version.doc_id
    return f'<h3>版本</h3><ul class="lines">{"".join(rows)}</ul>'


def _citing(known: About) -> str:
    """What others say of it; each opens at the words that do."""
    if not known.cited_by:
        return ""
    rows = []
    for relation in known.cited_by[:_MOST]:
        title = (known.names or {}).get(relation.doc_id, relation.doc_id)
        rows.append(
            f'<li>{_OF_OTHERS[relation.kind]} <a class="from" {place(relation.doc_id, relation.start, relation.end)}'
            f' title="{escape(title)}">《{escape(shortened(title, 34))}》 →</a></li>'
        )
    more = f"<li>等 {len(known.cited_by)} 处</li>" if len(known.cited_by) > _MOST else ""
    return f'<h3>别的文件提到它</h3><ul class="lines">{"".join(rows)}{more}</ul>'


def _citations(known: About) -> str:
    """What it says of others; those that the library has can be opened."""
    if not known.relations:
        return ""
    rows, seen = [], set()
    for relation in known.relations:
        if (relation.kind, relation.name) in seen:
            continue
        seen.add((relation.kind, relation.name))
        name = f"《{shortened(relation.name, 34)}》"
        named = (
            f'<a class="from" {place(relation.targets[0])} title="{escape(relation.name)}">{escape(name)} →</a>'
            if relation.targets
            else f'<span title="{escape(relation.name)}">{escape(name)}（不在库内）</span>'
        )
        rows.append(f"<li>{_OF_ITS_OWN[relation.kind]} {named}</li>")
    more = f"<li>等 {len(rows)} 份</li>" if len(rows) > _MOST else ""
    return f'<details><summary>它提到的文件（{len(rows)} 份）</summary><ul class="lines">{"".join(rows[:_MOST])}{more}</ul></details>'


def _dropped(document: Document) -> str:
    if not document.dropped:
        return ""
    rows, chars = [], 0
    for dropped in document.dropped:
        chars += len(dropped.text)
        if chars > _DROPPED_CHARS:
            rows.append("<li>……</li>")
            break
        rows.append(
            f"<li>第 {dropped.line} 行：{escape(shortened(dropped.text, 120))}<span>（{escape(dropped.rule)}）</span></li>"
        )
    return f'<details class="left-out"><summary>没有收入正文的 {len(document.dropped)} 行</summary><ul>{"".join(rows)}</ul></details>'


def _hands(document: Document) -> str:
    """Force said by hand, and taking it out."""
    options = "".join(
        f'<option value="{status.value}"{" selected" if status is document.status else ""}>{status.value}</option>'
        for status in Status
    )
    doc_id = escape(document.doc_id)
    sure = f"把《{shortened(document.title, 30)}》移出文库？它会从检索和问答里消失，原来的文件不动。"
    return (
        '<details class="hands"><summary>改状态、移出文库</summary><div class="form-of-its-own say">'
        f'<label>状态<select name="status">{options}</select></label>'
        f'<label>从哪天起<input name="on" placeholder="如：2021年3月1日，可不写"></label>'
        '<label class="grow">依据<input name="note" placeholder="如：县府发〔2021〕3号"></label>'
        f'<button type="button" class="plain" data-room="library" data-act="status" data-doc="{doc_id}" data-sure="改为所选的状态？问答会据此取舍。">保存</button>'
        f'<button type="button" class="plain" data-room="library" data-act="clear-status" data-doc="{doc_id}">按文件自己写的</button>'
        f'<button type="button" class="plain danger" data-room="library" data-act="remove" data-doc="{doc_id}" data-sure="{escape(sure)}">移出文库</button>'
        "</div></details>"
    )
