"""Intervals, paired tests, risk and coverage: against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from eval_fakes import answer, record

from assistant.schema import Status
from eval.compare import Verdict, differences, holm, paired_p
from eval.intervals import estimate
from eval.metrics import METRICS
from eval.questions import Gold
from eval.selective import area_under, calibration, risk_coverage, selective


def test_a_mean_leaves_out_what_is_not_judged() -> None:
    at = estimate([1.0, None, 0.0, None, 1.0, 1.0])
    assert (at.value, at.count) == (0.75, 4)
    assert at.low is not None
    assert at.high is not None
    assert 0 <= at.low < 0.75 < at.high <= 1


def test_no_value_is_no_zero() -> None:
    assert estimate([None, None]).model_dump() == {"value": None, "low": None, "high": None, "count": 0}


def test_the_interval_repeats_and_comes_near_the_normal_one() -> None:
    values = [1.0] * 75 + [0.0] * 25
    at = estimate(values)
    assert at == estimate(values)
    half = 1.96 * (0.75 * 0.25 / 100) ** 0.5  # 0.085
    assert at.low == pytest.approx(0.75 - half, abs=0.02)
    assert at.high == pytest.approx(0.75 + half, abs=0.02)


def test_paired_p_of_few_questions_is_exact() -> None:
    # All four better: 2 of the 2^4 exchanges lie as far from no difference.
    assert paired_p(np.zeros(4), np.ones(4)) == pytest.approx(2 / 16)
    # Ties change nothing.
    assert paired_p(np.zeros(9), np.array([1.0] * 4 + [0.0] * 5)) == pytest.approx(2 / 16)
    # Three better, one worse: sums of four signs at least 2 apart from 0 are 10 of 16.
    assert paired_p(np.zeros(4), np.array([1.0, 1.0, 1.0, -1.0])) == pytest.approx(10 / 16)
    assert paired_p(np.ones(3), np.ones(3)) == 1.0
    assert paired_p(np.zeros(1), np.ones(1)) == 1.0


def test_holm_by_hand() -> None:
    corrected = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.5})
    # 0.01 x 4, 0.03 x 3, max(0.09, 0.04 x 2), 0.5 x 1
    assert corrected == {"a": 0.04, "c": 0.09, "b": 0.09, "d": 0.5}


def test_a_verdict_needs_evidence_and_knows_which_way_is_better() -> None:
    names = dict.fromkeys(METRICS)
    old = [{**names, "correct": 0.0, "wrong_figures": 0.0, "mrr": 0.5} for _ in range(20)]
    new = [{**names, "correct": 1.0, "wrong_figures": 1.0, "mrr": 0.5} for _ in range(20)]
    found = differences(old, new)
    assert found["correct"].verdict is Verdict.BETTER
    assert found["wrong_figures"].verdict is Verdict.WORSE
    assert found["mrr"].verdict is Verdict.NO_EVIDENCE
    assert found["recall@1"].p is None
    assert differences(old[:3], new[:3])["correct"].verdict is Verdict.NO_EVIDENCE


def test_each_run_is_shown_by_its_own_mean() -> None:
    names = dict.fromkeys(METRICS)
    old = [{**names, "mrr": 1.0}, {**names, "mrr": None}, names]
    new = [{**names, "mrr": 0.5}, {**names, "mrr": 0.0}, names]
    at = differences(old, new)["mrr"]
    assert (at.baseline, at.current, at.count) == (1.0, 0.25, 2)


def test_a_question_may_enter_one_mean_only() -> None:
    # Refusal precision: the run before refused two right and two wrong questions, the run after only the right ones.
    # Means 1/2 and 1; the two wrong ones can be exchanged in 4 ways: differences 1/2, 0, 0, -1/2. So p is 2 x 1/4.
    nan = float("nan")
    assert paired_p(np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 1.0, nan, nan])) == pytest.approx(2 / 4)
    # Ten such questions: 2 x 1/2^10.
    before, after = np.array([1.0] + [0.0] * 10), np.array([1.0] + [nan] * 10)
    assert paired_p(before, after) == pytest.approx(2 / 2**10)
    assert paired_p(np.array([1.0, nan]), np.array([nan, 1.0])) is None
    assert paired_p(np.array([nan]), np.array([nan])) is None


def test_risk_and_coverage_by_hand() -> None:
    judged = [(0.9, True), (0.8, False), (0.5, True), (0.4, False)]
    points = risk_coverage(judged, questions=8)
    assert [(point.coverage, point.risk) for point in points] == [
        (1 / 8, 0),
        (2 / 8, 1 / 2),
        (3 / 8, 1 / 3),
        (4 / 8, 1 / 2),
    ]
    assert area_under(judged) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_equal_confidence_gives_one_point() -> None:
    judged = [(0.5, True), (0.5, False)]
    assert [(point.coverage, point.risk) for point in risk_coverage(judged, questions=2)] == [(1, 1 / 2)]
    assert area_under(judged) == 1 / 2


def test_calibration_by_hand() -> None:
    bins = calibration([(0.92, True), (0.98, False), (0.31, False), (1.0, True)])
    assert [(bin_.count, bin_.accuracy) for bin_ in bins] == [(1, 0.0), (3, 2 / 3)]
    assert bins[1].confidence == pytest.approx((0.92 + 0.98 + 1.0) / 3)


def test_only_answers_that_tell_their_confidence_take_part() -> None:
    gold = Gold(answerable=True, answer_all=(("31个",),))
    silent = record(answer("问", "31个"), gold, confidence=None)
    sure = record(answer("问", "31个"), gold, confidence=0.8)
    refused = record(answer("问", "没有", Status.REFUSED), gold, confidence=0.1)
    assert selective([silent]) is None
    found = selective([silent, sure, refused])
    assert found is not None
    assert [(point.coverage, point.risk) for point in found.points] == [(1 / 3, 0)]
    assert found.calibration_error == pytest.approx(0.2)
