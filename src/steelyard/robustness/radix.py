"""Compiled radix sort, as fast for crowded scores as for any: least digits first.

Knuth, *The Art of Computer Programming*, vol. 3, 5.2.5. Exact for all floats. What is
faster where scores spread is :mod:`steelyard.robustness.kernels`, which falls back on this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.robustness.compilation import compiled

__all__ = ["order_by_radix"]

Integers = NDArray[np.int64]

_DIGIT = 11
"""Bits of a digit, whose counts fit the first-level cache."""


@compiled
def order_by_radix(values: Vector, places: Integers, ordered: Integers) -> None:
    """Write the places of values to the first of ``ordered``, the highest value first.

    Parameters
    ----------
    values
        (units,), none missing.
    places
        (units,), what is ordered.
    ordered
        (at least units,), written.
    """
    count = len(values)
    keys, moved_keys = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    carried, moved = places[:count].copy(), np.empty(count, dtype=np.int64)
    bits = values.view(np.int64)
    for at in range(count):
        # The bits of negative floats ascend as the floats descend; those of others are turned.
        keys[at] = bits[at] if bits[at] < 0 else ~bits[at] & 0x7FFFFFFFFFFFFFFF
    last = (1 << _DIGIT) - 1
    starts = np.empty(last + 1, dtype=np.int64)
    for shift in range(0, 64, _DIGIT):
        starts[:] = 0
        for at in range(count):
            starts[(keys[at] >> shift) & last] += 1
        if starts[(keys[0] >> shift) & last] == count:
            continue
        total = 0
        for digit in range(last + 1):
            here = starts[digit]
            starts[digit] = total
            total += here
        for at in range(count):
            digit = (keys[at] >> shift) & last
            to = starts[digit]
            starts[digit] = to + 1
            moved_keys[to], moved[to] = keys[at], carried[at]
        keys, moved_keys = moved_keys, keys
        carried, moved = moved, carried
    for position in range(count):
        ordered[position] = carried[position]
