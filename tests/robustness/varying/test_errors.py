"""Draws of data errors: their moments, the cells that have none, and errors that cannot be."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard import Scheme
from steelyard.engines import Vector
from steelyard.errors import DataError, SchemeError
from steelyard.robustness.draws import uniforms
from steelyard.robustness.lines import Line
from steelyard.robustness.varying import Varying
from steelyard.robustness.varying.errors import between, held, normal, within
from tests.robustness.varying.trial import assert_alike, drawn, errors, evaluated

DRAWS = 20_000


def scheme(**columns: Any) -> Scheme:
    """Indicators that keep their figures."""
    known = {"unit": {"type": "text"}, "a": {}, "b": {}, "low": {}, "high": {}, "error": {}}
    return Scheme.model_validate(
        {
            "scheme": "trial",
            "title": "Trial",
            "units": {"table": "units", "key": "unit"},
            "inputs": {"units": {"columns": known | columns}},
            "derived": {"name": {"sql": "unit", "type": "text"}},
            "steps": ["derive", {"normalise": "identity"}],
            "tree": {"parts": {"a": {}, "b": {}}},
        }
    )


TABLE = pl.DataFrame(
    {
        "unit": ["x", "y", "z"],
        "a": [10.0, -20.0, None],
        "b": [1.0, 2.0, 3.0],
        "low": [8.0, -23.0, 1.0],
        "high": [11.0, -20.0, 2.0],
        "error": [2.0, None, 1.0],
    }
)


def draws(error: dict[str, Any], unit: int = 0, **columns: Any) -> Vector:
    """Many draws of a unit's figure."""
    found = drawn(evaluated(scheme(**columns), TABLE), {"one": errors(a=error)}, DRAWS)[2]
    return found.figures["a"][:, unit]


@pytest.mark.parametrize(
    ("error", "unit", "mean", "deviation"),
    [
        ({"standard_error": 3}, 0, 10, 3),
        ({"standard_error": "error"}, 0, 10, 2),
        ({"relative": 0.1}, 0, 10, 1),
        ({"relative": 0.1}, 1, -20, 2),
        ({"between": ["low", "high"]}, 0, 9.5, 3 / np.sqrt(12)),
        ({"between": ["low", "high"]}, 1, -21.5, 3 / np.sqrt(12)),
        ({"half_width": 2}, 0, 10, 4 / np.sqrt(12)),
        ({"rounding": 0.1}, 0, 10, 0.1 / np.sqrt(12)),
    ],
)
def test_mean_and_deviation(error: Any, unit: int, mean: float, deviation: float) -> None:
    found = draws(error, unit)
    assert found.mean() == pytest.approx(mean, abs=4 * deviation / np.sqrt(DRAWS))
    # The standard error of a standard deviation is at most σ/√(2n), for the normal.
    assert found.std() == pytest.approx(deviation, abs=4 * deviation / np.sqrt(2 * DRAWS))


@pytest.mark.parametrize(
    ("error", "lower", "upper"),
    [
        ({"between": ["low", "high"]}, 8, 11),
        ({"half_width": 2}, 8, 12),
        ({"rounding": 0.5}, 9.75, 10.25),
    ],
)
def test_uniform_draws_reach_their_bounds_and_stay_within(
    error: Any, lower: float, upper: float
) -> None:
    found = draws(error)
    reach = (upper - lower) / 1000
    assert lower <= found.min() < lower + reach
    assert upper - reach < found.max() <= upper


def test_the_normal_has_its_quantiles() -> None:
    """Φ⁻¹(0.975) = 1.959963984540054 (Handbook of Mathematical Functions, table 26.5)."""
    found = normal(np.array([[1.0]]), 2.0, np.array([[0.025, 0.5, 0.975]]))
    np.testing.assert_allclose(found, [[1 - 3.919927969, 1.0, 1 + 3.919927969]], rtol=1e-9)


def test_a_uniform_of_zero_is_a_figure() -> None:
    varying = Varying.of(evaluated(scheme(), TABLE), {"one": errors(a={"standard_error": 1})})
    found = varying.draw(np.zeros((1, varying.width)), Line.of(varying.evaluation.scheme))
    assert np.isfinite(found.figures["a"][0, :2]).all()


def test_cells_of_one_column_are_independent() -> None:
    found = drawn(evaluated(scheme(), TABLE), {"one": errors(b={"half_width": 1})}, DRAWS)[2]
    correlations = np.asarray(np.corrcoef(found.figures["b"].T))
    assert np.abs(correlations[np.triu_indices(3, 1)]).max() < 4 / np.sqrt(DRAWS)


