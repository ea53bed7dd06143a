"""Means with bootstrap intervals. The same values give the same interval: the seed is fixed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from pydantic import BaseModel, ConfigDict
from scipy.stats import bootstrap

SEED = 20_260_101
_RESAMPLES = 2000
_CONFIDENCE = 0.95


class Estimate(BaseModel):
    """A mean over ``count`` questions and its 95 % interval; all None where no question enters the mean."""

    model_config = ConfigDict(frozen=True)

    value: float | None
    low: float | None
    high: float | None
    count: int


def estimate(values: Iterable[float | None]) -> Estimate:
    """Return the mean of the values that are not None, with a percentile bootstrap interval over questions.

    Where all values agree (one question, or a perfect score) the interval has no width; ``count`` tells how little
    that may mean.
    """
    known = np.array([value for value in values if value is not None], dtype=float)
    if known.size == 0:
        return Estimate(value=None, low=None, high=None, count=0)
    mean = _rounded(float(known.mean()))
    if known.size == 1 or np.ptp(known) == 0:
        return Estimate(value=mean, low=mean, high=mean, count=int(known.size))
    interval = bootstrap(
        (known,),
        np.mean,
        n_resamples=_RESAMPLES,
        confidence_level=_CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Estimate(
        value=mean, low=_rounded(float(interval.low)), high=_rounded(float(interval.high)), count=int(known.size)
    )


def _rounded(value: float) -> float:
    # Ten digits hide the last bit, in which sums may differ between machines.
    return round(value, 10)
