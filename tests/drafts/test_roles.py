"""Which column is the key, the name, the period, a group, a rank, an indicator."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from steelyard.drafts.columns import Profile, profiles
from steelyard.drafts.raw import RawTable
from steelyard.drafts.roles import Roles, guess_roles
from steelyard.errors import DataError


@pytest.fixture
def roles(raw: Callable[..., RawTable]) -> Callable[..., Roles]:
    """Guess the roles of the columns of a table that is given column by column."""

    def guess(**columns: list[object]) -> Roles:
        headers = [header.replace("_", " ") for header in columns]
        rows = zip(*columns.values(), strict=True)
        return guess_roles(profiles(raw([headers, *rows])), "units.csv")

    return guess


Guess = Callable[..., Roles]


def header(column: Profile | None) -> str | None:
    return None if column is None else column.header


def headers(columns: tuple[Profile, ...]) -> list[str]:
    return [column.header for column in columns]


def test_the_first_texts_that_are_all_different(roles: Guess) -> None:
    found = roles(x=[1, 2], land=["A", "B"], capital=["C", "D"])
    assert header(found.key) == "land"
    assert found.title is None


def test_the_name_beside_a_code(roles: Guess) -> None:
    found = roles(code=["AT", "BE"], country=["Austria", "Belgium"], x=[1, 2])
    assert (header(found.key), header(found.title)) == ("code", "country")


def test_a_code_behind_the_name_is_not_needed(roles: Guess) -> None:
    found = roles(country=["Austria", "Belgium"], code=["AT", "BE"], x=[1, 2])
    assert (header(found.key), header(found.title)) == ("country", None)


def test_a_running_number_comes_last(roles: Guess) -> None:
    found = roles(No=[1, 2], country=["Austria", "Belgium"], x=[1, 2])
    assert header(found.key) == "country"
    assert headers(found.indicators) == ["x"]


def test_whole_numbers_identify_where_there_is_no_text(roles: Guess) -> None:
    found = roles(fund=[101, 102], x=[1, 2])
    assert header(found.key) == "fund"
    assert headers(found.indicators) == ["x"]


def test_units_that_recur_have_a_period(roles: Guess) -> None:
    found = roles(land=["A", "A", "B"], year=[2020, 2021, 2020], x=[1, 2, 3])
    assert (header(found.key), header(found.period)) == ("land", "year")
    assert found.year is None
    assert headers(found.indicators) == ["x"]


def test_a_date_may_be_the_period(roles: Guess) -> None:
    found = roles(land=["A", "A"], day=["2020-03-31", "2020-06-30"], x=[1, 2])
    assert header(found.period) == "day"


def test_a_year_of_units_that_do_not_recur_is_no_period(roles: Guess) -> None:
    found = roles(land=["A", "B"], year=[2020, 2021], x=[1, 2])
    assert found.period is None
    assert header(found.year) == "year"
    assert headers(found.indicators) == ["x"]


def test_few_texts_are_groups(roles: Guess) -> None:
    found = roles(
        land=list("ABCD"), region=["N", "N", "S", "S"], note=list("wxyz"), same=["k"] * 4, x=[1] * 4
    )
    assert headers(found.groups) == ["region"]


def test_a_rank_is_no_indicator(roles: Guess) -> None:
    found = roles(World_rank=[1, 2], land=["A", "B"], x=[1, 2])
    assert header(found.rank) == "World rank"
    assert headers(found.indicators) == ["x"]


def test_a_change_of_rank_is_no_rank(roles: Guess) -> None:
    found = roles(Rank_change=[1, -1], land=["A", "B"], x=[1, 2])
    assert found.rank is None


def test_units_that_recur_without_a_period_are_refused(roles: Guess) -> None:
    with pytest.raises(DataError, match=r"land: .*“A” stands 2 times"):
        roles(land=["A", "A", "B"], x=[1, 2, 3])


def test_figures_alone_name_no_units(roles: Guess) -> None:
    with pytest.raises(DataError, match="No column names the units"):
        roles(x=[1.5, 2.5], y=[1, 2])
