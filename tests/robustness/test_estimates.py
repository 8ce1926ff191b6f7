"""Money under uncertain inputs: closed forms, the ranking's own replications, brute force."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from steelyard import Dataset, Evaluation, evaluate
from steelyard.engines import Matrix
from steelyard.errors import UsageError
from steelyard.evaluation.estimates import tables
from steelyard.robustness import estimates as module
from steelyard.robustness.analysis import analyse
from steelyard.robustness.draws import uniforms
from steelyard.robustness.estimates import EstimatesUncertainty, estimates_uncertainty
from steelyard.robustness.figure_draws import FigureDraws
from steelyard.robustness.running import Span
from steelyard.robustness.uncertainty import uncertainty
from tests.evaluation.brands import BRANDS, SCHEME, valued

MANY = 10_000
ROYALTY: dict[str, Any] = {"royalty": {"data": {"royalty": {"relative": 0.1}}}}
MULTIPLE: dict[str, Any] = {"multiple": {"data": {"multiple": {"relative": 0.2}}}}


def found(evaluation: Evaluation, replications: int = 500, **settings: Any) -> EstimatesUncertainty:
    made = estimates_uncertainty(evaluation, replications=replications, **settings)
    assert made is not None
    return made


def row(frame: pl.DataFrame, **keys: Any) -> dict[str, Any]:
    return frame.filter(**keys).to_dicts()[0]


def test_one_normal_factor_has_its_closed_form() -> None:
    """Value = 1000 · r/100 with r normal about 20 and deviation 2: normal about 200, deviation 20.

    Bounds are five standard errors of 10,000 replications: of a mean σ/√n, of a quantile
    √(p(1−p)/n)/f, f the density there.
    """
    one = row(found(valued(assumptions=ROYALTY), MANY).by_method, unit="B", method="saved")
    assert one["value_mean"] == pytest.approx(200, abs=5 * 20 / MANY**0.5)
    assert one["value_deviation"] == pytest.approx(20, abs=5 * 20 / (2 * MANY) ** 0.5)
    for name, share in (("value_p05", 0.05), ("value_median", 0.5), ("value_p95", 0.95)):
        exact = stats.norm(200, 20)
        error = (share * (1 - share) / MANY) ** 0.5 / exact.pdf(exact.ppf(share))
        assert one[name] == pytest.approx(exact.ppf(share), abs=5 * error)


def test_the_probability_that_methods_disagree_has_its_closed_form() -> None:
    """50 against 50 · m, m normal about 3 with deviation 0.6: apart by more than 2 above 100, or
    below 25."""
    made = found(valued(assumptions=MULTIPLE), MANY)
    one = row(made.apart, unit="C")
    exact = stats.norm(150, 30)
    share = exact.sf(100) + exact.cdf(25)
    assert one["disagree_probability"] == pytest.approx(
        share, abs=5 * (share * (1 - share) / MANY) ** 0.5
    )
    assert one["ratio_median"] == pytest.approx(3, abs=0.02)
    assert one["ratio_p95"] == pytest.approx(exact.ppf(0.95) / 50, abs=0.05)
    assert one["known"] == 1.0


def test_methods_are_drawn_together() -> None:
    """An error of the revenue that both methods rest on moves their ratio by nothing."""
    derived = SCHEME["derived"] | {"earned": {"unit": "m", "sql": "revenue * multiple / 100"}}
    shared = {"revenue": {"data": {"revenue": {"relative": 0.2}}}}
    made = found(valued(derived=derived, assumptions=shared))
    for one in made.apart.to_dicts():
        assert one["ratio_p05"] == pytest.approx(one["ratio"], rel=1e-12)
        assert one["ratio_p95"] == pytest.approx(one["ratio"], rel=1e-12)
        assert one["disagree_probability"] in (0.0, 1.0)
    assert row(made.by_method, unit="A", method="earned")["value_deviation"] > 1


def test_values_and_ranks_are_those_of_the_ranking() -> None:
    """Ranked by a method, its scores are that method's values, replication by replication."""
    evaluation = valued(assumptions=ROYALTY | MULTIPLE)
    own = found(evaluation, 300, seed=7).by_method.filter(method="saved")
    ranked = uncertainty(evaluation, replications=300, seed=7).frame
    for quantile in ("p05", "median", "p95", "mean"):
        np.testing.assert_allclose(
            own[f"value_{quantile}"], ranked[f"score_{quantile}"], rtol=1e-14
        )
    for quantile in ("p05", "median", "p95"):
        assert own[f"rank_{quantile}"].to_list() == ranked[f"rank_{quantile}"].to_list()


