"""Whether a statement is made true by any clause of the library: what proves a distractor false.

Works on texts alone: the statement as a reader would fill it in is looked for in the document that the stem
names, then in all others. A sentence makes it true that holds the option (in any numeral writing) and nearly
all of the statement's other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from corpus.library import Library
from qa.quiz.statements import grams, overlap, same_words
from qa.quiz.values import find_values, writings

# The share of a statement's character pairs that a sentence with the option must hold to make it true. Found by
# reading pairs of sibling sentences in fifteen statutes: those that say the same thing share .8 and more, those that say it
# of another subject or of another stage at most .7.
COVERED = 0.75
_ENDS = re.compile(r"[。；;\n]")
_ANCHOR = 8  # characters of a statement's context that are looked for in the whole library


class Texts:
    """The library's texts, read once each, for looking statements up in."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._own: dict[str, str] = {}
        self._all: str | None = None
        self._near: dict[tuple[str, str], list[str]] = {}

    @classmethod
    def of(cls, library: Library) -> Texts:
        """The texts of a library as it is now; kept for as long as it is open and unchanged."""
        revision = library.revision
        known = _KNOWN.get(library)
        if known is None or known[0] != revision:
            known = _KNOWN[library] = revision, cls(library)
        return known[1]

    def text(self, doc_id: str) -> str:
        """A document's text, with punctuation of one width."""
        if doc_id not in self._own:
            self._own[doc_id] = _plain(self._library.text(doc_id))
        return self._own[doc_id]

    def whole(self) -> str:
        """All texts of the library, one behind the other."""
        if self._all is None:
            self._all = "\n".join(self.text(s.doc_id) for s in self._library.summaries())
        return self._all

    def makes_true(self, doc_id: str, before: str, option: str, after: str) -> bool:
        """Whether some clause says `before + option + after`, in its words or nearly so.

        :param doc_id: the document that the stem names; it is looked through sentence by sentence.
        :param before: the statement in front of the option, `after` what is behind it.
        """
        before, after = _plain(before), _plain(after)
        ways = _writings(_plain(option))
        if any(way in sentence for sentence in self._sentences_near(before, after) for way in ways):
            return True
        wanted = _wanted(before, after)
        own = self.text(doc_id)
        return any(overlap(wanted, grams(s)) >= COVERED for way in ways for s in _sentences_with(own, way))

    def _sentences_near(self, before: str, after: str) -> list[str]:
        """Sentences anywhere that say nearly all of a statement but for its option, by a few words of it."""
        if (before, after) not in self._near:
            wanted, found = _wanted(before, after), []
            for anchor in {before[-_ANCHOR:], after[:_ANCHOR], before[:_ANCHOR]} - {""}:
                if len(same_words(anchor)) >= 5:
                    found += [
                        s
                        for s in _sentences_with(self.whole(), anchor, limit=400)
                        if overlap(wanted, grams(s)) >= COVERED
                    ]
            self._near[before, after] = list(dict.fromkeys(found))
        return self._near[before, after]


_KNOWN: WeakKeyDictionary[Library, tuple[int, Texts]] = WeakKeyDictionary()


def _wanted(before: str, after: str) -> frozenset[str]:
    apart = grams(before) | grams(after)
    return apart if len(apart) >= 3 else grams(before + after)


def _plain(text: str) -> str:
    return re.sub(r"[ \u3000]", "", text).translate(_WIDTH)


_WIDTH = str.maketrans("，；：（）", ",;:()")


def _writings(option: str) -> list[str]:
    values = find_values(option)
    return writings(values[0]) if len(values) == 1 and values[0].text == option else [option]


def _sentences_with(text: str, words: str, limit: int = 2000) -> Iterator[str]:
    at, seen = text.find(words), -1
    while at >= 0 and limit:
        limit -= 1
        if at >= seen:
            begin = max(text.rfind(mark, max(0, at - 400), at) for mark in "。;\n") + 1
            end = _ENDS.search(text, at + len(words))
            seen = end.start() if end else len(text)
            if not (words[0].isdigit() and at and text[at - 1].isdigit()):
                yield text[begin:seen]
        at = text.find(words, at + 1)
