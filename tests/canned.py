"""An assistant with prepared answers, so that the page's own behaviour can be tested exactly and fast."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.check import check
from assistant.schema import Answer, Citation, DocumentSummary, Partial, Passage, Stage, Status, Turn
from assistant.scope import Scope
from index.errors import UserError
from index.parse import parse
from index.schema import BlockKind, Chunk, Document, FieldName

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>[点我](javascript:alert(3)) ${alert(4)} {{alert}} $$x$$"

PLAN = """青山市数据工作方案

青数发〔2024〕7号

各区县人民政府：

现将有关安排通知如下。

一、总体目标

到2025年底，全市归集公共数据420项，开放其中的186项。

二、重点任务

（一）建立目录。市数据局负责编制目录，2024年9月底前完成。

| 任务 | 责任单位 | 完成时限 |
| --- | --- | --- |
| 编制数据目录 | 市数据局 | 2024年9月 |
| 建设开放平台 | 市大数据中心 | 2025年3月 |

三、工作要求

各单位每季度报送进展。

青山市人民政府
2024年5月8日
"""
WORDS = "归集公共数据420项"


class CannedAssistant:
    """Answers by the words of the question; see :meth:`_answer`. ``go_on`` lets it finish what it shows in part."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._documents = {
            name: _parsed(folder, name, text)
            for name, text in (("plan.md", PLAN), ("hostile.txt", f"{HOSTILE}\n\n一、第一\n\n正文{HOSTILE}结束。\n"))
        }
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.scopes: list[Scope | None] = []
        self.version = "0123456789abcdef"
        self.go_on = threading.Event()

    def ask(self, question: str, history: Sequence[Turn] = (), scope: Scope | None = None) -> Answer:
        del scope
        return self._answer(question, history)

    def stream(
        self, question: str, history: Sequence[Turn] = (), scope: Scope | None = None
    ) -> Iterator[Stage | Partial | Answer]:
        self.asked.append((question, tuple(history)))
        self.scopes.append(scope)
        yield Stage.RETRIEVE
        if "故障" in question:
            raise RuntimeError("/srv/secret/path is broken")
        if "用法不对" in question:
            raise UserError("请换一种问法。")
        if "很慢" in question:
            for _ in range(1200):  # two minutes, unless the page gives up
                time.sleep(0.1)
                yield Stage.READ
        yield Stage.READ
        yield Stage.CHECK
        answer = self._answer(question, history)
        if "逐句" in question:
            text, citations = answer.text.split("。")[0] + "。", answer.citations[:1]
            for _ in range(1200):  # again two minutes, unless it is let go on
                yield Partial(replace(answer, text=text, citations=citations))
                if self.go_on.wait(0.1):
                    break
        yield answer

    def document(self, path: str) -> Document:
        if path not in self._documents:
            raise UserError("没有这份文件，请重新检索。")
        return self._documents[path]

    def documents(self) -> list[DocumentSummary]:
        return [
            DocumentSummary(
                each.path,
                each.title,
                each.value(FieldName.DOC_NUMBER),
                each.value(FieldName.ISSUER),
                each.value(FieldName.DATE),
                1,
                each.value(FieldName.KIND),
            )
            for each in self._documents.values()
        ]

    def _answer(self, question: str, history: Sequence[Turn]) -> Answer:
        plan = self._documents["plan.md"]
        passages = self._passages()
        if "月球" in question:
            return Answer(question, question, Status.REFUSED, "所收录的文件里没有关于月球的内容。", (), passages)
        if "注入" in question:
            hostile = self._documents["hostile.txt"]
            cited = _citation(1, hostile, HOSTILE, hostile.text.rindex(HOSTILE), title=HOSTILE)
            return Answer(question, question, Status.ANSWERED, f"原文写道：{HOSTILE}[1]。", (cited,), passages)
        cited = _citation(1, plan, WORDS, plan.text.index(WORDS))
        due = "2024年9月底前完成"
        second = _citation(2, plan, due, plan.text.index(due))
        text = "《青山市数据工作方案》提出，归集公共数据420项[1]。目录于2024年9月底前编完[2]。"
        if "方面有哪些安排" in question:
            if "重点任务" not in question:
                return Answer(question, question, Status.REFUSED, "没有找到。", (), passages)
            duty, text = "市数据局负责编制目录", "市数据局负责编制目录[1]。"
            cited = _citation(1, plan, duty, plan.text.index(duty))
            return Answer(question, question, Status.ANSWERED, text, (_checked(cited, text),), passages)
        if "说错" in question:
            said, text = "归集公共数据420项，开放其中的186项", "归集公共数据999项，开放186项[1]。"
            cited = _citation(1, plan, said, plan.text.index(said))
            return Answer(question, question, Status.ANSWERED, text, (_checked(cited, text),), passages)
        cited, second = _checked(cited, text.split("。")[0]), _checked(second, text.split("。")[1])
        if history and "为什么是500项" not in question:
            standalone = f"{history[-1].standalone}（接着问：{question}）"
            text = f"前面问过{len(history)}个问题[1]。"
            return Answer(question, standalone, Status.ANSWERED, text, (cited,), passages)
        status = Status.CORRECTED if "为什么是500项" in question else Status.ANSWERED
        return Answer(question, question, status, text, (cited, second), passages, timings_ms={"total": 820.0})

    def _passages(self) -> tuple[Passage, ...]:
        chunks = [
            Chunk(f"{path}-{block.start}", path, block.start, block.end, block.kind, block.section,
                  document.text[block.start : block.end], "", block.columns, block.cells, block.page)
            for path, document in self._documents.items()
            for block in document.blocks
            if block.kind in {BlockKind.PARAGRAPH, BlockKind.ROW}
        ]  # fmt: skip
        return tuple(
            Passage(rank, chunk, 1 / rank, self._documents[chunk.path].title, None, None, None)
            for rank, chunk in enumerate(chunks, 1)
        )


def _checked(citation: Citation, statement: str) -> Citation:
    return replace(citation, checks=tuple(check(statement.split("[")[0], [citation])))


def _parsed(folder: Path, name: str, text: str) -> Document:
    path = folder / name
    path.write_text(text, "utf-8")
    return parse(path, name, 1_000_000)


def _citation(n: int, document: Document, quote: str, start: int, title: str | None = None) -> Citation:
    section = next(block.section for block in document.blocks if block.start <= start < block.end)
    return Citation(
        n, document.path, title or document.title, document.value(FieldName.DOC_NUMBER),
        document.value(FieldName.ISSUER), document.value(FieldName.DATE), section, quote, start, start + len(quote),
    )  # fmt: skip
