"""Means and medians within groups: Polars, and groups that are missing or new."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.scheme.impute import Mean, Median
from steelyard.steps import impute
from steelyard.steps.block import Block
from steelyard.steps.impute.centres import medians

ENGINE = LocalEngine()
NAN = float("nan")


def block(values: object, **groups: list[str]) -> Block:
    matrix = np.array(values, dtype=np.float64).reshape(len(next(iter(groups.values()))), -1)
    return Block(
        matrix,
        tuple(f"i{at}" for at in range(matrix.shape[1])),
        np.ones(matrix.shape[1]),
        np.array([f"u{at}" for at in range(len(matrix))], dtype=np.str_),
        {name: np.array(labels, dtype=np.str_) for name, labels in groups.items()},
    )


def imputed(given: Block, spec: Mean | Median, reference: Block | None = None) -> Matrix:
    calibration = impute.learn(given if reference is None else reference, spec, ENGINE)
    return impute.apply(given, spec, calibration, ENGINE).values


@pytest.mark.parametrize(
    ("spec", "centre"), [(Mean(by=("g",)), "mean"), (Median(by=("g",)), "median")]
)
def test_polars_over_groups(spec: Mean | Median, centre: str) -> None:
    random = np.random.default_rng(6)
    values = random.normal(1e6, 1, size=(200, 2))
    values[random.random(values.shape) < 0.3] = NAN
    labels = random.choice(["a", "b", "c"], 200).tolist()
    frame = pl.DataFrame({"g": labels, "x": values[:, 0], "y": values[:, 1]}).fill_nan(None)
    theirs = frame.select(
        pl.col(name).fill_null(getattr(pl.col(name), centre)().over("g")) for name in ("x", "y")
    )
    ours = imputed(block(values, g=labels), spec)
    np.testing.assert_allclose(ours, theirs.to_numpy(), rtol=1e-14)


def test_a_group_is_the_units_that_agree_in_all_columns() -> None:
    given = block([1, 3, 100, NAN], a=["x", "x", "x", "x"], b=["p", "p", "q", "p"])
    assert imputed(given, Mean(by=("a", "b")))[3, 0] == 2


def test_a_group_without_a_figure_stays_missing() -> None:
    given = block([1, NAN, NAN], g=["a", "b", "a"])
    np.testing.assert_array_equal(imputed(given, Mean(by=("g",)))[:, 0], [1, NAN, 1])


def test_units_without_a_label_serve_nobody_and_get_nothing() -> None:
    given = block([1, 9, NAN, NAN], g=["a", "", "", "a"])
    np.testing.assert_array_equal(imputed(given, Mean(by=("g",)))[:, 0], [1, 9, NAN, 1])


def test_a_unit_placed_later_gets_what_its_group_learned() -> None:
    reference = block([1, 3, 50], g=["a", "a", "b"])
    later = block([NAN, NAN, NAN, 7], g=["b", "a", "elsewhere", "b"])
    result = imputed(later, Mean(by=("g",)), reference)
    np.testing.assert_array_equal(result[:, 0], [50, 2, NAN, 7])


@pytest.mark.parametrize(
    ("figures", "median"), [([3, NAN, 1], 2), ([5, 1, 3], 3), ([4], 4), ([NAN], NAN)]
)
def test_median(figures: list[float], median: float) -> None:
    found = medians(np.array(figures, dtype=np.float64).reshape(-1, 1), ENGINE)
    np.testing.assert_array_equal(found, [median])
