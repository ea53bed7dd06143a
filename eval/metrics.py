"""The table of all metrics: their names, what people call them, and which way is better.

Every metric is the mean of one value per question; None keeps a question out of a mean, never counts as 0. So one
rule gives intervals, breakdowns and paired tests for all. The formulas stand in the two modules imported here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.answer_metrics import answer_scores
from eval.record import Record
from eval.retrieval_metrics import retrieval_scores


@dataclass(frozen=True, slots=True)
class Metric:
    """What is to be known of a metric beside its values.

    Attributes:
        label: Its Chinese name.
        meaning: One Chinese sentence on what it measures.
        higher_is_better: False for lengths and kinds of error.
        digits: Decimal places that people are shown.
    """

    label: str
    meaning: str
    higher_is_better: bool = True
    digits: int = 3


METRICS: Mapping[str, Metric] = {
    "correct": Metric("总体正确率", "可回答的答全、该拒答的拒答、错误前提被纠正或拒答的题目占比"),
    "answer_accuracy": Metric("答案正确率", "可回答的题目中，要点全部答到的占比"),
    "refusal_precision": Metric("拒答精确率", "拒答的题目中，确实不可回答的占比"),
    "refusal_recall": Metric("拒答召回率", "不可回答的题目中，拒答了的占比"),
    "answered_though_unanswerable": Metric("不该答而答", "不可回答的题目中，仍作答的占比", higher_is_better=False),
    "refused_though_answerable": Metric("该答而拒答", "可回答的题目中，被拒答的占比", higher_is_better=False),
    "false_premise": Metric("错误前提处理", "前提有误的题目中，指出错误并答对或拒答的占比"),
    "turn_accuracy": Metric("多轮逐轮正确率", "多轮对话中，有标准答案的各轮答对的占比"),
    "conversation_right": Metric("多轮全对率", "多轮对话中，各轮全部答对的占比"),
    "recall@1": Metric("命中率@1", "第 1 段就含有证据的题目占比"),
    "recall@3": Metric("命中率@3", "前 3 段中有含证据者的题目占比"),
    "recall@5": Metric("命中率@5", "前 5 段中有含证据者的题目占比"),
    "recall@10": Metric("命中率@10", "前 10 段中有含证据者的题目占比"),
    "mrr": Metric("MRR@10", "首个含证据段落名次的倒数，前 10 段没有则为 0"),
    "ndcg@10": Metric("nDCG@10", "按名次折减的增益，重复给出同一证据不再计"),
    "evidence_recall@10": Metric("证据召回率@10", "前 10 段含有的证据占全部证据的比例"),
    "evidence@1500": Metric("1500字内有证据", "按名次读 1500 个字，其中有证据的题目占比"),
    "evidence_all@1500": Metric("1500字内证据齐全", "按名次读 1500 个字，证据全部在内的题目占比"),
    "evidence@3000": Metric("3000字内有证据", "按名次读 3000 个字，其中有证据的题目占比"),
    "evidence_all@3000": Metric("3000字内证据齐全", "按名次读 3000 个字，证据全部在内的题目占比"),
    "citation_precision": Metric("引用精确率", "引用中出自标准文件或含有证据的占比"),
    "citation_recall": Metric("引用召回率", "证据中被引文覆盖的占比"),
    "quotes_true": Metric("引文属实率", "引用中按位置取出的原文与引文一字不差的占比"),
    "markers_bound": Metric("标号对应率", "文中标号与引用一一对应的答案占比"),
    "wrong_figures": Metric("无据数字（个/题）", "答案里有而引文里没有的带单位数字的个数", higher_is_better=False),
    "wrong_figure_answers": Metric("含无据数字的答案", "至少有一个无据数字的题目占比", higher_is_better=False),
    "answer_characters": Metric("答案字数", "作答时答案的平均字数", higher_is_better=False, digits=1),
}
"""In the order in which they are shown."""


def score(record: Record) -> dict[str, float | None]:
    """Return every metric's value for one question, None where the question does not enter that mean."""
    found = {**answer_scores(record), **retrieval_scores(record)}
    return {name: found[name] for name in METRICS}
