"""References between tables; ranges, choices and keys are tested with whole tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from steelyard.data.checks import check_references
from steelyard.errors import DataError, SchemeError
from steelyard.scheme.inputs import Table

Declare = Callable[..., Table]


@pytest.fixture
def tables(declared: Declare) -> dict[str, Table]:
    return {
        "funds": declared({"fund": "text"}),
        "stakes": declared({"fund": {"type": "text", "references": "funds.fund"}}),
    }


def frame(*values: Any) -> pl.DataFrame:
    return pl.DataFrame({"fund": values, "_row": range(2, 2 + len(values))})


def test_values_that_are_there_pass(tables: dict[str, Table]) -> None:
    frames = {"funds": frame("A", "B"), "stakes": frame("B", None, "A")}
    assert check_references(tables, frames) == ()


def test_value_that_is_not_there_is_told_with_the_nearest(tables: dict[str, Table]) -> None:
    frames = {"funds": frame("Alpha", "Beta"), "stakes": frame("Beta", "Alpa")}
    with pytest.raises(DataError) as caught:
        check_references(tables, frames, {"stakes": "s.csv"})
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == ("s.csv", 3, "fund")
    assert str(problem.message) == "“Alpa” is not in funds.fund."
    assert problem.nearest == "Alpha"


def test_types_may_differ(tables: dict[str, Table]) -> None:
    assert check_references(tables, {"funds": frame(1, 2), "stakes": frame("2")}) == ()


def test_many_are_counted(tables: dict[str, Table]) -> None:
    with pytest.raises(DataError, match="There are 10 more problems like these"):
        check_references(tables, {"funds": frame("A"), "stakes": frame(*["Z"] * 30)})


def test_reference_to_a_table_that_was_not_given_is_told(tables: dict[str, Table]) -> None:
    (finding,) = check_references(tables, {"stakes": frame("A")})
    assert (finding.code, finding.table, finding.column) == (
        "reference-not-checked",
        "stakes",
        "fund",
    )


def test_reference_to_no_column_is_a_mistake_of_the_scheme(declared: Declare) -> None:
    tables = {
        "funds": declared({"fund": "text"}),
        "stakes": declared({"f": {"type": "text", "references": "funds.found"}}),
    }
    with pytest.raises(SchemeError, match=r"funds\.found.*Did you mean “funds\.fund”"):
        check_references(tables, {"funds": frame("A"), "stakes": frame("A")})
