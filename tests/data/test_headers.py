"""Which column of a file is which declared column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pytest

from steelyard.data.headers import find_header, fold, match_headers
from steelyard.data.records import numbered
from steelyard.scheme.inputs import Table

Declare = Callable[..., Table]
MONEY = {"unit": "EUR million", "headers": ["R&D (€ million)"]}


@pytest.mark.parametrize(
    "printed", ["R&D(€ million)", "r&d  (€ Million) ", "Ｒ＆Ｄ（€ million）", "R&D\n(€ million)"]
)
def test_width_case_and_spaces_do_not_matter(printed: str) -> None:
    assert fold(printed) == fold("R&D (€ million)")


@pytest.mark.parametrize(
    ("columns", "printed", "found"),
    [
        ({"rd": MONEY}, ["Company", "R&D (€ million)"], {"rd": [(1, "€ million")]}),
        ({"rd": MONEY}, ["rd"], {"rd": [(0, "EUR million")]}),
        ({"rd": MONEY}, ["R＆D （€ MILLION）"], {"rd": [(0, "€ MILLION")]}),
        ({"rd": MONEY}, ["R&D (€ thousand)"], {"rd": [(0, "€ thousand")]}),
        ({"rd": MONEY}, ["R&D one-year growth (%)"], {}),
        ({"金額": {"unit": "元"}}, ["金額（萬元）"], {"金額": [(0, "萬元")]}),
        ({"amount": {"unit": "EUR"}}, ["Amount [thousand EUR]"], {"amount": [(0, "thousand EUR")]}),
        ({"amount": {"unit": "EUR"}}, ["amount (2020)"], {}),  # a year is no unit
        ({"amount": {}}, ["amount (元)"], {"amount": [(0, "元")]}),
        ({"amount": {"unit": "EUR"}}, ["amount (USD)"], {"amount": [(0, "USD")]}),
        (
            {"sum": {"unit": "EUR", "headers": [{"header": "Sum", "unit": "EUR thousand"}]}},
            ["Sum"],
            {"sum": [(0, "EUR thousand")]},
        ),
        (  # told apart by what can be converted
            {
                "profit": {"unit": "EUR", "headers": ["Profit (€)"]},
                "margin": {"unit": "%", "headers": ["Profit (%)"]},
            },
            ["Profit (€ million)", "Profit (‰)"],
            {"profit": [(0, "€ million")], "margin": [(1, "‰")]},
        ),
        ({"x": {}}, ["X", "x"], {"x": [(1, None)]}),  # exactly wins
        ({"x": {"headers": ["y"]}}, ["x", "y"], {"x": [(0, None), (1, None)]}),
        ({"x": {}}, ["x", "x"], {"x": [(0, None), (1, None)]}),
    ],
)
def test_columns_found(
    declared: Declare, columns: Mapping[str, Any], printed: list[str], found: dict[str, Any]
) -> None:
    matches = match_headers(printed, declared(columns))
    assert {n: [(match.at, match.unit) for match in m] for n, m in matches.items()} == found


def test_header_row_is_the_first_with_all_required_columns(declared: Declare) -> None:
    table = declared({"a": {}, "b": {}, "c": {"required": False}})
    frame = pl.DataFrame({"Title": [""], "a": [""]})

    class Page:
        sheet = None
        decimal_comma = False
        typed = True
        head = (("Title", "a"), ("", ""), ("a", "b"), ("a", "b", "c"))
        body = numbered(frame).body

    assert find_header(Page(), table)[0] == 2
