"""Traces: what two runs must share, hashes that do not depend on order, no private names."""

from __future__ import annotations

import getpass
import platform
from pathlib import Path

from pydantic import BaseModel

from eval.provenance import sha256_of, trace


class Settings(BaseModel):
    server: dict[str, int] = {"port": 1}
    weight: float = 0.6


def test_hashes_do_not_depend_on_the_order_of_keys() -> None:
    assert sha256_of({"a": 1, "b": 2}) == sha256_of({"b": 2, "a": 1})
    assert sha256_of({"a": 1}) != sha256_of({"a": 2})


def test_the_fingerprint_follows_what_can_change_an_answer() -> None:
    same = trace(Settings(), {"chunks": 3, "created": "today"}, "q.jsonl", "0").fingerprint
    assert trace(Settings(server={"port": 2}), {"chunks": 3, "created": "now"}, "q.jsonl", "0").fingerprint == same
    assert trace(Settings(weight=0.5), {"chunks": 3}, "q.jsonl", "0").fingerprint != same
    assert trace(Settings(), {"chunks": 4}, "q.jsonl", "0").fingerprint != same
    assert trace(Settings(), {"chunks": 3}, "q.jsonl", "1").fingerprint != same


def test_no_user_host_or_folder_is_recorded() -> None:
    traced = trace(Settings(), {}, "q.jsonl", "0").model_dump_json()
    assert str(Path(__file__).parents[1]) not in traced
    assert platform.node() not in traced
    assert f'"{getpass.getuser()}"' not in traced
