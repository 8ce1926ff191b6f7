"""Weights of replications: their distributions, and what always holds."""

from __future__ import annotations

from typing import Any, ClassVar

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from steelyard.engines import Matrix
from steelyard.robustness.draws import uniforms
from steelyard.robustness.layout import Layout
from steelyard.robustness.weights import (
    LeavingOut,
    WeightDraws,
    chosen,
    free_parts,
    leave_out,
    renormalised,
)
from steelyard.scheme.assumptions import LeaveOut, Weights
from steelyard.scheme.scheme import Scheme
from tests.robustness.schemes import POINTS, TWO_LEVELS, scheme

SAMPLE = 4_000


def flat(*weights: float, fixed: tuple[int, ...] = ()) -> Scheme:
    """A scheme with one criterion whose parts have these weights."""
    names = "abcdefgh"[: len(weights)]
    parts = {
        name: {"weight": weight, "fixed": at in fixed}
        for at, (name, weight) in enumerate(zip(names, weights, strict=True))
    }
    return scheme(names, tree={"parts": parts})


def nominal(declared: Scheme, layout: Layout) -> np.ndarray:
    found = {}
    for name, node in declared.nodes().items():
        given = {part: below.weight for part, below in (node.parts or {}).items()}
        total = sum(weight if weight is not None else 1.0 for weight in given.values())
        found[name] = {p: (1.0 if w is None else w) / total for p, w in given.items()}
    return layout.shares({name: parts for name, parts in found.items() if parts})


def draw(declared: Scheme, how: Any, rows: Matrix | int = SAMPLE, **settings: Any) -> Matrix:
    """Return the weights drawn under one assumption; (nodes, replications)."""
    layout = Layout.of(declared)
    assumption = Weights.model_validate({"weights": how, **settings})
    draws = WeightDraws.of(declared, layout, assumption)
    given = uniforms(0, 0, 0, rows, draws.width) if isinstance(rows, int) else rows
    base = nominal(declared, layout)
    weights = np.repeat(base[:, None], len(given), axis=1)
    draws.draw(weights, given, base)
    return weights


HOW = st.one_of(
    st.just("simplex"),
    st.floats(0.01, 1.0).map(lambda spread: {"method": "uniform", "spread": spread}),
    st.floats(0.5, 500.0).map(lambda much: {"method": "dirichlet", "concentration": much}),
)
SIZES = st.lists(st.one_of(st.just(0.0), st.floats(0.1, 9.0)), min_size=2, max_size=5).filter(sum)


class TestWhatAlwaysHolds:
    @given(sizes=SIZES, how=HOW, which=st.sets(st.integers(0, 4)))
    def test_weights_add_up(self, sizes: list[float], how: Any, which: set[int]) -> None:
        found = draw(flat(*sizes, fixed=tuple(which)), how, 20)
        np.testing.assert_allclose(found.sum(axis=0), 1.0, rtol=1e-12)

    @given(sizes=SIZES, how=HOW, which=st.sets(st.integers(0, 4)))
    def test_what_is_fixed_keeps_its_share(
        self, sizes: list[float], how: Any, which: set[int]
    ) -> None:
        found = draw(flat(*sizes, fixed=tuple(which)), how, 20)
        for at in which & set(range(len(sizes))):
            np.testing.assert_allclose(found[at], sizes[at] / sum(sizes), rtol=1e-12)

    @given(sizes=SIZES, how=HOW)
    def test_no_weight_stays_none(self, sizes: list[float], how: Any) -> None:
        found = draw(flat(*sizes), how, 20)
        assert not found[np.array(sizes) == 0].any()

    @given(sizes=SIZES, how=HOW)
    def test_no_weight_is_negative_or_missing(self, sizes: list[float], how: Any) -> None:
        assert bool((draw(flat(*sizes), how, 20) >= 0).all())

    @given(sizes=SIZES, spread=st.floats(0.01, 1.0))
    def test_a_spread_bounds_the_ratio_of_two_weights(
        self, sizes: list[float], spread: float
    ) -> None:
        found = draw(flat(*sizes), {"method": "uniform", "spread": spread}, 20)
        positive = np.array(sizes) > 0
        scaled = found[positive] / np.array(sizes)[positive, None]
        least, most = scaled.min(axis=0), scaled.max(axis=0)
        assert bool((least * (1 + spread) >= most * (1 - spread) * (1 - 1e-12)).all())

    @given(sizes=SIZES, spread=st.floats(0.01, 1.0))
    def test_the_middle_of_a_spread_is_the_nominal(self, sizes: list[float], spread: float) -> None:
        middle = np.full((1, len(sizes)), 0.5)
        found = draw(flat(*sizes), {"method": "uniform", "spread": spread}, middle)
        np.testing.assert_allclose(found[:, 0], np.array(sizes) / sum(sizes), rtol=1e-14)

    @given(scale=st.floats(0.01, 100.0), how=HOW)
    def test_the_scale_of_the_weights_does_not_matter(self, scale: float, how: Any) -> None:
        one, other = draw(flat(1, 2, 4), how, 20), draw(flat(scale, 2 * scale, 4 * scale), how, 20)
        np.testing.assert_allclose(one, other, rtol=1e-9)


