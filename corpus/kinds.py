"""Of which level of government a document is, and of which kind: for filters and for telling laws from notices."""

from __future__ import annotations

import re

LEVELS = ("中央", "省", "州市", "县")
_CAPITALS = "北京|天津|上海|重庆"
_PROVINCES = "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆"
# Bodies of the centre; a ministry's name may be followed by an office of it.
_CENTRAL = re.compile(
    r"^(?:中华人民共和国|中共中央|中国共产党中央|中央(?!民族大学)|国务院|全国(?:人民代表大会|人大|政协)|最高人民|国家|中国|公安部|民政部|财政部|教育部|科技部|科学技术部|工业和信息化部|司法部|"
    r"人力资源|自然资源部|生态环境部|住房和?城乡建设部|交通运输部|水利部|农业(?:农村)?部|商务部|文化和旅游部|文化部|卫生部|卫生健康委|退役军人事务部|应急管理部|应急部|人民银行|审计署|海关总署|"
    r"税务总局|市场监管总局|广电总局|体育总局|统计局|国资委|银保监会|证监会|环境保护部|国土资源部|铁道部|信息产业部|人事部|劳动|建设部|监察部|外交部|国防部|发展改革委|医保局|扶贫办)"
)
# Marks of places within a body's name, in order; the last says whose it is: 湖南省湘西州 is a prefecture's, 长沙市岳麓区
# a county's. What only looks like one is left out: 城乡, 乡村, 城市, 市场, 社区, 县域, 广州市's 州.
_PLACE = re.compile(
    r"自治区|自治州|自治县|特别行政区|(?<!困)地区|省|(?<!贵)州(?!市)|(?<!城)市(?!场|容|政(?!府|协|务)|级)|盟(?!员)|县(?!级|域)|旗(?!下)|"
    r"(?<!社)(?<!发)(?<!新)(?<!园)(?<!景)(?<!税)(?<!范)(?<!理)(?<!林)区(?!域|划)|(?<!城)(?<!困)乡(?!村|建)|镇(?!化)|街道"
)
_RANKS = {"自治区": 1, "省": 1, "特别行政区": 1, "自治州": 2, "州": 2, "市": 2, "盟": 2, "地区": 2}
_PROVINCE = re.compile(rf"^(?:中共)?(?:{_PROVINCES}|{_CAPITALS})")
_CAPITAL_CITY = re.compile(rf"(?:{_CAPITALS})市$")

_KINDS = (
    "征求意见稿|司法解释|实施细则|实施办法|实施意见|指导意见|若干意见|工作要点|意见|通知|办法|规定|细则|条例|方案|规划|计划|纲要|预案|决定|决议|公告|通告|通报|批复|复函|答复|函|报告|请示|规则|"
    "规程|规范|标准|目录|清单|章程|要点|措施|政策|解释|指引|指南|令"
)
_KIND_END = re.compile(rf"(?P<kind>{_KINDS})(?:[（(][^（）()]{{1,24}}[）)])*$")
_WIDER = {
    "实施意见": "意见",
    "指导意见": "意见",
    "若干意见": "意见",
    "实施细则": "细则",
    "实施办法": "办法",
    "复函": "函",
    "工作要点": "要点",
}


def level_of(issuer: str | None, title: str, source: str = "") -> str | None:
    """中央, 省, 州市 or 县, by the last place in the issuer's name; else in the title's, else in the page's source.

    :param source: what the page says of where it comes from (湘西州政府门户网站).
    :return: None where none of them names a place or a body of the centre.
    """
    heading = re.split(r"关于|实施|《", title)[0]
    place = _PLACE.search(heading)
    named = heading if place is not None and place.end() <= 8 and heading[: place.end()].isalpha() else ""
    for words in (issuer or "", named, source):
        level = _level(words) if words else None
        if level is not None:
            return level
    return None


def _level(words: str) -> str | None:
    words = re.sub(r"\s", "", words)
    rank = 1 if _PROVINCE.match(words) else 0
    for match in _PLACE.finditer(words):
        own = 1 if _CAPITAL_CITY.search(words[: match.end()]) else _RANKS.get(match.group(), 3)
        rank = 3 if own == rank == 2 else max(rank, own)  # 湘西州吉首市 is a county's
    if rank:
        return LEVELS[rank]
    return "中央" if _CENTRAL.match(words) else None


def kind_of(title: str, issuer: str | None = None, level: str | None = None) -> str | None:
    """法律, 行政法规, 地方性法规, 司法解释, 意见, 通知, …: by the title's end and who issued it; None if it says nothing."""
    plain = re.sub(r"\s", "", title)
    bare = re.sub(r"[（(][^（）()]{1,24}[）)]$", "", plain)
    legislature = bool(issuer and re.search(r"人民代表大会|人大", issuer))
    if re.match(r"^最高人民(?:法院|检察院)", plain) and re.search(r"解释|规定|批复|规则", plain):
        return "司法解释"
    if bare.endswith(("法", "法典", "宪法")) and not bare.endswith(("办法", "方法", "做法", "看法", "说法")):
        return "法律"
    if bare.endswith("条例"):
        return (
            "行政法规"
            if level == "中央" and not legislature
            else "地方性法规"
            if level in ("省", "州市", "县")
            else "条例"
        )
    if legislature and level in ("省", "州市", "县") and bare.endswith(("办法", "规定", "规则", "决定")):
        return "地方性法规"
    match = _KIND_END.search(plain)
    return _WIDER.get(match["kind"], match["kind"]) if match else None
