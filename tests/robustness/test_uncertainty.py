"""How sure ranks are: against enumeration, closed forms, and what always holds."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

import numpy as np
import polars as pl
import pytest
from scipy import stats

from steelyard import Evaluation, UsageError
from steelyard.engines import Matrix, Vector
from steelyard.robustness import uncertainty as module
from steelyard.robustness.draws import uniforms
from steelyard.robustness.lists import nominal_ranks
from steelyard.robustness.model import Model
from steelyard.robustness.running import Interrupted
from steelyard.robustness.uncertainty import Uncertainty, uncertainty
from tests.robustness.schemes import (
    FOUR_UNITS,
    SHAPES,
    TWO_LEVELS,
    combinations,
    discrete,
    evaluated,
    random_figures,
    scheme,
)

REPLICATIONS = 20_000
FRAMES = ("frame", "acceptability", "neighbours", "central_weights", "shifts")


class TestAgainstEnumeration:
    """Four units, three discrete assumptions, all twelve combinations by plain evaluation.

    What the replications count agrees within 4 standard errors of its exact value: a share p
    has √(p(1 − p)/R), a mean its exact standard deviation over √R.
    """

    @staticmethod
    @cache
    def replicated() -> Uncertainty:
        return uncertainty(
            evaluated(discrete(), FOUR_UNITS), replications=REPLICATIONS, top=(1, 2, 3)
        )

    @staticmethod
    @cache
    def exact() -> tuple[Vector, Matrix, Matrix]:
        """The probability of each combination, its scores and its ranks, (12, units)."""
        every = list(combinations())
        scores = np.stack([score for _key, _probability, score in every])
        evaluation = evaluated(discrete(), FOUR_UNITS)
        ranks = np.stack([nominal_ranks(evaluation, row) for row in scores])
        return np.array([probability for _key, probability, _score in every]), scores, ranks

    def test_the_exact_case_is_worth_enumerating(self) -> None:
        probability, _scores, ranks = self.exact()
        assert probability.sum() == pytest.approx(1.0)
        assert len(np.unique(ranks, axis=0)) >= 4

    @pytest.mark.parametrize("what", ["rank", "score"])
    def test_means(self, what: str) -> None:
        probability, scores, ranks = self.exact()
        values = ranks if what == "rank" else scores
        mean = probability @ values
        error = np.sqrt(probability @ (values - mean) ** 2 / REPLICATIONS)
        found = self.replicated().frame[f"{what}_mean"].to_numpy()
        assert bool((np.abs(found - mean) <= 4 * error + 1e-12).all())

    def test_probabilities_of_ranks(self) -> None:
        probability, _scores, ranks = self.exact()
        found = self.replicated().acceptability
        for at in range(4):
            for rank in range(1, 5):
                row = found.filter(unit=f"u{at}", rank_from=rank)
                share = row["probability"].sum()
                assert_share(share, probability @ (ranks[:, at] == rank))

    @pytest.mark.parametrize("k", [1, 2, 3])
    def test_probabilities_of_being_among_the_first(self, k: int) -> None:
        probability, _scores, ranks = self.exact()
        found = self.replicated().frame[f"top_{k}"]
        for at in range(4):
            assert_share(found[at], probability @ (ranks[:, at] <= k))

    def test_probabilities_of_neighbours(self) -> None:
        probability, scores, _ranks = self.exact()
        for row in self.replicated().neighbours.iter_rows(named=True):
            above, below = (scores[:, int(row[name][1:])] for name in ("above", "below"))
            apart = above - below
            tied = np.abs(apart) <= 1e-12 * np.abs(above)
            worth = np.where(tied, 0.5, apart > 0)
            assert_share(row["probability"], probability @ worth)

    def test_medians_and_extremes(self) -> None:
        probability, _scores, ranks = self.exact()
        found = self.replicated().frame
        for at in range(4):
            possible = np.unique(ranks[:, at])
            below = [probability @ (ranks[:, at] <= rank) for rank in possible]
            median = possible[np.searchsorted(below, 0.5)]
            assert min(abs(share - 0.5) for share in below) > 0.02, "too near to tell"
            assert found["rank_median"][at] == median
            assert (found["rank_min"][at], found["rank_max"][at]) == (possible[0], possible[-1])

    def test_mean_shift(self) -> None:
        probability, _scores, ranks = self.exact()
        evaluation = self.replicated().evaluation
        shift = np.abs(ranks - evaluation.ranks).mean(axis=1)
        mean = probability @ shift
        error = np.sqrt(probability @ (shift - mean) ** 2 / REPLICATIONS)
        assert self.replicated().mean_shift == pytest.approx(mean, abs=4 * error)

    def test_central_weights(self) -> None:
        """The mean weights of the combinations in which a unit is first."""
        probability, _scores, ranks = self.exact()
        weights = np.array([[1 / 3] * 3, [0.5, 0.2, 0.3]])[[key[2] for key, *_ in combinations()]]
        for row in self.replicated().central_weights.iter_rows(named=True):
            first = probability * (ranks[:, int(row["unit"][1:])] == 1)
            assert_share(row["first"], first.sum())
            middle = first @ weights / first.sum()
            error = np.sqrt(first @ (weights - middle) ** 2 / first.sum())
            found = np.array([row[name] for name in "abc"])
            within = 4 * error / np.sqrt(first.sum() * REPLICATIONS)
            assert bool((np.abs(found - middle) <= within + 1e-12).all())


def assert_share(found: Any, exact: Any) -> None:
    error = np.sqrt(max(exact * (1 - exact), 0.0) / REPLICATIONS)
    assert abs(found - exact) <= 4 * error + 1e-12


class TestAgainstClosedForms:
    """u0 has the scores (1, 0, …), u1 has (0, 1, …): u0 is above where a weighs more than b."""

    @staticmethod
    def above(figures: Any, weights: dict[str, float], how: Any, names: str = "ab") -> float:
        tree = {"parts": {name: {"weight": weights[name]} for name in names}}
        declared = scheme(
            names,
            tree=tree,
            steps=[{"normalise": "identity"}],
            assumptions={"w": {"weights": how}},
        )
        found = uncertainty(evaluated(declared, figures), replications=REPLICATIONS)
        return float(found.frame["top_1"][0])

    @pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
    def test_dirichlet_of_two_is_uniform(self, cut: float) -> None:
        """Dirichlet(1, 1): w·(1 − c) > (1 − w)·c where w > c, with probability 1 − c."""
        how = {"method": "dirichlet", "concentration": 2}
        found = self.above([[1 - cut, 0], [0, cut]], {"a": 1, "b": 1}, how)
        assert_share(found, 1 - cut)

    @pytest.mark.parametrize(("share", "concentration"), [(0.5, 10.0), (0.3, 5.0), (0.8, 0.5)])
    def test_dirichlet_of_two_is_beta(self, share: float, concentration: float) -> None:
        how = {"method": "dirichlet", "concentration": concentration}
        found = self.above([[0.6, 0], [0, 0.4]], {"a": share, "b": 1 - share}, how)
        beta = stats.beta(concentration * share, concentration * (1 - share))
        assert_share(found, float(beta.sf(0.4)))

    def test_dirichlet_of_three_compares_two_of_them_as_beta(self) -> None:
        """w₁/(w₁ + w₂) of Dirichlet(α₁, α₂, α₃) is Beta(α₁, α₂)."""
        how = {"method": "dirichlet", "concentration": 8}
        figures = [[0.7, 0, 0.5], [0, 0.3, 0.5]]
        found = self.above(figures, {"a": 0.25, "b": 0.5, "c": 0.25}, how, "abc")
        assert_share(found, float(stats.beta(2, 4).sf(0.3)))

    @pytest.mark.parametrize("bar", [0.2, 0.5, 0.7])
    def test_simplex_of_three(self, bar: float) -> None:
        """u0 has (1, 0, 0), u1 has c everywhere: w₁ > c on (1 − c)² of the simplex."""
        figures = [[1, 0, 0], [bar] * 3]
        found = self.above(figures, {"a": 1, "b": 1, "c": 7}, "simplex", "abc")
        assert_share(found, (1 - bar) ** 2)

    @pytest.mark.parametrize(("spread", "bar"), [(0.25, 1.0), (0.25, 1.2), (0.5, 0.7), (1.0, 3.0)])
    def test_spread_of_two_is_a_ratio_of_uniforms(self, spread: float, bar: float) -> None:
        """P(w₁/w₂ > c) of two uniforms on 1 ± s, by the area of the square above the line."""
        how = {"method": "uniform", "spread": spread}
        found = self.above([[1, 0], [0, bar]], {"a": 1, "b": 1}, how)
        assert_share(found, area_above(bar, 1 - spread, 1 + spread))

    def test_uniform_errors_of_two_figures_have_a_triangular_difference(self) -> None:
        """Two figures 0.5 apart, each ± 1: P(x > y) = 1 − (2 − 0.5)²/8."""
        declared = scheme(
            "ab",
            tree={"parts": {"a": {}}},
            steps=[{"normalise": "identity"}],
            assumptions={"e": {"data": {"a": {"half_width": 1}}}},
        )
        found = uncertainty(evaluated(declared, [[5.5, 0], [5, 0]]), replications=REPLICATIONS)
        assert_share(found.frame["top_1"][0], 1 - 1.5**2 / 8)


def area_above(slope: float, low: float, high: float) -> float:
    """P(x > slope·y) for x and y uniform on (low, high), the integral by corners."""
    corners = np.clip([low / slope, high / slope], low, high)
    full = corners[0] - low
    between = corners[1] - corners[0]
    part = high * between - slope * (corners[1] ** 2 - corners[0] ** 2) / 2
    return float((full * (high - low) + part) / (high - low) ** 2)


@cache
def of_shape(shape: str, **settings: Any) -> Uncertainty:
    values = random_figures(12)
    values[3, 1] = values[5, 2] = np.nan
    values[7] = np.nan
    return uncertainty(evaluated(scheme(**SHAPES[shape]), values), replications=300, **settings)


RANKED = ["two levels", "geometric", "dense", "ascending", "maximum", "unranked root"]


class TestWhatAlwaysHolds:
    @pytest.mark.parametrize("shape", RANKED)
    def test_probabilities_of_ranks_add_up_to_the_share_with_a_rank(self, shape: str) -> None:
        found = of_shape(shape)
        sums = found.acceptability.group_by("unit").agg(pl.col("probability").sum())
        joined = found.frame.select("unit", "ranked").join(sums, on="unit", how="left")
        ours = joined["probability"].fill_null(0.0).to_numpy()
        np.testing.assert_allclose(ours, joined["ranked"].to_numpy(), rtol=1e-12)

    @pytest.mark.parametrize("shape", RANKED)
    @pytest.mark.parametrize("k", [1, 3, 5, 10])
    def test_being_among_the_first_adds_up_ranks(self, shape: str, k: int) -> None:
        found = of_shape(shape)
        within = found.acceptability.filter(pl.col("rank_from") <= k)
        sums = within.group_by("unit").agg(pl.col("probability").sum())
        joined = found.frame.select("unit", f"top_{k}").join(sums, on="unit", how="left")
        ours = joined["probability"].fill_null(0.0).to_numpy()
        np.testing.assert_allclose(ours, joined[f"top_{k}"].to_numpy(), rtol=1e-12, atol=1e-15)

    @pytest.mark.parametrize("shape", RANKED)
    def test_the_mean_rank_is_that_of_the_probabilities(self, shape: str) -> None:
        found = of_shape(shape)
        product = pl.col("rank_from") * pl.col("probability")
        means = found.acceptability.group_by("unit").agg(
            mean=product.sum() / pl.col("probability").sum()
        )
        joined = found.frame.select("unit", "rank_mean").join(means, on="unit", how="left")
        np.testing.assert_allclose(
            joined["rank_mean"].fill_null(np.nan), joined["mean"].fill_null(np.nan), rtol=1e-12
        )

    @pytest.mark.parametrize("shape", RANKED)
    @pytest.mark.parametrize("what", ["rank", "score"])
    def test_statistics_stand_in_their_order(self, shape: str, what: str) -> None:
        ends = [f"{what}_{end}" for end in ("min", "p05", "median", "p95", "max")]
        values = of_shape(shape).frame.drop_nulls(f"{what}_mean").select(ends).to_numpy()
        assert bool((np.diff(values, axis=1) >= 0).all())

    @pytest.mark.parametrize("shape", RANKED)
    def test_all_is_what_the_replications_say_when_they_are_kept(self, shape: str) -> None:
        """Scores and ranks drawn anew from the same uniforms, summarised by NumPy."""
        found = of_shape(shape)
        model = Model.of(found.evaluation)
        scores = model.draw(uniforms(0, 0, 0, 300, model.width)).scores
        ranks = np.stack([nominal_ranks(found.evaluation, row) for row in scores])
        frame = found.frame.drop_nulls("rank_mean")
        kept = [int(name[1:]) for name in frame["unit"]]
        for what, values in (("rank", ranks[:, kept]), ("score", scores[:, kept])):
            expected = {
                "mean": np.nanmean(values, axis=0),
                "min": np.nanmin(values, axis=0),
                "max": np.nanmax(values, axis=0),
            }
            if what == "score":
                quantiles = np.nanquantile(values, [0.05, 0.5, 0.95], axis=0)
                expected |= dict(zip(("p05", "median", "p95"), quantiles, strict=True))
            for name, figures in expected.items():
                np.testing.assert_allclose(frame[f"{what}_{name}"], figures, rtol=1e-12)

    @pytest.mark.parametrize("shape", RANKED)
    def test_neighbours_are_compared_in_each_replication(self, shape: str) -> None:
        found = of_shape(shape)
        scores = found.found[0].kept.T
        sign = 1.0 if found.evaluation.scheme.rank.order == "descending" else -1.0
        assert found.neighbours.height == found.frame["rank"].count() - 1
        for row in found.neighbours.iter_rows(named=True):
            one, other = (sign * scores[:, int(row[name][1:])] for name in ("above", "below"))
            both = ~np.isnan(one) & ~np.isnan(other)
            expected = np.mean(np.sign((one - other)[both]) / 2 + 0.5)
            assert row["probability"] == pytest.approx(expected, abs=1e-12)

    @pytest.mark.parametrize("shape", RANKED)
    def test_groups_begin_where_the_first_of_the_last_is_surely_above(self, shape: str) -> None:
        found = of_shape(shape, level=0.8)
        scores = found.found[0].kept.T
        sign = 1.0 if found.evaluation.scheme.rank.order == "descending" else -1.0
        frame = found.frame.with_row_index("at").drop_nulls("rank").sort("rank")
        leader, group = int(frame["at"][0]), 1
        for at, ours in frame.select("at", "group").iter_rows():
            above = np.sign(sign * (scores[:, leader] - scores[:, at])) / 2 + 0.5
            if at != leader and np.nanmean(above) >= 0.8:
                leader, group = at, group + 1
            assert ours == group

    def test_a_dominated_unit_is_never_above(self) -> None:
        values = random_figures(6)
        values[1] = values[0] - 0.5
        found = uncertainty(evaluated(scheme(tree=TWO_LEVELS), values), replications=500)
        scores = found.found[0].kept.T
        assert bool((scores[:, 0] > scores[:, 1]).all())
        assert found.frame["rank_mean"][0] <= found.frame["rank_mean"][1] - 1

    def test_groups_count_from_one_in_the_order_of_ranks(self) -> None:
        frame = of_shape("two levels").frame.drop_nulls("rank").sort("rank")
        steps = np.diff(frame["group"].to_numpy())
        assert frame["group"][0] == 1
        assert set(steps.tolist()) <= {0, 1}

    def test_a_stricter_level_makes_fewer_groups(self) -> None:
        counts = [of_shape("two levels", level=level).frame["group"].max() for level in LEVELS]
        assert counts == sorted(counts, reverse=True)  # type: ignore[type-var]

    def test_central_weights_are_weights(self) -> None:
        found = of_shape("two levels").central_weights
        for parts in (("left", "right"), ("a", "b"), ("c", "d", "e")):
            sums = found.select(pl.sum_horizontal(parts)).to_series()
            np.testing.assert_allclose(sums, 1.0, rtol=1e-12)

    def test_somebody_is_first_in_every_replication(self) -> None:
        assert of_shape("two levels").central_weights["first"].sum() >= 1 - 1e-12

    def test_classes_of_the_shift_cover_all_replications(self) -> None:
        assert of_shape("two levels").shifts["share"].sum() == pytest.approx(1.0)

    def test_certain_counts_those_who_are_there_often_enough(self) -> None:
        found = of_shape("two levels")
        shares = found.frame.filter(pl.col("rank") <= 5)["top_5"]
        assert found.certain(5, 0.9) == (shares >= 0.9).sum()

    def test_certain_of_a_k_that_was_not_asked_is_not_known(self) -> None:
        assert of_shape("two levels").certain(4) is None


LEVELS = (0.6, 0.9, 0.99)


def contents(found: Uncertainty) -> list[bytes]:
    """Return the bytes of every frame."""
    return [getattr(found, name).write_csv().encode() for name in FRAMES] + [found.shift.tobytes()]


class TestDeterminism:
    ASSUMPTIONS: ClassVar[dict[str, Any]] = {
        "w": {"weights": {"method": "dirichlet", "concentration": 20}},
        "n": {"normalise": ["z_score", "rank"]},
        "o": {"leave_out": {}},
    }

    def evaluation(self, **settings: Any) -> Evaluation:
        declared = scheme(tree=TWO_LEVELS, assumptions=self.ASSUMPTIONS, **settings)
        years = {"year": [2020, 2021] * 10} if "units" in settings else {}
        return evaluated(declared, random_figures(20), **years)

    @pytest.mark.parametrize("threads", [2, 3])
    @pytest.mark.parametrize("settings_", [{}, {"units": {"period": "year"}}], ids=["one", "years"])
    def test_threads_do_not_show(self, threads: int, settings_: dict[str, Any]) -> None:
        evaluation = self.evaluation(**settings_)
        one = uncertainty(evaluation, replications=2_500, threads=1)
        many = uncertainty(evaluation, replications=2_500, threads=threads)
        assert contents(many) == contents(one)

    @pytest.mark.parametrize("ties", ["competition", "dense"])
    def test_compilation_does_not_show(self, ties: str) -> None:
        evaluation = self.evaluation(rank={"ties": ties})
        plain, compiled = (
            uncertainty(evaluation, replications=1_500, compiled=one) for one in (False, True)
        )
        assert contents(plain) == contents(compiled)

    def test_bins_of_scores_do_not_depend_on_threads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "KEPT_SCORES", 1_000)
        evaluation = self.evaluation()
        one, two = (uncertainty(evaluation, replications=2_500, threads=t) for t in (1, 2))
        assert not one.exact_scores
        assert contents(one) == contents(two)

    def test_the_same_seed_gives_the_same_and_another_another(self) -> None:
        evaluation = self.evaluation()
        zero, again, one = (uncertainty(evaluation, replications=50, seed=s) for s in (0, 0, 1))
        assert contents(zero) == contents(again)
        assert contents(zero) != contents(one)

    def test_the_first_replications_are_the_same_however_many_follow(self) -> None:
        evaluation = self.evaluation()
        few, many = (uncertainty(evaluation, replications=count) for count in (700, 1_900))
        np.testing.assert_array_equal(many.shift[:, :700], few.shift)

    def test_threads_do_not_show_where_there_are_many_units(self) -> None:
        evaluation = evaluated(scheme(tree=TWO_LEVELS), random_figures(700))
        one, many = (uncertainty(evaluation, replications=1_000, threads=t) for t in (1, 3))
        assert contents(one) == contents(many)

    def test_the_kept_scores_are_those_of_the_replications(self) -> None:
        evaluation = self.evaluation()
        found = uncertainty(evaluation, replications=1_900)
        model = Model.of(evaluation)
        scores = model.draw(uniforms(0, 0, 0, 1_900, model.width)).scores
        np.testing.assert_allclose(found.found[0].kept.T, scores, rtol=1e-12)


class TestPeriods:
    """Each period is a list of its own: as if it had been evaluated by itself."""

    @pytest.fixture
    def found(self) -> Uncertainty:
        declared = scheme(tree=TWO_LEVELS, units={"period": "year"})
        years = [2020, 2021] * 5
        return uncertainty(evaluated(declared, random_figures(10), year=years), replications=200)

    @pytest.mark.parametrize("year", [2020, 2021])
    def test_a_period_is_as_if_it_were_alone(self, found: Uncertainty, year: int) -> None:
        rows = [at for at in range(10) if [2020, 2021][at % 2] == year]
        declared = scheme(tree=TWO_LEVELS)
        alone = uncertainty(evaluated(declared, random_figures(10)[rows]), replications=200)
        ours = found.frame.filter(year=year).select("rank_mean", "rank_p95", "score_mean", "top_1")
        theirs = alone.frame.select("rank_mean", "rank_p95", "score_mean", "top_1")
        np.testing.assert_allclose(ours.to_numpy(), theirs.to_numpy(), rtol=1e-12)

    def test_neighbours_are_of_the_same_period(self, found: Uncertainty) -> None:
        assert found.neighbours.group_by("year").len()["len"].to_list() == [4, 4]

    def test_every_table_names_the_period(self, found: Uncertainty) -> None:
        for name in ("frame", "acceptability", "neighbours", "central_weights"):
            assert "year" in getattr(found, name).columns


class TestDegenerateInput:
    def run(self, values: Any, **settings: Any) -> Uncertainty:
        return uncertainty(evaluated(scheme("ab", **settings), values), replications=40)

    def test_one_unit_is_first_for_sure(self) -> None:
        found = self.run([[1, 2]])
        row = found.frame.row(0, named=True)
        assert (row["rank_mean"], row["rank_p05"], row["rank_p95"], row["top_1"]) == (1, 1, 1, 1)
        assert found.neighbours.height == 0
        assert found.mean_shift == 0

    def test_units_that_are_equal_share_the_first_rank(self) -> None:
        found = self.run([[1, 2]] * 3)
        assert found.frame["rank_mean"].to_list() == [1, 1, 1]
        assert found.neighbours["probability"].to_list() == [0.5, 0.5]
        assert found.frame["group"].to_list() == [1, 1, 1]
        assert found.central_weights["first"].to_list() == [1, 1, 1]

    def test_units_without_figures_have_no_rank(self) -> None:
        found = self.run([[np.nan, np.nan]] * 3)
        assert found.assessed
        assert found.frame["ranked"].to_list() == [0, 0, 0]
        assert found.frame["rank_mean"].null_count() == 3
        assert found.frame["score_p05"].null_count() == 3
        assert (found.acceptability.height, found.central_weights.height) == (0, 0)
        assert found.mean_shift is None
        assert found.shifts.height == 0

    def test_a_unit_without_figures_does_not_disturb_the_others(self) -> None:
        found = self.run([[1, 5], [np.nan, np.nan], [4, 2]])
        assert found.frame["ranked"].to_list() == [1, 0, 1]
        assert found.frame["group"][1] is None
        assert found.neighbours.height == 1

    def test_an_empty_table_gives_empty_tables(self) -> None:
        found = self.run([])
        assert [getattr(found, name).height for name in FRAMES] == [0] * 5

    def test_an_empty_table_with_periods_gives_empty_tables(self) -> None:
        declared = scheme("ab", units={"period": "year"})
        found = uncertainty(evaluated(declared, [], year=pl.Series([], dtype=pl.Int64)))
        assert [getattr(found, name).height for name in FRAMES] == [0] * 5

    def test_columns_of_empty_tables_are_those_of_others(self) -> None:
        empty, full = self.run([]), self.run([[1, 2], [2, 1]])
        for name in ("frame", "acceptability", "neighbours", "central_weights"):
            ours, theirs = getattr(empty, name).columns, getattr(full, name).columns
            assert [column for column in theirs if not column.startswith("top_")] == [
                column for column in ours if not column.startswith("top_")
            ]

    def test_no_k_is_asked(self) -> None:
        found = uncertainty(evaluated(scheme("ab"), [[1, 2], [2, 1]]), replications=9, top=())
        assert not [name for name in found.frame.columns if name.startswith("top_")]

    def test_a_k_beyond_the_last_unit_is_not_stated(self) -> None:
        found = uncertainty(
            evaluated(scheme("ab"), [[1, 2], [2, 1]]), replications=9, top=(3, 2, 2)
        )
        assert [name for name in found.frame.columns if name.startswith("top_")] == ["top_2"]

    def test_one_replication_is_its_own_interval(self) -> None:
        evaluation = evaluated(scheme(tree=TWO_LEVELS), random_figures(6))
        frame = uncertainty(evaluation, replications=1).frame
        for what in ("rank", "score"):
            middle = frame[f"{what}_mean"].to_list()
            for end in ("median", "p05", "p95", "min", "max"):
                assert frame[f"{what}_{end}"].to_list() == pytest.approx(middle)

    @pytest.mark.parametrize(
        "settings_",
        [
            {"tree": {"parts": {"a": {}}}},
            {"tree": {"parts": {"a": {"fixed": True}, "b": {"fixed": True}}}},
            {"assumptions": {}},
            {"rank": {"by": "a"}},
            {"rank": {"given": "a"}},
        ],
        ids=["one indicator", "fixed", "no assumptions", "by figure", "given"],
    )
    def test_what_nothing_varies_in_is_blank_and_says_why(self, settings_: dict[str, Any]) -> None:
        found = self.run([[1, 2], [2, 1]], **settings_)
        assert not found.assessed
        assert len(found.reasons) == 1
        frame = found.frame
        assert frame["rank"].null_count() == 0
        for name in ("rank_mean", "rank_p05", "rank_p95", "score_p05", "ranked", "top_1", "group"):
            assert frame[name].null_count() == 2, name
        assert [getattr(found, name).height for name in FRAMES[1:]] == [0] * 4
        assert (found.mean_shift, found.certain(1)) == (None, None)

    def test_what_is_not_assessed_has_the_columns_of_what_is(self) -> None:
        blank, full = self.run([[1, 2], [2, 1]], assumptions={}), self.run([[1, 2], [2, 1]])
        assert blank.frame.schema == full.frame.schema

    def test_too_many_pairs_are_not_assessed(self) -> None:
        evaluation = evaluated(scheme("ab", aggregate="copeland"), random_figures(501, 2))
        found = uncertainty(evaluation, replications=5)
        assert not found.assessed
        assert "501" in str(found.reasons[0])

    def test_data_errors_of_a_list_by_one_figure_are_assessed(self) -> None:
        declared = {
            "rank": {"by": "a"},
            "assumptions": {"e": {"data": {"a": {"half_width": 2}}}},
        }
        treeless: dict[str, Any] = {"tree": None, "steps": []}
        for tree in ({}, treeless):
            found = self.run([[1, 0], [2, 0], [50, 0]], **declared, **tree)
            assert found.assessed
            assert found.frame["rank_max"].to_list() == [3, 3, 1]
            assert found.central_weights["unit"].to_list() == ["u2"]

    def test_a_period_in_which_nobody_has_figures_does_not_disturb_the_others(self) -> None:
        declared = scheme("ab", units={"period": "year"})
        values = [[1, 2], [2, 1], [np.nan, np.nan], [3, 1]]
        found = uncertainty(evaluated(declared, values, year=[1, 1, 2, 3]), replications=40)
        assert found.frame["ranked"].to_list() == [1, 1, 0, 1]
        assert np.isnan(found.shift).any(axis=1).tolist() == [False, True, False]
        assert found.mean_shift is not None


@pytest.mark.parametrize(
    ("settings_", "words"),
    [
        ({"replications": 0}, "at least 1, is 0"),
        ({"top": (0, 1)}, "at least 1, is 0"),
        ({"level": 0.5}, "above 0.5 and below 1"),
        ({"level": 1.0}, "above 0.5 and below 1"),
        ({"seed": -1}, "A seed lies between"),
    ],
)
def test_settings_out_of_range_are_refused(settings_: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        uncertainty(evaluated(scheme("ab"), [[1, 2], [2, 1]]), **settings_)


def test_an_interruption_says_how_far_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation = evaluated(scheme("ab"), [[1, 2], [2, 1]])
    genuine, drawn = Model.draw, list[int]()

    def interrupted(self: Model, rows: Matrix, compiled: bool = False) -> Any:
        if drawn:
            raise KeyboardInterrupt
        drawn.append(len(rows))
        return genuine(self, rows, compiled)

    monkeypatch.setattr(Model, "draw", interrupted)
    with pytest.raises(Interrupted) as caught:
        uncertainty(evaluation, replications=50_000, threads=1)
    assert (caught.value.done, caught.value.total) == (drawn[0], 50_000)


def test_progress_ends_with_all_done() -> None:
    told: list[float] = []
    uncertainty(evaluated(scheme("ab"), [[1, 2], [2, 1]]), replications=2_000, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
