"""What aggregations must hold to: closed forms, other libraries, properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from steelyard.engines.local import LocalEngine
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
from steelyard.steps.aggregate import aggregate, apply, learn, undefined
from steelyard.steps.calibration import Calibration

ENGINE = LocalEngine()
NAN = np.nan
few = settings(max_examples=30, deadline=None)
PARTS = 4
MEANS: list[AggregateSpec] = [
    Arithmetic(),
    Geometric(),
    Harmonic(),
    Power(exponent=0.5),
    Power(exponent=-3),
    Median(),
    Minimum(),
    Maximum(),
    OrderedWeighted(weights=(4, 3, 2, 1)),
]
ROW_WISE: list[AggregateSpec] = [*MEANS, Sum(), MazziottaPareto()]
RELATIVE: list[AggregateSpec] = [Copeland(), Outranking()]
ALL = ROW_WISE + RELATIVE


def name(spec: AggregateSpec) -> str:
    return spec.method + (f"{spec.exponent:g}" if isinstance(spec, Power) else "")


def of(parts: list[list[float]], weights: list[float], spec: AggregateSpec) -> np.ndarray:
    return aggregate(np.array(parts, dtype=float), np.array(weights, dtype=float), spec, ENGINE)


figures = st.integers(1, 40).map(lambda n: n / 4)
tables = st.integers(1, 7).flatmap(lambda rows: arrays(float, (rows, PARTS), elements=figures))
weightings = arrays(float, PARTS, elements=st.integers(1, 9).map(float))


# By hand ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (Sum(), 13.0),
        (Arithmetic(), (1 + 2 * 4 + 8) / 4),
        (Geometric(), (1 * 16 * 8) ** (1 / 4)),
        (Harmonic(), 4 / (1 + 2 / 4 + 1 / 8)),
        (Power(exponent=2), ((1 + 2 * 16 + 64) / 4) ** 0.5),
        (Median(), 4.0),
        (Minimum(), 1.0),
        (Maximum(), 8.0),
    ],
    ids=lambda value: name(value) if hasattr(value, "method") else "",
)
def test_by_hand(spec: AggregateSpec, expected: float) -> None:
    np.testing.assert_allclose(of([[1, 4, 8]], [1, 2, 1], spec), [expected], rtol=1e-14)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (Sum(coverage=0.5), (10 + 20) * 50 / 30),  # 30 of the 50 points are known
        (Arithmetic(), (10 * 10 + 20 * 20) / 30),
        (Geometric(), (10**10 * 20**20) ** (1 / 30)),
        (Median(), 20.0),
        (Minimum(), 10.0),
        (Maximum(), 20.0),
        (OrderedWeighted(weights=(1, 0, 0)), 20.0),
    ],
    ids=lambda value: name(value) if hasattr(value, "method") else "",
)
def test_missing_parts_are_reweighed(spec: AggregateSpec, expected: float) -> None:
    np.testing.assert_allclose(of([[10, 20, NAN]], [10, 20, 20], spec), [expected], rtol=1e-14)


def test_a_sum_with_a_missing_part_is_missing() -> None:
    np.testing.assert_array_equal(of([[1, 2], [1, NAN]], [1, 1], Sum()), [3, NAN])


@pytest.mark.parametrize(("coverage", "expected"), [(0.0, 1.0), (0.75, 1.0), (0.76, NAN)])
def test_coverage_is_a_share_of_the_weight(coverage: float, expected: float) -> None:
    found = of([[1, NAN], [NAN, NAN]], [3, 1], Arithmetic(coverage=coverage))
    np.testing.assert_array_equal(found, [expected, NAN])


@pytest.mark.parametrize("weights", [[0.1, 0.2, 0.3, 0.4], [0.3, 0.2, 0.7, 0.1]])
def test_full_coverage_is_not_lost_to_rounding(weights: list[float]) -> None:
    share = sum(weights[1:]) / sum(weights)
    found = of([[NAN, 2, 2, 2]], weights, Arithmetic(coverage=share))
    np.testing.assert_allclose(found, [2.0])


@pytest.mark.parametrize(
    ("parts", "weights", "expected"),
    [
        ([1, 2, 9], [1, 1, 1], 2.0),
        ([1, 2, 3, 9], [1, 1, 1, 1], 2.5),
        ([9, 1, 2], [3, 1, 1], 9.0),
        ([1, 2, 3], [0.1, 0.2, 0.3], 2.5),
        ([1, 2, 3, 4], [0.1, 0.5, 0.2, 0.4], 2.5),  # 0.1 + 0.5 falls short of half of 1.2
        ([1, 2, 3, 4], [0.1, 0.2, 0.2, 0.1], 2.5),  # 0.1 + 0.2 passes half of 0.6
    ],
)
def test_weighted_median(parts: list[float], weights: list[float], expected: float) -> None:
    np.testing.assert_allclose(of([parts], weights, Median()), [expected])


@pytest.mark.parametrize(
    ("places", "expected"),
    [((1, 0, 0), 9.0), ((0, 0, 1), 1.0), ((0, 1, 0), 5.0), ((1, 1, 1), 5.0), ((2, 1, 1), 6.0)],
)
def test_ordered_weights_belong_to_places(places: tuple[float, ...], expected: float) -> None:
    spec = OrderedWeighted(weights=places)
    np.testing.assert_allclose(of([[5, 1, 9], [1, 9, 5]], [1, 1, 1], spec), [expected] * 2)


@pytest.mark.parametrize(("penalty", "expected"), [("negative", 99.0), ("positive", 101.0)])
def test_mazziotta_pareto_by_hand(penalty: str, expected: float) -> None:
    # Mean 100, variance 100: the penalty S·cv = S²/M is 1.
    spec = MazziottaPareto(penalty=penalty)
    np.testing.assert_allclose(of([[90, 110, 90, 110]], [1, 1, 1, 1], spec), [expected])


def test_mazziotta_pareto_takes_nothing_off_balanced_parts() -> None:
    np.testing.assert_allclose(of([[104, 104, 104]], [1, 2, 3], MazziottaPareto()), [104.0])


# Other libraries -------------------------------------------------------------------------


@few
@given(parts=tables, weights=weightings)
def test_means_agree_with_scipy(parts: np.ndarray, weights: np.ndarray) -> None:
    def check(spec: AggregateSpec, expected: np.ndarray) -> None:
        np.testing.assert_allclose(aggregate(parts, weights, spec, ENGINE), expected, rtol=1e-12)

    wide = np.broadcast_to(weights, parts.shape)
    check(Arithmetic(), np.average(parts, axis=1, weights=weights))
    check(Geometric(), stats.gmean(parts, axis=1, weights=wide))
    check(Harmonic(), stats.hmean(parts, axis=1, weights=wide))
    check(Power(exponent=3), stats.pmean(parts, 3, axis=1, weights=wide))


# Properties ------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", ALL, ids=name)
@few
@given(parts=tables, weights=weightings, factor=st.floats(1e-3, 1e3))
def test_weights_scale_freely(
    spec: AggregateSpec, parts: np.ndarray, weights: np.ndarray, factor: float
) -> None:
    np.testing.assert_allclose(
        aggregate(parts, weights * factor, spec, ENGINE),
        aggregate(parts, weights, spec, ENGINE),
        rtol=1e-9,
    )


@pytest.mark.parametrize("spec", ALL, ids=name)
@few
@given(parts=tables, weights=weightings, seed=st.integers(0, 99))
def test_permuting_units_permutes_scores(
    spec: AggregateSpec, parts: np.ndarray, weights: np.ndarray, seed: int
) -> None:
    order = np.random.default_rng(seed).permutation(len(parts))
    np.testing.assert_allclose(
        aggregate(parts[order], weights, spec, ENGINE),
        aggregate(parts, weights, spec, ENGINE)[order],
        rtol=1e-13,
    )


@pytest.mark.parametrize("spec", [*MEANS, Sum(), *RELATIVE], ids=name)
@few
@given(parts=tables, weights=weightings, part=st.integers(0, PARTS - 1))
def test_a_dominated_unit_is_never_above_its_dominator(
    spec: AggregateSpec, parts: np.ndarray, weights: np.ndarray, part: int
) -> None:
    dominator = parts[0].copy()
    dominator[part] += 0.5
    scores = aggregate(np.vstack([parts, dominator]), weights, spec, ENGINE)
    assert scores[-1] >= scores[0] * (1 - 1e-12) - 1e-12


@pytest.mark.parametrize("spec", MEANS, ids=name)
@few
@given(parts=tables, weights=weightings)
def test_a_mean_lies_between_the_parts(
    spec: AggregateSpec, parts: np.ndarray, weights: np.ndarray
) -> None:
    scores = aggregate(parts, weights, spec, ENGINE)
    assert (scores >= parts.min(axis=1) * (1 - 1e-12)).all()
    assert (scores <= parts.max(axis=1) * (1 + 1e-12)).all()


@few
@given(parts=tables, weights=weightings)
def test_power_means_reach_the_named_means(parts: np.ndarray, weights: np.ndarray) -> None:
    def check(exponent: float, spec: AggregateSpec, rtol: float) -> None:
        np.testing.assert_allclose(
            aggregate(parts, weights, Power(exponent=exponent), ENGINE),
            aggregate(parts, weights, spec, ENGINE),
            rtol=rtol,
        )

    check(1, Arithmetic(), 1e-13)
    check(-1, Harmonic(), 1e-13)
    check(0, Geometric(), 1e-13)
    check(1e-6, Geometric(), 1e-5)
    check(-1e-6, Geometric(), 1e-5)
    check(100, Maximum(), 0.05)
    check(-100, Minimum(), 0.05)


@few
@given(parts=tables, weights=weightings)
def test_harmonic_geometric_arithmetic_are_in_that_order(
    parts: np.ndarray, weights: np.ndarray
) -> None:
    harmonic, geometric, arithmetic = (
        aggregate(parts, weights, spec, ENGINE) for spec in (Harmonic(), Geometric(), Arithmetic())
    )
    assert (harmonic <= geometric * (1 + 1e-12)).all()
    assert (geometric <= arithmetic * (1 + 1e-12)).all()


@few
@given(parts=tables, weights=weightings, places=weightings)
def test_equal_place_weights_are_the_arithmetic_mean(
    parts: np.ndarray, weights: np.ndarray, places: np.ndarray
) -> None:
    even = OrderedWeighted(weights=tuple(np.full(PARTS, places[0])))
    np.testing.assert_allclose(
        aggregate(parts, weights, even, ENGINE),
        aggregate(parts, weights, Arithmetic(), ENGINE),
        rtol=1e-12,
    )


@few
@given(parts=tables, weights=weightings)
def test_the_two_penalties_lie_the_same_way_from_the_mean(
    parts: np.ndarray, weights: np.ndarray
) -> None:
    lower = aggregate(parts, weights, MazziottaPareto(penalty="negative"), ENGINE)
    upper = aggregate(parts, weights, MazziottaPareto(penalty="positive"), ENGINE)
    mean = aggregate(parts, weights, Arithmetic(), ENGINE)
    np.testing.assert_allclose((lower + upper) / 2, mean, rtol=1e-12)
    assert (lower <= upper).all()


@pytest.mark.parametrize("spec", ALL, ids=name)
@few
@given(parts=tables, weights=weightings, left_out=st.integers(0, PARTS - 1))
def test_a_part_without_weight_is_left_out(
    spec: AggregateSpec, parts: np.ndarray, weights: np.ndarray, left_out: int
) -> None:
    if isinstance(spec, OrderedWeighted):
        spec = OrderedWeighted(weights=(3, 2, 1))
    rest = [part for part in range(PARTS) if part != left_out]
    weights[left_out] = 0.0
    spoiled = parts.copy()
    spoiled[:, left_out] = NAN
    spoiled[0, left_out] = -1.0
    np.testing.assert_array_equal(
        aggregate(spoiled, weights, spec, ENGINE),
        aggregate(np.ascontiguousarray(parts[:, rest]), weights[rest], spec, ENGINE),
    )


@pytest.mark.parametrize("spec", ROW_WISE, ids=name)
@few
@given(parts=tables, weights=weightings, gaps=st.integers(0, 2**31))
def test_one_unit_alone_scores_as_among_others(
    spec: AggregateSpec, parts: np.ndarray, weights: np.ndarray, gaps: int
) -> None:
    parts[np.random.default_rng(gaps).random(parts.shape) < 0.3] = NAN
    together = aggregate(parts, weights, spec, ENGINE)
    alone = [aggregate(row[None, :], weights, spec, ENGINE)[0] for row in parts]
    np.testing.assert_allclose(alone, together, rtol=1e-13)


# Ordinary inputs -------------------------------------------------------------------------


@pytest.mark.parametrize("spec", ALL, ids=name)
def test_no_unit(spec: AggregateSpec) -> None:
    assert aggregate(np.empty((0, PARTS)), np.ones(PARTS), spec, ENGINE).shape == (0,)


@pytest.mark.parametrize("spec", ALL, ids=name)
def test_a_unit_without_any_part_has_no_score(spec: AggregateSpec) -> None:
    parts = np.array([[NAN] * PARTS, [1.0, 2.0, 3.0, 4.0]])
    np.testing.assert_array_equal(
        np.isnan(aggregate(parts, np.ones(PARTS), spec, ENGINE)), [True, False]
    )


@pytest.mark.parametrize("spec", ALL, ids=name)
def test_parts_without_any_weight_have_no_score(spec: AggregateSpec) -> None:
    assert np.isnan(aggregate(np.ones((2, PARTS)), np.zeros(PARTS), spec, ENGINE)).all()


@pytest.mark.parametrize("spec", [*MEANS, Sum()], ids=name)
def test_one_part_is_its_own_score(spec: AggregateSpec) -> None:
    np.testing.assert_allclose(of([[2.5], [NAN]], [7], spec), [2.5, NAN])


@pytest.mark.parametrize("spec", ROW_WISE, ids=name)
def test_what_is_given_is_not_changed(spec: AggregateSpec) -> None:
    parts = np.array([[1.0, NAN, 3.0, -4.0], [1.0, 2.0, 3.0, 4.0]])
    before, weights = parts.copy(), np.ones(PARTS)
    aggregate(parts, weights, spec, ENGINE)
    np.testing.assert_array_equal(parts, before)
    np.testing.assert_array_equal(weights, np.ones(PARTS))


# Undefined -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (Geometric(), [True, True, False, False]),
        (Harmonic(), [True, True, False, False]),
        (Power(exponent=0), [True, True, False, False]),
        (Power(exponent=-2), [True, True, False, False]),
        (Power(exponent=2), [False, True, False, False]),
        (MazziottaPareto(), [False, True, False, False]),
        (Arithmetic(), [False, False, False, False]),
    ],
    ids=lambda value: name(value) if hasattr(value, "method") else "",
)
def test_undefined_units_have_no_score(spec: AggregateSpec, expected: list[bool]) -> None:
    parts = np.array([[0.0, 2.0], [-3.0, 2.0], [1.0, NAN], [NAN, NAN]])
    weights = np.ones(2)
    np.testing.assert_array_equal(undefined(parts, weights, spec), expected)
    missing = np.isnan(aggregate(parts, weights, spec, ENGINE))
    np.testing.assert_array_equal(missing, np.array(expected) | np.isnan(parts).all(axis=1))


def test_a_unit_below_coverage_is_missing_and_not_undefined() -> None:
    parts = np.array([[-1.0, NAN]])
    assert not undefined(parts, np.ones(2), Geometric(coverage=1.0)).any()


def test_a_part_without_weight_makes_nothing_undefined() -> None:
    assert not undefined(np.array([[-1.0, 2.0]]), np.array([0.0, 1.0]), Geometric()).any()


# Learn and apply -------------------------------------------------------------------------


@pytest.mark.parametrize("spec", ROW_WISE, ids=name)
def test_methods_that_look_at_one_unit_learn_nothing(spec: AggregateSpec) -> None:
    assert learn(np.ones((3, PARTS)), np.ones(PARTS), spec, ENGINE) == Calibration()
    assert not spec.relative


@pytest.mark.parametrize("spec", RELATIVE, ids=name)
@few
@given(parts=tables, weights=weightings, gaps=st.integers(0, 2**31))
def test_units_on_the_list_keep_their_score(
    spec: AggregateSpec, parts: np.ndarray, weights: np.ndarray, gaps: int
) -> None:
    parts[np.random.default_rng(gaps).random(parts.shape) < 0.2] = NAN
    calibration = learn(parts, weights, spec, ENGINE)
    together = apply(parts, weights, spec, calibration, ENGINE)
    alone = [apply(row[None, :], weights, spec, calibration, ENGINE)[0] for row in parts]
    np.testing.assert_array_equal(alone, together)
    assert spec.relative


def test_blocks_do_not_show() -> None:
    parts = np.random.default_rng(3).random((20_000, PARTS)) + 0.1
    parts[::7, 1] = NAN
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    for spec in ROW_WISE:
        np.testing.assert_array_equal(
            aggregate(parts, weights, spec, LocalEngine(2)),
            aggregate(parts, weights, spec, LocalEngine(1)),
        )
