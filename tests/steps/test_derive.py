"""Derived figures: worked by hand, against plain Python, and what must hold for any table."""

from __future__ import annotations

import datetime as dt
import math
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.errors import DataError
from steelyard.findings import Finding
from steelyard.scheme.derived import Figure
from steelyard.scheme.inputs import Table
from steelyard.steps.derive import (
    Structure,
    compile_figure,
    condition_figure,
    derive,
    sources_of,
)

Frames = dict[str, pl.DataFrame]


def table(columns: Mapping[str, Any], key: tuple[str, ...] = ()) -> Table:
    declared = {
        name: {"type": kind} if isinstance(kind, str) else kind for name, kind in columns.items()
    }
    return Table.model_validate({"key": key, "columns": declared})


FUNDS = Structure(
    {
        "funds": table(
            {"fund": "text", "a": "number", "b": "number", "c": "integer", "level": "text"},
            ("fund",),
        ),
        "investments": table(
            {
                "fund": {"type": "text", "references": "funds.fund"},
                "amount": "number",
                "weight": "number",
                "stage": "text",
                "private": "boolean",
                "made": "date",
            }
        ),
    },
    units="funds",
    key="fund",
)
YEARS = Structure(
    {
        "firms": table({"firm": "text", "year": "integer", "sales": "number"}, ("firm", "year")),
        "patents": table(
            {
                "firm": {"type": "text", "references": "firms.firm"},
                "year": "integer",
                "number": "number",
            }
        ),
    },
    units="firms",
    key="firm",
    period="year",
)


def funds(**columns: list[object]) -> pl.DataFrame:
    height = len(next(iter(columns.values()))) if columns else 1
    frame: dict[str, list[object]] = {"fund": [f"f{at}" for at in range(height)], **columns}
    return pl.DataFrame(frame)


INVESTMENTS = pl.DataFrame(
    {
        "fund": ["f0", "f0", "f0", "f1", "f1", None],
        "amount": [50.0, 30.0, 20.0, 10.0, None, 99.0],
        "weight": [1.0, None, 3.0, 2.0, 5.0, 1.0],
        "stage": ["seed", "early", "mature", None, "seed", "seed"],
        "private": [True, False, None, True, True, True],
        "made": [dt.date(2020, 1, 1), dt.date(2021, 1, 1), None, dt.date(2019, 5, 5), None, None],
    }
)
CHILDREN = {"funds": funds(level=["x", "y", "z"]), "investments": INVESTMENTS}


def run(
    frames: Frames, figures: Mapping[str, Any], structure: Structure = FUNDS
) -> tuple[Frames, list[Finding]]:
    declared = {name: Figure.model_validate(figure) for name, figure in figures.items()}
    return derive(frames, declared, structure)


def values(frames: Frames, figure: Mapping[str, Any], structure: Structure = FUNDS) -> list[Any]:
    declared = {"figure": figure}
    derived, _ = run(frames, declared, structure)
    return derived[figure.get("on", structure.units)]["figure"].to_list()


# Figures of the same row


@pytest.mark.parametrize(
    ("figure", "a", "b", "expected"),
    [
        ({"ratio": {"of": "a", "to": "b"}}, 1.0, 4.0, 0.25),
        ({"ratio": {"of": "a", "to": "b", "times": 100}}, 7.0, 100.0, 7.0),
        ({"ratio": {"of": "a", "to": "b"}}, 1.0, 0.0, None),
        ({"ratio": {"of": "a", "to": "b"}}, 0.0, 0.0, None),
        ({"ratio": {"of": "a", "to": "b"}}, None, 1.0, None),
        ({"ratio": {"of": "a", "to": "b"}}, 1.0, None, None),
        ({"growth": {"of": "a", "since": "b"}}, 110.0, 100.0, 10.000000000000009),
        ({"growth": {"of": "a", "since": "b", "times": 1}}, 3.0, 2.0, 0.5),
        ({"growth": {"of": "a", "since": "b"}}, -50.0, -100.0, -50.0),
        ({"growth": {"of": "a", "since": "b"}}, 50.0, -100.0, -150.0),
        ({"growth": {"of": "a", "since": "b"}}, 1.0, 0.0, None),
        ({"difference": {"of": "a", "less": "b"}}, 1.0, 4.0, -3.0),
        ({"difference": {"of": "a", "less": "b"}}, 1.0, None, None),
        ({"total": ["a", "b"]}, 1.0, 4.0, 5.0),
        ({"total": ["a", "b", "a"]}, 1.0, 4.0, 6.0),
        ({"total": ["a", "b"]}, None, 4.0, None),
        ({"sql": "a * 2 + b"}, 1.0, 4.0, 6.0),
        ({"sql": "funds.a"}, 1.0, 4.0, 1.0),
        ({"sql": "a > b"}, 1.0, 4.0, 0.0),
        ({"sql": "a -- and nothing else"}, 1.0, 4.0, 1.0),
        ({"sql": "sqrt(a)", "type": "integer"}, 9.0, 4.0, 3),
    ],
)
def test_a_figure_of_the_row(
    figure: dict[str, Any], a: float | None, b: float | None, expected: float | None
) -> None:
    assert values({"funds": funds(a=[a], b=[b])}, figure) == [expected]


