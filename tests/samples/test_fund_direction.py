"""Made-up funds: the same from the same seed, plausible, wrong in places, never refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from steelyard.data.dataset import Dataset
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.samples.fund_direction import bundled, fund_direction
from steelyard.scheme.scheme import Scheme

Tables = dict[str, pl.DataFrame]
REFERENCE = {"sections", "divisions", "fields", "strategies", "strategy_provinces", "provinces"}


def same(one: Tables, other: Tables) -> bool:
    return all(one[name].equals(other[name]) for name in one)


def share(rows: pl.Series) -> float:
    return float(rows.cast(pl.Float64).to_numpy().mean())


def test_the_same_seed_gives_the_same_tables() -> None:
    tables = fund_direction(9, seed=3)
    assert same(tables, fund_direction(9, seed=3))
    assert not tables["investments"].equals(fund_direction(9, seed=4)["investments"])


def test_zero_is_a_seed() -> None:
    assert same(fund_direction(3, seed=0), fund_direction(3, seed=0))
    assert not fund_direction(3, seed=0)["funds"].equals(fund_direction(3, seed=1)["funds"])


def test_every_table_that_somebody_supplies_is_there(tables: Tables, scheme: Scheme) -> None:
    assert set(tables) == set(scheme.inputs) - REFERENCE
    for name, frame in tables.items():
        assert frame.columns == list(scheme.inputs[name].columns)


def test_every_row_says_that_it_is_made_up(tables: Tables) -> None:
    for name, frame in tables.items():
        labelled = frame.select(
            pl.any_horizontal(pl.col(pl.String).str.contains("SAMPLE|示例")).fill_null(value=False)
        ).to_series()
        assert labelled.all(), name


@pytest.mark.parametrize(("funds", "investments"), [(1, 0), (1, 1), (2, 300), (3, 2), (40, None)])
def test_any_number_of_funds_can_be_evaluated(
    funds: int, investments: int | None, scheme: Scheme
) -> None:
    tables = fund_direction(funds, seed=0, investments_in_all=investments)
    assert tables["funds"].height == funds
    assert tables["investments"].height == (20 * funds if investments is None else investments)
    data = Dataset.from_frames(scheme.inputs, {**bundled(scheme), **tables})
    assert len(evaluate(scheme, data).score) == funds


class TestPlausible:
    """What real funds are like, as far as it is known."""

    def test_one_in_eight_is_national_and_has_no_province(self, tables: Tables) -> None:
        national = tables["funds"].filter(level="national")
        assert national.height == 25
        assert national["province"].null_count() == 25
        assert tables["funds"].filter(level="local")["province"].null_count() == 0

    def test_sizes_are_skewed(self, tables: Tables) -> None:
        for table, column in (("funds", "paid_in"), ("investments", "amount")):
            values = tables[table][column].sort(descending=True)
            assert values.to_numpy().mean() > 1.5 * np.median(values.to_numpy())
            assert values.to_numpy()[: len(values) // 10].sum() > 0.3 * values.to_numpy().sum()

    def test_provinces_have_unequal_numbers_of_funds(self, tables: Tables) -> None:
        counts = tables["funds"]["province"].drop_nulls().value_counts()["count"]
        assert counts.to_numpy().max() >= 4 * np.median(counts.to_numpy())

    def test_managers_have_several_funds_of_one_province(self, tables: Tables) -> None:
        each = tables["funds"].group_by("manager").agg(pl.len(), pl.col("province").n_unique())
        assert each["province"].max() == 1
        assert each["len"].mean() == pytest.approx(2.5, abs=0.3)
        assert set(each["manager"]) == set(tables["managers"]["manager"])

    def test_money_is_paid_in_before_it_is_invested(self, tables: Tables) -> None:
        funds = tables["funds"]
        assert (funds["paid_in"] <= funds["committed"]).all()
        assert (funds["idle"].drop_nulls() >= 0).all()

    def test_contributions_add_up_but_for_a_few(self, tables: Tables) -> None:
        each = tables["contributions"].group_by("fund").agg(pl.col("amount").sum())
        joined = tables["funds"].join(each, on="fund", how="left")
        assert (joined["amount"] != joined["paid_in"]).sum() == 4  # 2% of 200

    def test_days_lie_within_the_life_of_the_fund(self, tables: Tables) -> None:
        rows = tables["investments"].join(tables["funds"], on="fund")
        outside = (rows["entry"] < rows["established"]) | (rows["entry"].dt.year() > rows["year"])
        assert 0 < outside.sum() <= 0.003 * rows.height

    def test_a_strategy_covers_the_province_of_nearly_all_that_claim_it(
        self, tables: Tables, evaluation: Evaluation
    ) -> None:
        rows = evaluation.frames["investments"].filter(pl.col("strategy_size") > 0)
        assert 0.98 < share(rows["in_strategy"]) < 1

    def test_most_money_fits_the_list_in_force(self, evaluation: Evaluation) -> None:
        fits = evaluation.frames["investments"]["in_key_fields"].drop_nulls()
        assert 0.6 < share(fits) < 0.95

    def test_several_funds_hold_the_same_enterprise(self, tables: Tables) -> None:
        holders = tables["investments"].group_by("enterprise").agg(pl.col("fund").n_unique())
        assert (holders["fund"] > 1).sum() > 50

    def test_an_enterprise_is_the_same_in_every_fund(self, tables: Tables) -> None:
        owned = (
            tables["investments"]
            .group_by("enterprise")
            .agg(pl.col("ownership", "small", "province").n_unique())
        )
        assert owned.select(pl.col("ownership", "small", "province").max()).row(0) == (1, 1, 1)

    def test_lists_change_once_and_keep_most(self, tables: Tables) -> None:
        for _province, rows in tables["provincial_lists"].group_by("province"):
            versions = rows.partition_by("from", maintain_order=True)
            assert len(versions) == 2
            former, later = (set(version["industry"]) for version in versions)
            assert len(former & later) == 10
            assert len(former) == len(later) == 14


class TestWrong:
    """What is wrong on purpose."""

    def test_every_rule_is_broken_somewhere(self, evaluation: Evaluation, scheme: Scheme) -> None:
        told = {
            rule
            for rule, declared in scheme.rules.items()
            # The lists are those that passed their check.
            if declared.severity != "note" and declared.on != "provincial_lists"
        }
        found = {*evaluation.breaches["rule"], *evaluation.aside["rule"]}
        assert told <= found

    def test_few_rows_are_set_aside(self, evaluation: Evaluation) -> None:
        assert 0 < evaluation.aside.filter(table="investments").height <= 0.003 * 4000

    def test_one_fund_did_not_deliver(self, tables: Tables) -> None:
        absent = set(tables["register"]["fund"]) - set(tables["funds"]["fund"])
        assert absent == {"SAMPLE-ABSENT"}

    def test_a_few_per_cent_of_the_figures_are_missing(self, tables: Tables) -> None:
        for name in ("carbon_cut", "utilisation"):
            assert 0.02 < tables["investments"][name].null_count() / 4000 < 0.04
        for name in ("idle", "bottlenecks"):
            assert 0 < tables["funds"][name].null_count() < 20

    def test_what_is_added_up_is_missing_in_few_funds(self, tables: Tables) -> None:
        gaps = tables["investments"].filter(pl.col("jobs").is_null())["fund"].n_unique()
        assert 0 < gaps <= 6  # 3% of 200

    def test_managers_differ_from_the_computed_points_here_and_there(
        self, tables: Tables, evaluation: Evaluation
    ) -> None:
        own = tables["self_assessment"]
        assert own["criterion"].n_unique() == 13
        names = own["criterion"].unique().to_list()
        computed = evaluation.scores.unpivot(names, index="fund", variable_name="criterion")
        both = own.join(computed, on=["fund", "criterion"])
        differs = (both["points"] - both["value"]).abs() > 0.01
        assert 0.03 < share(differs.fill_null(value=True)) < 0.15
