from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from canned import HOSTILE, WORDS, CannedAssistant
from typer.testing import CliRunner

from assistant.cli import app
from assistant.conversations import Exchange
from assistant.export.receipt import receipt_html
from assistant.export.verify import differences, read_receipt
from assistant.export.word import word_file
from assistant.originals import Originals
from index.errors import UserError
from index.settings import IndexSettings
from index.snapshot import digest
from index.store import Store, write

ASKED = "2026-01-02T03:04:05+00:00"


@pytest.fixture
def canned(tmp_path: Path) -> CannedAssistant:
    return CannedAssistant(tmp_path)


@pytest.fixture
def store(canned: CannedAssistant, tmp_path: Path) -> Store:
    write(tmp_path / "documents.sqlite", [canned.document(each.path) for each in canned.documents()], [], {}, {})
    return Store(tmp_path / "documents.sqlite")


def receipt(canned: CannedAssistant, question: str) -> str:
    exchange = Exchange(question, ASKED, answer=canned.ask(question), index="0123456789abcdef")
    return receipt_html(exchange, canned.document)


def found(html: str, store: Store, folder: Path) -> list[str]:
    (folder / "r.html").write_text(html, "utf-8")
    return list(differences(read_receipt(folder / "r.html"), store))


@pytest.mark.parametrize("question", ["归集多少项？", f"注入 {HOSTILE}", "月球？"])
def test_a_receipt_agrees_with_the_index_it_came_from(
    canned: CannedAssistant, store: Store, tmp_path: Path, question: str
) -> None:
    html = receipt(canned, question)
    assert "<script" not in html.replace("&lt;script", "")
    assert canned.document("plan.md").sha256 in html or "归集" not in question
    if "注入" not in question:  # its made-up title is not the document's
        assert found(html, store, tmp_path) == []


@pytest.mark.parametrize(
    ("said", "instead", "expected"),
    [
        (f"{WORDS}</blockquote>", "归集公共数据999项</blockquote>", "原文不一致"),
        ('"start">', '"start">1', "但文件别处有这段文字"),
        (
            '"doc_number">青数发〔2024〕7号',
            '"doc_number">青数发〔2024〕8号',
            "发文字号与索引不一致：索引中是青数发〔2024〕7号",
        ),
        ('"date">2024-05-08', '"date">2025-05-08', "日期与索引不一致"),
        ('"document">plan.md', '"document">../plan.md', "索引中没有文件 ../plan.md"),
        ('"sha256">', '"sha256">0', "SHA-256 不一致"),
        ("归集公共数据420项[1]", "归集公共数据480项[1]", "回答中的“480项”不见于引文"),
        ("编完[2]", "编完[3]", "引用了引证单上没有的引文"),
    ],
)
def test_what_was_changed_in_a_receipt_is_named(
    canned: CannedAssistant, store: Store, tmp_path: Path, said: str, instead: str, expected: str
) -> None:
    html = receipt(canned, "归集多少项？")
    assert said in html
    problems = found(html.replace(said, instead, 1), store, tmp_path)
    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize("content", [b"", b"<p>hello</p>", b"\xff\xfe\x00", b"PK\x03\x04"])
def test_what_is_no_receipt_is_told_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.html").write_bytes(content)
    with pytest.raises(UserError, match="不是引证单"):
        read_receipt(tmp_path / "r.html")
    with pytest.raises(UserError, match="无法读取"):
        read_receipt(tmp_path / "none.html")


def test_the_command_tells_by_its_status(sample_index: Path, sample_assistant: object, tmp_path: Path) -> None:
    exchange = Exchange("问", ASKED, answer=sample_assistant.ask("跨省异地电子缴税由哪几家负责？"), index="x")  # type: ignore[attr-defined]
    assert exchange.answer is not None
    assert exchange.answer.citations
    html = receipt_html(exchange, sample_assistant.document)  # type: ignore[attr-defined]
    file = tmp_path / "r.html"
    file.write_text(html, "utf-8")
    command = ["verify-receipt", str(file), "--index", str(sample_index)]
    agreed = CliRunner().invoke(app, command)
    assert (agreed.exit_code, "全部一致" in agreed.output) == (0, True)
    file.write_text(html.replace('"sha256">', '"sha256">0', 1), "utf-8")
    differing = CliRunner().invoke(app, command)
    assert (differing.exit_code, "SHA-256 不一致" in differing.output) == (1, True)
    file.write_text("", "utf-8")
    assert isinstance(CliRunner().invoke(app, command).exception, UserError)


def test_word_holds_questions_answers_and_quotes(canned: CannedAssistant) -> None:
    answered = [Exchange(question, ASKED, answer=canned.ask(question)) for question in ("归集多少项？", "月球？")]
    file = word_file("一次对话", [*answered, Exchange("没有回答", ASKED)])
    document = docx.Document(io.BytesIO(file))
    words = [each.text for each in document.paragraphs]
    assert words[:2] == ["一次对话", "问：归集多少项？"]
    assert any(each.startswith("[1] 《青山市数据工作方案》（青数发〔2024〕7号）") for each in words)
    assert WORDS in words
    assert "资料中没有找到依据。" in words
    assert "问：没有回答" not in words
    assert [run.text for each in document.paragraphs for run in each.runs if run.font.superscript] == ["[1]", "[2]"]
    hostile = canned.ask(f"注入 {HOSTILE}")
    odd = replace(hostile, text=f"{hostile.text}\x00\x0b")
    assert HOSTILE in docx.Document(io.BytesIO(word_file("题", [Exchange("问", ASKED, answer=odd)]))).paragraphs[2].text


def test_the_original_is_the_file_that_was_read_and_no_other(sample_index: Path, tmp_path: Path) -> None:
    originals = Originals(IndexSettings(dir=sample_index))
    corpus = Path(__file__).parents[1] / "eval" / "corpus"
    name = sorted(path.name for path in corpus.iterdir() if path.suffix == ".docx")[0]
    assert originals.find(name, digest(corpus / name)) == corpus / name
    assert originals.find(name, "0" * 64) is None
    for outside in ("../../README.md", "/etc/passwd", f"./{name}", str(corpus / name), ""):
        assert originals.find(outside, digest(corpus / name)) is None
    assert Originals(IndexSettings(dir=tmp_path)).find(name, digest(corpus / name)) is None
