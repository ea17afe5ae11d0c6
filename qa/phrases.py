"""The program's own words in answers and refusals. Everything else an answer says is a document's."""

from __future__ import annotations

from collections.abc import Sequence


def according_to(title: str, number: str | None, clause: str | None) -> str:
    """The lead-in of a quotation."""
    return f"根据《{title}》{f'（{number}）' if number else ''}{clause or ''}："


def no_such_document(names: Sequence[str], near: Sequence[str]) -> str:
    """Why nothing is quoted where a document isn't in the library."""
    text = f"文库里没有{'、'.join(f'“{name}”' for name in names)}这份文件，因此不能回答。"
    return text + (f"名称相近的有{'、'.join(f'《{title}》' for title in near)}，请写明是哪一份。" if near else "")


def which_document(written: str) -> str:
    """Why an address alone isn't answered."""
    return f"没有说明“{written}”是哪份文件的，请写上文件标题或文号。"


def no_such_clause(title: str, written: str, exists: str) -> str:
    """Why nothing is quoted where the document has no such clause."""
    return f"《{title}》没有{written}：它{exists}。"


def not_stated(attribute: str) -> str:
    """Why an attribute of a document can't be told."""
    return f"文件里没有写明{attribute}。"


# What was not found may still be there in other words, so that neither says that it isn't.
NOT_IN_LIBRARY = (
    "文库里没有找到讲这件事的文件，因此不能回答。文件里的说法可能不同，可以换个说法再问，或看最接近的条款。"
)
NOT_STATED = "文库里有相关的内容，但没有找到写明所问之事的话，因此不作回答。"
OUT_OF_FORCE = "只有已经失效或者尚未施行的文件讲到这件事，现行有效的文件没有，因此不作为答案。"
NOT_SEARCHABLE = "问题里没有可以检索的词，请换个说法。"
EMPTY_LIBRARY = "文库还是空的，请先用 zhengce add 加入文件。"
FILTERED_OUT = "按所选的条件没有可问的文件，请放宽条件。"
OUTDATED_INDEX = "语义模型换过而索引没有重建，这次只按字词检索；请运行 zhengce reindex。"
NO_MODEL = "没有设置大模型（[llm] 的 base_url 和 model），这是文件原文。"
NO_SUPPORT = "大模型的回答没有条款支持，因此不作回答。可以看相近条款。"

# Why a sentence of a model was dropped.
DROPPED = {
    "no_citation": "没有注明出处",
    "unknown_source": "注的出处不存在",
    "number": "数字与出处不符",
    "date": "日期与出处不符",
    "modal": "应当、可以一类的词与出处不符",
    "negation": "肯定、否定与出处不符",
    "name": "名称与出处不符",
    "unsupported": "出处没有这样说",
}
