"""Tables of claims files: what is read, what queries give, and what they cannot reach."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.file.grammar import ClaimTable
from steelyard.claims.interval import Interval
from steelyard.claims.tables import Answer, answers, read_table
from steelyard.errors import DataError, QueryError

BRANDS = pl.DataFrame(
    {"brand": ["甲", "乙", "丙"], "city": ["北京", "北京", "上海"], "value": [1, 2, 4]}
)


def read(path: Path, content: str | bytes) -> pl.DataFrame:
    if isinstance(content, str):
        content = content.encode()
    path.write_bytes(content)
    frame, _ = read_table(path, ClaimTable(file=path.name))
    return frame


def asked(query: str, **tables: pl.DataFrame) -> Answer:
    found = answers(tables or {"brands": BRANDS}, {"claim": query})
    assert not found.problems, str(found.problems["claim"])
    return found.of["claim"]


def problem(query: str, **tables: pl.DataFrame) -> str:
    found = answers(tables or {"brands": BRANDS}, {"claim": query})
    assert not found.of
    return str(found.problems["claim"])


def test_figures_are_numbers_and_names_are_text(tmp_path: Path) -> None:
    frame = read(tmp_path / "t.csv", 'rank,brand,value,share\n1,360,"1,234",1.5\n2,華為,5,2\n')
    assert frame.schema == {
        "rank": pl.Int64(),
        "brand": pl.String(),
        "value": pl.Int64(),
        "share": pl.Float64(),
    }
    assert frame["value"].to_list() == [1234, 5]


def test_a_running_number_is_a_number(tmp_path: Path) -> None:
    frame = read(tmp_path / "t.csv", "No.,name,n\n1,a,5\n2,b,5\n3,c,6\n")
    assert frame["No."].to_list() == [1, 2, 3]


def test_codes_keep_their_noughts(tmp_path: Path) -> None:
    frame = read(tmp_path / "t.csv", "code,n\n000001,5\n000002,6\n")
    assert frame["code"].to_list() == ["000001", "000002"]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    frame = BRANDS.with_columns(day=pl.lit("2026-01-20").str.to_date())
    frame.write_parquet(tmp_path / "t.parquet")
    found, _ = read_table(tmp_path / "t.parquet", ClaimTable(file="t.parquet"))
    assert found.equals(frame)


def test_a_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    BRANDS.write_excel(tmp_path / "t.xlsx", worksheet="list")
    declared = ClaimTable(file="t.xlsx", sheet="list")
    assert read_table(tmp_path / "t.xlsx", declared)[0].equals(BRANDS)


def test_columns_without_a_header_of_their_own_are_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b,b\n1,2,3\n")
    frame, findings = read_table(tmp_path / "t.csv", ClaimTable(file="t.csv"))
    assert frame.columns == ["a"]
    assert [one.code for one in findings] == ["column-ignored"]


@pytest.mark.parametrize("content", [b"", b"\0\1\2\3", b"%PDF-1.7", b"PAR1 is no Parquet"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DataError):
        read(tmp_path / "t.csv", content)


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("SELECT count(*) FROM brands", "3"),
        ("SELECT sum(value) FROM brands WHERE city = '北京'", "3"),
        ("SELECT count(DISTINCT city) FROM Brands", "2"),
        ("SELECT 0.1::DECIMAL(3, 1) + 0.2::DECIMAL(3, 1)", "0.3"),
        ("SELECT true", "1"),
        ("SELECT sum(9223372036854775807) FROM range(3)", str(3 * (2**63 - 1))),
        ("WITH c AS (SELECT city FROM brands) SELECT count(*) FROM c", "3"),
    ],
)
def test_whole_numbers_and_decimals_are_exact(query: str, value: str) -> None:
    assert asked(query) == Answer(Fraction(value), Interval.point(Fraction(value)))


def test_a_double_is_widened_by_what_adding_may_lose() -> None:
    found = asked("SELECT sum(x) FROM t", t=pl.DataFrame({"x": [0.1] * 10}))
    assert found.interval is not None
    assert 1 in found.interval
    assert not found.is_exact
    assert Fraction("1.00000000001") not in found.interval


@pytest.mark.parametrize(
    "query",
    ["SELECT NULL", "SELECT sum(value) FROM brands WHERE city = '香港'", "SELECT 'nan'::DOUBLE"],
)
def test_nothing_is_no_value(query: str) -> None:
    assert asked(query) == Answer(None, None)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * FROM brands", "gives 3 columns"),
        ("SELECT value FROM brands", "gives 3 rows"),
        ("SELECT value FROM brands WHERE false", "gives 0 rows"),
        ("SELECT brand FROM brands LIMIT 1", "gives “甲”"),
        ("SELECT [1, 2]", "needs a number"),
        ("SELECT DATE '2026-01-20'", "gives “2026-01-20”"),
        ("SELECT valu FROM brands", "Did you mean “value”?"),
        ("SELECT 'a'::INTEGER", "failed"),
        ("SELECT sum(brand) FROM brands", "failed"),
    ],
)
def test_what_is_not_one_number_is_told(query: str, said: str) -> None:
    assert said in problem(query)


FORBIDDEN = [
    "COPY brands TO 'out.csv'",
    "COPY (SELECT 1) TO 'out.csv'",
    "ATTACH 'other.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "SET memory_limit = '1TB'",
    "EXPORT DATABASE 'out'",
    "CREATE TABLE x AS SELECT 1",
    "INSERT INTO brands VALUES ('x', 'y', 1)",
    "UPDATE brands SET value = 0",
    "DROP TABLE brands",
    "CALL pragma_version()",
    "SELECT 1; DROP TABLE brands",
    "SELECT count(*) FROM read_csv('secret.csv')",
    "SELECT count(*) FROM read_text('secret.csv')",
    "SELECT count(*) FROM read_parquet('secret.parquet')",
    "SELECT count(*) FROM glob('*')",
    "SELECT count(*) FROM 'secret.csv'",
    'SELECT count(*) FROM "secret.csv"',
    "SELECT count(*) FROM duckdb_settings()",
    "SELECT count(*) FROM information_schema.tables",
    "SELECT getenv('HOME')",
    "SELECT current_setting('threads')",
    "SELECT random()",
    "SELECT now()",
    "SELECT count(*) FROM query('SELECT 1')",
    "SELECT count(*) FROM sqlite_scan('a', 'b')",
    "SELECT count(*) FROM other",
]


@pytest.mark.parametrize("query", FORBIDDEN)
def test_what_writes_or_reads_elsewhere_is_refused(
    query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "secret.parquet")
    assert problem(query)
    assert {path.name for path in tmp_path.iterdir()} == {"secret.csv", "secret.parquet"}


def test_a_query_that_takes_too_long_is_stopped() -> None:
    endless = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT max(n) FROM x"
    found = answers({}, {"long": endless, "short": "SELECT 1"}, seconds=0.2)
    assert "took longer than 0.2 seconds" in str(found.problems["long"])
    assert found.of["short"].value == 1


def test_tables_that_sql_cannot_tell_apart_are_told() -> None:
    with pytest.raises(QueryError, match="differ only in case"):
        answers({"a": pl.DataFrame({"x": [1], "X": [2]})}, {"claim": "SELECT 1"})


def test_answers_come_in_the_order_of_the_queries() -> None:
    queries = {f"q{at}": f"SELECT {at}" for at in range(20)}
    found = answers({"brands": BRANDS}, queries)
    assert {name: int(one.value or 0) for name, one in found.of.items()} == {
        f"q{at}": at for at in range(20)
    }
    assert list(found.of) == list(queries)


@given(st.lists(st.sampled_from(["甲", "乙", "", None, "a"]), max_size=8))
def test_texts_that_are_kept_once_are_texts_to_queries(values: list[str | None]) -> None:
    frame = pl.DataFrame({"x": values * 2_000}, schema={"x": pl.String})
    queries = {
        "least": "SELECT count(*) FROM t WHERE x = (SELECT min(x) FROM t)",
        "long": "SELECT sum(length(x)) FROM t",
        "kinds": "SELECT count(DISTINCT x) FROM t",
        "like": "SELECT count(*) FROM t WHERE x LIKE '%a%' OR x || '乙' = '甲乙'",
        "none": "SELECT count(*) FROM t WHERE x IS NULL",
    }
    some = [value for value in values if value is not None]
    expected = {
        "least": 2_000 * some.count(min(some)) if some else 0,
        "long": 2_000 * sum(map(len, some)) if some else None,
        "kinds": len(set(some)),
        "like": 2_000 * sum("a" in value or value == "甲" for value in some),
        "none": 2_000 * values.count(None),
    }
    assert {name: one.value for name, one in answers({"t": frame}, queries).of.items()} == expected
