"""Agreement with COINr 1.1.14 on its artificial panel, 51 countries in five years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from steelyard import Dataset, Evaluation, Scheme, evaluate
from tests import asem

AT = ["uCode", "Time"]


@pytest.fixture(scope="module")
def coinr(shared: Path) -> Path:
    return shared / "coinr"


def run(data: Path, calibrate: str) -> Evaluation:
    raw = asem.stage(data, "purse/Raw.csv")
    declared = asem.scheme(data, derive=False).model_dump(mode="json", by_alias=True)
    indicators = [name for name in raw.columns if name not in AT]
    columns: dict[str, Any] = {"uCode": {"type": "text"}, "Time": {"type": "integer"}}
    declared |= {
        "inputs": {"countries": {"columns": columns | {name: {} for name in indicators}}},
        "units": {"table": "countries", "key": "uCode", "period": "Time"},
        "calibrate": calibrate,
        "steps": [
            {"screen": {"units": {"available": 0.9}}},
            {"treat": {}, "within": "Time"},
            {"normalise": {"method": "min_max"}},
        ],
    }
    scheme = Scheme.model_validate(declared)
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, {"countries": raw}))


def agree(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    assert ours.height == theirs.height
    joined = theirs.select(AT).join(ours, on=AT, how="left", maintain_order="left")
    for name in theirs.columns:
        if name in AT:
            continue
        np.testing.assert_allclose(
            joined[name].cast(pl.Float64).to_numpy(),
            theirs[name].cast(pl.Float64).to_numpy(),
            rtol=asem.ALIKE,
            atol=1e-12,
            err_msg=name,
        )


@pytest.fixture(scope="module")
def together(coinr: Path) -> Evaluation:
    return run(coinr, "all")


def test_treatment_within_each_year_agrees(coinr: Path, together: Evaluation) -> None:
    agree(together.stage("treated"), asem.stage(coinr, "purse/Treated.csv"))


def test_normalisation_over_all_years_agrees(coinr: Path, together: Evaluation) -> None:
    agree(together.stage("normalised"), asem.stage(coinr, "purse/Normalised.csv"))


def test_scores_agree(coinr: Path, together: Evaluation) -> None:
    agree(together.scores, asem.stage(coinr, "purse/Aggregated.csv"))


def test_normalisation_in_each_year_agrees(coinr: Path) -> None:
    agree(run(coinr, "each").stage("normalised"), asem.stage(coinr, "purse/Normalised_local.csv"))


def test_growth_a_year_agrees(coinr: Path, together: Evaluation) -> None:
    expected = asem.stage(coinr, "purse/trends_CAGR.csv")
    found = together.trends
    assert found is not None
    joined = expected.join(found, left_on=["uCode", "iCode"], right_on=["uCode", "indicator"])
    assert joined.height > 150
    np.testing.assert_allclose(joined["cagr"].to_numpy(), joined["CAGR"].to_numpy(), rtol=1e-9)
