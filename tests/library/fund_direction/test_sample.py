"""The made-up funds that come with the scheme: labelled, of every kind, and evaluated."""

from __future__ import annotations

import polars as pl
import pytest

from steelyard import Dataset, evaluate
from steelyard.library import find, sample
from steelyard.samples.fund_direction import fund_direction
from tests.library.runs import of_sample, scheme

NAME = "fund-direction"
SCHEME = scheme(NAME)


@pytest.mark.parametrize("table", sample(NAME))
def test_every_row_says_that_it_is_made_up(table: str) -> None:
    lines = sample(NAME)[table].read_text(encoding="utf-8").splitlines()
    assert len(lines) > 1
    assert [line for line in lines[1:] if "SAMPLE" not in line and "示例" not in line] == []


def test_the_folder_says_that_it_is_made_up() -> None:
    text = (find(NAME).parent / "sample" / "README.md").read_text(encoding="utf-8")
    assert all(word in text for word in ("made up", "虚构", "虛構"))


def test_every_table_that_people_supply_is_there() -> None:
    assert set(sample(NAME)) == {name for name, one in SCHEME.inputs.items() if one.supplier}


def test_funds_of_every_kind_are_ranked_on_a_list_of_their_level() -> None:
    ranking = of_sample(NAME).ranking
    funds = of_sample(NAME).data.tables["funds"]
    assert set(funds["level"]) == {"national", "local"}
    assert set(funds["kind"]) == {"direct", "fund_of_funds"}
    best = ranking.group_by("level").agg(pl.min("rank"))
    assert set(best["rank"]) == {1}
    assert (ranking["rank"].drop_nulls() >= 1).all()


def test_some_rows_break_a_rule_and_some_are_set_aside() -> None:
    found = of_sample(NAME)
    assert {"hidden_debt", "listed_trading", "outside_list"} <= set(found.breaches["rule"])
    assert {"amount_above_paid_in", "exit_before_entry"} <= set(found.aside["rule"])


def test_what_must_be_delivered_is_enough() -> None:
    files = {name: file for name, file in sample(NAME).items() if SCHEME.inputs[name].required}
    found = evaluate(SCHEME, Dataset.read(SCHEME.inputs, files))
    assert set(files) == {"managers", "funds", "investments", "contributions"}
    # Nobody knows the lists of key fields or the judgements: 20 of the 30 points of the layout.
    layout = found.node_scores["layout"]
    direct = (found.kept_frame["kind"] == "direct").to_numpy()
    assert (layout[direct] >= 0).any()
    assert pl.Series(found.node_scores["key_fields"]).is_nan().all()
    assert found.breaches.filter(
        pl.col("rule").is_in(["outside_list", "manager_differs"])
    ).is_empty()


def test_the_sample_is_what_the_program_makes_up() -> None:
    """To renew it: ``steelyard sample fund-direction --funds 24 --seed 1 --out FOLDER``."""
    made = fund_direction(24, seed=1)
    for name, file in sample(NAME).items():
        assert file.read_text(encoding="utf-8") == made[name].write_csv(), name
