"""Public sets become a corpus and a question file that a run accepts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.imports import import_set
from eval.question_file import load_questions
from eval.questions import QuestionSet
from index.errors import UserError

CONTEXT = "公园建于1953年。\n2001年扩建，面积三百亩，东门有三座桥。"


def imported(source: Path, out: Path) -> tuple[list[dict[str, Any]], QuestionSet]:
    path = import_set(source, out, echo=lambda _: None)
    texts = {p.relative_to(out / "corpus").as_posix(): p.read_text("utf-8") for p in (out / "corpus").rglob("*.txt")}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return lines, load_questions(path, texts, texts.__getitem__)


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_squad(tmp_path: Path) -> None:
    start = CONTEXT.index("三座")
    asked = [
        {"id": "q1", "question": "几座桥？", "answers": [{"text": "三", "answer_start": start}]},
        {"id": "q2", "question": "谁设计的？", "answers": []},
        {"id": "q3", "question": " ", "answers": []},
    ]
    source = write(
        tmp_path / "s.json", {"data": [{"title": "公园", "paragraphs": [{"context": CONTEXT, "qas": asked}]}]}
    )
    lines, loaded = imported(source, tmp_path / "out")
    assert lines[0] == {
        "id": "q1", "question": "几座桥？", "type": "other", "answerable": True,
        "evidence": ["百亩，东门有三座桥"], "answer_all": [["三"]], "documents": ["0000/0000001.txt"],
    }  # fmt: skip
    assert lines[1]["answerable"] is False
    assert (tmp_path / "out/corpus/0000/0000001.txt").read_text(encoding="utf-8") == f"公园\n\n{CONTEXT}\n"
    assert len(loaded.questions) == 2


def test_cmrc_with_several_answers(tmp_path: Path) -> None:
    asked = [
        {"query_id": "T_1", "query_text": "何时扩建？", "answers": ["2001年", "2001年扩建", "2001年"]},
        {"query_id": "T_2", "query_text": "建于何时，东门有什么？", "answers": ["东门有三座桥。", "建于1953年"]},
    ]
    source = write(tmp_path / "c.json", [{"context_id": "T", "context_text": CONTEXT, "qas": asked}])
    lines, loaded = imported(source, tmp_path / "out")
    assert lines[0]["answer_all"] == [["2001年", "2001年扩建"]]
    assert lines[0]["evidence"] == ["2001年扩建，面积三"]  # one for each place, never over the end of a sentence
    assert lines[1]["evidence"] == ["公园建于1953年", "面积三百亩，东门有三座桥"]
    assert lines[1]["answer_all"] == [["东门有三座桥", "建于1953年"]]
    assert loaded.questions[0].gold.documents == ("0000/0000001.txt",)


def test_beir_judges_whole_documents(tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(
        '{"_id": "d/1", "title": "甲", "text": "甲文"}\n{"_id": "../2", "text": "乙文"}\n', encoding="utf-8"
    )
    (folder / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "问乙"}\n{"_id": "q2", "text": "无人标注"}\n', encoding="utf-8"
    )
    (folder / "qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\t../2\t1\nq1\td/1\t0\n", encoding="utf-8")
    lines, loaded = imported(folder, tmp_path / "out")
    assert [line["id"] for line in lines] == ["q1"]
    assert lines[0]["documents"] == ["0000/0000002.txt"]
    assert loaded.questions[0].relevance == "document"


def test_a_folder_with_a_corpus_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    with pytest.raises(UserError, match="另选一个空文件夹"):
        import_set(write(tmp_path / "s.json", {"data": []}), tmp_path)


@pytest.mark.parametrize("content", ["{", "[1]", '{"rows": []}', "3"])
def test_other_forms_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=r"没有 corpus.jsonl、queries.jsonl"):
        import_set(tmp_path, tmp_path / "out")
    with pytest.raises(UserError, match="请核对格式"):
        import_set(tmp_path / "x.json", tmp_path / "out")


@pytest.mark.parametrize("row", ["q1\td1", "q1\td1\tyes"])
def test_a_judgement_without_a_number_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text('{"_id": "d1", "text": "甲文"}\n', encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "问甲"}\n', encoding="utf-8")
    (tmp_path / "qrels/test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{row}\n", encoding="utf-8")
    with pytest.raises(UserError, match="请核对格式"):
        import_set(tmp_path, tmp_path / "out")


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="读不了"):
        import_set(tmp_path / "none.json", tmp_path / "out")
    with pytest.raises(UserError, match="没有可用的题目"):
        import_set(write(tmp_path / "s.json", {"data": []}), tmp_path / "out")
