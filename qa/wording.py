"""Words that a faithful rendering may exchange, add or leave out, and those that it may not. Lists of the field's language.

A list can't be complete; what it lacks costs a true sentence (the answer then falls back on the document's own words),
never lets a false one through.
"""

from __future__ import annotations

import re

# Words of one group say the same where a rule is rendered.
_GROUPS = """
提交 提供 递交 报送 呈报 上报 报
申请 提出申请 申领 申报
办理 受理办理 办结
审查 审核 审阅 核查
批准 核准 审批同意 同意
给予 予以 给 发给 给以
补助 补贴 资助 补助金
奖励 表彰奖励
发放 发给 拨付 支付 发
缴纳 交纳 缴交 支付 上缴
设立 建立 成立 组建 设置
制定 制订 拟定 拟订
制作 编制 编写
通知 告知 告诉
公布 公开 公示 发布 公告
禁止 严禁 不得 不准 不许 不可以 不能 不可 不允许 不应
不予 不给予 不再给予
无需 不需要 不需 无须 不必 免 免于 免除 不用
没有 无 未 未曾 尚未 不具有
贷款 借款 信贷
困难 贫困
期限 时限 期
额度 金额 数额 限额
标准 额度
费用 费 经费
资金 经费 款项
收到 接到 受理
作出 做出 作
决定 裁定决定
责令 命令 要求
改正 纠正 整改
处 处以 罚 科处 并处
罚款 罚金罚款
负责 主管 承担 主管负责
负有 承担 负
承担 负担 承当
享有 享受 拥有
依法 依照法律 按照法律 根据法律
按照 依照 根据 依据 按 照 遵照
通过 经过 经 经由
由于 因为 因
为了 为 旨在
如果 如 若 倘若 假如
以及 和 与 及 并 并且 同时 还 且 而且 也 还要 还应
或者 或 还是 抑或
但是 但 不过
不超过 以下 以内 最高 最多 不高于 至多 内 不得超过 最长 不多于
不少于 以上 不低于 至少 最低 不得少于 不得低于 最短 起码
超过 高于 多于 大于 超出 逾
低于 少于 不足 不满 小于 未满 未达到
每年 年度 每一年 一年
每月 每个月 按月 月
每人 人均 每名 每位
每户 户均 单户
老人 老年人
学校 院校
职工 员工 工人
政府 人民政府
国务院 中央政府
全国人大 全国人民代表大会
全国人大常委会 全国人民代表大会常务委员会
村委会 村民委员会
居委会 居民委员会
县级以上 县以上
施行 实施 生效 执行 起施行
实施 执行 落实 开展 贯彻
废止 失效 停止执行
加强 强化 加大 增强
提高 提升 增加
完善 健全 改进
推进 推动 促进 加快推进
做好 抓好 搞好
开展 进行 组织开展 实施
建设 修建 兴建 建造
使用 利用 运用 采用
保护 保障 维护
保证 确保 保障
监督 监管 监督管理
管理 监管 监督管理
检查 核查 查验
报告 上报 汇报
举报 检举 投诉
解释 说明
成立 组成
组成 构成 包括
包括 包含 含 有 分为 涵盖
主要 重点
要 应 应当 应该 须 需 需要 应予
可以 可 能 能够 有权 允许 准许
必须 务必 一定要
立即 马上 即刻
及时 尽快 按时 按期
每 各
全部 所有 一切 全体 全
其他 其余 其它 别的
各级 每级
本人 自己 自身
他人 别人
双方 两方 当事人双方
期满 届满 到期 满
之前 以前 前
之后 以后 后
期间 时 时候 过程中 中
从事 经营 开办
出售 销售 卖 出卖
购买 购置 买
转让 流转
收回 取回
损害 侵害 损坏
赔偿 赔付 补偿损失
终止 结束 停止
变更 更改 改变 变动
撤销 取消 撤回
延长 顺延 续
目标 目的 任务目标
情形 情况 情况下 情形下
满足 符合 具备 具有 达到
条件 要求
方式 方法 形式 办法
措施 举措 办法
原则 准则
内容 事项
放假 休假 假期
共 共计 合计 总计 一共
天 日
第一 首先
凭 持 持有 凭借
等 等等
是 为 系 属于 即
"""
SYNONYMS: dict[str, frozenset[str]] = {}
for _line in _GROUPS.strip().splitlines():
    _group = _line.split()
    for _word in _group:
        SYNONYMS[_word] = SYNONYMS.get(_word, frozenset()) | frozenset(_group)

