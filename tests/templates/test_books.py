"""Which workbooks there are, and which tables stand in each."""

from __future__ import annotations

import pytest

from steelyard.errors import UsageError
from steelyard.library import names
from steelyard.scheme.scheme import Scheme
from steelyard.templates.books import book, books


def test_each_supplier_has_a_workbook_and_so_has_what_nobody_is_named_for(parks: Scheme) -> None:
    assert {one.name: list(one.tables) for one in books(parks)} == {
        "keeper": ["parks", "trees"],
        "office": ["visits"],
        "tables": ["notes"],
    }


def test_a_supplier_called_tables_keeps_the_name(parks: Scheme) -> None:
    text = parks.to_yaml().replace("office", "tables")
    assert [one.name for one in books(Scheme.parse(text))] == ["keeper", "tables", "parks"]


def test_without_suppliers_the_workbook_is_named_after_the_scheme() -> None:
    (one,) = books(Scheme.load("tai"))
    assert (one.name, list(one.tables), one.supplier) == ("tai", ["countries"], None)


@pytest.mark.parametrize("name", names())
def test_every_table_but_reference_tables_is_in_one_workbook(name: str) -> None:
    scheme = Scheme.load(name)
    there = [table for one in books(scheme) for table in one.tables]
    assert sorted(there) == sorted(
        table for table, declared in scheme.inputs.items() if declared.file is None
    )


def test_a_workbook_is_found_by_its_supplier(parks: Scheme) -> None:
    assert book(parks, "keeper").supplier == parks.suppliers["keeper"]
    assert book(parks, None).name == "tables"


def test_an_unknown_supplier_is_told_with_the_nearest(parks: Scheme) -> None:
    with pytest.raises(UsageError, match="Did you mean “keeper”"):
        book(parks, "keper")
