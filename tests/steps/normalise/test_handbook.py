"""The normalisations of one indicator that the Handbook prints.

OECD/JRC, Handbook on Constructing Composite Indicators (2008), table 15: mean years of
schooling of 23 countries, rounded to two decimals.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.steps.normalise.blocks import column, rows

TABLE = rows(Path(__file__).parent.parent / "data" / "tai_table15_normalisations.csv")
YEARS = [float(row["years"]) for row in TABLE]

PRINTED: dict[str, object] = {
    "rank_high_is_top": "rank",
    "zscore": "z_score",
    "minmax": {"method": "min_max", "range": [0, 1]},
    "ref_mean_ratio": {"method": "distance_to_reference", "reference": "mean", "as": "ratio"},
    "ref_best_ratio": "fraction_of_maximum",
    "ref_worst_ratio": {"method": "distance_to_reference", "reference": "worst", "as": "ratio"},
    "diff_mean": {"method": "distance_to_reference", "reference": "mean", "as": "difference"},
    "diff_worst": {"method": "distance_to_reference", "reference": "worst", "as": "difference"},
    "above_below_p20": "above_below_mean",
    # The Handbook does not state the classes; these give what it prints.
    "categorical": {
        "method": "categorical",
        "quantiles": [0.1, 0.15, 0.35, 0.65, 0.85, 0.95],
        "scores": [0, 20, 40, 50, 60, 80, 100],
    },
}


@pytest.mark.parametrize("name", PRINTED)
def test_as_printed(name: str) -> None:
    printed = np.array([float(row[name]) for row in TABLE])
    # Half a unit of the last digit, and a little for what lies exactly between two.
    np.testing.assert_allclose(column(YEARS, PRINTED[name]), printed, rtol=0, atol=0.005 + 1e-9)


def test_the_printed_percentile_is_the_rank_over_the_number_of_units() -> None:
    printed = [float(row["percentile"]) for row in TABLE]
    percentiles = 100 * np.array(column(YEARS, "rank")) / len(YEARS)
    np.testing.assert_allclose(percentiles, printed, rtol=0, atol=0.05 + 1e-9)
