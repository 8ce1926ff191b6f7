"""Many units and ranks in few cells: neighbours put together, each cell the mean of its units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["neighbours_together", "rebinned"]

_CELLS = 100
_RANKS = ("rank_from", "rank_to", "probability")


def neighbours_together(frame: pl.DataFrame, keys: Sequence[object], last: int) -> pl.DataFrame:
    """Put neighbours together into at most 100 rows of units and 100 columns of ranks.

    Parameters
    ----------
    frame
        unit, rank_from, rank_to, probability.
    keys
        The units from the top.
    last
        The last rank.

    Returns
    -------
    pl.DataFrame
        A row per cell that is not empty: units (which they are, from 1), top and
        bottom (their edges), rank_from, rank_to, probability.
    """
    rows, columns = _edges(len(keys)), _edges(last)
    place = pl.col("unit").replace_strict(keys, range(len(keys)), return_dtype=pl.Int64)
    cells = frame.select(*_RANKS, place=place).sort("place", "rank_from")
    first, to, probability = cells.select(_RANKS).to_numpy().T
    # All units lie one after the other on one axis, so that one interpolation serves them all.
    begin = cells["place"].to_numpy() * (last + 1)
    edges = np.arange(len(keys))[:, None] * (last + 1) + columns
    shares = rebinned(first + begin, to + begin, probability, edges.ravel())
    units = np.append(shares, 0.0).reshape(edges.shape)[:, :-1]
    means = np.add.reduceat(units, rows[:-1], axis=0) / np.diff(rows)[:, None]
    return _long(means, rows, columns)


def _edges(count: int) -> NDArray[np.int64]:
    """Return the places at which runs of at most 100 cells begin, and where the last ends."""
    cells = min(count, _CELLS)
    return np.arange(cells + 1, dtype=np.int64) * count // cells


def rebinned(
    first: NDArray[np.float64],
    last: NDArray[np.float64],
    probability: NDArray[np.float64],
    edges: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the probability of each cell of ranks, those of a range spread evenly over it.

    Parameters
    ----------
    first, last
        The ranges of ranks from 1, ascending and apart, of shape (k,).
    probability
        Their probabilities, of shape (k,).
    edges
        How many ranks stand before each cell, ascending, of shape (m + 1,).

    Returns
    -------
    NDArray[np.float64]
        Probabilities, of shape (m,).

    >>> one = rebinned(np.array([1.0]), np.array([4.0]), np.array([0.8]), np.array([0, 1, 2, 6]))
    >>> one.round(3).tolist()
    [0.2, 0.2, 0.4]
    """
    below = np.concatenate([[0.0], np.cumsum(probability)])
    at = np.stack([first - 1, last], axis=1).ravel()
    height = np.stack([below[:-1], below[1:]], axis=1).ravel()
    return np.diff(np.interp(edges, at, height))


def _long(
    means: NDArray[np.float64], rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> pl.DataFrame:
    """Return the cells that are not empty, with their edges on both axes."""
    means = means.round(6)
    row, column = np.nonzero(means)
    values: dict[str, object] = {
        "top": rows[row] + 0.5,
        "bottom": rows[row + 1] + 0.5,
        "rank_from": columns[column] + 1,
        "rank_to": columns[column + 1],
        "probability": means[row, column],
        "units": [
            f"{a + 1}–{b}" if b > a + 1 else f"{b}"
            for a, b in zip(rows[row], rows[row + 1], strict=True)
        ],
    }
    return pl.DataFrame(values)
