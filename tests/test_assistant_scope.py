"""Scopes: what they match, how they are said, and that nothing outside them is retrieved."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from assistant.engine import Assistant
from assistant.schema import DocumentSummary
from assistant.scope import Scope
from assistant.settings import ScopeSettings
from index.errors import UserError
from tests.conftest import ASSISTANT

OPINION = DocumentSummary(
    "辽宁/营口/opinion.txt", "实施意见", "营政发〔2020〕16号", "营口市人民政府", "2020-11-10", 9, "意见", "辽宁 营口"
)
UNDATED = DocumentSummary("notes.txt", "记录", None, None, None, 1)


@pytest.mark.parametrize(
    ("said", "matches"),
    [
        (ScopeSettings(), True),
        (ScopeSettings(issuers=("营口市政府",)), True),
        (ScopeSettings(issuers=("沈阳市政府", "营口")), True),
        (ScopeSettings(issuers=("沈阳市政府",)), False),
        (ScopeSettings(regions=("辽宁",)), True),
        (ScopeSettings(regions=("营口市",)), True),
        (ScopeSettings(regions=("沈阳",)), False),
        (ScopeSettings(regions=("盖州市",)), False),
        (ScopeSettings(kinds=("意见",)), True),
        (ScopeSettings(kinds=("通知",)), False),
        (ScopeSettings(since="2020", until="2020"), True),
        (ScopeSettings(since="2020年11月", until="2020-11-10"), True),
        (ScopeSettings(since="2020-11-11"), False),
        (ScopeSettings(doc_numbers=("营政发[2020]16号",)), True),
        (ScopeSettings(documents=("辽宁/",)), True),
        (ScopeSettings(documents=("opinion.txt",)), True),
        (ScopeSettings(documents=("辽",)), False),
        (ScopeSettings(issuers=("营口",), kinds=("通知",)), False),
    ],
)  # fmt: skip
def test_every_condition_must_hold(said: ScopeSettings, matches: bool) -> None:
    assert Scope.parse(said).matches(OPINION) is matches


def test_a_document_without_a_date_is_in_no_range() -> None:
    assert Scope().matches(UNDATED)
    assert not Scope.parse(ScopeSettings(until="2030")).matches(UNDATED)


def test_a_month_ends_with_its_last_day() -> None:
    assert Scope.parse(ScopeSettings(until="2024-02")).until == date(2024, 2, 29)


@pytest.mark.parametrize("said", [{"since": "去年"}, {"since": "2021-13"}, {"since": "2022", "until": "2021"}])
def test_unusable_dates_are_told(said: dict[str, str]) -> None:
    with pytest.raises(UserError, match="日期"):
        Scope.parse(ScopeSettings(**said))


def test_only_what_lies_in_the_scope_is_retrieved(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask("重庆协同创新区有哪些？", scope=Scope(documents=("opinion-yingkou.txt",)))
    assert {passage.chunk.path for passage in answer.passages} == {"opinion-yingkou.txt"}
    assert len(answer.passages) >= 10
    assert {citation.document for citation in answer.citations} <= {"opinion-yingkou.txt"}


def test_a_document_out_of_the_scope_answers_nothing(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask("营政发〔2020〕16号是哪天成文的？", scope=Scope(regions=("重庆",)))
    assert answer.citations == ()
    assert all("重庆" in passage.title for passage in answer.passages)
    assert answer.text.endswith("这次只查找了所选范围内的2份文件，可以在全部文件中再找一次。")
    assert "所选范围" not in sample_assistant.ask("火星上的营商环境怎么样？").text


def test_an_empty_scope_is_one_sentence(sample_assistant: Assistant) -> None:
    with pytest.raises(UserError, match="没有符合所选范围（地区“西藏”，2021-01-01 起）的文件"):
        sample_assistant.ask("营商环境", scope=Scope(regions=("西藏",), since=date(2021, 1, 1)))


def test_the_command_line_replaces_conditions_of_the_settings_one_by_one(sample_index: Path, tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text('[scope]\nregions = ["重庆"]\nuntil = "2022"\n', encoding="utf-8")
    command = [ASSISTANT, "ask", "协同发展示范区怎么建？", "--json", "--index", str(sample_index), "--region", "辽宁"]
    said = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    found = {passage["document"] for passage in json.loads(said)["passages"]}
    assert "opinion-yingkou.txt" in found  # of 2020
    assert not any(path.startswith("chongqing") or path == "notice-sixth-batch.docx" for path in found)  # of 2023
