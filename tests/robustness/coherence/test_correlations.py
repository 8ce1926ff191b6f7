"""Correlations with p-values and flags, against COINr 1.1.14 and SciPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from steelyard.robustness.coherence.correlations import (
    Kind,
    Thresholds,
    correlate_pairs,
    every_pair,
    flag_of,
    student_p_values,
)
from steelyard.robustness.coherence.pairwise import pairwise
from tests.robustness.coherence.coinr import columns, parts_of, table

KINDS: list[Kind] = ["pearson", "spearman", "kendall"]
ALIKE: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-12}


def correlated(
    shared: Path, stage: str, file: str, kind: Kind = "pearson", directions: bool = False
) -> tuple[np.ndarray, pl.DataFrame]:
    """Our correlations of the pairs in one of COINr's long tables, and the table."""
    theirs = table(shared, f"stats/{file}.csv")
    names = list(dict.fromkeys([*theirs["Var1"], *theirs["Var2"]]))
    values = columns(shared, f"stages/{stage}.csv", names)
    if directions:
        meta = table(shared, "stages/meta_Ind.csv")
        signs = dict(meta.select("iCode", "Direction").iter_rows())
        values = values * np.array([float(signs[name]) for name in names])
    at = {name: place for place, name in enumerate(names)}
    pairs = np.array([(at[one], at[other]) for one, other, _ in theirs.iter_rows()])
    return correlate_pairs(values, pairs, kind).correlation, theirs


@pytest.mark.parametrize("kind", KINDS)
def test_indicators_with_gaps_are_coinrs(shared: Path, kind: Kind) -> None:
    ours, theirs = correlated(shared, "01_Raw", f"corr_Raw_L1_{kind}", kind)
    np.testing.assert_allclose(ours, theirs["Correlation"].to_numpy(), **ALIKE)


@pytest.mark.parametrize("kind", KINDS)
def test_indicators_with_pillars_are_coinrs(shared: Path, kind: Kind) -> None:
    ours, theirs = correlated(shared, "07_Aggregated", f"corr_Agg_L1_L2_{kind}", kind)
    np.testing.assert_allclose(ours, theirs["Correlation"].to_numpy(), **ALIKE)


@pytest.mark.parametrize("file", ["corr_Agg_L1_parent", "corr_Agg_L1_grouplev2"])
def test_indicators_with_their_parent_and_siblings_are_coinrs(shared: Path, file: str) -> None:
    ours, theirs = correlated(shared, "07_Aggregated", file)
    np.testing.assert_allclose(ours, theirs["Correlation"].to_numpy(), **ALIKE)


def test_indicators_by_their_directions_are_coinrs(shared: Path) -> None:
    ours, theirs = correlated(shared, "01_Raw", "corr_Raw_L1_pearson_directions", directions=True)
    np.testing.assert_allclose(ours, theirs["Correlation"].to_numpy(), **ALIKE)


def test_indicators_with_every_node_above_are_coinrs(shared: Path) -> None:
    theirs = table(shared, "stats/corr_Agg_L1_family.csv")
    lineage = table(shared, "stages/meta_Lineage.csv")
    above = {row["Indicator"]: row for row in lineage.to_dicts()}
    pairs = [(above[indicator][level], indicator) for level, indicator, _ in theirs.iter_rows()]
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    values = columns(shared, "stages/07_Aggregated.csv", names)
    at = np.array([[names.index(one), names.index(other)] for one, other in pairs])
    ours = correlate_pairs(values, at).correlation
    np.testing.assert_allclose(ours, theirs["Correlation"].to_numpy(), **ALIKE)


def test_p_values_are_coinrs(shared: Path) -> None:
    theirs = table(shared, "stats/pvals_Raw_pearson.csv")
    names = theirs["iCode"].to_list()
    pairs = every_pair(len(names))
    ours = correlate_pairs(columns(shared, "stages/01_Raw.csv", names), pairs).p_value
    expected = theirs.select(names).to_numpy()[pairs[:, 0], pairs[:, 1]]
    np.testing.assert_allclose(ours, expected, rtol=1e-9)


