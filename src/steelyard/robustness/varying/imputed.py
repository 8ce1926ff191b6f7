"""Multiple imputation: cells that a step filled are drawn, from donors or around their figure.

D. B. Rubin (1987), Multiple Imputation for Nonresponse in Surveys,
doi:10.1002/9780470316696; hot deck: R. R. Andridge, R. J. A. Little (2010),
doi:10.1111/j.1751-5823.2010.00103.x.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.steps import Learning
from steelyard.robustness.draws import LEAST
from steelyard.robustness.lines import step_of
from steelyard.robustness.varying.batch import parts
from steelyard.robustness.varying.course import Course
from steelyard.robustness.varying.errors import OPEN, Range, held
from steelyard.scheme.impute import Last, Linear
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import NormaliseStep, Step, TreatStep
from steelyard.steps.block import Block, Labels

__all__ = ["ImputedCells", "Pool", "around", "from_donors", "imputable", "pools"]

Method = Literal["donors", "normal"]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class ImputedCells:
    """The cells that may be imputed, and where their draws are.

    Parameters
    ----------
    method
        How they are drawn.
    cells
        Which of the uniforms are theirs.
    places
        For each column of the block the uniform of each row as read, counted within
        ``cells``; -1 for cells that are not missing.
    ranges
        The range within which draws around a figure are held, by column.
    """

    method: Method
    cells: slice
    places: Mapping[str, Rows]
    ranges: Mapping[str, Range]

    def draw(
        self,
        name: str,
        pool: Pool,
        before: Matrix,
        after: Matrix,
        uniforms: Matrix,
        places: Rows,
    ) -> Matrix:
        """Return the figures of the cells of a pool; (cells, replications).

        Parameters
        ----------
        name
            The column.
        pool
            The cells and those that served them.
        before, after
            (rows, replications) the column before and after it was imputed.
        uniforms
            (replications, width) all uniforms.
        places
            (rows,) the uniform of each row.
        """
        own = uniforms[:, self.cells][:, places[pool.filled]].T
        figures = after[pool.filled]
        if self.method == "donors":
            return from_donors(before[pool.known], figures, own)
        enough = pool.known if len(pool.known) > 1 else pool.all_known
        return held(around(figures, before[enough], own), self.ranges.get(name, OPEN))


def imputable(method: Method, scheme: Scheme, course: Course, start: int) -> ImputedCells:
    """Return the cells that are missing before the last imputation, numbered.

    Parameters
    ----------
    method
        How they are drawn.
    scheme
        The scheme.
    course
        The nominal way through the steps; alternatives change nothing before the imputation
        by which cells would be missing.
    start
        The first of the uniforms that is free.
    """
    at = step_of(course.line.steps, "impute")
    places: dict[str, Rows] = {}
    count = 0
    if at is not None:
        block = course.legs[at].before.there
        rows = course.legs[at].origins[block.places]
        for column, values in zip(block.columns, block.values.T, strict=True):
            gaps = rows[np.isnan(values)]
            places[column] = np.full(course.frame.height, -1)
            places[column][gaps] = count + np.arange(len(gaps))
            count += len(gaps)
    ranges = {} if at is None else _ranges(scheme, course.line.steps[:at])
    return ImputedCells(method, slice(start, start + count), places, ranges)


def _ranges(scheme: Scheme, before: Sequence[Step]) -> dict[str, Range]:
    """Return the ranges of the columns that go into an imputation as they were read."""
    if any(isinstance(step, TreatStep | NormaliseStep) for step in before):
        return {}
    declared, nodes = scheme.table.columns, scheme.indicators()
    behind = {name: name for name in declared}
    behind |= {name: node.indicator or name for name, node in nodes.items()}
    return {
        name: declared[figure].range or OPEN
        for name, figure in behind.items()
        if figure in declared
    }


@dataclass(frozen=True)
class Pool:
    """Cells of a column that are imputed from the same figures.

    Parameters
    ----------
    filled
        The rows of the cells.
    known
        The rows with the figures that serve them.
    all_known
        The rows with figures of the column, whomever they serve.
    """

    filled: Rows
    known: Rows
    all_known: Rows


def pools(
    block: Block,
    column: Vector,
    filled: NDArray[np.bool_],
    spec: Any,
    learning: Learning,
    within: Labels | None,
) -> Iterator[Pool]:
    """Yield the cells of a column that were filled, with the units by which they were.

    Those are the units of the same group where the method goes by groups, the unit's own
    periods where it looks at other periods, else all units from which the step learned.

    Parameters
    ----------
    block
        The block before the step.
    column
        (rows,) the column before it.
    filled
        (rows,) which of its cells are drawn.
    spec, learning, within
        How it was imputed.
    """
    member = _members(block, spec)
    known = ~np.isnan(column)
    for rows, taught in parts(spec, block, learning, within):
        serving = taught & known
        for label in np.unique(member[rows & filled]).tolist():
            yield Pool(
                np.flatnonzero(rows & filled & (member == label)),
                np.flatnonzero(serving & (member == label)),
                np.flatnonzero(known if serving.sum() < 2 else serving),
            )


def _members(block: Block, spec: Any) -> Rows:
    """Return a number for each row, alike for those that serve each other."""
    if isinstance(spec, Last | Linear):
        return np.unique(block.units.astype(np.str_), return_inverse=True)[1].ravel()
    by = getattr(spec, "by", ())
    if not by:
        return np.zeros(len(block.values), dtype=np.intp)
    keys = np.stack([block.groups[name].astype(np.str_) for name in by], axis=1)
    return np.unique(keys, axis=0, return_inverse=True)[1].ravel()


def from_donors(donors: Matrix, figures: Matrix, uniforms: Matrix) -> Matrix:
    """Return for each cell the figure of a donor, all equally likely.

    Where there is no donor, or its figure is missing, the imputed figure stays.

    Parameters
    ----------
    donors
        (donors, replications).
    figures, uniforms
        (cells, replications).

    Examples
    --------
    >>> known = np.array([[1.0], [2.0], [4.0]])
    >>> from_donors(known, np.array([[9.0], [9.0]]), np.array([[0.0], [0.99]])).ravel().tolist()
    [1.0, 4.0]
    """
    if len(donors) == 0:
        return figures
    picked = (uniforms * len(donors)).astype(np.intp)
    drawn = np.take_along_axis(donors, picked, axis=0)
    return np.where(np.isnan(drawn), figures, drawn)


def around(figures: Matrix, known: Matrix, uniforms: Matrix) -> Matrix:
    """Return x + s·Φ⁻¹(u), with s the sample standard deviation of the figures known.

    Parameters
    ----------
    figures, uniforms
        (cells, replications).
    known
        (units, replications); with less than two there is nothing to tell s by, and x stays.
    """
    from scipy.special import ndtri

    if len(known) < 2:
        return figures
    with np.errstate(invalid="ignore"):
        drawn: Matrix = figures + _deviation(known) * ndtri(np.maximum(uniforms, LEAST))
    return drawn


def _deviation(known: Matrix) -> Vector:
    """Return the sample standard deviation of each replication, 0 for less than two figures."""
    there = ~np.isnan(known)
    count = there.sum(axis=0)
    mean = np.where(there, known, 0.0).sum(axis=0) / np.maximum(count, 1)
    squares = np.where(there, (known - mean) ** 2, 0.0).sum(axis=0)
    deviation: Vector = np.sqrt(squares / np.maximum(count - 1, 1))
    return deviation
