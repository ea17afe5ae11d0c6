"""Metrics of retrieval and answers. A figure here means the same thing in every script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# An answer that the annotator shortened or joined is found where this share of its trigrams stands. At .6 a passage
# that lacks half of an enumeration does not count; ncp answers differ from their document in signs and a word or two.
ANSWER_SHARE = 0.6
# An answer longer than a passage is found by a passage that is this much part of it.
PASSAGE_SHARE = 0.8
_SIGNS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """The text for comparing: NFKC, lower case, letters and digits alone."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).lower())


def trigrams(text: str) -> set[str]:
    """Runs of three characters (the whole text, where it is shorter)."""
    return {text[i : i + 3] for i in range(max(1, len(text) - 2))} if text else set()


def holds_answer(passage: str, answer: str) -> bool:
    """Whether a passage holds an answer, or overlaps it substantially.

    Word for word (signs aside); or `ANSWER_SHARE` of the answer's trigrams; or, for an answer longer than
    the passage, `PASSAGE_SHARE` of the passage's trigrams stand in the answer.
    """
    text, wanted = plain(passage), plain(answer)
    if not text or not wanted:
        return False
    if wanted in text:
        return True
    if len(wanted) < 6:  # three trigrams agree by chance
        return False
    there, asked = trigrams(text), trigrams(wanted)
    common = len(there & asked)
    return common / len(asked) >= ANSWER_SHARE or (
        len(text) >= 40 and len(wanted) > len(text) and common / len(there) >= PASSAGE_SHARE
    )


def first_rank(found: Sequence[bool]) -> int | None:
    """Rank of the first that is true, from 1; None if none is."""
    return next((rank for rank, good in enumerate(found, 1) if good), None)


@dataclass(frozen=True, slots=True)
class Ranks:
    """One question's first good ranks, from 1; None where there is none among the hits."""

    document: int | None
    answer: int | None


def within(ranks: Sequence[int | None], k: int) -> float:
    """Share of the questions whose rank is `k` or better."""
    return sum(rank is not None and rank <= k for rank in ranks) / max(1, len(ranks))


def mrr(ranks: Sequence[int | None]) -> float:
    """Mean reciprocal rank."""
    return sum(1 / rank for rank in ranks if rank) / max(1, len(ranks))


def retrieval(ranks: Sequence[Ranks]) -> dict[str, float]:
    """The figures of a run, rounded to four digits."""
    documents, answers = [r.document for r in ranks], [r.answer for r in ranks]
    figures = {
        "document_first": within(documents, 1), "document_in_5": within(documents, 5), "answer_first": within(answers, 1),
        "answer_in_5": within(answers, 5), "answer_in_10": within(answers, 10), "answer_mrr": mrr(answers),
    }  # fmt: skip
    return {name: round(value, 4) for name, value in figures.items()}


def interval(
    values: Sequence[float], rounds: int = 1000, seed: int = 0, of: Callable[[Sequence[float]], float] | None = None
) -> tuple[float, float]:
    """The 95 % interval of a mean (or of `of`) by bootstrap."""
    import random

    rng = random.Random(seed)
    measure = of or (lambda chosen: sum(chosen) / len(chosen))
    drawn = sorted(measure(rng.choices(values, k=len(values))) for _ in range(rounds))
    return drawn[int(0.025 * rounds)], drawn[int(0.975 * rounds) - 1]


def rouge_l(found: str, wanted: str) -> float:
    """ROUGE-L (Lin 2004) of characters: F1 of the longest common subsequence, signs and blanks left out, 0 to 1."""
    one, other = plain(found), plain(wanted)
    if not one or not other:
        return 0.0
    row = [0] * (len(other) + 1)
    for char in one:
        diagonal = 0
        for j, against in enumerate(other, 1):
            above = row[j]
            row[j] = diagonal + 1 if char == against else max(above, row[j - 1])
            diagonal = above
    return 2 * row[-1] / (len(one) + len(other))


def balanced_accuracy(refused_answerable: Sequence[bool], refused_unanswerable: Sequence[bool]) -> float:
    """Mean of the share of answerable questions that are answered and of unanswerable ones that are refused."""
    answered = 1 - sum(refused_answerable) / max(1, len(refused_answerable))
    refused = sum(refused_unanswerable) / max(1, len(refused_unanswerable))
    return (answered + refused) / 2
