"""A follow-up made whole by a model, held to what the turns say."""

from __future__ import annotations

import pytest

from index.settings import LLMSettings
from qa.llm import Chat
from qa.rewrite import leans_on_history, rewritten
from qa.types import Route
from tests.fakes.chat_server import ChatServer

HISTORY = [{"question": "2019年春节放几天假？", "answer": "2月4日至10日放假调休，共7天。", "citations": []}]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2019年国庆节放几天假？", "2019年国庆节放几天假？"),
        ("改写后的问题：2019年国庆节放几天假？", "2019年国庆节放几天假？"),
        ("2019年国庆节企业职工的加班费是多少？", "那国庆节呢？"),  # not drawn from the turns
        ("2019年春节放几天假？", "那国庆节呢？"),  # the subject is lost
        ("国庆节放七天。\n还有别的问题吗？", "那国庆节呢？"),
    ],
)
def test_only_what_the_turns_say_is_put_in(said: str, expected: str) -> None:
    with ChatServer(said) as server:
        chat = Chat(LLMSettings(base_url=server.url, model="fake"))
        assert rewritten("那国庆节呢？", HISTORY, chat) == expected


def test_a_question_that_names_its_document_stands_alone() -> None:
    assert leans_on_history(Route("那国庆节呢？", "那国庆节呢？"), HISTORY)
    assert not leans_on_history(Route("那国庆节呢？", "那国庆节呢？"), [])
    assert not leans_on_history(Route("《某法》怎么说", "怎么说", doc_ids=("d",), named="exact"), HISTORY)
