"""``assistant draft`` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from assistant import cli
from index.errors import UserError

GOOD = {"title": "关于放权的建议", "number": "第0123号", "deputies": ["张远山"], "addressed_to": "辽宁省商务厅",
        "body": "建议：\n一、继续向自贸试验区下放省级行政职权。\n二、在片区开办国际学校。"}  # fmt: skip


def saved(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return path


def draft(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run the command in this process: the encoder is already loaded, and a mistake shows as its exception."""
    with pytest.raises(SystemExit) as ended:
        cli.app(["draft", *map(str, arguments)])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_one_proposal_to_word_and_json(sample_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proposal, out, as_json = saved(tmp_path / "p.json", GOOD), tmp_path / "sub" / "r.docx", tmp_path / "d.json"
    code, said, _ = draft(capsys, proposal, "--out", out, "--json", as_json, "--index", sample_index)
    assert code == 0
    assert "2 条诉求，已有依据 1 条" in said and "未检索到依据 1 条" in said
    value = json.loads(as_json.read_text("utf-8"))
    assert list(value)[:5] == ["title", "salutation", "opening", "points", "next_steps"]
    assert list(value)[5:10] == ["closing", "signature", "date", "citations", "warnings"]
    assert [(p["request"], p["status"]) for p in value["points"]] == [
        ("继续向自贸试验区下放省级行政职权。", "covered"),
        ("在片区开办国际学校。", "missing"),
    ]
    assert {"n", "document", "title", "doc_number", "issuer", "date", "section", "quote", "start", "end"} <= set(
        value["citations"][0]
    )
    assert value["citations"][0]["check"] == "核对一致"
    assert any("尊敬的张远山代表：" in p.text for p in docx.Document(str(out)).paragraphs)


def test_a_folder_with_one_unusable_proposal(
    sample_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "in", tmp_path / "答复2024.11"
    folder.mkdir()
    out.mkdir()
    (folder / "~$好.docx").write_bytes(b"Word holds this")
    saved(folder / "好.json", GOOD)
    saved(folder / "坏.json", {"title": "无正文"})
    code, said, complained = draft(capsys, folder, "--out", out, "--index", sample_index)
    assert code == 1
    assert [path.name for path in out.iterdir()] == ["好.docx"]
    assert said.splitlines()[0].split() == ["文件", "诉求", "已有依据", "部分", "未检索到", "引用"]
    assert said.splitlines()[1].split()[:5] == ["好.json", "2", "1", "0", "1"]
    assert "未处理 坏.json" in complained
    assert "~$" not in complained


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.json", "--out", "r.docx"), "找不到建议文件"),
        (("{p}", "--out", "r.pdf"), "只能写成 .docx"),
        (("{p}", "--out", "r.docx", "--citations", "x"), "footnotes、annex、none"),
        (("{p}", "--out", "r.docx", "--head", "x"), "none、letter、document"),
        (("{e}", "--out", "r"), "没有建议文件"),
        (("{f}", "--out", "r.docx"), "--out 也应是文件夹"),
    ],
)
def test_mistakes_say_the_way_out(sample_index: Path, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    proposal = saved(tmp_path / "p.json", GOOD)
    (tmp_path / "empty").mkdir()
    filled = [a.format(p=proposal, e=tmp_path / "empty", f=tmp_path) for a in arguments]
    with pytest.raises(UserError, match=said):
        cli.app(["draft", *filled, "--index", str(sample_index)], standalone_mode=False)


def test_control_characters_of_a_proposal_do_not_break_the_word_file(
    sample_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = GOOD | {"title": "关于\x00放权\x01的建议", "body": "建议：\n一、开办\x01国际学校。\n二、开办技工学校。"}
    out = tmp_path / "r.docx"
    code, _, _ = draft(capsys, saved(tmp_path / "p.json", value), "--out", out, "--index", sample_index)
    assert code == 0
    assert any("《关于放权的建议》" in p.text for p in docx.Document(str(out)).paragraphs)
