"""The rules of sound questions once more, for `zhengce eval quiz`: written apart from `qa.quiz.check`.

They take a question as `zhengce quiz --json` prints it, and the library, and share no code with what makes and
checks questions in the program: other ways of finding figures, words and sentences, so that an error there shows here.
Each rule answers True (kept), False (broken) or None (not about this question).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from corpus.library import Library

Question = dict[str, Any]
BLANK = "____"
_POINTING = re.compile(
    r"(?<!应)该(?!返)|上述|前款|前条|前项|本法|本条例|本办法|本规定|本意见|本通知|本细则|其(?![他余它中实次])|下列(?!哪)|如下|此(?![外次])"
)
_FURNITURE = re.compile(r"扫一扫|打印本页|字体|责任编辑|网站地图|版权所有|上一篇|下一篇|微信|浏览次数|https?://|www\.")
_EMPTY_TALK = re.compile(r"特此通知|现印发给你们|请认真贯彻|为指导思想|高举|统一思想|提高认识|各位代表|习近平")
# A piece of a sentence that says when the rest of it holds; one that says when it doesn't.
_CONDITION = re.compile(
    r"^.{4,}(?<!目)的$|^(?:如果?|若|凡|未经|逾期|情节严重|必要时|确需)|^(?:经|报).{2,}(?:批准|同意|审核|许可|核准)后?$|(?:情况|情形)下$|^.{2,}(?:期间|期内|期满|[^同]时|[^今此先前之随]后)$|^除.+外$"
)
_EXCEPTION = re.compile(r"^但|除外$|^除.+外$")
_WORD = re.compile(r"[一-龥]{2}")
_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "两": 2, "〇": 0}


def fold(text: str) -> str:
    """Words without blanks and marks, in one width."""
    return re.sub(r"[\s\u3000，。；：、,.;:（）()！!？?]", "", unicodedata.normalize("NFKC", text))


def number(text: str) -> float | None:
    """The first figure of a text, in any writing."""
    plain = unicodedata.normalize("NFKC", text)
    match = re.search(r"(\d+(?:\.\d+)?)([百千万亿]?)", plain)
    if match:
        return float(match[1]) * {"": 1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}[match[2]]
    match = re.search(r"[零〇一二两三四五六七八九十百千万]+", plain.replace("百分之", ""))
    if not match:
        return None
    total, section, digit = 0, 0, 0
    for char in match[0]:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char], 0
    return float(total + section + digit)


class Judge:
    """The rules with a library to look things up in."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._texts = {s.doc_id: library.text(s.doc_id) for s in library.summaries()}
        self._folded = {doc_id: fold(text) for doc_id, text in self._texts.items()}

    def rules(self) -> dict[str, Callable[[Question], bool | None]]:
        """Name -> rule over one question."""
        return {
            "quote_is_the_text": self._quote, "address_holds_the_quote": self._address, "key_in_quote": self._key, "stem_filled_in_is_quote": self._filled,
            "names_the_document": self._named, "stands_alone": self._alone, "blank_late": self._late, "no_furniture_no_talk": self._worth,
            "options_differ": self._differ, "one_key": self._one_key, "same_unit": self._unit, "numbers_in_order": self._ordered, "key_not_longest": self._length,
            "no_word_only_in_key": self._echo, "judge_one_change": self._change, "multiple_not_all": self._not_all, "blank_2_to_12": self._short,
            "keeps_the_condition": self._condition, "order_is_the_text": self._sequence,
            "points_verbatim": self._points, "explained": self._explained, "brackets_closed": self._closed,
        }  # fmt: skip

    def _quote(self, q: Question) -> bool:
        c = q["clause"]
        return bool(self._texts[c["doc_id"]][c["start"] : c["end"]] == c["quote"])

    def _address(self, q: Question) -> bool | None:
        c = q["clause"]
        if c["clause"] is None:
            return None
        spans = [(k.start, k.end) for k in self._library.clauses(c["doc_id"]) if k.address == c["clause"]]
        return len(spans) == 1 and spans[0][0] <= c["start"] < c["end"] <= spans[0][1]

    def _keys(self, q: Question) -> list[str]:
        texts = {o["key"]: o["text"] for o in q["options"]}
        return (
            [texts[k] for k in q["answer"]]
            if q["type"] in ("single", "multiple")
            else [a.split("||")[0] for a in q["answer"]]
        )

    def _key(self, q: Question) -> bool | None:
        if q["type"] not in ("single", "multiple", "blank"):
            return None
        return all(_in_turn([fold(step) for step in k.split("→")], fold(q["clause"]["quote"])) for k in self._keys(q))

    def _body(self, q: Question) -> str:
        return str(q["stem"]).partition(f"根据《{q['clause']['title']}》，")[2]

    def _filled(self, q: Question) -> bool | None:
        if q["type"] in ("single", "blank") and BLANK in q["stem"]:
            body = self._body(q)
            for key in self._keys(q):
                body = body.replace(BLANK, key, 1)
        elif q["type"] == "judge" and q["answer"] == ["A"]:
            body = self._body(q)
        else:
            return None
        return fold(body) in fold(q["clause"]["quote"])

    def _named(self, q: Question) -> bool:
        return f"《{q['clause']['title']}》" in q["stem"]

    def _alone(self, q: Question) -> bool:
        return not _POINTING.search(self._body(q))

    def _late(self, q: Question) -> bool | None:
        return q["stem"].index(BLANK) >= 0.3 * len(q["stem"]) if BLANK in q["stem"] else None

    def _worth(self, q: Question) -> bool:
        return not _FURNITURE.search(q["stem"]) and not _EMPTY_TALK.search(self._body(q))

    def _differ(self, q: Question) -> bool | None:
        texts = [re.sub(r"\s", "", o["text"]) for o in q["options"]]
        return len(set(texts)) == len(texts) if texts else None

    def _one_key(self, q: Question) -> bool | None:
        """No other option makes the stem a sentence of the library, or stands in the words that decide."""
        if q["type"] not in ("single", "multiple"):
            return None
        quote, body, asked = fold(q["clause"]["quote"]), self._body(q), q["answer"]
        for option in q["options"]:
            if option["key"] in asked:
                continue
            told = fold(body.replace(BLANK, option["text"])) if BLANK in body else ""
            if told and any(told in text for text in self._folded.values()):
                return False
            if (
                number(option["text"]) is None
                and fold(option["text"]) in quote
                and fold(option["text"]) not in fold(body)
            ):
                return False
            key = self._keys(q)[0]
            if (
                q["type"] == "single"
                and re.match(r"^[\d.]+[^\d]{1,6}$|^[一二三四五六七八九十百千]+[^一二三四五六七八九十]{1,3}$", key)
                and number(key) == number(option["text"])
                and _unit(key) == _unit(option["text"])
                and "以上" not in key
                and "至" not in key
            ):
                return False
        return True

    def _unit(self, q: Question) -> bool | None:
        key = self._keys(q)[0] if q["type"] == "single" else ""
        if not re.match(r"^[\d.]+[^\d]{1,6}$", key):
            return None
        return len({_unit(o["text"]) for o in q["options"]}) == 1

    def _ordered(self, q: Question) -> bool | None:
        if q["type"] != "single" or not all(re.match(r"^[\d.]+\D{1,5}$", o["text"]) for o in q["options"]):
            return None
        values = [number(o["text"]) or 0.0 for o in q["options"]]
        return values == sorted(values)

    def _length(self, q: Question) -> bool | None:
        if q["type"] != "single":
            return None
        key = len(self._keys(q)[0])
        other = max(len(o["text"]) for o in q["options"] if o["key"] not in q["answer"])
        return key <= max(other + 3, 1.5 * other)

    def _echo(self, q: Question) -> bool | None:
        """Of the key's words, as jieba cuts them, none of two characters and more stands in the stem and in no other option."""
        if q["type"] != "single" or number(self._keys(q)[0]) is not None:
            return None
        from index.tokens import words

        stem, others = self._body(q), "".join(o["text"] for o in q["options"] if o["key"] not in q["answer"])
        return not [w for w in words(self._keys(q)[0]) if _WORD.match(w) and w in stem and w not in others]

    def _change(self, q: Question) -> bool | None:
        if q["type"] != "judge" or q["answer"] == ["A"]:
            return None
        said, told = fold(q["clause"]["quote"]), fold(self._body(q))
        named = re.search(r"“([^”]+)”写成了“([^”]+)”", q["explanation"])
        if told in said or not named:
            return False
        spots = [m.start() for m in re.finditer(re.escape(fold(named[2])), told)]
        return any(told[:i] + fold(named[1]) + told[i + len(fold(named[2])) :] in said for i in spots)

    def _not_all(self, q: Question) -> bool | None:
        return 2 <= len(q["answer"]) < len(q["options"]) if q["type"] == "multiple" else None

    def _short(self, q: Question) -> bool | None:
        return all(2 <= len(w) <= 12 for a in q["answer"] for w in a.split("||")) if q["type"] == "blank" else None

    def _condition(self, q: Question) -> bool | None:
        """The words asked about take in the condition or the exception that their sentence sets; None where it sets none."""
        if q["type"] == "short":
            return None
        c, text = q["clause"], self._texts[q["clause"]["doc_id"]]
        left = max(text.rfind(mark, 0, c["start"]) for mark in "。；;\n") + 1
        right = re.compile(r"[。\n]").search(text, c["end"])
        before = re.split(r"[，,：:]", text[left : c["start"]])[:-1]
        rest = text[c["end"] : right.start() if right else len(text)]
        behind = re.split(r"[，,；;：:]", rest) + ([text[right.start() + 1 : right.start() + 3]] if right else [])
        lost = [p for p in before if _CONDITION.search(p.strip())] + [p for p in behind if _EXCEPTION.search(p.strip())]
        lead = self._lead(c)
        if lead and fold(lead[:8]) not in fold(q["stem"] + c["quote"]):
            lost.append(lead)
        kept = [p for p in re.split(r"[，,；;：:]", c["quote"]) if _CONDITION.search(p) or _EXCEPTION.search(p)]
        return not lost if lost or kept else None

    def _lead(self, c: dict[str, Any]) -> str:
        """The conditional words that an item hangs on (有下列情形之一的，…：); empty where it hangs on none."""
        clauses = self._library.clauses(c["doc_id"])
        own = next((k for k in clauses if k.address == c["clause"] and c["clause"]), None)
        if own is None or own.parent is None or own.kind.value not in ("item", "subitem"):
            return ""
        above = self._texts[c["doc_id"]][clauses[own.parent].start : own.start].strip().rpartition("\n")[2]
        return above if re.search(r"[：:]$", above) and re.search(r"的[，,：:]|之一", above) else ""

    def _sequence(self, q: Question) -> bool | None:
        """Where the order of steps is asked, the key alone has the clause's order."""
        text, options = fold(q["clause"]["quote"]), {o["key"]: o["text"] for o in q["options"]}
        asked = re.search(r"“([^”]+)”之后", q["stem"])
        if q["type"] == "single" and asked and "紧接" in q["stem"]:
            behind = text.partition(fold(asked[1]))[2]
            places = {key: behind.find(fold(option)) for key, option in options.items()}
            at = places[q["answer"][0]]
            return at >= 0 and all(not 0 <= place < at for key, place in places.items() if key != q["answer"][0])
        sorts = {"".join(sorted(fold(re.sub("[→和及与]", "", o)))) for o in options.values()}
        if q["type"] != "single" or len(sorts) > 1 or number(options["A"]) is not None:
            return None
        steps = {key: [fold(s) for s in re.split("→|、|和|及|与", option)] for key, option in options.items()}
        return all(_in_turn(own, text) is (key == q["answer"][0]) for key, own in steps.items())

    def _points(self, q: Question) -> bool | None:
        return (
            bool(q["points"]) and all(fold(p) in fold(q["clause"]["quote"]) for p in q["points"])
            if q["type"] == "short"
            else None
        )

    def _explained(self, q: Question) -> bool:
        c = q["clause"]
        return all(part in q["explanation"] for part in (c["title"], c["clause"] or "", c["quote"]))

    def _closed(self, q: Question) -> bool:
        return all(q["stem"].count(a) == q["stem"].count(b) for a, b in ("（）", "()", "《》", "“”", "【】"))


def _in_turn(steps: Sequence[str], text: str) -> bool:
    """Whether all steps stand in a text, one behind the other."""
    at = 0
    for step in steps:
        at = text.find(step, at)
        if at < 0:
            return False
        at += len(step)
    return True


def _unit(text: str) -> str:
    return re.sub(r"[\d.一二两三四五六七八九十百千万亿零〇]+", "", text)


def paper_rules(questions: Sequence[Question]) -> dict[str, bool | None]:
    """Rules over one document's questions: nothing twice, keys spread, half of the judgements true."""
    stems = Counter(fold(q["stem"]) for q in questions)
    asked = Counter((q["clause"]["start"], q["clause"]["end"], "".join(q["answer"]), q["type"]) for q in questions)
    keys = Counter(q["answer"][0] for q in questions if q["type"] == "single")
    judged = [q["answer"][0] == "A" for q in questions if q["type"] == "judge"]
    return {
        "none_twice": max(stems.values(), default=1) == 1 and max(asked.values(), default=1) == 1,
        "keys_spread": max(keys.values()) <= 0.5 * sum(keys.values()) if sum(keys.values()) >= 6 else None,
        "half_true": 0.3 <= sum(judged) / len(judged) <= 0.7 if len(judged) >= 4 else None,
    }