def test_the_transnationality_index_of_general_electric() -> None:
    """UNCTAD, World Investment Report 2012: foreign over total assets, sales, employment; 59.7."""
    structure = Structure(
        {
            "firms": table(
                dict.fromkeys(("fa", "ta", "fs", "ts", "fe", "te"), "number") | {"f": "text"}
            )
        },
        "firms",
        "f",
    )
    row = {"f": "GE", "fa": 502_612, "ta": 717_242, "fs": 77_480, "ts": 147_300}
    frames = {"firms": pl.DataFrame([{**row, "fe": 170_000, "te": 301_000}])}
    figures = {
        "assets": {"ratio": {"of": "fa", "to": "ta", "times": 100}},
        "sales": {"ratio": {"of": "fs", "to": "ts", "times": 100}},
        "employment": {"ratio": {"of": "fe", "to": "te", "times": 100}},
        "sum": {"total": ["assets", "sales", "employment"]},
        "index": {"sql": "sum / 3"},
    }
    derived, _ = run(frames, figures, structure)
    assert round(derived["firms"]["index"].item(), 1) == 59.7


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"a": 1}, [1.0, 0.0, None]),
        ({"a": [1, 2]}, [1.0, 1.0, None]),
        ({"a": {"at_least": 2}}, [0.0, 1.0, None]),
        ({"a": {"above": 1, "at_most": 2}}, [0.0, 1.0, None]),
        ({"a": {"below": 2}}, [1.0, 0.0, None]),
        ({"a": {"not": 1}}, [0.0, 1.0, None]),
        ({"a": {"not": [1, 2]}}, [0.0, 0.0, None]),
        ({"a": {"missing": True}}, [0.0, 0.0, 1.0]),
        ({"a": {"missing": False}}, [1.0, 1.0, 0.0]),
        ({"a": {"missing": False, "above": 1}}, [0.0, 1.0, 0.0]),
        ({"a": 1, "level": "x"}, [1.0, 0.0, 0.0]),
        ({"level": {"not": "x"}, "a": 2}, [0.0, 1.0, None]),
        ({"level": "it's"}, [0.0, 0.0, 0.0]),
    ],
)
def test_a_condition_is_unknown_where_it_cannot_be_told(
    where: dict[str, Any], expected: list[float | None]
) -> None:
    frame = funds(a=[1.0, 2.0, None], level=["x", "y", "z"])
    assert values({"funds": frame}, {"condition": where}) == expected


def test_a_condition_may_be_true_or_false() -> None:
    figure = condition_figure({"a": 1})
    derived, findings = derive({"funds": funds(a=[1.0, 2.0, None])}, {"veto:x": figure}, FUNDS)
    assert derived["funds"]["veto:x"].to_list() == [True, False, None]
    assert findings == []


# Figures over the rows of another table