class TestDistributions:
    def test_spread_of_two_weights_has_the_ratio_of_two_uniforms(self) -> None:
        """w₁/w₂ = (1 + s(2u − 1))/(1 + s(2v − 1)); P(≤ r) by integrating over v."""
        spread = 0.5
        found = draw(flat(1, 1), {"method": "uniform", "spread": spread}, 1_000)

        def below(share: np.ndarray) -> np.ndarray:
            ratio = share / (1 - share)
            grid = np.linspace(1 - spread, 1 + spread, 1_001)
            inside = (ratio[:, None] * grid - (1 - spread)) / (2 * spread)
            return np.clip(inside, 0, 1).mean(axis=1)

        assert stats.kstest(found[0], below).pvalue > 0.001

    @pytest.mark.parametrize("concentration", [0.5, 4.0, 100.0])
    def test_dirichlet_weights_have_beta_margins(self, concentration: float) -> None:
        found = draw(flat(1, 2, 5), {"method": "dirichlet", "concentration": concentration})
        for at, share in enumerate((0.125, 0.25, 0.625)):
            margin = stats.beta(concentration * share, concentration * (1 - share))
            assert stats.kstest(found[at], margin.cdf).pvalue > 0.001

    def test_dirichlet_weights_vary_as_the_concentration_says(self) -> None:
        found = draw(flat(1, 3), {"method": "dirichlet", "concentration": 9.0})
        expected = 0.25 * 0.75 / 10
        assert found[0].var() == pytest.approx(expected, rel=4 * np.sqrt(2 / SAMPLE))

    @pytest.mark.parametrize("parts", [2, 3, 5])
    def test_weights_on_the_simplex_have_its_margins(self, parts: int) -> None:
        found = draw(flat(*range(1, parts + 1)), "simplex")
        for row in found:
            assert stats.kstest(row, stats.beta(1, parts - 1).cdf).pvalue > 0.001

    def test_free_weights_share_what_fixed_ones_leave(self) -> None:
        found = draw(flat(2, 1, 1, fixed=(0,)), "simplex")
        assert stats.kstest(found[1] / 0.5, "uniform").pvalue > 0.001

    def test_a_draw_of_nothing_has_a_value(self) -> None:
        for how in ("simplex", {"method": "dirichlet", "concentration": 0.01}):
            found = draw(flat(1, 2), how, np.zeros((1, 2)))
            np.testing.assert_allclose(found.sum(axis=0), 1.0)


