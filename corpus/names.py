"""How documents are called: keys under which titles, short titles and 文号 are the same name."""

from __future__ import annotations

import re
import unicodedata

from corpus.metadata import NUMBER, normal_number
from corpus.numerals import parse_numeral

_PUNCTUATION = re.compile(r"[\s《》<>〈〉“”\"'‘’（）()\[\]〔〕【】，,、。．.·:：\-—_]")
_VERSION_TAIL = re.compile(r"[（(](?:19|20)\d{2}[-年.]\d{1,2}[-月.]\d{1,2}日?[）)]$|(?:19|20)\d{2}-\d{2}-\d{2}$")
_ISSUED = re.compile(r"^.{0,40}?(?:关于)?(?:印发|转发|批转|发布|公布)(.+?)的(?:通知|函|通告|公告)$")
_ORDER_NUMBER = re.compile(
    r"^(?:中华人民共和国)?(国务院令|国令|.{2,14}令)第?([0-9０-９〇零一二三四五六七八九十百]+)号$"
)


def title_key(title: str) -> str:
    """A title without 书名号, spaces, punctuation, 中华人民共和国 and a version's date at its end."""
    text = unicodedata.normalize("NFKC", title).strip()
    text = _VERSION_TAIL.sub("", text)
    bare = _PUNCTUATION.sub("", text).replace("中华人民共和国", "").lower()
    return unicodedata.normalize("NFKC", bare)


def number_key(number: str) -> str | None:
    """A 文号 in any writing as one key (国发2019年5号文 is 国发〔2019〕5号); None if it isn't a 文号."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).removesuffix("文件").removesuffix("文")
    order = _ORDER_NUMBER.match(text)
    if order:
        serial = parse_numeral(order.group(2))
        return f"{order.group(1).replace('国务院令', '国令')}{serial}号" if serial is not None else None
    if not NUMBER.search(text):
        return None
    return normal_number(text)


def short_titles(title: str) -> list[str]:
    """Other names that people use for a document with this title, the most certain first.

    An issuing body before 关于 is left off, a notice's carried text is named, （试行） is left off.
    """
    names: list[str] = []
    plain = title.strip()
    issued = _ISSUED.match(plain)
    if issued:
        inner = issued.group(1).strip("《》")
        names.append(inner)
        names.append(re.sub(r"^.{2,30}?关于(?=.{4,})", "", inner))
    about = re.match(r"^(.{2,40}?)(关于.{4,})$", plain)
    if about:
        names.append(about.group(2))
        names.append(about.group(2).removeprefix("关于"))
    elif plain.startswith("关于"):
        names.append(plain.removeprefix("关于"))
    for name in [plain, *names]:
        bare = re.sub(r"[（(](?:试行|暂行|修订|征求意见稿|修正|20\d\d年?.{0,6})[）)]$", "", name)
        if bare != name:
            names.append(bare)
    return list(dict.fromkeys(n.strip("《》 ") for n in names if len(n) >= 4 and title_key(n) != title_key(plain)))
