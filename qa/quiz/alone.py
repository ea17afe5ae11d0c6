"""What can stand alone in a stem: words that point nowhere, begin and end where a reader can, and are no slogan."""

from __future__ import annotations

import re

MIN_CHARS = 12  # of a statement
# Words that point to something that a stem doesn't hold.
DANGLING = re.compile(
    r"(?<!应)该(?!返|增|减|不该)|上述|以上(?:措施|政策|规定|条款|情形|人员|企业|对象|工作|内容|事项)|本(?:政策|次|期|轮|批)|前款|前条|前项|前述|前两|下列|如下|同款|同条|上款|第[一二三四五六七八九十百〇零0-9]+[条款项章节目]|"
    r"其(?!他|它|余|中[，,]?[^，,]{0,4}(?:占|为)|实|次)|此(?!外|次)|他们|她们|它|这(?!样)|那|"
    r"本(?:法|条例|办法|规定|细则|意见|通知|方案|决定|解释|实施|章|节|条|款|项(?!目)|规划|纲要|预案|标准|公告|制度|准则|规则|"
    r"规程|指南|指引|计划|措施|若干|协议|合同|函|批复|答复|报告|表|附件|文)|我|"
    r"以下(?=[一-龥]{0,8}(?:原则|规定|条件|情形|内容|事项|方式|程序|要求|职责|行为|措施|标准|材料|权利|义务|任务))|"
    r"附件|附表|附录|见附|所称|另有规定|以下简称|以下统称|有关规定执行|[，,][一二三四五六]是|(?:半个|[一两三几]个?)(?:月|周|星期)前|近日|日前(?=[，,])|今年|明年|去年|上年|当年|近年|目前|当前|近期|年内"
)
# What nobody should be asked: why a document was made, slogans, formulas.
SLOGAN = re.compile(
    r"为指导|指导思想|深入贯彻|全面贯彻|认真贯彻|贯彻落实.{0,12}(?:精神|思想|部署)|高举|思想为|伟大旗帜|新时代中国特色|习近平|总书记|党中央|中央精神|"
    r"万众一心|攻坚克难|高度重视|充分认识|重要意义|提高认识|统一思想|切实增强|深刻认识|奋力|不忘初心|初心|"
    r"奠定.{0,6}基础|打下.{0,6}基础|重要抓手|重要举措|重要载体|必由之路|特此|现就|现将|请认真|印发给你们|各位代表|"
    r"负责.{0,8}解释|执行期限|有效期(?:为|至|自)|总体要求|责任单位|[（(]责任|\[\d{1,3}\]|"
    r"四个意识|四个自信|两个维护|两个确立|毫不动摇|硬仗|攻坚战|硬骨头|重要一环|是.{2,40}的(?:重要|关键)(?:内容|途径|环节|组成|保障|手段|任务)|关系到?.{2,20}大局|"
    r"具体应用问题由|负责解释|起施行|同时废止|制定本|根据宪法|收悉|现批复|现函复|现答复"
)
_BAD_START = re.compile(
    r"^(?:并(?!购|网|联|轨)|且|但|而|及(?!时|格)|以及|同时|其中|此外|另外|然后|再(?!生|造|就业|贷)|又|也|还|则|均|都(?!市)|即(?!时|期)|如|若|因此|所以|从而|进而|必要时|逾期|否则|由此|"
    r"特别是|尤其|不含|含|等|的|和(?!谐|解)|与|或|之|情节|构成犯罪|期满|期限|仍|对其|向其|除外|具体|相应|确有|后(?!续|备)|前(?!置|期|沿)|有关(?:规定|要求)|"
    r"[一二三四五六七八九十]是|第[一二三四五六七八九十]，|[0-9０-９]+[.．、]|[（(][一二三四五六七八九十0-9]+[）)]|[①-⑳]|[》”’）)】、，,；;：:。.]|"
    r"到\d|至\d|使|让|以便|达到|占|增长|同比|力争|[一-龥]{0,4}标准(?=可|由|按|为|不|从)|比例|金额|数额|时间|所需|不足|超过|低于|高于|未达|造成|不愿|调解不成|协商不成|未(?!经|成年|取得|办理|依法|按|满|列入|纳入)|在规定期限|需要|确需|符合(?:条件|要求)的|经(?:批准|审核|审查|评议|核实|验收)|审[查核](?:不|未)|"
    r"\d{1,2}日(?!前|起|以|之|底|内)|\d{1,2}月\d{1,2}日[，,](?!前|起|以|之)|其他(?!法律)|属于|经(?:治理|整改|劝|催|协商|调解)|初步|构成|不符合(?:相应|上述)|确因|立即|可(?!再生|持续|穿戴|追溯)|组长|成员由|召集人|办公室(?=承担|设|负责|主任|应)|没有违法所得|拒不|予以|给予|责令|处[一二三四五六七八九十\d]|[（(]|是(?!否)|分别|尚[不未]|(?:伤情|病情|案情|案件|情况|情形)(?:严重|复杂|特殊|紧急)|生活(?:确)?有困难|经甄别|[—\-]|\d+(?:天|日|个月|年)[后後]|基本|原则上|一般(?!公共|性|纳税)|不再|联系人|附[:：])"
)
# A member of an enumeration that says of what it is a part before it: 随机抽查4个企业和项目，其中：2个工业企业，1个商场.
_MEMBER = re.compile(
    r"^(?:约|近|至少)?[0-9一二两三四五六七八九十]+[个名家所座条户](?!工作日|交易日|小时|月|学期|季度|以上|以下|及以上)"
)
_SAYS = re.compile(r"应当|必须|可以|不得|负责|报告|公示|披露|帮扶|完成|达到|不少于|不低于|不超过|不高于")
_PART_OF = re.compile(r"(?:其中|包括|分别为|分别是)[：:，,]?\s*$")
# A segment that cannot be the last: what it belongs to follows.
_BAD_END = re.compile(
    r"(?:的|时|后|前|内|中|下|起|为|是|于|在|对|和|或|与|以及|情况下|基础上|过程中|期间|方面|以来|之日|以前|之前|之后|以后|并|且|但|按照|根据|依据|围绕|通过|由|向|从|将|把|如|若|包括|至|到|"
    r"为重点|为契机|为目标|为抓手|为主线|为引领|为导向|为基准|为基础|为载体|为支撑|为依托|为核心|为主体|：|:|、)$"
)
OK_END = re.compile(r"(?:[一-龥]目的|年底前|月底前|底前|日前|年前|同意的|以内|期内|之内|日内|月内|年内)$")
PAIRS = {
    "“": "”",
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "「": "」",
    "‘": "’",
    "[": "]",
    "【": "】",
    "〔": "〕",
}
CLOSERS = {v: k for k, v in PAIRS.items()}


