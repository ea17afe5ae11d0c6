"""From passages to words: the sentences that may answer, what speaks for each, and the words in them that do.

A sentence is weighed by what the span reader says of it, by how much of the question stands in it and around it, and by
its passage's place. The weights are fitted by evals/fit_reading.py and lie in qa/data/reading.json.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from corpus.errors import ZhengceError
from corpus.sentences import sentence_spans
from corpus.types import Document
from index.query import Query, read_query
from index.reader import NOTHING, Window, WindowReading
from index.tokens import bigrams
from index.types import Hit
from qa.windows import around

PARAMETERS = Path(__file__).parent / "data" / "reading.json"
WINDOWS = 6  # passages that are read; a window costs about 40 ms on two cores; eight gained nothing
_CONTEXT = 80  # characters before a sentence in which its subject may stand
_MOSTLY = 0.5  # share of the window's likeliest words in a sentence, from which they are that sentence's
_LEAD = 60  # characters of a clause's beginning that count as its heading
# What is weighed, in the order of the parameters. Tried and left out, since cross-validation lost nothing: coverage by
# words, by the heaviest bigrams, by the sentence alone and by the whole clause, the longest common subsequence, numbers
# in common, the words of a definition, the likeness of the sentence's own vector.
EVIDENCE = (
    "reading",  # the reader's log odds of the sentence's likeliest words
    "window",  # the same of its window's
    "inside",  # how much of the window's likeliest words stand in the sentence
    "covered",  # share of the question's bigrams, by weight, in the sentence and its headings
    "titled",  # and in its passage, headings and title
    "context",  # and in the sentence, what stands right before it, headings and title
    "context_behind",  # the last, below the best sentence's
    "passage",  # the ranker's score of the passage, below the first one's
    "first",  # it stands in the first passage
    "sure",  # how likely its passage is meant by vectors alone, among all that were found (index/signals.py)
    "kind",  # it has a number, date, place or body where the question asks for one; the question's own don't count
    "count",  # it has a number of what the question counts (多少座)
    "announces",  # it says that something follows (…通知如下：)
    "length",  # log of its characters
    "own",  # it lies in the passage itself, not beside it
    "asks",  # it is a question
    "addressed",  # it stands in a clause with an address
)
_EDGES = "，。；：、,;:！？!? \t\n\u3000"
_PAIRS = {"“": "”", "（": "）", "(": ")", "《": "》", "〔": "〕", "「": "」"}
_QUESTION = re.compile(r"^问[：:]|[？?]$")
_ANNOUNCES = re.compile(r"(?:如下|以下)[^。]{0,12}[：:。]?\s*$|[：:]\s*$")


class Reader(Protocol):
    """Finds the words of a window that answer."""

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        """The likeliest words of each window and of its parts."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that may answer, and the words in it that do: `document.text[start:end]`.

    `sentence`: its span, a long one's part; `clause`: index of the smallest clause it begins in; `evidence`: what
    speaks for it; `score`: all of that weighed, higher is better.
    """

    document: Document
    start: int
    end: int
    sentence: tuple[int, int]
    clause: int | None
    hit: Hit
    evidence: dict[str, float]
    score: float = 0.0

    @property
    def text(self) -> str:
        """The words."""
        return self.document.text[self.start : self.end]


@lru_cache(maxsize=1)
def parameters() -> Mapping[str, float]:
    """The fitted weights over `EVIDENCE`.

    :raises ZhengceError: the file is missing or spoilt.
    """
    try:
        weights = json.loads(PARAMETERS.read_text("utf-8"))["weights"]
        return {name: float(weights[name]) for name in EVIDENCE}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ZhengceError(f"{PARAMETERS}：阅读参数读不了（{type(error).__name__}），请重新安装") from error


def find_words(
    question: str, terms: Mapping[str, float], hits: Sequence[Hit], documents: Mapping[str, Document], reader: Reader
) -> list[Found]:
    """The sentences of the first passages, the likeliest first.

    :param terms: the question's bigrams with their weights (`Searcher.term_weights`).
    :param hits: the passages, best first.
    :param documents: doc_id -> document, of all hits.
    """
    weights = parameters()
    weighed = [
        Found(f.document, f.start, f.end, f.sentence, f.clause, f.hit, f.evidence, weigh(f.evidence, weights))
        for f in candidates(question, terms, hits, documents, reader)
    ]
    return sorted(weighed, key=lambda f: (-f.score, f.document.doc_id, f.start))


def weigh(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted sum."""
    return sum(weight * evidence[name] for name, weight in weights.items())


