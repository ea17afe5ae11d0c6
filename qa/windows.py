"""What the span reader is given: a passage with enough around it to be understood."""

from __future__ import annotations

from corpus.sentences import sentence_spans

WINDOW_CHARS = 360  # the reader was trained on windows of about this length (evals/train/reader.py)


def around(text: str, start: int, end: int, size: int = WINDOW_CHARS) -> tuple[int, int]:
    """A span of about `size` characters about `text[start:end]`, widened by whole sentences on both sides.

    :return: a span that holds the one given; longer than `size` only where that one is.
    """
    room = size - (end - start)
    if room <= 0:
        return start, end
    left = [s for s in sentence_spans(text, max(0, start - size), start, semicolons=True)]
    right = [s for s in sentence_spans(text, end, min(len(text), end + size), semicolons=True)]
    if start > size and left:
        left = left[1:]  # cut in its middle
    if end + size < len(text) and right:
        right = right[:-1]
    while left or right:
        before = start - left[-1][0] if left else size
        after = right[0][1] - end if right else size
        if min(before, after) > room:
            break
        if before <= after:
            start, room = left.pop()[0], room - before
        else:
            end, room = right.pop(0)[1], room - after
    return start, end
