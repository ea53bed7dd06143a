"""``assistant index``: what it says of copies, newer documents, refused files and interrupted builds."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from rich.console import Console
from test_assistant_in_force import NEW, OLD
from test_index_build import LetterEncoder
from typer.testing import CliRunner

from assistant.index_commands import index_app
from assistant.progress import Progress
from index.vectors import Vectors


class Interrupted(LetterEncoder):
    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        raise KeyboardInterrupt(len(texts), progress)


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    use(monkeypatch, LetterEncoder())
    folder = tmp_path / "文件"
    (folder / "网站").mkdir(parents=True)
    for name, text in (("旧.txt", OLD), ("网站/旧通知.txt", OLD), ("新.txt", NEW), ("空.txt", "")):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def use(monkeypatch: pytest.MonkeyPatch, encoder: LetterEncoder) -> None:
    monkeypatch.setattr("index.encoder.load_encoder", lambda _: encoder)


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(index_app, list(arguments))
    assert result.exit_code == status, result.output
    return result.output


def test_the_fate_of_every_file(documents: Path) -> None:
    said = run("build", str(documents), "--report", "报告.json", status=1)
    assert "收录 2 个文件（新增 2，更新 0，未变 0，移除 0，1 个与已收录文件相同）" in said
    assert "相同 网站/旧通知.txt：与 旧.txt 是同一文件，不重复收录。" in said
    assert "未收录 空.txt：" in said
    report = json.loads(Path("报告.json").read_text(encoding="utf-8"))
    assert (report["added"], report["same"]) == (["新.txt", "旧.txt"], {"网站/旧通知.txt": "旧.txt"})
    assert list(report["refused"]) == ["空.txt"]

    said = run("info")
    assert "  同一文件：网站/旧通知.txt\n  存在更新文件（废止）：新.txt\n" in said
    found = json.loads(run("info", "--json"))
    assert (found["documents"], found["report"], list(found["refused"])) == (2, report, ["空.txt"])
    by_path = {each["path"]: each for each in found["list"]}
    assert (by_path["旧.txt"]["also_at"], by_path["旧.txt"]["newer"]["document"]) == (["网站/旧通知.txt"], "新.txt")
    assert run("text", "网站/旧通知.txt") == run("text", "旧.txt")
    assert "索引完整：2 个文件" in run("verify")


def test_a_report_that_cannot_be_written_is_told(documents: Path) -> None:
    run("build", str(documents), "--report", "新文件夹/报告.json", status=1)
    assert Path("新文件夹/报告.json").is_file()
    result = CliRunner().invoke(index_app, ["build", str(documents), "--report", "文件"])
    assert "索引已更新，但无法写入 文件（这是文件夹，不是文件）" in str(result.exception)
    assert "索引完整" in run("verify")


def test_an_interrupted_build_says_that_it_can_go_on(documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Interrupted())
    assert "再次运行会接着做" in run("build", str(documents), status=130)
    use(monkeypatch, LetterEncoder())
    run("build", str(documents), status=1)


def test_a_changed_report_is_found(documents: Path) -> None:
    run("build", str(documents), status=1)
    [report] = documents.parent.rglob("snapshots/*/report.json")
    report.write_text(report.read_text(encoding="utf-8").replace("旧.txt", "别.txt"), encoding="utf-8")
    result = CliRunner().invoke(index_app, ["verify"])
    assert "report.json" in str(result.exception)


def test_progress_in_a_log_file_is_a_line_a_stage() -> None:
    log = io.StringIO()
    with Progress(Console(file=log, width=200)) as progress:
        for done in range(1, 301):
            progress("解析", done, 300)
        progress("向量化", 64, 64)
    lines = log.getvalue().splitlines()
    assert [line.split("，")[0] for line in lines] == ["解析 300/300", "向量化 64/64"]


def test_progress_on_a_terminal_shows_a_bar_with_rate_and_time_left() -> None:
    terminal = io.StringIO()
    with Progress(Console(file=terminal, width=200, force_terminal=True)) as progress:
        progress("解析", 1, 300)
        progress("解析", 30, 300)
    shown = terminal.getvalue()
    assert "解析" in shown
    assert "30/300" in shown
    assert "━" in shown
