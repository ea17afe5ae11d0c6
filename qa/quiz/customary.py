"""What is customary where a document has too few of a kind: bodies, consequences, periods, rates, frequencies.

Distractors come from sibling clauses first. These tables hold what Chinese statutes and 公文 commonly have
in the same place, so that a distractor is plausible without being made from the key; each is proved false like any other.
"""

from __future__ import annotations

import re
from decimal import Decimal

NUMBERS: dict[str, tuple[int, ...]] = {
    "日": (3, 5, 7, 10, 15, 20, 30, 45, 60, 90), "天": (3, 5, 7, 10, 15, 30), "工作日": (2, 3, 5, 7, 10, 15, 20, 30),
    "个月": (1, 2, 3, 6, 9, 12, 18), "年": (1, 2, 3, 5, 10, 15, 20, 30), "周岁": (14, 16, 18, 20, 22, 60, 65),
    "岁": (14, 16, 18, 60, 65), "小时": (2, 12, 24, 48, 72), "个小时": (2, 12, 24, 48, 72), "次": (1, 2, 3, 4, 5, 6),
    "倍": (1, 2, 3, 5, 10), "人": (2, 3, 5, 7, 9, 10), "名": (1, 2, 3, 5, 7), "学时": (10, 20, 30, 40, 60, 80, 120),
    "%": (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 95, 100), "课时": (10, 20, 30, 40, 60, 80), "米": (1, 2, 3, 5, 10, 15, 20, 30, 50, 100, 200),
}  # fmt: skip
# Of fines, as statutes have them: from, to.
RANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "元": ((50, 200), (50, 500), (100, 500), (100, 1000), (200, 1000), (200, 2000), (500, 2000), (500, 5000), (1000, 5000), (1000, 10_000),
          (2000, 10_000), (2000, 20_000), (3000, 30_000), (5000, 20_000), (5000, 50_000), (10_000, 30_000), (10_000, 50_000), (10_000, 100_000),
          (20_000, 50_000), (20_000, 100_000), (30_000, 100_000), (50_000, 100_000), (50_000, 200_000), (50_000, 500_000), (100_000, 300_000),
          (100_000, 500_000), (200_000, 500_000), (200_000, 1_000_000), (500_000, 1_000_000), (500_000, 2_000_000), (1_000_000, 5_000_000)),
    "倍": ((1, 2), (1, 3), (1, 5), (2, 5), (3, 5), (5, 10), (1, 10), (10, 20)),
}  # fmt: skip
FRACTIONS = ("三分之一", "二分之一", "三分之二", "四分之三", "五分之四", "五分之一", "四分之一")
FREQUENCIES = {
    "每": ("每周", "每月", "每季度", "每半年", "每年", "每两年"),
    "按": ("按月", "按季度", "按半年", "按年度"),
}
FREQUENCY_ORDER = {"每天": 0, "每日": 0, "每周": 1, "每月": 2, "按月": 2, "每季度": 3, "按季": 3, "按季度": 3, "每半年": 4, "按半年": 4,
                   "每学期": 4, "每年": 5, "按年度": 5, "每两年": 6, "每三年": 7}  # fmt: skip

_GOVERNMENTS = ("省级人民政府", "设区的市人民政府", "县级人民政府", "乡镇人民政府", "街道办事处")
_OFFICES = ("财政部门", "审计部门", "民政部门", "教育行政部门", "自然资源主管部门", "生态环境主管部门", "农业农村主管部门", "住房城乡建设主管部门",
            "交通运输主管部门", "卫生健康主管部门", "人力资源社会保障部门", "市场监督管理部门")  # fmt: skip
_ORGANS = ("公安机关", "审计机关", "监察机关", "检察机关", "人民法院", "仲裁机构")
_FOLK = ("村民委员会", "居民委员会", "业主委员会", "行业协会", "社会组织")
_UNITS = ("建设单位", "施工单位", "监理单位", "设计单位", "管理单位")

_PENAL = re.compile(r"处分|处罚|批评|警告|责任|改正|取缔|撤销|吊销|没收|罚款|查处|追究")
_CONSEQUENCES = {
    "由": ("由公安机关依法给予治安管理处罚", "由主管部门责令限期改正", "由上级机关责令改正", "由审批机关撤销批准文件", "由所在单位给予批评教育"),
    "依法": ("依法给予处分", "依法追究刑事责任", "依法承担民事责任", "依法予以取缔", "依法给予行政处罚"),
    "给予": ("给予通报批评", "给予警告", "给予行政处分", "给予开除处分", "给予行政处罚"),
}  # fmt: skip


def round_numbers(low: Decimal) -> list[Decimal]:
    """Round numbers about one, the nearest first: what a plan or a programme might as well have said."""
    power = Decimal(10) ** (low.adjusted())
    found = [
        power * Decimal(n)
        for n in ("0.5", "0.8", "1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10", "12", "15", "20")
    ]
    whole = [n for n in found if low != low.to_integral_value() or n == n.to_integral_value()]
    return sorted(whole, key=lambda n: (abs(float(n / low) - 1) < 0.15, abs(float((n / low).ln())), n))


def bodies_like(body: str, text: str) -> list[str]:
    """Bodies of the same build as one: governments for a government, offices at the same level for an office.

    :param text: the document's; the parties of a building contract stand only where it speaks of building.
    """
    level, found, office = body.rpartition("人民政府")
    if found and office:
        return [level + found + other for other in (*_OFFICES, "公安机关", "审计机关")]
    if found or body.endswith(("国务院", "办事处")):
        return list(_GOVERNMENTS)
    if body.endswith("部门"):
        place = re.match(r"国务院|[省市县]级?(?=.{2,}部门)|区、县|县级以上(?:地方)?(?:人民政府)?|", body)
        named = sorted(_OFFICES, key=lambda office: re.sub("行政|主管|部门", "", office)[:2] not in text)
        return [f"{place[0] if place else ''}{office}" for office in named]
    if re.search(r"(?:公安|审计|监察|检察|司法|税务|审判)机关$|法院$|检察院$", body):
        return list(_ORGANS)
    if re.search(r"(?:村民|居民|业主).*(?:委员会|小组|会议)$|(?:协会|联合会)$", body):
        return list(_FOLK)
    return list(_UNITS) if body.endswith("单位") and "施工" in text else []


def consequences_like(voice: str, key: str) -> tuple[str, ...]:
    """What commonly follows from a breach, in one voice (由…, 依法…, 给予…); nothing where the key is no penalty."""
    return _CONSEQUENCES.get(voice, ()) if _PENAL.search(key) else ()
