"""What a step learned from the data: immutable, and the same after a trip through a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Calibration"]


@dataclass(frozen=True)
class Calibration:
    """Named arrays that ``apply`` needs and ``learn`` found.

    Parameters
    ----------
    parameters
        Small arrays, usually one entry per column of the block, floats or
        integers; they are written as JSON.
    tables
        Reference tables (the ranked values, the neighbours, the pairwise
        wins), rows × columns of floats; they are written as Parquet.
    """

    parameters: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    tables: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
