"""Questions made by rule from the articles of laws, each with the article and the words that answer it.

`address`: the article's address in a writing that people use. `sentence`: a sentence of an article, whole, as one pastes
it in from a draft (inverse cloze). `phrase`: its longest part between signs, as one half remembers it. `keywords`: four of its
words, as one types them into a search box. `body` (谁负责) and `term` (多久): what a stated duty or time limit answers; the law is named by a short form of its title, since each
place has such a law. A kind's questions are drawn evenly over the documents. Seeded.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.addresses import parse_address
from corpus.library import Library
from corpus.names import title_key
from corpus.sentences import sentence_spans
from corpus.types import Document
from evals.addresses import writings
from evals.articles import Article, articles_of
from index.tokens import words

KINDS = ("address", "sentence", "phrase", "keywords", "body", "term")
_SENTENCE_CHARS = (24, 120)
_PHRASE_CHARS = (8, 24)
_KEYWORDS = 4
_COMMON = re.compile(r"规定|应当|可以|或者|以及|按照|依照|根据|有关|进行|相关|不得|条例|本法|办法|\d")
_PARTS = re.compile(r"[，。；：、,;:（）()《》“”]")
_HEAD = re.compile(
    r"^第[〇零一二三四五六七八九十百千0-9]+条(?:之[一二三四五六七八九十]+)?[\s\u3000]*|^[（(][^）)]{1,3}[）)]"
)
_BODY = re.compile(
    r"^(?P<body>[^，。；：、]{3,24}?(?:部门|机关|机构|委员会|人民政府|办公室))(?:依法)?(?:负责|主管)(?P<duty>[^，。；：、]{6,30})[。；]"
)
_TERM = re.compile(
    r"(?P<when>自[^，。；]{3,24}之日起)(?P<term>[〇零一二三四五六七八九十百两0-9]{1,4}(?:个工作日|个月|日|天|年))内(?:，|,)?(?P<deed>[^，。；、]{4,24})"
)
_OPEN = re.compile(r"前款|本条|上述|该|其|下列|以下|同时|并$")
_ODD = re.compile(r"未|没有|任何|的$|应当|可以|报送|.由")  # what such a question can't be made of
_DULL = re.compile(r"施行|废止|解释|制定本")


@dataclass(frozen=True, slots=True)
class Made:
    """A question of a kind; `answer`: words of the article that a passage must hold."""

    kind: str
    question: str
    article: Article
    answer: str


def make_questions(library: Library, each: int, seed: int = 0) -> list[Made]:
    """Up to `each` questions of each kind, one a document and kind before a second one is drawn."""
    rng = random.Random(seed)
    doc_ids = [s.doc_id for s in library.summaries() if not s.superseded]
    rng.shuffle(doc_ids)
    found: dict[str, list[Made]] = {kind: [] for kind in KINDS}
    for doc_id in doc_ids:
        if all(len(made) >= each for made in found.values()):
            break
        document = library.get(doc_id)
        articles = articles_of(library, [doc_id])
        rng.shuffle(articles)
        for kind in KINDS:
            if len(found[kind]) < each:
                found[kind] += _first(document, articles, kind, rng)
    return [made for kind in KINDS for made in found[kind]]


def _first(document: Document, articles: list[Article], kind: str, rng: random.Random) -> list[Made]:
    return next(([made] for article in articles for made in _of(document, article, kind, rng)), [])


def _of(document: Document, article: Article, kind: str, rng: random.Random) -> Iterator[Made]:
    if kind == "address":
        steps = parse_address(article.clause)
        if steps is not None:
            written = rng.choice(list(writings(steps)))
            yield Made(kind, f"《{article.title}》{written}说了什么？", article, article.text)
        return
    for a, b in sentence_spans(document.text, article.start, article.end):
        sentence = _HEAD.sub("", document.text[a:b].strip())
        if _DULL.search(sentence) or sentence.startswith("其"):
            continue
        if kind in ("body", "term"):
            yield from _fact(sentence, article, kind)
        elif _SENTENCE_CHARS[0] <= len(sentence) <= _SENTENCE_CHARS[1]:
            phrase = max(_PARTS.split(sentence), key=len).strip()
            if kind == "sentence":
                yield Made(kind, sentence.rstrip("。；"), article, sentence)
            elif kind == "keywords":
                choice = [w for w in dict.fromkeys(words(sentence)) if len(w) >= 2 and not _COMMON.search(w)]
                if len(choice) >= _KEYWORDS + 2:
                    chosen = sorted(rng.sample(range(len(choice)), _KEYWORDS))
                    yield Made(kind, " ".join(choice[i] for i in chosen), article, sentence)
            elif _PHRASE_CHARS[0] <= len(phrase) <= _PHRASE_CHARS[1] and f"《{phrase}" not in sentence:
                yield Made(kind, phrase, article, sentence)


def _fact(sentence: str, article: Article, kind: str) -> Iterator[Made]:
    name = title_key(article.title)
    match = (_BODY if kind == "body" else _TERM).search(sentence)
    if match is None or _OPEN.search(match.group()) or _ODD.search(match.group()):
        return
    if kind == "body":
        duty = re.sub(r"(?:的)?工作$", "", match["duty"])
        yield Made(kind, f"{name}里，{duty}由谁负责？", article, match.group())
    else:
        yield Made(kind, f"{name}里，{match['when']}多久内{match['deed']}？", article, match.group())
