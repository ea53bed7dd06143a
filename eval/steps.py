"""What each step of finding passages is worth: the pipeline grown step by step, on the same questions, in one table.

From plain chunks searched by vectors to all that the assistant does before it words an answer. Each row adds one step
to the row above and is compared with it, by the metrics of every run. Answers are left to the evaluation of whole
variants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from assistant.engine import Assistant
from assistant.follow_up import standalone
from assistant.in_force import InForce
from assistant.kinship import Kinship
from assistant.naming import Names
from assistant.question import Question as Understood
from assistant.question import analyse
from assistant.rerank import rerank
from assistant.retrieve import Retriever
from assistant.schema import Turn
from assistant.settings import Settings
from eval.compare import paired_p
from eval.metrics import METRICS
from eval.peers import plain
from eval.questions import Question
from eval.record import Record, RecordedPassage, RecordedTurn
from eval.retrieval_metrics import retrieval_scores
from eval.terminal import shown, table
from index.lexicon import Lexicon
from index.schema import Hit

_SHOWN = ("recall@1", "recall@5", "mrr", "evidence@1500")
_SIGNIFICANT = 0.05

Found = Sequence[tuple[str, str]]
"""Path and text of each passage, best first."""

Scores = NDArray[np.float64]


def table_of_steps(questions: Sequence[Question], assistant: Assistant, settings: Settings) -> str:
    """Return the table of steps over the answerable questions that are judged by evidence.

    Args:
        questions: Those that can be judged on the assistant's index.
        assistant: Gives the documents, the snapshot and what reads it.
        settings: Those that the assistant was opened with.
    """
    judged = [one for one in questions if one.gold.answerable and one.gold.evidence and one.relevance == "evidence"]
    alone = [analyse(_alone(question)) for question in judged]
    rows: list[tuple[str, ...]] = []
    before: Scores | None = None
    for label, find in _steps(assistant, settings):
        scores = np.array([_scores(find(asked), one) for asked, one in zip(alone, judged, strict=True)])
        columns = zip(_SHOWN, scores.T if before is None else before.T, scores.T, strict=True)
        rows.append((label, *(shown(name, float(now.mean())) + _sign(was, now) for name, was, now in columns)))
        before = scores
    return (
        f"## 逐步增加的做法\n\n同一批 {len(judged)} 道有依据的题，每行比上一行多一步。"
        "箭头表示与上一行相比，配对置换检验 p<0.05 更好（↑）或更差（↓）。\n\n"
        + table(("步骤", *(METRICS[name].label for name in _SHOWN)), rows)
    )


def _steps(assistant: Assistant, settings: Settings) -> Iterator[tuple[str, Callable[[Understood], Found]]]:
    """Yield each step's name and what it finds for a question that stands alone."""
    opened, count = assistant.opened, settings.retrieval.passages
    snapshot, encoder, widened = opened.snapshot, opened.encoder, opened.retriever
    documents = {document.path: assistant.document(document.path) for document in assistant.documents()}
    cut = plain(list(documents.values()), encoder, count)
    yield (
        "500 字分段，向量检索",
        lambda asked: [(at.path, documents[at.path].text[at.start : at.end]) for at in cut(asked.text)],
    )
    vectors = settings.retrieval.model_copy(update={"dense_weight": 1.0})
    nothing = Lexicon(())
    by_meaning = Retriever(snapshot, encoder, vectors, nothing)
    yield "＋按文件结构分段", lambda asked: _texts(by_meaning.search(asked.text))
    fused = Retriever(snapshot, encoder, settings.retrieval, nothing)
    yield "＋与 BM25 融合", lambda asked: _texts(fused.search(asked.text))
    unmoved = Retriever(snapshot, encoder, settings.retrieval)
    yield "＋同义说法", lambda asked: _texts(unmoved.search(asked.text))
    yield "＋问题向量移近依据", lambda asked: _texts(widened.search(asked.text))
    names = Names(assistant.documents(), snapshot.store.fields(), snapshot.lexical.idf, widened.lexicon)

    def named(asked: Understood, akin: Mapping[str, float] = MappingProxyType({})) -> list[Hit]:
        favoured = names.named(asked)
        return widened.search(asked.text, None, favoured, None, names.sought(asked, favoured), akin)

    yield "＋认出点名的文件", lambda asked: _texts(named(asked))
    kinship = Kinship(assistant.documents())
    yield "＋地方、年份、机关相符", lambda asked: _texts(named(asked, kinship.gains(asked)))

    def reranked(asked: Understood) -> list[Hit]:
        return rerank(opened.span_reader, asked.text, named(asked, kinship.gains(asked)))[1]

    yield "＋阅读模型重排", lambda asked: _texts(reranked(asked))
    in_force = InForce(snapshot.store, assistant.document)
    yield "＋较新的版本在前", lambda asked: _texts(in_force.newest_first(asked, reranked(asked)))


def _texts(hits: Sequence[Hit]) -> Found:
    return [(hit.chunk.path, hit.chunk.text) for hit in hits]


def _alone(question: Question) -> str:
    """The last turn's question as it stands alone."""
    history: list[Turn] = []
    for turn in question.turns:
        history.append(Turn(turn.question, standalone(turn.question, history)))
    return history[-1].standalone


def _scores(found: Found, question: Question) -> list[float]:
    passages = [
        RecordedPassage(rank=rank, document=path, text=text, score=0)
        for rank, (path, text) in enumerate(found, start=1)
    ]
    asked = question.turns[-1].question
    turn = RecordedTurn(
        question=asked, standalone=asked, status="refused", answer="", citations=(), passages=tuple(passages),
        timings_ms={}, gold=question.gold,
    )  # fmt: skip
    scores = retrieval_scores(Record(id=question.id, type=question.type, relevance=question.relevance, turns=(turn,)))
    return [float(scores[name] or 0) for name in _SHOWN]


def _sign(before: Scores, after: Scores) -> str:
    p = paired_p(before, after)
    if p is None or p >= _SIGNIFICANT:
        return ""
    return " ↑" if after.mean() > before.mean() else " ↓"
