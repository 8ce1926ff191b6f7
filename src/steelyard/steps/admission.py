"""Units held against thresholds: what is met, what is lacking, and who is nearest.

Pure arithmetic on arrays; what admission does to ranks is left to ``steelyard.evaluation``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector

__all__ = ["Held", "Status"]

Mask = NDArray[np.bool_]
Status = Literal["admitted", "not_admitted", "undecided"]


@dataclass(frozen=True)
class Held:
    """Units held against the thresholds of a scheme.

    Parameters
    ----------
    names
        The thresholds by the figure that they bind.
    figures
        (units, thresholds) the figures, NaN where they are not known.
    bounds
        (thresholds,) what must be reached.
    least
        (thresholds,) whether the bound is a least one; else it is a most.
    needed
        How many must be met.
    tolerance
        The relative difference up to which a figure is as good as its bound.

    Examples
    --------
    Two of three thresholds are needed: a least revenue, a least tax, a most land.

    >>> held = Held(
    ...     names=("revenue", "tax", "land"),
    ...     figures=np.array([[900.0, 60.0, 5.0], [400.0, 45.0, 9.0], [400.0, np.nan, 5.0]]),
    ...     bounds=np.array([500.0, 50.0, 6.0]),
    ...     least=np.array([True, True, False]),
    ...     needed=2,
    ... )
    >>> [held.status(at) for at in range(3)]
    ['admitted', 'not_admitted', 'undecided']
    >>> held.distance[1].tolist(), held.nearness.tolist(), held.nearest(1)
    ([100.0, 5.0, 3.0], [0.0, 20.0, 20.0], 1)
    """

    names: tuple[str, ...]
    figures: Matrix
    bounds: Vector
    least: Mask
    needed: int
    tolerance: float = 0.0

    @cached_property
    def distance(self) -> Matrix:
        """(units, thresholds) what is lacking, 0 where the bound is met, NaN if not known."""
        over = np.where(self.least, self.bounds - self.figures, self.figures - self.bounds)
        near = self.tolerance * np.maximum(np.abs(self.bounds), np.abs(self.figures))
        return np.where(over <= near, 0.0, over)

    @cached_property
    def percent(self) -> Matrix:
        """(units, thresholds) the same, 100 · distance / |bound|; NaN where the bound is 0."""
        size = np.abs(self.bounds)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(size > 0, 100.0 * self.distance / size, np.nan)

    @cached_property
    def met(self) -> Mask:
        """(units, thresholds) which are met; what is not known is not."""
        found: Mask = self.distance == 0.0
        return found

    @cached_property
    def unknown(self) -> Mask:
        """(units, thresholds) of which it cannot be told."""
        return np.isnan(self.distance)

    @cached_property
    def count(self) -> NDArray[np.int64]:
        """(units,) how many are met."""
        found: NDArray[np.int64] = self.met.sum(axis=1, dtype=np.int64)
        return found

    @cached_property
    def admitted(self) -> Mask:
        """(units,) which units are on the list."""
        found: Mask = self.count >= self.needed
        return found

    @cached_property
    def undecided(self) -> Mask:
        """(units,) which are not, and might be if all their figures were known."""
        most = self.count + self.unknown.sum(axis=1, dtype=np.int64)
        found: Mask = ~self.admitted & (most >= self.needed)
        return found

    def status(self, at: int) -> Status:
        """Return the admission of one unit."""
        if self.admitted[at]:
            return "admitted"
        return "undecided" if self.undecided[at] else "not_admitted"

    @cached_property
    def nearness(self) -> Vector:
        """(units,) how far the farthest of the thresholds is that a unit still needs, in %.

        It takes the nearest that are enough: with one to go the nearest, with two the second
        nearest. 0 for those admitted; infinite where no distance in % can be told.
        """
        far = np.where(self.met | np.isnan(self.percent), np.inf, self.percent)
        ordered = np.sort(far, axis=1)
        last = np.clip(self.needed - self.count - 1, 0, len(self.names) - 1)
        found = np.take_along_axis(ordered, last[:, None], axis=1)[:, 0]
        return np.where(self.admitted, 0.0, found)

    @cached_property
    def nearest_first(self) -> NDArray[np.intp]:
        """The places of the units that are not admitted, the nearest to it first."""
        out = np.flatnonzero(~self.admitted)
        missing = self.needed - self.count[out]
        order: NDArray[np.intp] = np.lexsort((missing, self.nearness[out]))
        return out[order]

    def nearest(self, at: int) -> int | None:
        """Return the threshold that a unit misses by the least; None where it misses none.

        By distance in %; a bound of 0, of which there is no share, comes last.
        """
        missed = np.flatnonzero(self.distance[at] > 0)
        if not len(missed):
            return None
        shares = np.nan_to_num(self.percent[at, missed], nan=np.inf)
        return int(missed[np.argmin(shares)])
