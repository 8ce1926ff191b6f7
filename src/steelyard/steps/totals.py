"""Exactly rounded sums by group, of millions of rows at once.

Figures are cut into slices of so few bits that adding a slice's parts up never rounds; the slices
of a group are then added exactly. So neither the order of the rows nor the threads show.

Demmel, J. and Nguyen, H. D. (2015), Parallel Reproducible Summation, IEEE Transactions on
Computers 64(7), 2060–2070, doi:10.1109/TC.2014.2345391, cut their summands likewise and keep a
few slices; here all are kept until nothing is left.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Vector

__all__ = ["group_totals"]

Numbers = NDArray[np.intp]

_MANTISSA = 53
_LEAST = -1074
"""The exponent of the least number that is not zero."""
_BLOCK = 1 << 15
"""Rows that pass through all slices while they are in the cache."""
_GREATEST, _DOWN = 2.0**960, 2.0**-64
"""Above the first the arithmetic of slices would overflow, so such values are scaled down."""


def group_totals(values: Vector, groups: Numbers, count: int) -> Vector:
    """Return the exactly rounded sum of each group's values that are not missing.

    The result is that of :func:`math.fsum` over the group, to the last bit, where that does not
    overflow on its way.

    Parameters
    ----------
    values
        (rows,), NaN for missing.
    groups
        (rows,) the number of each row's group, from 0.
    count
        The number of groups.

    Returns
    -------
    (count,), NaN for a group without a value, infinite where the sum is beyond all numbers.

    Examples
    --------
    >>> group_totals(np.array([0.1, 0.2, 0.3, np.nan]), np.array([0, 0, 0, 1]), 2)
    array([0.6, nan])
    """
    known = ~np.isnan(values)
    if not known.all():
        values, groups = values[known], groups[known]
    sizes = np.bincount(groups, minlength=count)
    greatest = max(values.max(initial=0.0), -values.min(initial=0.0))
    if math.isinf(greatest):
        return _with_infinite(values, groups, count)
    scale = _DOWN if greatest > _GREATEST else 1.0
    slices = _sliced(values * scale, groups, sizes, greatest * scale)
    with np.errstate(over="ignore"):
        found = _together(slices, count) / scale
    found[sizes == 0] = np.nan
    return found


def _sliced(values: Vector, groups: Numbers, sizes: Numbers, greatest: float) -> list[Vector]:
    """Return sums by group that are exact, from the highest bits to the lowest; (groups,) each."""
    # So many bits in each part that the largest group's parts add up within a mantissa.
    bits = _MANTISSA - 1 - int(sizes.max(initial=0)).bit_length()
    above = math.frexp(greatest)[1]
    block = max(_BLOCK, 4 * len(sizes))
    found: list[Vector] = []
    for start in range(0, len(values), block):
        rest, where = values[start : start + block], groups[start : start + block]
        for at, exponent in enumerate(_exponents(above, bits)):
            # Adding and taking away a number with its last bit there rounds to that bit.
            lever = math.ldexp(1.5, exponent + _MANTISSA - 1)
            part = (rest + lever) - lever
            if at == len(found):
                found.append(np.zeros(len(sizes)))
            found[at] += np.bincount(where, weights=part, minlength=len(sizes))
            rest = rest - part
            left = np.count_nonzero(rest)
            if not left:
                break
            if left < len(rest) / 2:
                some = rest != 0.0
                rest, where = rest[some], where[some]
    return found


def _exponents(above: int, bits: int) -> Iterator[int]:
    """Yield the exponent of each slice's last bit, down to that of the least number."""
    exponent = above
    while exponent > _LEAST:
        exponent = max(exponent - bits, _LEAST)
        yield exponent


def _together(slices: list[Vector], count: int) -> Vector:
    """Return the exactly rounded sums of the groups' slices; (count,)."""
    if not slices:
        return np.zeros(count)
    if len(slices) == 1:
        return slices[0]
    if len(slices) == 2:
        return slices[0] + slices[1]
    return np.fromiter(map(math.fsum, np.column_stack(slices).tolist()), np.float64, count)


def _with_infinite(values: Vector, groups: Numbers, count: int) -> Vector:
    """Return the sums where some values are infinite; NaN where they are so of both signs."""
    infinite = np.isinf(values)
    finite = group_totals(np.where(infinite, 0.0, values), groups, count)
    with np.errstate(invalid="ignore"):
        ends = np.bincount(groups, weights=np.where(infinite, values, 0.0), minlength=count)
        return np.asarray(finite + ends, dtype=np.float64)
