"""Which indicators need treatment, and which method of the chain helps.

A chain works on a column's figures in their order: no method changes the order, and neither
skewness nor kurtosis depends on which unit has which figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.engines import Engine, Vector
from steelyard.errors import DataError, Problem
from steelyard.i18n import message
from steelyard.scheme.treat import Treat, Treatment
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from steelyard.steps.treat.shape import Limits, shape, shape_of_figures
from steelyard.steps.treat.stages import Stage, fitted, transformed

__all__ = ["learn", "undefined"]


@dataclass(frozen=True)
class _Attempt:
    """A method that was tried on a column, and the figures after it, if they are defined."""

    stage: Stage
    figures: Vector
    defined: bool
    skewness: float
    kurtosis: float


def learn(block: Block, spec: Treat, engine: Engine) -> Calibration:
    """Flag indicators and find the method that each needs.

    Parameters
    ----------
    block
        The units; all columns follow the same spec.
    spec
        The chain and its limits.
    engine
        Where the passes run.

    Returns
    -------
    Calibration
        Parameters with an entry per column. ``skewness`` and ``kurtosis`` have one more for
        each stage: before, and after each method that was tried (NaN for the others). For each
        method of the chain: ``used``, whether it is what the column gets; ``points``, how many
        figures winsorising brought in; ``lower``, ``upper``, ``origin``, ``offset``, ``sign``,
        ``exponent`` as :class:`steelyard.steps.treat.stages.Stage` has them.

    Raises
    ------
    DataError
        With every column that has a figure for which its method is not defined.
    """
    limits = Limits(spec.skewness, spec.kurtosis)
    before = shape(block.values, engine)
    flagged = limits.flags(before.skewness, before.kurtosis) | (spec.when == "always")
    attempts: dict[int, list[_Attempt]] = {}
    problems = []
    for at in np.flatnonzero(flagged & bool(spec.methods)).tolist():
        ordered = engine.sort(block.values[:, at])
        if len(ordered):
            attempts[at] = _tried(ordered, float(before.skewness[at]), spec, limits)
            if not attempts[at][-1].defined:
                figure = ordered[~np.isfinite(attempts[at][-1].figures)][0]
                method = spec.methods[len(attempts[at]) - 1]
                problems.append(undefined(block, at, float(figure), method))
    if problems:
        raise DataError(problems)
    return _calibration(before.skewness, before.kurtosis, attempts, spec)


def _tried(ordered: Vector, skewness: float, spec: Treat, limits: Limits) -> list[_Attempt]:
    """Try the methods in turn, until the figures pass or are not defined."""
    attempts: list[_Attempt] = []
    for method in spec.methods:
        stage = fitted(method, ordered, skewness, limits)
        figures = transformed(method, ordered, stage)
        defined = bool(np.isfinite(figures).all())
        after = shape_of_figures(figures) if defined else (np.nan, np.nan)
        attempts.append(_Attempt(stage, figures, defined, *after))
        if not defined or limits.passed(*after):
            break
        if spec.combine:
            ordered, skewness = figures, after[0]
    return attempts


def _calibration(
    skewness: Vector, kurtosis: Vector, attempts: dict[int, list[_Attempt]], spec: Treat
) -> Calibration:
    columns, methods = len(skewness), len(spec.methods)
    shapes = np.full((2, columns, methods + 1), np.nan)
    shapes[:, :, 0] = skewness, kurtosis
    stages = np.empty((len(Stage._fields), columns, methods))
    stages[:] = np.array(Stage())[:, np.newaxis, np.newaxis]
    used = np.zeros((columns, methods), dtype=np.bool_)
    for at, tried in attempts.items():
        for number, attempt in enumerate(tried):
            shapes[:, at, number + 1] = attempt.skewness, attempt.kurtosis
            stages[:, at, number] = attempt.stage
        used[at, 0 if spec.combine else len(tried) - 1 : len(tried)] = True
    return Calibration(
        {
            "skewness": shapes[0],
            "kurtosis": shapes[1],
            "used": used,
            **dict(zip(Stage._fields, stages, strict=True)),
        }
    )


def undefined(block: Block, at: int, figure: float, method: Treatment) -> Problem:
    """Return the problem that a method is not defined for a figure of a column."""
    unit = block.units[np.flatnonzero(block.values[:, at] == figure)[0]]
    return Problem(
        message(
            "The treatment {method} is not defined for {figure:g}, the figure of “{unit}”. It "
            "needs figures above zero (square_root: not below zero); log_ct takes any.",
            method=method.method,
            figure=figure,
            unit=str(unit),
        ),
        field=block.columns[at],
    )
