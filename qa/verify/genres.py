"""The words for kinds of documents, and what may stand before and behind a document's name in running text."""

from __future__ import annotations

import re

# The longest first. STRONG ones make a title in 书名号 a citation even if the library hasn't the document.
STRONG = (
    r"(?:法典|宪法|法|条例|实施办法|办法|规定|实施细则|细则|实施意见|指导意见|意见|通知|决定|决议|命令|公告|通告|批复|实施方案|方案|规划|纲要|"
    r"计划|规则|规程|规范|准则|守则|章程|解释|令|函|措施|若干政策|政策|要点|制度|标准|指南|公报|复函|答复)"
)
GENRE = re.compile(STRONG + r"(?:[（(〔][^）)〕]{1,16}[）)〕])*$")
# A title of these kinds is a citation wherever it stands; of the others only with 文号, address or quotation.
LEGAL = re.compile(
    r"(?:法典|宪法|法|条例|办法|规定|细则|意见|通知|决定|决议|规划|纲要|批复|解释|公告|通告|规则|章程)(?:[（(〔][^）)〕]{1,16}[）)〕])*$"
)
POINTER_GENRE = (
    r"(?:法典|法律|法规|规章|法|条例|实施办法|管理办法|暂行办法|办法|暂行规定|规定|实施细则|细则|实施意见|指导意见|意见|通知|决定|决议|公告|通告|批复|"
    r"实施方案|方案|规划|纲要|计划|规则|规程|规范|准则|章程|解释|措施|制度|标准|指南|文件|文|政策)"
)
# 本通知, 本方案: drafts call themselves so; those of these kinds are hardly ever a draft.
RARE_DRAFTS = frozenset({"法", "法典", "法律", "条例", "法规", "规章", "规定", "细则", "实施细则", "办法"})
# A name that goes on is another one: 农业法治, 公司法人, 土地管理法实施条例.
GOES_ON = re.compile(
    r"(?:[律院官规人治制学庭理务盲典医师]|定(?!的)|(?:的)?(?:实施|配套)(?:条例|细则|办法|意见|规定)|实施细则|修正案|释义|解读|宣传|问答|草案|解释|办法|条例|细则)"
)
PLACE_END = re.compile(r"(?:省|市|州|县|区|旗|盟)$")
_LEAD_WORDS = (
    "根据|依据|按照|依照|遵照|参照|对照|违反|符合|适用|执行|落实|贯彻|遵守|重申|凡属|属于|做到|结合|引用|援引|援用|参见|详见|参阅|对于|"
    "检索可知|换言之|务必|我国的?|国家的?|现行的?|最新的?|新修订的?|修订后的?|新的?|新出台的?|出台的?|印发的?|下发的?|发布的?|公布的?|颁布的?|制定的?|"
    "依靠|通过|学习|宣传|比如|例如|譬如|还有|以及|已经|同时|其中|包括|尤其是|特别是|就是|正是|即|请看|查阅|查看|查到|翻开|关于上述|所谓|应当|应|要|"
    "牢记|铭记|重温|遵循|恪守|秉持|引述|摘录|始终|并用|表明|指出|针对|所依|按着|说|讲|提到|谈到|涉及|有关|规定见|原文见|依法按|严格按|严格|认真|全面|深入|切实"
)
_LEAD_ANYWHERE = re.compile(_LEAD_WORDS)
_LEAD_START = re.compile(
    rf"^(?:{_LEAD_WORDS}|[依按据在由以把将是为见和与及或并如查看问就用从对的了而且到]|，|,|、|：|:|\s)+"
)


def strip_lead(words: str, least: int = 3) -> int:
    """How many characters at the start of `words` belong to the sentence and not to the name that ends it.

    :param least: how many characters a name has at least.
    """
    cut = 0
    for match in _LEAD_ANYWHERE.finditer(words):
        if len(words) - match.end() >= least:
            cut = match.end()
    start = _LEAD_START.match(words[cut:])
    if start and len(words) - cut - start.end() >= least and not words[cut:].startswith("对外"):
        cut += start.end()
    return cut


def genre_of(title: str) -> str:
    """The kind of document a title names: 法, 条例, 意见 …; empty if it names none."""
    match = GENRE.search(title)
    if not match:
        return ""
    word = re.sub(r"[（(〔].*$", "", match.group())
    return {
        "实施办法": "办法",
        "实施细则": "细则",
        "实施意见": "意见",
        "指导意见": "意见",
        "实施方案": "方案",
        "宪法": "法",
        "法典": "法",
        "若干政策": "政策",
    }.get(word, word)


def genre_fits(pointer: str, title: str) -> bool:
    """Whether 该… can point to a document with this title."""
    own = genre_of(title)
    if pointer in ("文件", "文", "规范性文件", "政策", "政策文件"):
        return True
    if pointer in ("法律", "法", "法典"):
        return own == "法"
    if pointer == "法规":
        return own in ("条例", "法", "规定")
    if pointer == "规章":
        return own in ("办法", "规定", "细则", "规则")
    plain = re.sub("^(?:实施|指导|管理|暂行)", "", pointer)
    return own == plain or title.endswith(pointer) or (plain == "规定" and own in ("规定", "办法"))
