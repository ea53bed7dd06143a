"""Floors that a run's figures must keep: a TOML file of ``metric = bound``.

For a metric of which less is better the bound is a ceiling. A metric without any question fails: a gate that cannot
be checked must not pass.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

from eval.intervals import Estimate
from eval.metrics import METRICS
from index.errors import UserError, cause


def load_gate(path: Path) -> dict[str, float]:
    """Read the bounds.

    Raises:
        UserError: The file cannot be read, names an unknown metric, or a bound is no number.
    """
    try:
        bounds = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"读不了指标下限文件 {path}：请确认它存在并且是有效的 TOML（{cause(error)}）。") from error
    for name, bound in bounds.items():
        if name not in METRICS:
            raise UserError(f"{path.name} 里的指标 {name} 不认识，可用的有：{'、'.join(METRICS)}。")
        if isinstance(bound, bool) or not isinstance(bound, int | float) or not math.isfinite(bound):
            raise UserError(f"{path.name} 里 {name} 的下限必须是数字。")
    if not bounds:
        raise UserError(f'{path.name} 里没有任何下限，请写成“"recall@5" = 0.9”这样的行。')
    return {name: float(bound) for name, bound in bounds.items()}


def failures(bounds: Mapping[str, float], metrics: Mapping[str, Estimate]) -> list[str]:
    """Return one Chinese sentence for each bound that is not kept."""
    said: list[str] = []
    for name, bound in bounds.items():
        metric, value = METRICS[name], metrics[name].value
        if value is None:
            said.append(f"{metric.label}（{name}）没有可评的题目，无法核对下限 {bound:g}。")
        elif metric.higher_is_better and value < bound:
            said.append(f"{metric.label}（{name}）为 {value:.4g}，低于下限 {bound:g}。")
        elif not metric.higher_is_better and value > bound:
            said.append(f"{metric.label}（{name}）为 {value:.4g}，高于上限 {bound:g}。")
    return said
