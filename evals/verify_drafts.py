"""Drafts with labelled citations, made from any library: each verdict, each style, each kind of change, and traps.

The labels are known because the drafts are made so; nothing of `qa.verify` is used. Lines of truth have the fields of
the labelled data (`draft`, `start`, `end`, `text`, `title`, `clause`, `quote`, `verdict`, `changes`, `style`).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from corpus.addresses import Step, Unit, parse_address
from corpus.checks import repeals
from corpus.library import Library
from corpus.names import title_key
from corpus.numerals import to_chinese
from corpus.types import ClauseKind, Document
from evals.verify_alter import KINDS, alter

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_LEAF = (ClauseKind.ARTICLE, ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.SUBPART, ClauseKind.PART)
# {c} the citation, {q} the quotation. The last three put the words first.
_QUOTING = (
    "{c}规定：{q}", "{c}明确规定，{q}", "{c}指出，{q}", "{c}的条文为{q}", "{c}提出{q}", "{c}要求：{q}", "{c}部署，{q}", "{c}所要求的{q}",
    "{c}告诉我们，{q}", "{c}，内容是{q}", "{c}有明文，{q}", "{c}规定如下：{q}", "{c}的规定——{q}", "{c}强调：{q}", "{c}写得很清楚：{q}",
    "{c}指明{q}", "{c}是这样表述的：{q}", "{c}中{q}的规定", "{c}关于{q}的要求", "{c}载明：{q}", "{c}{q}",
    "{q}（参见{c}）", "{q}（见{c}）", "{q}（{c}）", "{q}——{c}", "{q}，这是{c}的规定",
)  # fmt: skip
_STATING = ("{c}规定，{q}", "{c}规定{q}", "{c}明确，{q}", "{c}要求{q}", "{c}规定的{q}", "{c}：{q}", "{c}提出，{q}")
_LEADS = ("", "", "检索可知，", "按照", "根据", "我们认真学习了", "实践表明，", "请各单位落实", "回复：", "对照", "务必做到", "重申", "依照", "换言之，", "下一步，要执行")
_TAILS = ("。", "。对此要有清醒认识。", "，我们照此办理。", "，请遵照执行。", "，基层基本能够做到。", "。相关情况定期通报。", "；同时抓好宣传。")
_BARE = ("工作依据见{c}。", "凡属{c}范围的，一律登记。", "可适用{c}。", "登记口径依{c}确定。", "按{c}开展的摸底已经结束。", "请对照{c}。", "{c}都有涉及。")
_INVENTED = (
    "游客留宿满三晚的，赠送当地山歌唱片一张", "每名驻村干部每季度应当阅读童话三本并撰写读后感", "路灯应当漆成蓝色，并在夜间播放轻音乐",
    "凡养猫的住户，每月可以领取鱼干两斤", "乘坐热气球上班的职工，交通补贴按里程加倍发放",
)  # fmt: skip
_TRAPS = (
    ("第一，", "{t}要摸清底数；第二，要分类施策。"), ("“幸福路”", "村民把它叫作{t}。"), ("《居民防骗小册子》", "现场发放了{t}。"), ("第三方", "委托{t}机构评估。"),
    ("本通知第一条", "请于周五前反馈{t}所列表格。"), ("《平凡的世界》", "干部共读{t}。"), ("第二轮", "{t}摸排已经完成。"), ("“一村一品”", "推进{t}建设。"),
    ("本方案第二部分", "任务分工见{t}。"), ("第一书记", "{t}已到岗。"), ("《新闻联播》", "组织收看{t}。"), ("第三季度", "{t}完成过半。"), ("‘等靠要’", "破除{t}思想。"),
    ("附件1", "名单见{t}。"), ("“三个一”", "落实{t}工作机制。"), ("第二批", "{t}项目已开工。"), ("《村规民约三字经》", "张贴{t}。"), ("第四届", "召开{t}理事会。"),
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A draft that grows, and its labels."""

    name: str
    text: str = ""
    labels: list[dict[str, Any]] = field(default_factory=list)

    def say(self, words: str) -> int:
        """Add words; where they begin."""
        start = len(self.text)
        self.text += words
        return start


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that can be cited, with a stretch of its words."""

    document: Document
    address: str
    words: str


class Maker:
    """Makes drafts from the documents of a library; some documents are cited though they are left out of `inside`."""

    def __init__(self, documents: list[Document], absent: list[Document], seed: int) -> None:
        self.rng = random.Random(seed)
        self.documents = documents
        self.absent = absent
        self.all_text = {d.doc_id: re.sub(r"\W", "", d.text) for d in documents}

    # -- material --------------------------------------------------------------------------------------
    def clause(self, document: Document, least: int = 14, most: int = 90) -> Clause | None:
        """A clause of the document with a sentence of its own."""
        candidates = [c for c in document.clauses if c.address and c.kind in _LEAF and "处）" not in c.address and "附件" not in c.address and "《" not in c.address]
        for clause in self.rng.sample(candidates, min(len(candidates), 30)):
            body = document.text[clause.start + len(clause.label) : clause.end].strip(" \u3000、.．\n")
            if clause.kind in (ClauseKind.PART, ClauseKind.SUBPART):
                body = body.partition("\n")[2] or body
            pieces = [p.strip(" \u3000") for p in re.split(r"[。\n；]", body)]
            pieces = [p for p in pieces if least <= len(p) <= most and p.count("“") == p.count("”") and p.count("（") == p.count("）") and not re.match(r"[（(]?[一二三四五六七八九十0-9]+[）)、.]", p)]
            pieces = [p for p in pieces if p and p in document.text and "《" not in p]
            if pieces and sum(self.plain(pieces[0]) in t for t in self.all_text.values()) == 1:
                words = self.rng.choice(pieces)
                if self.all_text.get(document.doc_id, words).count(self.plain(words)) <= 1:
                    return Clause(document, str(clause.address), words)
        return None

    @staticmethod
    def plain(words: str) -> str:
        """The words without signs."""
        return re.sub(r"\W", "", words)

    # -- names and addresses -----------------------------------------------------------------------------
    def name(self, document: Document, draft: Draft, back: bool = True) -> tuple[str, str]:
        """A way to name the document, and what it is called."""
        law = document.title.endswith(("法", "条例"))
        ways = ["title", "short_title"]
        if document.doc_number:
            ways += ["wenhao", "title+wenhao", "wenhao", "wenhao+title"]
        if law:
            ways += ["no_book_marks"]
        way = self.rng.choice(ways)
        short = document.title.removeprefix("中华人民共和国")
        about = re.match(r"^.{2,30}?(关于.{6,})$", document.title)
        if about:
            short = about.group(1)
        number = self.number(document.doc_number or "")
        return {
            "title": f"《{document.title}》", "short_title": f"《{short}》", "wenhao": number + self.rng.choice(("", "文", "文件")),
            "title+wenhao": f"《{document.title}》（{number}）", "wenhao+title": f"{number}《{short}》", "no_book_marks": short,
        }[way], way  # fmt: skip

    def number(self, number: str) -> str:
        """A 文号 in one of its writings."""
        match = re.fullmatch(r"(.+?)〔(\d{4})〕(\d+)号", number)
        if not match:
            return number
        body, year, serial = match.groups()
        return self.rng.choice((f"{body}〔{year}〕{serial}号", f"{body}({year}){serial}号", f"{body}（{year}）{serial}号", f"{body}[{year}]{serial}号", f"{body}{year}年{serial}号", f"{body}【{year}】{serial}号", f"{body}〔{year}〕第{serial}号"))

    def address(self, address: str, document: Document) -> str:
        """An address in one of its writings."""
        steps = parse_address(address) or ()
        style = self.rng.choice(("chinese", "chinese", "arabic", "wide", "spaced"))
        if steps and steps[0].unit is Unit.PART:
            return self.part_address(steps, style)
        return "".join(self.step(s, style, i) for i, s in enumerate(steps))

    def part_address(self, steps: tuple[Step, ...], style: str) -> str:
        if len(steps) == 1:
            return self.rng.choice((f"第{to_chinese(steps[0].number)}部分", f"第{steps[0].number}部分", f"第{to_chinese(steps[0].number)}条"))
        inner = to_chinese(steps[1].number)
        if len(steps) > 2 or steps[1].unit is not Unit.SUBPART:
            return "".join(f"第{to_chinese(s.number)}{'部分' if i == 0 else '点'}" for i, s in enumerate(steps))
        first = to_chinese(steps[0].number)
        return self.rng.choice((f"第{first}部分第（{inner}）项", f"第{first}部分第（{inner}）条", f"第{first}部分第{inner}点", f"第{first}部分（{inner}）", f"{first}、（{inner}）", f"{first}（{inner}）", f"第{steps[0].number}部分第{steps[1].number}条"))

    def step(self, step: Step, style: str, depth: int) -> str:
        unit = {Unit.ARTICLE: "条", Unit.PARAGRAPH: "款", Unit.ITEM: "项", Unit.SUBITEM: "目", Unit.CHAPTER: "章", Unit.SECTION: "节"}.get(step.unit, "点")
        number = to_chinese(step.number)
        suffix = f"之{to_chinese(step.suffix)}" if step.suffix else ""
        if step.unit is Unit.ITEM:
            return f"第{self.rng.choice((f'（{number}）', number))}项"
        if style != "chinese" and step.unit in (Unit.ARTICLE, Unit.PARAGRAPH):
            digits = str(step.number).translate(_WIDE) if style == "wide" else str(step.number)
            return f"第 {digits} {unit}{suffix}" if style == "spaced" and depth == 0 else f"第{digits}{unit}{suffix}"
        return f"第{number}{unit}{suffix}"

    def quoted(self, words: str, plain: bool = False) -> tuple[str, str, str]:
        """The words in marks of some kind and with harmless changes: (opening, words, closing), and the style."""
        opening, closing = self.rng.choice((("“", "”"), ("“", "”"), ("“", "”"), ("「", "」"), ("‘", "’"), ('"', '"')))
        words = words.replace("“", "‘").replace("”", "’") if opening == "“" else words
        if opening in "‘\"":
            words = re.sub(r"[“”‘’]", "", words)
        way = self.rng.choice(("plain", "plain", "spaces", "linebreak", "halfwidth", "stop"))
        middle = len(words) // 2
        if way == "spaces":
            words = words[:middle] + " " + words[middle:]
        elif way == "linebreak":
            words = words[:middle] + "\n" + words[middle:]
        elif way == "halfwidth":
            words = words.replace("，", ",").replace("；", ";")
        tail = "。" if way == "stop" else ""
        return opening, words, tail + closing

    # -- drafts -------------------------------------------------------------------------------------------
    def draft(self, name: str, citations: int = 14) -> Draft:
        """A draft with about so many citations and some traps."""
        draft = Draft(name)
        draft.say(self.rng.choice(("关于今年工作的总结\n", "工作情况汇报\n", "法律意见书\n", "问答摘编\n", "讲话提纲\n")))
        makers = (
            [self.true_quote] * 6 + [self.true_statement] * 3 + [self.altered] * 6 + [self.misplaced] * 2 + [self.bare] * 2 + [self.several, self.ranged]
            + [self.not_there] * 2 + [self.invented] + [self.unknown] * 2 + [self.ellipsis] + [self.back] * 2
        )  # fmt: skip
        traps = self.rng.sample(_TRAPS, 4)
        for count in range(citations):
            self.rng.choice(makers)(draft)
            if count % 4 == 3 and traps:
                word, sentence = traps.pop()
                before, _, after = sentence.partition("{t}")
                draft.say(before)
                at = draft.say(word)
                draft.say(after)
                draft.labels.append(self.label(draft, at, at + len(word), None, None, None, "none", ["trap"]))
            draft.say(self.rng.choice(("\n", "", "\n　　")))
        return draft

    def label(self, draft: Draft, start: int, end: int, document: Document | None, clause: str | None, quote: tuple[int, int] | None, verdict: str, style: list[str], **more: Any) -> dict[str, Any]:
        return {
            "draft": draft.name, "start": start, "end": end, "text": draft.text[start:end], "title": document.title if document else None,
            "clause": clause, "quote": list(quote) if quote else None, "verdict": verdict, "style": style, "changes": [], **more,
        }  # fmt: skip

    def cite(self, draft: Draft, document: Document, written: str, words: str, verdict: str, style: list[str], clause: str | None, template: str | None = None, name: str | None = None, **more: Any) -> None:
        """Write one citation with quoted words, and its label."""
        template = template or self.rng.choice(_QUOTING)
        called, way = (name, "pointing_back") if name else self.name(document, draft)
        lead = self.rng.choice(_LEADS) if template.startswith("{c}") else ""
        draft.say(lead)
        start = len(draft.text)
        quote = (0, 0)
        for piece in re.split(r"(\{[cq]\})", template):
            if piece == "{c}":
                draft.say(called + written)
            elif piece == "{q}":
                opening, inside, closing = self.quoted(words)
                draft.say(opening)
                at = draft.say(inside)
                quote = (at, at + len(inside))
                draft.say(closing)
            else:
                draft.say(piece)
        end = len(draft.text) - (len(template) - template.rindex("}") - 1)
        if template.endswith("{c}）"):
            end = len(draft.text)
        draft.labels.append(self.label(draft, start, end, document, clause, quote, verdict, [way, template, *style], **more))
        draft.say(self.rng.choice(_TAILS))

    def picked(self, least: int = 14) -> Clause | None:
        for _ in range(20):
            found = self.clause(self.rng.choice(self.documents), least)
            if found is not None:
                return found
        return None

    def true_quote(self, draft: Draft) -> None:
        """A quotation as it stands."""
        found = self.picked()
        if found:
            words = found.words if self.rng.random() < 0.8 or "，" not in found.words[8:] else found.words[: found.words.index("，", 8)]
            self.cite(draft, found.document, self.address(found.address, found.document), words, "verified", ["true"], found.address)

    def ellipsis(self, draft: Draft) -> None:
        """A quotation that skips a part."""
        found = self.picked(30)
        if found:
            parts = found.words.split("，")
            if len(parts) >= 3:
                words = parts[0] + "……" + parts[-1]
                self.cite(draft, found.document, self.address(found.address, found.document), words, "verified", ["ellipsis"], found.address)

    def statement(self, draft: Draft, found: Clause, words: str, verdict: str, style: list[str], **more: Any) -> None:
        template = self.rng.choice(_STATING)
        called, way = self.name(found.document, draft)
        if way == "no_book_marks" and template == "{c}：{q}":
            template = "{c}规定，{q}"
        draft.say(self.rng.choice(("", "检索可知，", "实践表明，", "依照" if template == "{c}规定，{q}" else "")))
        start = draft.say(called + self.address(found.address, found.document))
        before = template.removeprefix("{c}").removesuffix("{q}")
        draft.say(before)
        at = draft.say(words)
        end = len(draft.text)
        draft.labels.append(self.label(draft, start, end, found.document, found.address, (at, end), verdict, [way, template, *style], **more))
        draft.say("，基层基本能够做到。" if template.endswith("的{q}") else "。")

    def true_statement(self, draft: Draft) -> None:
        """The document's words without marks, perhaps shortened."""
        found = self.picked()
        if found:
            words = found.words
            if self.rng.random() < 0.4:
                words = words.replace("应当", "应", 1).replace("或者", "或", 1)
            self.statement(draft, found, words, "verified", ["statement"])

    def altered(self, draft: Draft) -> None:
        """One change, with or without marks."""
        for kind in self.rng.sample(KINDS, len(KINDS)):
            for _ in range(6):
                found = self.picked()
                change = alter(found.words, kind, self.rng) if found else None
                if found is None or change is None or any(self.plain(change.words) in t for t in self.all_text.values()):
                    continue
                more = {"changes": [{"kind": change.kind, "cited": change.cited, "source": change.source}]}
                if self.rng.random() < 0.3:
                    self.statement(draft, found, change.words, "altered", ["altered_" + kind], **more)
                else:
                    self.cite(draft, found.document, self.address(found.address, found.document), change.words, "altered", ["altered_" + kind], found.address, **more)
                return

    def misplaced(self, draft: Draft) -> None:
        """The words of another clause of the same document."""
        found = self.picked()
        other = self.clause(found.document) if found else None
        if found and other and not (other.address.startswith(found.address) or found.address.startswith(other.address)):
            self.cite(draft, found.document, self.address(other.address, found.document), found.words, "misplaced", ["neighbour"], other.address, evidence_contains=found.words)

    def bare(self, draft: Draft) -> None:
        """An address without words."""
        found = self.picked()
        if found:
            before, _, after = self.rng.choice(_BARE).partition("{c}")
            draft.say(before)
            called, way = self.name(found.document, draft)
            start = draft.say(called + self.address(found.address, found.document))
            draft.labels.append(self.label(draft, start, len(draft.text), found.document, found.address, None, "verified", [way, "bare"]))
            draft.say(after)

    def _articles(self) -> tuple[Document, int] | None:
        for _ in range(20):
            document = self.rng.choice(self.documents)
            count = sum(1 for c in document.clauses if c.kind == ClauseKind.ARTICLE and c.address and c.address.startswith("第") and "之" not in c.address)
            if count >= 12:
                return document, count
        return None

    def several(self, draft: Draft) -> None:
        """第三条、第五条."""
        found = self._articles()
        if found is None:
            return
        document, count = found
        numbers = sorted(self.rng.sample(range(1, count), 2))
        called, way = self.name(document, draft)
        draft.say("可并用")
        start = len(draft.text)
        draft.say(f"{called}第{to_chinese(numbers[0])}条")
        draft.labels.append(self.label(draft, start, len(draft.text), document, f"第{to_chinese(numbers[0])}条", None, "verified", [way, "several"]))
        draft.say(self.rng.choice(("、", "和", "及", "、")))
        start = draft.say(f"第{to_chinese(numbers[1])}条")
        draft.labels.append(self.label(draft, start, len(draft.text), document, f"第{to_chinese(numbers[1])}条", None, "verified", [way, "several"]))
        draft.say("。")

    def ranged(self, draft: Draft) -> None:
        """第三条至第五条."""
        found = self._articles()
        if found is None:
            return
        document, count = found
        first = self.rng.randrange(1, count - 4)
        called, way = self.name(document, draft)
        draft.say("详见")
        one, two = to_chinese(first), to_chinese(first + 3)
        start = draft.say(called + self.rng.choice((f"第{one}条至第{two}条", f"第{first}条到第{first + 3}条", f"第{one}至{two}条", f"第{first}-{first + 3}条")))
        draft.labels.append(self.label(draft, start, len(draft.text), document, f"第{one}条至第{two}条", None, "verified", [way, "range"]))
        draft.say("。")

    def not_there(self, draft: Draft) -> None:
        """An address beyond the last."""
        found = self._articles()
        if found is None:
            return
        document, count = found
        called, way = self.name(document, draft)
        before, _, after = self.rng.choice(_BARE).partition("{c}")
        draft.say(before)
        number = count + self.rng.randrange(9, 30)
        start = draft.say(f"{called}第{self.rng.choice((to_chinese(number), str(number)))}条")
        draft.labels.append(self.label(draft, start, len(draft.text), document, f"第{to_chinese(number)}条", None, "not_found", [way, "beyond_last"]))
        draft.say(after)

    def invented(self, draft: Draft) -> None:
        """Words that stand nowhere."""
        found = self.picked()
        if found:
            self.cite(draft, found.document, self.address(found.address, found.document), self.rng.choice(_INVENTED), "not_found", ["invented"], found.address)

    def unknown(self, draft: Draft) -> None:
        """A document that isn't in the library."""
        if not self.absent:
            return
        document = self.rng.choice(self.absent)
        found = self.clause(document)
        if found:
            self.cite(draft, document, self.address(found.address, document), found.words, "not_in_library", ["absent"], found.address)

    def back(self, draft: Draft) -> None:
        """A pointer to the document cited just before."""
        found = self.picked()
        if not found:
            return
        self.cite(draft, found.document, self.address(found.address, found.document), found.words, "verified", ["true"], found.address, template="{c}规定：{q}")
        again = self.clause(found.document)
        genre = re.search(r"(?:条例|办法|意见|通知|决定|方案|规划|规定|法)(?:（.*）)?$", found.document.title)
        if again and genre:
            word = re.sub("（.*", "", genre.group())
            pointer = self.rng.choice(("该", "上述", "前述", "同" if word == "法" else "该", "此")) + word
            self.cite(draft, found.document, self.address(again.address, again.document), again.words, "verified", ["back"], again.address, template=self.rng.choice(("{c}规定：{q}", "{c}还要求，{q}", "{q}（见{c}）")), name=pointer)


