"""Rows that a question picks out of a table or of measures: by the organ in charge, by the running number."""

from __future__ import annotations

import pytest

from assistant.question import analyse
from assistant.support import Source
from assistant.table_rows import picked
from index.chunk import chunk
from index.parse import parse
from index.schema import Chunk, Document, Hit

TASKS = """# 青川市惠民项目实施方案

各县区：

### 第二批项目任务分工表

| 序号 | 项目名称 | 建设内容 | 责任单位 |
| --- | --- | --- | --- |
| 1 | 社区食堂 | 新建十二处 | 市民政局、市商务局 |
| 2 | 口袋公园 | 改造三十处 | 市城市管理局 |
| 3 | 夜间公交 | 开通四条线路 | 市交通运输局、青川海关 |
| 4 | 外贸综合服务 | 设立一个窗口 | 省商务厅、青川市商务局 |
"""
MEASURES = """# 青川市养老服务若干措施

一、建设老年食堂。每个街道一处。（责任单位：市民政局）

二、发放护理补贴。按月发放。（责任单位：市财政局、市民政局）
"""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Document, list[Chunk]]]:
    folder = tmp_path_factory.mktemp("rows")
    found = {}
    for name, text in (("tasks.md", TASKS), ("measures.md", MEASURES)):
        (folder / name).write_text(text, encoding="utf-8")
        document = parse(folder / name, name, 1_000_000)
        found[name] = (document, chunk(document, 320))
    return found


@pytest.mark.parametrize(
    ("asked", "name", "said"),
    [
        ("分工表里市商务局负责哪几项？", "tasks.md", ["社区食堂", "外贸综合服务"]),
        ("市商务局在任务分工里领了哪两项活儿？", "tasks.md", ["社区食堂", "外贸综合服务"]),
        ("商务局牵头的有哪些项目？", "tasks.md", ["社区食堂", "外贸综合服务"]),
        ("哪些项目由市城市管理局负责？", "tasks.md", ["口袋公园的责任单位为市城市管理局"]),
        ("青川海关负责哪些项目？", "tasks.md", ["夜间公交的责任单位为市交通运输局、青川海关"]),
        ("绿水海关负责哪些项目？", "tasks.md", []),
        ("区商务局负责哪几项？", "tasks.md", []),
        ("市民政局负责护理补贴的哪些工作？", "measures.md", ["发放护理补贴的责任单位为市财政局、市民政局"]),
        ("市民政局负责养老方面的哪些工作？", "tasks.md", []),
        ("市民政局负责养老方面的哪些工作？", "measures.md", ["建设老年食堂", "发放护理补贴"]),
        ("第三批项目里市商务局负责哪几项？", "tasks.md", []),
        ("市民政局承担了哪些任务？", "measures.md", ["建设老年食堂", "发放护理补贴"]),
        ("市商务局的电话是多少？", "tasks.md", []),
        ("任务分工表第2项由谁负责？", "tasks.md", ["口袋公园的责任单位为市城市管理局"]),
        ("任务分工表第三项是什么？", "tasks.md", ["夜间公交的建设内容为开通四条线路"]),
        ("任务分工表第9项是什么？", "tasks.md", []),
    ],
)
def test_rows_by_organ_and_by_number(
    documents: dict[str, tuple[Document, list[Chunk]]], asked: str, name: str, said: list[str]
) -> None:
    document, chunks = documents[name]
    hits = [Hit(chunks[0], 1.0, 1.0, 1.0)]
    question = analyse(asked)
    found = picked(
        question, hits, lambda path: documents[path][1], lambda path: Source.of(documents[path][0]), question.emphasis
    )
    assert [statement.words for statement in found] == said
    assert all(document.text[s.start : s.end] for s in found)


def test_a_row_is_quoted_with_its_organ(documents: dict[str, tuple[Document, list[Chunk]]]) -> None:
    document, chunks = documents["tasks.md"]
    hits = [Hit(chunks[0], 1.0, 1.0, 1.0)]
    source = Source.of(document)
    question = analyse("市商务局负责哪几项？")
    first, _ = picked(question, hits, lambda _: chunks, lambda _: source, question.emphasis)
    quoted = document.text[first.start : first.end]
    assert "社区食堂" in quoted
    assert "市商务局" in quoted
