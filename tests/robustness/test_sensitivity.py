"""Which assumption causes how much: against enumeration, closed forms and what always holds."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

import numpy as np
import polars as pl
import pytest
from scipy import stats

from steelyard import Evaluation, UsageError
from steelyard.engines import Matrix, Vector
from steelyard.robustness.lists import nominal_ranks
from steelyard.robustness.model import Model
from steelyard.robustness.running import Interrupted
from steelyard.robustness.sensitivity import Sensitivity, sensitivity
from tests.robustness.schemes import (
    FOUR_UNITS,
    TWO_LEVELS,
    combinations,
    discrete,
    evaluated,
    random_figures,
    scheme,
)

SAMPLES = 4_096
ASSUMPTIONS = ["normalisation", "aggregation", "weights"]


def exact_indices(values: Vector) -> tuple[Vector, Vector]:
    """Return first-order and total indices of a function of three discrete factors.

    By their definition: V(E(y | x_i))/V(y), and 1 − V(E(y | all but x_i))/V(y).
    """
    keys = np.array([key for key, *_ in combinations()])
    probability = np.array([p for _key, p, _scores in combinations()])
    mean = probability @ values
    variance = probability @ (values - mean) ** 2

    def explained(columns: list[int]) -> float:
        _labels, which = np.unique(keys[:, columns], axis=0, return_inverse=True)
        weight = np.bincount(which.ravel(), probability)
        means = np.bincount(which.ravel(), probability * values) / weight
        return float(weight @ (means - mean) ** 2 / variance)

    first = np.array([explained([at]) for at in range(3)])
    total = np.array([1 - explained([b for b in range(3) if b != at]) for at in range(3)])
    return first, total


@cache
def exact_outputs() -> tuple[Evaluation, Matrix, Matrix]:
    evaluation = evaluated(discrete(), FOUR_UNITS)
    scores = np.stack([row for _key, _probability, row in combinations()])
    return evaluation, scores, np.stack([nominal_ranks(evaluation, row) for row in scores])


@cache
def discrete_indices() -> Sensitivity:
    return sensitivity(evaluated(discrete(), FOUR_UNITS), samples=SAMPLES, level=0.9)


class TestAgainstEnumeration:
    """Exact indices lie within 3 standard errors of ours, by the bootstrap's interval.

    The interval of level 0.9 reaches 1.645 standard errors to each side.
    """

    @pytest.mark.parametrize(
        ("output", "unit"),
        [("mean_rank_shift", None)]
        + [(kind, f"u{at}") for kind in ("rank", "score") for at in range(4)],
    )
    def test_indices(self, output: str, unit: str | None) -> None:
        evaluation, scores, ranks = exact_outputs()
        if unit is None:
            values = np.abs(ranks - evaluation.ranks).mean(axis=1)
        else:
            values = (ranks if output == "rank" else scores)[:, int(unit[1:])]
        frame = discrete_indices().frame.filter(output=output)
        rows = frame.filter(pl.col("unit").eq_missing(pl.lit(unit)))
        assert rows["assumption"].to_list() == ASSUMPTIONS
        if np.ptp(values) == 0:
            assert rows["first"].null_count() == 3
            return
        for name, exact in zip(("first", "total"), exact_indices(values), strict=True):
            half = (rows[f"{name}_high"] - rows[f"{name}_low"]).to_numpy() / 2
            apart = np.abs(rows[name].to_numpy() - exact)
            assert bool((apart <= 3 * half / stats.norm.ppf(0.95) + 1e-9).all()), name

    def test_shapley_effects_add_up_and_lie_between_the_indices(self) -> None:
        """Owen 2014: for independent factors first ≤ Shapley ≤ total."""
        evaluation, _scores, ranks = exact_outputs()
        values = np.abs(ranks - evaluation.ranks).mean(axis=1)
        first, total = exact_indices(values)
        found = discrete_indices().frame.filter(output="mean_rank_shift")["shapley"].to_numpy()
        assert found.sum() == pytest.approx(1.0)
        assert bool((found >= first - 0.05).all())
        assert bool((found <= total + 0.05).all())

    def test_shapley_effects_are_of_the_shift_alone(self) -> None:
        frame = discrete_indices().frame.filter(pl.col("output") != "mean_rank_shift")
        assert frame["shapley"].null_count() == frame.height


def test_a_sum_of_two_errors_is_split_by_their_variances() -> None:
    """Closed form: y = (x₁ + x₂)/2 with errors ± 1 and ± 3 has the indices 0.1 and 0.9.

    Estimates of 0.9 have a standard error of 0.02 here, of which 3 are allowed.
    """
    declared = scheme(
        "ab",
        steps=[{"normalise": "identity"}],
        assumptions={
            "one": {"data": {"a": {"half_width": 1}}},
            "two": {"data": {"b": {"half_width": 3}}},
        },
    )
    found = sensitivity(evaluated(declared, [[10, 20], [30, 10]]), samples=SAMPLES).frame
    rows = found.filter(output="score", unit="u0")
    np.testing.assert_allclose(rows["first"], [0.1, 0.9], atol=0.06)
    np.testing.assert_allclose(rows["total"], [0.1, 0.9], atol=0.06)


def test_an_assumption_that_changes_nothing_has_no_effect() -> None:
    declared = scheme(
        "ab",
        steps=[{"normalise": "identity"}],
        assumptions={"w": {"weights": "uniform"}, "n": {"normalise": ["identity"]}},
    )
    found = sensitivity(evaluated(declared, [[10, 20], [30, 10]]), samples=256).frame
    rows = found.filter(output="score", assumption="n")
    assert rows["first"].to_list() == pytest.approx([0.0, 0.0], abs=1e-12)
    assert rows["total"].to_list() == pytest.approx([0.0, 0.0], abs=1e-12)


def test_one_assumption_explains_all() -> None:
    values = np.random.default_rng(0).uniform(0, 1, (12, 5))
    found = sensitivity(evaluated(scheme(tree=TWO_LEVELS), values), samples=512).frame
    shift = found.filter(output="mean_rank_shift")
    assert shift["total"].item() == pytest.approx(1.0, abs=0.15)
    assert shift["shapley"].item() == pytest.approx(1.0)


class TestTables:
    MIXED: ClassVar[dict[str, Any]] = {
        "w": {"weights": "uniform"},
        "n": {"normalise": ["z_score", "rank"]},
    }

    def found(self, count: int = 6, **settings: Any) -> Sensitivity:
        declared = scheme(tree=TWO_LEVELS, assumptions=self.MIXED)
        return sensitivity(evaluated(declared, random_figures(count)), samples=128, **settings)

    def test_each_output_has_a_row_per_assumption(self) -> None:
        frame = self.found().frame
        assert frame.group_by("output").len().sort("output").rows() == [
            ("mean_rank_shift", 2),
            ("rank", 12),
            ("score", 12),
        ]

    def test_only_the_units_asked_for_are_outputs(self) -> None:
        frame = self.found(units=["u4", "u1"]).frame
        assert frame["unit"].drop_nulls().unique().sort().to_list() == ["u1", "u4"]

    def test_indices_of_a_unit_do_not_depend_on_which_others_are_asked_for(self) -> None:
        alone = self.found(units=["u3"]).frame.filter(unit="u3")
        whole = self.found().frame.filter(unit="u3")
        assert alone.select("first", "total").equals(whole.select("first", "total"))

    def test_dependence_names_the_assumption_that_explains_most(self) -> None:
        found = self.found()
        for row in found.dependence.iter_rows(named=True):
            own = found.frame.filter(output="rank", unit=row["unit"])
            strongest = own.sort("first", descending=True).row(0, named=True)
            assert row["assumption"] == strongest["assumption"]
            assert (row["first"], row["total"]) == (strongest["first"], strongest["total"])

    def test_the_most_dependent_unit_stands_first(self) -> None:
        shares = self.found().dependence["first"].to_list()
        assert shares == sorted(shares, reverse=True)

    def test_an_unknown_unit_is_refused(self) -> None:
        with pytest.raises(UsageError, match="nobody is not among the units"):
            self.found(units=["u1", "nobody"])

    def test_no_samples_are_refused(self) -> None:
        with pytest.raises(UsageError, match="at least 1, is 0"):
            sensitivity(evaluated(scheme("ab"), [[1, 2], [2, 1]]), samples=0)

    @pytest.mark.parametrize("threads", [2, 3])
    def test_threads_do_not_show(self, threads: int) -> None:
        one, many = self.found(threads=1), self.found(threads=threads)
        assert many.frame.write_csv() == one.frame.write_csv()
        assert many.dependence.write_csv() == one.dependence.write_csv()

    def test_another_seed_gives_other_indices(self) -> None:
        texts = [self.found(seed=seed).frame.write_csv() for seed in (0, 1, 0)]
        assert texts[0] == texts[2] != texts[1]

    def test_each_period_has_its_own_shift(self) -> None:
        declared = scheme(tree=TWO_LEVELS, units={"period": "year"})
        evaluation = evaluated(declared, random_figures(8), year=[2020, 2021] * 4)
        frame = sensitivity(evaluation, samples=32).frame.filter(output="mean_rank_shift")
        assert frame["year"].to_list() == [2020, 2021]

    def test_an_interruption_says_how_far_it_was(self, monkeypatch: pytest.MonkeyPatch) -> None:
        evaluation = evaluated(scheme("ab"), [[1, 2], [2, 1]])
        genuine, drawn = Model.draw, list[int]()

        def interrupted(self: Model, rows: Matrix) -> Any:
            if drawn:
                raise KeyboardInterrupt
            drawn.append(len(rows))
            return genuine(self, rows)

        monkeypatch.setattr(Model, "draw", interrupted)
        with pytest.raises(Interrupted) as caught:
            sensitivity(evaluation, samples=50_000, threads=1)
        assert (3 * caught.value.done, caught.value.total) == (drawn[0], 50_000)


class TestDegenerateInput:
    @pytest.mark.parametrize(
        "values",
        [[], [[1, 2]], [[1, 2]] * 3, [[np.nan, np.nan]] * 2],
        ids=["empty", "one unit", "all equal", "all missing"],
    )
    def test_where_ranks_cannot_move_their_indices_are_blank(self, values: Any) -> None:
        found = sensitivity(evaluated(scheme("ab"), values), samples=16)
        ranks = found.frame.filter(pl.col("output") != "score")
        assert ranks["first"].null_count() == ranks.height
        assert ranks["total"].null_count() == ranks.height
        assert found.dependence.height == 0

    @pytest.mark.parametrize(
        "settings_",
        [{"assumptions": {}}, {"rank": {"by": "a"}}, {"rank": {"given": "a"}}],
        ids=["no assumptions", "by figure", "given"],
    )
    def test_where_nothing_varies_the_tables_are_empty(self, settings_: Any) -> None:
        found = sensitivity(evaluated(scheme("ab", **settings_), [[1, 2], [2, 1]]))
        assert (found.frame.height, found.dependence.height, len(found.reasons)) == (0, 0, 1)

    def test_empty_tables_have_the_columns_of_others(self) -> None:
        full = sensitivity(evaluated(scheme("ab"), [[1, 2], [2, 1]]), samples=4)
        empty = sensitivity(evaluated(scheme("ab", assumptions={}), [[1, 2], [2, 1]]))
        assert empty.frame.schema == full.frame.schema
        assert empty.dependence.columns == full.dependence.columns

    def test_one_sample_gives_an_answer(self) -> None:
        found = sensitivity(evaluated(scheme("ab"), [[1, 2], [2, 1]]), samples=1)
        assert found.frame.height == 5

    def test_a_unit_that_sometimes_has_no_rank_does_not_disturb_the_others(self) -> None:
        declared = scheme(
            "ab",
            steps=[{"normalise": "identity"}],
            assumptions={
                "w": {"weights": "simplex"},
                "o": {"leave_out": {"nodes": ["a"], "probability": 0.5}},
            },
        )
        evaluation = evaluated(declared, [[1, np.nan], [3, 1], [1, 3]])
        found = sensitivity(evaluation, samples=512).frame
        assert found.filter(output="rank", unit="u1")["first"].null_count() == 0
        assert found.filter(output="mean_rank_shift")["first"].null_count() == 0
