"""The gate: floors, ceilings, metrics without questions, mistakes in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.gate import failures, load_gate
from eval.intervals import estimate
from index.errors import UserError


def gate(tmp_path: Path, text: str) -> dict[str, float]:
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return load_gate(path)


def test_floors_and_ceilings(tmp_path: Path) -> None:
    bounds = gate(tmp_path, 'mrr = 0.8\n"recall@5" = 1\nwrong_figures = 0\nrefusal_recall = 0.5\n')
    metrics = {
        "mrr": estimate([0.8]),
        "recall@5": estimate([1.0, 0.0]),
        "wrong_figures": estimate([0.0, 1.0]),
        "refusal_recall": estimate([]),
    }
    assert failures(bounds, metrics) == [
        "命中率@5（recall@5）为 0.5，低于下限 1。",
        "无据数字（个/题）（wrong_figures）为 0.5，高于上限 0。",
        "拒答召回率（refusal_recall）没有可评的题目，无法核对下限 0.5。",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mmr = 0.8", "mmr 不认识.*mrr"),
        ('mrr = "high"', "必须是数字"),
        ("mrr = true", "必须是数字"),
        ("mrr = nan", "必须是数字"),
        ("mrr =", "有效的 TOML"),
        ("", "没有任何下限"),
    ],
)
def test_a_gate_that_cannot_be_checked_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        gate(tmp_path, text)
    with pytest.raises(UserError, match="读不了"):
        load_gate(tmp_path / "none.toml")
