"""The same sentence put another way: without words that only join, with 由 turned round, with an exception behind its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

# They say how a sentence hangs together with the others of a draft, nothing of the matter.
_JOINTS = re.compile(
    r"(?:^|(?<=[，,；;。：:]))\s*(?:(?:此外|另外|同时|并且|而且|其次|首先|再次|最后|其中|总之|综上所述|综上|因此|所以|也就是说|换言之|换句话说|简而言之|简单来说|简单地说|"
    r"具体来说|具体而言|具体地说|总的来说|一般来说|即|答案是|答|根据资料|据此|对此|还有|以及)[，,：:]"
    r"|(?:此外|另外|同时|并且|而且)(?=[\u4e00-\u9fff])"
    r"|(?:根据|按照|依据|依照)?(?:上述|以上|相关|有关|该|本|此)?(?:文件|规定|条款|政策|资料|办法|条例|通知|意见)(?:的?相?关?规定|的?要求|中?规定|中?明确|中?指出|中?提出|还规定|还明确)?[，,：:])\s*"
)
_LABEL = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}(?:[.．]\d{1,2}){1,3}(?![\d%％万亿元]))\s*(?=[\u4e00-\u9fff])"
)
_DEFINED = re.compile(r"[（(](?:以下|下文|下)?(?:简称|统称|并称|合称|称|同)(?:为|作)?[^（）()]{0,30}[）)]")
_BY = re.compile(
    r"^([^，,；;。：:]{4,60}?)(?:工作)?(?:应当|应|须|可以)?由([^，,；;。：:由]{2,30}?)(具体|主要|统一|共同)?(负责|承担|主管|审批|审核|批准|制定|办理|组织实施|实施|决定|管理)([。；;]?)$"
)
_BUT = re.compile(r"^除(?:了)?([^，,。；;]{2,40}?)(?:以外|之外|外)[，,](.{6,}?)([。；;]?)$")
_EXCEPT = re.compile(r"^(.{6,}?)[，,]但(?:是)?([^，,。；;]{2,40}?)的?(?:除外)([。；;]?)$")


_NAMED = r"(?:期限?|时间|金额|数额|额度|比例|标准|年限)(?:应当?|须)?(?:为|是)?(?=不|最|至|[\d一二三四五六七八九十百两])"
_NAMED_AGAIN = re.compile(rf"([\u4e00-\u9fff]{{2,4}})[，,]\1{_NAMED}")
_NAMED_ONCE = re.compile(rf"([\u4e00-\u9fff]{{2}}){_NAMED}")


def opened(words: str) -> str:
    """The words without those that only join, and without （以下简称…）."""
    return undefined(_LABEL.sub("", _JOINTS.sub("", words)))


def undefined(words: str) -> str:
    """The words without （以下简称…）, which names a thing and says nothing of it."""
    return _DEFINED.sub("", words)


def variants(words: str) -> Iterator[str]:
    """The sentence, and what says the same in other order."""
    yield words
    by = _BY.match(words)
    if by:
        what, who, how, does, end = by.groups(default="")
        yield f"{who}{how}{does}{what}{end}"
    again = _NAMED_AGAIN.sub(r"\1", words)  # 公示，公示期不少于七天
    once = _NAMED_ONCE.sub(r"\1", again)  # 保存期限不少于五年
    if again != words:
        yield again
    if once != again:
        yield once
    but = _BUT.match(words)
    if but:
        yield f"{but[2]}，但{but[1]}的除外{but[3]}"
    other = _EXCEPT.match(words)
    if other:
        yield f"除{other[2]}外，{other[1]}{other[3]}"