def candidates(
    question: str, terms: Mapping[str, float], hits: Sequence[Hit], documents: Mapping[str, Document], reader: Reader
) -> list[Found]:
    """The sentences with their evidence, unweighed. evals/fit_reading.py learns from these."""
    query = read_query(question)
    chosen = _windows(hits, documents)
    windows = [_window(hit, documents[hit.chunk.doc_id], span) for hit, span in chosen]
    found: dict[tuple[str, int], Found] = {}
    for (hit, (begin, _)), window, reading in zip(chosen, windows, reader.read(question, windows), strict=True):
        document = documents[hit.chunk.doc_id]
        near = set(bigrams(hit.chunk.text)) | set(bigrams(" ".join(hit.chunk.path)))
        titled = covered(terms, near)
        for number, (a, b) in enumerate(window.parts):
            key = document.doc_id, begin + a
            own = float(hit.chunk.start - 1 <= begin + a and begin + b <= hit.chunk.end + 1)
            if key in found and found[key].evidence["own"] >= own:
                continue
            evidence = {
                "titled": titled, "own": own, "first": float(hit is hits[0]), "passage": hit.score - hits[0].score,
                "sure": hit.signals.get("sure", 0.0),
                **_of_reader(reading, number, (a, b)),
            }  # fmt: skip
            found[key] = _sentence(
                document, hit, (begin, begin + a, begin + b), query, terms, evidence, reading, number
            )
    best = max((f.evidence["context"] for f in found.values()), default=0.0)
    for one in found.values():
        one.evidence["context_behind"] = one.evidence["context"] - best
    return list(found.values())


# -- within ---------------------------------------------------------------------------------------
def _windows(hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[tuple[Hit, tuple[int, int]]]:
    """What is read: the first passages with what stands around them; one that another's window holds is in that."""
    chosen: list[tuple[Hit, tuple[int, int]]] = []
    for hit in hits:
        if len(chosen) == WINDOWS:
            break
        chunk = hit.chunk
        if any(h.chunk.doc_id == chunk.doc_id and a <= chunk.start and chunk.end <= b for h, (a, b) in chosen):
            continue
        chosen.append((hit, around(documents[chunk.doc_id].text, chunk.start, chunk.end)))
    return chosen


def _window(hit: Hit, document: Document, span: tuple[int, int]) -> Window:
    start, end = span
    parts = tuple((a - start, b - start) for a, b in sentence_spans(document.text, start, end, semicolons=True))
    return Window(" ".join(hit.chunk.path), document.text[start:end], parts)


def _of_reader(reading: WindowReading, number: int, part: tuple[int, int]) -> dict[str, float]:
    best, own = reading.best, reading.parts[number]
    common = min(part[1], best.end) - max(part[0], best.start)
    shorter = min(part[1] - part[0], best.end - best.start)
    return {
        "reading": _bounded(own.score),
        "window": _bounded(best.score),
        "inside": max(0, common) / max(1, shorter),
    }


def _sentence(
    document: Document, hit: Hit, at: tuple[int, int, int], query: Query, terms: Mapping[str, float],
    evidence: dict[str, float], reading: WindowReading, number: int,
) -> Found:  # fmt: skip
    """One sentence with its evidence. `at`: where its window begins, where it begins and ends."""
    begin, start, end = at
    text = document.text[start:end]
    index = document.clause_at(start)
    path = document.path(index)
    heads = set(bigrams(" ".join(path[1:])))
    if index is not None:
        clause = document.clauses[index]
        heads |= set(bigrams(document.text[clause.start : min(clause.end, clause.start + _LEAD)]))
    before = document.text[max(0, start - _CONTEXT) : end]
    evidence |= {
        "covered": covered(terms, set(bigrams(text)) | heads),
        "context": covered(terms, set(bigrams(before)) | set(bigrams(" ".join(path)))),
        "kind": float(query.kind_in(text)),
        "count": float(query.count_in(text)),
        "announces": float(bool(_ANNOUNCES.search(text))),
        "length": math.log(max(4, len(text))),
        "asks": float(bool(_QUESTION.search(text))),
        "addressed": float(document.address_of(index) is not None),
    }
    best, own = reading.best, reading.parts[number]
    span = (begin + own.start, begin + own.end)
    if evidence["inside"] >= _MOSTLY:  # the window's likeliest words, as far as its clause goes
        low, high = (
            (document.clauses[index].start, document.clauses[index].end)
            if index is not None
            else (0, len(document.text))
        )
        span = max(low, begin + best.start), min(high, begin + best.end)
    span = trimmed(document.text, *span)
    if not re.search(r"\d|\w\w", document.text[slice(*span)]):  # a lone character says nothing
        span = start, end
    return Found(document, *span, (start, end), index, hit, evidence)


def _bounded(value: float) -> float:
    return max(NOTHING, min(-NOTHING, value))


def covered(terms: Mapping[str, float], there: set[str]) -> float:
    """Share of the question's bigrams, by weight, that are among `there`."""
    total = sum(terms.values())
    return sum(weight for token, weight in terms.items() if token in there) / total if total else 0.0


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without signs at its ends, its brackets closed."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    for opening, closing in _PAIRS.items():
        inside = text[start:end]
        missing = inside.count(opening) - inside.count(closing)
        if missing > 0:
            at = text.find(closing, end, end + 20)
            if at >= 0:
                end = at + 1
            elif inside.startswith(opening):
                start += 1
        elif missing < 0:
            at = text.rfind(opening, max(0, start - 20), start)
            if at >= 0:
                start = at
            elif inside.endswith(closing):
                end -= 1
    return start, end
