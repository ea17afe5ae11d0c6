"""What drafts are made of: clauses with words, and the ways in which people name documents and write addresses."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from corpus.addresses import Step, Unit, parse_address
from corpus.numerals import to_chinese
from corpus.types import ClauseKind, Document

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_LEAF = (ClauseKind.ARTICLE, ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.SUBPART, ClauseKind.PART)


# {c} the citation, {q} the quotation. The last three put the words first.
# {c}: a name with its address; {n} and {a}: the name before the words, its address behind them.
QUOTING = (
    "{c}规定：{q}", "{c}明确规定，{q}", "{c}指出，{q}", "{c}的条文为{q}", "{c}提出{q}", "{c}要求：{q}", "{c}部署，{q}", "{c}所要求的{q}",
    "{c}告诉我们，{q}", "{c}，内容是{q}", "{c}有明文，{q}", "{c}规定如下：{q}", "{c}的规定——{q}", "{c}强调：{q}", "{c}写得很清楚：{q}",
    "{c}指明{q}", "{c}是这样表述的：{q}", "{c}中{q}的规定", "{c}关于{q}的要求", "{c}载明：{q}", "{c}{q}",
    "{q}（参见{c}）", "{q}（见{c}）", "{q}（{c}）", "{q}——{c}", "{q}，这是{c}的规定",
    "{n}规定：{q}（{a}）", "{n}明确规定，{q}（见{a}）", "{n}规定{q}（{a}）", "{n}（{a}）规定，{q}",
)  # fmt: skip
STATING = (
    "{c}规定，{q}", "{c}规定{q}", "{c}明确，{q}", "{c}要求{q}", "{c}规定的{q}", "{c}：{q}", "{c}提出，{q}",
    "{q}（{c}）", "{q}（参见{c}）", "{q}（依据：{c}）", "{q}，见{c}", "{n}规定，{q}（{a}）", "{n}明确{q}（见{a}）",
    "{n}（{a}）规定，{q}",
)  # fmt: skip
OWN_WORDS = ("", "", "", "我县对此高度重视，", "各乡镇要明白一点，", "回复：", "经研究，")
LEADS = (
    "",
    "",
    "检索可知，",
    "按照",
    "根据",
    "我们认真学习了",
    "实践表明，",
    "请各单位落实",
    "回复：",
    "对照",
    "务必做到",
    "重申",
    "依照",
    "换言之，",
    "下一步，要执行",
)
TAILS = (
    "。",
    "。对此要有清醒认识。",
    "，我们照此办理。",
    "，请遵照执行。",
    "，基层基本能够做到。",
    "。相关情况定期通报。",
    "；同时抓好宣传。",
)
BARE = (
    "工作依据见{c}。",
    "凡属{c}范围的，一律登记。",
    "可适用{c}。",
    "登记口径依{c}确定。",
    "按{c}开展的摸底已经结束。",
    "请对照{c}。",
    "{c}都有涉及。",
)
INVENTED = (
    "游客留宿满三晚的，赠送当地山歌唱片一张", "每名驻村干部每季度应当阅读童话三本并撰写读后感", "路灯应当漆成蓝色，并在夜间播放轻音乐",
    "凡养猫的住户，每月可以领取鱼干两斤", "乘坐热气球上班的职工，交通补贴按里程加倍发放",
)  # fmt: skip
TRAPS = (
    ("第一，", "{t}要摸清底数；第二，要分类施策。"), ("“幸福路”", "村民把它叫作{t}。"), ("《居民防骗小册子》", "现场发放了{t}。"), ("第三方", "委托{t}机构评估。"),
    ("本通知第一条", "请于周五前反馈{t}所列表格。"), ("《平凡的世界》", "干部共读{t}。"), ("第二轮", "{t}摸排已经完成。"), ("“一村一品”", "推进{t}建设。"),
    ("本方案第二部分", "任务分工见{t}。"), ("第一书记", "{t}已到岗。"), ("《新闻联播》", "组织收看{t}。"), ("第三季度", "{t}完成过半。"), ("‘等靠要’", "破除{t}思想。"),
    ("附件1", "名单见{t}。"), ("“三个一”", "落实{t}工作机制。"), ("第二批", "{t}项目已开工。"), ("《村规民约三字经》", "张贴{t}。"), ("第四届", "召开{t}理事会。"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that can be cited, with a stretch of its words."""

    document: Document
    address: str
    words: str


