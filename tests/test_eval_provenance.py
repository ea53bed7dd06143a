"""Traces: what two runs must share, hashes that do not depend on order, no private names."""

from __future__ import annotations

import getpass
import platform
from pathlib import Path

from pydantic import BaseModel

from eval.provenance import sha256_of, trace


class Settings(BaseModel):
    server: dict[str, int] = {"port": 1}
    index: dict[str, str] = {"dir": "var/index"}
    weight: float = 0.6


def test_hashes_do_not_depend_on_the_order_of_keys() -> None:
    assert sha256_of({"a": 1, "b": 2}) == sha256_of({"b": 2, "a": 1})
    assert sha256_of({"a": 1}) != sha256_of({"a": 2})


def test_what_can_change_an_answer_is_named() -> None:
    before = trace(Settings(), {"chunks": 3, "created": "today"}, "q.jsonl", "0")
    assert (
        trace(Settings(server={"port": 2}), {"chunks": 3, "created": "now"}, "q.jsonl", "0").changed_since(before) == []
    )
    assert trace(Settings(weight=0.5), {"chunks": 3}, "q.jsonl", "0").changed_since(before) == ["设置"]
    assert trace(Settings(), {"chunks": 4}, "q.jsonl", "1").changed_since(before) == ["索引", "题目"]


def test_no_user_host_or_folder_is_recorded() -> None:
    settings = Settings(index={"dir": "/srv/office/index"})
    traced = trace(settings, {"roots": ["/srv/office"]}, "q.jsonl", "0").model_dump_json()
    assert "/srv/office" not in traced
    assert str(Path(__file__).parents[1]) not in traced
    assert platform.node() not in traced
    assert f'"{getpass.getuser()}"' not in traced
