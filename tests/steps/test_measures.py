"""Tables of measures: worked by hand, closed forms, and the published scoreboard."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastexcel
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.library import sample
from steelyard.scheme.measures import MeasureTable
from steelyard.steps.groups import Groups
from steelyard.steps.measures import concentration, growth, herfindahl, measure

NAN = math.nan
UNITS = pl.DataFrame(
    {
        "region": ["EU", "US", "EU", None, "US", "Asia"],
        "year": [1, 1, 2, 2, 2, 1],
        "rd": [10.0, 50.0, 30.0, 5.0, None, 5.0],
        "last": [8.0, 40.0, None, 5.0, 7.0, 0.0],
    }
)


def measured(
    frame: pl.DataFrame, by: list[str], more: dict[str, Any] | None = None, **measures: Any
) -> Any:
    table = {"by": by, "measures": measures, **(more or {})}
    return measure(frame, MeasureTable.model_validate(table))


def column(kind: str, declared: object) -> list[object]:
    """Return one measure by region: of none, Asia, EU, US."""
    found = measured(UNITS, ["region"], m={kind: declared})
    assert found["region"].to_list() == ["", "Asia", "EU", "US"]
    values: list[object] = found["m"].to_list()
    return values


@pytest.mark.parametrize(
    ("kind", "declared", "expected"),
    [
        ("count", {}, [1, 1, 2, 2]),
        ("count", {"of": "rd"}, [1, 1, 2, 1]),
        ("sum", "rd", [5, 5, 40, 50]),
        ("mean", "rd", [5, 5, 20, 50]),
        ("median", "rd", [5, 5, 20, 50]),
        ("minimum", "rd", [5, 5, 10, 50]),
        ("maximum", "rd", [5, 5, 30, 50]),
        ("share", "rd", [5, 5, 40, 50]),
        ("share", {"of": "rd", "times": 1}, [0.05, 0.05, 0.4, 0.5]),
        ("share", {}, [100 / 6, 100 / 6, 100 / 3, 100 / 3]),
        ("growth", {"of": "rd", "since": "last"}, [0, None, 25, 25]),
        ("growth", {"of": "rd", "since": "last", "times": 1}, [0, None, 0.25, 0.25]),
        ("concentration", {"of": "rd", "top": 1}, [100, 100, 75, 100]),
        ("herfindahl", "rd", [10_000, 10_000, 6_250, 10_000]),
        ("herfindahl", {"of": "rd", "times": 1}, [1, 1, 0.625, 1]),
    ],
)
def test_a_measure_by_group(kind: str, declared: object, expected: list[float | None]) -> None:
    assert column(kind, declared) == pytest.approx(expected)


def test_the_largest_places_and_how_many_there_are() -> None:
    frame = pl.DataFrame(
        {
            "country": ["X", "X", "X", "X", "Y", "Y"],
            "city": ["a", "a", "b", None, "c", "c"],
            "worth": [1.0, 2.0, 4.0, 9.0, 5.0, None],
        }
    )
    measures: dict[str, Any] = {
        "cities": {"distinct": "city"},
        "first": {"concentration": {"of": "worth", "top": 1, "by": ["city"]}},
        "number": {"concentration": {"top": 1, "by": ["city"]}},
    }
    # What stands in no city is part of the whole and is no city.
    assert measured(frame, ["country"], **measures).rows() == [
        ("X", 2, pytest.approx(100 * 4 / 16), pytest.approx(100 * 2 / 4)),
        ("Y", 1, pytest.approx(100), pytest.approx(100)),
    ]
    everything = measured(frame, [], **measures).row(0)
    assert everything == (3, pytest.approx(100 * 5 / 21), pytest.approx(100 * 2 / 6))


def test_five_cities_hold_what_the_press_printed() -> None:
    """World Brand 500 of 2026: five cities with 60 of the 78 brands, 77%."""
    brands = pl.read_csv(sample("brand-list")["brands"])
    measures: dict[str, Any] = {
        "cities": {"distinct": "city"},
        "five": {"concentration": {"top": 5, "by": ["city"]}},
    }
    cities, five = measured(brands, [], **measures).row(0)
    assert cities == 22
    assert round(five) == 77


def test_a_group_in_which_no_unit_has_the_figure_has_no_measure() -> None:
    frame = pl.DataFrame({"g": ["a", "b"], "x": [1.0, None]})
    measures: dict[str, Any] = {
        "s": {"sum": "x"},
        "h": {"herfindahl": "x"},
        "p": {"share": "x"},
        "n": {"count": {}},
    }
    assert measured(frame, ["g"], **measures).row(1) == ("b", None, None, None, 1)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (None, ["", "Asia", "EU", "US"]),
        ({"by": "rd"}, ["US", "EU", "", "Asia"]),
        ({"by": "rd", "descending": False}, ["", "Asia", "EU", "US"]),
        ({"by": "region"}, ["US", "EU", "Asia", ""]),
        ({"by": "growth"}, ["EU", "US", "", "Asia"]),
        ({"by": "growth", "descending": False}, ["", "EU", "US", "Asia"]),
    ],
)
def test_groups_stand_in_order_ties_by_label_missing_last(
    order: dict[str, Any] | None, expected: list[str]
) -> None:
    measures: dict[str, Any] = {
        "rd": {"sum": "rd"},
        "growth": {"growth": {"of": "rd", "since": "last"}},
    }
    found = measured(UNITS, ["region"], {"order": order}, **measures)
    assert found["region"].to_list() == expected


def test_the_total_is_the_last_row() -> None:
    more = {"total": True, "order": {"by": "rd"}}
    found = measured(UNITS, ["region"], more, rd={"sum": "rd"}, share={"share": "rd"})
    assert found.row(-1) == (None, 100.0, 100.0)
    assert found.height == 5


def test_without_groups_there_is_one_row() -> None:
    found = measured(UNITS, [], {"total": True}, rd={"sum": "rd"}, n={"count": {}})
    assert found.rows() == [(100.0, 6)]


def test_two_columns_make_groups() -> None:
    found = measured(UNITS, ["year", "region"], rd={"sum": "rd"})
    assert found.rows() == [
        (1, "Asia", 5.0),
        (1, "EU", 10.0),
        (1, "US", 50.0),
        (2, "", 5.0),
        (2, "EU", 30.0),
        (2, "US", None),
    ]


def test_a_share_within_a_period() -> None:
    share = {"share": {"of": "rd", "within": ["year"]}}
    found = measured(UNITS, ["year", "region"], {"total": True}, share=share)
    expected = [500 / 65, 1000 / 65, 5000 / 65, 500 / 35, 3000 / 35, None, 100]
    assert found["share"].to_list() == pytest.approx(expected)


def test_a_group_over_several_periods_is_of_all_of_them() -> None:
    found = measured(UNITS, ["region"], share={"share": {"of": "rd", "within": ["year"]}})
    assert found.filter(pl.col("region") == "Asia")["share"].item() == pytest.approx(500 / 65)
    assert found.filter(pl.col("region") == "EU")["share"].item() == pytest.approx(40)


@pytest.mark.parametrize("by", [["region"], []])
def test_an_empty_table_is_ordinary(by: list[str]) -> None:
    measures = {"n": {"count": {}}, "s": {"sum": "rd"}, "p": {"share": "rd"}}
    found = measured(UNITS.clear(), by, {"total": True}, **measures)
    assert found.select("n", "s", "p").rows() == [(0, None, None)]


def test_the_frame_given_is_not_changed() -> None:
    before = UNITS.clone()
    column("share", "rd")
    assert UNITS.equals(before)


# The kernels


def test_the_index_of_the_horizontal_merger_guidelines() -> None:
    """U.S. Department of Justice, Herfindahl–Hirschman Index: shares 30, 30, 20, 20 give 2,600."""
    found = measured(pl.DataFrame({"x": [30.0, 30.0, 20.0, 20.0]}), [], h={"herfindahl": "x"})
    assert found.item() == pytest.approx(2600, rel=1e-15)


def of_all(kernel: Callable[..., np.ndarray], *columns: list[float], top: int = 0) -> float:
    """Return a measure of all rows, as one group."""
    arrays = [np.array(column, dtype=np.float64) for column in columns]
    more = (top,) if top else ()
    return kernel(*arrays, *more, Groups.one(len(arrays[0]))).item()


@given(st.integers(1, 200), st.floats(1e-6, 1e6))
def test_equal_units_give_one_over_n(count: int, value: float) -> None:
    assert of_all(herfindahl, [value] * count) == pytest.approx(1 / count, rel=1e-12)


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=50))
def test_the_index_lies_between_one_over_n_and_one(values: list[float]) -> None:
    found = of_all(herfindahl, values)
    assert 1 / len(values) - 1e-12 <= found <= 1 + 1e-12


@given(st.lists(st.floats(0.01, 1e6), min_size=2, max_size=50), st.integers(1, 50))
def test_concentration_rises_to_one(values: list[float], top: int) -> None:
    fewer, more = (of_all(concentration, values, top=k) for k in (top, top + 1))
    assert fewer <= more + 1e-12
    assert of_all(concentration, values, top=len(values)) == 1.0


@pytest.mark.parametrize(("kernel", "top"), [(herfindahl, 0), (concentration, 2)])
def test_missing_values_are_left_out(kernel: Any, top: int) -> None:
    with_gaps = of_all(kernel, [3.0, NAN, 1.0, 0.5, NAN], top=top)
    assert with_gaps == of_all(kernel, [3.0, 1.0, 0.5], top=top)


@pytest.mark.parametrize(
    "values", [[], [NAN], [0.0, 0.0], [1.0, -1.0]], ids=["none", "all missing", "zeros", "cancel"]
)
def test_of_nothing_there_is_no_index(values: list[float]) -> None:
    assert math.isnan(of_all(herfindahl, values))
    assert math.isnan(of_all(concentration, values, top=1))
    assert math.isnan(of_all(growth, values, values))


def test_growth_from_a_negative_base_is_as_it_is() -> None:
    assert of_all(growth, [-50.0], [-100.0]) == -0.5


def test_a_sum_beyond_all_numbers_is_missing() -> None:
    assert measured(pl.DataFrame({"x": [1.7e308] * 2}), [], s={"sum": "x"}).item() is None


# What must hold for any table

NUMBER = st.one_of(st.none(), st.floats(0.0, 1e9))
ROW = st.tuples(st.sampled_from(["a", "b", "c", None]), NUMBER, NUMBER)
ROWS = st.lists(ROW, min_size=1, max_size=40)
ALL = {
    "n": {"count": {}},
    "known": {"count": {"of": "x"}},
    "sum": {"sum": "x"},
    "mean": {"mean": "x"},
    "share": {"share": "x"},
    "growth": {"growth": {"of": "x", "since": "y"}},
    "top": {"concentration": {"of": "x", "top": 2}},
    "h": {"herfindahl": "x"},
}


def as_frame(rows: list[tuple[str | None, float | None, float | None]]) -> pl.DataFrame:
    schema = {"g": pl.String, "x": pl.Float64, "y": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@given(ROWS)
def test_shares_add_up(rows: list[Any]) -> None:
    frame = as_frame(rows)
    found = measured(frame, ["g"], share={"share": "x"})["share"].drop_nulls()
    if frame["x"].sum() > 0:
        assert math.fsum(found) == pytest.approx(100, rel=1e-12)
    else:
        assert found.is_empty()


@given(ROWS)
def test_the_counts_of_groups_add_up(rows: list[Any]) -> None:
    found = measured(as_frame(rows), ["g"], {"total": True}, **ALL)
    assert found["n"][:-1].sum() == found["n"][-1] == len(rows)
    assert found["known"][:-1].sum() == found["known"][-1]


@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_rows_changes_nothing(two: tuple[list[Any], list[Any]]) -> None:
    more = {"total": True, "order": {"by": "share"}}
    first, second = (measured(as_frame(rows), ["g"], more, **ALL) for rows in two)
    assert first.equals(second)


# The EU Industrial R&D Investment Scoreboard, 2023 edition


@pytest.fixture(scope="module")
def scoreboard(shared: Path) -> pl.DataFrame:
    workbook = fastexcel.read_excel(shared / "rd2023" / "SB2023_World2500.xlsx")
    sheet: pl.DataFrame = workbook.load_sheet(0).to_polars()
    return sheet.select(region="Region", country="Country", rd="R&D (€ million)")


def test_the_scoreboards_total_as_published(scoreboard: pl.DataFrame) -> None:
    found = measured(scoreboard, [], rd={"sum": "rd"}).item()
    assert round(found / 1000, 1) == 1249.4


def test_the_scoreboards_share_of_the_eu_as_published(scoreboard: pl.DataFrame) -> None:
    found = measured(scoreboard, ["region"], share={"share": "rd"})
    assert round(found.filter(pl.col("region") == "EU")["share"].item(), 1) == 17.5


def test_the_scoreboards_countries_as_published(scoreboard: pl.DataFrame) -> None:
    assert measured(scoreboard, ["country"], n={"count": {}}).height == 42
