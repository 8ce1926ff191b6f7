"""Steps over replications: one indicator's replications side by side, as if they were columns.

Each then learns from its own figures, in one pass for all. Imputations that look at
several indicators at once go through replication by replication, which is slow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix
from steelyard.evaluation.steps import Learning
from steelyard.scheme.impute import EM, Nearest
from steelyard.steps.block import Block, Labels

__all__ = ["couples", "parts", "replications", "side_by_side", "together"]

Rows = NDArray[np.bool_]


def couples(spec: object) -> bool:
    """Return whether a method looks at several indicators at once."""
    return isinstance(spec, Nearest | EM)


def parts(
    spec: object, block: Block, learning: Learning, within: Labels | None
) -> Iterator[tuple[Rows, Rows]]:
    """Yield the rows that a step goes through by themselves, and those that it learns from."""
    if getattr(spec, "across_periods", False) and within is None:
        learning = Learning("all")
    for _label, rows, taught in learning.parts(block, within):
        yield rows, taught


def side_by_side(
    module: ModuleType,
    block: Block,
    spec: Any,
    learning: Learning,
    within: Labels | None,
    engine: Engine,
) -> Matrix:
    """Put a block whose columns share their settings through a step.

    Parameters
    ----------
    module
        The module with the step's ``learn`` and ``apply``.
    block
        (rows, columns) the columns.
    spec
        The settings of all of them.
    learning, within
        From which rows to learn, and the labels to learn within.

    Returns
    -------
    (rows, columns), each column contiguous.
    """
    done = np.full_like(block.values, np.nan)
    for rows, taught in parts(spec, block, learning, within):
        source = block if taught.all() else block.rows(taught)
        calibration = module.learn(source, spec, engine)
        if rows.all():
            return np.asfortranarray(module.apply(block, spec, calibration, engine).values)
        done[rows] = module.apply(block.rows(rows), spec, calibration, engine).values
    return done


def replications(block: Block, name: str, values: Matrix) -> Block:
    """Return a block of one indicator with a column per replication.

    Parameters
    ----------
    block
        The block that the indicator is a column of.
    name
        The indicator.
    values
        (rows, replications).
    """
    direction = block.directions[block.columns.index(name)]
    count = values.shape[1]
    return replace(
        block,
        values=np.asfortranarray(values),
        columns=(name,) * count,
        directions=np.full(count, direction),
    )


def together(
    module: ModuleType,
    block: Block,
    varied: Mapping[str, Matrix],
    spec: Any,
    learning: Learning,
    within: Labels | None,
    engine: Engine,
) -> dict[str, Matrix]:
    """Put columns through a step that looks at them together, replication by replication.

    Parameters
    ----------
    block
        The columns that share the settings, with the figures of the columns that do not vary.
    varied
        (rows, replications) by column, those that vary.

    Returns
    -------
    (rows, replications) by column: those that vary, and those with gaps, which may have been
    filled from them.
    """
    count = next(iter(varied.values())).shape[1]
    gaps = [bool(np.isnan(column).any()) for column in block.values.T]
    places = {name: at for at, name in enumerate(block.columns) if name in varied or gaps[at]}
    done = {name: np.empty((len(block.values), count), order="F") for name in places}
    for replication in range(count):
        values = block.values.copy(order="F")
        for name, drawn in varied.items():
            values[:, places[name]] = drawn[:, replication]
        filled = side_by_side(module, block.with_values(values), spec, learning, within, engine)
        for name, at in places.items():
            done[name][:, replication] = filled[:, at]
    return done
