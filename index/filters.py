"""Which documents pass a question's filters. Read from the library's summaries alone, so that it needs no index."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.types import DocumentSummary, Status
from index.types import Filters

NOT_IN_FORCE = (Status.REPEALED, Status.EXPIRED, Status.NOT_YET, Status.DRAFT)


def allowed(summaries: Sequence[DocumentSummary], filters: Filters | None) -> list[str] | None:
    """The doc_ids that pass the filters; None if there is no limit."""
    if filters is None or filters == Filters():
        return None
    asked = set(filters.doc_ids)
    return [s.doc_id for s in summaries if (not asked or s.doc_id in asked) and passes(s, filters)]


def passes(summary: DocumentSummary, filters: Filters) -> bool:
    """Whether a document is within the limits (`doc_ids` aside). `as_of` leaves out what had run out or not begun."""
    dates = summary.dates
    day = dates.issued_on or dates.published_on or dates.effective_on
    if filters.issuers and not _issued_by(summary.issuer, filters.issuers):
        return False
    if filters.years and (day is None or day.year not in filters.years):
        return False
    if filters.as_of is None:
        return not (filters.in_force_only and summary.status in NOT_IN_FORCE)
    begins = dates.effective_on or day
    ended = dates.expires_on is not None and dates.expires_on < filters.as_of
    if ended or (begins is not None and begins > filters.as_of):
        return False
    # On a given day, dates decide; a repeal whose day nobody stated holds for every day.
    return not (filters.in_force_only and summary.status in (Status.REPEALED, Status.DRAFT))


def _issued_by(issuer: str | None, wanted: Sequence[str]) -> bool:
    return issuer is not None and any(name in issuer for name in wanted)
