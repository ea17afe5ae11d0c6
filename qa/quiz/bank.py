"""Questions that are kept in the library: what `corpus.bank` stores, as `Question`s and papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.library import Library
from qa.quiz.pick import order
from qa.quiz.types import Question, QuestionType, Quiz, question_from_json, question_json


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept question. `flag` says why it needs a look (its clause has changed); empty where it doesn't."""

    question: Question
    tags: tuple[str, ...]
    uses: int
    flag: str
    added_at: float  # seconds since 1970


class QuestionBank:
    """The bank of a library. Looking at it flags questions whose clause a new version has changed."""

    def __init__(self, library: Library) -> None:
        from corpus.bank import Bank

        self._bank = Bank(library)

    def keep(self, questions: Sequence[Question], tags: Sequence[str] = ()) -> int:
        """Keep questions, with tags; the number that are new.

        :raises LibraryError: it can't be written.
        """
        return self._bank.put([question_json(q) for q in questions], tags)

    def search(
        self, words: str = "", *, tags: Sequence[str] = (), types: Sequence[QuestionType] = (), doc_ids: Sequence[str] | None = None,
        difficulty: str | None = None, flagged: bool | None = None, ids: Sequence[str] | None = None, limit: int = 200,
    ) -> list[Kept]:  # fmt: skip
        """Kept questions, the latest first; see `corpus.bank.Bank.search`."""
        found = self._bank.search(
            words,
            tags=tags,
            types=[t.value for t in types],
            doc_ids=doc_ids,
            difficulty=difficulty,
            flagged=flagged,
            ids=ids,
            limit=limit,
        )
        return [Kept(question_from_json(b.question), b.tags, b.uses, b.flag, b.added_at) for b in found]

    def count(self) -> int:
        """How many questions are kept."""
        return self._bank.count()

    def tags(self) -> dict[str, int]:
        """All tags, with how many questions have each."""
        return self._bank.tags()

    def retag(self, ids: Sequence[str], add: Sequence[str] = (), drop: Sequence[str] = ()) -> None:
        """Give questions tags, and take tags from them."""
        self._bank.retag(ids, add, drop)

    def remove(self, ids: Sequence[str]) -> int:
        """Take questions out; the number that were there."""
        return self._bank.remove(ids)

    def replace(self, old_id: str, question: Question) -> None:
        """Put an edited question in a kept one's place, with its tags."""
        kept = self.search(ids=[old_id], limit=1)
        self.keep([question], kept[0].tags if kept else ())
        if question.id != old_id:
            self.remove([old_id])

    def paper(self, ids: Sequence[str]) -> Quiz:
        """A paper of kept questions, by type and otherwise in the order of `ids`; counts one use of each.

        Flagged questions are left out, with a warning that says how many.
        """
        kept = {k.question.id: k for k in self.search(ids=ids, limit=len(ids) + 1)}
        sound = [kept[i].question for i in dict.fromkeys(ids) if i in kept and not kept[i].flag]
        flagged = sum(1 for i in kept.values() if i.flag)
        self._bank.used([q.id for q in sound])
        warnings = (f"{flagged}道题所依据的条款已有改动，没有编入，请先核对",) if flagged else ()
        return Quiz(tuple(order(sound)), warnings)