def test_by_brute_force() -> None:
    """Each replication as an evaluation of its own, of a table with the drawn figures."""
    evaluation = valued(assumptions=ROYALTY | MULTIPLE)
    count, seed = 15, 3
    drawing = FigureDraws.of(evaluation, ("saved", "earned"), seed)
    numbers = drawing.uniforms(Span(0, count))
    values, ratios, medians = [], [], []
    for replication in numbers:
        again = valued(_table(replication))
        frame, _inputs = tables(again)["value"]
        values.append(frame["earned"].to_list())
        ratios.append(frame["ratio"].to_list())
        medians.append(frame["median"].to_list())
    made = found(evaluation, count, seed=seed)
    ranks = np.array([stats.rankdata(-np.array(one), method="min") for one in medians])
    own = made.by_method.filter(method="earned")
    middle = made.by_method.filter(method="median")
    _same(own["value_p05"], np.quantile(values, 0.05, axis=0))
    _same(own["value_deviation"], np.std(values, axis=0, ddof=1))
    _same(middle["value_p95"], np.quantile(medians, 0.95, axis=0))
    _same(middle["rank_median"], np.median(ranks, axis=0))
    _same(made.apart["ratio_p95"], np.quantile(ratios, 0.95, axis=0))
    _same(made.apart["disagree_probability"], (np.array(ratios) > 2).mean(axis=0))


def _same(column: pl.Series, values: Any) -> None:
    np.testing.assert_allclose(column.to_numpy(), values, rtol=1e-12)


def _table(replication: Matrix) -> pl.DataFrame:
    """The brands with royalties and multiples as drawn: x · (1 + s·Φ⁻¹(u))."""
    royalty, multiple = np.split(stats.norm.ppf(replication), 2)
    return BRANDS.with_columns(
        pl.col("royalty") * pl.Series(1 + 0.1 * royalty),
        pl.col("multiple") * pl.Series(1 + 0.2 * multiple),
    )


def test_draws_of_the_ranking_come_first() -> None:
    """The royalty reaches what is ranked, the multiple only a method: whatever their order."""
    evaluation = valued(assumptions=MULTIPLE | ROYALTY)
    drawing = FigureDraws.of(evaluation, ("saved", "earned"), 0)
    numbers = drawing.uniforms(Span(10, 2))
    assert list(drawing.varying.groups) == ["royalty", "multiple"]
    np.testing.assert_array_equal(numbers[:, :4], uniforms(0, 0, 10, 2, 4))


def test_an_assumption_that_reaches_a_method_only_is_not_said_to_vary_nothing() -> None:
    analysis = analyse(valued(assumptions=ROYALTY | MULTIPLE), replications=50)
    assert [str(reason) for reason in analysis.reasons] == []
    alone = analyse(valued(assumptions=ROYALTY | MULTIPLE, estimates={}), replications=50)
    assert "“multiple” has nothing to vary" in str(alone.reasons[0])


def test_a_method_that_rests_on_nothing_uncertain_has_no_interval() -> None:
    made = found(valued(assumptions=ROYALTY))
    one = row(made.by_method, unit="B", method="earned")
    assert one["value"] == 50.0
    assert one["value_p05"] is None
    assert one["rank_p05"] is None
    assert row(made.by_method, unit="B", method="median")["value_p05"] is not None
    (reason,) = made.reasons
    assert str(reason) == (
        "“brand value” by “Profit times multiple” has no interval: no figure that it rests on has "
        "an error in the scheme's assumptions."
    )


def test_where_nothing_varies_that_is_said() -> None:
    made = found(valued(assumptions={"profit": {"data": {"profit": {"relative": 0.1}}}}))
    assert made.by_method.height  # the profit reaches one method
    still = {"size": {"data": {"size": {"relative": 0.1}}}}
    columns = SCHEME["inputs"]["brands"]["columns"] | {"size": {}}
    table = BRANDS.with_columns(pl.lit(1.0).alias("size"))
    inputs = {"brands": {"columns": columns}}
    made = found(valued(table, inputs=inputs, assumptions=still))
    assert made.by_method.is_empty()
    assert str(made.reasons[0]).startswith("How uncertain “brand value” is was not assessed")


def test_a_scheme_without_assumptions_of_its_own_says_nothing() -> None:
    assert estimates_uncertainty(valued(), replications=10) is None
    assert estimates_uncertainty(valued(assumptions=ROYALTY, estimates={}), replications=10) is None


@pytest.mark.parametrize("threads", [1, 3])
def test_the_number_of_threads_does_not_show(threads: int) -> None:
    evaluation = valued(assumptions=ROYALTY | MULTIPLE)
    one, other = found(evaluation, 900, threads=2), found(evaluation, 900, threads=threads)
    assert one.by_method.equals(other.by_method)
    assert one.apart.equals(other.apart)


