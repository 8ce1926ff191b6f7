"""Documents with versions: what cannot be is refused with both rows, the rest by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.data.checks import DELIVERY, ROW
from steelyard.data.spans import FIRST_DAY, LAST_DAY, VERSION, in_force, spans
from steelyard.data.versions import check_documents, check_versions
from steelyard.errors import DataError
from steelyard.findings import Finding
from steelyard.scheme.inputs import Table, Versions

COLUMNS = {
    "province": {"type": "text"},
    "list": {"type": "text"},
    "from": {"type": "date"},
    "until": {"type": "date"},
    "industry": {"type": "text"},
}
VERSIONS = {"of": ["province"], "version": "list", "from": "from", "until": "until"}
Row = tuple[str | None, str | None, str | None, str | None, str | None]


def table(versions: Mapping[str, Any] | None = None, **also: Any) -> Table:
    declared = {**(VERSIONS if versions is None else versions), **also}
    return Table.model_validate({"columns": COLUMNS, "versions": declared})


def frame(*rows: Row) -> pl.DataFrame:
    """Return rows of province, list, first day, last day and industry, from row 2 on."""
    made = pl.DataFrame(rows, dict.fromkeys(COLUMNS, pl.String), orient="row")
    days = pl.col("from", "until").str.to_date()
    return made.with_columns(days, (pl.int_range(pl.len()) + 2).alias(ROW))


def problems(rows: pl.DataFrame, declared: Table | None = None) -> list[str]:
    with pytest.raises(DataError) as caught:
        check_versions(rows, "lists", declared or table(), "lists.csv")
    return [str(problem) for problem in caught.value.problems]


def findings(rows: pl.DataFrame, declared: Table | None = None) -> tuple[Finding, ...]:
    return check_versions(rows, "lists", declared or table(), "lists.csv")


RIGHT = frame(
    ("440000", "2025", "2025-01-15", None, "chips"),
    ("440000", "2024", "2024-03-01", None, "drones"),
    ("440000", "2024", "2024-03-01", None, "steel"),
    ("510000", "first", "2025-06-01", "2025-12-31", "drones"),
    ("510000", "second", "2026-01-01", None, "drones"),
)


def test_what_is_right_has_nothing_to_say() -> None:
    assert findings(RIGHT) == ()


def test_a_table_without_versions_has_nothing_to_check() -> None:
    assert check_versions(RIGHT, "lists", Table.model_validate({"columns": COLUMNS}), None) == ()


def test_an_empty_document_has_nothing_to_check() -> None:
    assert findings(RIGHT.clear()) == ()


def test_one_row_is_a_version() -> None:
    assert findings(RIGHT.head(1)) == ()


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ((None, "2024", "2024-03-01", None, "x"), "province"),
        (("440000", None, "2024-03-01", None, "x"), "list"),
        (("440000", "2024", None, None, "x"), "from"),
    ],
)
def test_a_row_says_whose_version_it_is_and_since_when(row: Row, line: str) -> None:
    (problem,) = problems(pl.concat([RIGHT, frame(row).with_columns(_row=pl.lit(9, pl.Int64))]))
    assert problem == (
        f"lists.csv:9: {line}: The cell is empty; every row says whose version it is, and from "
        "which day."
    )


def test_a_version_ends_after_it_begins() -> None:
    assert problems(frame(("440000", "a", "2025-01-02", "2025-01-01", "x"))) == [
        "lists.csv:2: until: The last day in force, 2025-01-01, is before the first, 2025-01-02."
    ]
    assert findings(frame(("440000", "a", "2025-01-01", "2025-01-01", "x"))) == ()


def test_rows_of_one_version_have_the_same_days() -> None:
    rows = frame(
        ("440000", "a", "2025-01-01", None, "x"),
        ("440000", "a", "2025-01-01", "2025-12-31", "y"),
        ("440000", "a", "2025-02-01", None, "z"),
        ("510000", "a", "2025-03-01", None, "x"),  # another owner's version of the same name
    )
    same = "all rows of “a” have the same day."
    assert problems(rows) == [
        f"lists.csv:4: from: 2025-02-01 here and 2025-01-01 in row 2: {same}",
        f"lists.csv:3: until: 2025-12-31 here and an empty cell in row 2: {same}",
    ]


def test_without_a_name_the_first_day_is_the_version() -> None:
    unnamed = table({"of": ["province"], "from": "from", "until": "until"})
    rows = frame(
        ("440000", None, "2025-01-01", None, "x"),
        ("440000", None, "2026-01-01", None, "x"),
        ("440000", None, "2026-01-01", "2026-12-31", "y"),
    )
    assert problems(rows, unnamed) == [
        (
            "lists.csv:4: until: 2026-12-31 here and an empty cell in row 3: all rows of "
            "“2026-01-01” have the same day."
        )
    ]


def test_two_versions_do_not_begin_on_one_day() -> None:
    rows = frame(
        ("440000", "a", "2025-01-01", None, "x"),
        ("440000", "b", "2025-01-01", None, "x"),
        ("510000", "b", "2025-01-01", None, "x"),
    )
    assert problems(rows) == [
        (
            "lists.csv:3: from: “b” begins on 2025-01-01, as does “a” in row 2; on a day one "
            "version is in force."
        )
    ]


@pytest.mark.parametrize(("until", "wrong"), [("2025-05-31", False), ("2025-06-01", True)])
def test_a_version_does_not_reach_into_the_next(until: str, wrong: bool) -> None:
    rows = frame(
        ("440000", "b", "2025-06-01", None, "x"),
        ("440000", "a", "2025-01-01", until, "x"),
    )
    if not wrong:
        assert findings(rows) == ()
        return
    assert problems(rows) == [
        (
            "lists.csv:2: from: “b” begins on 2025-06-01, when “a” in row 3 is still in force, "
            "until 2025-06-01; on a day one version is in force."
        )
    ]


def test_a_version_does_not_reach_over_the_next() -> None:
    rows = frame(
        ("440000", "a", "2025-01-01", "2027-12-31", "x"),
        ("440000", "b", "2026-01-01", "2026-06-30", "x"),
        ("440000", "c", "2027-01-01", None, "x"),
    )
    assert [problem.split(": ")[0] for problem in problems(rows)] == ["lists.csv:3", "lists.csv:4"]
    assert "“a” in row 2" in problems(rows)[1]


def test_rows_of_deliveries_are_named_by_their_delivery() -> None:
    rows = frame(
        ("440000", "a", "2025-01-01", None, "x"), ("440000", "b", "2025-01-01", None, "x")
    ).with_columns(pl.lit("guangdong.xlsx").alias(DELIVERY))
    (problem,) = problems(rows)
    assert problem.startswith("guangdong.xlsx:3: from: ")


def test_many_wrong_rows_are_counted() -> None:
    rows = frame(*((f"{at}", "a", None, None, "x") for at in range(30)))
    found = problems(rows)
    assert len(found) == 21
    assert found[-1] == "lists.csv: There are 10 more problems like these."


# How often a document changes


YEARLY = table(changes_a_year=1)


def test_more_versions_in_a_year_than_may_be_are_a_breach() -> None:
    rows = frame(
        ("440000", "a", "2024-12-31", None, "x"),
        ("440000", "b", "2025-01-01", None, "x"),
        ("440000", "c", "2025-12-31", None, "x"),
        ("510000", "b", "2025-05-05", None, "x"),
    )
    (finding,) = findings(rows, YEARLY)
    assert (finding.code, finding.severity) == ("changed-too-often", "breach")
    assert (finding.table, finding.row, finding.column) == ("lists", 4, "from")
    assert str(finding.message) == (
        "440000: 2 versions begin in 2025: 2025-01-01, 2025-12-31; at most 1 may in a year."
    )
    assert findings(rows) == ()
    assert findings(rows, table(changes_a_year=2)) == ()


def test_a_document_without_owner_is_named_by_nothing() -> None:
    one = table({"version": "list", "from": "from", "changes_a_year": 1})
    rows = frame(("p", "a", "2025-01-01", None, "x"), ("q", "b", "2025-02-01", None, "x"))
    (finding,) = findings(rows, one)
    assert str(finding.message).startswith("2 versions begin in 2025")


# Gaps


@pytest.mark.parametrize(("until", "gap"), [("2025-05-31", None), ("2025-05-30", "2025-05-31")])
def test_days_without_a_version_are_noted(until: str, gap: str | None) -> None:
    rows = frame(
        ("440000", "a", "2025-01-01", until, "x"), ("440000", "b", "2025-06-01", None, "x")
    )
    found = findings(rows)
    if gap is None:
        assert found == ()
        return
    (finding,) = found
    assert (finding.code, finding.severity, finding.row) == ("gap-between-versions", "note", 3)
    assert str(finding.message) == f"440000: No version is in force from {gap} to {gap}."


def test_many_gaps_are_counted() -> None:
    rows = [
        (f"{at}", name, day, end, "x")
        for at in range(30)
        for name, day, end in (("a", "2025-01-01", "2025-01-02"), ("b", "2026-01-01", None))
    ]
    found = findings(frame(*rows))
    assert len(found) == 21
    assert str(found[-1].message) == "There are 10 more gaps between versions."


# Which version is in force


def test_a_version_is_in_force_until_the_next_begins() -> None:
    found = in_force(RIGHT, Versions.model_validate(VERSIONS))
    assert found.drop(FIRST_DAY, LAST_DAY).equals(RIGHT)
    assert found[FIRST_DAY].to_list() == RIGHT["from"].to_list()
    assert [day and day.isoformat() for day in found[LAST_DAY]] == [
        *(None, "2025-01-14", "2025-01-14", "2025-12-31", None)
    ]


def test_a_document_that_states_no_end_is_in_force_until_the_next_begins() -> None:
    one = Versions.model_validate({"from": "from"})
    rows = frame(("p", None, "2025-01-01", None, "x"), ("q", None, "2026-01-01", None, "x"))
    found = spans(rows, one)
    assert found[VERSION].to_list() == ["2025-01-01", "2026-01-01"]
    assert found[LAST_DAY].to_list() == [dt.date(2025, 12, 31), None]


DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 8))
SPANS = st.lists(
    st.tuples(st.sampled_from("pq"), DAYS, st.none() | st.integers(0, 5)), min_size=1, max_size=6
)


@settings(max_examples=150, deadline=None)
@given(SPANS)
def test_as_a_loop_over_days_finds_it(
    versions: Sequence[tuple[str, dt.date, int | None]],
) -> None:
    """What is accepted has one version a day; what is refused has two that are stated."""
    rows = frame(
        *(
            (
                owner,
                f"v{at}",
                first.isoformat(),
                None if more is None else (first + dt.timedelta(more)).isoformat(),
                "x",
            )
            for at, (owner, first, more) in enumerate(versions)
        )
    )
    sure = [
        (owner, first + dt.timedelta(days))
        for owner, first, more in versions
        for days in range((more or 0) + 1)
    ]
    if len(set(sure)) < len(sure):
        assert problems(rows)
        return
    assert all(finding.code == "gap-between-versions" for finding in findings(rows))
    found = in_force(rows, Versions.model_validate(VERSIONS)).rows(named=True)
    for owner in "pq":
        for days in range(20):
            day = dt.date(2025, 1, 1) + dt.timedelta(days)
            there = [
                row["list"]
                for row in found
                if row["province"] == owner
                and row[FIRST_DAY] <= day
                and (row[LAST_DAY] is None or day <= row[LAST_DAY])
            ]
            begun = [
                (first, f"v{at}", more)
                for at, (own, first, more) in enumerate(versions)
                if own == owner and first <= day
            ]
            latest = max(begun, default=None)
            open_still = latest is not None and (
                latest[2] is None or day <= latest[0] + dt.timedelta(latest[2])
            )
            assert there == ([latest[1]] if latest is not None and open_still else [])


def test_all_documents_are_checked_and_their_problems_told_together() -> None:
    wrong = frame(("440000", "a", None, None, "x"))
    tables = {"one": table(), "two": table(), "three": table(), "absent": table()}
    with pytest.raises(DataError) as caught:
        check_documents(tables, {"one": wrong, "two": RIGHT, "three": wrong}, {"one": "one.csv"})
    assert [problem.file for problem in caught.value.problems] == ["one.csv", "three"]
    assert check_documents(tables, {"two": RIGHT}) == ()
