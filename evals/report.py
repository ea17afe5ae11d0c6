"""`zhengce eval --report`: the results of a folder as one page that needs nothing else: plots, figures, stamps, failures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from corpus.errors import ZhengceError
from evals import names
from evals.charts import Bar, Line, Span, bars, curve, reliability, times
from evals.look import page

FILE_NAME = "report.html"
Result = dict[str, Any]
# The figures that get bars beside the baselines, with what is aimed at.
_PLOTTED: dict[str, tuple[tuple[str, float | None], ...]] = {
    "ncp": (("answer_in_5", 0.93), ("document_first", None), ("answer_mrr", None)),
    "levers": (("answer_in_5", 0.93), ("answer_mrr", None)),
    "equals": (("article_in_10", 0.68), ("article_mrr", 0.56), ("answer_in_10", None)),
    "stard": (("article_in_10", 0.68), ("article_mrr", 0.56)),
    "laws": (("answer_in_10", None), ("sentence_answer_in_10", None), ("phrase_answer_in_10", None),
             ("keywords_answer_in_10", None), ("body_answer_in_10", None), ("term_answer_in_10", None)),
    "answers": (("true_kept", None), ("false_shown", None)),
    "quiz": (("all_rules", None),),
}  # fmt: skip
# Tiles at the top: evaluation, figure, what it is held against.
_HEADLINES = (
    ("ncp", "answer_in_5", "目标 ≥ .93"), ("stard", "article_in_10", "目标 ≥ .68"), ("stard", "article_mrr", "目标 ≥ .56"),
    ("equals", "article_in_10", "目标 ≥ .68"), ("equals", "article_mrr", "目标 ≥ .56"),
    ("ncp", "short_rouge_l", "目标 ≥ .52"), ("ncp", "refusal_balanced_accuracy", "目标 ≥ .80"), ("ncp", "refused_answered", "目标 ≤ .08"),
    ("seed", "right_words", "88 问"), ("verify", "made_verdict_accuracy", "改动造出的"),
)  # fmt: skip
_TIMES = (
    ("search", "整个检索"),
    ("words_search", "不用向量的检索"),
    ("lexical", "全文索引四次查找"),
    ("address", "按地址回答"),
)
_MOST_COLUMNS = 6  # with more, a table lies on its side
_LIMITS = {("ncp", "search"): 60.0, ("laws", "search"): 120.0, ("laws", "lexical"): 10.0}


def write_report(folder: Path) -> Path:
    """Write `report.html` from the results in a folder.

    :return: the page's path.
    :raises ZhengceError: there are no results, or one can't be read.
    """
    results = read_results(folder)
    path = folder / FILE_NAME
    path.write_text(page("评测报告", render(results, folder)), encoding="utf-8", newline="\n")
    return path


def read_results(folder: Path) -> list[Result]:
    """The results, in the order of `names.EVALS`.

    :raises ZhengceError: there are none, or one can't be read.
    """
    found: list[Result] = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ZhengceError(f"{path}：读不了（{type(error).__name__}），请重新评测或移走它") from error
        if isinstance(value, dict) and {"eval", "system", "n"} <= set(value):
            found.append(value)
    if not found:
        raise ZhengceError(
            f"{folder}：没有评测结果，请先运行 zhengce eval 名称 --out {folder}，或用 --out 指明结果所在的文件夹"
        )
    order = list(names.EVALS)
    return sorted(found, key=lambda r: (order.index(r["eval"]) if r["eval"] in order else len(order), r["eval"]))


def render(results: Sequence[Result], folder: Path | None = None) -> str:
    """The page's body.

    :param folder: where failure listings lie, for links to those that exist.
    """
    head = (
        "<h1>评测报告</h1><p class=note>红色是本程序，灰色是同一次评测里的基线；横线是 95% 置信区间（自助法）；虚线是目标。"
        "每个数字用的程序、设置和数据见末尾。</p>"
    )
    sections = "".join(_section(result, folder) for result in results)
    return head + _tiles(results) + sections + _times(results) + _stamps(results, folder)


# -- within ---------------------------------------------------------------------------------------
def _tiles(results: Sequence[Result]) -> str:
    by_name = {result["eval"]: result for result in results}
    tiles = [
        f"<div class=tile><b>{by_name[name]['system'][key]:.3f}</b><span>{escape(names.figure(key))}</span>"
        f"<span>{escape(name)}，{escape(against)}</span></div>"
        for name, key, against in _HEADLINES
        if key in by_name.get(name, {}).get("system", {})
    ]
    return f"<div class=tiles>{''.join(tiles)}</div>" if tiles else ""


def _section(result: Result, folder: Path | None) -> str:
    name = str(result["eval"])
    title: str = names.EVALS.get(name, name)
    parts = [
        f'<h2 id="{escape(name)}">{escape(title)}</h2><p class=note>{result["n"]} 题{_library(result)}。{_listing(result, folder)}</p>'
    ]
    if result["system"].get("reading_trained_on_these"):
        parts.append(
            "<p>检索的参数没有见过这些题，条文的数字可信；<b>阅读器训练时见过其中绝大多数，这里的 ROUGE-L 偏高</b>，阅读的数字看 ncp。</p>"
        )
    plots = [_bars(result, key, aim) for key, aim in _PLOTTED.get(name, ()) if key in result["system"]]
    parts.append(f"<div class=plots>{''.join(plots)}</div>" if plots else "")
    if "refusal" in result:
        parts.append(_refusal(result["refusal"]))
    parts.append(_table(result))
    return "".join(parts)


def _library(result: Result) -> str:
    size = result.get("library") or {}
    if not size.get("documents"):
        return ""
    chunks = f"，{size['chunks']:,} 段" if size.get("chunks") else ""
    disk = f"，索引 {size['index_mb']:,} MB" if size.get("index_mb") else ""
    return f"；文库 {size['documents']:,} 件、{size['chars']:,} 字{chunks}{disk}"


def _listing(result: Result, folder: Path | None) -> str:
    failures = result.get("failures") or {}
    link = f"{result['eval']}-failures.html"
    if not failures or (folder is not None and not (folder / link).is_file()):
        return ""
    return f'<a href="{escape(link)}">没有答对的 {sum(failures.values())} 处，逐条看</a>'


def _bars(result: Result, key: str, aim: float | None) -> str:
    rows = []
    for who, values in [("system", result["system"]), *result.get("baselines", {}).items()]:
        if isinstance(values.get(key), int | float):
            low, high = values.get(f"{key}_95") or (None, None)
            rows.append(Bar(names.system(who), float(values[key]), low, high, who == "system"))
    return f"<figure><h3>{escape(names.figure(key))}</h3>{bars(rows, aim)}</figure>"


def _refusal(refusal: Mapping[str, Any]) -> str:
    rows, point = refusal["curve"], refusal["operating_point"]
    here = min(rows, key=lambda row: abs(row["below"] - point))

    def line(name: str, points: Callable[[Mapping[str, float]], tuple[float, float]]) -> Line:
        return Line(name, [points(row) for row in rows if row["coverage"] > 0], points(here))

    covered = curve(
        [line("能答和不能答的各一半", lambda r: (r["coverage"], r["error"])),
         line("只问文库能回答的", lambda r: (1 - r["false_refusals"], r["error_answerable"]))],
        "作答的比例", "作答的里面，首选的话错的比例",
    )  # fmt: skip
    traded = curve(
        [line("不能回答的，拒了的比例", lambda r: (r["false_refusals"], r["refused"]))],
        "能回答的，拒了的比例（虚线：目标 .08）", "拒对的比例", 0.08,
    )  # fmt: skip
    true = reliability([(b["chance"], b["answerable"], b["n"]) for b in refusal["calibration"]])
    chosen = [
        r for r in rows if r["below"] == point or round(r["below"] * 20) == r["below"] * 20 and 0 < r["below"] <= 0.6
    ]
    lines = "".join(
        f"<tr{' class=own' if r['below'] == point else ''}><td class=number>{r['below']:g}</td>"
        + "".join(
            f"<td class=number>{r[k]:.3f}</td>" for k in ("coverage", "false_refusals", "refused", "balanced_accuracy", "error", "error_answerable")
        )
        + "</tr>"
        for r in chosen
    )  # fmt: skip
    heads = "".join(
        f"<th class=number>{h}</th>"
        for h in ("把握低于", "作答", "能答而拒", "不能答而拒", "平衡准确率", "作答里错的", "能答的里错的")
    )
    return (
        f"<h3>拒答</h3><p>把握低于设置 <code>refuse_below</code>（圆点，{point:g}）就不作答。曲线下面积 {refusal['area']:.3f}，"
        f"把握与实际平均差 {refusal['calibration_error']:.3f}。参数按文件交叉验证；“不能回答的”是拿走含答案的文件之后的同样问题，和文件不在文库的问题"
        "（其中有些别的文件能答，这里也算答错）；能答和不能答的各算一半。</p>"
        f"<div class=plots><figure>{covered}<figcaption>作答与出错：越往左拒得越多</figcaption></figure>"
        f"<figure>{traded}<figcaption>拒错与拒对：越靠左上越好</figcaption></figure>"
        f"<figure>{true}<figcaption>把握是否可信</figcaption></figure>"
        f"<figure class=wide><table><tr>{heads}</tr>{lines}</table></figure></div>"
    )


def _table(result: Result) -> str:
    """All figures, the program's and the baselines', intervals beside them."""
    columns = [(who, _flat(v)) for who, v in [("system", result["system"]), *result.get("baselines", {}).items()]]
    keys = list(
        dict.fromkeys(
            k for _, v in columns for k, one in v.items() if isinstance(one, int | float) and not isinstance(one, bool)
        )
    )
    if not keys:
        return ""
    heads, rows = [names.system(who) for who, _ in columns], [[_cell(v, key) for _, v in columns] for key in keys]
    sides = [names.figure(key) for key in keys]
    if len(columns) > _MOST_COLUMNS:
        heads, sides, rows = sides, heads, [list(row) for row in zip(*rows, strict=True)]
    head = "<th></th>" + "".join(f"<th class=number>{escape(h)}</th>" for h in heads)
    lines = "".join(
        f"<tr><td>{escape(side)}</td>{''.join(f'<td class=number>{cell}</td>' for cell in row)}</tr>"
        for side, row in zip(sides, rows, strict=True)
    )
    opened = " open" if len(keys) <= 12 and result["eval"] not in _PLOTTED else ""
    return f"<details{opened}><summary>全部数字（{len(keys)} 项）</summary><div class=wide><table><tr>{head}</tr>{lines}</table></div></details>"


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Figures that stand in groups (`text`, `scan`), a level up under both names; single files' and tables aren't figures."""
    found = {k: v for k, v in values.items() if not isinstance(v, dict)}
    for group, inner in values.items():
        if isinstance(inner, dict) and group != "files":
            found |= {f"{group}_{k}": v for k, v in inner.items() if isinstance(v, int | float)}
    return found


