"""The line under an answer where two documents give different figures of the same thing, and when there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.disagreement import noted
from assistant.engine import Assistant
from assistant.schema import Answer, Citation, Passage, Status
from assistant.settings import Settings
from index.build import build_index
from index.encoder import load_encoder
from index.parse import parse
from index.schema import BlockKind, Chunk, Document, FieldName
from index.settings import IndexSettings

PLAN = """青山市数据工作方案

青数发〔2024〕7号

各区县人民政府：

一、目标

到2025年底，全市归集公共数据420项，开放其中的186项。

青山市人民政府
2024年5月8日
"""
REPORT = """青山市数据局关于数据工作的答复

青数函〔2024〕31号

王代表：

一、目标

截至2025年底归集公共数据430项，由各部门共用。

青山市数据局
2024年9月2日
"""
SAID = "归集公共数据420项"
NOTE = (
    "注意：《青山市数据工作方案》（青数发〔2024〕7号，2024-05-08）[1]中是“全市归集公共数据420项”，"
    "《青山市数据局关于数据工作的答复》（青数函〔2024〕31号，2024-09-02）[2]中是“截至2025年底归集公共数据430项”，"
    "两份文件的数字不一致，请核对。"
)


@pytest.fixture
def noted_of(tmp_path: Path) -> Callable[[str, str], Answer]:
    """Answer with the plan's sentence, the other document retrieved beside it, and note what disagrees."""

    def of(plan: str, other: str) -> Answer:
        documents = {}
        for path, text in (("plan.txt", plan), ("other.txt", other)):
            (tmp_path / path).write_text(text, encoding="utf-8")
            documents[path] = parse(tmp_path / path, path, 100_000)
        said = next(line for line in plan.split("\n") if "归集" in line)
        start = documents["plan.txt"].text.index(said)
        cited = _citation(documents["plan.txt"], start, start + len(said))
        passages = tuple(passage for document in documents.values() for passage in _passages(document))
        answer = Answer("多少项？", "多少项？", Status.ANSWERED, f"据《方案》：{said}[1]。", (cited,), passages)
        return noted(answer, documents.__getitem__)

    return of


def _citation(document: Document, start: int, end: int) -> Citation:
    number, issuer, day = map(document.value, (FieldName.DOC_NUMBER, FieldName.ISSUER, FieldName.DATE))
    return Citation(1, document.path, document.title, number, issuer, day, (), document.text[start:end], start, end)


def _passages(document: Document) -> list[Passage]:
    number, issuer, day = map(document.value, (FieldName.DOC_NUMBER, FieldName.ISSUER, FieldName.DATE))
    return [
        Passage(
            rank,
            Chunk(str(rank), document.path, b.start, b.end, b.kind, b.section, document.text[b.start : b.end], ""),
            1.0, document.title, number, issuer, day,
        )
        for rank, b in enumerate(document.blocks, 1)
        if b.kind is BlockKind.PARAGRAPH
    ]  # fmt: skip


def test_another_figure_of_the_same_is_told_and_cited(noted_of: Callable[[str, str], Answer]) -> None:
    answer = noted_of(PLAN, REPORT)
    assert answer.text.endswith(f"[1]。{NOTE}")
    second = answer.citations[1]
    assert (second.n, second.document, second.doc_number) == (2, "other.txt", "青数函〔2024〕31号")
    assert second.quote == "截至2025年底归集公共数据430项，由各部门共用"
    assert second.checks
    assert all(check.supported for check in second.checks)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("430项", "420项"),  # the same
        ("430项", "四百二十项"),
        ("430项", "约430项"),  # bounded otherwise
        ("430项", "0.04万项"),  # rounded
        ("430项", "430个"),  # counted otherwise
        ("截至2025年底", "截至2024年底"),  # another time
        ("截至2025年底", ""),  # no time
        ("归集公共数据", "拟归集公共数据"),  # said otherwise
        ("截至2025年底归集", "对大型企业，截至2025年底归集"),  # of a part
        ("由各部门共用", "由“一网共享”平台共用"),  # of something named
        ("\n青山市数据局\n", "\n红河市数据局\n"),  # another place
        ("\n青山市数据局\n", "\n青山市东区数据局\n"),
        ("王代表：", "王代表：\n\n归集公共数据300项。"),  # several such figures
        ("归集公共数据430项", "完成项目投资430项"),
    ],
)
def test_figures_that_may_both_be_right_are_not_told_of(
    noted_of: Callable[[str, str], Answer], before: str, after: str
) -> None:
    assert before in REPORT
    answer = noted_of(PLAN, REPORT.replace(before, after))
    assert len(answer.citations) == 1
    assert "注意" not in answer.text


def test_a_rule_without_a_time_counts_for_one_year_only(noted_of: Callable[[str, str], Answer]) -> None:
    rule, other = (
        text.replace("到2025年底，全市归集公共数据420项", "每个部门每年归集公共数据20项") for text in (PLAN, PLAN)
    )
    other = other.replace("20项", "30项").replace("7号", "9号").replace("方案", "办法")
    assert noted_of(rule, other).text.count("注意：") == 1
    assert noted_of(rule, other.replace("2024年5月8日", "2021年5月8日")).text.count("注意：") == 0


@pytest.mark.parametrize(
    ("time", "other"),
    [
        ("2024年3月1日", "2024年3月2日"),
        ("2024年一季度", "2024年上半年"),
        ("2024年1—3月", "2024年1—6月"),
        ("2024年，第一批工作完成", "2024年，第二批工作完成"),
        ("3月", "3月"),  # of which year?
    ],
)
def test_parts_of_one_year_have_figures_of_their_own(
    noted_of: Callable[[str, str], Answer], time: str, other: str
) -> None:
    plan = PLAN.replace("到2025年底，全市", f"{time}，进展平稳，全市")
    report = REPORT.replace("截至2025年底", f"{other}，进展平稳，")
    assert noted_of(plan, report).text.count("注意：") == 0
    assert noted_of(plan, report.replace(other, "2024年")).text.count("注意：") == 0
    known = (PLAN.replace("到2025年底，", "2024年，进展平稳，"), REPORT.replace("截至2025年底", "2024年，进展平稳，"))
    assert noted_of(*known).text.count("注意：") == 1


def test_the_assistant_tells_it_and_a_refusal_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    for name, text in (("方案.txt", PLAN), ("答复.txt", REPORT)):
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings().model_copy(update={"index": IndexSettings(dir=tmp_path / "index")})
    build_index([folder], tmp_path / "index", load_encoder(settings.embedding), 320, 100_000)
    assistant = Assistant.open(settings)
    answer = assistant.ask("到2025年底，青山市归集公共数据多少项？")
    assert "两份文件的数字不一致，请核对。" in answer.text
    assert {citation.document for citation in answer.citations} == {"方案.txt", "答复.txt"}
    assert all(answer.text.count(f"[{citation.n}]") for citation in answer.citations)
    refused = Answer("问", "问", Status.REFUSED, "没有。", (), answer.passages)
    assert noted(refused, assistant.document) == refused
