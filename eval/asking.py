"""One question asked turn by turn, and what came back recorded. Nothing here scores, reads or writes files."""

from __future__ import annotations

import time

from assistant.schema import Answer, Citation, Turn
from eval.questions import AskedTurn, Question
from eval.record import Record, RecordedTurn
from eval.system import System


def ask_question(system: System, question: Question) -> Record:
    """Ask a question's turns one after the other, each knowing the turns before it."""
    history: list[Turn] = []
    turns: list[RecordedTurn] = []
    for turn in question.turns:
        begin = time.perf_counter()
        answer = system.ask(turn.question, tuple(history))
        asked_ms = (time.perf_counter() - begin) * 1000
        history.append(answer.turn)
        turns.append(_recorded(system, turn, answer, asked_ms))
    return Record(id=question.id, type=question.type, relevance=question.relevance, turns=tuple(turns))


def _recorded(system: System, turn: AskedTurn, answer: Answer, asked_ms: float) -> RecordedTurn:
    said = answer.to_json()
    said["citations"] = [
        {**citation.to_json(), "true": _quote_is_true(system, citation)} for citation in answer.citations
    ]
    return RecordedTurn.model_validate({**said, "asked_ms": round(asked_ms, 1), "gold": turn.gold})


def _quote_is_true(system: System, citation: Citation) -> bool:
    text = system.document(citation.document).text
    return 0 <= citation.start < citation.end and text[citation.start : citation.end] == citation.quote
