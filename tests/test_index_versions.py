"""Versions: a document that is repealed, amended or replaced is linked; series and reprints are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.parse import parse
from index.schema import Document, Field, FieldName, Newer, Relation
from index.versions import find_newer


@pytest.fixture
def made(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


class Maker:
    """Writes and parses documents."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(
        self, name: str, title: str, day: str | None, *body: str, number: str = "", issuer: str = "河东市教育局"
    ) -> Document:
        lines = [title, *([number] if number else []), "各县（区）教育局：", *(body or (f"为{name}，特作如下安排。",))]
        lines += [issuer, day] if day else []
        path = self._folder / f"{name}.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        return parse(path, path.name, 100_000)


def words(newer: Newer, *documents: Document) -> str:
    [document] = [each for each in documents if each.path == newer.document]
    return document.text[newer.start : newer.end]


def test_a_repeal_by_title_and_number(made: Maker) -> None:
    old = made("旧", "关于印发《校车管理办法》的通知", "2018年3月1日", number="东教发〔2018〕3号")
    other = made(
        "别", "关于印发《校车管理办法》的通知", "2017年3月1日", number="西教发〔2017〕9号", issuer="河西市教育局"
    )
    new = made(
        "新",
        "河东市教育局关于加强校车工作的规定",
        "2022年5月6日",
        "本规定自印发之日起施行，《校车管理办法》（东教发〔2018〕3号）同时废止。",
    )
    found = find_newer([old, other, new])
    assert set(found) == {"旧.txt"}
    assert (found["旧.txt"].document, found["旧.txt"].relation) == ("新.txt", Relation.REPEALED)
    assert words(found["旧.txt"], new) == "本规定自印发之日起施行，《校车管理办法》（东教发〔2018〕3号）同时废止"


@pytest.mark.parametrize(
    "sentence",
    [
        "《校车管理办法》《校车检查办法》同时废止。",
        "《校车检查办法》（东教发〔2016〕1号）、《校车管理办法》等文件自本规定施行之日起停止执行。",
        "现决定废止《校车检查办法》和《校车管理办法》。",
    ],
)
def test_a_repeal_in_a_list(made: Maker, sentence: str) -> None:
    old = made("旧", "校车管理办法", "2018年3月1日")
    assert "旧.txt" in find_newer([old, made("新", "河东市教育局关于校车工作的规定", "2022年5月6日", sentence)])


@pytest.mark.parametrize(
    "sentence",
    [
        "《校车管理办法》第三条同时废止。",
        "《校车管理办法》已废止。",
        "《校车管理办法》废止后，按照本规定执行。",
        "此前规定与本规定不一致的，以本规定为准，《校车管理办法》继续执行。",
        "按照《校车管理办法》停止执行的项目，不再审批。",
        "2019年3月1日，《校车管理办法》不予废止。",
        "有代表建议废止《校车管理办法》。",
        "市教育局拟废止《校车管理办法》。",
        "会议审议了关于修改《校车管理办法》的议案。",
    ],
)
def test_what_is_no_repeal(made: Maker, sentence: str) -> None:
    old = made("旧", "校车管理办法", "2018年3月1日")
    assert find_newer([old, made("新", "河东市教育局关于校车工作的规定", "2022年5月6日", sentence)]) == {}


@pytest.mark.parametrize(
    "title",
    [
        "《校车安全规定》解读",
        "校车安全规定（征求意见稿）",
        "校车安全规定（修订草案）",
        "关于公开征求《校车安全规定》意见的公告",
        "关于制定校车安全规定的建议",
    ],
)
def test_what_tells_asks_or_is_a_draft_repeals_nothing(made: Maker, title: str) -> None:
    old = made("旧", "校车管理办法", "2018年3月1日")
    told = made("读", title, "2022年5月6日", "新规定施行后，《校车管理办法》同时废止。")
    assert find_newer([old, told]) == {}


def test_an_older_text_without_a_date_repeals_no_later_namesake(made: Maker) -> None:
    later = made("后", "河东市校车条例", "2020年6月2日")
    earlier = made("前", "河东市校车条例（2011年3月30日通过）", None, "1999年发布的《河东市校车条例》同时废止。")
    assert find_newer([later, earlier]) == {}


