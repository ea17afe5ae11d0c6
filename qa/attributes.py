"""What is asked of a document itself: its 文号, dates, issuer, or what it says."""

from __future__ import annotations

import re

from qa.types import Attribute

LEAD = re.compile(
    r"^(?:请问一?下?|麻烦|我想|想|帮我|帮忙|给我|请|查询?一?下?|看一?下?|找一?下?|问一?下?|知道|了解|说说|讲讲|介绍一?下?|解释一?下?|根据|依据|按照|依照|对于|关于|在|我国的?|国家的?|现行的?|最新的?|新修订的?|的|那么?|，|,|、|：|\s)+"
)
CONTENT = re.compile(
    r"^(?:讲|说|写|规定|是|的|了|什么|啥|哪些|内容|主要|全文|原文|文件|这个|关于|方面|具体|有|都|怎么|如何|大概|一下|事|意思|吗|呢|呀|请|查|看|找|列出|给我|发|告诉我|背|引用|里面?|中|[\s，,。．.？?！!：:“”\"《》、])*$"
)
_ATTRIBUTES: tuple[tuple[Attribute, re.Pattern[str]], ...] = (
    ("number", re.compile(r"(?:发文字号|文号|文件编号|发文号)(?:是|为|呢|[？?]|$)|(?:是|第)几号(?:文|令)?")),
    ("effective", re.compile(r"(?:什么时候|何时|什么时间|哪天|哪一天|从哪|自哪|几月几[日号]|哪年).{0,6}(?:施行|生效|实施|执行|起效)|(?:施行|生效|实施|执行)(?:的)?(?:日期|时间)|(?:施行|生效|实施)(?:了)?(?:吗|没有)")),
    ("expires", re.compile(r"有效期(?:是|为|有|到|至)?(?:多久|多长|几年|什么时候|哪天|多少)|(?:什么时候|何时).{0,4}(?:失效|到期|废止|届满)")),
    ("issued", re.compile(r"(?:什么时候|何时|什么时间|哪天|哪一天|几月几[日号]|哪年).{0,6}(?:印发|发布|公布|出台|成文|下发|颁布|发的|通过|制定)|(?:印发|发布|公布|成文|发文|颁布|通过)(?:的)?(?:日期|时间)")),
    ("issuer", re.compile(r"(?:谁|哪个(?:部门|机关|单位)|哪(?:几|些)个?(?:部门|机关|单位)|什么(?:部门|机关|单位)).{0,3}(?:印发|发布|公布|出台|发|颁布|制定)的?|(?:发文|发布|制定|印发|颁布)(?:机关|单位|部门)")),
)  # fmt: skip


def read_attribute(rest: str, named: bool, addressed: bool) -> Attribute | None:
    """What of the document is asked; None where something it says is.

    :param rest: the question without names and addresses.
    :param named: whether it names a document.
    :param addressed: whether it names a clause, and so asks for that.
    """
    if not named or addressed:
        return None
    plain = LEAD.sub("", rest.strip())
    if CONTENT.match(plain):
        return "content"
    for attribute, pattern in _ATTRIBUTES:
        match = pattern.search(plain)
        # Only where the document itself is asked about: 该办法什么时候施行, not 补贴什么时候发放.
        if match and len(CONTENT.sub("", LEAD.sub("", plain[: match.start()].strip("，, "))).strip("是的由")) <= 2:
            return attribute
    return None
