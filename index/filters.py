"""Which documents pass a question's filters. Read from the library's summaries alone, so that it needs no index."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.types import DocumentSummary, Status
from index.types import Filters

NOT_IN_FORCE = (Status.REPEALED, Status.EXPIRED, Status.NOT_YET, Status.DRAFT)


def allowed(summaries: Callable[[], Sequence[DocumentSummary]], filters: Filters | None) -> list[str] | None:
    """The doc_ids that pass the filters; None if there is no limit, and then nothing is read.

    A version that a newer one has replaced passes only where it is named, or was in force on the day asked about.
    """
    if filters is None or filters == Filters():
        return None
    asked = set(filters.doc_ids)
    found = [s for s in summaries() if (not asked or s.doc_id in asked) and passes(s, filters)]
    if filters.as_of is None and not asked:
        found = [s for s in found if not s.superseded]
    return [s.doc_id for s in found]


def superseded(summaries: Sequence[DocumentSummary]) -> list[str]:
    """The doc_ids of versions that a newer one has replaced: searched only where a filter asks for them."""
    return [s.doc_id for s in summaries if s.superseded]


def passes(summary: DocumentSummary, filters: Filters) -> bool:
    """Whether a document is within the limits (`doc_ids` aside). `as_of` leaves out what had ended or not begun."""
    dates = summary.dates
    day = dates.issued_on or dates.published_on or dates.effective_on
    if filters.issuers and not _issued_by(summary.issuer, filters.issuers):
        return False
    if filters.years and (day is None or day.year not in filters.years):
        return False
    if filters.levels and summary.level not in filters.levels:
        return False
    if filters.kinds and not _of_kind(summary, filters.kinds):
        return False
    if filters.as_of is None:
        return not (filters.in_force_only and (summary.status in NOT_IN_FORCE or summary.superseded))
    if filters.in_force_only and summary.status is Status.DRAFT:
        return False
    # On a given day, dates decide; an end whose day nobody stated holds for every day.
    return summary.standing.holds_on(filters.as_of)


def _issued_by(issuer: str | None, wanted: Sequence[str]) -> bool:
    return issuer is not None and any(name in issuer for name in wanted)


def _of_kind(summary: DocumentSummary, wanted: Sequence[str]) -> bool:
    return any(kind == summary.kind or summary.title.rstrip("）)").endswith(kind) for kind in wanted)
