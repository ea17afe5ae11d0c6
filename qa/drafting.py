"""Answering with a language model: draft, check each sentence, show what stands.

The events that it yields are explained in qa/events.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.sentences import sentence_spans
from corpus.types import Document
from qa import phrases
from qa.chain import Asked
from qa.cite import cite
from qa.clauses import force_warnings
from qa.events import Checked, Done, Draft
from qa.grounded import names_only_known, objection_to, supporting_span
from qa.llm import Chat, LLMFailure
from qa.prompts import ANSWER, answer_values, prompt_hash
from qa.sources import Source, choose_sources
from qa.split import Piece, lead_behind, split_draft, whole_marks
from qa.types import Answer, Citation, DroppedSentence, Refusal

_DECLINES = re.compile(
    r"资料(?:中|里)?(?:并?没有|未|没)|(?:没有|未能?|无法)(?:找到|写明|提及|提供|说明|回答)|无法回答|不能回答|抱歉|对不起|很遗憾|作为(?:一个)?(?:人工智能|AI|语言模型)|sorry|cannot",
    re.I,
)
_ASKS_NUMBER = re.compile(
    r"多少|几[天日年月个次元人户]|多长|多久|多大|何时|什么时候|哪[一]?[天年月日]|比例|金额|标准是|期限"
)
_MAY_END = re.compile(r"[。！？!?；;\n]")
_QUOTED_WHOLE = 260  # characters up to which a cited clause is quoted whole
_ANSWERS = 0.5  # share of the question's words in the draft that the sentences left must still have


@dataclass(slots=True)
class Record:
    """What is kept of an answer for audit, filled in as it comes to be."""

    prompt: str = ""
    sources: list[Source] = field(default_factory=list)
    draft: str = ""
    verdicts: list[Checked] = field(default_factory=list)
    failure: str = ""


class Drafting:
    """One model, asked with the clauses that were found."""

    def __init__(self, chat: Chat, sources_chars: int) -> None:
        self._chat, self._sources_chars = chat, sources_chars

    def run(
        self, asked: Asked, documents: Mapping[str, Document], extractive: Answer | Refusal, record: Record
    ) -> Iterator[Draft | Checked | Done]:
        """Answer one question.

        :param asked: with its hits; `documents`: those of the hits.
        :param extractive: the result without a model, which is given where the model's doesn't stand.
        """
        likely = [(f.document.doc_id, f.start, f.end) for f in asked.found[:3]]
        record.sources = choose_sources(asked.hits, documents, self._sources_chars, likely)
        values = answer_values(asked.route.question, record.sources)
        record.prompt = prompt_hash(ANSWER, values)
        checker = Checker(record.sources)
        try:
            for text in self._chat.stream(lambda model: (ANSWER | model).stream(values)):  # type: ignore[arg-type,return-value]
                record.draft += text
                yield Draft(text)
                if not _MAY_END.search(text):
                    continue
                for verdict in checker.checked(record.draft, finished=False):
                    record.verdicts.append(verdict)
                    yield verdict
        except LLMFailure as failure:
            record.failure = str(failure)
            yield Done(failed(extractive, str(failure)))
            return
        for verdict in checker.checked(record.draft, finished=True):
            record.verdicts.append(verdict)
            yield verdict
        yield Done(conclude(asked, record, extractive))


class Checker:
    """Checks a draft's sentences as they are finished, each once."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = {source.number: source for source in sources}
        self._base = 0
        self._lead: tuple[int, ...] = ()  # where the first line that isn't done begins, and the list it belongs to
        self._done = 0  # sentences of it that are
        self._kept: set[str] = set()

    def checked(self, draft: str, finished: bool) -> Iterator[Checked]:
        """The verdicts on the sentences that were finished since the last call."""
        coming = draft[self._base :]
        pieces = split_draft(coming if finished else whole_marks(coming), self._lead)
        ready = pieces if finished else pieces[:-1]
        base = self._base
        for piece in ready[self._done :]:
            self._done += 1
            yield self._verdict(replace(piece, start=piece.start + base, end=piece.end + base))
        if not finished and ready:
            line = draft.rfind("\n", base, base + pieces[-1].start) + 1
            if line > base:
                before = [p for p in pieces if p.start + base < line]
                self._lead = lead_behind(before, self._lead)
                self._base, self._done = line, len(ready) - len(before)

    def _verdict(self, piece: Piece) -> Checked:
        if piece.heading and not piece.numbers:
            return self._heading(piece)
        if not piece.numbers:
            return Checked(piece.start, piece.end, piece.text, False, why="no_citation")
        if piece.text in self._kept:
            return Checked(piece.start, piece.end, piece.text, True)  # said before: shown once
        cited = [self._sources[n] for n in piece.numbers if n in self._sources]
        why = objection_to(piece.text, cited) if cited else "unknown_source"
        rest = cited if why is None else self._elsewhere(piece.text, cited)
        if rest is None:
            return Checked(piece.start, piece.end, piece.text, False, why=why)
        rest = _needed(piece.text, rest)
        numbers = tuple(s.number for s in rest)
        self._kept.add(piece.text)
        corrected = not set(numbers) <= set(piece.numbers) or any(n not in self._sources for n in piece.numbers)
        return Checked(piece.start, piece.end, piece.text, True, piece.lead + piece.text, None, numbers, corrected)

    def _elsewhere(self, text: str, cited: Sequence[Source]) -> list[Source] | None:
        """The other sources that a sentence rests on: one alone, or one with those cited."""
        others = [s for s in self._sources.values() if s not in cited]
        for other in others:
            if objection_to(text, [other]) is None:
                return [other]
        for other in others if cited else ():
            if objection_to(text, [*cited, other]) is None:
                return [*cited, other]
        return None

    def _heading(self, piece: Piece) -> Checked:
        """A heading or lead-in claims nothing: it has no number or rule-word, and its words are the sources'."""
        every = list(self._sources.values())
        claims = re.search(
            r"[\d%％]|[一二三四五六七八九十百千万亿]+[元年月日天户人]|应当|必须|可以|不得|禁止", piece.text
        )
        kept = not claims and len(piece.text) <= 40 and bool(every) and names_only_known(piece.text, every)
        why = None if kept else "no_citation"
        return Checked(piece.start, piece.end, piece.text, kept, piece.lead + piece.text if kept else "", why)


