"""COINr 1.1.14 on the ASEM example: four levels, from normalised indicators to the index."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from steelyard.engines.local import LocalEngine
from steelyard.engines.pairs import support
from steelyard.scheme.aggregate import (
    AggregateSpec,
    Arithmetic,
    Copeland,
    Geometric,
    Harmonic,
    Power,
)
from steelyard.steps.aggregate import aggregate
from steelyard.steps.rank import rank

ENGINE = LocalEngine()
Columns = dict[str, np.ndarray]
Weights = dict[str, float]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def columns(path: Path) -> Columns:
    rows = read(path)
    names = [name for name in rows[0] if name != "uCode"]
    return {
        name: np.array([np.nan if row[name] == "NA" else float(row[name]) for row in rows])
        for name in names
    }


def aggregated(
    folder: Path, normalised: Columns, by_level: Iterable[AggregateSpec], weights: Weights
) -> Columns:
    """Aggregate the ASEM tree level by level, the indicators' parents first."""
    scores = dict(normalised)
    nodes = [row for row in read(folder / "stages" / "meta_Ind.csv") if row["Level"] != "NA"]
    for level, spec in enumerate(by_level, start=1):
        children = [row for row in nodes if row["Level"] == str(level)]
        for parent in dict.fromkeys(row["Parent"] for row in children):
            codes = [row["iCode"] for row in children if row["Parent"] == parent]
            parts = np.column_stack([scores[code] for code in codes])
            own = np.array([weights[code] for code in codes])
            scores[parent] = aggregate(parts, own, spec, ENGINE)
    return {name: values for name, values in scores.items() if name not in normalised}


def weight_set(folder: Path, name: str) -> Weights:
    return {
        row["iCode"]: float(row["Weight"]) for row in read(folder / "weights" / f"w_{name}.csv")
    }


@pytest.fixture
def coinr(shared: Path) -> Path:
    return shared / "coinr"


@pytest.fixture
def same_as(coinr: Path) -> Callable[..., None]:
    def compare(
        expected: str,
        normalised: str,
        specs: Iterable[AggregateSpec],
        weights: str = "Original",
        *,
        ranks: bool = True,
    ) -> None:
        found = aggregated(
            coinr, columns(coinr / f"{normalised}.csv"), specs, weight_set(coinr, weights)
        )
        published = columns(coinr / f"{expected}.csv")
        assert set(found) == set(published)
        for name, values in published.items():
            np.testing.assert_allclose(found[name], values, rtol=1e-9, err_msg=name)
            np.testing.assert_array_equal(rank(found[name]), rank(values), err_msg=name)
        if ranks:
            for name, values in columns(coinr / f"{expected}_ranks.csv").items():
                np.testing.assert_array_equal(rank(found[name]), values, err_msg=name)

    return compare


TREATED = "normalise/minmax_1_100__Treated"
WITH_MISSING = "normalise/minmax_1_100__Denominated"


@pytest.mark.parametrize(
    ("expected", "spec"),
    [
        ("a_amean", Arithmetic()),
        ("a_gmean", Geometric()),
        ("a_hmean", Harmonic()),
        ("a_genmean_p0.5", Power(exponent=0.5)),
        ("a_genmean_p2", Power(exponent=2)),
        ("a_copeland", Copeland()),
    ],
)
def test_complete_data(same_as: Callable[..., None], expected: str, spec: AggregateSpec) -> None:
    same_as(f"aggregate/{expected}__full", TREATED, [spec] * 3)


@pytest.mark.parametrize(
    ("expected", "specs"),
    [
        ("mixed_a_g_a", (Arithmetic(), Geometric(), Arithmetic())),
        ("mixed_a_a_cop", (Arithmetic(), Arithmetic(), Copeland())),
    ],
)
def test_a_method_per_level(
    same_as: Callable[..., None], expected: str, specs: tuple[AggregateSpec, ...]
) -> None:
    same_as(f"aggregate/{expected}__full", TREATED, specs)


@pytest.mark.parametrize(
    ("expected", "spec"),
    [
        ("a_amean", Arithmetic()),
        ("a_gmean", Geometric()),
        ("a_amean_thresh0.5", Arithmetic(coverage=0.5)),
        ("a_amean_thresh0.8", Arithmetic(coverage=0.8)),
        ("a_amean_thresh1", Arithmetic(coverage=1.0)),
    ],
)
def test_missing_data(same_as: Callable[..., None], expected: str, spec: AggregateSpec) -> None:
    same_as(f"aggregate/{expected}__withNA", WITH_MISSING, [spec] * 3)


def test_z_scores(same_as: Callable[..., None]) -> None:
    same_as("aggregate/zscore_a_amean", "normalise/zscore_0_1__Treated", [Arithmetic()] * 3)


def test_percentile_ranks(same_as: Callable[..., None]) -> None:
    # COINr's own ranks are left out: they part means of the same ranks that differ in the
    # last bit (ConEcFin, three pairs); ours tie.
    same_as(
        "aggregate/prank_a_amean",
        "normalise/prank_min__Treated",
        [Arithmetic()] * 3,
        ranks=False,
    )


@pytest.mark.parametrize("weights", ["Original", "Conn03_Sust07", "Sequence"])
def test_weight_sets(same_as: Callable[..., None], weights: str) -> None:
    same_as(
        f"weights/agg_{weights}", "stages/06_Normalised", [Arithmetic()] * 3, weights, ranks=False
    )


@pytest.mark.parametrize("weights", ["Conn03_Sust07", "Sequence"])
@pytest.mark.parametrize(("method", "spec"), [("a_gmean", Geometric()), ("a_hmean", Harmonic())])
def test_weight_sets_with_other_means(
    same_as: Callable[..., None], weights: str, method: str, spec: AggregateSpec
) -> None:
    same_as(f"weights/agg_{weights}_{method}", TREATED, [spec] * 3, weights, ranks=False)


@pytest.mark.parametrize("parent", ["Physical", "Environ"])
def test_outranking_matrix_and_copeland_of_one_node(coinr: Path, parent: str) -> None:
    normalised = columns(coinr / f"{TREATED}.csv")
    codes = [row["iCode"] for row in read(coinr / "stages/meta_Ind.csv") if row["Parent"] == parent]
    parts = np.column_stack([normalised[code] for code in codes])
    weights = np.ones(len(codes))

    matrix = np.column_stack(list(columns(coinr / f"aggregate/outrank_{parent}.csv").values()))
    off_diagonal = ~np.eye(len(matrix), dtype=bool)
    np.testing.assert_allclose(
        support(parts, parts, weights)[off_diagonal], matrix[off_diagonal], rtol=1e-9, atol=1e-15
    )

    published = columns(coinr / f"aggregate/copeland_{parent}.csv")["Copeland"]
    np.testing.assert_array_equal(aggregate(parts, weights, Copeland(), ENGINE), published)
