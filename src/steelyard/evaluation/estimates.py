"""Several methods side by side for one quantity: their spread, and which input parts them.

The mathematics is in ``steelyard.steps.spread``, what each input does to the spread in
``steelyard.evaluation.estimates_inputs``, what is said of it in
``steelyard.evaluation.estimates_told``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation import admission
from steelyard.evaluation.estimates_inputs import Inputs, inputs_of, values_of
from steelyard.evaluation.resource import Resource
from steelyard.evaluation.with_input import WithInput
from steelyard.i18n import Message, message
from steelyard.scheme.base import Text
from steelyard.scheme.estimates import Estimates
from steelyard.scheme.scheme import Scheme
from steelyard.steps import rank
from steelyard.steps.spread import Spread, driver, spread

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = [
    "HEADINGS",
    "INPUTS",
    "MEDIAN",
    "descending",
    "method_title",
    "resources",
    "table_of",
    "tables",
]

INPUTS = "estimates_inputs"
"""The table of what each input does to the spread."""
MEDIAN = "median"
"""The median of the methods, where it stands beside them as one more."""

HEADINGS: Mapping[str, Message] = {
    "estimate": message("What is estimated"),
    "unit": message("Unit"),
    "period": message("Period"),
    "values": message("Methods with a value"),
    "median": message("Median of the methods"),
    "lowest": message("Lowest value above 0"),
    "lowest_by": message("Method with the lowest"),
    "highest": message("Highest value above 0"),
    "highest_by": message("Method with the highest"),
    "ratio": message("Highest over lowest"),
    "disagree": message("Whether the methods disagree"),
    "not_positive": message("Methods whose value is not above 0"),
    "missing": message("Methods without a value"),
    "driver": message("Input that drives the difference"),
    "driver_value": message("The unit's own value of it"),
    "typical": message("Its typical value"),
    "typical_of": message("Of which units it is typical"),
    "ratio_then": message("Highest over lowest with the typical value"),
    "input": message("Input"),
    "value": message("Value"),
}
"""What the columns are called."""


def table_of(name: str) -> str:
    """Return the name of the table of an estimate."""
    return f"estimates_of_{name}"


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield a table for each estimate that the scheme declares, and one of their inputs."""
    scheme = evaluation.scheme
    key = ("unit",) if scheme.units.period is None else ("unit", "period")
    inputs = []
    for name, (frame, of_inputs) in tables(evaluation).items():
        yield Resource(
            table_of(name).replace("_", "-"),
            f"data/{table_of(name)}.csv",
            frame,
            "What each method gives, side by side: median, lowest and highest, their ratio, and "
            "the input that drives the difference.",
            key,
            titles=_titles(scheme, name),
        )
        inputs.append(of_inputs)
    found = pl.concat(inputs) if inputs else pl.DataFrame()
    if found.height:
        yield Resource(
            INPUTS.replace("_", "-"),
            f"data/{INPUTS}.parquet",
            found,
            "For each input the ratio of the highest to the lowest method that would be left with "
            "the typical value of it.",
            ("estimate", *key, "input"),
            titles={column: HEADINGS[column].render("en") for column in found.columns},
        )


def tables(evaluation: Evaluation) -> dict[str, tuple[pl.DataFrame, pl.DataFrame]]:
    """Return for each estimate a row per unit, and a row per unit and input.

    Returns
    -------
    By name of the estimate, units in the order of the input:

    ``unit``, ``period`` (with periods), the value of each method by its figure, ``values``,
    ``median``, ``lowest``, ``lowest_by``, ``highest``, ``highest_by``, ``ratio``, ``disagree``
    (null where that cannot be told), ``not_positive`` and ``missing`` (methods, with commas
    between), ``driver``, ``driver_value``, ``typical``, ``typical_of`` (``group`` or ``all``),
    ``ratio_then``, and the rank by each method and by the median, ``rank_by_…``.

    ``estimate``, ``unit``, ``period``, ``input``, ``value``, ``typical``, ``typical_of``,
    ``ratio_then``.
    """
    again = WithInput(evaluation)
    found = {}
    for name, declared in evaluation.scheme.estimates.items():
        values = values_of(evaluation, declared)
        apart = spread(values)
        inputs = inputs_of(evaluation, declared, values, again)
        frame = _side_by_side(evaluation, declared, values, apart, inputs)
        found[name] = frame, _by_input(evaluation, name, inputs)
    return found


def descending(scheme: Scheme, declared: Estimates) -> bool:
    """Return whether the highest value is first: as in the ranking, if that is by a method."""
    return scheme.rank.figure not in declared.of or scheme.rank.order == "descending"


def method_title(scheme: Scheme, method: str) -> Text | Message | str:
    """Return what a method is called, or the median of all."""
    if method == MEDIAN:
        return HEADINGS[MEDIAN]
    figure = scheme.derived.get(method) or scheme.table.columns.get(method)
    return (figure.title if figure is not None else None) or method


