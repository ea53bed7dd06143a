"""The query adapter: what ships, what it leaves alone, and that training brings questions to their passages."""

from __future__ import annotations

import hashlib
from importlib import resources

import numpy as np
import pytest
from safetensors.numpy import load

from assistant.query_adapter import QueryAdapter, adapter
from assistant.query_adapter.training import adapter_file, fit, reciprocal_rank
from index.encoder.bundled import NAME
from index.errors import UserError

DIMENSIONS = 32


def _unit(values: np.ndarray) -> np.ndarray:
    return np.asarray(values / np.linalg.norm(values, axis=1, keepdims=True), np.float32)


def test_the_shipped_map_moves_unit_vectors_to_unit_vectors() -> None:
    shipped = QueryAdapter.load_for(NAME)
    assert shipped is not None
    questions = _unit(np.random.default_rng(0).normal(size=(3, 384)))
    moved = shipped.moved(questions)
    assert moved.shape == (3, 384)
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-5)
    assert 0.9 < (moved * questions).sum(axis=1).min() < 0.999


def test_another_encoder_is_left_alone() -> None:
    assert QueryAdapter.load_for("BAAI/bge-small-zh-v1.5") is None


def test_a_file_of_another_release_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = resources.files("assistant.query_adapter").joinpath(adapter.WEIGHTS_FILE).read_bytes()
    assert hashlib.sha256(content).hexdigest() == adapter.WEIGHTS_SHA256
    monkeypatch.setattr(adapter, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(UserError, match="请重新安装本程序"):
        QueryAdapter.load_for(NAME)


def test_training_brings_unseen_questions_nearer_to_their_passages() -> None:
    chance = np.random.default_rng(0)
    passages = _unit(chance.normal(size=(200, DIMENSIONS)))
    turned = np.linalg.qr(chance.normal(size=(DIMENSIONS, DIMENSIONS)))[0]
    answers = np.repeat(np.arange(200), 40)
    questions = _unit(passages[answers] + passages[answers] @ turned + 0.25 * chance.normal(size=(8000, DIMENSIONS)))
    seen = answers < 150
    learnt = fit(questions[seen], answers[seen], passages, seed=0)
    before = reciprocal_rank(questions[~seen], answers[~seen], passages)
    assert reciprocal_rank(learnt.moved(questions[~seen]), answers[~seen], passages) > before + 0.02
    kept = load(adapter_file(learnt))
    assert np.allclose(kept["weight"], learnt.weight, atol=1e-3)


def test_rank_counts_the_first_ten_places() -> None:
    passages = np.eye(12, dtype=np.float32)
    question = np.linspace(1, 0, 12, dtype=np.float32)[None, :]
    assert reciprocal_rank(question, np.array([0]), passages) == 1
    assert reciprocal_rank(question, np.array([3]), passages) == 0.25
    assert reciprocal_rank(question, np.array([11]), passages) == 0
