"""Tables of measures over units and over the rows of another table."""

from __future__ import annotations

import polars as pl
import pytest

from steelyard.evaluation.group_tables import tables_of
from tests.evaluation.crowds import CROWD, FUNDS, INVESTMENTS, crowd


@pytest.fixture(scope="module")
def found() -> dict[str, pl.DataFrame]:
    return tables_of(crowd())


def test_rows_of_another_table_are_measured(found: dict[str, pl.DataFrame]) -> None:
    assert found["divisions"].rows() == [
        ("", 1, 7.0, pytest.approx(100 * 7 / 317)),
        ("x", 4, 135.0, pytest.approx(100 * 135 / 317)),
        ("y", 4, 175.0, pytest.approx(100 * 175 / 317)),
        (None, 9, 317.0, 100.0),
    ]


def test_their_derived_figures_make_groups(found: dict[str, pl.DataFrame]) -> None:
    assert found["sizes"].rows() == [(False, 142.0), (True, 175.0), (None, None)]


def test_units_have_their_scores(found: dict[str, pl.DataFrame]) -> None:
    assert found["provinces"].rows() == [("", 1, 75.0), ("11", 3, 25.0), ("12", 1, 100.0)]


def test_a_table_that_was_not_delivered_has_no_groups() -> None:
    found = tables_of(crowd(investments=None))
    assert found["divisions"].rows() == [(None, 0, None, None)]
    assert found["sizes"].is_empty()


def test_the_table_of_the_units_may_be_named() -> None:
    named = CROWD.replace("provinces: {by", "provinces: {on: funds, by")
    found = tables_of(crowd(scheme=named))
    assert found["provinces"].equals(tables_of(crowd())["provinces"])


def test_the_evaluation_has_them() -> None:
    evaluation = crowd(FUNDS, INVESTMENTS)
    for name, frame in tables_of(evaluation).items():
        assert evaluation.group_tables[name].equals(frame)
