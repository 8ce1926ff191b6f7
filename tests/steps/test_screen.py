"""Screening: COINr's ``Screen``, and what must hold for any table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import ArrayLike

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.evaluation import calibration_files
from steelyard.findings import Finding
from steelyard.scheme.screen import Screen
from steelyard.steps import screen
from steelyard.steps.block import Block

ENGINE = LocalEngine()
NAN = float("nan")


def block(values: object, periods: ArrayLike | None = None) -> Block:
    matrix = np.array(values, dtype=np.float64)
    return Block(
        matrix,
        tuple(f"i{at}" for at in range(matrix.shape[1])),
        np.ones(matrix.shape[1]),
        np.array([f"u{at}" for at in range(len(matrix))], dtype=np.str_),
        periods=None if periods is None else np.array(periods, dtype=np.float64),
    )


def screened(given: Block, **declared: object) -> tuple[Block, list[Finding]]:
    spec = Screen.model_validate(declared)
    return screen.apply(given, spec, screen.learn(given, spec, ENGINE), ENGINE)


def asem(shared: Path, file: str) -> Block:
    frame = pl.read_csv(shared / "coinr" / file, null_values=["NA"], infer_schema_length=None)
    columns = [name for name in frame.columns if name not in ("uCode", "Time")]
    return Block(
        frame.select(pl.col(columns).cast(pl.Float64)).fill_null(NAN).to_numpy(order="c"),
        tuple(columns),
        np.ones(len(columns)),
        frame["uCode"].to_numpy().astype(np.str_),
        periods=frame["Time"].to_numpy().astype(np.float64) if "Time" in frame.columns else None,
    )


def column(shared: Path, file: str, name: str) -> list[str]:
    return pl.read_csv(shared / "coinr" / file)[name].to_list()


COINR = {
    "byNA": {"available": 0.9},
    "byzeros": {"nonzero": 0.95},
    "byNAandzeros": {"available": 0.9, "nonzero": 0.95},
}


@pytest.mark.parametrize("rule", COINR)
def test_coinr_leaves_out_the_same_units(shared: Path, rule: str) -> None:
    _left, found = screened(asem(shared, "stages/01_Raw.csv"), units=COINR[rule])
    assert [finding.unit for finding in found] == column(
        shared, f"screen/removed_{rule}.csv", "uCode"
    )


def test_coinr_shares_of_figures_and_of_zeros(shared: Path) -> None:
    counts = screen.unit_counts(asem(shared, "stages/01_Raw.csv").values)
    known, nonzero = counts.T
    assert (known / 49).tolist() == column(shared, "screen/data_avail_summary.csv", "Dat_Avail")
    assert (nonzero / known).tolist() == column(shared, "screen/data_avail_summary.csv", "Non_Zero")


def test_coinr_with_units_forced_in_and_out(shared: Path) -> None:
    left, _found = screened(
        asem(shared, "stages/01_Raw.csv"),
        units={"available": 0.95, "keep": ["BRN"], "drop": ["AUT"]},
    )
    theirs = pl.read_csv(shared / "coinr/screen/summary_force.csv").filter("Included")
    assert left.units.tolist() == theirs["uCode"].to_list()


def test_coinr_panel_screened_period_by_period(shared: Path) -> None:
    left, _found = screened(asem(shared, "purse/Raw.csv"), units={"available": 0.9})
    theirs = asem(shared, "purse/Screened.csv")
    np.testing.assert_array_equal(left.values, theirs.values)


def test_a_share_that_is_just_met_is_enough() -> None:
    given = block([[1, 2, 3, 4, 5, 6, 7, 8, 9, NAN]])
    assert screened(given, units={"available": 0.9}) == (given, [])


def test_a_unit_below_is_left_out_with_both_shares_in_the_finding() -> None:
    left, found = screened(block([[1, 2], [1, NAN]]), units={"available": 0.9})
    assert left.units.tolist() == ["u0"]
    assert [(f.code, f.severity, f.unit, f.message.render("en")) for f in found] == [
        (
            "unit-screened",
            "warning",
            "u1",
            "Left out: it has figures for 1 of 2 indicators (50.0%), where 90.0% are asked for.",
        )
    ]


def test_zeros_are_counted_among_the_figures_that_are_there() -> None:
    left, found = screened(block([[0, 1, NAN], [0, 0, 1]]), units={"nonzero": 0.5})
    assert left.units.tolist() == ["u0"]
    assert found[0].message.render("en") == (
        "Left out: 1 of its 3 figures are not zero (33.3%), where 50.0% are asked for."
    )


def test_a_unit_that_fails_twice_has_one_finding() -> None:
    _left, found = screened(block([[0, NAN]]), units={"available": 0.9, "nonzero": 0.5})
    assert [finding.code for finding in found] == ["unit-screened"]


def test_the_finding_names_the_period() -> None:
    _left, found = screened(block([[1, 2], [1, NAN]], periods=[2024, 2025]), units={"available": 1})
    assert found[0].message.render("en").startswith("Period 2025: Left out:")


def test_a_unit_kept_by_the_scheme_stays_and_is_reported() -> None:
    left, found = screened(block([[NAN, 1]]), units={"available": 0.9, "keep": ["u0"]})
    assert left.units.tolist() == ["u0"]
    assert [(finding.code, finding.severity) for finding in found] == [("unit-forced-in", "note")]


def test_keeping_a_unit_that_passes_is_not_worth_a_word() -> None:
    assert screened(block([[1, 1]]), units={"available": 0.9, "keep": ["u0"]})[1] == []


def test_a_unit_dropped_by_the_scheme_is_reported() -> None:
    left, found = screened(block([[1], [2]]), units={"drop": ["u1"]})
    assert left.units.tolist() == ["u0"]
    assert [(finding.code, finding.unit) for finding in found] == [("unit-forced-out", "u1")]


def test_keys_that_no_unit_has_are_a_warning() -> None:
    _left, found = screened(block([[1.0]]), units={"keep": ["u7"], "drop": ["u8"]})
    assert [(f.code, f.severity, f.unit) for f in found] == [
        ("unknown-unit", "warning", "u7"),
        ("unknown-unit", "warning", "u8"),
    ]


def test_a_key_is_known_though_a_unit_placed_later_is_another() -> None:
    spec = Screen.model_validate({"units": {"keep": ["u0"]}})
    calibration = screen.learn(block([[1.0], [2.0]]), spec, ENGINE)
    assert (
        screen.apply(block([[1.0], [2.0]]).rows(np.array([1])), spec, calibration, ENGINE)[1] == []
    )


def test_an_indicator_that_too_few_units_have_is_left_out() -> None:
    left, found = screened(block([[1, 1], [1, NAN], [2, NAN]]), indicators={"available": 0.65})
    assert left.columns == ("i0",)
    assert [(f.code, f.column, f.message.render("en")) for f in found] == [
        (
            "indicator-screened",
            "i1",
            "Left out: 33.3% of the units have a figure, where 65.0% are asked for.",
        )
    ]


@pytest.mark.parametrize(("share", "kept"), [(0.75, False), (0.76, True)])
def test_a_nearly_constant_indicator_is_left_out(share: float, *, kept: bool) -> None:
    given = block([[5], [0], [0], [NAN], [0]])
    left, _found = screened(given, indicators={"most_common": share})
    assert (left.columns == ("i0",)) == kept


def test_a_unit_is_judged_by_the_indicators_that_stay() -> None:
    given = block([[1, 2, NAN], [1, 2, NAN], [1, 2, 3]])
    left, _found = screened(given, indicators={"available": 0.5}, units={"available": 0.9})
    assert len(left.units) == 3


def test_a_unit_placed_later_meets_the_indicators_that_were_kept(tmp_path: Path) -> None:
    spec = Screen.model_validate(
        {"indicators": {"available": 0.9}, "units": {"available": 1, "drop": ["nobody"]}}
    )
    calibration = screen.learn(block([[1, 2, NAN], [1, 2, 3]]), spec, ENGINE)
    calibration_files.write({"screen": calibration}, tmp_path / "calibration")
    again = calibration_files.read(tmp_path / "calibration")["screen"]
    left, found = screen.apply(block([[7, 8, 9]]), spec, again, ENGINE)
    assert left.values.tolist() == [[7, 8]]
    assert [finding.code for finding in found] == ["unknown-unit", "indicator-screened"]


@pytest.mark.parametrize(
    "values", [np.empty((0, 2)), np.empty((2, 0)), np.full((2, 2), NAN)], ids=str
)
def test_nothing_asked_for_leaves_any_table_as_it_is(values: Matrix) -> None:
    left, found = screened(block(values))
    assert (left.values.shape, found) == (values.shape, [])


EVERYTHING = {
    "units": {"available": 1, "nonzero": 1},
    "indicators": {"available": 1, "most_common": 0.5},
}


def test_no_units_have_no_share() -> None:
    left, found = screened(block(np.empty((0, 2))), **EVERYTHING)
    assert (left.values.shape, found) == ((0, 2), [])


def test_without_an_indicator_left_every_unit_stays() -> None:
    left, found = screened(block(np.full((3, 2), NAN)), **EVERYTHING)
    assert left.values.shape == (3, 0)
    assert [finding.code for finding in found] == ["indicator-screened"] * 2


tables = arrays(
    np.float64,
    st.tuples(st.integers(1, 8), st.integers(1, 5)),
    elements=st.sampled_from([NAN, 0.0, 1.0, 2.0]),
)


@given(tables, st.data())
def test_the_order_of_units_does_not_matter(values: Matrix, data: st.DataObject) -> None:
    table = block(values)
    order = np.array(data.draw(st.permutations(range(len(values)))))
    straight = screened(table, **EVERYTHING)[0]
    shuffled = screened(table.rows(order), **EVERYTHING)[0]
    assert set(shuffled.units) == set(straight.units)
    assert shuffled.columns == straight.columns


@given(tables, st.floats(0, 1))
def test_asking_for_more_never_keeps_more(values: Matrix, share: float) -> None:
    some = screened(block(values), units={"available": share / 2})[0]
    fewer = screened(block(values), units={"available": share})[0]
    assert set(fewer.units) <= set(some.units)