@pytest.mark.parametrize(
    "error",
    [
        {"standard_error": 1},
        {"standard_error": "error"},
        {"relative": 0.5},
        {"between": ["low", "high"]},
        {"half_width": 1},
        {"rounding": 1},
    ],
)
def test_a_missing_cell_stays_missing(error: Any) -> None:
    assert np.isnan(draws(error, 2)).all()


def test_without_a_standard_error_a_cell_has_none() -> None:
    assert (draws({"standard_error": "error"}, 1) == -20).all()


def test_without_both_bounds_a_cell_has_no_error() -> None:
    table = TABLE.with_columns(low=pl.Series([8.0, None, 1.0]))
    found = drawn(evaluated(scheme(), table), {"one": errors(a={"between": ["low", "high"]})}, 100)[
        2
    ]
    assert (found.figures["a"][:, 1] == -20).all()
    assert np.ptp(found.figures["a"][:, 0]) > 0


def test_draws_stay_in_the_range_of_the_column() -> None:
    found = draws({"standard_error": 5}, a={"range": [None, 12]})
    assert found.max() == 12
    assert (found == 12).mean() == pytest.approx(0.3446, abs=4 * 0.475 / np.sqrt(DRAWS))


def test_a_whole_column_is_drawn_in_fractions() -> None:
    table = TABLE.with_columns(a=pl.Series([10, 20, 30]))
    found = drawn(
        evaluated(scheme(a={"type": "integer"}), table), {"one": errors(a={"half_width": 0.4})}, 5
    )[2]
    assert (found.figures["a"] % 1 != 0).all()


FINITE = st.floats(-1e9, 1e9)


@given(FINITE, FINITE, st.floats(0, 1, exclude_max=True))
def test_draws_between_bounds_lie_between_them(one: float, other: float, number: float) -> None:
    low, high = sorted((one, other))
    found = between(np.array([[0.0]]), np.array([[low]]), np.array([[high]]), np.array([[number]]))
    slack = 1e-15 * max(abs(low), abs(high))
    assert low - slack <= found[0, 0] <= high + slack


