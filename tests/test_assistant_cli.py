"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ASSISTANT


def _run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [ASSISTANT, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env={**os.environ, **environment}
    )


def _no_traceback(result: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in result.stderr
    assert result.stderr.strip()


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from assistant.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "print(sorted({'torch', 'gradio', 'faiss', 'sentence_transformers', 'numpy', 'pydantic'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_ask_json_has_the_shape_that_programs_rely_on(sample_index: Path) -> None:
    result = _run("ask", "跨省异地电子缴税由哪几家负责？", "--json", "--index", sample_index)
    assert result.returncode == 0
    answer = json.loads(result.stdout)
    assert answer["status"] == "answered"
    assert set(answer) >= {"question", "standalone", "status", "answer", "citations", "passages", "timings_ms"}
    citation = answer["citations"][0]
    keys = {"n", "document", "title", "doc_number", "issuer", "date", "section", "quote", "start", "end"}
    assert set(citation) >= keys
    assert set(answer["passages"][0]) >= {"rank", "document", "section", "text", "score"}
    assert set(answer["timings_ms"]) >= {"retrieve", "read", "total"}
    text = _run("index", "text", citation["document"], "--index", sample_index).stdout
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_ask_for_people_shows_answer_and_sources(sample_index: Path) -> None:
    result = _run("ask", "营口协同发展示范区首批批准了哪两个地方？", "--index", sample_index)
    assert result.returncode == 0
    first, *sources = result.stdout.splitlines()
    assert "盖州市、鲅鱼圈区" in first
    assert any(line.startswith("[1] ") and "营政发〔2020〕16号" in line for line in sources)


def test_batch_answers_in_order_and_goes_on_after_a_bad_line(sample_index: Path, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "question": "跨省异地电子缴税由谁负责？", "note": "passed over"}, ensure_ascii=False),
        "{not json",
        json.dumps({"id": "b"}),
        json.dumps({"id": "c", "turns": [{"question": "大连片区重点发展什么产业？"}, {"question": "那营口呢？"}]}),
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "deep" / "out.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    result = _run("ask", "--batch", source, "--out", target, "--index", sample_index)
    assert result.returncode == 1
    assert "第 2 行" in result.stderr
    answers: list[dict[str, Any]] = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "b", "c"]
    assert "error" in answers[1]
    assert "error" in answers[2]
    assert [turn["standalone"] for turn in answers[3]["turns"]][1] == "营口片区重点发展什么产业？"


def test_build_reports_what_it_could_not_read(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "good.txt").write_text(
        "关于设立试点的通知\n\n各单位：\n\n一、目标\n\n建成试点12个。", encoding="utf-8"
    )
    (documents / "bad.docx").write_bytes(b"not a document")
    (documents / "picture.png").write_bytes(b"\x89PNG")
    result = _run("index", "build", documents, "--index", tmp_path / "index")
    assert result.returncode == 1
    assert "未收录 bad.docx" in result.stderr
    assert "未收录 picture.png" in result.stderr
    assert "收录 1 个文件" in result.stdout
    info = json.loads(_run("index", "info", "--json", "--index", tmp_path / "index").stdout)
    assert (info["documents"], set(info["refused"])) == (1, {"bad.docx", "picture.png"})
    assert _run("index", "verify", "--index", tmp_path / "index").returncode == 0


def test_verify_finds_damage_and_ask_refuses_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("关于设立试点的通知\n\n各单位：\n\n建成试点12个。", encoding="utf-8")
    index = tmp_path / "index"
    assert _run("index", "build", tmp_path / "a.txt", "--index", index).returncode == 0
    [vectors] = index.rglob("vectors.faiss")
    data = bytearray(vectors.read_bytes())
    data[-1] ^= 1
    vectors.write_bytes(data)
    for command in (("index", "verify"), ("ask", "建成试点多少个？")):
        result = _run(*command, "--index", index)
        assert result.returncode == 2
        assert "vectors.faiss" in result.stderr
        _no_traceback(result)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "问题", "--index", "nowhere"),
        ("ask", "--batch", "nowhere.jsonl", "--out", "out.jsonl", "--index", "nowhere"),
        ("index", "build", "nowhere"),
        ("index", "verify", "--index", "nowhere"),
        ("eval", "nowhere.jsonl", "--out", "out", "--index", "nowhere"),
    ],
)
def test_a_mistake_ends_with_one_sentence_and_status_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    result = _run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    _no_traceback(result)


def test_an_output_file_goes_with_a_batch_only(tmp_path: Path) -> None:
    result = _run("ask", "问题", "--out", tmp_path / "out.jsonl", "--index", "nowhere")
    assert result.returncode == 2
    assert "--batch" in result.stderr


def test_what_is_written_is_utf_8_whatever_the_locale() -> None:
    assert _run("nosuch", PYTHONIOENCODING="gb18030").stderr == "没有 nosuch 这个命令，用法见 assistant --help。\n"


def test_a_misspelt_setting_is_told(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text("[embedding]\nmodle = 'x'\n", encoding="utf-8")
    result = _run("index", "info", cwd=tmp_path)
    assert result.returncode == 2
    assert "modle" in result.stderr
    _no_traceback(result)


def test_doctor_answers_with_the_network_cut(sample_index: Path) -> None:
    result = _run("doctor", "--index", sample_index)
    assert result.returncode == 0, result.stdout
    assert "一切正常" in result.stdout


def test_doctor_says_what_is_wrong(tmp_path: Path) -> None:
    result = _run("doctor", "--index", tmp_path / "none")
    assert result.returncode == 2
    assert "assistant index build" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nosuch"], "没有 nosuch 这个命令，用法见 assistant --help。"),
        (["ask", "--nosuch"], "没有 --nosuch 这个选项，用法见 assistant ask --help。"),
        (["draft"], "缺少 proposal，用法见 assistant draft --help。"),
        (["draft", "a.txt"], "缺少 --out，用法见 assistant draft --help。"),
        (["draft", "a.txt", "b.txt", "--out", "c.docx"], "多出了 b.txt，用法见 assistant draft --help。"),
        (["serve", "--port", "abc"], "--port 的值不合要求，用法见 assistant serve --help。"),
        (["ask", "--json=3"], "--json 后面不能给出值，用法见 assistant --help。"),
        (["index", "build", "--index"], "--index 后面要给出值，用法见 assistant --help。"),
    ],
)
def test_wrong_arguments_get_one_chinese_sentence(arguments: list[str], told: str) -> None:
    result = _run(*arguments)
    assert (result.returncode, result.stdout, result.stderr) == (2, "", f"{told}\n")


def test_a_bare_group_shows_its_commands() -> None:
    result = _run("index")
    assert result.returncode == 2
    assert "build" in result.stdout
    assert "参数有误" not in result.stderr


@pytest.mark.parametrize("command", [(), ("ask",), ("index",), ("index", "build"), ("eval",), ("eval", "run")])
def test_the_help_is_in_chinese(command: tuple[str, ...]) -> None:
    shown = _run(*command, "--help").stdout
    assert f"用法：{' '.join(('assistant', *command))} [选项]" in shown
    assert "显示这份说明" in shown
    english = ("Usage", "OPTIONS", "Options", "Arguments", "Commands", "ARGS", "Show this", "required")
    assert not [word for word in english if word in shown]
