"""What a headed clause of a 公文 demands, as a whole and piece by piece, and who is charged with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.types import ClauseKind, Document
from qa.quiz.alone import DANGLING, SLOGAN, balanced, stands_alone
from qa.quiz.fact import Fact, FactKind
from qa.quiz.statements import Passage, grams, half_said, sentences

_TASK = re.compile(
    r"^(?:加强|强化|推进|推动|加快|完善|健全|建立|落实|实施|开展|支持|鼓励|引导|组织|做好|抓好|抓实|压实|巩固|深化|优化|提升|提高|扩大|发展|培育|打造|建设|规范|严格|加大|统筹|整合|探索|"
    r"创新|保障|促进|改善|拓展|构建|制定|明确|充分发挥|积极|大力|全面|深入|着力|进一步|严禁|禁止|严厉|改造|改进|清理|取消|降低|减少|公开|公布|协助|督促|核准|总结|配齐|树立|激发|选派|参与|"
    r"[一-龥]{2,12}(?:要(?!求|素|点|件)|应(?![急用对届])|负责)|配合|定期|及时|广泛|持续|稳步|有序|健全|设立|引进|推广|实行|优先|简化|放宽|下放|赋予|允许)"
)
_GENERIC = re.compile(
    r"推进|深入|加强|强化|工程|工作|建设|完善|健全|落实|实施|加快|推动|发展|机制|制度|责任|管理|服务|保障|体系|促进"
)


def tasks(document: Document, passage: Passage) -> Iterator[Fact]:
    """Neighbouring demands of a headed clause, which share no word with its heading that would give them away."""
    if not _headed(passage):
        return
    group: list[tuple[int, int]] = []
    heading = grams(_GENERIC.sub("，", passage.heading))
    for sentence in sentences(document, passage):
        if group and sentence.start - group[0][0] > 160:
            group = []
        for a, b in sentence.segments:
            words = document.text[a:b]
            fit = (
                8 <= b - a <= 30
                and _TASK.match(words)
                and not re.search(r"\d|：|:", words)
                and stands_alone(words, least=8)
                and not half_said(words)
            )
            if not fit or grams(_GENERIC.sub("，", words)) & heading:
                continue
            if group and b - group[0][0] > 200:
                group = []
            group.append((a, b))
            if len(group) == 3:
                yield _tasks_fact(document, passage, group)
                group = []
    if len(group) == 2:
        yield _tasks_fact(document, passage, group)


_CHARGED = re.compile(
    r"[（(](?P<who>[^（）()，,。；;]{3,120}?)(?:等)?(?:有关部门和单位|有关部门和地区|有关部门|有关单位|等)?(?:按照?职责分工|按职能分工|分别|共同|牵头)?负责[）)]"
)
_OFFICE = re.compile(
    r"^[一-龥]{2,14}(?:部|委|委员会|局|署|会|院|办|行|总局|公司|政府|中心|办公室|人民法院|检察院|总公司)$"
)


def offices(document: Document, passage: Passage) -> Iterator[Fact]:
    """Who is charged with a headed task, as 公文 note it in brackets behind the task."""
    if not _headed(passage):
        return
    found = list(_CHARGED.finditer(document.text, passage.start, passage.end))
    if len(found) != 1:  # each of several names the offices of its own sentence
        return
    match = found[0]
    items = tuple(match["who"].split("、"))
    named = [i for i in items if _OFFICE.match(i)]
    if 2 <= len(items) <= 5 and len(named) == len(items):
        start, end = match.span()
        yield Fact(
            FactKind.OFFICES, passage, start, end, start, end, passage.heading, lead=passage.heading, items=items
        )


def _tasks_fact(document: Document, passage: Passage, group: list[tuple[int, int]]) -> Fact:
    start, end = group[0][0], group[-1][1]
    items = tuple(document.text[a:b] for a, b in group)
    return Fact(FactKind.TASKS, passage, start, end, start, end, passage.heading, lead=passage.heading, items=items)


def _headed(passage: Passage) -> bool:
    """Whether a clause of a 公文 has a heading that says what it is about."""
    heading = passage.heading
    return (
        passage.kind in (ClauseKind.SUBPART, ClauseKind.POINT, ClauseKind.PART) and 4 <= len(heading) <= 30 and balanced(heading)
        and not DANGLING.search(heading) and not SLOGAN.search(heading) and not re.search(r"[：:？?，,；;]|总体|指导|原则|意义|目标|回顾|情况|其他", heading)
    )  # fmt: skip


def measures(document: Document, passage: Passage) -> Fact | None:
    """A headed clause of a 公文 and what it demands: the beginnings of its sentences, verbatim."""
    if not _headed(passage):
        return None
    points: list[str] = []
    start, end = -1, -1
    for sentence in sentences(document, passage):
        words = document.text[sentence.start : sentence.end]
        if len(words) > 90:
            stops = [b for a, b in sentence.segments if b - sentence.start <= 80]
            words = next(
                (
                    document.text[sentence.start : b]
                    for b in reversed(stops)
                    if stands_alone(document.text[sentence.start : b])
                ),
                "",
            )
        if len(words) >= 12 and stands_alone(words) and not re.match(r"[（(]|来源|联系", words):
            points.append(words)
            start = sentence.start if start < 0 else start
            end = sentence.start + len(words)
    demanded = sum(1 for p in points if _TASK.match(p) or re.search(r"应|要(?!求|点)|须|不得|可|给予|予以|按", p))
    if not 3 <= len(points) <= 7 or end - start > 700 or 2 * demanded < len(points):
        return None
    return Fact(
        FactKind.MEASURES, passage, start, end, start, end, passage.heading, lead=passage.heading, items=tuple(points)
    )
