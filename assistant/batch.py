"""Many questions from a JSONL file to answers in another, one line each, written as soon as it is ready.

A line that cannot be read gives an output line with ``error``; the run goes on.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.engine import Assistant
from assistant.schema import Turn
from index.errors import UserError, cause


def answer_batch(assistant: Assistant, source: Path, target: Path) -> list[str]:
    """Answer every line of ``source`` into ``target``, in order.

    Returns:
        Why each line that could not be answered was refused.

    Raises:
        UserError: The source cannot be read, or the target cannot be written or is the source itself.
    """
    if target.resolve() == source.resolve():
        raise UserError(f"回答不能写进问题文件 {source} 本身，请用 --out 另给一个文件。")
    try:
        lines = source.read_text(encoding="utf-8-sig").split("\n")  # other breaks may stand inside a JSON string
        target.parent.mkdir(parents=True, exist_ok=True)
        output = target.open("w", encoding="utf-8", errors="backslashreplace")  # half a character stays a JSON escape
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"无法读取 {source} 或写入 {target}（{cause(error)}），请检查路径和编码（UTF-8）。") from error
    refused: list[str] = []
    with output:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            result = _answered(assistant, line)
            if "error" in result:
                refused.append(f"第 {number} 行：{result['error']}")
            output.write(json.dumps(result, ensure_ascii=False) + "\n")
            output.flush()
    return refused


def _answered(assistant: Assistant, line: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except json.JSONDecodeError:
        return {"id": None, "error": "不是有效的 JSON。"}
    if not isinstance(item, dict):
        return {"id": None, "error": "每行应是一个 JSON 对象。"}
    identity = item.get("id")
    try:
        history: list[Turn] = []
        answers = []
        for question in _questions(item):
            answer = assistant.ask(question, history)
            history.append(answer.turn)
            answers.append(answer.to_json())
    except UserError as error:
        return {"id": identity, "error": str(error)}
    return {"id": identity, "turns": answers}


def _questions(item: dict[str, Any]) -> list[str]:
    turns = item.get("turns", [{"question": item.get("question")}])
    if not isinstance(turns, list) or not turns:
        raise UserError("缺少 question 或 turns。")
    questions = [turn.get("question") if isinstance(turn, dict) else None for turn in turns]
    if not all(isinstance(question, str) and question.strip() for question in questions):
        raise UserError("缺少 question，或它不是文字。")
    return [str(question) for question in questions]
