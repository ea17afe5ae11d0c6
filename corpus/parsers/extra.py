"""The extra that recognises pictures: whether it is there, and how to get it."""

from __future__ import annotations

import importlib.util

INSTALL = 'pip install "zhengce[ocr]"'


def recognition_available() -> bool:
    """Whether the extra `ocr` is installed."""
    return importlib.util.find_spec("rapidocr") is not None