# Words that a sentence may have of its own: they say how it is put, not what is so.
_GENERIC = """
规定 明确 提出 指出 要求 根据 按照 依照 依据 有关 相关 其中 具体 主要 分别 包括 包含 如下 以下 以上 上述 下列 方面
情况 情形 内容 事项 问题 进行 需要 需 应当 应该 应 要 须 属于 即 也就是说 因此 所以 此外 另外 同时 并且 并 而且 而
以及 及 和 与 或 或者 还 也 则 均 都 由 对 对于 关于 在 于 从 自 至 到 向 将 把 被 给 为 是 有 的 地 得 了
着 过 之 其 该 此 这 这些 那 那些 各 等 中 里 内 上 下 后 前 时 间 期间 一方面 总体 一般 来说 而言 包括但不限于
文件 条款 本条 本款 该条 该款 办法 通知 意见 条例 政策 资料 方式 工作 可 获得 得到 享受 办理 提供 采取 采用 通过 经
经过 用于 用来 以便 从而 进而 一共 总共 共 分为 几 种 类 个 项 条 款 点 人 者 们 它 他们 他 我 您 你 请 如果 如
若 当 例如 比如 还有 同样 其他 相应 作为 作出 做出 做 作 有所 使 令 让 以 而是 就 即可 才 再 表示 说明 强调 意味着
也就 就是 就是说 简而言之 综上 综上所述 总之 综合 答案 答 问 回答 所 所说 写明 称 指 是指 指的是 目的 旨在 这里 这样
这种 此类 该类 完成 实施 开展 落实 予以 给予 规范 制度 要点 措施 第一 第二 第三 首先 其次 再次 最后 一是 二是 三是
四是 五是 之间 之内 以内 之日 起 止 按 照 具有 负责 承担 且 又 但 但是 不过 然而 因 因为 由于 随后 之后 以后 然后
接着 必须 可以 能 能够 条规定 款规定 中规定 内应 后应 超过 不超过 高于 低于 多于 少于 最高 最低 最多 最少 至少 至多
不少 不多 不低 不高 不足 不满 大于 小于 最长 最短 达到
"""
GENERIC = frozenset(_GENERIC.split())
# Added or left out, they change nothing that could be relied on.
_LIGHT = re.compile(
    r"之日起|之日|额度|金额|数额|切实|认真|严格|积极|全面|进一步|及时|大力|充分|深入|扎实|有效|着力|努力|尽快|加快|不断|有序|稳步|合理|科学|依法|具体|主要|重点|主动|统一|共同|"
    r"有关|相关|相应|各类|各种|各项|等|的|地|了|之|其|所|该|本|并|且|和|与|及|或者|或|以及|同时|还|也|均|都|由|对|对于|则|就|即|是|为|在|于|将|把|予以|给予|"
    r"进行|自|起|按照|依照|根据|依据|按|规定|要求|需要|需|其中|上述|下列|以下|如下|情形|情况|包括|国家|我国|本省|本市|本州|本县|全省|全州|全市|全县|"
    r"行政区域内|行政区域|范围内|工作|人民(?=政府)|中华人民共和国|向|从|到|至|内|中|上|里|后|时|个|一"
)

# -- force ------------------------------------------------------------------------------------------
# What a rule-word obliges to. 必须 isn't 应当: a reader of rules takes them for different.
STRICT, DUTY, LEAVE, BAN, SOFT = "strict", "duty", "leave", "ban", "soft"
_FORCES = (
    (BAN, r"不得|不准|不许|不可以|不能够|不能|不可|不允许|不应当|不应该|不应|不宜|不要|禁止|严禁|切勿"),
    (STRICT, r"必须|务必|务须"),
    (SOFT, r"鼓励|提倡|倡导|原则上|力争|争取|尽量|尽可能|一般应|适当"),
    (LEAVE, r"可以|有权|允许|准许|能够|可(?![能靠行持见谓视再])|(?<![功效职性节智技才潜不])能(?![力量源级耗动])"),
    (
        DUTY,
        r"应当|应该|理应|应(?![急用对付变届聘邀])|须|需要(?!的)|需(?![求要])|(?<![重主必次首提摘概紧扼需只若不])要(?![求点素件闻领旨道害塞])",
    ),
)
_NO_FORCE = re.compile(
    r"许可|认可|可能|可靠|可行|可持续|相应|适应|响应|供应|反应|回应|对应|效应|急需|所需|必需|刚需|内需|功能|职能|性能|节能|智能|技能|才能|能力|能源|能量|产能|动能|"
    r"可(?=获得|享受|领取|得到|获|领|享)|重要|主要|必要|首要|概要|摘要|纪要|要求|要素|要点|要件|要闻|需求|不可抗力|不可分|无须|无需|不需要|不须|不需|只要|要么|只需|还可"
)
_FORCE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _FORCES))


def forces(words: str) -> list[str]:
    """The kinds of the rule-words in some words, in order; 应当 in 相应 isn't one."""
    return [str(match.lastgroup) for match in _FORCE.finditer(_NO_FORCE.sub("□", words))]


# -- negation ---------------------------------------------------------------------------------------
_NO_NEGATION = re.compile(
    r"不断|不仅|不但|不动产|不同|不少于|不超过|不低于|不高于|不多于|不得超过|不得少于|不得低于|不得高于|不足|不满|未满|不变|未来|非常|无线|未成年|无论|不论|不管|莫过|免疫|免费|除了|非遗|非公有|非公经济|"
    r"无障碍|不良|不利|不当|不法|非法|违法|无偿|无效|不明|不实|不正当|不可抗力|无人机|是否|非正常|非营利|非盈利"
)
_NEGATION = re.compile(r"不|未|无|非|没|勿|莫|禁止|严禁|杜绝|免|拒绝|除外|否决|取消|停止")