def test_what_coinr_leaves_out_at_5_percent_has_a_higher_p_value(shared: Path) -> None:
    theirs = table(shared, "stats/corr_Raw_L1_pearson_p05.csv")
    theirs = theirs.filter(pl.col("Var1") != pl.col("Var2"))
    names = list(dict.fromkeys([*theirs["Var1"], *theirs["Var2"]]))
    at = {name: place for place, name in enumerate(names)}
    pairs = np.array([(at[one], at[other]) for one, other, _ in theirs.iter_rows()])
    ours = correlate_pairs(columns(shared, "stages/01_Raw.csv", names), pairs)
    np.testing.assert_array_equal(ours.p_value > 0.05, theirs["Correlation"].is_null().to_numpy())


def test_indicators_with_denominators_are_coinrs(shared: Path) -> None:
    theirs = table(shared, "stats/denom_corr.csv")
    meta = table(shared, "data/ASEM_iMeta.csv")
    indicators, denominators = (
        meta.filter(pl.col("Type") == kind)["iCode"].to_list()
        for kind in ("Indicator", "Denominator")
    )
    names = [*indicators, *denominators]
    values = columns(shared, "data/ASEM_iData.csv", names)
    strong = pairwise(values).correlation[: len(indicators), len(indicators) :]
    ours = {
        (indicators[i], denominators[j]): strong[i, j]
        for i, j in np.argwhere(np.abs(strong) > 0.7).tolist()
    }
    assert ours == {(i, j): pytest.approx(r, rel=1e-9) for i, j, r in theirs.iter_rows()}


@pytest.mark.parametrize(
    ("file", "thresholds", "flag"),
    [
        ("corr_flags_high", Thresholds(redundant=0.75), "redundant"),
        ("corr_flags_low", Thresholds(negative=-0.2), "negative"),
    ],
)
def test_flags_are_coinrs(shared: Path, file: str, thresholds: Thresholds, flag: str) -> None:
    theirs = table(shared, f"stats/{file}.csv")
    ours = set()
    for pillar in parts_of(shared, "Conn") + parts_of(shared, "Sust"):
        names = parts_of(shared, pillar)
        pairs = every_pair(len(names))
        found = correlate_pairs(columns(shared, "stages/06_Normalised.csv", names), pairs)
        flags = flag_of(found.correlation, np.ones(len(pairs), dtype=bool), thresholds)
        ours |= {
            frozenset(names[at] for at in pair)
            for pair, one in zip(pairs.tolist(), flags, strict=True)
            if one == flag
        }
    assert ours == {frozenset(pair) for pair in theirs.select("Ind1", "Ind2").iter_rows()}


@pytest.mark.parametrize(
    ("kind", "test"), [("pearson", stats.pearsonr), ("spearman", stats.spearmanr)]
)
def test_p_values_are_scipys(kind: Kind, test) -> None:
    values = np.random.default_rng(0).standard_normal((15, 2))
    values[:, 1] += values[:, 0]
    found = correlate_pairs(values, every_pair(2), kind)
    assert found.p_value[0] == pytest.approx(test(*values.T).pvalue, rel=1e-9)


def test_a_perfect_correlation_has_p_value_0() -> None:
    assert student_p_values(np.array([1.0, -1.0]), np.array([9, 9])).tolist() == [0.0, 0.0]


def test_two_units_say_nothing_about_chance() -> None:
    found = correlate_pairs(np.array([[1.0, 2.0], [2.0, 3.0]]), every_pair(2))
    assert found.correlation[0] == pytest.approx(1.0)
    assert np.isnan(found.p_value[0])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("columns", [0, 1])
def test_no_pair_is_no_correlation(kind: Kind, columns: int) -> None:
    assert len(correlate_pairs(np.ones((3, columns)), every_pair(columns), kind).correlation) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("units", [0, 1, 4])
def test_what_does_not_vary_has_no_correlation_and_no_flag(kind: Kind, units: int) -> None:
    found = correlate_pairs(np.ones((units, 2)), every_pair(2), kind)
    assert np.isnan(found.correlation).all()
    assert np.isnan(found.p_value).all()
    assert found.units.tolist() == [units]
    assert flag_of(found.correlation, np.array([False]), Thresholds()) == [None]


def test_flags_begin_beyond_the_thresholds() -> None:
    limits = Thresholds(redundant=0.9, negative=-0.4, weak=0.3)
    at = np.array([0.91, 0.9, -0.4, -0.41, 0.3, 0.29, -0.4, -0.41])
    siblings = np.array([True] * 4 + [False] * 4)
    assert flag_of(at, siblings, limits) == [
        "redundant", None, None, "negative", None, "weak", "weak", "negative",
    ]  # fmt: skip