class TestSets:
    TWO: ClassVar[dict[str, Any]] = {
        "method": "sets",
        "sets": [
            {"weights": {"left": 1, "right": 9, "a": 5, "b": 5}, "probability": 0.25},
            {"weights": {"a": 4, "b": 1}, "probability": 0.75},
        ],
    }

    def test_one_of_the_sets_is_drawn_whole(self) -> None:
        found = draw(scheme(tree=TWO_LEVELS), self.TWO, np.array([[0.2499], [0.25]]))
        np.testing.assert_allclose(found[:4].T, [[0.1, 0.9, 0.5, 0.5], [2 / 3, 1 / 3, 0.8, 0.2]])

    def test_criteria_of_which_no_part_is_named_keep_their_weights(self) -> None:
        found = draw(scheme(tree=TWO_LEVELS), self.TWO, 5)
        np.testing.assert_array_equal(found[4:], np.repeat([[0.5], [0.25], [0.25]], 5, axis=1))

    def test_a_set_is_on_the_scale_of_the_scheme_where_others_keep_their_weight(self) -> None:
        how = {"method": "sets", "sets": [{"weights": {"a": 3, "b": 1}}]}
        found = draw(flat(1, 1, 2), how, 1)
        np.testing.assert_allclose(found[:, 0], [3 / 6, 1 / 6, 2 / 6])

    def test_a_set_may_take_a_weight_away(self) -> None:
        how = {"method": "sets", "sets": [{"weights": {"b": 0}}]}
        found = draw(flat(1, 1, 2), how, 1)
        np.testing.assert_allclose(found[:, 0], [1 / 3, 0, 2 / 3])

    def test_a_set_may_give_weight_to_what_had_none(self) -> None:
        how = {"method": "sets", "sets": [{"weights": {"a": 2}}]}
        found = draw(flat(0, 1, 1), how, 1)
        np.testing.assert_allclose(found[:, 0], [0.5, 0.25, 0.25])

    def test_a_set_of_points_is_on_the_scale_of_the_points(self) -> None:
        declared = scheme(tree=POINTS, steps=[{"normalise": "identity"}])
        layout = Layout.of(declared)
        how = {"method": "sets", "sets": [{"weights": {"left": 8, "c": 1}}]}
        draws = WeightDraws.of(declared, layout, Weights.model_validate({"weights": how}))
        base = np.array([0.6, 0.3, 0.04, 0.06, 1 / 3, 2 / 3])
        weights = base[:, None].copy()
        draws.draw(weights, np.array([[0.5]]), base)
        np.testing.assert_allclose(weights[:4, 0], [0.8, 0.1, 0.04, 0.06])

    def test_what_is_fixed_keeps_its_share(self) -> None:
        how = {"method": "sets", "sets": [{"weights": {"a": 3, "b": 1}}]}
        found = draw(flat(1, 1, 2, fixed=(2,)), how, 1)
        np.testing.assert_allclose(found[:, 0], [0.375, 0.125, 0.5])


@pytest.mark.parametrize(
    ("uniform", "which"), [(0.0, 0), (0.1999, 0), (0.2, 1), (0.4999, 1), (0.5, 2), (0.9999, 2)]
)
def test_an_alternative_is_as_likely_as_its_probability(uniform: float, which: int) -> None:
    assert chosen(np.array([uniform]), (0.2, 0.3, 0.5)).tolist() == [which]


def test_probabilities_that_add_up_to_almost_one_leave_no_gap() -> None:
    assert chosen(np.array([1 - 2**-53]), (0.1,) * 10).tolist() == [9]