def _side_by_side(
    evaluation: Evaluation, declared: Estimates, values: Matrix, apart: Spread, inputs: Inputs
) -> pl.DataFrame:
    """Return a row per unit."""
    methods = np.array([*declared.of, None], dtype=object)
    part = driver(apart.size, inputs.size)
    told = ~np.isnan(apart.size)
    return _keys(evaluation).with_columns(
        *(_numbers(name, values[:, at]) for at, name in enumerate(declared.of)),
        pl.Series("values", apart.values),
        _numbers("median", apart.median),
        _numbers("lowest", apart.lowest),
        _texts("lowest_by", methods[apart.lowest_at]),
        _numbers("highest", apart.highest),
        _texts("highest_by", methods[apart.highest_at]),
        _numbers("ratio", apart.ratio),
        _where(pl.Series("disagree", apart.beyond(declared.disagree)), told),
        _named("not_positive", declared.of, values <= 0),
        _named("missing", declared.of, np.isnan(values)),
        _texts("driver", np.array([*inputs.names, None], dtype=object)[part]),
        _numbers("driver_value", _picked(inputs.values, part)),
        _numbers("typical", _picked(inputs.typical, part)),
        _typical_of(_picked(inputs.own.astype(np.float64), part)),
        _numbers("ratio_then", _picked(inputs.ratio, part)),
        *_ranks(evaluation, declared, values, apart.median),
    )


def _by_input(evaluation: Evaluation, name: str, inputs: Inputs) -> pl.DataFrame:
    """Return a row per unit and input."""
    count, each = inputs.values.shape
    return (
        _keys(evaluation)[np.repeat(np.arange(count), each)]
        .select(
            pl.lit(name).alias("estimate"),
            pl.all(),
            pl.Series("input", list(inputs.names) * count, dtype=pl.String),
            _numbers("value", inputs.values.ravel()),
            _numbers("typical", inputs.typical.ravel()),
            _typical_of(np.where(np.isnan(inputs.typical), np.nan, inputs.own).ravel()),
            _numbers("ratio_then", inputs.ratio.ravel()),
        )
        .with_columns(pl.col("estimate").cast(pl.String))
    )


def _ranks(
    evaluation: Evaluation, declared: Estimates, values: Matrix, median: Vector
) -> Iterator[pl.Series]:
    """Yield the rank of each unit by each method and by their median, each list by itself."""
    rule, held = evaluation.scheme.rank, admission.held_of(evaluation)
    for name, column in zip((*declared.of, MEDIAN), (*values.T, median), strict=True):
        own = column if held is None else np.where(held.admitted, column, np.nan)
        ranks = np.full(len(own), np.nan)
        for _period, places in evaluation.lists():
            ranks[places] = rank.rank(
                own[places],
                ties="dense" if rule.ties == "dense" else "competition",
                tolerance=rule.tolerance,
                descending=descending(evaluation.scheme, declared),
            )
        yield _numbers(f"rank_by_{name}", ranks).cast(pl.Int64)


def _keys(evaluation: Evaluation) -> pl.DataFrame:
    units = evaluation.scheme.units
    period = [] if units.period is None else [pl.col(units.period).alias("period")]
    return evaluation.kept_frame.select(pl.col(units.key).alias("unit"), *period)


def _picked(values: Matrix, at: NDArray[np.intp]) -> Vector:
    """Return one column's value of each row, NaN where none is picked."""
    if not values.shape[1]:
        return np.full(len(values), np.nan)
    picked = np.take_along_axis(values, np.maximum(at, 0)[:, None], axis=1)[:, 0]
    return np.where(at < 0, np.nan, picked)


def _numbers(name: str, values: Vector) -> pl.Series:
    return pl.Series(name, values, dtype=pl.Float64).fill_nan(None)


def _texts(name: str, values: NDArray[np.generic]) -> pl.Series:
    return pl.Series(name, values.tolist(), dtype=pl.String)


def _where(column: pl.Series, told: NDArray[np.bool_]) -> pl.Series:
    return pl.select(pl.when(pl.Series(told)).then(column)).to_series().alias(column.name)


def _named(name: str, methods: tuple[str, ...], such: NDArray[np.bool_]) -> pl.Series:
    """Return the methods of each row that are such, with commas between; null where none is."""
    texts = np.full(len(such), None, dtype=object)
    for row in np.flatnonzero(such.any(axis=1)).tolist():
        texts[row] = ", ".join(methods[at] for at in np.flatnonzero(such[row]).tolist())
    return _texts(name, texts)


def _typical_of(own: Vector) -> pl.Series:
    codes = np.full(len(own), None, dtype=object)
    codes[own == 1.0], codes[own == 0.0] = "group", "all"
    return _texts("typical_of", codes)


def _titles(scheme: Scheme, name: str) -> dict[str, str | Text]:
    """Return what the columns of an estimate's table are called, those of methods aside."""
    titles: dict[str, str | Text] = {
        column: title.render("en")
        for column, title in HEADINGS.items()
        if column not in ("estimate", "input", "value")
    }
    for method in (*scheme.estimates[name].of, MEDIAN):
        title = method_title(scheme, method)
        told = title if isinstance(title, str) else title.render("en")
        titles[f"rank_by_{method}"] = message("Rank by {method}", method=told).render("en")
    return titles
