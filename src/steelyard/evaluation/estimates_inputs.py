"""What each input does to the spread of methods: all figures derived again with a typical value.

For each input in turn all units are given the value that is typical of their group, and all
figures that depend on it are derived again. The input whose setting leaves the least ratio of the
highest to the lowest drives the disagreement of the methods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.blocks import labels_of, numbers_of
from steelyard.evaluation.with_input import WithInput
from steelyard.scheme.estimates import Estimates
from steelyard.steps.spread import spread, typical

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["Inputs", "inputs_of", "values_of"]


@dataclass(frozen=True)
class Inputs:
    """What is left of the spread with each input at its typical value.

    Parameters
    ----------
    names
        The inputs.
    values, typical
        (units, inputs) each unit's own figure, and the one that is typical.
    own
        (units, inputs) whether that is the median of the unit's group, not of all units.
    ratio, size
        (units, inputs) the ratio and the spread that are left; see
        :class:`~steelyard.steps.spread.Spread`. No ratio where a value falls to 0 or below.
    """

    names: tuple[str, ...]
    values: Matrix
    typical: Matrix
    own: NDArray[np.bool_]
    ratio: Matrix
    size: Matrix


def values_of(evaluation: Evaluation, declared: Estimates) -> Matrix:
    """Return what each method gives, NaN for none; (units, methods)."""
    return _figures(evaluation.kept_frame, declared.of)


def _figures(frame: pl.DataFrame, names: Sequence[str]) -> Matrix:
    """Return columns as figures, NaN for what is not known; what is not there is not known."""
    unknown = np.full(frame.height, np.nan)
    return np.column_stack(
        [numbers_of(frame[name]) if name in frame.columns else unknown for name in names]
    )


def inputs_of(
    evaluation: Evaluation, declared: Estimates, values: Matrix, again: WithInput
) -> Inputs:
    """Return what each input does to the spread, all units at once."""
    frame, names = evaluation.kept_frame, declared.inputs
    size = (len(values), len(names))
    if not names:
        nothing = np.empty(size)
        return Inputs(names, nothing, nothing, nothing.astype(np.bool_), nothing, nothing)
    figures = _figures(frame, names)
    medians, own = typical(figures, *_circles(evaluation, declared))
    ratio, left = np.full(size, np.nan), np.full(size, np.nan)
    for at, name in enumerate(names):
        # What is not known stays so: a typical value makes up no figure.
        given = np.where(np.isnan(figures[:, at]), np.nan, medians[:, at])
        then = _with(evaluation, declared, values, again, name, given)
        lost = (np.isnan(then) & ~np.isnan(values)).any(axis=1)
        # A method that had no value is left out here too.
        found = spread(np.where(np.isnan(values), np.nan, then))
        told = ~lost & ~np.isnan(given)
        # A ratio without a method that was above 0 would only seem to be less.
        fallen = ((values > 0) & ~(then > 0)).any(axis=1)
        ratio[:, at] = np.where(told & ~fallen, found.ratio, np.nan)
        left[:, at] = np.where(told, found.size, np.nan)
    return Inputs(names, figures, medians, own & (declared.within is not None), ratio, left)


def _circles(
    evaluation: Evaluation, declared: Estimates
) -> tuple[NDArray[np.generic], NDArray[np.generic]]:
    """Return the group of each unit, and among which units it is: those of its period."""
    frame, period = evaluation.kept_frame, evaluation.scheme.units.period
    alike = np.zeros(frame.height, dtype=np.intp)
    times = alike if period is None else numbers_of(frame[period])
    if declared.within is None:
        return alike, times
    return labels_of(frame[declared.within]), times


def _with(
    evaluation: Evaluation,
    declared: Estimates,
    values: Matrix,
    again: WithInput,
    name: str,
    given: Vector,
) -> Matrix:
    """Return what the methods give with an input set; (units, methods)."""
    rows = evaluation.index
    whole = _figures(evaluation.units_frame, (name,))[:, 0]
    whole[rows] = given
    found = again.figures(name, whole, declared.of)
    then = values.copy()
    for at, method in enumerate(declared.of):
        if method in found:
            then[:, at] = found[method][rows]
    return then
