"""The figures that seven press pieces printed, in our own words; expected values by hand."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest

from steelyard.claims.found import Quantity
from steelyard.claims.printed import Comparator, Printed
from steelyard.claims.text.printed_text import printed
from steelyard.claims.text.quantities import quantities

with (Path(__file__).parent / "press.csv").open(encoding="utf-8", newline="") as file:
    ROWS = tuple(csv.DictReader(file))
TEXTS = tuple(dict.fromkeys(row["text"] for row in ROWS))


def expected(row: dict[str, str]) -> Printed:
    return Printed(
        text=row["words"],
        value=Fraction(row["value"]),
        step=Fraction(row["step"]),
        comparator=cast("Comparator", row["comparator"]),
        upper=Fraction(row["upper"]) if row["upper"] else None,
        exact=bool(row["exact"]),
        unit=row["unit"] or None,
        currency=row["currency"] or None,
        percent=bool(row["percent"]),
    )


def found(text: str) -> dict[str, Quantity]:
    return {quantity.printed.text: quantity for quantity in quantities(text)}


@pytest.mark.parametrize("row", ROWS, ids=[row["words"] for row in ROWS])
def test_figure_is_read_as_it_was_printed(row: dict[str, str]) -> None:
    assert found(row["text"])[row["words"]].printed == expected(row)


@pytest.mark.parametrize("text", TEXTS)
def test_every_figure_of_the_sentence_is_found_and_no_other(text: str) -> None:
    words = [row["words"] for row in ROWS if row["text"] == text]
    assert [quantity.printed.text for quantity in quantities(text)] == words


@pytest.mark.parametrize("row", ROWS, ids=[row["words"] for row in ROWS])
def test_only_a_place_in_an_order_is_ordinal(row: dict[str, str]) -> None:
    assert found(row["text"])[row["words"]].ordinal == bool(row["ordinal"])


@pytest.mark.parametrize("text", TEXTS)
def test_every_figure_is_about_something(text: str) -> None:
    assert all(quantity.about for quantity in quantities(text))


@pytest.mark.parametrize("text", TEXTS)
def test_positions_give_the_words(text: str) -> None:
    for quantity in quantities(text):
        assert text[quantity.start : quantity.end] == quantity.printed.text
        assert quantity.start <= quantity.number.start < quantity.number.end <= quantity.end
        assert quantity.sentence.start <= quantity.start < quantity.end <= quantity.sentence.end


@pytest.mark.parametrize("row", ROWS, ids=[row["words"] for row in ROWS])
def test_figure_by_itself_reads_the_same(row: dict[str, str]) -> None:
    alone, wanted = printed(row["words"]), expected(row)
    assert (alone.value, alone.upper, alone.step, alone.comparator, alone.percent) == (
        wanted.value,
        wanted.upper,
        wanted.step,
        wanted.comparator,
        wanted.percent,
    )
