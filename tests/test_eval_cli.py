"""The evaluation's commands, run as a user runs them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.cli import eval_app
from tests.conftest import ASSISTANT

GOOD = {
    "id": "1", "question": "营口协同发展示范区首批批准了哪两个地方？", "type": "list", "answerable": True,
    "documents": ["opinion-yingkou.txt"], "evidence": ["盖州市、鲅鱼圈区"], "answer_all": [["盖州市"], ["鲅鱼圈区"]],
}  # fmt: skip


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ASSISTANT, "eval", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8")


def test_a_question_file_needs_no_command_and_bad_lines_end_with_status_1(sample_index: Path, tmp_path: Path) -> None:
    questions = tmp_path / "set.jsonl"
    questions.write_text(json.dumps(GOOD, ensure_ascii=False) + "\n{\n", encoding="utf-8")
    result = run(questions, "--out", tmp_path / "out", "--index", sample_index)
    assert result.returncode == 1, result.stderr
    assert result.stderr == "set.jsonl 第 2 行未采用：不是有效的 JSON（第 2 个字符处）。\n"
    metrics = json.loads((tmp_path / "out/metrics.json").read_text(encoding="utf-8"))
    assert metrics["metrics"]["answer_accuracy"] == {"value": 1.0, "low": 1.0, "high": 1.0, "count": 1}
    for name in ("records.jsonl", "report.html"):
        assert (tmp_path / "out" / name).is_file()


def test_a_file_without_a_usable_line_ends_with_status_2(sample_index: Path, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text("{\n", encoding="utf-8")
    result = run("--out", tmp_path / "out", "--index", sample_index, tmp_path / "set.jsonl")
    assert result.returncode == 2
    assert "第 1 行未采用" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_public_set_becomes_corpus_and_questions(tmp_path: Path) -> None:
    paragraph = {"context": "全市有公园31个。", "qas": [{"id": "a", "question": "多少公园？", "answers": []}]}
    source = tmp_path / "squad.json"
    source.write_text(json.dumps({"data": [{"title": "公园", "paragraphs": [paragraph]}]}), encoding="utf-8")
    result = CliRunner().invoke(eval_app, ["import", str(source), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    [line] = (tmp_path / "out/questions.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["documents"] == ["0000/0000001.txt"]
    assert (tmp_path / "out/corpus/0000/0000001.txt").is_file()


@pytest.mark.parametrize("together", [True, False])
def test_ablation_takes_several_documents_after_one_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    given: dict[str, object] = {}

    def remember(questions: Path, documents: list[Path], out: Path, **more: object) -> list[object]:
        given.update(more, questions=questions, documents=documents, out=out)
        return []

    monkeypatch.setattr("eval.ablation.run_ablations", remember)
    docs = ["--docs", "a.txt", "b.txt"] if together else ["--docs", "a.txt", "--docs", "b.txt"]
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(eval_app, ["ablation", "q.jsonl", *docs, "--out", "out", "--peers"])
    assert result.exit_code == 0, result.output
    assert given["questions"] == Path("q.jsonl")
    assert given["documents"] == [Path("a.txt"), Path("b.txt")]
    assert given["peers"] == ("plain", "llama-index", "haystack")


def test_without_anything_the_commands_are_shown() -> None:
    result = run()
    assert result.returncode == 2
    for name in ("run", "import", "ablation"):
        assert name in result.stdout + result.stderr


def test_a_judge_needs_address_and_model(sample_index: Path, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    result = run(tmp_path / "set.jsonl", "--out", tmp_path / "out", "--index", sample_index, "--judge-model", "m")
    assert result.returncode == 2
    assert "--judge-base-url" in result.stderr
    assert "Traceback" not in result.stderr


def test_proposals_are_drafted_and_scored_too(sample_index: Path, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    folder = tmp_path / "proposals"
    (folder / "gold").mkdir(parents=True)
    request = "加快鲅鱼圈至营口自贸区疏港铁路建设。"
    (folder / "p.txt").write_text(f"关于疏港铁路的建议\n\n建议：\n一、{request}\n", encoding="utf-8")
    gold = {"requests": [{"text": request, "status": "covered", "facts": [["疏港铁路"]]}]}
    (folder / "gold/p.json").write_text(json.dumps(gold), encoding="utf-8")
    out = tmp_path / "out"
    result = run(tmp_path / "set.jsonl", "--out", out, "--index", sample_index, "--proposals", folder)
    assert result.returncode == 0, result.stderr
    drafts = json.loads((out / "metrics.json").read_text(encoding="utf-8"))["drafts"]
    assert (drafts["count"], drafts["metrics"]["requests_found"], drafts["metrics"]["quotes_true"]) == (1, 1.0, 1.0)