AMOUNT = "investments.amount"
SEED = {"stage": "seed"}


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ({"count": {"of": "investments"}}, [3, 2, 0]),
        ({"count": {"of": "investments", "where": {"private": True}}}, [1, 2, 0]),
        ({"count": {"of": "investments", "where": {"stage": ["seed", "early"]}}}, [2, 1, 0]),
        ({"count": {"of": "investments", "where": {"stage": {"missing": True}}}}, [0, 1, 0]),
        (
            {"count": {"of": "investments", "where": {"made": {"at_least": "2020-06-01"}}}},
            [1, 0, 0],
        ),
        (
            {"count": {"of": "investments", "where": {"made": {"below": dt.date(2020, 6, 1)}}}},
            [1, 1, 0],
        ),
        ({"sum": {"of": AMOUNT}}, [100, None, 0]),
        ({"sum": {"of": AMOUNT, "where": {"amount": {"missing": False}}}}, [100, 10, 0]),
        ({"sum": {"of": AMOUNT, "where": SEED}}, [50, None, 0]),
        ({"sum": {"of": AMOUNT, "where": {"stage": "growth"}}}, [0, 0, 0]),
        ({"mean": {"of": AMOUNT}}, [100 / 3, 10, None]),
        ({"mean": {"of": AMOUNT, "where": SEED}}, [50, None, None]),
        ({"mean": {"of": AMOUNT, "weighted_by": "weight"}}, [27.5, 10, None]),
        ({"median": {"of": AMOUNT}}, [30, 10, None]),
        ({"minimum": {"of": AMOUNT}}, [20, 10, None]),
        ({"maximum": {"of": AMOUNT}}, [50, 10, None]),
        ({"share": {"of": AMOUNT, "where": SEED}}, [0.5, None, None]),
        ({"share": {"of": AMOUNT, "where": {"private": True}, "times": 100}}, [50, None, None]),
        (
            {"maximum": {"of": "investments.made"}, "type": "date"},
            [dt.date(2021, 1, 1), dt.date(2019, 5, 5), None],
        ),
        ({"minimum": {"of": "investments.stage"}, "type": "text"}, ["early", "seed", None]),
        ({"mean": {"of": "investments.private"}}, [0.5, 1, None]),
    ],
)
def test_a_figure_over_the_rows_of_another_table(
    figure: dict[str, Any], expected: list[object]
) -> None:
    assert values(CHILDREN, figure) == expected


def test_a_share_of_nothing_is_missing() -> None:
    investments = pl.DataFrame(
        {"fund": ["f0", "f0"], "amount": [5.0, -5.0], "stage": ["seed", "x"]}
    )
    frames = {"funds": funds(a=[1.0]), "investments": investments}
    assert values(frames, {"share": {"of": AMOUNT, "where": SEED}}) == [None]


def test_a_mean_with_weights_that_cancel_is_missing() -> None:
    investments = pl.DataFrame({"fund": ["f0", "f0"], "amount": [5.0, 6.0], "weight": [1.0, -1.0]})
    frames = {"funds": funds(a=[1.0]), "investments": investments}
    assert values(frames, {"mean": {"of": AMOUNT, "weighted_by": "weight"}}) == [None]


def test_sums_are_added_with_compensation() -> None:
    """A naive sum of ten times 0.1 is 0.9999999999999999."""
    investments = pl.DataFrame({"fund": ["f0"] * 10, "amount": [0.1] * 10})
    frames = {"funds": funds(a=[1.0]), "investments": investments}
    assert values(frames, {"sum": {"of": AMOUNT}}) == [1.0]


def test_figures_on_the_child_table_can_be_summed() -> None:
    figures = {
        "double": {"on": "investments", "sql": "amount * 2"},
        "level": {"on": "investments", "type": "text", "lookup": {"of": "funds.level"}},
        "doubled": {"sum": {"of": "investments.double", "where": {"level": "x"}}},
    }
    frames = {"funds": CHILDREN["funds"], "investments": INVESTMENTS}
    derived, _ = run(frames, figures)
    assert derived["investments"]["level"].to_list() == ["x", "x", "x", "y", "y", None]
    assert derived["funds"]["doubled"].to_list() == [200, 0, 0]


def test_rows_of_a_parent_and_a_child_with_periods_join_on_both() -> None:
    frames = {
        "firms": pl.DataFrame({"firm": ["a", "a", "b"], "year": [2020, 2021, 2021]}),
        "patents": pl.DataFrame(
            {"firm": ["a", "a", "a", "b"], "year": [2020, 2021, 2021, 2020], "number": [1, 2, 4, 8]}
        ),
    }
    assert values(frames, {"sum": {"of": "patents.number"}}, YEARS) == [1, 6, 0]


