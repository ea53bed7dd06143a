"""Documents that a text cites, and the short forms it defines."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import store
from index.parse import mentions, parse


def cited(text: str) -> list[tuple[str, str | None]]:
    return [(reference.title, reference.doc_number) for reference in mentions.references(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按照《河东市校车管理办法》要求", [("河东市校车管理办法", None)]),
        ("《关于加强校车管理的意见》（东政发〔2023〕8号）已经", [("关于加强校车管理的意见", "东政发〔2023〕8号")]),
        ("《校车管理办法》(东教发[2023]12号,以下简称《办法》)", [("校车管理办法", "东教发〔2023〕12号")]),
        ("《河东市教育局关于印发〈校车管理办法〉的通知》", [("河东市教育局关于印发〈校车管理办法〉的通知", None)]),
        ("《关于印发《校车管理办法》的通知》已发", [("关于印发《校车管理办法》的通知", None)]),
        ("依据东政发〔2023〕8号文件", [("", "东政发〔2023〕8号")]),
        ("《校车条例》（国务院令第617号）", [("校车条例", "国务院令第617号")]),
        ("《校车公告》（国家税务总局公告2015年第76号）", [("校车公告", "国家税务总局公告2015年第76号")]),
        ("填写《校车申请表》，《意见》提出，《河东日报》报道", []),
    ],
)
def test_references(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert cited(text) == expected


def test_a_reference_points_at_the_title_and_the_number_behind_it() -> None:
    text = "根据《校车管理办法》（东教发〔2023〕12号），各校"
    assert [text[r.start : r.end] for r in mentions.references(text)] == ["《校车管理办法》（东教发〔2023〕12号）"]


def defined(text: str) -> list[tuple[str, str]]:
    return [(abbreviation.short, abbreviation.full) for abbreviation in mentions.abbreviations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《校车安全条例》（以下简称《条例》）规定", [("条例", "《校车安全条例》")]),
        ("《校车办法》（东教发〔2023〕12号，以下简称《办法》）", [("办法", "《校车办法》")]),
        ("《校车办法》（东教发〔2023〕12号）（以下称“《办法》”）", [("办法", "《校车办法》")]),
        ("河东自由贸易试验区(以下简称“自贸试验区”)成立以来", [("自贸试验区", "河东自由贸易试验区")]),
        ("由市市场监督管理局（以下简称市监局）负责", [("市监局", "市市场监督管理局")]),
        ("其他单位（以下统称单位）", []),  # the same words
        ("符合条件的企业（以下简称甲方）", []),  # its characters stand nowhere before it
        ("新股东（含本级，下同）", []),
    ],
)
def test_abbreviations(text: str, expected: list[tuple[str, str]]) -> None:
    assert defined(text) == expected


def test_what_a_document_mentions_is_stored_with_it(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("关于校车的通知\n各学校：\n按照《校车安全条例》（国务院令第617号，以下简称《条例》）执行。\n")
    document = parse(path, path.name, 10_000)
    assert document.references
    assert document.abbreviations
    store.write(tmp_path / "a.sqlite", [document], [], {}, {})
    assert store.Store(tmp_path / "a.sqlite").document(path.name) == document
