"""How documents are cited."""

from __future__ import annotations

import pytest

from assistant.titles import chinese_date, cited_as, in_marks


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        ("关于校车安全的通知", "《关于校车安全的通知》"),
        ("《校车安全管理办法》", "《校车安全管理办法》"),
        ("《校车安全管理办法》政策解读", "《〈校车安全管理办法〉政策解读》"),
        ("关于印发《校车安全管理办法》的通知", "《关于印发〈校车安全管理办法〉的通知》"),
        ("《甲办法》和《乙办法》", "《〈甲办法〉和〈乙办法〉》"),
    ],
)
def test_a_title_stands_in_marks_once(title: str, marked: str) -> None:
    assert in_marks(title) == marked


def test_what_a_document_is_known_by_stands_behind_its_title() -> None:
    assert cited_as("通知", "甲政发〔2023〕4号", "2023-03-03") == "《通知》（甲政发〔2023〕4号，2023-03-03）"
    assert cited_as("通知", None, "") == "《通知》"


def test_dates_are_written_as_people_write_them() -> None:
    assert [chinese_date(each) for each in ("2021-03-03", "2021年", None)] == ["2021年3月3日", "2021年", ""]
