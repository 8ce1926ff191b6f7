"""The order of derived figures, and every mistake in them told before there are data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.errors import QueryError, SchemeError
from steelyard.scheme.derived import Figure
from steelyard.scheme.inputs import Table
from steelyard.steps.derive import Structure, check_derived
from steelyard.steps.derive.graph import Plan, plan

TABLES = {
    "funds": {
        "key": ["fund"],
        "columns": {
            "fund": {"type": "text"},
            "paid_in": {},
            "committed": {},
            "name": {"type": "text"},
            "listed": {"type": "boolean"},
            "opened": {"type": "date"},
        },
    },
    "investments": {
        "columns": {
            "fund": {"type": "text", "references": "funds.fund"},
            "amount": {},
            "stage": {"type": "text", "choices": ["seed", "early"]},
            "private": {"type": "boolean"},
        }
    },
    "rates": {"columns": {"name": {"type": "text"}, "rate": {}}},
    "loans": {
        "columns": {
            "lender": {"type": "text", "references": "funds.fund"},
            "borrower": {"type": "text", "references": "funds.fund"},
        }
    },
}
STRUCTURE = Structure(
    {name: Table.model_validate(table) for name, table in TABLES.items()}, "funds", "fund"
)


def planned(figures: Mapping[str, Any]) -> Plan:
    return plan({n: Figure.model_validate(f) for n, f in figures.items()}, STRUCTURE)


def layers(figures: Mapping[str, Any]) -> list[list[str]]:
    return list(planned(figures).layers(figures))


def complaint(figures: Mapping[str, Any]) -> str:
    with pytest.raises(SchemeError) as caught:
        planned(figures)
    return str(caught.value)


def test_a_figure_waits_for_what_it_uses() -> None:
    figures = {
        "c": {"total": ["b", "a"]},
        "b": {"sql": "A * 2"},
        "a": {"sum": {"of": "investments.x"}},
        "x": {"on": "investments", "sql": "amount"},
        "d": {"sql": "paid_in"},
    }
    assert layers(figures) == [["x", "d"], ["a"], ["b"], ["c"]]


@pytest.mark.parametrize(
    "figure",
    [
        {"ratio": {"of": "f", "to": "paid_in"}},
        {"ratio": {"of": "paid_in", "to": "f"}},
        {"growth": {"of": "f", "since": "paid_in"}},
        {"growth": {"of": "paid_in", "since": "f"}},
        {"difference": {"of": "f", "less": "paid_in"}},
        {"difference": {"of": "paid_in", "less": "f"}},
        {"total": ["paid_in", "f"]},
        {"condition": {"f": 1}},
        {"lookup": {"of": "rates.rate", "match": {"f": "rate"}}},
        {"sql": "f + 1"},
        {"sql": "funds.F"},
        {"sql": "(SELECT max(f) FROM funds)"},
        {"sql": "SELECT fund, f AS value FROM funds"},
        {"sql": "SELECT u.fund, u.f AS value FROM Funds u"},
        {"sql": "SELECT fund, value FROM (SELECT *, 1 AS value FROM investments)"},
        {"count": {"of": "investments", "where": {"g": 1}}},
        {"sum": {"of": "investments.g"}},
        {"mean": {"of": "investments.amount", "weighted_by": "g"}},
        {"share": {"of": "investments.amount", "where": {"g": 1}}},
    ],
)
def test_each_kind_waits(figure: dict[str, Any]) -> None:
    figures = {
        "last": figure,
        "f": {"sql": "committed"},
        "g": {"on": "investments", "sql": "amount"},
    }
    order = [name for layer in layers(figures) for name in layer]
    assert order[-1] == "last"


@pytest.mark.parametrize(
    ("figures", "circle"),
    [
        ({"a": {"sql": "a"}}, "a → a"),
        ({"a": {"total": ["b"]}, "b": {"total": ["a"]}}, "a → b → a"),
        (
            {"z": {"total": ["c"]}, "c": {"total": ["b"]}, "b": {"sql": "a"}, "a": {"sql": "c"}},
            "c → b → a → c",
        ),
        (
            {
                "total": {"sum": {"of": "investments.part"}},
                "part": {"on": "investments", "lookup": {"of": "funds.total"}},
            },
            "total → part → total",
        ),
        ({"a": {"sql": "SELECT fund, 1 AS value FROM (SELECT * FROM funds)"}}, "a → a"),
    ],
)
def test_a_circle_is_named(figures: dict[str, Any], circle: str) -> None:
    assert f"in a circle: {circle}." in complaint(figures)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (
            {"ratio": {"of": "paid_im", "to": "committed"}},
            (
                "derived.x.ratio.of: “funds” has no column or figure “paid_im”. "
                "Did you mean “paid_in”?"
            ),
        ),
        (
            {"total": ["paid_in", "comitted"]},
            (
                "derived.x.total.1: “funds” has no column or figure “comitted”. "
                "Did you mean “committed”?"
            ),
        ),
        (
            {"sum": {"of": "investment.amount"}},
            (
                "derived.x.sum.of: There is no table “investment”; the scheme's tables are funds, "
                "investments, rates, loans. Did you mean “investments”?"
            ),
        ),
        (
            {"sum": {"of": "investments.amounts"}},
            (
                "derived.x.sum.of: “investments” has no column or figure “amounts”. "
                "Did you mean “amount”?"
            ),
        ),
        (
            {"count": {"of": "investments", "where": {"staje": "seed"}}},
            (
                "derived.x.count.where.staje: “investments” has no column or figure “staje”. "
                "Did you mean “stage”?"
            ),
        ),
        (
            {"mean": {"of": "investments.amount", "weighted_by": "size"}},
            "derived.x.mean.weighted_by: “investments” has no column or figure “size”.",
        ),
        (
            {"sql": "paid_in / comitted"},
            "derived.x.sql: “funds” has no column or figure “comitted”. Did you mean “committed”?",
        ),
        (
            {"sql": "SELECT fund, sum(amont) AS value FROM investments GROUP BY fund"},
            "derived.x.sql: “investments” has no column or figure “amont”. Did you mean “amount”?",
        ),
        (
            {"sql": "SELECT i.fund, i.amont AS value FROM investments i"},
            "derived.x.sql: “investments” has no column or figure “amont”. Did you mean “amount”?",
        ),
        (
            {"sql": "SELECT fund, 1 AS value FROM fnds"},
            (
                "derived.x.sql: There is no table “fnds”; the scheme's tables are funds, "
                "investments, rates, loans. Did you mean “funds”?"
            ),
        ),
        (
            {"sql": "SELECT fund, 1 AS value FROM 'secret.csv'"},
            (
                "derived.x.sql: There is no table “secret.csv”; the scheme's tables are funds, "
                "investments, rates, loans."
            ),
        ),
        (
            {"on": "fund", "sql": "1"},
            (
                "derived.x.on: There is no table “fund”; the scheme's tables are funds, "
                "investments, rates, loans. Did you mean “funds”?"
            ),
        ),
        (
            {"ratio": {"of": "name", "to": "paid_in"}},
            "derived.x.ratio.of: “name” holds text; expected boolean, integer, number.",
        ),
        (
            {"lookup": {"of": "rates.name", "match": {"name": "name"}}},
            "derived.x.lookup.of: “name” holds text; expected boolean, integer, number.",
        ),
        (
            {"count": {"of": "investments", "where": {"stage": "sead"}}},
            (
                "derived.x.count.where.stage: “stage” is never “sead”; its choices are seed, "
                "early. Did you mean “seed”?"
            ),
        ),
        (
            {"count": {"of": "investments", "where": {"stage": {"not": ["seed", "late"]}}}},
            "derived.x.count.where.stage: “stage” is never “late”; its choices are seed, early.",
        ),
        (
            {"count": {"of": "investments", "where": {"private": "yes"}}},
            "derived.x.count.where.private: “private” holds boolean; “yes” is none.",
        ),
        (
            {"count": {"of": "investments", "where": {"amount": {"above": "10"}}}},
            "derived.x.count.where.amount: “amount” holds number; “10” is none.",
        ),
        (
            {"condition": {"paid_in": True}},
            "derived.x.condition.paid_in: “paid_in” holds number; true is none.",
        ),
        (
            {"condition": {"opened": "yesterday"}},
            "derived.x.condition.opened: “opened” holds date; “yesterday” is none.",
        ),
        (
            {"count": {"of": "rates"}},
            (
                "derived.x.count: Which rows of “rates” belong to a row of “funds”? One column for "
                "each of fund must say references: funds.COLUMN."
            ),
        ),
        (
            {"count": {"of": "loans"}},
            (
                "derived.x.count: Which rows of “loans” belong to a row of “funds”? One column for "
                "each of fund must say references: funds.COLUMN."
            ),
        ),
        (
            {"lookup": {"of": "rates.rate"}},
            (
                "derived.x.lookup: Which row of “rates” is meant? Say match: {column of “funds”: "
                "column of “rates”}."
            ),
        ),
        (
            {"previous": {"of": "paid_in"}},
            "derived.x.previous: “funds” has no periods, or no key to follow through them.",
        ),
        (
            {"on": "investments", "sql": "SELECT fund, 1 AS value FROM funds"},
            "derived.x.sql: A SELECT returns key and value, but “investments” has no key.",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(figure: dict[str, Any], expected: str) -> None:
    assert complaint({"x": figure}) == expected


@pytest.mark.parametrize("name", ["paid_in", "Paid_In"])
def test_a_figure_needs_a_name_of_its_own(name: str) -> None:
    text = complaint({name: {"sql": "committed"}})
    assert text == f"derived.{name}: “funds” has a column or figure “paid_in” already."


def test_two_figures_may_have_one_name_only_on_different_tables() -> None:
    assert layers({"amount": {"sum": {"of": "investments.amount"}}}) == [["amount"]]


def test_all_mistakes_are_told_at_once() -> None:
    text = complaint({"x": {"total": ["no", "nor"]}, "y": {"sql": "neither"}})
    assert len(text.splitlines()) == 3


def test_refused_sql_comes_as_such() -> None:
    figures = {n: Figure.model_validate({"sql": sql}) for n, sql in [("x", "now()"), ("y", "1 +")]}
    with pytest.raises(QueryError) as caught:
        check_derived(figures, STRUCTURE)
    assert [problem.field for problem in caught.value.problems] == [
        "derived.x.sql",
        "derived.y.sql",
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "list_sum(list_transform([paid_in], p -> p + committed))",
        (
            "SELECT fund, total AS value FROM (SELECT fund, sum(amount) AS total FROM investments "
            "GROUP BY fund)"
        ),
        "WITH w(f, n) AS (SELECT fund, 1 FROM funds) SELECT f AS fund, n AS value FROM w",
        "SELECT q.fund, q.n AS value FROM (SELECT fund, 1 AS n FROM funds) AS q",
        "SELECT t.f AS fund, 1 AS value FROM funds AS t(f)",
        "sum(paid_in) OVER (PARTITION BY name)",
    ],
)
def test_names_that_the_text_makes_are_known(sql: str) -> None:
    assert layers({"x": {"sql": sql}}) == [["x"]]


@given(st.permutations(["a", "b", "c", "d", "e"]))
def test_the_order_of_declaration_does_not_matter(order: list[str]) -> None:
    chain: dict[str, Any] = {
        "a": {"sql": "paid_in"},
        "b": {"total": ["a"]},
        "c": {"total": ["b"]},
        "d": {"total": ["c"]},
        "e": {"total": ["d"]},
    }
    assert layers({name: chain[name] for name in order}) == [["a"], ["b"], ["c"], ["d"], ["e"]]
