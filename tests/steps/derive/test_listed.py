"""What is on a list, and in its version in force on a day: by hand, and against plain loops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.errors import DataError, SchemeError
from steelyard.findings import Finding
from steelyard.scheme.derived import Figure
from steelyard.scheme.inputs import Table
from steelyard.steps.derive import Structure, check_derived, compile_figure, derive

VERSIONS = {"of": ["province"], "version": "list", "from": "from", "until": "until"}


def table(columns: Mapping[str, str], key: Sequence[str] = (), **also: Any) -> Table:
    declared = {name: {"type": kind} for name, kind in columns.items()}
    return Table.model_validate({"key": tuple(key), "columns": declared, **also})


INVESTMENTS = {
    "investment": "text",
    "province": "text",
    "industry": "text",
    "item": "text",
    "entry": "date",
    "year": "integer",
}
LISTS = {
    "province": "text",
    "list": "text",
    "from": "date",
    "until": "date",
    "industry": "text",
}
CATALOGUE = {"item": "text", "class": "text", "from": "date"}
STRUCTURE = Structure(
    {
        "investments": table(INVESTMENTS, ("investment",)),
        "lists": table(LISTS, versions=VERSIONS),
        "national": table(LISTS, versions={"from": "from", "until": "until"}),
        "catalogue": table(CATALOGUE, versions={"of": ["item"], "from": "from"}),
        "strategies": table({"strategy": "text", "province": "text"}),
    },
    units="investments",
    key="investment",
)


def day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def written(asked: dt.date | None) -> str | None:
    return None if asked is None else asked.isoformat()


def investments(*rows: tuple[str | None, str | None, str | None]) -> pl.DataFrame:
    """Return rows of province, industry and day."""
    columns = list(zip(*rows, strict=True))
    return pl.DataFrame(
        {
            "investment": [f"i{at}" for at in range(len(rows))],
            "province": columns[0],
            "industry": columns[1],
            "entry": [day(text) for text in columns[2]],
        },
        schema_overrides={"province": pl.String, "industry": pl.String, "entry": pl.Date},
    )


def lists(*rows: tuple[str | None, str, str, str | None, str]) -> pl.DataFrame:
    """Return rows of province, list, first day, last day and industry."""
    schema = {"province": pl.String, "list": pl.String, "from": pl.String, "until": pl.String}
    frame = pl.DataFrame(rows, {**schema, "industry": pl.String}, orient="row")
    return frame.with_columns(pl.col("from", "until").str.to_date())


LISTED = {"in": "lists", "match": {"province": "province", "industry": "industry"}, "day": "entry"}


def run(
    frames: dict[str, pl.DataFrame], figure: Mapping[str, Any]
) -> tuple[list[Any], list[Finding]]:
    derived, findings = derive(frames, {"figure": Figure.model_validate(figure)}, STRUCTURE)
    return derived["investments"]["figure"].to_list(), findings


def listed(
    rows: pl.DataFrame, documents: pl.DataFrame, **also: Any
) -> tuple[list[Any], list[Finding]]:
    frames = {"investments": rows, "lists": documents}
    return run(frames, {"type": "boolean", "listed": {**LISTED, **also}})


# Guangdong's list of 2024 ends with the list of 2025, that of 2025 on a day that it says itself.
# Sichuan's says nothing of its end. Drones left Guangdong's list in 2025, chips came onto it.
TWO_OWNERS = lists(
    ("440000", "2024", "2024-03-01", None, "drones"),
    ("440000", "2024", "2024-03-01", None, "steel"),
    ("440000", "2025", "2025-01-15", "2025-12-31", "chips"),
    ("440000", "2025", "2025-01-15", "2025-12-31", "steel"),
    ("510000", "first", "2025-06-01", None, "drones"),
)


@pytest.mark.parametrize(
    ("province", "industry", "entry", "expected"),
    [
        ("440000", "drones", "2024-02-29", None),  # no list yet
        ("440000", "drones", "2024-03-01", True),  # the first day
        ("440000", "drones", "2025-01-14", True),  # the day before the next list begins
        ("440000", "drones", "2025-01-15", False),  # the first day of the next
        ("440000", "chips", "2025-01-14", False),
        ("440000", "chips", "2025-01-15", True),
        ("440000", "steel", "2025-01-14", True),
        ("440000", "steel", "2025-01-15", True),
        ("440000", "chips", "2025-12-31", True),  # the last day
        ("440000", "chips", "2026-01-01", None),  # the day after: no list is in force
        ("510000", "drones", "2025-05-31", None),
        ("510000", "drones", "2025-06-01", True),
        ("510000", "drones", "2999-01-01", True),
        ("510000", "chips", "2025-06-01", False),  # on the other's list, not on this one
        ("110000", "drones", "2025-06-01", None),  # a province without a list
        (None, "drones", "2025-06-01", None),  # a national fund has no province
        ("440000", None, "2025-06-01", None),
        ("440000", "drones", None, None),
        ("440000", "Drones", "2024-03-01", False),  # as it is written
        ("440000", "ｄｒｏｎｅｓ", "2024-03-01", False),  # full width is another text
    ],
)
def test_the_list_in_force_on_the_day_is_asked(
    province: str | None, industry: str | None, entry: str | None, expected: bool | None
) -> None:
    found, _ = listed(investments((province, industry, entry)), TWO_OWNERS)
    assert found == [expected]


def test_rows_without_a_list_in_force_are_told_once() -> None:
    rows = investments(
        ("440000", "drones", "2024-02-29"),
        ("110000", "drones", "2025-01-01"),
        (None, "drones", "2025-01-01"),
        ("440000", "drones", "2025-01-01"),
    )
    found, (finding,) = listed(rows, TWO_OWNERS)
    assert found == [None, None, None, True]
    assert (finding.code, finding.severity, finding.column) == ("no-version", "warning", "figure")
    assert str(finding.message) == (
        "“figure” is missing in 2 rows of “investments”: no version of “lists” was in force on "
        "the day in “entry”."
    )


def test_nothing_is_told_where_every_list_is_known() -> None:
    assert listed(investments(("440000", "x", "2024-05-05")), TWO_OWNERS) == ([False], [])


def test_a_number_is_one_or_zero() -> None:
    rows = investments(*(("440000", name, "2024-05-05") for name in ("steel", "chips")))
    frames = {"investments": rows, "lists": TWO_OWNERS}
    assert run(frames, {"listed": LISTED})[0] == [1.0, 0.0]
    assert run(frames, {"type": "integer", "listed": LISTED})[0] == [1, 0]


def test_an_entry_that_stands_twice_does_not_double_the_row() -> None:
    twice = pl.concat([TWO_OWNERS, TWO_OWNERS])
    rows = investments(("440000", "steel", "2024-05-05"), ("440000", "steel", "2025-05-05"))
    assert listed(rows, twice)[0] == [True, True]


def test_versions_that_overlap_do_not_double_the_row() -> None:
    # Such tables are refused where they are read; the later version is the one in force.
    overlapping = lists(
        ("440000", "a", "2024-01-01", "2030-12-31", "steel"),
        ("440000", "b", "2025-01-01", "2025-12-31", "chips"),
    )
    rows = investments(("440000", "steel", "2025-05-05"), ("440000", "chips", "2025-05-05"))
    assert listed(rows, overlapping)[0] == [False, True]


def test_rows_of_the_list_without_owner_or_first_day_are_of_no_version() -> None:
    broken = lists((None, "a", "2024-01-01", None, "steel"))
    broken = pl.concat(
        [broken, broken.with_columns(province=pl.lit("440000"), **{"from": pl.lit(None, pl.Date)})]
    )
    rows = investments(("440000", "steel", "2025-05-05"), (None, "steel", "2025-05-05"))
    assert listed(rows, broken)[0] == [None, None]


def test_an_empty_list_is_no_list_in_force() -> None:
    assert listed(investments(("440000", "x", "2024-05-05")), TWO_OWNERS.clear())[0] == [None]


def test_no_rows_are_no_answer() -> None:
    rows = investments(("440000", "x", "2024-05-05")).clear()
    assert listed(rows, TWO_OWNERS) == ([], [])


def test_a_list_that_was_not_given_is_unknown() -> None:
    frames = {"investments": investments(("440000", "x", "2024-05-05"))}
    found, (finding,) = run(frames, {"type": "boolean", "listed": LISTED})
    assert found == [None]
    assert finding.code == "absent-table"


def test_a_document_of_one_owner_needs_no_owner() -> None:
    national = TWO_OWNERS.filter(province="440000")
    rows = investments(
        *(("x", "drones", text) for text in ("2024-02-29", "2025-01-14", "2025-01-15"))
    )
    figure = {
        "type": "boolean",
        "listed": {"in": "national", "match": {"industry": "industry"}, "day": "entry"},
    }
    assert run({"investments": rows, "national": national}, figure)[0] == [None, True, False]


def test_membership_without_versions_asks_no_day() -> None:
    rows = investments(("440000", "x", None), ("110000", "x", None), (None, "x", None))
    strategies = pl.DataFrame({"strategy": ["bay", "delta"], "province": ["440000", "440000"]})
    figure = {"type": "boolean", "listed": {"in": "strategies", "match": {"province": "province"}}}
    frames = {"investments": rows, "strategies": strategies}
    assert run(frames, figure) == ([True, False, None], [])
    assert run({**frames, "strategies": strategies.clear()}, figure)[0] == [False, False, None]


# A catalogue in which each item is a document of its own, looked up by day

CLASSES = pl.DataFrame(
    {
        "item": ["a", "a", "b"],
        "class": ["encouraged", "restricted", "eliminated"],
        "from": [dt.date(2020, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 2, 1)],
    }
)
CLASS_OF = {"of": "catalogue.class", "match": {"item": "item"}}
CLASS = {"type": "text", "lookup": CLASS_OF}
CLASS_THEN = {"type": "text", "lookup": {**CLASS_OF, "day": "entry"}}


def items(*rows: tuple[str | None, str | None]) -> pl.DataFrame:
    frame = investments(*(("p", "x", when) for _item, when in rows))
    return frame.with_columns(item=pl.Series([item for item, _when in rows], dtype=pl.String))


def test_the_class_of_the_day_is_looked_up() -> None:
    days = ("2019-12-31", "2020-01-01", "2024-01-31", "2024-02-01", None)
    rows = items(*(("a", when) for when in days), ("b", "2024-01-31"), ("b", "2024-02-01"))
    found, (finding,) = run({"investments": rows, "catalogue": CLASSES}, CLASS_THEN)
    assert found == [None, "encouraged", "encouraged", "restricted", None, None, "eliminated"]
    assert finding.code == "no-match"
    assert str(finding.message) == (
        "“figure” is missing in 3 rows of “investments” that match none of “catalogue” in force "
        "on the day in “entry”."
    )


def test_two_rows_of_one_version_are_refused_with_the_day() -> None:
    frames = {"investments": items(("b", "2025-01-01")), "catalogue": pl.concat([CLASSES, CLASSES])}
    with pytest.raises(DataError, match="b, 2025-01-01 stands in 2 rows of “catalogue”"):
        run(frames, CLASS_THEN)


def test_without_a_day_all_versions_are_looked_into() -> None:
    frames = {"investments": items(("a", "2025-01-01")), "catalogue": CLASSES}
    with pytest.raises(DataError, match="a stands in 2 rows of “catalogue”"):
        run(frames, CLASS)
    assert run({**frames, "investments": items(("b", None))}, CLASS)[0] == ["eliminated"]


def test_a_figure_of_the_list_can_be_matched() -> None:
    figures = {
        "closed": {
            "on": "national",
            "type": "text",
            "sql": "CASE WHEN list = 'closed' THEN industry END",
        },
        "clash": {
            "type": "boolean",
            "listed": {"in": "national", "match": {"industry": "closed"}, "day": "entry"},
        },
    }
    declared = {name: Figure.model_validate(figure) for name, figure in figures.items()}
    national = lists(
        ("x", "closed", "2024-01-01", None, "coal"), ("x", "open", "2024-01-01", None, "chips")
    )
    rows = investments(("p", "coal", "2024-05-05"), ("p", "chips", "2024-05-05"))
    derived, _ = derive({"investments": rows, "national": national}, declared, STRUCTURE)
    assert derived["investments"]["clash"].to_list() == [True, False]


# What must hold: the same as a loop over all rows

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 12))
OWNERS = st.sampled_from(["p", "q"])
INDUSTRIES = st.sampled_from(["a", "b", "c"])


@st.composite
def documents(draw: st.DrawFn) -> list[tuple[str, dt.date, dt.date | None, list[str]]]:
    """Return versions as they may be: one owner's never overlap."""
    found = []
    for owner in ("p", "q"):
        days = sorted(draw(st.sets(DAYS, max_size=4)))
        for at, first in enumerate(days):
            end = days[at + 1] - dt.timedelta(1) if at + 1 < len(days) else dt.date(2024, 1, 20)
            last = draw(st.none() | st.dates(first, end))
            found.append((owner, first, last, draw(st.lists(INDUSTRIES, max_size=4))))
    return draw(st.permutations(found))


