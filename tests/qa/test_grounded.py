"""A model's sentence over a clause: what says the same passes, what says something else has its reason."""

from __future__ import annotations

import random

import pytest

from corpus.parse import parse_file, parse_text
from evals.answer_drafts import cases
from qa.cite import cite
from qa.grounded import objection_to
from qa.sources import Source
from tests.cli_calls import SAMPLE
from tests.qa.drafts import source_with

QUOTA, TERM, FIRST, REVIEW, BAN = "单户贷款额度", "续贷一次", "完成初审", "不予受理", "截留"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (QUOTA, "贫困户单户贷款额度为五万元以下，免担保、免抵押。"),
        (QUOTA, "贫困户单户贷款额度为5万元以下，免担保、免抵押。"),
        (QUOTA, "根据《关于做好扶贫小额信贷工作的通知》，贫困户单户贷款额度不超过5万元，免担保、免抵押。"),
        (QUOTA, "贫困户单户贷款额度最高5万元，免担保、免抵押。"),
        (TERM, "贷款期限最长3年，到期可续贷一次。"),
        (TERM, "到期可以续贷一次。"),
        (FIRST, "乡镇政府应在5个工作日内完成初审，并将结果书面通知申请人。"),
        (FIRST, "符合条件的贫困户应向乡镇人民政府提出申请。"),
        (REVIEW, "县扶贫办应在收到初审意见之日起10日内完成审核。"),
        (REVIEW, "材料不齐的，不予受理。"),
        (BAN, "任何单位不得截留、挪用贷款，但经州人民政府批准用于救灾的除外。"),
        ("两次", "按照《学校食堂安全管理办法》第二条，县级以上教育行政部门应当每学期检查学校食堂两次。"),
    ],
)
def test_what_the_clause_says_passes(words: str, sentence: str) -> None:
    assert objection_to(sentence, [source_with(words)]) is None


@pytest.mark.parametrize(
    ("words", "sentence", "why"),
    [
        (QUOTA, "贫困户单户贷款额度为八万元以下，免担保、免抵押。", {"number"}),
        (QUOTA, "贫困户单户贷款额度为五万元以上，免担保、免抵押。", {"number"}),
        (QUOTA, "贫困户单户贷款额度为五元以下，免担保、免抵押。", {"number"}),
        (QUOTA, "企业单户贷款额度为五万元以下，免担保、免抵押。", {"name", "unsupported"}),
        (QUOTA, "贫困户单户贷款额度为五万元以下，由财政全额贴息。", {"unsupported", "name"}),
        (TERM, "贷款期限不超过三年，到期不可以续贷。", {"negation"}),
        (TERM, "贷款期限不超过三年，到期应当续贷一次。", {"modal"}),
        (TERM, "贷款期限不超过三个月，到期可以续贷一次。", {"number"}),
        (FIRST, "乡镇人民政府应当在五日内完成初审。", {"number"}),
        (FIRST, "乡镇人民政府可以在五个工作日内完成初审。", {"modal"}),
        (FIRST, "贫困户向乡镇人民政府提出申请。", {"unsupported"}),
        (FIRST, "县级人民政府应当在五个工作日内完成初审。", {"name", "unsupported"}),
        (FIRST, "申请人应当在五个工作日内完成初审，并将结果书面通知乡镇人民政府。", {"name", "unsupported"}),
        (REVIEW, "材料不齐的，予以受理。", {"negation"}),
        (REVIEW, "不予受理。", {"unsupported"}),
        (BAN, "任何单位可以截留、挪用贷款。", {"negation", "modal"}),
        (BAN, "任何单位不得截留、挪用贷款。", {"unsupported"}),
        ("两次", "根据《农产品质量安全法》，教育行政部门应当每学期对学校食堂检查两次。", {"name"}),
        ("两次", "根据第二十条，县级以上教育行政部门应当每学期对学校食堂检查两次。", {"name"}),
        ("施行", "本办法自2020年1月1日起施行。", {"date"}),
        ("两次", "The canteen is checked twice a term.", {"unsupported"}),
    ],
)
def test_what_it_does_not_say_has_a_reason(words: str, sentence: str, why: set[str]) -> None:
    assert objection_to(sentence, [source_with(words)]) in why


