"""Agreement with COINr 1.1.14 on the ASEM example, to a relative 1e-9.

COINr multiplies by the direction before it normalises; where that gives another answer than
ours for indicators of which less is better, the difference is shown to be confined to those.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from steelyard.engines import Matrix
from steelyard.steps.block import Block
from tests.steps.normalise.blocks import rows, scores

STAGES = {"Raw": "01_Raw", "Denominated": "02_Denominated", "Treated": "05_Treated"}
NOT_NUMBERS = ("", "NA", "NaN")


def number(cell: str) -> float:
    return np.nan if cell in NOT_NUMBERS else float(cell)


def meta(shared: Path, name: str = "stages/meta_Ind.csv") -> dict[str, dict[str, str]]:
    return {row["iCode"]: row for row in rows(shared / "coinr" / name) if row["Level"] == "1"}


def read(shared: Path, name: str) -> Block:
    found = rows(shared / "coinr" / f"{name}.csv")
    directions = meta(shared)
    codes = tuple(code for code in found[0] if code != "uCode")
    return Block(
        values=np.array([[number(row[code]) for code in codes] for row in found]),
        columns=codes,
        directions=np.array([float(directions[code]["Direction"]) for code in codes]),
        units=np.array([row["uCode"] for row in found]),
    )


def stage(shared: Path, file: str) -> Block:
    return read(shared, f"stages/{STAGES[file.split('__')[1]]}")


def theirs(shared: Path, file: str, given: Block) -> Matrix:
    return read(shared, f"normalise/{file}").select(given.columns).values


def assert_agrees(ours: Matrix, expected: Matrix) -> None:
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-12)


SAME: dict[str, object] = {
    "minmax_0_100__Treated": "min_max",
    "minmax_0_100__Denominated": "min_max",
    "minmax_1_100__Treated": {"method": "min_max", "range": [1, 100]},
    "minmax_1_100__Denominated": {"method": "min_max", "range": [1, 100]},
    "minmax_iMeta__Raw": {"method": "min_max", "range": [1, 10]},
    "zscore_0_1__Treated": "z_score",
    "zscore_0_1__Denominated": "z_score",
    "zscore_10_2__Treated": {"method": "z_score", "mean": 10, "deviation": 2},
    "zscore_10_2__Denominated": {"method": "z_score", "mean": 10, "deviation": 2},
    "zscore_iMeta__Raw": {"method": "z_score", "mean": 50, "deviation": 10},
    "rank_min__Treated": "rank",
    "rank_min__Denominated": "rank",
    "rank_average__Treated": {"method": "rank", "ties": "average"},
    "rank_average__Denominated": {"method": "rank", "ties": "average"},
    "rank_max__Treated": {"method": "rank", "ties": "maximum"},
    "rank_max__Denominated": {"method": "rank", "ties": "maximum"},
    "borda_min__Treated": {"method": "borda", "range": None},
    "borda_min__Denominated": {"method": "borda", "range": None},
    "borda_average__Treated": {"method": "borda", "ties": "average", "range": None},
    "prank_min__Treated": "percentile_rank",
    "prank_min__Denominated": "percentile_rank",
    "prank_average__Treated": {"method": "percentile_rank", "ties": "average"},
    "dist2max__Treated": "distance_to_maximum",
    "dist2max__Denominated": "distance_to_maximum",
    "scaled_iMeta__Raw": {"method": "scaled", "from": [-1, 200], "range": [0, 100]},
}
TO_A_UNIT: dict[str, tuple[int, bool]] = {
    "dist2ref_1__Treated": (0, False),
    "dist2ref_1__Denominated": (0, False),
    "dist2ref_10_cap__Denominated": (9, True),
}
DIFFERS_WHERE_LESS_IS_BETTER: dict[str, object] = {
    "scaled_default__Treated": "scaled",
    "scaled_default__Denominated": "scaled",
    "scaled_m5_50_10__Denominated": {"method": "scaled", "from": [-5, 50], "range": [0, 10]},
    "fracmax__Treated": "fraction_of_maximum",
    "fracmax__Denominated": "fraction_of_maximum",
}
PER_INDICATOR: dict[str, dict[str, object]] = {
    "dist2targ_iMeta_capFALSE__Raw": {"cap": False},
    "dist2targ_iMeta_capTRUE__Raw": {"cap": True},
    "goalposts_truncTRUE_scale1__Raw": {"range": [0, 1], "clip": True},
    "goalposts_truncFALSE_scale1__Raw": {"range": [0, 1], "clip": False},
    "goalposts_truncFALSE_scale100__Raw": {"range": [0, 100], "clip": False},
}


@pytest.mark.parametrize("file", SAME)
def test_agrees_for_both_directions(shared: Path, file: str) -> None:
    given = stage(shared, file)
    assert_agrees(scores(given, SAME[file]), theirs(shared, file, given))


def is_worst(given: Block, row: int) -> NDArray[np.bool_]:
    """Return for each column whether the figure of the unit in ``row`` is the worst."""
    signed = given.values * given.directions
    return np.asarray(signed[row] == np.fmin.reduce(signed, axis=0))


def to_a_unit(given: Block, file: str) -> Matrix:
    row, cap = TO_A_UNIT[file]
    unit = str(given.units[row])
    return scores(given, {"method": "distance_to_reference", "unit": unit, "cap": cap})


@pytest.mark.parametrize("file", TO_A_UNIT)
def test_agrees_on_distances_to_a_unit_that_is_not_the_worst(shared: Path, file: str) -> None:
    given = stage(shared, file)
    ahead = ~is_worst(given, TO_A_UNIT[file][0])
    assert_agrees(to_a_unit(given, file)[:, ahead], theirs(shared, file, given)[:, ahead])


@pytest.mark.parametrize("file", TO_A_UNIT)
def test_all_have_reached_a_unit_that_is_the_worst(shared: Path, file: str) -> None:
    given = stage(shared, file)
    at = is_worst(given, TO_A_UNIT[file][0])
    assert at.any()
    present = ~np.isnan(given.values[:, at])
    assert (to_a_unit(given, file)[:, at][present] == 1).all()


@pytest.mark.parametrize("file", TO_A_UNIT)
def test_coinr_divides_by_zero_for_a_unit_that_is_the_worst(shared: Path, file: str) -> None:
    given = stage(shared, file)
    row, _ = TO_A_UNIT[file]
    assert np.isnan(theirs(shared, file, given)[row, is_worst(given, row)]).all()


def test_agrees_with_a_direction_turned_round(shared: Path) -> None:
    file = "directions_Goods_flipped__Raw"
    given = stage(shared, file)
    flipped = given.directions.copy()
    flipped[given.columns.index("Goods")] = -1
    turned = Block(given.values, given.columns, flipped, given.units)
    assert_agrees(scores(turned, "min_max"), theirs(shared, file, given))


@pytest.mark.parametrize("file", DIFFERS_WHERE_LESS_IS_BETTER)
def test_agrees_where_more_is_better(shared: Path, file: str) -> None:
    given = stage(shared, file)
    up = given.directions > 0
    ours = scores(given, DIFFERS_WHERE_LESS_IS_BETTER[file])
    assert_agrees(ours[:, up], theirs(shared, file, given)[:, up])


@pytest.mark.parametrize("file", DIFFERS_WHERE_LESS_IS_BETTER)
def test_differs_where_less_is_better(shared: Path, file: str) -> None:
    given = stage(shared, file)
    down = given.directions < 0
    ours = scores(given, DIFFERS_WHERE_LESS_IS_BETTER[file])
    differs = ~np.isclose(ours, theirs(shared, file, given), rtol=1e-9, equal_nan=True)
    assert differs[:, down].any(axis=0).all()


@pytest.mark.parametrize("file", PER_INDICATOR)
def test_agrees_with_a_parameter_per_indicator(shared: Path, file: str) -> None:
    given = stage(shared, file)
    declared = meta(shared, "normalise/goalposts_iMeta.csv")
    for code in given.columns:
        row = declared[code]
        spec: dict[str, object] = (
            {"method": "distance_to_target", "target": float(row["Target"])}
            if file.startswith("dist2targ")
            else {
                "method": "goalposts",
                "lower": float(row["goalpost_lower"]),
                "upper": float(row["goalpost_upper"]),
            }
        )
        one = given.select((code,))
        assert_agrees(scores(one, spec | PER_INDICATOR[file]), theirs(shared, file, one))


def test_every_file_is_compared(shared: Path) -> None:
    compared = {*SAME, *TO_A_UNIT, *DIFFERS_WHERE_LESS_IS_BETTER, *PER_INDICATOR}
    compared.add("directions_Goods_flipped__Raw")
    files = {path.stem for path in (shared / "coinr" / "normalise").glob("*.csv")}
    assert files - compared == {"goalposts_iMeta"}
