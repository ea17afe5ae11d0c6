"""What somebody wrote against what a document says: a quotation strictly, a paraphrase for what can be checked.

Three calls, all pure functions of strings (no library, no model, nothing heavy imported):

`compare_quotation(cited, source)`
    Aligns quoted words with the source, character by character. Width, punctuation, spaces, line breaks and the writing
    of numbers (10万元, 100000元, 十万元) don't count; an ellipsis may skip. The source may be longer at both ends.
    Gives a `Comparison`: `verbatim`, `changes`, `similarity`, where it stands in the source, what an ellipsis skipped.
`compare_paraphrase(cited, source)`
    The same for words without quotation marks. Where they follow the source closely they are aligned and short forms
    (应 for 应当, 或 for 或者) are let pass; where they don't, only contradictions in numbers, dates, modals and negation are
    reported and `compared` is False.
`check_sentence(sentence, sources)`
    A sentence that must rest on sources (a language model's): each `Change` is a reason to drop it. Kinds are those of
    a comparison plus `name` (a body, document or 文号 that no source names) and `unsupported` (too few of its words are
    in the sources). Numbers must be in a source with their unit; modals and negation must not contradict it.

    >>> from qa.compare import check_sentence
    >>> [c.kind for c in check_sentence("应当在十日内答复。", ["有关部门可以在五日内予以答复。"]).changes]
    ['number', 'modal']

A `Change` says what differs: `cited` (the writer's words, "" for an omission), `source` (the document's, "" for an
addition), and where both stand: `cited_start`/`cited_end` in the cited string, `source_start`/`source_end` in the source,
so that `cited_string[cited_start:cited_end] == change.cited`.
"""

from __future__ import annotations

from qa.compare.paraphrase import compare_paraphrase
from qa.compare.quotation import compare_quotation
from qa.compare.sentence import check_sentence
from qa.compare.types import Change, Comparison, Kind, SentenceCheck, Skipped

__all__ = [
    "Change",
    "Comparison",
    "Kind",
    "SentenceCheck",
    "Skipped",
    "check_sentence",
    "compare_paraphrase",
    "compare_quotation",
]
