"""How alike funds are: three of a province worked by hand, and what must always hold."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard import Evaluation
from steelyard.evaluation.homogeneity import HEADINGS, HomogeneityTables, homogeneity, resources
from tests.evaluation.crowds import CROWD, FUNDS, INVESTMENTS, crowd


def told(evaluation: Evaluation) -> HomogeneityTables:
    found = homogeneity(evaluation)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def found() -> HomogeneityTables:
    return told(crowd())


def test_a_province_worked_by_hand(found: HomogeneityTables) -> None:
    """In x 50 + 75, in y 50 + 25 + 100; all groups together hold 135 and 175 of 310."""
    row = found.groups.row(0, named=True)
    x, y = 125 / 300, 175 / 300
    assert row["group"] == "11"
    assert (row["units"], row["holders"], row["fields"]) == (3, 3, 2)
    assert (row["amount"], row["amount_without_field"]) == (300.0, 0.0)
    assert row["herfindahl"] == pytest.approx(10_000 * (x**2 + y**2), rel=1e-14)
    assert row["effective_fields"] == pytest.approx(1 / (x**2 + y**2), rel=1e-14)
    assert row["mean_overlap"] == pytest.approx((0.75 + 0.5 + 0.25) / 3, rel=1e-14)
    assert row["specialisation"] == pytest.approx(2 * (135 / 310 - x), rel=1e-14)
    assert (row["top_field"], row["top_share"]) == ("y", pytest.approx(100 * y))
    assert (row["shared_holdings"], row["shared_amount"]) == (1, 125.0)


def test_units_without_a_group_stand_together_at_the_end(found: HomogeneityTables) -> None:
    assert found.groups["group"].to_list() == ["11", "12", None]
    row = found.groups.row(2, named=True)
    assert (row["units"], row["amount"], row["amount_without_field"]) == (1, 10.0, 7.0)
    assert (row["herfindahl"], row["mean_overlap"]) == (10_000.0, None)


def test_a_unit_that_holds_nothing_is_there_and_blank(found: HomogeneityTables) -> None:
    assert found.groups.row(1, named=True)["herfindahl"] is None
    row = found.units.filter(unit="Z").row(0, named=True)
    assert row["amount"] == 0.0
    assert [row[name] for name in ("herfindahl", "mean_overlap", "most_alike")] == [None] * 3


def test_each_unit_beside_the_others_of_its_group(found: HomogeneityTables) -> None:
    rows = found.units.filter(group="11").select(
        "unit", "herfindahl", "overlap_with_rest", "mean_overlap", "most_alike", "greatest_overlap"
    )
    assert rows.rows() == [
        ("A", 5000.0, 0.875, 0.625, "B", 0.75),
        ("B", 6250.0, 0.5, 0.5, "A", 0.75),
        ("C", 10_000.0, 0.375, 0.375, "A", 0.5),
    ]
    assert found.pairs.rows() == [
        (None, "11", "A", "B", 0.75, 75.0),
        (None, "11", "A", "C", 0.5, 50.0),
        (None, "11", "B", "C", 0.25, 25.0),
    ]


def test_an_enterprise_in_three_funds_of_two_groups(found: HomogeneityTables) -> None:
    assert found.holdings is not None
    assert found.holdings.drop("period").rows() == [
        ("e1", 3, 2, 135.0, "11", "B", 75.0, 75.0),
        ("e1", 3, 2, 135.0, "11", "A", 50.0, 50.0),
        ("e1", 3, 2, 135.0, None, "N", 10.0, pytest.approx(100 * 10 / 17)),
    ]


def test_the_tables_of_an_edition_have_titles_and_keys() -> None:
    tables = list(resources(crowd()))
    assert [table.name for table in tables] == [
        "homogeneity",
        "overlap",
        "alike-pairs",
        "shared-holdings",
    ]
    for table in tables:
        assert set(table.titles) == set(table.frame.columns) <= set(HEADINGS)
        assert table.frame.select(table.key).is_duplicated().sum() == 0
        assert "period" not in table.frame.columns


def test_without_a_column_of_holdings_there_is_no_table_of_them() -> None:
    without = crowd(scheme=CROWD.replace(", holding: enterprise", ""))
    assert [table.name for table in resources(without)] == ["homogeneity", "overlap", "alike-pairs"]
    assert "shared_holdings" not in next(resources(without)).frame.columns


def test_a_scheme_that_does_not_ask_gets_nothing() -> None:
    asked = next(line for line in CROWD.splitlines() if line.startswith("homogeneity"))
    assert list(resources(crowd(scheme=CROWD.replace(asked, "")))) == []


@pytest.mark.parametrize("investments", [None, INVESTMENTS.clear()], ids=["absent", "empty"])
def test_no_rows_are_ordinary(investments: pl.DataFrame | None) -> None:
    found = told(crowd(investments=investments))
    assert found.groups["units"].to_list() == [3, 1, 1]
    assert found.groups["amount"].to_list() == [0.0] * 3
    assert found.units["mean_overlap"].null_count() == 5
    assert found.pairs.is_empty()
    assert found.holdings is not None
    assert found.holdings.is_empty()


PERIODS = (
    CROWD.replace("groups: [province]", "groups: [province], period: year")
    .replace("      size:", "      year: {type: integer}\n      size:")
    .replace(
        "      amount: {unit: 万元}", "      year: {type: integer}\n      amount: {unit: 万元}"
    )
)


def test_periods_are_compared_each_by_itself() -> None:
    funds = pl.concat([FUNDS.with_columns(year=year) for year in (2024, 2025)])
    rows = pl.concat(
        [
            INVESTMENTS.with_columns(year=2024),
            INVESTMENTS.filter(pl.col("fund") != "B").with_columns(year=2025),
        ]
    )
    found = told(crowd(funds, rows, PERIODS))
    first = found.groups.filter(period="2024").drop("period")
    assert first.equals(told(crowd()).groups.drop("period"))
    second = found.groups.filter(period="2025", group="11").row(0, named=True)
    assert second["mean_overlap"] == 0.5  # A and C alone are left
    assert found.holdings is not None
    assert found.holdings.filter(period="2025")["unit"].to_list() == ["A", "N"]


ROW = st.tuples(
    st.sampled_from("ABCNZ"),
    st.sampled_from(["x", "y", "z", None]),
    st.sampled_from(["e1", "e2", "e3", None]),
    st.one_of(st.none(), st.floats(0.0, 1e6)),
)


def frame_of(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    schema = INVESTMENTS.schema
    return pl.DataFrame(rows, schema=schema, orient="row")


@settings(max_examples=20)
@given(st.lists(ROW, max_size=25).flatmap(lambda r: st.tuples(st.just(r), st.permutations(r))))
def test_the_order_of_rows_changes_nothing(two: tuple[list, list]) -> None:
    first, second = (list(resources(crowd(investments=frame_of(rows)))) for rows in two)
    for one, other in zip(first, second, strict=True):
        assert one.frame.equals(other.frame)


@settings(max_examples=20)
@given(st.lists(ROW, max_size=25))
def test_every_amount_is_in_a_group_once(rows: list) -> None:
    frame = frame_of(rows)
    found = told(crowd(investments=frame)).groups
    whole = [*found["amount"], *found["amount_without_field"]]
    assert math.fsum(whole) == pytest.approx(math.fsum(frame["amount"].drop_nulls()))
    for name, top in (("mean_overlap", 1), ("specialisation", 2), ("herfindahl", 10_000)):
        known = found[name].drop_nulls()
        assert known.is_between(0, top + 1e-9).all()
