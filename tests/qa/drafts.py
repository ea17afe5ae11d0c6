"""Clauses as sources, and a model that is asked with them, without an index or a model that is loaded."""

from __future__ import annotations

from corpus.parse import parse_document
from corpus.types import Document
from index.chunk import chunk_document
from index.settings import LLMSettings
from index.types import Hit
from qa.chain import Asked
from qa.drafting import Drafting, Record
from qa.events import Event
from qa.llm import Chat
from qa.sources import Source, choose_sources
from qa.types import Answer, Refusal, Route