def test_an_amendment(made: Maker) -> None:
    old = made("旧", "校车管理办法", "2018年3月1日")
    new = made(
        "新",
        "关于修改《校车管理办法》的决定",
        "2021年5月6日",
        "对《校车管理办法》作如下修改：第三条中的“每月”改为“每周”。",
    )
    found = find_newer([old, new])["旧.txt"]
    assert (found.document, found.relation) == ("新.txt", Relation.AMENDED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("校车管理办法（试行）", "校车管理办法"),
        ("关于印发《校车管理办法（暂行）》的通知", "河东市教育局关于印发《校车管理办法》的通知"),
        ("校车驾驶人培训目录（2019年版）", "校车驾驶人培训目录（2023年版）"),
        ("校车工作方案（试行）", "校车工作方案（修订）"),
        ("校车管理办法", "校车管理办法"),
    ],
)
def test_a_newer_edition(made: Maker, old: str, new: str) -> None:
    documents = [
        made("旧", old, "2019年3月1日"),
        made("新", new, "2023年5月6日", "每辆校车应当配备照管员两名，持证上岗。"),
    ]
    found = find_newer(documents)
    assert {path: (each.document, each.relation) for path, each in found.items()} == {
        "旧.txt": ("新.txt", Relation.EDITION)
    }
    assert words(found["旧.txt"], *documents) in new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2022年校车工作要点", "2023年校车工作要点"),
        ("校车安全年度报告（2022年）", "校车安全年度报告（2023年）"),
        ("关于召开校车工作会议的通知", "关于召开校车工作会议的通知"),
        ("校车工作总结", "校车工作总结"),
        ("“十三五”校车发展规划", "“十四五”校车发展规划"),
        ("校车管理办法", "校车检查办法"),
    ],
)
def test_a_series_and_other_subjects_are_not_linked(made: Maker, old: str, new: str) -> None:
    older = made("旧", old, "2022年3月1日")
    assert find_newer([older, made("新", new, "2023年5月6日", "每辆校车应当配备照管员两名，持证上岗。")]) == {}


def test_another_issuer_s_rules_of_the_same_name(made: Maker) -> None:
    old = made("旧", "校车管理办法（试行）", "2019年3月1日")
    assert (
        find_newer([old, made("新", "校车管理办法", "2023年5月6日", "照管员持证上岗。", issuer="河西市公安局")]) == {}
    )


def test_a_reprint_is_no_newer_edition(made: Maker) -> None:
    body = "每辆校车应当配备照管员两名，持证上岗，每学期培训不少于八学时，培训情况记入档案。" * 3
    assert (
        find_newer([made("旧", "校车管理办法", "2019年3月1日", body), made("新", "校车管理办法", "2023年5月6日", body)])
        == {}
    )


def test_an_edition_without_a_day_of_its_own_is_left_alone(made: Maker) -> None:
    assert find_newer([made("旧", "校车管理办法（试行）", None), made("新", "校车管理办法", "2023年5月6日")]) == {}


def test_of_several_newer_ones_the_latest_counts(made: Maker) -> None:
    documents = [
        made("一", "校车管理办法（试行）", "2015年3月1日", "照管员一名。"),
        made("二", "校车管理办法", "2019年3月1日", "照管员应当有两名。"),
        made("三", "校车管理办法（修订）", "2023年3月1日", "照管员须有三名以上。"),
    ]
    assert {path: each.document for path, each in find_newer(documents).items()} == {
        "一.txt": "三.txt",
        "二.txt": "三.txt",
    }


@pytest.mark.parametrize("day", ["2019-02-30", "二〇一九年春", ""])
def test_what_is_no_day_of_the_calendar_dates_nothing(made: Maker, day: str) -> None:
    old = made("旧", "校车管理办法（试行）", "2019年3月1日")
    old = replace(old, fields={**old.fields, FieldName.DATE: Field(day), FieldName.PUBLISHED: Field(day)})
    new = made("新", "校车管理规定", "2023年5月6日", "《校车管理办法（试行）》（东教发〔2019〕3号）同时废止。")
    edition = made("版", "校车管理办法", "2023年5月6日", "照管员持证上岗。")
    assert {path: each.document for path, each in find_newer([old, new, edition]).items()} == {"旧.txt": "新.txt"}
