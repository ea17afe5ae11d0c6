"""Settings of the property tests: a shared machine has no deadlines."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("corpus", deadline=None, max_examples=150)
settings.load_profile("corpus")
