"""Aggregations of many replications at once, against each replication by itself."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from steelyard.engines.local import LocalEngine
from steelyard.robustness.combine import combine
from steelyard.scheme.aggregate import (
    AggregateSpec,
    Arithmetic,
    Copeland,
    Geometric,
    Harmonic,
    Maximum,
    MazziottaPareto,
    Median,
    Minimum,
    OrderedWeighted,
    Outranking,
    Power,
    Sum,
)
from steelyard.steps import aggregate

UNITS, PARTS, REPLICATIONS = 6, 3, 4
SPECS: list[AggregateSpec] = [
    Arithmetic(),
    Arithmetic(coverage=0.5),
    Arithmetic(coverage=1),
    Geometric(),
    Geometric(coverage=0.6),
    Harmonic(),
    Power(exponent=0),
    Power(exponent=2),
    Power(exponent=0.5, coverage=0.5),
    Power(exponent=-1.5),
    Median(),
    Minimum(),
    Minimum(coverage=0.5),
    Maximum(),
    MazziottaPareto(),
    MazziottaPareto(penalty="positive", coverage=0.5),
    OrderedWeighted(weights=(3, 2, 1)),
    Copeland(),
    Outranking(),
]
EVERYONE = [(np.ones(UNITS, dtype=bool), np.ones(UNITS, dtype=bool))]
cells = st.one_of(st.just(np.nan), st.floats(0.5, 100.0), st.just(0.0), st.just(-3.0))
shares = arrays(
    np.float64, (PARTS, REPLICATIONS), elements=st.one_of(st.just(0.0), st.floats(0.05, 1.0))
)


def name(spec: AggregateSpec) -> str:
    return f"{spec.method}-{spec.coverage:g}-{getattr(spec, 'exponent', '')}"


def alone(parts: list[np.ndarray], weights: np.ndarray, spec: AggregateSpec) -> np.ndarray:
    """Each replication by the aggregation of one."""
    rows = []
    for at in range(weights.shape[1]):
        beside = np.column_stack([part if part.ndim == 1 else part[at] for part in parts])
        rows.append(aggregate.aggregate(beside, weights[:, at], spec, LocalEngine()))
    return np.array(rows)


@pytest.mark.parametrize("spec", SPECS, ids=name)
@given(
    fixed=arrays(np.float64, (2, UNITS), elements=cells),
    loose=arrays(np.float64, (REPLICATIONS, UNITS), elements=cells),
    weights=shares,
)
def test_as_each_replication_by_itself(
    spec: AggregateSpec, fixed: np.ndarray, loose: np.ndarray, weights: np.ndarray
) -> None:
    weights = weights / np.where(weights.sum(axis=0) > 0, weights.sum(axis=0), 1.0)
    parts = [fixed[0], loose, fixed[1]]
    found = combine(parts, weights, np.full(PARTS, 1 / PARTS), spec, EVERYONE)
    np.testing.assert_allclose(found, alone(parts, weights, spec), rtol=1e-9, atol=1e-9)


@given(
    points=arrays(np.float64, (UNITS, PARTS), elements=st.floats(0.0, 10.0)),
    weights=arrays(np.float64, (PARTS, REPLICATIONS), elements=st.floats(0.05, 1.0)),
)
def test_a_sum_scales_points_as_their_weights(points: np.ndarray, weights: np.ndarray) -> None:
    weights = weights / weights.sum(axis=0)
    nominal = np.array([0.5, 0.3, 0.2])
    found = combine(list(points.T), weights, nominal, Sum(), EVERYONE)
    np.testing.assert_allclose(found, (points @ (weights / nominal[:, None])).T, atol=1e-9)


def test_a_sum_is_missing_where_a_part_is() -> None:
    parts = [np.array([1.0, np.nan]), np.array([2.0, 2.0])]
    weights = np.full((2, 1), 0.5)
    found = combine(parts, weights, np.full(2, 0.5), Sum(), [])
    assert found.tolist()[0][0] == 3.0
    assert np.isnan(found[0, 1])


def test_a_sum_with_less_coverage_scales_the_points_that_are_there() -> None:
    parts = [np.array([1.0, np.nan]), np.array([2.0, 2.0])]
    weights = np.full((2, 1), 0.5)
    found = combine(parts, weights, np.full(2, 0.5), Sum(coverage=0.5), [])
    assert found.tolist() == [[3.0, 4.0]]