def test_another_seed_is_another_draw_and_none_is_refused() -> None:
    evaluation = valued(assumptions=ROYALTY)
    assert not found(evaluation, seed=0).by_method.equals(found(evaluation, seed=1).by_method)
    with pytest.raises(UsageError):
        found(evaluation, seed=-1)


def test_large_data_are_counted_in_bins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a bin's width, of 256 over twice the range of the first block."""
    evaluation = valued(assumptions=ROYALTY | MULTIPLE)
    exact = found(evaluation, 3000)
    monkeypatch.setattr(module, "KEPT_SCORES", 0)
    binned = found(evaluation, 3000)
    keys = ("unit", "method", "rank_p05", "rank_p95", "value_mean", "value_deviation")
    assert binned.by_method.select(keys).equals(exact.by_method.select(keys))
    for name in ("value_p05", "value_median", "value_p95"):
        apart = np.abs((binned.by_method[name] - exact.by_method[name]).to_numpy())
        assert (apart <= 0.1 * exact.by_method["value_deviation"].to_numpy()).all()
    assert binned.apart["disagree_probability"].equals(exact.apart["disagree_probability"])


def test_a_list_ranked_by_a_composite() -> None:
    """The score varies by its weights; the methods vary by their own inputs all the same."""
    composite: dict[str, Any] = {
        "rank": {"by": "score"},
        "steps": ["derive", {"normalise": "min_max"}],
        "tree": {"parts": {"saved": {"weight": 1}, "profit": {"weight": 1}}},
        "assumptions": {"weights": {"weights": {"method": "uniform", "spread": 0.2}}} | ROYALTY,
    }
    evaluation = valued(**composite)
    own = found(evaluation, 400).by_method.filter(method="saved")
    assert own["value_deviation"].to_numpy() == pytest.approx(
        0.1 * own["value"].to_numpy(), rel=0.15
    )
    assert row(own, unit="B")["rank_p95"] == 1.0


def test_figures_derived_after_other_steps() -> None:
    """What is derived after an imputation rests on what was imputed."""
    table = BRANDS.with_columns(pl.Series("profit", [10.0, 10.0, None, 4.0]))
    steps = [{"derive": ["saved"]}, {"impute": {"method": "median"}}, "derive"]
    tree = {"parts": {"profit": {"weight": 1}, "saved": {"weight": 1}}}
    evaluation = valued(table, steps=steps, tree=tree, assumptions=MULTIPLE)
    made = found(evaluation, 400)
    one = row(made.by_method, unit="C", method="earned")
    assert one["value"] == 150.0
    assert one["value_deviation"] == pytest.approx(30, rel=0.15)


def test_lists_apart_have_ranks_of_their_own() -> None:
    evaluation = valued(rank={"by": "saved", "within": ["sector"]}, assumptions=ROYALTY)
    own = found(evaluation).by_method.filter(method="saved")
    assert row(own, unit="D")["rank_p95"] == 1.0


def test_who_is_not_admitted_has_money_and_no_rank() -> None:
    admission = {"thresholds": {"revenue": {"at_least": 600}}}
    evaluation = valued(assumptions=ROYALTY, admission=admission)
    one = row(found(evaluation).by_method, unit="D", method="saved")
    assert one["value_p95"] > one["value_p05"] > 0
    assert one["rank_p05"] is None


def test_the_edition_keeps_it() -> None:
    evaluation = valued(assumptions=ROYALTY | MULTIPLE).analysed(replications=60)
    paths = {one.path: one for one in evaluation.attached}
    by_method = paths["data/estimates_uncertainty.parquet"]
    assert by_method.key == ("estimate", "unit", "method")
    assert by_method.frame.height == 12
    assert by_method.titles["value_p05"] == "Value, 5%"
    assert paths["data/estimates_spread.parquet"].frame.height == 4


def test_one_brand() -> None:
    made = found(valued(BRANDS.head(1), assumptions=ROYALTY))
    assert row(made.by_method, unit="A", method="saved")["rank_median"] == 1.0


def test_no_brand() -> None:
    evaluation = valued(BRANDS.head(0), assumptions=ROYALTY)
    assert found(evaluation, 10).by_method.is_empty()


def test_a_unit_without_a_value_has_none_in_any_replication() -> None:
    table = BRANDS.with_columns(
        pl.when(pl.col("brand") == "B").then(None).otherwise(pl.col("royalty")).alias("royalty")
    )
    made = found(evaluate_on(table))
    one = row(made.by_method, unit="B", method="saved")
    assert (one["value"], one["value_p05"], one["known"], one["rank_p05"]) == (
        None,
        None,
        0.0,
        None,
    )
    assert row(made.apart, unit="B")["disagree_probability"] is None


def evaluate_on(table: pl.DataFrame) -> Evaluation:
    made = valued(assumptions=ROYALTY).scheme
    return evaluate(made, Dataset.from_frames(made.inputs, {"brands": table}))
