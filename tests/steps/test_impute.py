"""The impute step: COINr's results, and what every method must hold to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import ArrayLike
from pydantic import TypeAdapter

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.errors import DataError
from steelyard.evaluation import calibration_files
from steelyard.scheme.impute import Impute, ImputeSpec
from steelyard.steps import impute
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration

ENGINE = LocalEngine()
NAN = float("nan")
SPEC: TypeAdapter[Impute] = TypeAdapter(ImputeSpec)

METHODS: dict[str, object] = {
    "none": "none",
    "mean": "mean",
    "median": "median",
    "mean by group": {"method": "mean", "by": "region"},
    "median by groups": {"method": "median", "by": ["region", "size"]},
    "constant": {"method": "constant", "value": -1},
    "last": "last",
    "last, at most one, held before": {"method": "last", "at_most": 1, "before": "hold"},
    "linear": "linear",
    "linear, left outside": {"method": "linear", "outside": "leave"},
    "nearest": {"method": "nearest", "neighbours": 2},
    "nearest by distance": {"method": "nearest", "weights": "distance"},
    "em": {"method": "em", "iterations": 20},
}
every_method = pytest.mark.parametrize("declared", METHODS.values(), ids=METHODS)
any_method = st.sampled_from(list(METHODS.values()))


def block(values: object) -> Block:
    """Return a block in which units have three periods each, and groups."""
    matrix = np.array(values, dtype=np.float64)
    rows = np.arange(len(matrix))
    return Block(
        matrix,
        tuple(f"i{at}" for at in range(matrix.shape[1])),
        np.ones(matrix.shape[1]),
        np.array([f"u{row // 3}" for row in rows], dtype=np.str_),
        groups={
            "region": np.array([("north", "south", "")[row % 3] for row in rows], dtype=np.str_),
            "size": np.array([("small", "large")[row % 2] for row in rows], dtype=np.str_),
        },
        periods=np.array(2020.0 + rows % 3, dtype=np.float64),
    )


def learned(given: Block, declared: object) -> tuple[Impute, Calibration]:
    spec = SPEC.validate_python(declared)
    return spec, impute.learn(given, spec, ENGINE)


def imputed(given: Block, declared: object) -> Matrix:
    spec, calibration = learned(given, declared)
    return impute.apply(given, spec, calibration, ENGINE).values


def asem(shared: Path, file: str) -> Block:
    frame = pl.read_csv(shared / "coinr" / file, null_values=["NA"], infer_schema_length=None)
    columns = tuple(pl.read_csv(shared / "coinr/impute/i_mean.csv").drop("uCode").columns)
    periods = frame["Time"].to_numpy().astype(np.float64) if "Time" in frame.columns else None
    meta = pl.read_csv(shared / "coinr/stages/meta_Unit.csv")
    groups = frame.select("uCode").join(meta, on="uCode", how="left", maintain_order="left")
    return Block(
        frame.select(pl.col(columns).cast(pl.Float64)).fill_null(NAN).to_numpy(order="c"),
        columns,
        np.ones(len(columns)),
        frame["uCode"].to_numpy().astype(np.str_),
        {
            name: groups[name].fill_null("").to_numpy().astype(np.str_)
            for name in ("EurAsia_group", "GDP_group")
        },
        periods,
    )


COINR: dict[str, object] = {
    "i_mean": "mean",
    "i_median": "median",
    "i_mean_grp_EurAsia": {"method": "mean", "by": "EurAsia_group"},
    "i_median_grp_EurAsia": {"method": "median", "by": "EurAsia_group"},
    "i_mean_grp_GDP": {"method": "mean", "by": "GDP_group"},
}
# The panel's gaps repeat in every year, so COINr fills none of them, and neither do we: what
# tests these methods stands in test_impute_periods.
PANEL: dict[str, object] = {
    "panel_latest": "last",
    "panel_latest_maxtime1": {"method": "last", "at_most": 1},
    "panel_constant": {"method": "last", "before": "hold"},
    "panel_linear": "linear",
}


@pytest.mark.parametrize("file", COINR)
def test_coinr(shared: Path, file: str) -> None:
    given = asem(shared, "stages/02_Denominated.csv")
    theirs = asem(shared, f"impute/{file}.csv").values
    np.testing.assert_allclose(imputed(given, COINR[file]), theirs, rtol=1e-9)


@pytest.mark.parametrize("file", PANEL)
def test_coinr_panel(shared: Path, file: str) -> None:
    given, theirs = asem(shared, "impute/panel_input.csv"), asem(shared, f"impute/{file}.csv")
    assert given.periods is not None
    assert theirs.periods is not None
    ours = imputed(given, PANEL[file])[np.lexsort((given.periods, given.units))]
    expected = theirs.values[np.lexsort((theirs.periods, theirs.units))]
    np.testing.assert_allclose(ours, expected, rtol=1e-9)


def test_none_leaves_the_block() -> None:
    given = block([[NAN, 1], [2, NAN]])
    spec, calibration = learned(given, "none")
    assert impute.apply(given, spec, calibration, ENGINE) is given


def test_a_constant_fills_every_gap() -> None:
    assert imputed(block([[NAN, 1], [2, NAN]]), METHODS["constant"]).tolist() == [[-1, 1], [2, -1]]


def test_complete_figures_are_left_alone() -> None:
    given = block([[1.0, 2.0]])
    spec, calibration = learned(given, "mean")
    assert impute.apply(given, spec, calibration, ENGINE) is given


@pytest.mark.parametrize("name", ["last", "linear"])
def test_methods_over_periods_need_periods(name: str) -> None:
    given = replace(block([[NAN, 1], [2, NAN]]), periods=None)
    with pytest.raises(DataError, match="needs a table with a period column"):
        imputed(given, name)


def test_an_unknown_group_column_is_named_with_the_nearest() -> None:
    with pytest.raises(DataError, match=r"“regoin”.*Did you mean “region”"):
        imputed(block([[NAN]]), {"method": "mean", "by": "regoin"})


def test_what_stays_missing_is_reported() -> None:
    given = block([[NAN, 1], [NAN, NAN]])
    spec, calibration = learned(given, "mean")
    after = impute.apply(given, spec, calibration, ENGINE)
    found = impute.findings(after, spec, calibration)
    assert [(f.code, f.severity, f.column) for f in found] == [("left-missing", "warning", "i0")]
    assert found[0].message.render("en").startswith("2 values stay missing")


def test_missing_cells_that_nobody_fills_are_no_finding() -> None:
    given = block([[NAN, 1]])
    spec, calibration = learned(given, "none")
    assert impute.findings(given, spec, calibration) == []


@every_method
@pytest.mark.parametrize(
    "values",
    [
        np.empty((0, 2)),
        np.empty((3, 0)),
        np.full((3, 2), NAN),
        [[2.0, NAN]],
        [[2.0, NAN], [2.0, NAN], [NAN, NAN]],
    ],
    ids=["no units", "no columns", "all missing", "one unit", "all equal"],
)
def test_defined_for_every_small_table(values: ArrayLike, declared: object) -> None:
    given = block(values)
    result = imputed(given, declared)
    known = ~np.isnan(given.values)
    assert result[known].tolist() == given.values[known].tolist()
    if declared != METHODS["constant"]:
        no_figure = np.isnan(given.values).all(axis=0)
        assert np.isnan(result[:, no_figure]).all()


figures = st.one_of(st.just(NAN), st.floats(-1e6, 1e6, allow_subnormal=False), st.integers(-3, 3))
tables = arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(1, 4)), elements=figures)


@given(tables, any_method)
def test_only_missing_cells_change(values: Matrix, declared: object) -> None:
    result = imputed(block(values), declared)
    known = ~np.isnan(values)
    assert result[known].tobytes() == values[known].tobytes()


@given(tables, any_method, st.data())
def test_the_order_of_units_does_not_matter(
    values: Matrix, declared: object, data: st.DataObject
) -> None:
    order = np.array(data.draw(st.permutations(range(len(values)))))
    given = block(values)
    np.testing.assert_allclose(
        imputed(given.rows(order), declared), imputed(given, declared)[order], rtol=1e-5, atol=1e-5
    )


@given(tables, any_method)
def test_a_unit_by_itself_is_filled_like_among_the_others(values: Matrix, declared: object) -> None:
    given = block(values)
    spec, calibration = learned(given, declared)
    alone = given.rows(np.flatnonzero(given.units == "u0"))
    np.testing.assert_allclose(
        impute.apply(alone, spec, calibration, ENGINE).values,
        impute.apply(given, spec, calibration, ENGINE).values[: len(alone.units)],
        rtol=1e-9,
        atol=1e-9,
    )


@given(
    tables, st.sampled_from([m for name, m in METHODS.items() if name not in ("constant", "em")])
)
def test_a_mean_or_a_neighbour_lies_among_the_figures(values: Matrix, declared: object) -> None:
    result = imputed(block(values), declared)
    for before, after in zip(values.T, result.T, strict=True):
        filled = after[np.isnan(before) & ~np.isnan(after)]
        slack = 1e-9 * max(1.0, float(np.nanmax(np.abs(before), initial=0)))
        if len(filled):
            assert filled.min() >= np.nanmin(before) - slack
            assert filled.max() <= np.nanmax(before) + slack


@settings(max_examples=20)
@given(tables, any_method)
def test_a_calibration_is_the_same_after_a_trip_through_files(
    tmp_path_factory: pytest.TempPathFactory, values: Matrix, declared: object
) -> None:
    given = block(values)
    spec, calibration = learned(given, declared)
    folder = tmp_path_factory.mktemp("edition") / "calibration"
    calibration_files.write({"impute": calibration}, folder)
    again = calibration_files.read(folder)["impute"]
    np.testing.assert_array_equal(
        impute.apply(given, spec, again, ENGINE).values,
        impute.apply(given, spec, calibration, ENGINE).values,
    )