def negations(words: str) -> int:
    """How many negations some words have, those left out that belong to a word or a bound (不断, 不超过)."""
    return len(_NEGATION.findall(_NO_NEGATION.sub("□", words)))


# -- bounds -----------------------------------------------------------------------------------------
_BOUND_BEFORE = (
    ("le", re.compile(r"(?:不[得能可应宜会准许]?(?:超过|高于|多于|超出)|禁止超过|上限为?|封顶|控制在|限额为?|(?:最高|最多|至多|最长)(?:可以?)?(?:[\u4e00-\u9fff]{2})?)(?:为|是|达|可达)?$")),
    ("ge", re.compile(r"(?:不[得能可应宜会准许]?(?:少于|低于|小于)|下限为?|达到|不短于|(?:至少|最低|最少|起码|最短)(?:应当?|需)?(?:[\u4e00-\u9fff]{2})?)(?:为|是|达到|应当?|需)?$")),
    ("gt", re.compile(r"(?:超过|高于|多于|大于|超出|逾)$")),
    ("lt", re.compile(r"(?:低于|少于|不足|不满|小于|未满|未达到?|未超过)$")),
)  # fmt: skip
_BOUND_BEHIND = (
    ("le", re.compile(r"^(?:以下|以内|之内|内(?!容|部|外)|及以下)")),
    ("ge", re.compile(r"^(?:以上|及以上|起步)")),
    ("out", re.compile(r"^(?:以外|之外)")),
    ("before", re.compile(r"^(?:以前|之前|前)")),
    ("after", re.compile(r"^(?:以后|之后|后)")),
)  # fmt: skip


def bound(before: str, behind: str) -> str:
    """Which side of a number is meant: le, ge, gt, lt, out, before, after; "" where none is said.

    :param before: the words up to the number; `behind`: those after its unit.
    """
    for name, pattern in _BOUND_BEFORE:
        if pattern.search(before):
            return name
    return next((name for name, pattern in _BOUND_BEHIND if pattern.match(behind)), "")


# -- what may be left out or put in -----------------------------------------------------------------
_FIELDS = (
    "民政|财政|教育|卫生健康|卫生|公安|司法|税务|统计|审计|农业农村|农业|林业|水利|交通运输|交通|城乡建设|自然资源|生态环境|环保|社会保障|市场监管|"
    "应急管理|应急|医疗保障|医保|管理|监督|监察|执法|气象|文化|旅游|体育|商务|发展改革|改革|扶贫|乡村振兴|信访|档案|邮政|铁路|海关|粮食|科技"
)
ACTOR = re.compile(
    rf"(?:(?:{_FIELDS})[局部厅委署]|办事处|"
    r"政府|部门|机关|机构|委员会|管委会|[总县市省州区]局|厅|法院|检察院|办公室|扶贫办|中心|公司|企业|单位|组织|银行|学校|医院|集体|人员|国务院|"
    r"申请人|当事人|承包方|发包方|承租[人方]|出租[人方]|用人单位|劳动者|经营者|消费者|管理者|农户|贫困户|个人|村民|居民|职工|党委|党组|纪委|支部|书记|主任|监护人|负责人|代理人|委托人|业主|教师|学生|公民)"
)
# A rendering that leaves this out makes the rule wider or another.
LIMITS = re.compile(
    r"但(?!是否)|除.{0,30}外|仅|只(?!要)|限于|为限|以外|经.{0,16}(?:批准|同意|审核|许可|核准|认定|审查|评估)|符合|满足|具备|未经|依法取得|不满|不足|超过|以上的|以下的|情节|严重|特殊|确需|因.{1,12}(?:的|原因|而)|"
    r"另有规定|原则上|逾期|拒不|首次|再次|连续|累计"
)
# Put in, it makes a rule wider or narrower, though the word may stand elsewhere.
NARROWING = re.compile(
    r"全部|所有|一切|一律|仅|只(?!要)|至少|最多|优先|原则上|批准|同意|除|但|必要时|自行|自愿|特殊|有关|相关"
)
CONDITION_END = re.compile(r"(?:的|时|后|之日起.{0,10}|前提下|情况下|情形下|期间|期内|以前|之前|前)$")
CONDITION_START = re.compile(
    r"^(?:对(?!于?全)|凡|因|如|若|但|除|经|未经|在.{1,20}(?:情况下|前提下|期间)|有.{1,20}情形之一)"
)


def plain(words: str) -> str:
    """The words without those that change nothing."""
    return _LIGHT.sub("", words)


def same(one: str, other: str) -> bool:
    """Whether two words or few words say the same."""
    a, b = plain(one), plain(other)
    return a == b or other in SYNONYMS.get(one, ()) or b in SYNONYMS.get(a, ())
