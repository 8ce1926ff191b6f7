"""Treating units with what was learned, and telling what a reader should know of it.

A unit that was not there when the treatment was learned is treated like the others: brought
in to the learned bounds, transformed with the learned constants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix
from steelyard.errors import DataError
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.treat import NoTreatment, Treat, Treatment, Winsorise
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from steelyard.steps.treat.learning import undefined
from steelyard.steps.treat.shape import Limits
from steelyard.steps.treat.stages import Stage, transformed

__all__ = ["apply", "findings"]


@dataclass(frozen=True)
class _Use:
    """A method and the columns that it is used on, with what it learned of each."""

    method: Treatment
    columns: NDArray[np.intp]
    stage: Stage


def apply(block: Block, spec: Treat, calibration: Calibration, engine: Engine) -> Block:
    """Treat the columns that were found to need it; missing cells stay missing.

    Parameters
    ----------
    block
        Any units, with the columns that were learned from.
    spec
        The chain.
    calibration
        What :func:`steelyard.steps.treat.learn` found.
    engine
        Where the pass runs.

    Raises
    ------
    DataError
        With every column that has a figure for which its method is not defined.
    """
    uses = tuple(_uses(spec, calibration))
    if not uses:
        return block
    treated = engine.map(block.values, lambda rows: _treated(rows, uses))
    problems = []
    for use in uses:
        if not isinstance(use.method, Winsorise | NoTreatment):
            for at in use.columns.tolist():
                wrong = ~np.isfinite(treated[:, at]) & ~np.isnan(block.values[:, at])
                if wrong.any():
                    figure = float(block.values[wrong, at].min())
                    problems.append(undefined(block, at, figure, use.method))
    if problems:
        raise DataError(problems)
    return block.with_values(treated)


def _uses(spec: Treat, calibration: Calibration) -> Iterator[_Use]:
    found = calibration.parameters
    for number, method in enumerate(spec.methods):
        columns = np.flatnonzero(found["used"][..., number].astype(np.bool_))
        if len(columns):
            learned = (found[name][columns, number].astype(np.float64) for name in Stage._fields)
            yield _Use(method, columns, Stage(*learned))


def _treated(rows: Matrix, uses: tuple[_Use, ...]) -> Matrix:
    treated = rows.copy()
    for use in uses:
        treated[:, use.columns] = transformed(use.method, treated[:, use.columns], use.stage)
    return treated


def findings(block: Block, spec: Treat, calibration: Calibration) -> list[Finding]:
    """Return what the treatment could not do, and which figures it held at a learned bound.

    Parameters
    ----------
    block
        The units before they are treated.
    spec
        The chain.
    calibration
        What :func:`steelyard.steps.treat.learn` found.
    """
    return [*_still_flagged(block, spec, calibration), *_beyond(block, spec, calibration)]


def _still_flagged(block: Block, spec: Treat, calibration: Calibration) -> Iterator[Finding]:
    """Yield the columns that no method of the chain brought within the limits."""
    if all(isinstance(method, NoTreatment) for method in spec.methods):
        return
    limits = Limits(spec.skewness, spec.kurtosis)
    shapes = zip(
        calibration.parameters["skewness"].tolist(),
        calibration.parameters["kurtosis"].tolist(),
        block.columns,
        strict=True,
    )
    for skewness, kurtosis, column in shapes:
        tried = [pair for pair in zip(skewness, kurtosis, strict=True) if not np.isnan(pair[0])]
        if tried and not limits.passed(*tried[-1]):
            yield Finding(
                "outliers-remain",
                message(
                    "Skewness {skewness:.2f} and kurtosis {kurtosis:.2f} are still beyond the "
                    "limits after the treatment.",
                    skewness=tried[-1][0],
                    kurtosis=tried[-1][1],
                ),
                "warning",
                column=column,
            )


def _beyond(block: Block, spec: Treat, calibration: Calibration) -> Iterator[Finding]:
    """Yield the figures for which a transformation is not defined with what was learned."""
    current = block.values
    for use in _uses(spec, calibration):
        part = current[:, use.columns]
        if not isinstance(use.method, Winsorise):
            held = (part < use.stage.lower) | (part > use.stage.upper)
            for row, number in np.argwhere(held).tolist():
                yield Finding(
                    "beyond-treatment",
                    message(
                        "{figure:g} lies beyond the figures from which the treatment {method} was "
                        "learned, and counts as the last of them.",
                        figure=float(part[row, number]),
                        method=use.method.method,
                    ),
                    "warning",
                    column=block.columns[use.columns[number]],
                    unit=str(block.units[row]),
                )
        current = _treated(current, (use,))