@given(FINITE, st.floats(0, 1e6), st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_greater_uniforms_give_greater_figures(
    figure: float, size: float, one: float, other: float
) -> None:
    numbers = np.array([sorted((one, other))])
    for found in (
        normal(np.array([[figure]]), size, numbers),
        within(np.array([[figure]]), size, numbers),
    ):
        assert found[0, 0] <= found[0, 1]


def test_kernels_leave_their_arguments_alone() -> None:
    figures, numbers = np.array([[1.0], [np.nan]]), np.full((2, 3), 0.25)
    normal(figures, 1.0, numbers)
    within(figures, 1.0, numbers)
    between(figures, figures - 1, figures + 1, numbers)
    held(figures, (0.0, 0.5))
    assert_alike(figures, [[1.0], [np.nan]])
    assert (numbers == 0.25).all()


def test_a_column_that_the_data_do_not_have_stays_missing() -> None:
    declared = scheme(b={"required": False})
    evaluation = evaluated(declared, TABLE.drop("b"))
    found = drawn(evaluation, {"one": errors(b={"half_width": 1})}, 2)[2]
    assert np.isnan(found.figures["b"]).all()


@pytest.mark.parametrize(
    ("table", "rows"),
    [(TABLE.clear(), 0), (TABLE.head(1), 1), (TABLE.with_columns(a=pl.lit(None, pl.Float64)), 3)],
    ids=["no unit", "one unit", "all missing"],
)
def test_ordinary_tables(table: pl.DataFrame, rows: int) -> None:
    evaluation = evaluated(scheme(), table)
    _varying, _numbers, found = drawn(
        evaluation, {"one": errors(a={"standard_error": 1}, b={"rounding": 1})}, 2
    )
    assert {name: each.shape for name, each in found.figures.items()} == {
        "a": (2, rows),
        "b": (2, rows),
    }


def refused(error: type[Exception], data: Any, table: pl.DataFrame = TABLE) -> str:
    evaluation = evaluated(scheme(), table)
    with pytest.raises(error) as caught:
        Varying.of(evaluation, {"survey": errors(**data)})
    return str(caught.value)


def test_a_negative_standard_error_names_unit_and_column() -> None:
    table = TABLE.with_columns(error=pl.Series([1.0, -2.0, 1.0]))
    said = refused(DataError, {"a": {"standard_error": "error"}}, table)
    assert "a: The standard error of “y” in “error” is -2, below 0." in said


def test_bounds_out_of_order_name_unit_and_columns() -> None:
    said = refused(DataError, {"a": {"between": ["high", "low"]}})
    assert "The bounds of “x” are out of order: 11 in “high” is above 8 in “low”." in said


def test_every_unit_that_is_wrong_is_named() -> None:
    assert refused(DataError, {"a": {"between": ["high", "low"]}}).count("out of order") == 3


@pytest.mark.parametrize("column", ["nothing", "name"])
def test_only_numbers_of_the_units_have_an_error(column: str) -> None:
    said = refused(SchemeError, {column: {"half_width": 1}})
    assert f"assumptions.survey.data.{column}: “{column}” is neither a column of numbers" in said


def test_the_key_has_no_error() -> None:
    assert "tells rows apart" in refused(SchemeError, {"unit": {"half_width": 1}})


def test_a_column_of_standard_errors_must_be_there() -> None:
    said = refused(SchemeError, {"a": {"standard_error": "eror"}})
    assert "“eror” is neither" in said
    assert "Did you mean “error”?" in said


def test_a_figure_of_another_table_has_no_error() -> None:
    declared = Scheme.model_validate(
        {
            "scheme": "trial",
            "title": "Trial",
            "units": {"table": "units", "key": "unit"},
            "inputs": {
                "units": {"columns": {"unit": {"type": "text"}, "a": {}}},
                "parts": {
                    "columns": {"of": {"type": "text", "references": "units.unit"}, "size": {}}
                },
            },
            "derived": {"twice": {"on": "parts", "sql": "2 * size"}},
            "tree": {"parts": {"a": {}}},
        }
    )
    frames = {
        "units": TABLE.select("unit", "a"),
        "parts": pl.DataFrame({"of": ["x"], "size": [1.0]}),
    }
    with pytest.raises(SchemeError, match="twice"):
        Varying.of(evaluated(declared, frames), {"one": errors(twice={"half_width": 1})})


def test_uniforms_are_those_of_the_rows_as_read() -> None:
    """A unit's draw does not depend on the units that are screened out before it."""
    declared = scheme()
    kept = declared.model_copy(
        update={
            "steps": Scheme.model_validate(
                declared.model_dump()
                | {"steps": [{"screen": {"units": {"drop": ["x"]}}}, {"normalise": "identity"}]}
            ).steps
        }
    )
    every = drawn(evaluated(declared, TABLE), {"one": errors(b={"half_width": 1})}, 3)[2]
    fewer = drawn(evaluated(kept, TABLE), {"one": errors(b={"half_width": 1})}, 3)[2]
    assert_alike(fewer.figures["b"], every.figures["b"][:, 1:])


@pytest.mark.parametrize("derive", [["derive"], [{"derive": ["first"]}, "derive"]])
def test_an_error_of_a_figure_that_is_derived_after_a_screen(derive: list[Any]) -> None:
    dumped = scheme().model_dump() | {
        "derived": {"first": {"sql": "b"}, "twice": {"sql": "2 * b"}},
        "steps": [
            {"screen": {"units": {"drop": ["x"]}}},
            *derive,
            {"normalise": "identity"},
        ],
        "tree": {"parts": {"b": {}, "twice": {}}},
    }
    evaluation = evaluated(Scheme.model_validate(dumped), TABLE)
    _varying, numbers, found = drawn(evaluation, {"one": errors(twice={"half_width": 1})}, 3)
    assert_alike(found.figures["twice"], np.array([4.0, 6.0]) + 2 * numbers[:, 1:] - 1)


def test_a_standard_error_that_is_derived() -> None:
    declared = scheme()
    dumped = declared.model_dump() | {"derived": {"tenth": {"sql": "b / 10"}}}
    evaluation = evaluated(Scheme.model_validate(dumped), TABLE)
    found = drawn(evaluation, {"one": errors(b={"standard_error": "tenth"})}, DRAWS)[2]
    deviations = found.figures["b"].std(axis=0)
    np.testing.assert_allclose(deviations, [0.1, 0.2, 0.3], rtol=4 / np.sqrt(2 * DRAWS))


def test_groups_are_consecutive() -> None:
    assumptions = {
        "one": errors(a={"half_width": 1}, b={"half_width": 1}),
        "two": errors(b={"rounding": 1}),
    }
    varying = Varying.of(evaluated(scheme(), TABLE), assumptions)
    assert varying.groups == {"one": slice(0, 6), "two": slice(6, 9)}
    assert varying.width == 9


def test_an_assumption_moves_with_its_own_uniforms_only() -> None:
    assumptions = {"one": errors(a={"half_width": 1}), "two": errors(b={"rounding": 1})}
    varying = Varying.of(evaluated(scheme(), TABLE), assumptions)
    line = Line.of(varying.evaluation.scheme)
    numbers = uniforms(0, 0, 0, 4, varying.width)
    other = numbers.copy()
    other[:, varying.groups["two"]] = uniforms(1, 0, 0, 4, 3)
    before, after = varying.draw(numbers, line), varying.draw(other, line)
    assert_alike(before.figures["a"], after.figures["a"])
    assert (before.figures["b"] != after.figures["b"]).all()