def test_a_child_without_periods_belongs_to_every_period() -> None:
    tables = {
        "firms": YEARS.tables["firms"],
        "patents": table(
            {"firm": {"type": "text", "references": "firms.firm"}, "number": "number"}
        ),
    }
    frames = {
        "firms": pl.DataFrame({"firm": ["a", "a"], "year": [2020, 2021]}),
        "patents": pl.DataFrame({"firm": ["a"], "number": [3]}),
    }
    structure = Structure(tables, "firms", "firm", "year")
    assert values(frames, {"sum": {"of": "patents.number"}}, structure) == [3, 3]


# Earlier periods


def firms(rows: list[tuple[str, int, float | None]]) -> Frames:
    return {"firms": pl.DataFrame(rows, schema=["firm", "year", "sales"], orient="row")}


@pytest.mark.parametrize(
    ("periods", "expected"), [(1, [None, 1.0, 2.0, None, 5.0]), (2, [None, None, 1.0, None, None])]
)
def test_previous_is_the_same_units_earlier_period(
    periods: int, expected: list[float | None]
) -> None:
    frames = firms([("a", 1, 1.0), ("a", 2, 2.0), ("a", 3, 3.0), ("b", 2, 5.0), ("b", 3, 6.0)])
    assert values(frames, {"previous": {"of": "sales", "periods": periods}}, YEARS) == expected


def test_a_gap_of_a_unit_is_missing_and_not_skipped() -> None:
    frames = firms([("a", 1, 1.0), ("a", 3, 3.0), ("b", 2, 5.0)])
    assert values(frames, {"previous": {"of": "sales"}}, YEARS) == [None, None, None]


def test_previous_does_not_ask_the_order_of_rows() -> None:
    frames = firms([("a", 2, 2.0), ("b", 1, 5.0), ("a", 1, 1.0), ("b", 2, 6.0)])
    assert values(frames, {"previous": {"of": "sales"}}, YEARS) == [1.0, None, None, 5.0]


def test_a_missing_figure_of_the_earlier_period_stays_missing() -> None:
    frames = firms([("a", 1, None), ("a", 2, 2.0)])
    assert values(frames, {"previous": {"of": "sales"}}, YEARS) == [None, None]


def test_unevenly_spaced_periods_are_told() -> None:
    frames = firms([("a", 2000, 1.0), ("a", 2005, 2.0), ("a", 2015, 3.0)])
    _, findings = run(frames, {"before": {"previous": {"of": "sales"}}}, YEARS)
    assert [finding.code for finding in findings] == ["uneven-periods"]
    assert "2000, 2005, 2015" in str(findings[0].message)


# Lookups

RATES = {
    "funds": FUNDS.tables["funds"],
    "rates": table({"level": "text", "rate": "number", "name": "text", "from": "date"}),
}
LOOKUP = {"lookup": {"of": "rates.rate", "match": {"level": "level"}}}


def with_rates(levels: list[str], rates: list[float | None]) -> Frames:
    return {
        "funds": funds(level=["x", "y", None]),
        "rates": pl.DataFrame(
            {"level": levels, "rate": rates}, schema_overrides={"rate": pl.Float64}
        ),
    }


def test_a_lookup_takes_the_matching_row() -> None:
    frames = with_rates(["y", "x"], [2.0, 1.0])
    assert values(frames, LOOKUP, Structure(RATES, "funds", "fund")) == [1.0, 2.0, None]


def test_a_lookup_without_a_match_is_missing_and_told() -> None:
    frames = with_rates(["x"], [1.0])
    derived, findings = run(frames, {"rate": LOOKUP}, Structure(RATES, "funds", "fund"))
    assert derived["funds"]["rate"].to_list() == [1.0, None, None]
    assert [(f.code, str(f.message)) for f in findings] == [
        ("no-match", "“rate” is missing in 2 rows of “funds” that match none of “rates”.")
    ]


