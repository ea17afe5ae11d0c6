"""What all adapters share: words on one line, accepted writings, and files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ZhengceError
from qa.quiz.types import ALTERNATIVE, TYPE_NAMES, Question, QuestionType

# What XML 1.0 and office files can't hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SHORT_NAMES = {
    t: name.replace("单项", "单").replace("多项", "多").replace("选择题", "选题") for t, name in TYPE_NAMES.items()
}


class OutputError(ZhengceError):
    """A file that was asked for cannot be written."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one export with their bytes."""

    contents: tuple[tuple[Path, bytes], ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """Where they go."""
        return tuple(path for path, _ in self.contents)

    def save(self) -> None:
        """Write them, each aside first, so that a file is never half written.

        :raises OutputError: one can't be written.
        """
        for path, content in self.contents:
            _save(path, content)


def _save(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise OutputError(
            f"--out {path}：不能写入（{error.strerror}），请检查文件夹和权限，或先关闭打开着它的程序"
        ) from error


def as_text(path: Path, text: str) -> Parts:
    """One file of UTF-8 text."""
    return Parts(((path, text.encode("utf-8")),))


def clean(text: str) -> str:
    """Without characters that no target's file can hold, and with one kind of line end."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """On one line: line ends and tabs become spaces."""
    return re.sub(r"[ \t]*[\r\n\t\v\f\u0085\u2028\u2029]+[ \t]*", " ", clean(text)).strip()


def writings(answer: str) -> list[str]:
    """The accepted writings of one blank, the clause's own first."""
    return answer.split(ALTERNATIVE)


def first_writing(answer: str) -> str:
    """The clause's own writing of one blank."""
    return writings(answer)[0]


def explained(question: Question) -> str:
    """The explanation, with further accepted writings where the target has no place for them."""
    others = (
        [w for answer in question.answer for w in writings(answer)[1:]] if question.type is QuestionType.BLANK else []
    )
    return question.explanation + (f"（写作{'、'.join(f'“{w}”' for w in others)}也对。）" if others else "")


def verdict(question: Question) -> str:
    """正确 or 错误, for a judgement."""
    return question.text_of(question.answer[0])


def paper_title(questions: tuple[Question, ...]) -> str:
    """What the paper is called, after its documents."""
    titles = list(dict.fromkeys(q.source.title for q in questions))
    return f"《{titles[0]}》测试题" if len(titles) == 1 else "政策知识测试题"
