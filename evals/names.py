"""What evaluations, baselines and figures are called on the pages for people. What isn't here goes by its own name."""

from __future__ import annotations

EVALS = {
    "ncp": "政策问答（599 篇政策，787 问）", "levers": "检索的各个部件，各去掉一样", "equals": "百姓问法（EQUALS，十部法律）", "stard": "百姓问法（STARD）",
    "laws": "法律法规，由条文造的问题",
    "seed": "样例意见，混在 90 篇其他文件里", "addresses": "按条款地址和文号查", "formats": "文件格式", "verify": "核校引用",
    "quiz": "出题", "answers": "大模型的话怎么查",
}  # fmt: skip
SYSTEMS = {
    "system": "本程序", "langchain_chroma": "LangChain＋Chroma", "bm25_words": "BM25 词", "bm25_words_bigrams": "BM25 词＋字对",
    "rrf": "倒数排名融合", "first_try": "初次尝试", "shared_words": "只看共同的字",
    "without_ranker": "不用学来的权重", "without_vectors": "不用向量", "without_bigrams": "不用字对", "without_headings": "不看标题",
    "without_whole_document": "不看全文",
}  # fmt: skip
FIGURES = {
    "answer_in_5_less": "去掉后，答案在前五少了", "answer_mrr_less": "去掉后，倒数排名少了",
    "document_first": "文件排第一", "document_in_5": "文件在前五", "answer_first": "答案排第一", "answer_in_5": "答案在前五",
    "answer_in_10": "答案在前十", "answer_mrr": "答案的平均倒数排名", "article_in_1": "条文排第一", "article_in_5": "条文在前五",
    "article_in_10": "条文在前十", "article_mrr": "条文的平均倒数排名", "short_rouge_l": "短答案 ROUGE-L",
    "shown_rouge_l": "短答案 ROUGE-L（拒答算零）", "answer_rouge_l": "整段答案 ROUGE-L（已作答的）", "article_cited": "引的条文对（已作答的）",
    "sentence_right_in_1": "句子：第一对", "sentence_right_in_2": "句子：前二有对", "sentence_right_in_3": "句子：前三有对",
    "refused_answered": "拒了能回答的", "refused_answerable": "拒了能回答的", "refused_passage_absent": "段落拿走后拒答",
    "refused_document_absent": "文件拿走后拒答", "refused_absent": "文件不在文库时拒答", "refusal_balanced_accuracy": "拒答平衡准确率",
    "search_p50_ms": "检索，毫秒（中位）", "search_p95_ms": "检索，毫秒（95%）", "lexical_p50_ms": "全文索引四次查找，毫秒（中位）",
    "lexical_p95_ms": "全文索引四次查找，毫秒（95%）", "words_search_p50_ms": "不用向量的检索，毫秒（中位）",
    "words_search_p95_ms": "不用向量的检索，毫秒（95%）", "search_cpu_p50_ms": "检索，处理器毫秒（中位）", "words_search_cpu_p50_ms": "不用向量的检索，处理器毫秒（中位）",
    "lexical_cpu_p50_ms": "全文索引四次查找，处理器毫秒（中位）", "address_cpu_p50_ms": "按地址回答，处理器毫秒（中位）", "address_p50_ms": "按地址回答，毫秒（中位）", "address_p95_ms": "按地址回答，毫秒（95%）",
    "reading_n": "阅读的题数", "read_n": "阅读的题数", "refusal_n": "拒答的题数", "peak_mb": "最多占内存，MB",
    "reading_trained_on_these": "阅读器训练时见过这些题", "right_words": "原话答对", "right_clause": "条款对",
    "refused_not_stated": "文中没写的，拒答", "span_is_quote": "引文与原文逐字相同", "address_right": "按地址查对",
    "clause": "条款查对", "number": "文号查对", "missing_clause": "没有的条款，拒答", "missing_document": "没有的文件，拒答",
    "missing_number": "没有的文号，拒答", "verdict_accuracy": "结论对（人工标注）", "made_verdict_accuracy": "核校结论对",
    "true_called_otherwise": "真的说成不真", "made_true_called_otherwise": "真的说成不真（造出的）", "alterations_missed": "改动漏掉",
    "made_alterations_missed": "改动漏掉（造出的）", "traps_reported": "误报", "made_traps_reported": "误报（造出的）",
    "true_kept": "真话留下", "false_shown": "假话放过", "all_rules": "每条规则都守",
}  # fmt: skip
# Groups of figures, before a figure's own name.
GROUPS = {"text": "有文字层", "scan": "扫描件"}
_GROUPED = {"recall": "文字读到的", "lowest_recall": "文字读到的（最差）", "clause_f1": "条款 F1", "furniture": "留下的页眉页脚",
            "files_per_s": "每秒文件", "pages_per_s": "每秒页", "peak_mb": "最多占内存，MB", "n": "文件数"}  # fmt: skip
# Kinds of questions made from laws, before the figure's own name.
KINDS = {"sentence": "整句", "phrase": "短语", "keywords": "四个词", "body": "由谁负责", "term": "多久"}


def system(name: str) -> str:
    """A program's or baseline's name for people; a signal that was left out goes by its own."""
    return SYSTEMS.get(name) or (f"去掉 {name.removeprefix('without_')}" if name.startswith("without_") else name)


def figure(name: str) -> str:
    """A figure's name for people."""
    kind, _, rest = name.partition("_")
    if name not in FIGURES and kind in KINDS and rest in FIGURES:
        return f"{KINDS[kind]}：{FIGURES[rest]}"
    if kind in GROUPS:
        return f"{GROUPS[kind]}：{_GROUPED.get(rest, rest)}"
    return FIGURES.get(name, name)