def by_hand(
    versions: list[tuple[str, dt.date, dt.date | None, list[str]]],
    row: tuple[str | None, str | None, dt.date | None],
) -> bool | None:
    owner, industry, asked = row
    if owner is None or industry is None or asked is None:
        return None
    begun = [v for v in versions if v[0] == owner and v[1] <= asked and v[3]]
    if not begun:
        return None
    _owner, _first, last, entries = max(begun, key=lambda version: version[1])
    return None if last is not None and asked > last else industry in entries


@settings(max_examples=60, deadline=None)
@given(
    documents(),
    st.lists(
        st.tuples(st.none() | OWNERS, st.none() | INDUSTRIES, st.none() | DAYS),
        min_size=1,
        max_size=30,
    ),
)
def test_as_a_loop_finds_it(
    versions: list[tuple[str, dt.date, dt.date | None, list[str]]],
    rows: list[tuple[str | None, str | None, dt.date | None]],
) -> None:
    entries = [
        (owner, first.isoformat(), first.isoformat(), written(last), name)
        for owner, first, last, names in versions
        for name in names
    ]
    asked = investments(*((owner, name, written(when)) for owner, name, when in rows))
    found, _ = listed(asked, lists(*entries))
    assert found == [by_hand(versions, row) for row in rows]


