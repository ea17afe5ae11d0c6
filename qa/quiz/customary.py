"""What is customary where a document has too few of a kind: bodies, consequences, periods, rates, frequencies.

Distractors come from sibling clauses first. These tables hold what Chinese statutes and 公文 commonly have
in the same place, so that a distractor is plausible without being made from the key; each is proved false like any other.
"""

from __future__ import annotations

import re

NUMBERS: dict[str, tuple[int, ...]] = {
    "日": (3, 5, 7, 10, 15, 20, 30, 45, 60, 90), "天": (3, 5, 7, 10, 15, 30), "工作日": (2, 3, 5, 7, 10, 15, 20, 30),
    "个月": (1, 2, 3, 6, 9, 12, 18), "年": (1, 2, 3, 5, 10, 15, 20, 30), "周岁": (14, 16, 18, 20, 22, 60, 65),
    "岁": (14, 16, 18, 60, 65), "小时": (2, 12, 24, 48, 72), "个小时": (2, 12, 24, 48, 72), "次": (1, 2, 3, 4, 5, 6),
    "倍": (1, 2, 3, 5, 10), "人": (2, 3, 5, 7, 9, 10), "名": (1, 2, 3, 5, 7), "学时": (10, 20, 30, 40, 60, 80, 120),
    "%": (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 95, 100), "课时": (10, 20, 30, 40, 60, 80), "米": (1, 2, 3, 5, 10, 15, 20, 30, 50, 100, 200),
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

_CONSEQUENCES = {
    "由": ("由公安机关依法给予治安管理处罚", "由主管部门责令限期改正", "由上级机关责令改正", "由审批机关撤销批准文件", "由所在单位给予批评教育"),
    "依法": ("依法给予处分", "依法追究刑事责任", "依法承担民事责任", "依法予以取缔", "依法给予行政处罚"),
    "给予": ("给予表彰和奖励", "给予通报批评", "给予适当补助", "给予行政处分", "给予合理补偿"),
    "予以": ("予以通报批评", "予以公告", "予以撤销", "予以表彰奖励", "予以注销登记"),
}  # fmt: skip


def bodies_like(body: str) -> list[str]:
    """Bodies of the same build as one: governments for a government, offices at the same level for an office."""
    level, found, office = body.rpartition("人民政府")
    if found and office:
        return [level + found + other for other in (*_OFFICES, "公安机关", "审计机关")]
    if found or body.endswith(("国务院", "办事处")):
        return list(_GOVERNMENTS)
    if body.endswith("部门"):
        return list(_OFFICES)
    if re.search(r"(?:机关|法院|检察院|仲裁庭)$", body):
        return list(_ORGANS)
    if re.search(r"(?:委员会|协会|联合会|组织|小组)$", body):
        return list(_FOLK)
    return list(_UNITS) if body.endswith("单位") else []


def consequences_in(voice: str) -> tuple[str, ...]:
    """What commonly follows from a condition, in one voice (由…, 依法…, 应当…)."""
    return _CONSEQUENCES.get(voice, ())
