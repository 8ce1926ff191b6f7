"""Correlations between columns, how probable they are by chance, and which deserve a look.

Handbook 2008, step 3: indicators of one criterion that hardly differ count double,
those that pull against each other or against their criterion cancel out in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.robustness.coherence.pairwise import Integers, pairwise
from steelyard.robustness.coherence.rank_correlations import kendall, spearman

__all__ = [
    "CorrelatedPairs",
    "Flag",
    "Kind",
    "Thresholds",
    "correlate_pairs",
    "every_pair",
    "flag_of",
    "student_p_values",
]

Kind = Literal["pearson", "spearman", "kendall"]
Flag = Literal["redundant", "negative", "weak"]


@dataclass(frozen=True)
class CorrelatedPairs:
    """Correlations of chosen pairs of columns.

    Parameters
    ----------
    correlation
        (pairs,), NaN where it is not defined.
    p_value
        (pairs,), two-sided, of the hypothesis that there is none; NaN where it is not defined.
    units
        (pairs,), how many units have both.
    """

    correlation: Vector
    p_value: Vector
    units: Integers


@dataclass(frozen=True)
class Thresholds:
    """From where on a correlation deserves a look.

    Parameters
    ----------
    redundant
        Parts of one criterion above it may measure one thing twice.
    negative
        Parts of one criterion, or a part and its criterion, below it are a trade-off
        or a direction gone wrong.
    weak
        A part below it hardly shows in its criterion; so for the index.

    Notes
    -----
    They are conventions, not tests: read the p-value beside them. −0.4 and 0.3 are those of
    COINr's maps of correlations (Becker et al. 2022, doi:10.21105/joss.04567), which takes
    0.9 for the third; 0.92 is customary in the Joint Research Centre's audits.
    """

    redundant: float = 0.92
    negative: float = -0.4
    weak: float = 0.3


def correlate_pairs(values: Matrix, pairs: Integers, kind: Kind = "pearson") -> CorrelatedPairs:
    """Correlate chosen pairs of columns, each over the units that have both.

    Parameters
    ----------
    values
        (units, columns), NaN for missing.
    pairs
        (pairs, 2), the columns to correlate.
    kind
        ``pearson`` and ``spearman`` take their p-values from Student's t (as R's
        ``cor.test``), ``kendall`` (tau-b) from the normal approximation.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0], [4.0, 4.0]])
    >>> found = correlate_pairs(values, every_pair(2))
    >>> found.correlation.round(12), found.p_value.round(12)
    (array([0.8]), array([0.2]))
    """
    pairs = pairs.reshape(-1, 2)
    if kind == "kendall":
        found = [kendall(values[:, i], values[:, j]) for i, j in pairs.tolist()]
        return CorrelatedPairs(
            np.array([one.tau for one in found], dtype=np.float64),
            np.array([one.p_value for one in found], dtype=np.float64),
            np.array([one.units for one in found], dtype=np.int64),
        )
    if not len(pairs):
        return CorrelatedPairs(np.empty(0), np.empty(0), np.empty(0, dtype=np.int64))
    if kind == "spearman":
        there = (~np.isnan(values)).astype(np.float64)
        units = (there.T @ there)[pairs[:, 0], pairs[:, 1]].astype(np.int64)
        correlation = spearman(values, pairs)
    else:
        moments = pairwise(values)
        units = moments.units[pairs[:, 0], pairs[:, 1]]
        correlation = moments.correlation[pairs[:, 0], pairs[:, 1]]
    return CorrelatedPairs(correlation, student_p_values(correlation, units), units)


def every_pair(columns: int) -> Integers:
    """Return the pairs i < j of columns; (pairs, 2)."""
    return np.column_stack(np.triu_indices(columns, 1)).astype(np.int64)


def student_p_values(correlation: Vector, units: Integers) -> Vector:
    """Return the two-sided probability of as strong a correlation where there is none.

    That of t = r·√((n − 2)/(1 − r²)) under Student's t with n − 2 degrees of freedom.

    Parameters
    ----------
    correlation
        (pairs,), NaN for missing.
    units
        (pairs,), how many units are behind each.

    Returns
    -------
    (pairs,), NaN for fewer than three units.

    Examples
    --------
    >>> import numpy as np
    >>> student_p_values(np.array([0.8, 0.8]), np.array([4, 2])).round(12)
    array([0.2, nan])
    """
    from scipy.special import betainc

    freedom = np.where(units > 2, units - 2, 1)
    left = (1.0 - correlation) * (1.0 + correlation)
    return np.where(units > 2, betainc(freedom / 2, 0.5, left), np.nan)


def flag_of(
    correlation: Vector, siblings: NDArray[np.bool_], thresholds: Thresholds
) -> list[Flag | None]:
    """Say which correlations deserve a look.

    Parameters
    ----------
    correlation
        (pairs,), NaN for missing.
    siblings
        (pairs,), True for two parts of one criterion, False for a node and one above it.

    Returns
    -------
    For two parts ``redundant`` or ``negative``, for a node and one above it ``negative`` or
    ``weak``, else None.

    Examples
    --------
    >>> import numpy as np
    >>> flag_of(np.array([0.95, -0.5, 0.2, 0.2]), np.array([True, True, True, False]), Thresholds())
    ['redundant', 'negative', None, 'weak']
    """
    return [
        _flag(one, part, thresholds)
        for one, part in zip(correlation.tolist(), siblings.tolist(), strict=True)
    ]


def _flag(correlation: float, siblings: bool, thresholds: Thresholds) -> Flag | None:
    if correlation < thresholds.negative:
        return "negative"
    if siblings:
        return "redundant" if correlation > thresholds.redundant else None
    return "weak" if correlation < thresholds.weak else None
