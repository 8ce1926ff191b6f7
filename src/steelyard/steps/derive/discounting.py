"""Present values as arrays: the arithmetic of the SQL in ``valuation``, for many rates at once.

Operation by operation the same, so that both give the same bits.
"""

from __future__ import annotations

import numpy as np

from steelyard.engines import Matrix

__all__ = ["present_value"]


def present_value(
    flows: Matrix, rate: Matrix, growth: Matrix | None = None, *, middle: bool = False
) -> Matrix:
    """Return Σ F_t/(1+r)^(t−s) + F_T·(1+g)/(r−g)/(1+r)^(T−s), t = 1 … T.

    Parameters
    ----------
    flows
        (rows, years), the last year first.
    rate, growth
        (rows, replications), per cent a year; nothing follows the last year without growth.
    middle
        Whether s is ½, for flows in the middle of their year, and not 0.

    Returns
    -------
    (rows, replications), NaN where the rate is not above −100 or growth is not below it.

    Source
    ------
    ISO 10668:2010, income approach; Horner's rule.

    Examples
    --------
    >>> present_value(np.array([[121.0, 110.0]]), np.array([[10.0, 0.0]])).round(9).tolist()
    [[200.0, 231.0]]
    """
    with np.errstate(all="ignore"):
        base = 1 + rate / 100
        sound = rate > -100
        value: Matrix = flows[:, [0]]
        if growth is not None:
            value = value * base / ((rate - growth) / 100)
            sound = sound & (growth >= -100) & (growth < rate)
        for flow in flows.T[1:, :, np.newaxis]:
            value = value / base + flow
        value = value / (np.sqrt(base) if middle else base)
        return np.where(sound, value, np.nan)
