"""What charts ask of a frame."""

from __future__ import annotations

import polars as pl
import pytest

from steelyard.errors import UsageError
from steelyard.robustness.charts.frames import labels, records, refuse_repeated, require


def test_all_columns_that_are_absent_are_named() -> None:
    with pytest.raises(UsageError) as refused:
        require(pl.DataFrame({"a": [1]}), ["a", "b", "c"])
    assert len(refused.value.problems) == 2


def test_rows_that_differ_in_one_of_the_columns_are_not_repeated() -> None:
    refuse_repeated(pl.DataFrame({"a": [1, 1], "b": [1, 2]}), ["a", "b"])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), None])
def test_what_json_cannot_hold_is_null(value: float | None) -> None:
    assert records(pl.DataFrame({"a": pl.Series([value], dtype=pl.Float64)})) == [{"a": None}]


def test_a_key_without_a_name_stands_for_itself() -> None:
    assert labels(["a", "b"], {"a": "Alpha"}) == ["Alpha", "b"]


def test_a_name_that_is_another_units_key_is_told_apart() -> None:
    shown = labels(["a", "b"], {"a": "b"})
    assert len(set(shown)) == 2