def _needed(text: str, sources: list[Source]) -> list[Source]:
    """The sources without those that the sentence doesn't need."""
    kept = list(sources)
    for source in reversed(sources):
        rest = [s for s in kept if s is not source]
        if rest and objection_to(text, rest) is None:
            kept = rest
    return kept


# -- the result -------------------------------------------------------------------------------------
def conclude(asked: Asked, record: Record, extractive: Answer | Refusal) -> Answer | Refusal:
    """The answer made of the sentences that stand; where they don't answer, the extractive result or a refusal."""
    claims = [v for v in record.verdicts if v.kept and v.numbers]
    dropped = tuple(DroppedSentence(v.sentence, v.why or "unsupported") for v in record.verdicts if not v.kept)
    if not claims or not _still_answers(asked, record, claims):
        declined = not claims and bool(_DECLINES.search(record.draft))
        said = "大模型说资料中没有写明" if declined else "大模型的回答没有通过核对"
        if isinstance(extractive, Answer):
            return replace(_with_warning(extractive, f"{said}；以下是文件原文"), dropped=dropped)
        reason = extractive.reason if declined else "unsupported"
        text = extractive.text if declined else phrases.NO_SUPPORT
        return replace(
            extractive, text=text, reason=reason, mode="llm", dropped=dropped, warnings=(*extractive.warnings, said)
        )  # fmt: skip
    text = composed(record.draft, record.verdicts)
    citations = _citations(record, claims)
    documents = {s.document.doc_id: s.document for s in record.sources}
    warnings = [w for doc_id in dict.fromkeys(c.doc_id for c in citations) for w in force_warnings(documents[doc_id])]
    order = {n: i for i, n in enumerate(dict.fromkeys(n for v in claims for n in v.numbers), 1)}
    for verdict in claims:
        if verdict.corrected:
            right = "、".join(f"[{order[n]}]" for n in verdict.numbers)
            warnings.append(f"“{_short(verdict.sentence)}”的出处标错了，已改为 {right}")
    if dropped:
        warnings.append(f"大模型的回答有 {len(dropped)} 句没有条款支持，已删去")
    if phrases.OUTDATED_INDEX in extractive.warnings:
        warnings.append(phrases.OUTDATED_INDEX)
    if isinstance(extractive, Refusal):
        warnings.append("资料与所问的关联不够确定，请对照出处")
    short = extractive.short if isinstance(extractive, Answer) else None
    if short is not None and not any(
        c.doc_id == short.doc_id and c.start <= short.start and short.end <= c.end for c in citations
    ):
        short = None
    return Answer(asked.route.question, text, citations, "llm", short, tuple(warnings), dropped)


