"""Questions that people really asked, confirmed by staff: ``field.jsonl`` in the folder of the page's data.

A line is taken only when the loader of question files takes it: the file can be evaluated as it is.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from eval.question_file import load_questions
from eval.system import System
from index.errors import UserError

FILE = "field.jsonl"


class FieldQuestions:
    """The file; safe to call from several threads of one process."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = threading.Lock()

    def lines(self) -> list[dict[str, Any]]:
        """Return the questions in the order in which they joined.

        Raises:
            UserError: The file is damaged.
        """
        try:
            text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
            return [json.loads(line) for line in text.split("\n") if line.strip()]
        except (OSError, ValueError) as error:
            raise UserError(f"{self.path} 已损坏，请改正其中不是 JSON 的行后再试。") from error

    def add(self, line: Mapping[str, Any], system: System) -> None:
        """Check a question against the indexed documents and add it.

        Raises:
            UserError: It cannot be judged as it is; the message says why.
        """
        with self._lock:
            known = self.lines()
            if any(each.get("id") == line["id"] for each in known):
                raise UserError(f"{line['id']} 已经在评测题中，不再重复加入。")
            _check(line, system)
            self._write([*known, dict(line)])

    def remove(self, id_: str) -> None:
        """Take a question out."""
        with self._lock:
            self._write([line for line in self.lines() if line.get("id") != id_])

    def _write(self, lines: Sequence[Mapping[str, Any]]) -> None:
        aside = self.path.with_name(f".{FILE}-{uuid4().hex[:8]}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
            aside.replace(self.path)
        except OSError as error:
            raise UserError(f"不能写入 {self.path}，请检查设置 server.data 和文件夹权限。") from error


def _check(line: Mapping[str, Any], system: System) -> None:
    with TemporaryDirectory(prefix="assistant-") as folder:
        alone = Path(folder) / FILE
        alone.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
        documents = [document.path for document in system.documents()]
        checked = load_questions(alone, documents, lambda path: system.document(path).text)
    problems = [*(reason.partition("：")[2] for reason in checked.refused), *(f"{why}。" for _, why in checked.skipped)]
    if problems:
        raise UserError(f"这道题还不能用：{problems[0]}")
