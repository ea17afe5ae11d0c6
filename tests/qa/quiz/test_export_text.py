"""Text targets read back by parsers written from the formats' descriptions, not from the adapters."""

from __future__ import annotations

import re
from pathlib import Path

from qa.quiz import EXPORTERS, Quiz
from qa.quiz.types import BLANK, QuestionType


def flat(text: str) -> str:
    return re.sub(r"[ \t]*[\r\n\t]+[ \t]*", " ", text).strip()


def read_aiken(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Aiken as Moodle reads it: stem, options by letter, answer letter."""
    found = []
    for block in re.split(r"\n[ \t]*\n", text.strip()):
        stem, *lines, last = block.splitlines()
        options = {line[0]: line[3:] for line in lines}
        assert all(re.match(r"[A-Z]\. ", line) for line in lines)
        assert last.startswith("ANSWER: ") and last[8:] in options
        found.append((stem, options, last[8:]))
    return found


def test_aiken_reads_back_whole(paper: Quiz, tmp_path: Path) -> None:
    written = EXPORTERS["aiken"].write(paper, tmp_path / "p.txt")
    assert (written.written, written.left_out) == (4, {"multiple": 1, "blank": 2, "short": 1})
    back = read_aiken((tmp_path / "p.txt").read_text(encoding="utf-8"))
    held = [q for q in paper.questions if q.type in (QuestionType.SINGLE, QuestionType.JUDGE)]
    assert back == [(flat(q.stem), {o.key: flat(o.text) for o in q.options}, q.answer[0]) for q in held]


UNESCAPE = re.compile(r"\\([~=#{}:\\])")


def plain(text: str) -> str:
    return UNESCAPE.sub(r"\1", text).strip()


def split_gift(text: str) -> list[str]:
    return [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]


def outside_escapes(mark: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\\)(?:\\\\)*{mark}")


def read_gift(block: str) -> dict[str, object]:
    """One GIFT question: name, text around the answers, answers with weights, general feedback."""
    match = re.match(
        r"::(?P<name>(?:\\.|[^:\\])*)::(?P<before>(?:\\.|[^{}\\])*)\{(?P<inside>(?:\\.|[^{}\\])*)\}(?P<after>(?:\\.|[^{}\\])*)$",
        block,
        re.S,
    )
    assert match, block
    inside, _, feedback = match["inside"].partition("####")
    answers = []
    for mark, weight, words in re.findall(r"(?<!\\)([=~])(?:%(-?[\d.]+)%)?((?:\\.|[^=~\\])*)", inside):
        answers.append((mark, float(weight) if weight else (100.0 if mark == "=" else 0.0), plain(words)))
    return {"name": plain(match["name"]), "before": plain(match["before"]), "after": plain(match["after"]),
            "inside": inside.strip(), "answers": answers, "feedback": plain(feedback)}  # fmt: skip


def test_gift_reads_back_whole(paper: Quiz, tmp_path: Path) -> None:
    written = EXPORTERS["gift"].write(paper, tmp_path / "p.txt")
    assert (written.written, written.left_out) == (8, {})
    back = [read_gift(block) for block in split_gift((tmp_path / "p.txt").read_text(encoding="utf-8"))]
    assert [b["name"] for b in back] == [q.id for q in paper.questions]
    for b, q in zip(back, paper.questions, strict=True):
        assert flat(q.explanation) in str(b["feedback"])
        if q.type is QuestionType.JUDGE:
            assert (b["before"], b["inside"]) == (flat(q.stem), "T" if q.answer == ("A",) else "F")
        elif q.type is QuestionType.SHORT:
            assert b["before"] == flat(q.stem) and b["answers"] == [] and flat(q.answer[0]) in str(b["feedback"])
        elif q.type is QuestionType.BLANK:
            assert f"{b['before']}{BLANK}{b['after']}" == flat(q.stem)
            assert [a[2] for a in b["answers"]] == q.answer[0].split("||")  # type: ignore[union-attr, index]
        else:
            assert b["before"] == flat(q.stem)
            assert [a[2] for a in b["answers"]] == [flat(o.text) for o in q.options]  # type: ignore[union-attr, index]
            right = {q.options[i].key for i, a in enumerate(b["answers"]) if a[1] > 0}  # type: ignore[arg-type, index]
            assert right == set(q.answer)
            total = sum(a[1] for a in b["answers"] if a[1] > 0)  # type: ignore[union-attr, index]
            assert abs(total - 100) < 0.001


def read_wjx(text: str) -> list[dict[str, object]]:
    found = []
    for block in re.split(r"\n[ \t]*\n", text.strip()):
        stem, *lines = block.splitlines()
        kind = re.search(r"【(单选题|多选题|判断题|填空题|简答题)】$", stem)
        assert kind
        options = {line[0]: line[3:] for line in lines if re.match(r"[A-F]\. ", line)}
        answer = next(line[3:] for line in lines if line.startswith("答案："))
        note = next(line[3:] for line in lines if line.startswith("解析："))
        assert len(lines) == len(options) + 2
        found.append(
            {"stem": stem[: kind.start()], "kind": kind[1], "options": options, "answer": answer, "note": note}
        )
    return found


def test_wjx_reads_back_whole(paper: Quiz, tmp_path: Path) -> None:
    EXPORTERS["wjx"].write(paper, tmp_path / "p.txt")
    back = read_wjx((tmp_path / "p.txt").read_text(encoding="utf-8"))
    kinds = {"single": "单选题", "multiple": "多选题", "judge": "判断题", "blank": "填空题", "short": "简答题"}
    assert [(b["stem"], b["kind"]) for b in back] == [(flat(q.stem), kinds[q.type.value]) for q in paper.questions]
    assert [b["options"] for b in back] == [{o.key: flat(o.text) for o in q.options} for q in paper.questions]
    answers = [b["answer"] for b in back]
    assert answers[:7] == ["B", "A", "ACE", "正确", "错误", "20日", "一月；5%"]
    assert answers[7] == flat(paper.questions[7].answer[0])
    assert "“二十日”也对" in str(back[5]["note"])
