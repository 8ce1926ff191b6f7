"""Numbers look as Babel, which has them from the Unicode CLDR, writes them in each language."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.numbers import day, number, places_for

WRITTEN = {
    "en": "January 12, 2026",
    "zh-Hant": "2026年1月12日",
    "zh-Hans": "2026年1月12日",
}


@pytest.mark.parametrize("tag", LANGUAGES)
@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_numbers_are_written_as_people_there_write_them(
    tag: str, value: float, places: int
) -> None:
    pattern = "#,##0" + ("." + "0" * places if places else "")
    expected = format_decimal(f"{value:.{places}f}", pattern, locale=tag.replace("-", "_"))
    if not expected.strip("-0.,"):
        expected = expected.removeprefix("-")
    assert number(value, places) == expected.replace("-", "−")


@given(st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_whole_numbers_have_no_decimals_and_others_four_digits(values: list[float]) -> None:
    places = places_for(values)
    if all(value.is_integer() for value in values):
        assert places == 0
    else:
        assert 0 <= places <= 6


@pytest.mark.parametrize("tag", LANGUAGES)
def test_dates_are_written_as_people_there_write_them(tag: str) -> None:
    with speaking(tag):
        assert day(dt.date(2026, 1, 12)) == WRITTEN[tag]
