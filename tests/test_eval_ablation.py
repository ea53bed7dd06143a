"""All variants of the real assistant and a peer on the same questions, with a small encoder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eval_fakes import TEXTS, CharacterEncoder

from assistant.settings import Settings
from eval.ablation import ALL_PEERS, run_ablations
from index.errors import UserError

QUESTIONS = [
    {"id": "1", "question": "去年新建公园多少个？", "type": "figure", "answerable": True, "documents": ["甲.txt"],
     "evidence": ["新建公园31个"], "answer_all": [["31个"]]},
    {"id": "2", "question": "老旧小区改造惠及多少户？", "type": "figure", "answerable": True, "documents": ["乙.txt"],
     "evidence": ["惠及8万户"], "answer_all": [["8万户"]]},
]  # fmt: skip


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setattr("eval.ablation.load_encoder", lambda _: CharacterEncoder())
    documents = tmp_path / "documents"
    documents.mkdir()
    for name, text in TEXTS.items():
        (documents / name).write_text(text, encoding="utf-8")
    questions = tmp_path / "set.jsonl"
    questions.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in QUESTIONS), encoding="utf-8")
    return questions, documents


def test_every_variant_is_run_on_the_same_questions(given: tuple[Path, Path], tmp_path: Path) -> None:
    questions, documents = given
    with questions.open("a", encoding="utf-8") as file:
        file.write("\n{\n")
    out, said, complaints = tmp_path / "out", list[str](), list[str]()
    results = run_ablations(
        questions, [documents], out,
        settings=Settings(), chunk_sizes=(80,), table=tmp_path / "docs/ablation.md",
        echo=said.append, complain=complaints.append,
    )  # fmt: skip
    assert complaints == ["set.jsonl 第 3 行未采用：不是有效的 JSON（第 2 个字符处）。"]  # once, not for each variant
    assert all(list(result.refused) == complaints for result in results)
    assert [result.name for result in results] == ["fusion", "dense", "bm25", "plain", "chunk-80"]
    for result in results:
        assert result.metrics["recall@10"].count == 2
        assert (result.differences is None) == (result.name == "fusion")
        run = json.loads((out / result.name / "run.json").read_text(encoding="utf-8"))
        assert run["settings"]["variant"] == result.name
        assert run["manifest"]["chunk_size"] == (80 if result.name == "chunk-80" else Settings().chunk.size)
    weights = [
        json.loads((out / name / "run.json").read_text(encoding="utf-8"))["settings"]["settings"]["retrieval"]
        for name in ("fusion", "dense", "bm25")
    ]
    assert [weight["dense_weight"] for weight in weights] == [Settings().retrieval.dense_weight, 1.0, 0.0]
    table = (out / "ablation.md").read_text(encoding="utf-8")
    assert "通用流程 500/50" in table
    steps = table[table.index("逐步增加的做法") :]
    assert [line.split("|")[1].strip() for line in steps.splitlines() if line.startswith("|")][2:] == [
        "500 字分段，向量检索",
        "＋按文件结构分段",
        "＋与 BM25 融合",
        "＋同义说法",
        "＋问题向量移近依据",
        "＋认出点名的文件",
        "＋地方、年份、机关相符",
        "＋阅读模型重排",
        "＋较新的版本在前",
    ]
    assert said[-1] == table == (tmp_path / "docs/ablation.md").read_text(encoding="utf-8")
    base = json.loads((out / "fusion/run.json").read_text(encoding="utf-8"))
    for known in (base["date"][:10], base["machine"]["processor"], base["questions_sha256"][:16], "faiss-cpu 1."):
        assert known in table
    assert json.loads((out / "ablation.json").read_text(encoding="utf-8"))["plain"]["recall@10"]["value"] == 1.0


def test_peers_that_cannot_be_made_are_refused_before_anything_is_built(
    given: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions, documents = given
    with pytest.raises(UserError, match="没有名为 best 的对照流程"):
        run_ablations(questions, [documents], tmp_path / "out", settings=Settings(), peers=("best",))
    monkeypatch.setattr("eval.peers.find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"llama-index、haystack 需要另外安装：pip install -e '\.\[peers\]'"):
        run_ablations(questions, [documents], tmp_path / "out", settings=Settings(), peers=ALL_PEERS)
    assert not (tmp_path / "out").exists()
