"""Summaries of replications against the same taken from all ranks and scores, kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from steelyard.robustness.ranking import SharedTies, ranks
from steelyard.robustness.tally import Added, Tally, TallySpec

NAN = np.nan
SHARES = np.array([0.0, 0.05, 0.1, 1 / 3, 0.5, 0.95, 1.0])
BOTH_WAYS = pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "compiled"])


def drawn(
    units: int, replications: int, *, missing: float = 0.0, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return nominal scores, in no order, and replications around them, with some ties."""
    generator = np.random.default_rng(seed)
    nominal = generator.normal(size=units)
    scores = nominal + 0.2 * generator.normal(size=(replications, units))
    scores[:, : units // 3] = np.round(scores[:, : units // 3], 1)
    scores[generator.random(scores.shape) < missing] = NAN
    if missing:
        nominal[-1] = NAN
        scores[:, 1] = NAN
    return nominal, scores


class Kept(NamedTuple):
    """A tally, what its blocks said, and all that it was given."""

    tally: Tally
    added: list[Added]
    scores: np.ndarray
    ranks: np.ndarray
    """With NaN where there is no rank."""
    nominal_ranks: np.ndarray

    @property
    def score_sum(self) -> np.ndarray:
        return np.add.reduce([block.score_sum for block in self.added])


def fed(
    units: int,
    replications: int,
    *,
    compiled: bool,
    missing: float = 0.0,
    blocks: int = 3,
    ties: SharedTies = "competition",
    top: tuple[int, ...] = (1, 3, 10),
) -> Kept:
    nominal, scores = drawn(units, replications, missing=missing)
    low, high = scores_range(scores)
    spec = TallySpec(
        nominal,
        replications,
        top=top,
        ties=ties,
        score_low=low,
        score_high=high,
        compiled=compiled,
    )
    tally = Tally(spec)
    added = [tally.add(block) for block in np.array_split(scores, blocks)]
    with_gaps = [
        np.where(found == 0, NAN, found)
        for found in (ranks(scores, ties=ties), ranks(nominal[None], ties=ties))
    ]
    return Kept(tally, added, scores, with_gaps[0], with_gaps[1][0])


def scores_range(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a range that leaves some scores outside."""
    there = np.where(np.isnan(scores), 0.0, scores)
    return np.quantile(there, 0.02, axis=0), np.quantile(there, 0.98, axis=0)


CASES = [
    pytest.param(7, 1, 0.0, id="one replication"),
    pytest.param(1, 5, 0.0, id="one unit"),
    pytest.param(23, 300, 0.0, id="complete"),
    pytest.param(23, 301, 0.2, id="with gaps"),
    pytest.param(130, 70_000, 0.05, id="many replications"),
    pytest.param(4096, 100, 0.01, id="the most that is counted rank by rank"),
]
exactly = pytest.mark.parametrize(("units", "replications", "missing"), CASES)


@pytest.fixture(scope="module")
def kept() -> object:
    """Tallies that several tests look at, made once."""
    made: dict[object, Kept] = {}

    def make(units: int, replications: int, missing: float, compiled: bool) -> Kept:
        case = (units, replications, missing, compiled)
        if case not in made:
            made[case] = fed(units, replications, missing=missing, compiled=compiled)
        return made[case]

    return make


def never_ranked(ranks: np.ndarray) -> np.ndarray:
    return np.isnan(ranks).all(axis=0)


@exactly
@BOTH_WAYS
class TestRanksOneByOne:
    """Up to 4,096 units everything about ranks is exact."""

    @pytest.fixture
    def one(self, kept, units, replications, missing, compiled) -> Kept:
        return kept(units, replications, missing, compiled)

    def test_mean(self, one: Kept) -> None:
        there = ~np.isnan(one.ranks)
        with np.errstate(invalid="ignore"):
            mean = np.nansum(one.ranks, axis=0) / there.sum(axis=0)
        np.testing.assert_array_equal(one.tally.mean_rank, mean)

    def test_ranked(self, one: Kept) -> None:
        np.testing.assert_array_equal(one.tally.ranked, (~np.isnan(one.ranks)).mean(axis=0))

    def test_quantiles(self, one: Kept) -> None:
        found = one.tally.rank_quantiles(SHARES)
        for unit in range(one.ranks.shape[1])[:200]:
            there = one.ranks[~np.isnan(one.ranks[:, unit]), unit]
            expected = (
                np.quantile(there, SHARES, method="inverted_cdf") if len(there) else [NAN] * 7
            )
            np.testing.assert_array_equal(found[unit], expected)

    def test_median(self, one: Kept) -> None:
        found = one.tally.median_rank
        for unit in range(one.ranks.shape[1])[:200]:
            there = one.ranks[~np.isnan(one.ranks[:, unit]), unit]
            np.testing.assert_equal(found[unit], np.median(there) if len(there) else NAN)

    def test_extremes(self, one: Kept) -> None:
        gone = never_ranked(one.ranks)
        lowest = np.where(gone, 0, np.where(np.isnan(one.ranks), 1e9, one.ranks).min(axis=0))
        highest = np.nan_to_num(one.ranks).max(axis=0)
        np.testing.assert_array_equal(one.tally.min_rank, lowest)
        np.testing.assert_array_equal(one.tally.max_rank, highest)

    def test_acceptability(self, one: Kept) -> None:
        expected = np.stack([(one.ranks == rank).mean(axis=0) for rank in (1, 2, 5)], axis=1)
        bins = [rank - 1 for rank in (1, 2, 5) if rank <= one.ranks.shape[1]]
        np.testing.assert_array_equal(one.tally.acceptability()[:, bins], expected[:, : len(bins)])

    @pytest.mark.parametrize("k", [1, 3, 10])
    def test_top(self, one: Kept, k: int) -> None:
        np.testing.assert_array_equal(one.tally.top_share(k), (one.ranks <= k).mean(axis=0))

    def test_neighbours(self, one: Kept) -> None:
        order = one.tally.order[: np.count_nonzero(~np.isnan(one.nominal_ranks))]
        upper, lower = one.ranks[:, order[:-1]], one.ranks[:, order[1:]]
        both = ~np.isnan(upper) & ~np.isnan(lower)
        times = (upper < lower).sum(axis=0) + (upper == lower).sum(axis=0) / 2
        with np.errstate(invalid="ignore"):
            expected = times / both.sum(axis=0)
        np.testing.assert_array_equal(one.tally.neighbour_share, expected)

    def test_order(self, one: Kept) -> None:
        ranks_in_order = one.nominal_ranks[one.tally.order]
        np.testing.assert_array_equal(ranks_in_order, np.sort(one.nominal_ranks))

    def test_shifts(self, one: Kept) -> None:
        distance = np.abs(one.ranks - one.nominal_ranks)
        both = (~np.isnan(distance)).sum(axis=1)
        with np.errstate(invalid="ignore"):
            expected = np.nansum(distance, axis=1) / both
        found = np.concatenate([block.shift for block in one.added])
        np.testing.assert_array_equal(found, expected)

    def test_winners(self, one: Kept) -> None:
        starts = np.cumsum([0, *(len(block.shift) for block in one.added)])
        pairs = {
            (int(replication + start), int(unit))
            for block, start in zip(one.added, starts, strict=False)
            for replication, unit in zip(block.winner_replication, block.winner_unit, strict=True)
        }
        assert pairs == {(int(r), int(u)) for r, u in np.argwhere(one.ranks == 1)}

    def test_mean_score(self, one: Kept) -> None:
        with np.errstate(invalid="ignore"):
            mean = np.nansum(one.scores, axis=0) / (~np.isnan(one.scores)).sum(axis=0)
        np.testing.assert_allclose(one.tally.mean_score(one.score_sum), mean, rtol=1e-9, atol=1e-12)

    def test_extreme_scores(self, one: Kept) -> None:
        np.testing.assert_array_equal(one.tally.min_score, np.fmin.reduce(one.scores, axis=0))
        np.testing.assert_array_equal(one.tally.max_score, np.fmax.reduce(one.scores, axis=0))

    def test_score_quantiles_lie_in_the_bin_of_the_true_ones(self, one: Kept) -> None:
        found = one.tally.score_quantiles(SHARES)
        width = one.tally.score_bin_width
        low, high = one.tally.score_low, one.tally.score_high
        assert low is not None
        assert high is not None
        for unit in range(one.scores.shape[1])[:200]:
            there = one.scores[~np.isnan(one.scores[:, unit]), unit]
            if not len(there):
                assert np.isnan(found[unit]).all()
                continue
            true = np.quantile(there, SHARES, method="inverted_cdf")
            closed = (true > low[unit] + width[unit]) & (true < high[unit] - width[unit])
            assert (np.abs(found[unit] - true)[closed] <= width[unit] * (1 + 1e-9)).all()


@pytest.mark.parametrize(("units", "replications", "missing"), [*CASES, (5000, 90, 0.02)])
def test_both_ways_count_the_same_to_the_last_bit(
    kept, units: int, replications: int, missing: float
) -> None:
    ours, theirs = (kept(units, replications, missing, compiled) for compiled in (False, True))
    for name, figures in vars(ours.tally.counted).items():
        other = getattr(theirs.tally.counted, name)
        assert figures.dtype == other.dtype
        np.testing.assert_array_equal(figures, other, err_msg=name)
    for block, other in zip(ours.added, theirs.added, strict=True):
        for name, figures in vars(block).items():
            np.testing.assert_array_equal(figures, getattr(other, name), err_msg=name)


@BOTH_WAYS
class TestRanksInBins:
    """Above 4,096 units ranks are counted in bins; some figures stay exact."""

    UNITS, REPLICATIONS = 5000, 90

    @pytest.fixture
    def one(self, kept, compiled: bool) -> Kept:
        return kept(self.UNITS, self.REPLICATIONS, 0.02, compiled)

    def test_bins_hold_all_ranks_once(self, one: Kept) -> None:
        bins = one.tally.rank_bins
        assert len(bins) <= 256
        assert one.tally.bin_width == 20
        held = np.concatenate([np.arange(first, last + 1) for first, last in bins])
        np.testing.assert_array_equal(held, np.arange(1, self.UNITS + 1))

    def test_mean(self, one: Kept) -> None:
        there = ~np.isnan(one.ranks)
        with np.errstate(invalid="ignore"):
            mean = np.nansum(one.ranks, axis=0) / there.sum(axis=0)
        np.testing.assert_array_equal(one.tally.mean_rank, mean)

    def test_extremes(self, one: Kept) -> None:
        gone = never_ranked(one.ranks)
        lowest = np.where(gone, 0, np.where(np.isnan(one.ranks), 1e9, one.ranks).min(axis=0))
        np.testing.assert_array_equal(one.tally.min_rank, lowest)
        np.testing.assert_array_equal(one.tally.max_rank, np.nan_to_num(one.ranks).max(axis=0))

    def test_acceptability(self, one: Kept) -> None:
        some = slice(10, 40)
        first, last = one.tally.rank_bins.T
        ranks_of = one.ranks[:, some, None]
        expected = ((ranks_of >= first) & (ranks_of <= last)).mean(axis=0)
        np.testing.assert_array_equal(one.tally.acceptability(some), expected)

    @pytest.mark.parametrize("k", [1, 3, 10])
    def test_stated_tops_are_exact(self, one: Kept, k: int) -> None:
        np.testing.assert_array_equal(one.tally.top_share(k), (one.ranks <= k).mean(axis=0))

    def test_other_tops_are_refused(self, one: Kept) -> None:
        with pytest.raises(ValueError, match="the first 4 were not counted"):
            one.tally.top_share(4)

    def test_quantiles_are_off_by_less_than_a_bin(self, one: Kept) -> None:
        found = np.column_stack([one.tally.rank_quantiles(SHARES), one.tally.median_rank])
        there = ~never_ranked(one.ranks)
        kept_ranks = one.ranks[:, there]
        expected = np.nanquantile(kept_ranks, SHARES, axis=0, method="inverted_cdf").T
        distance = np.abs(found[there] - np.column_stack([expected, np.nanmedian(kept_ranks, 0)]))
        assert (distance < one.tally.bin_width).all()
        assert np.isnan(found[~there]).all()

    def test_quantiles_stay_within_the_extremes(self, one: Kept) -> None:
        there = ~never_ranked(one.ranks)
        found = one.tally.rank_quantiles(np.array([0.0, 1.0]))[there]
        np.testing.assert_array_equal(found[:, 1], np.nanmax(one.ranks[:, there], axis=0))
        assert (found[:, 0] >= one.tally.min_rank[there]).all()


@BOTH_WAYS
@settings(max_examples=60)
@given(
    scores=arrays.arrays(
        float,
        st.tuples(st.integers(0, 8), st.integers(0, 6)),
        elements=st.sampled_from([0.0, 1.0, 1.0 + 1e-13, 2.0, -1.0, NAN]),
    ),
    cut=st.integers(0, 8),
    data=st.data(),
)
def test_tallies_of_parts_merge_into_that_of_the_whole(compiled, scores, cut, data) -> None:
    nominal = data.draw(
        arrays.arrays(float, scores.shape[1], elements=st.sampled_from([0.0, 1.0, 2.0, NAN]))
    )
    low, high = np.zeros(scores.shape[1]), np.ones(scores.shape[1])
    spec = TallySpec(nominal, 8, score_low=low, score_high=high, compiled=compiled)
    whole, first, second = Tally(spec), Tally(spec), Tally(spec)
    whole.add(scores)
    first.add(scores[:cut])
    second.add(scores[cut:])
    second.merge(first)
    assert whole.added == second.added
    for name, figures in vars(whole.counted).items():
        np.testing.assert_array_equal(figures, getattr(second.counted, name), err_msg=name)


@pytest.mark.parametrize("units", [60, 6000])
def test_threads_that_share_a_tally_count_what_one_counts(units: int) -> None:
    nominal, scores = drawn(units, 240, missing=0.01)
    low, high = scores_range(scores)
    spec = TallySpec(nominal, 240, top=(1, 5), score_low=low, score_high=high, compiled=True)
    alone, shared = Tally(spec), Tally(spec)
    blocks = np.array_split(scores, 24)
    expected = [alone.add(block) for block in blocks]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(shared.add, blocks))
    for name, figures in vars(alone.counted).items():
        np.testing.assert_array_equal(figures, getattr(shared.counted, name), err_msg=name)
    for block, other in zip(expected, found, strict=True):
        np.testing.assert_array_equal(block.score_sum, other.score_sum)


@BOTH_WAYS
def test_units_in_another_order_have_the_same_figures_in_that_order(compiled: bool) -> None:
    nominal, scores = drawn(40, 50)
    scores += np.random.default_rng(1).normal(size=scores.shape) * 1e-3
    order = np.random.default_rng(2).permutation(40)
    one = Tally(TallySpec(nominal, 50, compiled=compiled))
    other = Tally(TallySpec(nominal[order], 50, compiled=compiled))
    one.add(scores)
    other.add(scores[:, order])
    np.testing.assert_array_equal(one.mean_rank[order], other.mean_rank)
    np.testing.assert_array_equal(one.acceptability()[order], other.acceptability())
    np.testing.assert_array_equal(one.neighbour_share, other.neighbour_share)


@BOTH_WAYS
def test_the_rule_of_ties_is_passed_on(compiled: bool) -> None:
    scores = np.array([[1.0, 1.04, 2.0, 3.0]])
    spec = TallySpec(scores[0], 1, ties="dense", tolerance=0.1, descending=False, compiled=compiled)
    tally = Tally(spec)
    added = tally.add(scores)
    np.testing.assert_array_equal(tally.mean_rank, [1, 1, 2, 3])
    np.testing.assert_array_equal(tally.neighbour_share, [0.5, 1.0, 1.0])
    np.testing.assert_array_equal(added.winner_unit, [0, 1])


@pytest.mark.parametrize(
    ("replications", "width"), [(0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4)]
)
def test_counts_are_as_wide_as_the_replications_need(replications: int, width: int) -> None:
    spec = TallySpec(np.arange(3.0), replications, score_low=np.zeros(3), score_high=np.ones(3))
    counted = Tally(spec).counted
    assert (counted.ranks.itemsize, counted.scores.itemsize) == (width, width)


@BOTH_WAYS
def test_counts_do_not_overflow_at_their_width(compiled: bool) -> None:
    tally = Tally(TallySpec(np.array([2.0, 1.0]), 255, compiled=compiled))
    tally.add(np.tile([2.0, 1.0], (255, 1)))
    np.testing.assert_array_equal(tally.acceptability(), np.eye(2))


def test_more_replications_than_declared_are_refused() -> None:
    spec = TallySpec(np.array([2.0, 1.0]), 2)
    tally, other = Tally(spec), Tally(spec)
    tally.add(np.ones((2, 2)))
    other.add(np.ones((1, 2)))
    with pytest.raises(ValueError, match="more than the 2 replications"):
        tally.add(np.ones((1, 2)))
    with pytest.raises(ValueError, match="more than the 2 replications"):
        other.merge(tally)


@BOTH_WAYS
def test_scores_that_never_vary_have_themselves_as_quantiles(compiled: bool) -> None:
    nominal = np.array([2.0, 1.0])
    spec = TallySpec(nominal, 9, score_low=nominal, score_high=nominal, compiled=compiled)
    tally = Tally(spec)
    tally.add(np.tile(nominal, (9, 1)))
    np.testing.assert_array_equal(tally.score_quantiles(SHARES), np.tile(nominal, (7, 1)).T)
    np.testing.assert_array_equal(tally.score_bin_width, [0.0, 0.0])


def test_scores_without_ranges_are_not_binned() -> None:
    tally = Tally(TallySpec(np.array([2.0, 1.0]), 1))
    tally.add(np.array([[2.0, 1.0]]))
    with pytest.raises(ValueError, match="scores were not binned"):
        tally.score_quantiles(SHARES)


@BOTH_WAYS
@pytest.mark.parametrize("units", [0, 1, 3])
@pytest.mark.parametrize("replications", [0, 2])
def test_nothing_to_rank_has_defined_answers(compiled: bool, units: int, replications: int) -> None:
    missing = np.full(units, NAN)
    spec = TallySpec(
        missing,
        replications,
        score_low=np.zeros(units),
        score_high=np.ones(units),
        compiled=compiled,
    )
    tally = Tally(spec)
    added = tally.add(np.full((replications, units), NAN))
    assert np.isnan(added.shift).all()
    assert added.winner_unit.size == 0
    for figures in (
        tally.mean_rank,
        tally.median_rank,
        tally.rank_quantiles(SHARES),
        tally.score_quantiles(SHARES),
        tally.mean_score(added.score_sum),
        tally.min_score,
        tally.max_score,
    ):
        assert len(figures) == units
        assert np.isnan(figures).all()
    assert tally.acceptability().shape == (units, units)
    assert tally.neighbour_share.shape == (0,)
    np.testing.assert_array_equal(tally.min_rank, np.zeros(units))
    np.testing.assert_array_equal(tally.max_rank, np.zeros(units))
