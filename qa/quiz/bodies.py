"""Who does what: bodies and other bearers of duties, before the verb that says what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.quiz.alone import balanced
from qa.quiz.statements import Sentence, alike

_TAIL = re.compile(
    r"(?:部门|机关|机构|政府|国务院|委员会|人民法院|检察院|仲裁庭|法院|(?<![布格结当])局|厅|(?<![内外全一干各局细])部|(?<![原推])委|党委|党组|办公室|领导小组|工作小组|协会|联合会|工会|妇联|单位|组织|企业|公司|学校|高校|医院|"
    r"办事处|派出所|站|中心|合作社|银行|发包方|承包方|经营者|负责人|扶贫办|攻坚办|开发办|工作队|督查室|主任|书记|省长|市长|县长|代表大会|理事会|监事会|成员大会|"
    r"代理人|申请人|当事人|所有权人|使用人|建设单位|施工单位|村民小组|责任单位|牵头单位|干部|医院|学院|研究院|国务院|研究所|派出所|事务所|交易所|司法所|秘书处|指挥部)$"
)
_VERB = (
    r"责令|负责|牵头|会同|组织|制定|批准|决定|给予|予以|处(?=[\d一二三四五六七八九十百以])|没收|吊销|撤销|核发|颁发|审批|审核|承担|确定|规定|公布|提出|出具|统一|代为|行使|管理|监督|"
    r"作出|提供|建立|共同|收回|确认|登记|编制|召集|主持|委派|任命|聘任|推选|选举|筹集|安排|支付|保管|实施|协调|处理|调解|仲裁|裁定|申请|先行|划拨|采取|主管|统筹|解释|另行|"
    r"追究|移送|强制|暂扣|扣留|整合|依法|依照|按照|根据|在(?!线|职)|向(?!导)|对(?!外|口|台)|报(?!社|业)|参与|分管|应当|必须|不得|可以|协助|指导|加强|有权|履行|支持|做好|定期|派遣|研究"
)
_BY = re.compile(rf"(?<![自理缘事来因])由(?P<body>[^，。；：,;:“”由]{{2,34}}?)(?={_VERB})")
# To whom a matter goes on: 报县级人民政府批准, 报上一级…备案.
_TO = re.compile(r"(?<![上申呈汇])报(?P<body>[^，。；：,;:“”由报]{3,30}?)(?=批准|审批|备案|审定|核准|审核|决定)")
_SUBJECT = re.compile(
    r"(?P<body>[^，。；：,;:“”]{2,34}?)(?=(?:依法|按照职责|按照各自职责|具体|主要)?(?:负责(?!人|同志)|主管|牵头|统筹|应当|必须|不得|可以|协助|指导|分管|履行|承担|监督|管理|有权|要(?!求|素|点|件)|应(?![对急变届用])))"
)
# The same may be done by others: 也可以由设区的市级人民政府制定, 由税务机关或者由海关征收, 乡级人民政府也应当….
_OTHERS_TOO = re.compile(r"(?:也|亦|还)(?:可以?|应当?|能)?(?:依法|直接|另行|委托)?由|(?:或者?|或是)(?:依法)?由")
_LIKEWISE = re.compile(r"(?:^|[，,])(?P<body>[^，,；;。]{2,24}?)(?:也|亦|同样|均|都)(?:可以?|能|应当?|必须|有权)")
_NOT_A_BODY = re.compile(
    r"^(?:[一二两三四五几多\d]+[个家名]|厚植|培育|扶持|壮大|支持|鼓励|引导|推动|促进|服务|帮助|动员|发动|督促|指导|联系|依托|发挥|吸引|引进|面向|选派|上一级|同级|本级|所在|原|各(?:单位|学校|机关|企业)$|各地|各级各|各有关|各部门|各地区|制定|修改|设立|建立|成立|组建|选举|申请|参加|加入|取得|使用|对|在|经|按|依|根据|为|以|从|向|将|把|与|和|或|违反|未|不|无|禁止|任何|因|如|若|凡|除|当|自|并|且|其|该|本|各自|需要|应|实行|建立|加强|符合|属于|具有|具备|没有|县级以上人民政府有关部门$|有关部门$|相关部门$|有关单位$|相关单位$|有关机关$|人民政府$|单位$|企业$|部门$|组织$|机构$|国家$|学校$)"
    r"|依法|对(?!外|口)|在(?!线)|按照|行使|可以|协助|召开|要求|指出|强调|作出|通过|组织实施|会同|配合|认为|根据"
    r"|的(?!人民|成员|行政)|是|有关|其他|或者其|以及|并|应当|可以|不得|以上(?!地方|人民|各级|农|林|市|公|民|交|财|教|卫|住|自|生|发|人|旅|文|乡|水|司|应|党|行|林|主|科|国|气|广|体|审|税|安|城|畜|渔|建|环|商|工|统|医|消|海|质|食|药|残|妇|共|总|团)"
)


def bodies(text: str, sentence: Sentence) -> Iterator[tuple[int, int, bool]]:
    """The bodies in a sentence: start, end, and whether it is the subject at the sentence's beginning."""
    match = _SUBJECT.match(text, sentence.start, sentence.end)
    if match and is_body(match["body"]):
        yield (*match.span("body"), True)
    for pattern in (_BY, _TO):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            if is_body(match["body"]):
                yield (*match.span("body"), False)