class TestWhatVaries:
    def test_all_criteria_with_two_free_parts_vary_by_default(self) -> None:
        declared = scheme(tree=TWO_LEVELS)
        layout = Layout.of(declared)
        found = free_parts(declared, layout, Weights.model_validate({"weights": "uniform"}))
        assert {name: places.tolist() for name, places in found.items()} == {
            "index": [0, 1],
            "left": [2, 3],
            "right": [4, 6],
        }

    def test_only_the_criteria_named_vary(self) -> None:
        found = draw(scheme(tree=TWO_LEVELS), "simplex", 20, of=["left"])
        assert np.ptp(found, axis=1).astype(bool).tolist() == [False] * 2 + [True] * 2 + [False] * 3

    def test_a_criterion_with_one_free_part_does_not_vary(self) -> None:
        declared = flat(1, 2, fixed=(0,))
        layout = Layout.of(declared)
        assert not free_parts(declared, layout, Weights.model_validate({"weights": "uniform"}))


class TestLeavingOut:
    def leaving(self, nodes: Any, probability: float | None = None) -> LeavingOut:
        declared = scheme(tree=TWO_LEVELS)
        how = {"nodes": nodes} | ({} if probability is None else {"probability": probability})
        assumption = LeaveOut.model_validate({"leave_out": how})
        return LeavingOut.of(declared, Layout.of(declared), assumption)

    @pytest.mark.parametrize(
        ("nodes", "places"),
        [("indicators", [2, 3, 4, 5, 6]), ("criteria", [0, 1]), (("b", "right"), [3, 1])],
    )
    def test_names_are_found(self, nodes: Any, places: list[int]) -> None:
        assert self.leaving(nodes).places.tolist() == places

    def test_one_at_a_time_none_is_as_likely_as_each(self) -> None:
        weights = np.ones((7, 6))
        self.leaving("indicators").draw(weights, (np.arange(6)[:, None] + 0.5) / 6)
        left_out = [np.flatnonzero(column == 0).tolist() for column in weights.T]
        assert left_out == [[2], [3], [4], [5], [6], []]

    def test_at_random_each_by_itself(self) -> None:
        weights = np.ones((7, 2))
        self.leaving("criteria", 0.3).draw(weights, np.array([[0.29, 0.3], [0.3, 0.29]]))
        assert weights[:2].tolist() == [[0, 1], [1, 0]]

    @given(uniform=st.floats(0, 1, exclude_max=True))
    def test_at_most_one_is_left_out_at_a_time(self, uniform: float) -> None:
        weights = np.ones((7, 1))
        self.leaving("indicators").draw(weights, np.array([[uniform]]))
        assert np.count_nonzero(weights == 0) <= 1


class TestAddingUpAgain:
    layout = Layout.of(scheme(tree=TWO_LEVELS))
    nominal = np.array([[2 / 3, 1 / 3, 0.25, 0.75, 0.5, 0.25, 0.25]]).T

    def test_weights_beside_what_is_left_out_add_up(self) -> None:
        found = leave_out(self.nominal, [2, 4], self.layout)[:, 0]
        np.testing.assert_allclose(found, [2 / 3, 1 / 3, 0, 1, 0, 0.5, 0.5])

    def test_a_criterion_whose_parts_are_all_out_has_no_weight(self) -> None:
        found = leave_out(self.nominal, [2, 3], self.layout)[:, 0]
        np.testing.assert_allclose(found, [0, 1, 0, 0, 0.5, 0.25, 0.25])

    def test_nothing_is_left_where_all_is_out(self) -> None:
        found = leave_out(self.nominal, range(2, 7), self.layout)[:, 0]
        assert not found.any()

    def test_the_weights_given_stay_as_they_are(self) -> None:
        before = self.nominal.copy()
        leave_out(self.nominal, [2], self.layout)
        np.testing.assert_array_equal(self.nominal, before)

    @given(out=st.sets(st.integers(0, 6)))
    def test_weights_add_up_to_one_or_to_nothing_within_each_parent(self, out: set[int]) -> None:
        weights = self.nominal.copy()
        weights[sorted(out)] = 0.0
        renormalised(weights, self.layout)
        for criterion, span in self.layout.spans.items():
            total = weights[span].sum()
            assert total == pytest.approx(1.0) or total == 0
            if criterion in self.layout.places and total == 0:
                assert weights[self.layout.places[criterion]] == 0