def test_a_lookup_that_finds_a_missing_value_is_no_lack_of_a_match() -> None:
    frames = with_rates(["x", "y", "z"], [None, 1.0, 1.0])
    derived, findings = run(frames, {"rate": LOOKUP}, Structure(RATES, "funds", "fund"))
    assert derived["funds"]["rate"].to_list() == [None, 1.0, None]
    assert "in 1 rows" in str(findings[0].message)


def test_a_lookup_that_finds_two_rows_is_refused() -> None:
    frames = with_rates(["x", "x"], [1.0, 1.0])
    with pytest.raises(DataError, match=r"x stands in 2 rows of “rates”; “rate” needs one"):
        run(frames, {"rate": LOOKUP}, Structure(RATES, "funds", "fund"))


def test_a_lookup_by_the_declared_reference() -> None:
    figure = {"on": "investments", "type": "text", "lookup": {"of": "funds.level"}}
    assert values(CHILDREN, figure) == ["x", "x", "x", "y", "y", None]


# What a reader should know


def test_each_unit_with_an_incomplete_sum_is_told() -> None:
    _, findings = run(CHILDREN, {"total": {"sum": {"of": AMOUNT}}})
    finding = next(f for f in findings if f.code == "incomplete-sum")
    assert (finding.unit, finding.severity, finding.column) == ("f1", "warning", "total")
    assert str(finding.message) == (
        "“total” is missing: among the rows of “investments” that count, 1 lack amount."
    )


@pytest.mark.parametrize(
    ("figure", "code", "units"),
    [
        ({"sum": {"of": AMOUNT, "where": {"amount": {"missing": False}}}}, "incomplete-sum", []),
        ({"share": {"of": AMOUNT, "where": SEED}}, "incomplete-sum", ["f1"]),
        ({"share": {"of": AMOUNT, "where": SEED}}, "undecided", ["f1"]),
        ({"mean": {"of": AMOUNT}}, "incomplete", ["f1"]),
        ({"mean": {"of": AMOUNT, "weighted_by": "weight"}}, "incomplete", ["f0", "f1"]),
        ({"count": {"of": "investments", "where": {"private": True}}}, "undecided", ["f0"]),
        ({"count": {"of": "investments"}}, "undecided", []),
    ],
)
def test_what_is_unknown_is_told(figure: dict[str, Any], code: str, units: list[str]) -> None:
    _, findings = run(CHILDREN, {"figure": figure})
    assert [finding.unit for finding in findings if finding.code == code] == units


def test_in_a_table_without_units_there_is_one_finding() -> None:
    structure = Structure(
        {
            "regions": table({"region": "text"}, ("region",)),
            "funds": table({"fund": "text", "region": "text"}, ("fund",)),
            "investments": FUNDS.tables["investments"],
        },
        "regions",
        "region",
    )
    figure = {"on": "funds", "sum": {"of": AMOUNT}}
    _, findings = run(
        {**CHILDREN, "regions": pl.DataFrame({"region": ["r"]})}, {"x": figure}, structure
    )
    assert [(f.unit, f.message.values["count"]) for f in findings] == [(None, 1)]


def test_with_periods_the_finding_says_which() -> None:
    frames = {
        "firms": pl.DataFrame({"firm": ["a", "a"], "year": [2020, 2021]}),
        "patents": pl.DataFrame({"firm": ["a"], "year": [2021], "number": [None]}),
    }
    _, findings = run(frames, {"n": {"sum": {"of": "patents.number"}}}, YEARS)
    assert [f.unit for f in findings] == ["a"]
    assert str(findings[0].message).startswith("2021: “n” is missing")


def test_an_infinite_result_is_missing_and_told() -> None:
    frames = {"funds": funds(a=[1e308, 1.0], b=[1e-10, 1.0])}
    derived, findings = run(frames, {"x": {"ratio": {"of": "a", "to": "b"}}})
    assert derived["funds"]["x"].to_list() == [None, 1.0]
    assert [(f.code, f.unit) for f in findings] == [("infinite", "f0")]


def test_findings_stand_in_the_order_of_the_declaration() -> None:
    figures = {
        "z": {"difference": {"of": "y", "less": "y"}},
        "y": {"sum": {"of": AMOUNT}},
        "x": {"mean": {"of": AMOUNT}},
    }
    _, findings = run(CHILDREN, figures)
    assert [finding.column for finding in findings] == ["y", "x"]