def make_drafts(library: Library, count: int, seed: int = 7, most: int = 400) -> tuple[list[Draft], set[str]]:
    """Drafts from a library.

    :param most: how many of its documents are used, where it is large.
    :return: the drafts, and the doc_ids that must be left out when they are checked (they are cited as absent).
    """
    rng = random.Random(seed)
    ids = sorted(library.doc_ids())
    if len(ids) > most:
        ids = rng.sample(ids, most)
    documents = [library.get(doc_id) for doc_id in ids]
    once: dict[str, Document] = {}
    # A document of which there are several versions, or which another repeals, is no true citation.
    versions = Counter(title_key(summary.title) for summary in library.summaries())
    repealed = {repeal.key for repeal in repeals(library)}
    for document in documents:
        key = title_key(document.title)
        if versions[key] == 1 and key not in repealed:
            once[key] = document
    good = [d for d in once.values() if len(d.clauses) > 8 and 4 <= len(d.title) <= 60 and re.search(r"(?:法|条例|办法|意见|通知|决定|规定|方案|规划)$", d.title)]
    rng.shuffle(good)
    # The title of an absent one must be no other's: its short form would else name that.
    cut = max(1, len(good) // 8)
    absent, inside = good[:cut], good[cut:]
    absent = [d for d in absent if not any(title_key(d.title).removeprefix("关于") in title_key(o.title) or title_key(o.title) in title_key(d.title) for o in inside)]
    maker = Maker(inside, absent, seed)
    return [maker.draft(f"{number:02}.txt") for number in range(1, count + 1)], {d.doc_id for d in absent}
