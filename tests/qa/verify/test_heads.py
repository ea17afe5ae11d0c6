"""An item cited with the subject of its list, as people write it, and what such a sentence may not say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.verify import Citation

One = Callable[[str], Citation]
TRUE = [
    "承包方在水塘养殖和取水，收益归自己所有（《水塘保护法》第七条之二）。",
    "承包方有权依法转让水塘的经营权（《水塘保护法》第七条之二第二项）。",
    "承包方应当维护堤坝的完好，不得损坏放水设施（《水塘保护法》第七条之三）。",
    "任何单位和个人不得在水塘电鱼、毒鱼（《水塘保护法》第七条之四）。",
    "根据《水塘保护法》第七条之二，承包方依法转让水塘的经营权。",
    "《水塘保护法》第七条之三规定，承包方必须维护堤坝的完好，不得损坏放水设施。",
]
ALTERED = [
    ("承包方应当维护堤坝的完好，可以损坏放水设施（《水塘保护法》第七条之三）。", "negation", "可以", "不得"),
    ("《水塘保护法》第七条之三规定，承包方应当维护堤坝的完好，可以损坏放水设施。", "negation", "可以", "不得"),
    ("承包方有权依法转让水塘的使用权（《水塘保护法》第七条之二第二项）。", "wording", "使用", "经营"),
    ("承包方交回水塘的，应当提前三个月书面通知发包方（《水塘保护法》第七条之三）。", "number", "三个月", "半年"),
]


@pytest.mark.parametrize("draft", TRUE)
def test_the_lists_subject_before_an_item_is_no_addition(one: One, draft: str) -> None:
    citation = one(draft)
    assert (citation.verdict, citation.changes) == ("verified", ())
    assert "原文一致" in citation.note
    assert citation.quote is not None and citation.quote.startswith(("承包方", "任何单位"))
    assert draft[citation.quote_start : citation.quote_end] == citation.quote


@pytest.mark.parametrize(("draft", "kind", "cited", "source"), ALTERED)
def test_what_the_item_has_otherwise(one: One, draft: str, kind: str, cited: str, source: str) -> None:
    citation = one(draft)
    assert citation.verdict == "altered"
    (change,) = citation.changes
    assert (change.kind, change.cited, change.source) == (kind, cited, source)
    assert draft[change.cited_start : change.cited_end] == cited


@pytest.mark.parametrize(
    "draft",
    [
        "任何单位和个人可以在水塘电鱼、毒鱼（《水塘保护法》第七条之四）。",
        "任何单位和个人在堤坝上开垦、取土（《水塘保护法》第七条之四）。",
        "承包方不得依法转让水塘的经营权（《水塘保护法》第七条之二）。",
    ],
)
def test_a_list_of_what_is_forbidden_is_not_cited_as_what_may_be_done(one: One, draft: str) -> None:
    assert "原文一致" not in one(draft).note


def test_half_a_year_is_six_months(one: One) -> None:
    assert one("交回水塘的，应当提前六个月书面通知发包方（《水塘保护法》第七条之三）。").verdict == "verified"