def is_body(words: str) -> bool:
    """Whether words name a body that a question can ask for: no 有关部门, nothing that hangs on other words."""
    return bool(_TAIL.search(words)) and not _NOT_A_BODY.search(words) and balanced(words) and 2 < len(words) <= 30


def others_too(text: str, start: int, end: int) -> bool:
    """Whether the sentence that `text[start:end]` stands in gives the same to other bodies, so that none of them alone is right."""
    begin = max(text.rfind(mark, 0, start) for mark in "。；;\n") + 1
    stops = [at for mark in "。；;\n" if (at := text.find(mark, end)) >= 0]
    sentence = text[begin : min(stops, default=len(text))]
    return bool(_OTHERS_TOO.search(sentence)) or any(_TAIL.search(m["body"]) for m in _LIKEWISE.finditer(sentence))


_LEVELS = ("国务院|国家", "省|自治区|直辖市", "(?<!直辖)市|州", "县|旗|(?<![自治地社设辖])区(?!的)", "乡|镇|街道")
_OF_LEVEL = re.compile(
    r"国务院|地方各?级|各级|县级以上|市级以上|省级以上|以上|地方|自治[区州县]|直辖市|设区的市|民族乡|[省市州县区旗乡镇]+级?(?=[、（()）]|人民|.*(?:部门|机构|机关)$)|人民政府|[、（()）]"
)

_ONLY_LEVELS = re.compile(r"(?:城|[省市州县区旗乡镇和与及或者以的])*")


def same_body(a: str, b: str) -> bool:
    """Whether one body is the other, is a kind of it or lies within it (县级以上人民政府民政部门, 省人民政府民政部门)."""
    if a in b or b in a:
        return True
    short, long = sorted((a, b), key=len)
    if short[-2:] == long[-2:] and _within(
        short, long
    ):  # 外资银行 takes in 外商独资银行, 施工单位 takes in 施工总承包单位
        return True
    office_a, office_b = _office(a), _office(b)
    if (office_a == office_b or alike(office_a, office_b) >= 0.8) and _levels(a) & _levels(b):
        return True
    parts_a, parts_b = (re.split(r"[、和及与或]", body) for body in (a, b))
    return any(len(part) > 2 and part in b for part in parts_a) or any(len(part) > 2 and part in a for part in parts_b)


def _office(body: str) -> str:
    """A name without levels of government: empty for governments themselves (市和区人民政府, 城市人民政府)."""
    office = _OF_LEVEL.sub("", body)
    return "" if _ONLY_LEVELS.fullmatch(office) else office


def anyone(body: str) -> bool:
    """Whether a body is a role that others in the same rule may have too: 用人单位, 经营者."""
    return (
        re.search(
            r"^(?:用人单位|生产经营单位|经营者|生产经营者|企业|当事人|申请人|责任单位|使用人|负责人|干部|代理人|"
            r"(?:各级|上级|下级|地方各级)?(?:行政|行政执法|执法|国家|主管|决策|登记)机关|(?:上级|主管|业务主管|行政主管)部门|各单位)$",
            body,
        )
        is not None
    )


def body_kind(body: str) -> str:
    """What sort of bearer a name is. Classes (银行, 机构, 企业) may take in each other, so that none stands beside another."""
    if re.search(r"[人者员]$|干部$|主任$|书记$|[省市县]长$", body):
        return "person"
    if re.search(r"(?<!责任)单位$|发包方$|承包方$", body) and not re.search(r"企业|公司|事业|民办", body):
        return "role"
    return (
        "class"
        if re.search(r"机构$|企业$|公司$|银行$|学校$|医院$|组织$|合作社$|站$|中心$|所$", body) and "登记" not in body
        else "office"
    )


def _within(short: str, long: str) -> bool:
    """Whether the characters of one stand in the other in the same order."""
    rest = iter(long)
    return all(char in rest for char in short)


def _levels(body: str) -> set[int]:
    """The levels of government that a name takes in: 0 the state, 4 a township; all where it names none."""
    named = {i for i, names in enumerate(_LEVELS) if re.search(names, body)}
    if not named or "各级" in body:
        named = set(range(5))
    elif "以上" in body:
        named = set(range(max(named) + 1))
    return named - {0} if "地方" in body else named