def stands_alone(text: str, least: int = MIN_CHARS) -> bool:
    """Whether a reader who sees nothing else understands what the words are about."""
    plain = text.strip()
    return (
        len(plain) >= least and plain == text and balanced(plain)
        and not DANGLING.search(plain) and not SLOGAN.search(plain) and not _BAD_START.match(plain)
        and (not _BAD_END.search(plain) or bool(OK_END.search(plain)))
        and not _TORN.search(plain) and not half_named(plain)
        and not re.search(r"[\n\t\ufffd…]|\.{3}|[?？!！]|https?:|www\.|[。]|\u3000|  |哪些|哪个|什么|如何|怎么|怎样|吗$|多少|点击|下载|扫码|二维码|联系电话", plain)
    )  # fmt: skip


def torn_off(before: str, words: str) -> bool:
    """Whether words are a member of an enumeration that says before them of what it is a part."""
    return bool(_MEMBER.match(words) and not _SAYS.search(words) or _PART_OF.search(before))


# One half of what says two things (既…也…), and work that isn't named (实施试点工作).
_TORN = re.compile(
    r"^(?!.*(?:[也又]|还)).*既(?!定|有|成|得|往|是)|^(?!.*(?:而且|并且|还|也|更)).*(?:不仅|不但)|^(?!.*(?:都|均|一律|应)).*(?:无论|不论)|^(?!.*另一方面).*一方面|^(?!.*[从在]).*中(?:选择|遴选|选拔|产生)$|"
    r"^(?!.*[对将把给向为]).*(?:予以|给予)(?:支持|配合|保障|答复|处理|公布|公示|公告|通报|补助|奖励|表彰)$|[一-龥]\d{1,2}[.、．](?!\d)|"
    r"(?:开展|实施|做好|推进|组织)(?:好)?(?:试点|相关|有关|各项)工作$"
)


def half_named(words: str) -> bool:
    """Whether hardly anything is left of words without what stands in brackets: a line of a list, not a statement."""
    plain = re.sub(r"[（(][^（）()]*[）)]", "", words)
    return len(plain) < min(len(words), 10)


def balanced(text: str) -> bool:
    """Whether brackets, quotation marks and title marks are all closed."""
    stack: list[str] = []
    for char in text:
        if char in PAIRS:
            stack.append(char)
        elif char in CLOSERS and (not stack or stack.pop() != CLOSERS[char]):
            return False
    return not stack
