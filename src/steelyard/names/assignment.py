"""One to one: which of the pairs that may be the same are taken, so that no entry is in two.

The sum of scores is the greatest that there is (the linear assignment problem, solved for each
connected component by itself); a component too large for that is taken greedily and told.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["MOST_CELLS", "assign"]

MOST_CELLS = 4_000_000
"""Entries of one list × entries of the other in a component that is solved exactly."""


def assign(
    edges: Sequence[tuple[int, int]], scores: Sequence[float], *, most_cells: int = MOST_CELLS
) -> tuple[list[int], int]:
    """Return which edges are taken, and how many components were taken greedily.

    Parameters
    ----------
    edges
        Pairs of positions in two lists, none twice.
    scores
        The score of each, above 0.
    most_cells
        How large a component may be to be solved exactly.

    Returns
    -------
    taken : list of int
        Positions in ``edges``, rising; no entry is in two of them.
    greedy : int
        Components in which edges were taken from the highest score down.

    Examples
    --------
    Together 0.8 and 0.8 are more than 0.9 alone:

    >>> assign([(0, 0), (0, 1), (1, 0)], [0.9, 0.8, 0.8])
    ([1, 2], 0)
    """
    if not edges:
        return [], 0
    ends = np.asarray(edges, np.int64)
    weights = np.asarray(scores, np.float64)
    components = _components(ends)
    order = np.argsort(components, kind="stable")
    breaks = np.flatnonzero(np.diff(components[order])) + 1
    taken: list[int] = []
    greedy = 0
    for members in np.split(order, breaks):
        if len(members) == 1:
            taken.append(int(members[0]))
            continue
        rows, row_of = np.unique(ends[members, 0], return_inverse=True)
        columns, column_of = np.unique(ends[members, 1], return_inverse=True)
        if len(rows) * len(columns) > most_cells:
            greedy += 1
            chosen = _greedily(row_of, column_of, weights[members])
        else:
            chosen = _optimally(row_of, column_of, weights[members])
        taken.extend(int(members[at]) for at in chosen)
    return sorted(taken), greedy


def _components(ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the component of each edge."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    rows, columns = int(ends[:, 0].max()) + 1, int(ends[:, 1].max()) + 1
    ones = np.ones(len(ends), np.int8)
    size = rows + columns
    graph = coo_matrix((ones, (ends[:, 0], ends[:, 1] + rows)), shape=(size, size))
    _count, labels = connected_components(graph, directed=False)
    found: npt.NDArray[np.int64] = labels[ends[:, 0]].astype(np.int64)
    return found


def _optimally(
    rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]
) -> list[int]:
    from scipy.optimize import linear_sum_assignment

    matrix = np.zeros((int(rows.max()) + 1, int(columns.max()) + 1))
    matrix[rows, columns] = weights
    best = set(zip(*linear_sum_assignment(matrix, maximize=True), strict=True))
    return [at for at, pair in enumerate(zip(rows, columns, strict=True)) if pair in best]


def _greedily(
    rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]
) -> list[int]:
    used_rows, used_columns, chosen = set(), set(), []
    for at in np.lexsort((columns, rows, -weights)):
        row, column = int(rows[at]), int(columns[at])
        if row not in used_rows and column not in used_columns:
            used_rows.add(row)
            used_columns.add(column)
            chosen.append(int(at))
    return chosen
