"""Copies: the same words in another format or from another site are found; templates and amendments are kept apart."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from index.duplicates import find_copies
from index.parse import parse
from index.schema import Document
from index.shingles import Shingles, fold

DOCUMENTS = Path(__file__).parents[2] / "shared" / "data" / "documents"

LINES = [
    "河东市教育局关于做好校车安全管理工作的通知",
    "东教发〔2023〕12号",
    "各县（区）教育局：",
    "一、落实责任",
    "各学校应当指定一名负责人管理校车，每月检查一次车况和驾驶人员的从业资格，检查情况记入台账，保存不少于三年。",
    "二、加强检查",
    "各县（区）教育局会同公安机关每学期至少抽查20辆校车，发现超员、超速的，责令当场改正，并向社会公布结果。",
    "河东市教育局",
    "2023年5月6日",
]


def text(path: Path, lines: Sequence[str]) -> Document:
    path.write_text("\n".join(lines), encoding="utf-8")
    return parse(path, path.name, 100_000)


def word(path: Path, lines: Sequence[str]) -> Document:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return parse(path, path.name, 1_000_000)


def changed(old: str, new: str) -> list[str]:
    assert any(old in line for line in LINES)
    return [line.replace(old, new) for line in LINES]


def page(path: Path, lines: Sequence[str]) -> Document:
    body = "".join(f"<p>{line}</p>" for line in lines)
    path.write_text(f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>", encoding="utf-8")
    return parse(path, path.name, 100_000)


def test_the_better_format_is_kept_whatever_the_order(tmp_path: Path) -> None:
    documents = [text(tmp_path / "a.txt", LINES), page(tmp_path / "b.html", LINES), word(tmp_path / "c.docx", LINES)]
    kept = {find_copies(order)["a.txt"] for order in (documents, documents[::-1])}
    assert len(kept) == 1
    assert kept < {"b.html", "c.docx"}
    assert len(find_copies(documents)) == 2


def test_a_site_s_own_lines_and_punctuation_make_no_other_document(tmp_path: Path) -> None:
    site = [line.replace("，", ",").replace("（", "(").replace("）", ")") for line in LINES]
    site = ["首页 > 政务公开 > 通知公告", *site, "扫一扫在手机打开当前页"]
    copies = find_copies([text(tmp_path / "a.txt", LINES), text(tmp_path / "b.txt", site)])
    assert len(copies) == 1


def test_an_organ_left_out_of_the_title(tmp_path: Path) -> None:
    lines = changed("河东市教育局关于", "关于")
    copies = find_copies([text(tmp_path / "a.txt", LINES), text(tmp_path / "b.txt", lines)])
    assert copies == {"b.txt": "a.txt"}  # the one that names its issuer in the title has the shorter or first path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("20辆", "30辆"),  # a figure
        ("不少于三年", "不少于五年"),  # a figure in characters
        ("12号", "13号"),  # 发文字号
        ("5月6日", "6月6日"),  # 成文日期
        ("各县（区）教育局：", "市第一中学："),  # 主送机关
        ("校车安全管理", "食品安全管理"),  # the title's subject
    ],
)
def test_one_thing_that_differs_keeps_templates_apart(tmp_path: Path, old: str, new: str) -> None:
    assert find_copies([text(tmp_path / "a.txt", LINES), text(tmp_path / "b.txt", changed(old, new))]) == {}


def test_a_name_that_differs_keeps_unnumbered_documents_apart(tmp_path: Path) -> None:
    one, other = ([line for line in lines if "〔" not in line] for lines in (LINES, changed("公安机关", "交通部门")))
    assert find_copies([text(tmp_path / "a.txt", one), text(tmp_path / "b.txt", other)]) == {}


def test_a_character_misread_in_a_scan_is_forgiven_where_the_number_agrees(tmp_path: Path) -> None:
    copies = find_copies([text(tmp_path / "a.txt", LINES), text(tmp_path / "b.txt", changed("台账", "合账"))])
    assert copies == {"b.txt": "a.txt"}


def test_a_text_that_says_more_stays_a_document(tmp_path: Path) -> None:
    annex = [
        f"第{number}条 校车每次停靠的站点由学校与乡镇人民政府商定，并在开学前公布，编号为站{number}。"
        for number in "一二三四五六七"
    ]
    copies = find_copies([word(tmp_path / "a.docx", LINES), text(tmp_path / "b.txt", [*LINES[:-2], *annex])])
    assert copies == {}


def test_the_day_behind_a_title_and_the_state_before_a_number_make_no_other_document(tmp_path: Path) -> None:
    lines = ["校车安全管理条例", *LINES[3:7]]
    plain = text(tmp_path / "a.txt", [lines[0], "国务院令第617号", *lines[1:]])
    other = text(tmp_path / "b.txt", [f"{lines[0]}（2012-04-05）", "中华人民共和国国务院令第617号", *lines[1:]])
    assert len(find_copies([plain, other])) == 1


def test_equal_words_without_any_title_are_one_document(tmp_path: Path) -> None:
    documents = [text(tmp_path / name, ["今天下午停水两小时。"]) for name in ("z.txt", "a.txt", "m.txt")]
    assert find_copies(documents) == {"m.txt": "a.txt", "z.txt": "a.txt"}


def test_what_differs_is_told_character_by_character() -> None:
    one = Shingles(fold("各县区的学校应当指定一名负责人管理校车的运行，每月检查一次车况。"))
    other = Shingles(fold("各县区的学校应当指定两名负责人管理校车的运行（含租用），每月检查一次车况。"))
    assert (one.only_here(other), other.only_here(one)) == ("一", "两含租用")
    assert Shingles("").only_here(one) == ""
    assert Shingles("短文").only_here(one) == "短文"


@pytest.mark.parametrize(("name", "most"), [("provincial_reports_2026", 31), ("tax_notices", 64)])
def test_real_documents_that_resemble_each_other_are_kept_apart(tmp_path: Path, name: str, most: int) -> None:
    source = DOCUMENTS / f"{name}.jsonl.gz"
    if not source.exists():
        pytest.skip("needs the shared documents")
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    documents = [text(tmp_path / f"{row['id']}.txt", [row["title"], row["text"][:60_000]]) for row in rows]
    assert len(documents) == most
    assert find_copies(documents) == {}