def _cell(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    if value is None:
        return ""
    if isinstance(value, int) or key.endswith("_ms"):
        return f"{value:,}" if isinstance(value, int) else f"{value:.1f}"
    low_high = values.get(f"{key}_95")
    between = f" <span class=note>{low_high[0]:.3f}–{low_high[1]:.3f}</span>" if low_high else ""
    return f"{value:.4g}{between}" if value > 1 else f"{value:.3f}{between}"


def _times(results: Sequence[Result]) -> str:
    rows = []
    for result in results:
        system, name = result["system"], result["eval"]
        for key, called in _TIMES:
            if f"{key}_p50_ms" in system:
                rows.append(Span(f"{name}：{called}", system[f"{key}_p50_ms"], system[f"{key}_p95_ms"], _LIMITS.get((name, key))))  # fmt: skip
    if not rows:
        return ""
    return (
        "<h2>用时</h2><p class=note>毫秒，圆点是中位数，灰线到 95%；竖线是对中位数的要求。机器忙时偏大。</p>"
        f'<figure style="max-width:640px">{times(rows)}</figure>'
    )


def _stamps(results: Sequence[Result], folder: Path | None) -> str:
    lines = ""
    for result in results:
        stamp = result.get("stamp") or {}
        cells = "".join(
            f"<td><code>{escape(str(stamp.get(k) or '不明'))}</code></td>" for k in ("commit", "settings", "data", "at")
        )
        lines += f"<tr><td>{escape(result['eval'])}</td><td class=number>{result['n']:,}</td>{cells}<td>{_listing(result, folder)}</td></tr>"
    return (
        "<h2>出处</h2><p class=note>程序后面的 + 表示有没有提交的改动。</p><div class=wide><table><tr><th>评测</th><th class=number>题数</th><th>程序</th>"
        f"<th>设置</th><th>数据</th><th>时间</th><th></th></tr>{lines}</table></div>"
    )