# What is wrong with a declaration


@pytest.mark.parametrize(
    ("figure", "field", "said"),
    [
        (
            {"listed": {"in": "list", "match": {"industry": "industry"}}},
            "listed.in",
            (
                "There is no table “list”; the scheme's tables are "
                "investments, lists, national, catalogue, strategies. Did you mean “lists”?"
            ),
        ),
        (
            {"listed": {**LISTED, "match": {"industri": "industry"}}},
            "listed.match.industri",
            "“investments” has no column or figure “industri”. Did you mean “industry”?",
        ),
        (
            {"listed": {**LISTED, "match": {"industry": "industri"}}},
            "listed.match.industry",
            "“lists” has no column or figure “industri”. Did you mean “industry”?",
        ),
        (
            {"listed": {**LISTED, "match": {"province": "province", "year": "industry"}}},
            "listed.match.year",
            "“year” holds integer and “industry” text; they are never equal.",
        ),
        (
            {"listed": {**LISTED, "match": {"industry": "industry"}}},
            "listed.match",
            "“lists” has versions of each province, so “province” must be matched too.",
        ),
        (
            {"listed": {**LISTED, "day": None}},
            "listed",
            "“lists” has versions; say day: the column of “investments” with the day asked.",
        ),
        (
            {"listed": {**LISTED, "day": "year"}},
            "listed.day",
            "“year” holds integer; expected date.",
        ),
        (
            {"listed": {**LISTED, "day": "entri"}},
            "listed.day",
            "“investments” has no column or figure “entri”. Did you mean “entry”?",
        ),
        (
            {"listed": {"in": "strategies", "match": {"province": "province"}, "day": "entry"}},
            "listed.day",
            "“strategies” has no versions, so no day is asked.",
        ),
        (
            {
                "type": "text",
                "lookup": {
                    "of": "strategies.strategy",
                    "day": "entry",
                    "match": {"province": "province"},
                },
            },
            "lookup.day",
            "“strategies” has no versions, so no day is asked.",
        ),
        (
            {
                "type": "text",
                "lookup": {
                    "of": "catalogue.class",
                    "day": "entry",
                    "match": {"industry": "class"},
                },
            },
            "lookup.match",
            "“catalogue” has versions of each item, so “item” must be matched too.",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    figure: Mapping[str, Any], field: str, said: str
) -> None:
    with pytest.raises(SchemeError) as caught:
        check_derived({"figure": Figure.model_validate(figure)}, STRUCTURE)
    (problem,) = caught.value.problems
    assert str(problem) == f"derived.figure.{field}: {said}"


def test_the_query_can_be_read() -> None:
    sql = compile_figure("on_list", Figure.model_validate({"listed": LISTED}), STRUCTURE)
    assert 'lead("lists"."from") OVER (PARTITION BY "lists"."province"' in sql
    assert '"investments"."entry" >= "#1 in force"."#from"' in sql
