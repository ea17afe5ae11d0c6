"""Words and character bigrams of Chinese text. The only importer of jieba."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+(?:[.\-/%][a-z0-9]+)*%?")
_lock = threading.Lock()
# Words of no weight in a question or a clause.
STOP = frozenset(
    [
        "的",
        "了",
        "和",
        "与",
        "及",
        "或",
        "是",
        "在",
        "对",
        "为",
        "以",
        "等",
        "于",
        "由",
        "中",
        "其",
        "该",
        "这",
        "那",
        "个",
        "之",
        "并",
        "而",
        "被",
        "将",
        "向",
        "从",
        "到",
        "也",
        "都",
        "就",
        "还",
        "要",
        "有",
        "上",
        "下",
        "内",
        "后",
        "前",
        "所",
        "者",
        "吗",
        "呢",
        "吧",
        "啊",
    ]
)


@lru_cache(maxsize=1)
def _jieba() -> Any:
    """The segmenter with its dictionary cache in our own cache folder; about a second, once."""
    import logging

    with _lock:
        import jieba

        from index.convert import cache_folder

        jieba.setLogLevel(logging.ERROR)
        folder = cache_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            jieba.dt.tmp_dir = str(folder)
        except OSError:
            pass  # no cache: the dictionary is built in memory each time
        jieba.initialize()
        return jieba


def normal(text: str) -> str:
    """The text as it is searched: NFKC, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str) -> list[str]:
    """The segmenter's search-mode words, stop words and signs left out."""
    found: list[str] = []
    for run in _RUNS.findall(normal(text)):
        if run[0] < "\u3400":
            found.append(run)
        else:
            found += [word for word in _jieba().cut_for_search(run) if word not in STOP]
    return found


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring Han characters; runs of letters and digits whole."""
    found: list[str] = []
    for run in _RUNS.findall(normal(text)):
        if run[0] < "\u3400" or len(run) == 1:
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def pieces(text: str) -> list[str]:
    """The segmenter's words, each character in one of them, stop words kept, signs left out."""
    found: list[str] = []
    for run in _RUNS.findall(normal(text)):
        found += [run] if run[0] < "\u3400" else [str(word) for word in _jieba().cut(run)]
    return found
