"""Choices by what they are called, in three languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from steelyard.data.labels import coded, spelled_out
from steelyard.errors import DataError
from steelyard.i18n import set_language
from steelyard.scheme.inputs import Column, Table

LEVELS = {
    "national": {"en": "National", "zh-Hant": "國家級", "zh-Hans": "国家级"},
    "local": {"en": "Local fund", "zh-Hant": "地方", "zh-Hans": "地方"},
}
Read = Callable[..., tuple[pl.DataFrame, list[Any]]]


def column(choices: Any, kind: str = "text") -> Column:
    return Column.model_validate({"type": kind, "choices": choices})


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("national", "national"),
        ("National", "national"),
        ("國家級", "national"),
        ("国家级", "national"),
        (" 地方 ", "local"),
        ("LOCAL  FUND", "local"),
        ("ｌｏｃａｌ　ｆｕｎｄ", "local"),
        ("Ｌｏｃａｌ", "local"),
        ("county", "county"),
        ("", ""),
        (None, None),
    ],
)
@pytest.mark.parametrize("count", [1, 300])
def test_a_cell_may_hold_the_code_or_a_label(cell: str, code: str, count: int) -> None:
    cells = pl.Series("level", [cell] * count, dtype=pl.String)
    assert coded(cells, column(LEVELS)).to_list() == [code] * count


def test_a_code_goes_before_another_choice_s_label() -> None:
    choices = {"a": {"en": "b"}, "b": {"en": "c"}}
    assert coded(pl.Series(["a", "b", "c"]), column(choices)).to_list() == ["a", "b", "b"]


def test_a_label_of_two_choices_stands_for_neither(read: Read) -> None:
    level = {"type": "text", "choices": {"a": {"en": "Other"}, "b": {"en": "other"}}}
    with pytest.raises(DataError, match=r"“OTHER” is not one of the values allowed"):
        read("level\nOTHER\n", {"level": level})
    assert read("level\nOther\n", {"level": level})[0]["level"].to_list() == ["a"]


def test_plain_choices_are_taken_as_they_are() -> None:
    assert coded(pl.Series(["A"]), column(["a"])).to_list() == ["A"]


def test_numbers_may_have_labels(read: Read) -> None:
    grade = {"type": "integer", "choices": {"1": {"en": "good"}, "2": {"en": "poor"}}}
    frame, _findings = read("grade\ngood\n2\nPoor\n", {"grade": grade})
    assert frame["grade"].to_list() == [1, 2, 2]


def test_a_label_that_looks_like_no_value_is_a_value(read: Read) -> None:
    kind = {"type": "text", "choices": {"none": {"en": "n/a"}, "some": {"en": "some"}}}
    assert read("kind\nn/a\nsome\n", {"kind": kind})[0]["kind"].to_list() == ["none", "some"]


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("en", "national (National), local (Local fund)"),
        ("zh-Hant", "national (國家級), local (地方)"),
        ("zh-Hans", "national (国家级), local (地方)"),
    ],
)
def test_a_fault_lists_codes_with_labels_in_the_current_language(
    read: Read, tag: str, shown: str
) -> None:
    with pytest.raises(DataError) as caught:
        read("level\ncounty\n", {"level": {"type": "text", "choices": LEVELS}})
    (problem,) = caught.value.problems
    try:
        set_language(tag)
        assert shown in str(problem)
    finally:
        set_language(None)


def test_the_nearest_may_be_a_label(read: Read) -> None:
    with pytest.raises(DataError, match="Did you mean “国家级”"):
        read("level\n国家集\n", {"level": {"type": "text", "choices": LEVELS}})


def test_plain_choices_are_spelled_out_as_they_are() -> None:
    assert spelled_out(column(["a", "b"])) == "a, b"


def test_tables_with_labels_read_back(read: Read, declared: Callable[..., Table]) -> None:
    from steelyard.data.dataset import Dataset

    tables = {"t": declared({"level": {"type": "text", "choices": LEVELS}})}
    frame, _findings = read("level\n国家级\n地方\n", {"level": tables["t"].columns["level"]})
    again = Dataset.from_frames(tables, {"t": frame})
    assert again.tables["t"]["level"].to_list() == ["national", "local"]
