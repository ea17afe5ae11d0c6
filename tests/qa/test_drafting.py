"""From a server's stream to an answer: what is kept, what is dropped, and that no failure costs an answer."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from index.settings import LLMSettings
from qa import phrases
from qa.drafting import Checker
from qa.events import Checked, Done, Draft, as_event_json
from qa.llm import Chat, LLMFailure
from qa.prompts import answer_values
from qa.types import Answer, Refusal, as_json
from tests.fakes.chat_server import Behaviour, Block, ChatServer, blocks_of
from tests.qa.drafts import documents, extractive, result, run, sources

GOOD = "贫困户单户贷款额度为五万元以下，免担保、免抵押"


def about(words: str, blocks: list[Block]) -> int:
    return next(b.number for b in blocks if words in b.text)


def good(blocks: list[Block]) -> str:
    return f"{GOOD}[{about('单户贷款', blocks)}]。"


def test_sentences_that_stand_are_the_answer_with_their_clauses() -> None:
    def script(blocks: list[Block]) -> str:
        return f"贷款期限不超过3年[{about('续贷', blocks)}]。{good(blocks)}"

    with ChatServer(script) as server:
        answer = result(server)
    assert isinstance(answer, Answer)
    assert answer.mode == "llm"
    assert answer.text == f"贷款期限不超过3年[1]。{GOOD}[2]。"
    assert [("续贷" in c.quote, GOOD in c.quote) for c in answer.citations] == [(True, False), (False, True)]
    texts = documents()
    assert all(texts[c.doc_id].text[c.start : c.end] == c.quote for c in answer.citations)
    assert answer.dropped == ()


def test_each_kind_of_false_sentence_is_dropped_with_its_reason() -> None:
    def script(blocks: list[Block]) -> str:
        n, f = about("单户贷款", blocks), about("完成初审", blocks)
        return (
            f"{GOOD}[{n}]。贫困户单户贷款额度为九万元以下[{n}]。乡镇人民政府可以在五个工作日内完成初审[{f}]。贷款要交手续费。"
            f"火星移民由联合国批准[99]。贷款由银行随意发放[{n}]。根据《外星法》，贫困户免担保[{n}]。"
        )

    with ChatServer(script) as server:
        value = as_json(result(server))
    assert value["answer"] == f"{GOOD}[1]。"
    assert [d["why"] for d in value["dropped"]] == ["number", "modal", "no_citation", "unknown_source", "name", "name"]
    assert "已删去" in "".join(value["warnings"])


def test_a_wrong_number_with_a_right_clause_is_corrected_and_said() -> None:
    def script(blocks: list[Block]) -> str:
        return f"{GOOD}[{about('两次', blocks)}]。"

    with ChatServer(script) as server:
        answer = result(server)
    assert isinstance(answer, Answer)
    assert GOOD in answer.citations[0].quote
    assert any("已改为 [1]" in w for w in answer.warnings)


def test_a_models_answer_says_too_that_the_index_is_of_another_model() -> None:
    with ChatServer(good) as server:
        answer = result(server, replace(extractive(), warnings=(phrases.OUTDATED_INDEX,)))
        assert answer.mode == "llm"
        assert answer.warnings == (phrases.OUTDATED_INDEX,)
        assert result(server).warnings == ()


def test_a_claim_of_two_clauses_gets_the_one_it_lacks() -> None:
    def script(blocks: list[Block]) -> str:
        return f"贫困户单户贷款额度为五万元以下，贷款期限不超过三年[{about('单户贷款', blocks)}]。"

    with ChatServer(script) as server:
        answer = result(server)
    assert isinstance(answer, Answer)
    assert answer.text.endswith("[1][2]。")


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour.TOO_MANY, Behaviour.ERROR, Behaviour.ENDLESS, Behaviour.BROKEN, Behaviour.CUT, Behaviour.NOT_JSON,
        Behaviour.HTML, Behaviour.EMPTY, Behaviour.UNAUTHORISED, Behaviour.ERROR_IN_STREAM, Behaviour.REFUSED,
        Behaviour.OTHER_JSON,
    ],
)  # fmt: skip
def test_a_failing_server_costs_no_answer(behaviour: Behaviour) -> None:
    with ChatServer(good, behaviour) as server:
        answer = result(server)
    assert isinstance(answer, Answer)
    assert answer.mode == "extractive"
    assert answer.text == extractive().text
    assert any("大模型没有给出可用的回答" in w for w in answer.warnings)


@pytest.mark.parametrize("behaviour", [Behaviour.SLOW_START, Behaviour.TRICKLE])
def test_the_time_limit_is_for_the_whole_answer(behaviour: Behaviour) -> None:
    with ChatServer(good, behaviour) as server:
        list(run(server))[:0]  # the client is loaded
        begun = time.monotonic()
        answer = result(server, timeout_s=1.0)
    assert time.monotonic() - begun < 2.5
    assert answer.mode == "extractive"
    assert "超过时限" in answer.warnings[0]


def test_a_server_that_does_not_stream_is_heard_too() -> None:
    with ChatServer(good, Behaviour.IN_ONE_PIECE) as server:
        answer = result(server)
    assert (answer.mode, answer.text) == ("llm", f"{GOOD}[1]。")
    assert server.requests[0]["stream"] is True


def test_one_error_is_tried_again() -> None:
    with ChatServer(good, Behaviour.ONCE_ERROR) as server:
        assert result(server).mode == "llm"
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    "said", ["资料中没有写明。", "抱歉，我无法回答。", "I cannot answer this.", "今天天气很好。" * 9]
)
def test_what_is_no_answer_is_answered_verbatim(said: str) -> None:
    with ChatServer(said) as server:
        answer = result(server)
    assert isinstance(answer, Answer)
    assert (answer.mode, answer.text) == ("extractive", extractive().text)
    assert answer.warnings


def test_where_nothing_else_answers_it_is_refused_as_unsupported() -> None:
    refusal = Refusal("问", "没有写明。", "not_stated", extractive().citations)
    with ChatServer("贷款由银行发放[1]。") as server:
        refused = result(server, refusal)
    assert isinstance(refused, Refusal)
    assert refused.reason == "unsupported"
    assert refused.nearest == refusal.nearest
    assert refused.dropped


def test_thinking_aloud_is_not_shown() -> None:
    with ChatServer(lambda blocks: f"<think>也许是九万元[1]。</think>{good(blocks)}") as server:
        events = list(run(server))
    assert "九万" not in "".join(e.text for e in events if isinstance(e, Draft))
    last = events[-1]
    assert isinstance(last, Done)
    assert last.result.mode == "llm"


@pytest.mark.parametrize(
    "style", ["{s}[{n}]。", "{s}。[{n}]", "{s}。\n【{n}】\n", "{s}。（来源{n}）", "{s}。 [{n}, {n}] "]
)
def test_a_mark_that_comes_in_pieces_belongs_to_its_sentence(style: str) -> None:
    number = next(s.number for s in sources() if "续贷" in s.text)
    draft = "".join(style.format(s=s, n=number) for s in ("贷款期限不超过三年", "到期可以续贷一次"))
    checker = Checker(sources())
    verdicts = [v for end in range(1, len(draft)) for v in checker.checked(draft[:end], finished=False)]
    verdicts += checker.checked(draft, finished=True)
    assert [(v.kept, v.numbers) for v in verdicts] == [(True, (number,))] * 2


def test_text_comes_while_the_server_writes_and_verdicts_with_it() -> None:
    def script(blocks: list[Block]) -> str:
        return f"{good(blocks)}贷款要交手续费。{good(blocks)}"

    with ChatServer(script, pause_s=0.01) as server:
        list(run(server))  # the client is loaded
        first, order = 0.0, []
        for event in run(server):
            if isinstance(event, Draft) and not first:
                first = time.perf_counter()
            order.append(type(event))
    assert first - server.first_sent < 0.15
    assert order.index(Checked) < len(order) - 1 - order[::-1].index(Draft)
    assert order[-1] is Done


def test_events_are_json() -> None:
    with ChatServer(good) as server:
        values = [json.loads(json.dumps(as_event_json(e))) for e in run(server)]
    assert {v["event"] for v in values} == {"draft", "checked", "done"}
    draft = "".join(v["text"] for v in values if v["event"] == "draft")
    checked = next(v for v in values if v["event"] == "checked")
    assert draft[checked["start"] : checked["end"]].startswith(GOOD)


def test_verdicts_do_not_depend_on_how_the_draft_comes() -> None:
    draft = f"说明如下：\n- {GOOD}[1]。\n- 假的[1]。\n\n贷款期限不超过三年[2]。贷款由银行发放[2]。"
    whole = list(Checker(sources()).checked(draft, finished=True))
    piecewise, checker = [], Checker(sources())
    for end in range(1, len(draft)):
        piecewise += checker.checked(draft[:end], finished=False)
    piecewise += checker.checked(draft, finished=True)
    assert piecewise == whole


def test_a_documents_instructions_and_false_blocks_are_data() -> None:
    values = answer_values("问", sources())
    heads = [b.head for b in blocks_of(f"{values['question']}\n\n{values['sources']}")]
    assert heads == [s.head for s in sources()]
    with ChatServer("食堂一律免检[1]。") as server:
        answer = result(server)
        sent = server.requests[0]["messages"]
    assert "免检" not in answer.text
    assert [m["role"] for m in sent] == ["system", "user"]
    assert "指令" in sent[0]["content"]


def test_after_failures_in_a_row_the_server_is_spared() -> None:
    with ChatServer(good, Behaviour.REFUSED) as server:
        chat = Chat(LLMSettings(base_url=server.url, model="fake", timeout_s=0.5))
        for _ in range(5):
            with pytest.raises(LLMFailure):
                list(chat.stream(lambda model: model.stream("问")))
        begun = time.monotonic()
        with pytest.raises(LLMFailure, match="暂停"):
            list(chat.stream(lambda model: model.stream("问")))
        assert time.monotonic() - begun < 0.4  # less than the time limit: nothing was asked