RELIEF = """临时救助实施办法
第一条 为做好临时救助工作，制定本办法。
第二条 符合下列情形之一的，可以申请临时救助：
（一）因火灾等意外事件造成家庭财产重大损失的；
（二）家庭成员突发重大疾病，自付医疗费用超过家庭年收入百分之四十的。
第三条 乡镇人民政府应当自受理申请之日起5个工作日内完成入户调查，并公示三天。公示无异议的，报县民政局审批。
第四条 县民政局应当自收到审核材料之日起三个工作日内作出决定。不予批准的，应当书面说明理由。
第五条 新建仓库面积200平方米以上的，每平方米补助150元，单个农场最高补助8万元；首次获得认证的，一次性奖励2万元。
第六条 项目档案至少保存五年。同一事由一年内申请不得超过两次，但遭遇重大自然灾害的除外。
第七条 县财政局负责资金保障。乡镇人民政府负责受理、调查和审核。"""


def relief(articles: str) -> list[Source]:
    document = parse_text(RELIEF, "救助.txt")
    found = [document.clause(f"第{article}条") for article in articles]
    spans = [(document.clauses[i].start, document.clauses[i].end, i) for i in found if i is not None]
    return [Source(n, document, cite(document, *span)) for n, span in enumerate(spans, 1)]


@pytest.mark.parametrize(
    ("articles", "sentence"),
    [
        ("二", "家庭成员突发重大疾病，自付医疗费用超过家庭年收入40%的，可以申请临时救助。"),
        ("三", "乡镇政府应在五个工作日内完成入户调查，并公示3天。"),
        ("四", "不予批准的，县民政局应当书面说明理由。"),
        ("五", "新建仓库面积200平方米以上的，每平方米补助150元，单个农场补助最高不超过8万元。"),
        ("六", "项目档案保存期限不少于5年。"),
        ("六", "除遭遇重大自然灾害外，同一事由一年内申请不得超过2次。"),
        ("七", "资金保障由县财政局负责。"),
        ("七", "此外，根据第七条规定，乡镇人民政府负责受理、调查和审核。"),
        ("三四", "乡镇人民政府应当完成入户调查，县民政局应当自收到审核材料之日起三个工作日内作出决定。"),
        ("五六", "首次获得认证的，一次性奖励2万元；另外，项目档案至少保存五年。"),
    ],
)
def test_a_rendering_of_the_clauses_passes(articles: str, sentence: str) -> None:
    assert objection_to(sentence, relief(articles)) is None


@pytest.mark.parametrize(
    ("articles", "sentence"),
    [
        ("二", "家庭成员突发重大疾病的，可以申请临时救助。"),  # half of the case
        ("三", "县民政局应当完成入户调查，并公示三天。"),
        ("四", "县民政局应当自作出决定之日起三个工作日内收到审核材料。"),
        ("五", "新建仓库的，每平方米补助150元。"),
        ("五", "获得认证的，一次性奖励2万元。"),
        ("七", "县财政局负责受理、调查和审核。"),  # the subject of one sentence, what another says
        ("七", "乡镇人民政府负责受理、保障、调查和审核。"),  # a member more, from beside
        ("三四", "乡镇人民政府应当完成入户调查，并自收到审核材料之日起三个工作日内作出决定。"),
        ("三四", "县民政局应当自收到审核材料之日起三个工作日内作出决定，同时公示三天。"),
        ("五六", "首次获得认证的，至少保存五年。"),
    ],
)
def test_what_is_put_together_wrongly_does_not(articles: str, sentence: str) -> None:
    assert objection_to(sentence, relief(articles)) is not None


def test_a_claim_of_two_clauses_rests_on_both() -> None:
    sentence = "贫困户单户贷款额度为五万元以下，贷款期限不超过三年。"
    both = [source_with(QUOTA), source_with(TERM)]
    assert objection_to(sentence, both) is None


def test_shares_over_the_sample_documents() -> None:
    """True sentences in several manners, and false ones by one alteration each, over clauses of real documents."""
    files = sorted(SAMPLE.rglob("documents/*"))
    chosen = random.Random(3).sample([f for f in files if f.suffix in (".txt", ".md")], 6)
    kept: dict[bool, list[bool]] = {True: [], False: []}
    for case in cases([parse_file(f) for f in chosen], each=6, seed=5):
        kept[case.true].append(objection_to(case.text, case.sources) is None)
    assert len(kept[True]) > 40
    assert len(kept[False]) > 100
    assert sum(kept[True]) / len(kept[True]) >= 0.95
    assert sum(kept[False]) / len(kept[False]) <= 0.02
