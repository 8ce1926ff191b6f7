"""Means and medians, of all units or within groups: the plainest of imputations.

A group is the units that agree in all of the named group columns. A unit with an unknown label
belongs to none.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.errors import DataError, Problem, nearest
from steelyard.i18n import message
from steelyard.scheme.impute import Mean, Median
from steelyard.steps.block import Block, Labels
from steelyard.steps.calibration import Calibration
from steelyard.steps.summary import moments

__all__ = ["filled", "group_centres", "learn_centres", "medians"]


def learn_centres(block: Block, spec: Mean | Median, engine: Engine) -> Calibration:
    """Learn the centre of each column, or of each column in each group.

    Returns
    -------
    Calibration
        Without groups the parameter ``centre``, (columns,). With groups the parameter
        ``groups``, the labels, (groups, group columns), and the table ``centres``, (groups,
        columns).
    """
    if not spec.by:
        return Calibration({"centre": _centre(block.values, spec, engine)})
    keys = _keys(block, spec.by)
    known = np.flatnonzero((keys != "").all(axis=1))
    labels, member = np.unique(keys[known], axis=0, return_inverse=True)
    centres = np.empty((len(labels), len(block.columns)))
    for group, rows in enumerate(_members(member.ravel(), len(labels))):
        centres[group] = _centre(block.values[known[rows]], spec, engine)
    return Calibration({"groups": labels}, {"centres": centres})


def _members(member: NDArray[np.intp], groups: int) -> Iterator[NDArray[np.intp]]:
    """Yield the rows of each group."""
    order = np.argsort(member, kind="stable")
    ends = np.cumsum(np.bincount(member, minlength=groups))
    yield from np.split(order, ends[:-1]) if groups else ()


def _centre(values: Matrix, spec: Mean | Median, engine: Engine) -> Vector:
    return moments(values, engine).mean if isinstance(spec, Mean) else medians(values, engine)


def medians(values: Matrix, engine: Engine) -> Vector:
    """Return the median of each column: the mean of the middle two of an even number.

    Parameters
    ----------
    values
        (units, columns).
    engine
        Where columns are sorted.
    """
    found = np.full(values.shape[1], np.nan)
    for at in range(values.shape[1]):
        ordered = engine.sort(values[:, at])
        count = len(ordered)
        if count:
            found[at] = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return found


def group_centres(block: Block, by: tuple[str, ...], calibration: Calibration) -> Matrix:
    """Return for each unit the centres of its group, NaN where it has none.

    Parameters
    ----------
    block
        (units,) any units.
    by
        The group columns.
    calibration
        What :func:`learn_centres` found.

    Returns
    -------
    Matrix
        (units, columns).
    """
    labels = calibration.parameters["groups"].tolist()
    places = {tuple(label): place for place, label in enumerate(labels)}
    none = len(labels)
    rows = [places.get(tuple(key), none) for key in _keys(block, by).tolist()]
    centres = calibration.tables["centres"]
    return np.vstack([centres, np.full((1, len(block.columns)), np.nan)])[rows]


def _keys(block: Block, by: tuple[str, ...]) -> Labels:
    for name in by:
        if name not in block.groups:
            known = list(block.groups)
            raise DataError(
                Problem(
                    message(
                        "There is no group column “{name}” to impute by; there are: {known}.",
                        name=name,
                        known=", ".join(known) or "–",
                    ),
                    nearest=nearest(name, known),
                )
            )
    return np.stack([block.groups[name] for name in by], axis=1)


def filled(values: Matrix, replacement: Matrix | Vector | float) -> Matrix:
    """Return the values, missing ones replaced.

    Parameters
    ----------
    values
        (units, columns).
    replacement
        (units, columns), (columns,) or a number.
    """
    return np.where(np.isnan(values), replacement, values)
