"""Names that the grammar takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from steelyard.drafts.names import distinct, name_of, names_of
from steelyard.scheme.base import Name

NAME: TypeAdapter[str] = TypeAdapter(Name)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("LPI", "LPI"),
        ("per-head", "per-head"),
        ("Net sales", "net_sales"),
        ("R&D one-year growth", "rd_one_year_growth"),
        ("Women’s share", "womens_share"),
        ("U.S. share", "us_share"),
        ("Ind.01", "ind_01"),
        ("營業收入", "營業收入"),
        ("營業 收入", "營業_收入"),
        ("２０２０", "column_2020"),
        ("2020 sales", "column_2020_sales"),
        ("%", "column"),
        ("a" * 80, "a" * 63),
    ],
)
def test_a_name_keeps_letters_and_digits(header: str, name: str) -> None:
    assert name_of(header, "column") == name


@given(st.text())
def test_the_grammar_takes_every_name(header: str) -> None:
    assert NAME.validate_python(name_of(header, "column"))


@given(st.lists(st.text(alphabet="aAbB1_ ä", max_size=4)))
def test_names_differ_by_more_than_case(headers: list[str]) -> None:
    names = names_of(headers, "column")
    assert len({name.casefold() for name in names}) == len(headers)
    assert all(NAME.validate_python(name) for name in names)


def test_a_long_name_is_shortened_for_its_number() -> None:
    assert distinct(["a" * 63, "a" * 63])[1] == "a" * 61 + "_2"


def test_a_header_that_is_a_name_keeps_it() -> None:
    assert names_of(["Net sales", "net_sales"], "column") == ["net_sales_2", "net_sales"]


def test_a_name_that_stands_as_another_header_is_not_given() -> None:
    names = names_of(["Revenue", "Revenue"], "column", (), ["Revenue (EUR)", "Revenue"])
    assert names == ["Revenue_2", "Revenue"]


def test_names_of_the_ranking_are_not_given() -> None:
    assert names_of(["score", "Grade"], "column") == ["score_2", "Grade_2"]