class Material:
    """The documents of a library, as things to cite; `absent` ones are cited though the library won't have them."""

    def __init__(self, documents: list[Document], absent: list[Document], seed: int) -> None:
        self.rng = random.Random(seed)
        self.documents = documents
        self.absent = absent
        self.all_text = {d.doc_id: re.sub(r"\W", "", d.text) for d in documents}

    # -- material --------------------------------------------------------------------------------------
    def clause(self, document: Document, least: int = 14, most: int = 90) -> Clause | None:
        """A clause of the document with a sentence of its own."""
        candidates = [
            c
            for c in document.clauses
            if c.address
            and c.kind in _LEAF
            and "处）" not in c.address
            and "附件" not in c.address
            and "《" not in c.address
        ]
        for clause in self.rng.sample(candidates, min(len(candidates), 30)):
            body = document.text[clause.start + len(clause.label) : clause.end].strip(" \u3000、.．\n")
            if clause.kind in (ClauseKind.PART, ClauseKind.SUBPART):
                body = body.partition("\n")[2] or body
            pieces = [p.strip(" \u3000") for p in re.split(r"[。\n；]", body)]
            pieces = [
                p
                for p in pieces
                if least <= len(p) <= most
                and p.count("“") == p.count("”")
                and p.count("（") == p.count("）")
                and not re.match(r"[（(]?[一二三四五六七八九十0-9]+[）)、.]", p)
            ]
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
    def name(self, document: Document) -> tuple[str, str]:
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
        return self.rng.choice(
            (
                f"{body}〔{year}〕{serial}号",
                f"{body}({year}){serial}号",
                f"{body}（{year}）{serial}号",
                f"{body}[{year}]{serial}号",
                f"{body}{year}年{serial}号",
                f"{body}【{year}】{serial}号",
                f"{body}〔{year}〕第{serial}号",
            )
        )

    def address(self, address: str, document: Document) -> str:
        """An address in one of its writings."""
        steps = parse_address(address) or ()
        style = self.rng.choice(("chinese", "chinese", "arabic", "wide", "spaced"))
        if steps and steps[0].unit is Unit.PART:
            return self.part_address(steps, style)
        return "".join(self.step(s, style, i) for i, s in enumerate(steps))

    def part_address(self, steps: tuple[Step, ...], style: str) -> str:
        """三、（七） in one of its writings."""
        if len(steps) == 1:
            return self.rng.choice(
                (
                    f"第{to_chinese(steps[0].number)}部分",
                    f"第{steps[0].number}部分",
                    f"第{to_chinese(steps[0].number)}条",
                )
            )
        inner = to_chinese(steps[1].number)
        if len(steps) > 2 or steps[1].unit is not Unit.SUBPART:
            return "".join(f"第{to_chinese(s.number)}{'部分' if i == 0 else '点'}" for i, s in enumerate(steps))
        first = to_chinese(steps[0].number)
        return self.rng.choice(
            (
                f"第{first}部分第（{inner}）项",
                f"第{first}部分第（{inner}）条",
                f"第{first}部分第{inner}点",
                f"第{first}部分（{inner}）",
                f"{first}、（{inner}）",
                f"{first}（{inner}）",
                f"第{steps[0].number}部分第{steps[1].number}条",
            )
        )

    def step(self, step: Step, style: str, depth: int) -> str:
        """One level of an address."""
        unit = {
            Unit.ARTICLE: "条",
            Unit.PARAGRAPH: "款",
            Unit.ITEM: "项",
            Unit.SUBITEM: "目",
            Unit.CHAPTER: "章",
            Unit.SECTION: "节",
        }.get(step.unit, "点")
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
        if opening in '‘"':
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

    def picked(self, least: int = 14) -> Clause | None:
        """Some clause of some document; None if twenty tries found none."""
        for _ in range(20):
            found = self.clause(self.rng.choice(self.documents), least)
            if found is not None:
                return found
        return None
