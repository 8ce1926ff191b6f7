"""What a method of imputation learns, and how it fills the cells of any unit.

Each method stands in a module of its own; here the declared one is found and run.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from steelyard.engines import Engine
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.impute import (
    EM,
    Constant,
    Impute,
    Last,
    Linear,
    Mean,
    Median,
    Nearest,
    NoImputation,
)
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from steelyard.steps.impute import centres, em, nearest, periods

__all__ = ["apply", "findings", "learn"]


def learn(block: Block, spec: Impute, engine: Engine) -> Calibration:
    """Learn what ``spec`` needs to fill the missing cells of any unit.

    Parameters
    ----------
    block
        The units; all columns follow the same spec.
    spec
        The method.
    engine
        Where the passes run.

    Returns
    -------
    Calibration
        Empty for no imputation, a constant and linear interpolation; ``periods`` for the last
        known figure; for the others see ``learn_…`` of their modules.

    Raises
    ------
    DataError
        If the method needs groups or periods that the block does not have.
    """
    match spec:
        case Mean() | Median():
            return centres.learn_centres(block, spec, engine)
        case Last():
            return Calibration({"periods": periods.distinct_periods(block)})
        case Nearest():
            return nearest.learn_neighbours(block, engine)
        case EM():
            return em.learn_normal(block, spec, engine)
        case NoImputation() | Constant() | Linear():
            return Calibration()


def apply(block: Block, spec: Impute, calibration: Calibration, engine: Engine) -> Block:
    """Fill the missing cells; the others stay as they are, to the bit.

    Parameters
    ----------
    block
        Any units, with the columns that were learned from.
    spec
        The method.
    calibration
        What :func:`learn` found.
    engine
        Where the pass runs.

    Raises
    ------
    DataError
        If the method needs groups or periods that the block does not have.
    """
    if isinstance(spec, NoImputation) or not np.isnan(block.values).any():
        return block
    match spec:
        case Mean() | Median() if spec.by:
            return _apply_groups(block, spec, calibration)
        case Mean() | Median():
            centre = calibration.parameters["centre"].astype(np.float64)
            return block.with_values(
                engine.map(block.values, lambda rows: centres.filled(rows, centre))
            )
        case Constant():
            return block.with_values(
                engine.map(block.values, lambda rows: centres.filled(rows, spec.value))
            )
        case Last():
            learned = calibration.parameters["periods"].astype(np.float64)
            return block.with_values(periods.fill(block, spec, learned))
        case Linear():
            return block.with_values(periods.fill(block, spec, np.empty(0)))
        case Nearest():
            return block.with_values(
                engine.map(block.values, lambda rows: nearest.fill(rows, spec, calibration))
            )
        case EM():
            return block.with_values(
                engine.map(block.values, lambda rows: em.fill(rows, calibration))
            )


def _apply_groups(block: Block, spec: Mean | Median, calibration: Calibration) -> Block:
    gaps = np.flatnonzero(np.isnan(block.values).any(axis=1))
    values = block.values.copy()
    replacement = centres.group_centres(block.rows(gaps), spec.by, calibration)
    values[gaps] = centres.filled(values[gaps], replacement)
    return block.with_values(values)


def findings(after: Block, spec: Impute, calibration: Calibration) -> list[Finding]:
    """Return what the imputation could not do.

    Parameters
    ----------
    after
        The block after the step.
    spec
        The method.
    calibration
        What :func:`learn` found.
    """
    if isinstance(spec, NoImputation):
        return []
    return [*_not_converged(spec, calibration), *_still_missing(after)]


def _not_converged(spec: Impute, calibration: Calibration) -> Iterator[Finding]:
    if isinstance(spec, EM) and not calibration.parameters["converged"].all():
        yield Finding(
            "not-converged",
            message(
                "The EM algorithm had not come to rest after {iterations} iterations; what it "
                "imputed may still be some way off.",
                iterations=int(calibration.parameters["iterations"][0]),
            ),
            "warning",
        )


def _still_missing(after: Block) -> Iterator[Finding]:
    counts = np.isnan(after.values).sum(axis=0)
    for at in np.flatnonzero(counts).tolist():
        yield Finding(
            "left-missing",
            message(
                "{count} values stay missing: the imputation has nothing to go by.",
                count=int(counts[at]),
            ),
            "warning",
            column=after.columns[at],
        )
