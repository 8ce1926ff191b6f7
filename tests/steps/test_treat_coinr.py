"""Agreement with the outlier treatment of COINr 1.1.14 on the ASEM example.

Two differences are known and shown here: ours never winsorises a column of two values until all
are equal, and COINr's Box–Cox loses digits near the least figure.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.scheme.treat import Treat
from steelyard.steps import treat
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from steelyard.steps.treat.shape import Limits

ENGINE = LocalEngine()


def winsorise(points: int) -> dict[str, object]:
    return {"method": "winsorise", "points": points}


CHAINS: dict[str, dict[str, object]] = {
    "default": {},
    "qTreat": {},
    "raw_with_NA": {},
    **{f"winmax{n}": {"methods": [winsorise(n), "log_ct"]} for n in (1, 3, 4, 10)},
    "combine": {"methods": [winsorise(2), "log_ct"], "combine": True},
    "winmax1_log_CT_orig": {"methods": [winsorise(1), {"method": "log_ct", "offset": "one"}]},
}
ALWAYS: dict[str, dict[str, object]] = {
    "log_CT": {"method": "log_ct"},
    "log_CT_plus": {"method": "log_ct", "mirror": True},
    "log_CT_orig": {"method": "log_ct", "offset": "one"},
    "boxcox_0": {"method": "box_cox", "lambda": 0},
    "boxcox_0.5": {"method": "box_cox", "lambda": 0.5},
    "winsorise_force2": {"method": "winsorise", "points": 2, "force": True},
    "winsorise_nolimit": {"method": "winsorise", "points": "unlimited"},
}


def read(shared: Path, file: str) -> Block:
    frame = pl.read_csv(shared / "coinr" / file, null_values=["NA"], infer_schema_length=None)
    columns = tuple(name for name in frame.columns if name not in ("uCode", "Time"))
    return Block(
        frame.select(pl.col(columns).cast(pl.Float64)).fill_null(np.nan).to_numpy(order="c"),
        columns,
        np.ones(len(columns)),
        frame["uCode"].to_numpy().astype(np.str_),
        periods=frame["Time"].to_numpy().astype(np.float64) if "Time" in frame.columns else None,
    )


def data(shared: Path, name: str) -> Block:
    return read(
        shared, f"stages/{'02_Denominated' if name == 'raw_with_NA' else '04_Screened'}.csv"
    )


def treated(given: Block, declared: dict[str, object]) -> tuple[Matrix, Calibration]:
    spec = Treat.model_validate(declared)
    calibration = treat.learn(given, spec, ENGINE)
    return treat.apply(given, spec, calibration, ENGINE).values, calibration


def assert_agrees(ours: Matrix, theirs: Matrix) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", CHAINS)
def test_chain(shared: Path, name: str) -> None:
    ours, _calibration = treated(data(shared, name), CHAINS[name])
    assert_agrees(ours, read(shared, f"treat/{name}_data.csv").values)


@pytest.mark.parametrize("name", CHAINS)
def test_details_of_the_chain(shared: Path, name: str) -> None:
    _values, calibration = treated(data(shared, name), CHAINS[name])
    found = calibration.parameters
    theirs = pl.read_csv(
        shared / f"coinr/treat/{name}_dets.csv", null_values=["NA"], infer_schema_length=None
    )
    flagged = ~theirs["check_SkewKurt0.Pass"].to_numpy()
    np.testing.assert_array_equal(
        found["points"][flagged, 0], theirs["winsorise.nwin"].drop_nulls().to_numpy()
    )
    for stage in range(3 if "check_SkewKurt2.Pass" in theirs.columns else 2):
        columns = (f"check_SkewKurt{stage}.{key}" for key in ("Skew", "Kurt", "Pass"))
        skewness, kurtosis, passed = (theirs[column] for column in columns)
        ours = [found[name][:, stage].astype(np.float64) for name in ("skewness", "kurtosis")]
        assert_agrees(ours[0], skewness.fill_null(np.nan).to_numpy())
        assert_agrees(ours[1], kurtosis.fill_null(np.nan).to_numpy())
        flags = Limits(2, 3.5).flags(*ours)
        assert (~flags).tolist() == passed.fill_null(value=True).to_list()


# Elsewhere COINr's record also names the winsorising whose result it gave up for the log.
@pytest.mark.parametrize("name", ["default", "combine"])
def test_which_method_each_column_got(shared: Path, name: str) -> None:
    _values, calibration = treated(data(shared, name), CHAINS[name])
    points = pl.read_csv(shared / f"coinr/treat/{name}_points.csv").drop("uCode")
    words = [set(points[column].fill_null("").to_list()) for column in points.columns]
    theirs = [
        [any("win" in word for word in found), any("log" in word for word in found)]
        for found in words
    ]
    assert calibration.parameters["used"].tolist() == theirs


def test_settings_of_single_indicators(shared: Path) -> None:
    given = data(shared, "indiv")
    own: dict[str, dict[str, object]] = {
        "LPI": {"methods": ["none"]},
        "Flights": {"methods": [winsorise(3), "log_ct"]},
        "Goods": {"methods": ["log_ct"]},
    }
    columns = [treated(given.select((name,)), own.get(name, {}))[0] for name in given.columns]
    assert_agrees(np.hstack(columns), read(shared, "treat/indiv_data.csv").values)


@pytest.mark.parametrize("name", ALWAYS)
def test_method_by_itself_on_every_column(shared: Path, name: str) -> None:
    given = data(shared, name)
    ours, _calibration = treated(given, {"methods": [ALWAYS[name]], "when": "always"})
    theirs = read(shared, f"treat/vec_{name}.csv").values
    more_than_two = [len(np.unique(column)) > 2 for column in given.values.T]
    assert_agrees(ours[:, more_than_two], theirs[:, more_than_two])


def test_a_column_of_two_values_stays_where_coinr_makes_it_constant(shared: Path) -> None:
    given = data(shared, "TIRcon").select(("TIRcon",))
    ours, _calibration = treated(given, {"methods": [ALWAYS["winsorise_force2"]], "when": "always"})
    theirs = read(shared, "treat/vec_winsorise_force2.csv").select(("TIRcon",)).values
    assert (np.unique(ours).tolist(), np.unique(theirs).tolist()) == ([0, 1], [1])


def test_panel_treated_period_by_period(shared: Path) -> None:
    given = read(shared, "purse/Screened.csv")
    assert given.periods is not None
    for period in np.unique(given.periods):
        rows = given.periods == period
        ours, _calibration = treated(given.rows(rows), {})
        assert_agrees(ours, read(shared, "purse/Treated.csv").rows(rows).values)
