"""Words without quotation marks, and a model's sentences: short forms pass, contradictions are found."""

from __future__ import annotations

import pytest

from qa.compare import check_sentence, compare_paraphrase

SOURCE = (
    "第六条　县级人民政府应当自收到申请之日起三十日内作出决定，并书面通知申请人；逾期不作决定的，视为同意。"
    "申请人不得重复申请或者提供虚假材料。"
)


@pytest.mark.parametrize(
    "cited",
    [
        "县级人民政府应自收到申请之日起30日内作出决定并书面通知申请人",
        "申请人不得重复申请或提供虚假材料",
        "县级人民政府应当自收到申请之日起三十日内作出决定，基层基本能够做到",
    ],
)
def test_short_forms_and_own_words_behind_pass(cited: str) -> None:
    comparison = compare_paraphrase(cited, SOURCE)
    assert comparison.compared
    assert comparison.changes == ()


def test_the_followed_words_end_where_the_writer_goes_on() -> None:
    cited = "申请人不得重复申请或者提供虚假材料，我局已经逐户核对"
    comparison = compare_paraphrase(cited, SOURCE)
    assert cited[: comparison.cited_end] == "申请人不得重复申请或者提供虚假材料"


@pytest.mark.parametrize(
    ("cited", "kind"),
    [
        ("县级人民政府可以自收到申请之日起三十日内作出决定", "modal"),
        ("县级人民政府应当自收到申请之日起二十日内作出决定", "number"),
        ("逾期不作决定的，不视为同意", "negation"),
        ("县级人民政府应当自收到申请之日起三十日内作出决定，并通知申请人", "omission"),
        ("县级人民政府及其派出机构应当自收到申请之日起三十日内作出决定", "addition"),
        ("申请人可以重复申请", "negation"),
    ],
)
def test_what_follows_closely_is_compared_word_by_word(cited: str, kind: str) -> None:
    assert kind in [change.kind for change in compare_paraphrase(cited, SOURCE).changes]


def test_a_free_rendering_is_not_called_altered() -> None:
    comparison = compare_paraphrase("对群众提出的申请，县里要抓紧办、及时回复", SOURCE)
    assert not comparison.compared
    assert comparison.changes == ()


def test_a_sentence_that_says_what_its_source_says_is_supported() -> None:
    check = check_sentence("县级人民政府应当在收到申请之日起30日内作出决定。", [SOURCE])
    assert check.supported


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("县级人民政府应当自收到申请之日起十五日内作出决定。", "number"),
        ("县级人民政府可以自收到申请之日起三十日内作出决定，并书面通知申请人。", "modal"),
        ("申请人可以重复申请或者提供虚假材料。", "negation"),
        ("市场监督管理局应当自收到申请之日起三十日内作出决定。", "name"),
        ("根据《行政许可法》，应当自收到申请之日起三十日内作出决定。", "name"),
        ("应当于2024年自收到申请之日起三十日内作出决定。", "date"),
        ("游客留宿三晚的，赠送当地山歌唱片。", "unsupported"),
    ],
)
def test_what_the_source_does_not_say_is_named(sentence: str, kind: str) -> None:
    found = check_sentence(sentence, [SOURCE])
    assert kind in [change.kind for change in found.changes]
    for change in found.changes:
        assert sentence[change.cited_start : change.cited_end] == change.cited


def test_several_sources_hold_together() -> None:
    sentence = "申请人提交材料的，应当在五日内受理，并在三十日内作出决定。"
    assert check_sentence(
        sentence, ["受理机关应当在五日内受理申请人提交的材料。", "应当自受理之日起三十日内作出决定。"]
    ).supported


@pytest.mark.parametrize(
    ("cited", "source"),
    [
        ("草地的承包期为三十至五十年", "草地的承包期为三十年至五十年。"),
        ("组织参加3至12个月的见习", "组织参加3—12个月的见习。"),
        ("应当提前六个月书面通知", "应当提前半年书面通知。"),
    ],
)
def test_spans_and_half_years_in_other_writings_are_the_same(cited: str, source: str) -> None:
    assert compare_paraphrase(cited, source).changes == ()


@pytest.mark.parametrize(
    ("cited", "wrong"), [("草地的承包期为三十至四十年", "四十"), ("草地的承包期为二十至五十年", "二十")]
)
def test_either_end_of_a_span_may_be_wrong(cited: str, wrong: str) -> None:
    (change,) = compare_paraphrase(cited, "草地的承包期为三十年至五十年。").changes
    assert (change.kind, change.cited) == ("number", wrong)


def test_a_time_in_another_unit_in_the_same_place_is_a_contradiction() -> None:
    source = "承包方自愿交回承包地的，可以获得合理补偿，但是应当提前半年以书面形式通知发包方。"
    found = compare_paraphrase("承包方要交回承包地，应当提前十五日书面通知发包方，由发包方登记", source)
    assert [(c.cited, c.source) for c in found.changes if c.kind == "number"] == [("十五日", "半年")]
    assert compare_paraphrase("三十年来，承包方交回承包地的很少，都提前书面通知了发包方", source).changes == ()


def test_a_place_whose_name_begins_with_a_numeral_is_no_number() -> None:
    found = compare_paraphrase(
        "试点地区包括北京、四川、贵州等省市", "确定北京、重庆、贵州等省市为试点地区包括北京、重庆、贵州等省市。"
    )
    assert [(c.kind, c.cited, c.source) for c in found.changes] == [("wording", "四川", "重庆")]


def test_four_square_metres_are_no_place() -> None:
    assert compare_paraphrase("人均住房面积不低于4平方米", "人均住房面积不低于四平方米。").changes == ()