def _still_answers(asked: Asked, record: Record, claims: Sequence[Checked]) -> bool:
    """Whether what is left says what was asked, measured by the draft: its words of the question, and a number."""
    if len(claims) == sum(bool(v.numbers) or v.why is not None for v in record.verdicts):
        return True
    left = "".join(v.shown for v in claims)
    if _ASKS_NUMBER.search(asked.route.question) and not re.search(r"[\d一二三四五六七八九十百千万]", left):
        return False
    weights = {t: w for t, w in asked.terms.items() if t in record.draft}
    total = sum(weights.values())
    return not total or sum(w for t, w in weights.items() if t in left) >= _ANSWERS * total


def _citations(record: Record, claims: Sequence[Checked]) -> tuple[Citation, ...]:
    """The citations in order of first use."""
    by_number = {s.number: s for s in record.sources}
    numbers = dict.fromkeys(n for v in claims for n in v.numbers)
    return tuple(_citation(by_number[n], [v.sentence for v in claims if n in v.numbers]) for n in numbers)


def composed(draft: str, verdicts: Sequence[Checked]) -> str:
    """The sentences that stand, numbered in order of first use; headings stay before what is kept of theirs.

    What is composed of the first verdicts is the beginning of what is composed of all.
    """
    order = {n: i for i, n in enumerate(dict.fromkeys(n for v in verdicts if v.kept for n in v.numbers), 1)}
    parts: list[str] = []
    for at, verdict in enumerate(verdicts):
        if not verdict.kept or not verdict.shown:
            continue
        if not verdict.numbers and not _followed(verdicts[at + 1 :]):
            continue
        before = draft[verdicts[at - 1].end : verdict.start] if at else ""
        joint = "\n" if parts and ("\n" in before or "\n" in draft[verdict.start - 1 : verdict.start]) else ""
        marks = "".join(f"[{order[n]}]" for n in verdict.numbers)
        parts.append(joint + _ended(verdict.shown, marks))
    return "".join(parts).strip()


def _followed(rest: Sequence[Checked]) -> bool:
    """Whether something that stands comes after a heading, before the next one."""
    for verdict in rest:
        if verdict.numbers:
            return verdict.kept
    return False


def _ended(shown: str, marks: str) -> str:
    """The sentence with its marks before the full stop."""
    match = re.search(r"[。！？!?；;.]+[”’」』）)]*$", shown)
    if not marks:
        return shown
    return shown[: match.start()] + marks + shown[match.start() :] if match else shown + marks + "。"


def _citation(source: Source, sentences: Sequence[str]) -> Citation:
    """The clause; of a long one, the sentences that were used."""
    whole = source.citation
    if len(whole.quote) <= _QUOTED_WHOLE:
        return whole
    spans = [span for span in (supporting_span(s, source) for s in sentences) if span is not None]
    if not spans:
        return whole
    low, high = whole.start + min(a for a, _ in spans), whole.start + max(b for _, b in spans)
    touched = [
        (a, b) for a, b in sentence_spans(source.document.text, whole.start, whole.end) if a < high and low < b
    ]  # fmt: skip
    if not touched:
        return whole
    found = cite(source.document, touched[0][0], touched[-1][1])
    return found if found.clause else replace(found, clause=whole.clause, path=whole.path)


def failed(extractive: Answer | Refusal, failure: str) -> Answer | Refusal:
    """The extractive result, with a warning that says why the model has no part in it."""
    return _with_warning(extractive, f"大模型没有给出可用的回答：{failure}；这是不用大模型的结果")


def _with_warning(result: Answer | Refusal, warning: str) -> Answer | Refusal:
    return replace(result, warnings=(*result.warnings, warning))


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 24 else sentence[:23] + "…"
