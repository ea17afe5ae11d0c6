"""What makes a document the same document: its doc_id, its content's hash, its parser's version."""

from __future__ import annotations

import hashlib

from corpus.metadata import Metadata
from corpus.names import title_key
from corpus.types import Document

# Raised whenever the same file would give another Document, so that `add` parses it again.
PARSER_VERSION = 4


def identity(meta: Metadata, text: str) -> str:
    """A doc_id of 12 hexadecimal digits: the same for the same document on any machine.

    Made from title, 文号 and date of issue, so that mending a comma leaves it as it is; where a
    document has neither number nor date, its text takes their place.
    """
    distinct = [title_key(meta.title), meta.doc_number or "", str(meta.dates.issued_on or "")]
    if not meta.doc_number and not meta.dates.issued_on:
        distinct.append(text)
    return hashlib.sha256("\x1f".join(distinct).encode()).hexdigest()[:12]


def content_hash(document: Document) -> str:
    """SHA-256 of what is searched and quoted: the text, the addresses and the title."""
    digest = hashlib.sha256(document.text.encode())
    for clause in document.clauses:
        digest.update(f"\x1f{clause.address}|{clause.start}|{clause.end}|{clause.heading}".encode())
    digest.update(f"\x1e{document.title}|{document.doc_number}".encode())
    return digest.hexdigest()
