"""The coherence of whole evaluations: ASEM against COINr 1.1.14, and small trees by hand."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from threadpoolctl import threadpool_limits

from steelyard import Dataset, Evaluation, Scheme, evaluate
from steelyard.robustness.coherence import Coherence, coherence
from steelyard.robustness.coherence.balance import balance
from steelyard.robustness.coherence.correlations import Thresholds
from steelyard.robustness.coherence.importance import correlation_ratio
from tests import asem
from tests.evaluation.schemes import FLAT, dataset, units
from tests.robustness.coherence.coinr import table

COLUMNS = {
    "correlations": [
        "level", "node", "other", "parent", "kind", "correlation", "p_value", "units", "flag",
    ],
    "reliability": ["node", "parts", "units", "alpha"],
    "components": ["node", "component", "eigenvalue", "share", "part", "loading"],
    "importance": [
        "node", "parent", "weight", "effective_weight", "correlation", "main_effect",
        "importance", "target_weight", "target_residual", "index_correlation",
        "index_main_effect",
    ],
}  # fmt: skip
ALIKE: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-12}


@cache
def asem_evaluation(data: Path) -> Evaluation:
    return evaluate(asem.scheme(data), asem.raw(data))


@pytest.fixture(scope="module")
def ours(shared: Path) -> Coherence:
    return coherence(asem_evaluation(shared / "coinr"))


def test_alphas_are_coinrs(shared: Path, ours: Coherence) -> None:
    theirs = table(shared, "stats/cronbach.csv").filter(
        pl.col("dset").is_in(["Normalised", "Aggregated"])
    )
    alphas = dict(ours.reliability.select("node", "alpha").iter_rows())
    assert len(alphas) == theirs.height
    for _, group, alpha in theirs.iter_rows():
        node = None if group == "all indicators" else group
        assert alphas[node] == pytest.approx(alpha, rel=1e-9), group


def test_correlations_with_the_parent_are_coinrs(shared: Path, ours: Coherence) -> None:
    theirs = table(shared, "stats/corr_Agg_L1_parent.csv")
    joined = theirs.join(
        ours.importance, left_on=["Var1", "Var2"], right_on=["parent", "node"], how="left"
    )
    np.testing.assert_allclose(joined["correlation"], joined["Correlation"], **ALIKE)


def test_correlations_with_the_index_are_coinrs(shared: Path, ours: Coherence) -> None:
    theirs = table(shared, "stats/corr_Agg_L1_family.csv").filter(pl.col("Var1") == "Index")
    joined = theirs.join(ours.importance, left_on="Var2", right_on="node", how="left")
    np.testing.assert_allclose(joined["index_correlation"], joined["Correlation"], **ALIKE)


def test_effective_weights_are_coinrs(shared: Path, ours: Coherence) -> None:
    theirs = table(shared, "weights/effective_weights.csv")
    found = dict(ours.importance.select("node", "effective_weight").iter_rows())
    for row in theirs.to_dicts():
        if row["iCode"] != "Index":
            expected = row[theirs.columns[-1]]
            assert found[row["iCode"]] == pytest.approx(expected, rel=1e-9), row["iCode"]


def test_shares_of_components_are_coinrs(shared: Path, ours: Coherence) -> None:
    theirs = table(shared, "weights/pca_L2_Conn_sdev.csv")["prop_var"]
    found = ours.components.filter(pl.col("node") == "Conn", pl.col("part") == "Physical")
    np.testing.assert_allclose(found["share"], theirs, **ALIKE)


@pytest.mark.parametrize(
    ("file", "thresholds", "flag"),
    [
        ("corr_flags_high", Thresholds(redundant=0.75), "redundant"),
        ("corr_flags_low", Thresholds(negative=-0.2), "negative"),
    ],
)
def test_flagged_siblings_are_coinrs(
    shared: Path, file: str, thresholds: Thresholds, flag: str
) -> None:
    theirs = table(shared, f"stats/{file}.csv").select("Group", "Ind1", "Ind2")
    found = coherence(asem_evaluation(shared / "coinr"), thresholds=thresholds).correlations
    found = found.filter(pl.col("level") == 1, pl.col("flag") == flag)
    assert {(parent, frozenset(pair)) for *pair, parent in found[["node", "other", "parent"]].rows()
            } == {(group, frozenset(pair)) for group, *pair in theirs.rows()}  # fmt: skip


def test_importances_of_parts_add_up_to_1(ours: Coherence) -> None:
    sums = ours.importance.group_by("parent").agg(pl.col("importance").sum())
    np.testing.assert_allclose(sums["importance"], 1.0, rtol=1e-12)


def test_every_level_of_asem_is_there(ours: Coherence) -> None:
    levels = ours.correlations["level"].value_counts().sort("level", nulls_last=True)
    # 28 + 10 + 3 + 15 + 28 + 10 + 36 + 10 pairs of indicators, 10 + 3 of pillars, 1 of
    # sub-indices; 59 nodes with their parent, 57 of them with the index besides.
    assert levels.rows() == [(1, 140), (2, 13), (3, 1), (None, 116)]


def run(values: object, text: str = FLAT, names: str = "abc") -> Evaluation:
    scheme = Scheme.parse(text)
    return evaluate(scheme, dataset(scheme, units(values, names)))


def figures(seed: int = 0, count: int = 20) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.random((count, 3)) + random.random((count, 1))


def pair(found: Coherence, node: str, other: str, kind: str = "pearson") -> dict[str, object]:
    rows = found.correlations.filter(
        pl.col("node") == node, pl.col("other") == other, pl.col("kind") == kind
    )
    return rows.row(0, named=True)


def importance(found: Coherence, node: str) -> dict[str, object]:
    return found.importance.row(by_predicate=pl.col("node") == node, named=True)


@pytest.mark.parametrize("name", COLUMNS)
def test_the_frames_have_their_columns(name: str) -> None:
    assert getattr(coherence(run(figures())), name).columns == COLUMNS[name]


def test_siblings_are_paired_and_every_node_with_those_above() -> None:
    rows = coherence(run(figures())).correlations.select("level", "node", "other", "parent").rows()
    assert rows == [
        (2, "left", "c", "index"),
        (1, "a", "b", "left"),
        (None, "left", "index", None),
        (None, "c", "index", None),
        (None, "a", "left", None),
        (None, "b", "left", None),
        (None, "a", "index", None),
        (None, "b", "index", None),
    ]


TWO = FLAT.replace("c: {weight: 1}", "right: {weight: 1, parts: {c: {}, d: {}}}").replace(
    "      c: {}\n", "      c: {}\n      d: {}\n"
)


def test_nodes_of_one_level_may_all_be_paired() -> None:
    values = np.random.default_rng(1).random((9, 4))
    found = coherence(run(values, TWO, "abcd"), among="level").correlations
    rows = found.filter(pl.col("level") == 1).select("node", "other", "parent").rows()
    assert rows == [
        ("a", "b", "left"),
        ("a", "c", None),
        ("a", "d", None),
        ("b", "c", None),
        ("b", "d", None),
        ("c", "d", "right"),
    ]


def test_strangers_of_one_level_are_not_flagged() -> None:
    column = np.arange(9.0)
    values = np.column_stack([column, column**2, column, -column])
    found = coherence(run(values, TWO, "abcd"), among="level")
    assert pair(found, "a", "c")["flag"] is None
    assert pair(found, "b", "d")["flag"] is None
    assert pair(found, "a", "b")["flag"] == "redundant"
    assert pair(found, "c", "d")["flag"] == "negative"


def test_a_part_that_hardly_shows_in_the_index_is_weak() -> None:
    values = figures(2, 60)
    values[:, 2] = np.random.default_rng(3).random(60)
    text = FLAT.replace("c: {weight: 1}", "c: {weight: 0.01}")
    assert pair(coherence(run(values, text)), "c", "index")["flag"] == "weak"


def test_correlations_are_of_scores_with_directions() -> None:
    text = FLAT.replace("b: {weight: 3}", "b: {weight: 3, direction: down}")
    values = figures()
    assert pair(coherence(run(values, text)), "a", "b")["correlation"] == pytest.approx(
        -np.corrcoef(values[:, 0], values[:, 1])[0, 1]
    )


def test_each_kind_is_computed_that_is_asked_for() -> None:
    found = coherence(run(figures()), kinds=("spearman", "kendall"))
    assert found.correlations["kind"].unique().sort().to_list() == ["kendall", "spearman"]
    assert pair(found, "a", "b", "kendall")["correlation"] != pytest.approx(
        pair(found, "a", "b", "spearman")["correlation"]
    )


def test_main_effects_are_on_the_parent_and_on_the_index() -> None:
    evaluation = run(figures())
    scores = evaluation.node_scores
    found = importance(coherence(evaluation), "a")
    assert found["main_effect"] == pytest.approx(correlation_ratio(scores["a"], scores["left"]))
    assert found["index_main_effect"] == pytest.approx(
        correlation_ratio(scores["a"], scores["index"])
    )


def test_target_weights_are_for_the_weights_as_importances() -> None:
    evaluation = run(figures())
    scores = evaluation.node_scores
    parts = np.column_stack([scores["a"], scores["b"]])
    wanted = balance(parts, np.array([0.25, 0.75]))
    found = coherence(evaluation)
    assert [importance(found, part)["target_weight"] for part in "ab"] == pytest.approx(
        wanted.weights.tolist()
    )
    assert importance(found, "a")["target_residual"] == pytest.approx(wanted.residual)


@pytest.mark.parametrize("parts", ["{a: {points: 40}, b: {points: 60}}", "{a: {}, b: {}}"])
def test_only_an_arithmetic_mean_has_target_weights(parts: str) -> None:
    method = "sum" if "points" in parts else "median"
    points = "points: 100, " if "points" in parts else ""
    text = FLAT.split("tree:", maxsplit=1)[0].replace("steps: [normalise]", "steps: []")
    text += f"tree: {{{points}aggregate: {method}, parts: {parts}}}\n"
    found = coherence(run(figures(), text)).importance
    assert found["main_effect"].null_count() == 0
    assert found.select("target_weight", "target_residual").null_count().row(0) == (2, 2)


def test_all_indicators_stand_under_no_node_where_no_criterion_has_them_all() -> None:
    found = coherence(run(figures()))
    assert found.reliability["node"].to_list() == ["index", "left", None]
    assert found.reliability["parts"].to_list() == [2, 2, 3]
    assert found.components.filter(pl.col("node").is_null())["part"].unique().len() == 3


ONE_LEVEL = FLAT.split("tree:", maxsplit=1)[0] + "tree: {parts: {a: {}, b: {}, c: {}}}\n"


def test_all_indicators_do_not_stand_twice() -> None:
    assert coherence(run(figures(), ONE_LEVEL)).reliability["node"].to_list() == ["index"]


def test_missing_figures_are_left_out_pair_by_pair() -> None:
    values = figures()
    values[:5, 0], values[18:, 1] = np.nan, np.nan
    found = coherence(run(values))
    assert pair(found, "a", "b")["units"] == 13
    assert pair(found, "a", "index")["units"] == 15
    assert found.reliability.filter(pl.col("node") == "left")["units"].to_list() == [13]


def test_units_that_were_screened_out_are_not_looked_at() -> None:
    values = figures()
    values[3, 1:] = np.nan
    text = FLAT.replace("[normalise]", "[{screen: {units: {available: 0.6}}}, normalise]")
    assert_frame_equal(
        coherence(run(values, text)).correlations,
        coherence(run(np.delete(values, 3, axis=0))).correlations,
    )


YEARS = """
scheme: years
title: Years
units: {table: units, key: unit, period: year}
inputs: {units: {columns: {unit: {type: text}, year: {type: integer}, a: {}, b: {}}}}
steps: [normalise]
tree: {parts: {a: {}, b: {weight: 2}}}
"""


def test_with_periods_the_last_is_looked_at() -> None:
    scheme = Scheme.parse(YEARS)
    frame = pl.DataFrame(
        {
            "unit": list("pqrs") * 2,
            "year": [2023] * 4 + [2022] * 4,
            "a": [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0],
            "b": [1.0, 3.0, 2.0, 4.0, 4.0, 3.0, 2.0, 1.0],
        }
    )
    found = coherence(evaluate(scheme, Dataset.from_frames(scheme.inputs, {"units": frame})))
    assert pair(found, "a", "b")["correlation"] == pytest.approx(0.8)
    assert pair(found, "a", "b")["units"] == 4


NAN = np.nan
POOR = {
    "no unit": np.empty((0, 3)),
    "one unit": [[1.0, 2.0, 3.0]],
    "two units": [[1.0, 2.0, 3.0], [2.0, 5.0, 1.0]],
    "all equal": np.ones((6, 3)),
    "all missing": np.full((6, 3), NAN),
    "one part missing": np.column_stack([np.arange(6.0), np.full(6, NAN), np.arange(6.0)]),
    "one part constant": np.column_stack([np.arange(6.0), np.ones(6), np.arange(6.0) ** 2]),
}


@pytest.mark.parametrize("values", POOR.values(), ids=POOR.keys())
def test_poor_data_have_rows_with_nothing_in_them(values: np.ndarray) -> None:
    found = coherence(run(values), kinds=("pearson", "spearman", "kendall"), among="level")
    assert found.correlations.height == 3 * 8
    assert found.reliability.height == 3
    assert found.importance.height == 4
    assert set(found.components["node"]) == {"index", "left", None}
    assert not found.importance["main_effect"].is_nan().any()


@pytest.mark.parametrize("case", ["no unit", "one unit", "all missing"])
def test_without_two_units_nothing_is_known(case: str) -> None:
    found = coherence(run(POOR[case]))
    assert found.correlations["correlation"].null_count() == 8
    assert found.reliability["alpha"].null_count() == 3
    assert found.components["loading"].null_count() == 7
    assert found.importance["main_effect"].null_count() == 4


def test_a_criterion_of_one_part_is_the_part() -> None:
    text = FLAT.replace("parts: {a: {weight: 1}, b: {weight: 3}}", "parts: {a: {}}")
    found = coherence(run(figures(), text))
    row = importance(found, "a")
    assert row["main_effect"] == pytest.approx(1.0)
    assert (row["importance"], row["target_weight"]) == (1.0, 1.0)
    assert found.reliability.filter(pl.col("node") == "left")["alpha"].to_list() == [None]


@pytest.mark.parametrize(
    "tree", ["tree: {indicator: a}", "rank: {by: a}"], ids=["one indicator", "no tree"]
)
def test_without_criteria_there_is_nothing_to_say(tree: str) -> None:
    found = coherence(run(figures(), FLAT.split("tree:", maxsplit=1)[0] + tree + "\n"))
    assert [getattr(found, name).height for name in COLUMNS] == [0, 0, 0, 0]
    assert [getattr(found, name).columns for name in COLUMNS] == list(COLUMNS.values())


def test_threads_do_not_show() -> None:
    evaluation = run(figures(count=40_000))
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads, user_api="blas"):
            found.append(coherence(evaluation))
    for name in COLUMNS:
        assert getattr(found[0], name).rows() == getattr(found[1], name).rows()


SLIM = """
import sys
import steelyard.robustness.coherence.report
assert "scipy" not in sys.modules
from steelyard import Dataset, Scheme, evaluate
from steelyard.library import sample
scheme = Scheme.load("tai")
evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
steelyard.robustness.coherence.report.coherence(evaluation)
assert "scipy.stats" not in sys.modules
"""


def test_scipys_statistics_are_not_loaded(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", SLIM], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr
