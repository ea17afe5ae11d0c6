"""A question read for searching: its tokens with weights, its numbers, what kind of answer it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.tokens import bigrams, normal, words

# Words that ask and don't name: they count little in the search (weight below).
_ASKING = re.compile(
    r"最[多少高低长短大小](?=[^，。；？]{0,3}(?:多少|多久|多长|多大|几))|请问|请介绍|请说明|请告诉我|我想(?:知道|了解|问)|麻烦问|想问一下|问一下|是什么|有什么|为什么|什么时候|什么时间|什么样|什么|有哪些|包括哪些|哪些|哪个|哪几|哪里|哪儿|哪|如何|怎么样|怎样|怎么办|怎么|多少|几个|几项|几条|几类|几|"
    r"是否|能否|可否|能不能|可不可以|是不是|有没有|会不会|要不要|需不需要|吗|呢|具体|主要|分别|内容|情况|谁|何时|何地|多久|多长时间|多大|多高|规定|要求|措施|方面|根据|按照|关于|对于|应当|应该|需要|可以|进行|做出|作出|提出|采取|[？?]"
)
_KINDS = (
    (re.compile(r"多少钱|多少元|金额|标准是|补贴多少|补助多少|罚款"), re.compile(r"\d[\d,.]*\s*(?:万|亿)?元|[一二三四五六七八九十百千万]+元")),
    (re.compile(r"什么时候|何时|什么时间|哪天|几月|几号|日期|截止|期限|多久|多长时间|几天|几年|时限"), re.compile(r"\d+\s*(?:年|月|日|天|个工作日|小时|时)|[一二三四五六七八九十]+(?:年|个月|日|天)")),
    (re.compile(r"比例|百分|率|占"), re.compile(r"\d+(?:\.\d+)?[%％]|百分之")),
    (re.compile(r"多少|几[个项条家户类名人]|数量"), re.compile(r"\d")),
    (re.compile(r"电话|热线|号码"), re.compile(r"\d{3,4}-?\d{3,8}")),
    (re.compile(r"网址|网站|平台|渠道"), re.compile(r"www|http|网|平台|APP|公众号")),
    (re.compile(r"谁|哪个部门|哪些部门|什么部门|牵头|负责"), re.compile(r"负责|牵头|主管|会同|组织实施")),
)  # fmt: skip
# What is counted: 多少座危桥 wants a number of 座.
_COUNTED = re.compile(
    r"(?:多少|几)\s*(个?工作日|平方米|平方公里|公里|万元|亿元|元|钱|个月|个|座|户|人|次|天|项|家|名|亩|条|处|所|间|倍|分|小时|吨|米|类|种|岁|度)"
)
_AMOUNT = r"(?:\d[\d,.]*|[一二三四五六七八九十百千万两]+)\s*[多余]?\s*[万亿]?\s*个?"
_DIGITS = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")
ASKING_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class Query:
    """`words` and `grams`: (token, weight) pairs.

    `wants`: a pattern of the kind of answer, `counted`: of a number of what is to be counted; None where neither is asked.
    `digits`: the question's numbers, without what they count.
    """

    text: str
    words: tuple[tuple[str, float], ...]
    grams: tuple[tuple[str, float], ...]
    wants: re.Pattern[str] | None
    counted: re.Pattern[str] | None = None
    digits: frozenset[str] = frozenset()

    @property
    def named(self) -> list[str]:
        """The words of two characters and more that name what is asked about, in lower case."""
        return [word for word, weight in self.words if weight == 1.0 and len(word) > 1]

    def kind_in(self, text: str) -> bool:
        """Whether a text has what the question wants, a number, date, place or body that the question hasn't itself."""
        return bool(self.wants and self.wants.search(self._new(text)))

    def count_in(self, text: str) -> bool:
        """Whether a text has a number, not the question's own, of what the question counts."""
        return bool(self.counted and self.counted.search(self._new(text)))

    def _new(self, text: str) -> str:
        return _DIGITS.sub(lambda found: "" if found[0] in self.digits else found[0], normal(text))


def read_query(text: str) -> Query:
    """Read a question or some words."""
    plain = normal(text)
    asking = _ASKING.findall(plain)
    content = _ASKING.sub(" ", plain)
    if len(re.sub(r"\s", "", content)) < 2:
        content = plain
    strong_words, strong_grams = set(words(content)), set(bigrams(content))
    weights_words = {token: 1.0 if token in strong_words else ASKING_WEIGHT for token in words(plain)}
    weights_grams = {token: 1.0 if token in strong_grams else ASKING_WEIGHT for token in bigrams(plain)}
    for token in strong_words:
        weights_words.setdefault(token, 1.0)
    for token in strong_grams:
        weights_grams.setdefault(token, 1.0)
    wants = next((answer for question, answer in _KINDS if question.search(plain)), None)
    counted = _COUNTED.search(plain)
    unit = counted[1].replace("钱", "元") if counted else ""
    return Query(
        text, tuple(weights_words.items()), tuple(weights_grams.items()), wants if asking else None,
        re.compile(_AMOUNT + re.escape(unit)) if unit else None, frozenset(_DIGITS.findall(plain)),
    )  # fmt: skip
