"""The last known figure and interpolation: Polars, NumPy, R's approx, and cases by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from numpy.typing import ArrayLike

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.scheme.impute import Last, Linear
from steelyard.steps import impute
from steelyard.steps.block import Block

ENGINE = LocalEngine()
NAN = float("nan")
UNITS, YEARS = 30, 9


def block(values: object, units: list[str], periods: ArrayLike) -> Block:
    matrix = np.array(values, dtype=np.float64).reshape(len(units), -1)
    return Block(
        matrix,
        tuple(f"i{at}" for at in range(matrix.shape[1])),
        np.ones(matrix.shape[1]),
        np.array(units, dtype=np.str_),
        periods=np.array(periods, dtype=np.float64),
    )


def series(*figures: float, periods: list[float] | None = None) -> Block:
    """Return one unit over time."""
    return block(figures, ["a"] * len(figures), periods or list(range(len(figures))))


def imputed(given: Block, spec: Last | Linear, reference: Block | None = None) -> Matrix:
    calibration = impute.learn(given if reference is None else reference, spec, ENGINE)
    return impute.apply(given, spec, calibration, ENGINE).values


def filled(given: Block, spec: Last | Linear) -> list[float]:
    return imputed(given, spec)[:, 0].tolist()


def panel(seed: int) -> Block:
    """Return a shuffled panel, a third of it missing, with uneven periods."""
    random = np.random.default_rng(seed)
    values = random.normal(size=(UNITS * YEARS, 3))
    values[random.random(values.shape) < 0.35] = NAN
    years = np.cumsum(random.integers(1, 4, size=YEARS)) + 2000
    order = random.permutation(UNITS * YEARS)
    units = [f"u{at // YEARS}" for at in order]
    return block(values, units, years[order % YEARS])


@pytest.mark.parametrize("at_most", [None, 1, 2])
def test_polars_fills_forward(at_most: int | None) -> None:
    given = panel(7)
    frame = pl.DataFrame(given.values, schema=["x", "y", "z"]).fill_nan(None)
    frame = frame.with_columns(unit=given.units, period=given.periods).with_row_index()
    theirs = (
        frame.sort("unit", "period")
        .with_columns(pl.col("x", "y", "z").forward_fill(at_most).over("unit"))
        .sort("index")
        .select(pl.col("x", "y", "z").fill_null(NAN))
    )
    np.testing.assert_array_equal(imputed(given, Last(at_most=at_most)), theirs.to_numpy())


@pytest.mark.parametrize("outside", ["hold", "leave"])
def test_numpy_interpolates(outside: str) -> None:
    given = panel(8)
    assert given.periods is not None
    ours = imputed(given, Linear.model_validate({"outside": outside}))
    beyond = {} if outside == "hold" else {"left": NAN, "right": NAN}
    for unit in np.unique(given.units):
        rows = np.flatnonzero(given.units == unit)
        rows = rows[np.argsort(given.periods[rows])]
        for column in range(3):
            figures, times = given.values[rows, column], given.periods[rows]
            known = ~np.isnan(figures)
            theirs = np.interp(times, times[known], figures[known], **beyond)
            np.testing.assert_allclose(ours[rows, column], theirs, rtol=1e-12, atol=1e-14)


def test_the_last_known_figure_is_carried_on() -> None:
    np.testing.assert_equal(filled(series(NAN, 1, NAN, NAN, 2), Last()), [NAN, 1, 1, 1, 2])


def test_held_before_the_first_like_coinr_constant() -> None:
    spec = Last(before="hold")
    np.testing.assert_equal(filled(series(NAN, 1, NAN, NAN, 2), spec), [1, 1, 1, 1, 2])


def test_at_most_counts_the_periods_of_the_table() -> None:
    # Unit b shows that 2010 and 2012 are neighbouring periods; unit a has a gap between.
    given = block(
        [5, NAN, NAN, 1, 1, 1],
        ["a", "a", "a", "b", "b", "b"],
        [2010, 2012, 2014, 2010, 2012, 2014],
    )
    np.testing.assert_equal(filled(given, Last(at_most=1))[:3], [5, 5, NAN])


def test_at_most_knows_the_periods_that_were_learned() -> None:
    given = block([5, NAN], ["a", "a"], [2010, 2014])
    reference = block([1, 1, 1], ["b", "b", "b"], [2010, 2012, 2014])
    np.testing.assert_equal(imputed(given, Last(at_most=1), reference)[:, 0], [5, NAN])


def test_interpolation_heeds_how_far_apart_periods_are() -> None:
    given = series(0, NAN, 10, periods=[2010, 2011, 2015])
    assert filled(given, Linear()) == [0, 2, 10]


def test_a_single_figure_is_held_everywhere() -> None:
    assert filled(series(NAN, 4, NAN), Linear()) == [4, 4, 4]


def test_left_outside() -> None:
    spec = Linear(outside="leave")
    np.testing.assert_equal(filled(series(NAN, 4, NAN, 6, NAN), spec), [NAN, 4, 5, 6, NAN])


@pytest.mark.parametrize("spec", [Last(before="hold"), Linear()])
def test_nothing_passes_from_unit_to_unit(spec: Last | Linear) -> None:
    given = block([1, 2, NAN, NAN, 3, 4], ["a", "a", "b", "b", "c", "c"], [1, 2, 1, 2, 1, 2])
    np.testing.assert_equal(filled(given, spec), [1, 2, NAN, NAN, 3, 4])