# Tables and columns that are not there


def test_a_table_that_was_not_given_is_unknown() -> None:
    figures = {"n": {"count": {"of": "investments"}}, "double": {"total": ["n", "n"]}}
    derived, findings = run({"funds": funds(a=[1.0])}, figures)
    assert derived["funds"].select("n", "double").row(0) == (None, None)
    assert [(f.code, f.column) for f in findings] == [("absent-table", "n")]


def test_figures_on_a_table_that_was_not_given_are_left_out() -> None:
    derived, _ = run({"funds": funds(a=[1.0])}, {"x": {"on": "investments", "sql": "amount"}})
    assert set(derived) == {"funds"}


def test_a_column_that_was_not_given_is_unknown() -> None:
    assert values({"funds": funds(a=[1.0])}, {"total": ["a", "b"]}) == [None]


def test_a_column_without_any_value_is_unknown() -> None:
    frame = funds(a=[1.0]).with_columns(b=pl.lit(None))
    assert values({"funds": frame}, {"ratio": {"of": "a", "to": "b"}}) == [None]


@pytest.mark.parametrize(
    "figure",
    [
        {"ratio": {"of": "a", "to": "b"}},
        {"sum": {"of": AMOUNT}},
        {"sql": "a"},
        {"sql": "SELECT fund, a AS value FROM funds"},
    ],
)
def test_an_empty_table_is_ordinary(figure: dict[str, Any]) -> None:
    frames = {"funds": funds(a=[1.0], b=[1.0]).clear(), "investments": INVESTMENTS}
    assert values(frames, figure) == []


def test_no_child_rows_at_all() -> None:
    frames = {"funds": CHILDREN["funds"], "investments": INVESTMENTS.clear()}
    assert values(frames, {"sum": {"of": AMOUNT}}) == [0, 0, 0]


# What is computed, and what is left


def test_the_frames_given_are_not_changed() -> None:
    before = {name: frame.clone() for name, frame in CHILDREN.items()}
    run(CHILDREN, {"n": {"count": {"of": "investments"}}})
    assert all(CHILDREN[name].equals(frame) for name, frame in before.items())


def test_columns_follow_in_the_order_of_the_declaration() -> None:
    figures = {"z": {"total": ["y", "a"]}, "y": {"total": ["a", "b"]}, "x": {"sql": "a"}}
    derived, _ = run({"funds": funds(a=[1.0], b=[2.0])}, figures)
    assert derived["funds"].columns == ["fund", "a", "b", "z", "y", "x"]


def test_a_figure_that_is_there_is_taken_as_it_stands() -> None:
    figures = {"x": Figure.model_validate({"sql": "a"}), "y": Figure.model_validate({"sql": "x"})}
    derived, _ = derive({"funds": funds(a=[1.0], x=[7.0])}, figures, FUNDS)
    assert derived["funds"].select("x", "y").row(0) == (7.0, 7.0)


def test_a_figure_that_is_asked_for_is_computed_again() -> None:
    figures = {"x": Figure.model_validate({"sql": "a"}), "y": Figure.model_validate({"sql": "x"})}
    frames = {"funds": funds(a=[1.0], x=[7.0])}
    derived, _ = derive(frames, figures, FUNDS, only=["x", "y"])
    assert derived["funds"].select("x", "y").row(0) == (1.0, 1.0)


def test_only_some_with_what_they_need() -> None:
    figures = {
        "x": Figure.model_validate({"sql": "a"}),
        "y": Figure.model_validate({"sql": "x"}),
        "z": Figure.model_validate({"sql": "y"}),
    }
    derived, _ = derive({"funds": funds(a=[1.0])}, figures, FUNDS, only=["y"])
    assert derived["funds"].columns == ["fund", "a", "x", "y"]


def test_nothing_to_derive_leaves_the_frames_as_they_are() -> None:
    frames = {"funds": funds(a=[1.0])}
    derived, findings = derive(frames, {}, FUNDS)
    assert derived["funds"] is frames["funds"]
    assert findings == []


