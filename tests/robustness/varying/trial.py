"""Small schemes with figures that vary, and replications rebuilt one by one.

What Steelyard draws for many replications at once is compared with evaluations of tables
into which the draws were written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl

from steelyard import Dataset, Scheme, evaluate
from steelyard.engines import Matrix, Vector
from steelyard.evaluation.evaluation import Evaluation
from steelyard.robustness.draws import uniforms
from steelyard.robustness.lines import Line
from steelyard.robustness.varying import Varied, Varying
from steelyard.scheme.assumptions import Error, Errors, Imputed, Rule

ALIKE = 1e-12
"""Relative difference up to which two ways of computing a score agree."""


def errors(**data: Any) -> Errors:
    return Errors.model_validate({"data": data})


def rule(node: str, setting: str, lower: float, upper: float) -> Rule:
    found = {"node": node, "setting": setting, "between": (lower, upper)}
    return Rule.model_validate({"rule": found})


def evaluated(scheme: Scheme, frames: Mapping[str, pl.DataFrame] | pl.DataFrame) -> Evaluation:
    tables = frames if isinstance(frames, Mapping) else {scheme.units.table: frames}
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, tables))


def drawn(
    evaluation: Evaluation,
    assumptions: Mapping[str, Errors | Imputed | Rule],
    count: int = 5,
    line: Line | None = None,
) -> tuple[Varying, Matrix, Varied]:
    """What varies, the uniforms, and what they give."""
    varying = Varying.of(evaluation, assumptions)
    numbers = uniforms(0, 0, 0, count, varying.width)
    found = varying.draw(numbers, line or Line.of(evaluation.scheme))
    assert found.figures.keys() <= varying.may_vary
    return varying, numbers, found


def by_hand(figure: Vector, error: Error, numbers: Vector, frame: pl.DataFrame) -> Vector:
    """The draw of a column, cell by cell."""
    found = figure.copy()
    for row, number in enumerate(numbers.tolist()):
        normal = NormalDist().inv_cdf(max(number, 2.0**-54))
        told = {n: frame[n][row] for n in frame.columns}
        if error.relative is not None:
            found[row] += abs(figure[row]) * error.relative * normal
        elif isinstance(error.standard_error, str):
            deviation = told[error.standard_error]
            found[row] += 0.0 if deviation is None else deviation * normal
        elif error.standard_error is not None:
            found[row] += error.standard_error * normal
        elif error.between is not None:
            lower, upper = (told[name] for name in error.between)
            if lower is not None and upper is not None and not np.isnan(figure[row]):
                found[row] = lower + number * (upper - lower)
        else:
            width = error.half_width or error.rounding / 2  # type: ignore[operator]
            found[row] += width * (2 * number - 1)
    return found


def rebuilt(
    varying: Varying, assumptions: Mapping[str, Any], numbers: Vector
) -> tuple[Evaluation, Dataset]:
    """The evaluation of one replication, its draws written into the table."""
    evaluation = varying.evaluation
    table = evaluation.scheme.units.table
    frame = evaluation.data.tables[table]
    columns = []
    for name, assumption in assumptions.items():
        own = numbers[varying.groups[name]]
        parts = np.split(own, len(assumption.data))
        for (column, error), part in zip(assumption.data.items(), parts, strict=True):
            figure = frame[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
            cells = by_hand(figure, error, part, frame)
            columns.append(pl.Series(column, cells).fill_nan(None))
    data = replace(
        evaluation.data,
        tables={**evaluation.data.tables, table: frame.with_columns(columns)},
    )
    return evaluate(evaluation.scheme, data), data


def score(evaluation: Evaluation, indicator: str) -> Vector:
    """An indicator's normalised score of each ranked unit."""
    return evaluation.block.values[:, evaluation.block.columns.index(indicator)]


def assert_alike(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found, expected, rtol=ALIKE, atol=ALIKE, equal_nan=True)


def assert_same_as_rebuilt(
    evaluation: Evaluation, assumptions: Mapping[str, Errors], count: int = 3
) -> Varied:
    """Every replication of every indicator is what evaluating its own table gives."""
    varying, numbers, found = drawn(evaluation, assumptions, count)
    for at in range(count):
        one, _data = rebuilt(varying, assumptions, numbers[at])
        for indicator in evaluation.scheme.indicators():
            expected = score(one, indicator)
            if indicator in found.figures:
                assert_alike(found.figures[indicator][at], expected)
            else:
                assert_alike(score(evaluation, indicator), expected)
    return found
