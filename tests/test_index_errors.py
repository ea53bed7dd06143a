"""The causes of errors as people are told them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import cause


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (lambda folder: (folder / "none.txt").read_text(), "文件或文件夹不存在"),
        (lambda folder: folder.read_text(), "这是文件夹，不是文件"),
        (lambda folder: (folder / ("长" * 200)).touch(), "名称过长"),
        (lambda _: b"\xff".decode("utf-8"), "编码不是 UTF-8"),
        (lambda _: json.loads("{\n oops}"), "第 2 行格式有误"),
        (lambda _: tomllib.loads("a = 1\nb =\n"), "第 2 行格式有误"),
        (lambda _: int("many"), "内容格式有误"),
    ],
)
def test_a_cause_is_told_in_chinese(tmp_path: Path, work: Callable[[Path], object], told: str) -> None:
    with pytest.raises((OSError, ValueError)) as caught:
        work(tmp_path)
    assert cause(caught.value) == told
    assert cause(OSError(9999, "strange")) == "系统错误 9999"