def test_nothing_to_derive_does_not_load_the_database() -> None:
    script = (
        "import sys, polars as pl\n"
        "from steelyard.steps.derive import Structure, derive\n"
        "derive({'t': pl.DataFrame({'a': [1]})}, {}, Structure({}, 't', 'a'))\n"
        "sys.exit('duckdb' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_sql_of_a_figure_can_be_read() -> None:
    figure = Figure.model_validate({"ratio": {"of": "a", "to": "b", "times": 100}})
    assert compile_figure("x", figure, FUNDS) == (
        'SELECT\n  "funds"."#row" AS "#row",\n'
        '  CAST(100e0 * CAST("funds"."a" AS DOUBLE) / nullif(CAST("funds"."b" AS DOUBLE), 0)'
        ' AS DOUBLE) AS "x"\nFROM "funds#" AS "funds"'
    ).replace("100e0", "100.0e0")


def test_the_columns_behind_figures() -> None:
    figures = {
        "x": Figure.model_validate({"ratio": {"of": "a", "to": "y"}}),
        "y": Figure.model_validate({"sql": "b + 1"}),
        "z": Figure.model_validate({"sum": {"of": AMOUNT}}),
        "w": Figure.model_validate({"sql": "c"}),
    }
    assert sources_of(figures, FUNDS, ["x", "z"]) == {"a", "b"}


# What must hold for any table

CELL = st.one_of(st.none(), st.integers(-50, 50).map(float))
ROW = st.tuples(
    st.sampled_from(["f0", "f1", "f2", None]),
    CELL,
    st.sampled_from(["seed", "early", None]),
)
ROWS = st.lists(ROW, max_size=30)
FIGURES = {
    "count": {"count": {"of": "investments", "where": SEED}},
    "sum": {"sum": {"of": AMOUNT, "where": SEED}},
    "mean": {"mean": {"of": AMOUNT, "where": SEED}},
    "median": {"median": {"of": AMOUNT, "where": SEED}},
    "minimum": {"minimum": {"of": AMOUNT, "where": SEED}},
    "share": {"share": {"of": AMOUNT, "where": SEED}},
}
Rows = list[tuple[str | None, float | None, str | None]]


def as_frames(rows: Rows) -> Frames:
    schema = {"fund": pl.String, "amount": pl.Float64, "stage": pl.String}
    return {
        "funds": funds(a=[1.0, 2.0, 3.0]),
        "investments": pl.DataFrame(rows, schema=schema, orient="row"),
    }


def in_python(rows: Rows, fund: str) -> dict[str, float | None]:
    """The same figures of one fund, in plain Python; amounts are whole, so sums are exact."""
    own = [(amount, stage) for owner, amount, stage in rows if owner == fund]
    seed = [amount for amount, stage in own if stage == "seed"]
    known = sorted(amount for amount in seed if amount is not None)
    middle = len(known) // 2
    whole = None if None in [a for a, _ in own] else math.fsum(a for a, _ in own if a is not None)
    return {
        "count": len(seed),
        "sum": None if None in seed else math.fsum(known),
        "mean": math.fsum(known) / len(known) if known else None,
        "median": (known[middle] + known[~middle]) / 2 if known else None,
        "minimum": known[0] if known else None,
        "share": math.fsum(known) / whole if whole else None,
    }


@settings(max_examples=30)
@given(ROWS)
def test_figures_agree_with_plain_python(rows: Rows) -> None:
    derived, _ = run(as_frames(rows), FIGURES)
    found = derived["funds"].select(*FIGURES).to_dicts()
    assert found == [in_python(rows, fund) for fund in ("f0", "f1", "f2")]


@settings(max_examples=20)
@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_child_rows_changes_nothing(two: tuple[Rows, Rows]) -> None:
    first, second = (run(as_frames(rows), FIGURES)[0]["funds"] for rows in two)
    assert first.equals(second)


@settings(max_examples=6)
@given(st.permutations(["f0", "f1", "f2"]))
def test_the_order_of_units_permutes_the_results(order: list[str]) -> None:
    units = CHILDREN["funds"]
    turned = pl.DataFrame({"fund": order}).join(units, on="fund", how="left")
    straight = run({**CHILDREN, "funds": units}, FIGURES)[0]["funds"]
    other = run({**CHILDREN, "funds": turned}, FIGURES)[0]["funds"]
    assert other.sort("fund").equals(straight.sort("fund"))
