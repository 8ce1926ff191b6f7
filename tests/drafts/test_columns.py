"""What columns hold, as far as their cells and headers tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from steelyard.drafts.columns import Profile, profiles
from steelyard.drafts.raw import RawTable, pages_of, raw_table

Find = Callable[..., RawTable]


@pytest.fixture
def column(raw: Find) -> Callable[..., Profile]:
    """Profile the cells under a header."""

    def profile(header: str, cells: Sequence[object]) -> Profile:
        rows = [[f"unit {at}", cell] for at, cell in enumerate(cells)]
        return profiles(raw([["unit", header], *rows]))[1]

    return profile


Column = Callable[..., Profile]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1", "2.5", "-3"], [1.0, 2.5, -3.0]),
        (["1,234", "5,678.5", "9"], [1234.0, 5678.5, 9.0]),
        (["(5)", "3", "4"], [-5.0, 3.0, 4.0]),
        (["1", "", "n/a"], [1.0, None, None]),
        (["１２", "3", "4"], [12.0, 3.0, 4.0]),
    ],
)
def test_figures(column: Column, cells: list[str], values: list[float | None]) -> None:
    found = column("x", cells)
    assert found.kind == "figures"
    assert found.values.to_list() == values
    assert found.markers == ()


def test_percentages_are_figures_in_per_cent(column: Column) -> None:
    found = column("x", ["12.5%", "3%"])
    assert found.values.to_list() == [12.5, 3.0]
    assert found.unit is not None
    assert found.unit.unit == "%"


def test_a_known_marker_among_figures(column: Column) -> None:
    found = column("x", ["1", "n.d.", "n.d.", "n.d.", "2"])
    assert found.kind == "figures"
    assert found.markers == (("n.d.", 3),)
    assert found.values.to_list() == [1.0, None, None, None, 2.0]


def test_an_odd_text_among_many_figures(column: Column) -> None:
    found = column("x", [*range(1, 10), "see note"])
    assert found.kind == "figures"
    assert found.markers == (("see note", 1),)


def test_texts_among_few_figures(column: Column) -> None:
    found = column("x", ["1", "2", "3", "about 4"])
    assert found.kind == "text"
    assert found.spoilt == "about 4"


def test_many_different_texts_among_figures(column: Column) -> None:
    found = column("x", [*range(1, 100), *(f"{letter} note" for letter in "abcdef")])
    assert (found.kind, found.spoilt) == ("text", "a note")


def test_texts_alone_spoil_nothing(column: Column) -> None:
    found = column("x", ["a", "b"])
    assert (found.kind, found.spoilt) == ("text", None)


@pytest.mark.parametrize(
    ("header", "cells"),
    [("ISO code", ["40", "56"]), ("No.", ["1", "2"]), ("stock", ["000001", "600519"])],
)
def test_numbers_that_only_name(column: Column, header: str, cells: list[str]) -> None:
    assert column(header, cells).kind == "text"


def test_dates(column: Column) -> None:
    found = column("x", ["2024-01-31", "2024年2月1日", ""])
    assert found.kind == "date"
    assert found.values.to_list() == [date(2024, 1, 31), date(2024, 2, 1), None]


def test_no_value_at_all(column: Column) -> None:
    assert column("x", ["", "n/a"]).kind == "empty"


def test_a_typed_file(tmp_path: Path) -> None:
    path = tmp_path / "units.parquet"
    frame = pl.DataFrame(
        {"unit": ["A", "B"], "x": [1, 2], "yes": [True, False], "day": [date(2024, 1, 1)] * 2}
    )
    frame.with_columns(none=pl.lit(None)).write_parquet(path)
    kinds = [column.kind for column in profiles(raw_table(path, pages_of(path)))]
    assert kinds == ["text", "figures", "boolean", "date", "empty"]


def test_values_that_identify(column: Column) -> None:
    assert column("x", ["a", "b"]).identifies
    assert not column("x", ["a", "a"]).identifies
    assert not column("x", ["a", ""]).identifies


def test_whole_numbers(column: Column) -> None:
    assert column("x", ["1", "2.0", ""]).whole
    assert not column("x", ["1", "2.5"]).whole
    assert not column("x", ["a", "b"]).whole


def test_an_outlier_skews(column: Column) -> None:
    assert column("x", [*range(1, 20), 10_000]).skewed


@pytest.mark.parametrize("cells", [[1], [1, 1, 1, 1, 1], [1, 2, 900], list(range(20))])
def test_nothing_skews(column: Column, cells: list[int]) -> None:
    assert not column("x", cells).skewed
