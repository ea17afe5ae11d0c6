"""A small library of made-up and public texts: a law, two local regulations of one name, an 意见, a repealed pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from qa.verify import Citation, Verification, Verifier

LAW = """中华人民共和国水塘保护法
（2018年3月1日第十三届全国人民代表大会常务委员会第一次会议通过）
第一条　为了保护水塘，制定本法。
第二条　水塘的承包期为三十年。
前款规定的承包期届满后再延长三十年。
第三条　承包期内，发包方不得收回水塘。
县级以上人民政府应当自收到申请之日起十五日内作出决定，并书面通知申请人；对符合条件的，给予每户10万元以下的补助。
第四条　有下列情形之一的，由县级人民政府责令改正：
（一）擅自填埋水塘的；
（二）向水塘排放污水的；
（三）阻碍依法检查的。
第五条　省、市、县人民政府建设灌溉、防洪、养殖设施，应当征求村民委员会的意见，并向社会公开。
第六条　国务院水行政主管部门主管全国的水塘保护工作。水塘不得买卖。实行动态管理。
第七条　禁止向水塘倾倒垃圾。
第七条之一　鼓励社会力量参与水塘保护。
第七条之二　承包方享有下列权利：
（一）在水塘养殖和取水，收益归自己所有；
（二）依法转让水塘的经营权；
第七条之三　承包方承担下列义务：
（一）维护堤坝的完好，不得损坏放水设施；
（二）交回水塘的，应当提前半年书面通知发包方；
第七条之四　任何单位和个人不得从事下列活动：
（一）在水塘电鱼、毒鱼；
（二）在堤坝上开垦、取土；
第八条　本法自2018年7月1日起施行。
"""
REGULATION = """{place}水塘管理条例
（2019年5月1日{place}人民代表大会常务委员会通过）
第一条　为了管理水塘，制定本条例。
第二条　任何单位和个人不得破坏水塘及其附属设施。
第三条　{own}
第四条　水塘管理经费列入预算。
第五条　本条例自2019年10月1日起施行。
"""
OPINION = """国务院关于加快水塘改造的意见
国发〔2019〕50号
各省、自治区、直辖市人民政府：
为加快水塘改造，现提出以下意见。
一、总体要求
（一）指导思想。坚持因地制宜、分类施策，推动水塘改造提质增效。
（二）目标。到2025年，全国改造水塘10万座以上，重点地区水塘水质达标率达到90%以上。
二、主要任务
（三）摸清底数。各地区要组织力量开展排查，建立“一塘一档”，明确改造顺序。
（四）筹集资金。鼓励社会资本参与水塘改造，县级人民政府可以统筹使用涉农资金。
三、保障措施
（五）加强监督。对工作不力的，要严肃追责问责。
国务院
2019年6月3日
"""
OLD_LEVY = """水塘税暂行条例
（2001年1月1日国务院令第300号公布）
第一条　水塘税由税务机关征收。
第二条　应纳税额不足一角的，免纳水塘税。
"""
NEW_LEVY = """中华人民共和国水塘税法
（2021年6月10日第十三届全国人民代表大会常务委员会第二十九次会议通过）
第一条　水塘税由税务机关依法征收管理。
第二条　本法自2022年7月1日起施行。2001年1月1日国务院公布的《水塘税暂行条例》同时废止。
"""


def write_library(folder: Path) -> Path:
    """The files of the library, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "水塘保护法.txt": LAW,
        "东山市.txt": REGULATION.format(place="东山市", own="巡查每季度不少于一次。"),
        "西湖市.txt": REGULATION.format(place="西湖市", own="巡查由乡镇组织，发现险情应当立即报告并设置警示标志。"),
        "意见.txt": OPINION,
        "旧条例.txt": OLD_LEVY,
        "新法.txt": NEW_LEVY,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    home = tmp_path_factory.mktemp("verify-home")
    with Library.open(home) as opened:
        report = ingest_paths(opened, [write_library(home / "files")])
        assert report.added == 6
        yield opened


@pytest.fixture(scope="module")
def check(library: Library) -> Callable[[str], Verification]:
    verifier = Verifier(library)

    def checked(text: str) -> Verification:
        verification = verifier.verify(text, "草稿.txt")
        for citation in verification.citations:
            assert text[citation.start : citation.end] == citation.text
            if citation.quote is not None:
                assert text[citation.quote_start : citation.quote_end] == citation.quote
            if citation.evidence is not None:
                evidence = citation.evidence
                assert library.text(evidence.doc_id)[evidence.start : evidence.end] == evidence.text
            for change in citation.changes:
                assert text[change.cited_start : change.cited_end] == change.cited
        return verification

    return checked


@pytest.fixture(scope="module")
def one(check: Callable[[str], Verification]) -> Callable[[str], Citation]:
    def only(text: str) -> Citation:
        citations = check(text).citations
        assert len(citations) == 1, [(c.text, c.verdict) for c in citations]
        return citations[0]

    return only
