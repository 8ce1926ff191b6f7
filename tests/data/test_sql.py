"""The locked database: what runs, what fails with a clear message, what is out of reach."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from steelyard.data.sql import Database, literal, quote
from steelyard.errors import QueryError

SALES = pl.DataFrame({"shop": ["a", "b", "c"], "sold": [2.0, None, 3.0]})
ENDLESS = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT max(n) FROM x"


@pytest.fixture
def database() -> Iterator[Database]:
    with Database({"sales": SALES}) as found:
        yield found


def refusal(database: Database, sql: str, field: str | None = None) -> str:
    with pytest.raises(QueryError) as caught:
        database.query(sql, field=field)
    return str(caught.value)


def test_a_select_returns_a_frame(database: Database) -> None:
    found = database.query("SELECT shop, sold FROM sales WHERE sold > 2")
    assert found.rows() == [("c", 3.0)]


def test_a_missing_cell_is_null(database: Database) -> None:
    assert database.query("SELECT shop FROM sales WHERE sold IS NULL").item() == "b"


def test_not_a_number_is_missing() -> None:
    frame = pl.DataFrame({"x": [float("nan"), 1.0]})
    with Database({"t": frame}) as database:
        assert database.query("SELECT count(x) FROM t").item() == 1


def test_an_infinite_value_stays() -> None:
    with Database({"t": pl.DataFrame({"x": [float("inf")]})}) as database:
        assert database.query("SELECT x FROM t").item() == float("inf")


def test_a_table_can_be_replaced(database: Database) -> None:
    database.register("sales", SALES.with_columns(more=pl.lit(1)))
    assert database.query("SELECT sum(more)::INTEGER FROM sales").item() == 3


@pytest.mark.parametrize("rows", [0, 1])
def test_small_tables_are_ordinary(rows: int) -> None:
    with Database({"t": SALES.head(rows)}) as database:
        assert database.query("SELECT * FROM t").equals(SALES.head(rows))


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("x", ["甲", None], dtype=pl.String),
        pl.Series("x", [True, None], dtype=pl.Boolean),
        pl.Series("x", [dt.date(2024, 2, 29), None], dtype=pl.Date),
        pl.Series("x", [2**62, None], dtype=pl.Int64),
        pl.Series("x", [None, None], dtype=pl.Float64),
    ],
    ids=["text", "boolean", "date", "integer", "all missing"],
)
def test_values_come_back_as_they_went(column: pl.Series) -> None:
    with Database({"t": column.to_frame()}) as database:
        assert database.query("SELECT x FROM t")["x"].equals(column)


def test_names_that_differ_only_in_case_are_refused() -> None:
    with pytest.raises(QueryError, match=r"t: “Net” and “net” differ only in case"):
        Database({"t": pl.DataFrame({"Net": [1], "net": [2]})})


def test_tables_that_differ_only_in_case_are_refused(database: Database) -> None:
    with pytest.raises(QueryError, match="differ only in case"):
        database.register("Sales", SALES)


def test_columns_are_added_and_replaced(database: Database) -> None:
    database.extend(
        "sales", pl.DataFrame({"sold": [1.0, float("nan"), 4.0], "town": ["x", "y", "z"]})
    )
    found = database.query("SELECT * FROM sales WHERE town <> 'x'")
    assert found.rows() == [("b", None, "y"), ("c", 4.0, "z")]


def test_a_column_that_differs_only_in_case_is_not_added(database: Database) -> None:
    with pytest.raises(QueryError, match="sales: “sold” and “Sold” differ only in case"):
        database.extend("sales", pl.DataFrame({"Sold": [1, 2, 3]}))
    assert database.query("SELECT count(*) FROM sales").item() == 3


def test_texts_of_any_length_are_compared_as_they_are() -> None:
    # Short texts and long ones stand in different places of Polars' memory.
    texts = ["x", "投资" * 9, "y" * 12, "y" * 13, None, ""]
    with Database({"t": pl.DataFrame({"x": texts}).vstack(pl.DataFrame({"x": texts}))}) as database:
        for text in ("投资" * 9, "y" * 12, "y" * 13, ""):
            sql = f"SELECT count(*) FROM t WHERE x = '{text}' AND length(x) = {len(text)}"
            assert database.query(sql).item() == 2
        assert database.query("SELECT x FROM t")["x"].to_list() == texts * 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT sum(v) FROM many JOIN few USING (k)",
        "SELECT sum(v) FROM few LEFT JOIN many ON few.k = many.k",
        "SELECT sum(v) FROM many SEMI JOIN few USING (k)",
        "SELECT sum(v) FROM many WHERE k IN (SELECT k FROM few)",
        "SELECT sum(v) FROM many WHERE k IN ('投资项目投资项目-5', '投资项目投资项目-7')",
        "SELECT sum(v) FROM many WHERE k IN ((SELECT min(k) FROM few), (SELECT max(k) FROM few))",
        "SELECT sum(v) FROM many m WHERE EXISTS (SELECT 1 FROM few f WHERE f.k = m.k)",
        "SELECT sum(v) FROM few LEFT JOIN (SELECT k, sum(v) v FROM many GROUP BY k) USING (k)",
        "SELECT sum(v) FROM (SELECT v FROM many m JOIN few f ON m.k = f.k ORDER BY m.k LIMIT 9)",
        "WITH x AS (SELECT k FROM few) SELECT sum(v) FROM x, many WHERE x.k = many.k",
        "WITH x AS MATERIALIZED (SELECT k FROM few) SELECT sum(v) FROM many WHERE k IN (FROM x)",
        "SELECT sum((SELECT sum(v) FROM many m WHERE m.g = 'odd' AND m.k = few.k)) FROM few",
        "SELECT sum((SELECT count(*) FROM many m WHERE m.g = 'odd' AND m.k = few.k)) * 6 FROM few",
        "SELECT sum(m.v) FROM many m JOIN few f ON m.k >= f.k AND m.k <= f.k",
        "SELECT sum(v) FROM (SELECT v FROM many WHERE k IN (FROM few) ORDER BY k DESC LIMIT 2)",
    ],
)
def test_texts_are_found_however_they_are_asked_for(sql: str) -> None:
    # DuckDB hands some conditions to PyArrow, which cannot compare texts as Polars holds them.
    many = pl.DataFrame(
        {
            "k": [f"投资项目投资项目-{at}" for at in range(10_000)],
            "g": ["even", "odd"] * 5_000,
            "v": range(10_000),
        }
    )
    with Database({"many": many, "few": many.select("k")[[5, 7]]}) as database:
        assert database.query(sql).item() == 12


def test_the_message_says_what_asks(database: Database) -> None:
    assert refusal(database, "SELECT 1 +", "derived.margin").startswith("derived.margin: ")


def test_a_syntax_error_is_told_as_duckdb_tells_it(database: Database) -> None:
    text = refusal(database, "SELECT shop FRM sales WHERE 1")
    assert text == 'The SQL cannot be read: syntax error at or near "sales".'


def test_an_unknown_column_comes_with_the_nearest(database: Database) -> None:
    text = refusal(database, "SELECT sould FROM sales")
    assert text == "There is no column “sould”. Did you mean “sold”?"


def test_an_unknown_table_comes_with_the_nearest(database: Database) -> None:
    assert refusal(database, "SELECT 1 FROM sale").endswith("Did you mean “sales”?")


def test_a_failed_conversion_is_one_line(database: Database) -> None:
    text = refusal(database, "SELECT shop::INTEGER FROM sales")
    assert text.startswith("The query failed: Could not convert string 'a' to INT32")
    assert "\n" not in text


def test_a_failure_while_the_result_is_handed_out_is_told_too(database: Database) -> None:
    late = "CASE WHEN x = 5000000 THEN 'a' ELSE '1' END::INTEGER"
    text = refusal(database, f"SELECT {late} FROM range(6000000) t(x)")
    assert "Could not convert string 'a'" in text


def test_an_expression_alone_is_no_query(database: Database) -> None:
    assert refusal(database, "1 + 1") == "Expected a SELECT."


@pytest.mark.parametrize("sql", [ENDLESS, "SELECT * FROM range(1000000000000)"])
def test_a_query_without_end_is_stopped(sql: str) -> None:
    with Database({}, seconds=0.2, megabytes=20_000) as database:
        assert refusal(database, sql) == "The query took longer than 0.2 seconds."


def test_a_query_after_one_that_was_stopped_runs() -> None:
    with Database({"sales": SALES}, seconds=0.2) as database:
        refusal(database, ENDLESS)
        assert database.query("SELECT count(*) FROM sales").item() == 3


@pytest.mark.parametrize(
    "sql",
    ["SELECT count(DISTINCT hash(x)) FROM range(100000000) t(x)", "SELECT * FROM range(100000000)"],
    ids=["inside", "handed out"],
)
def test_a_query_that_needs_too_much_memory_is_stopped(sql: str) -> None:
    with Database({}, megabytes=64) as database:
        assert refusal(database, sql) == "The query needs more than 64 MB of memory."


def test_no_timer_is_left_running(database: Database) -> None:
    before = threading.active_count()
    database.query("SELECT 1")
    assert threading.active_count() == before


def test_variables_of_the_program_are_no_tables(database: Database) -> None:
    secret = pl.DataFrame({"x": [1]})
    assert "There is no table “secret”" in refusal(database, "SELECT * FROM secret")
    assert secret.height == 1


def test_a_file_is_no_table(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("x\n1\n")
    assert "There is no table" in refusal(database, f"SELECT * FROM '{file}'")


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM duckdb_tables", "SELECT * FROM sqlite_master", "SELECT * FROM pg_class"]
)
def test_tables_of_the_system_are_no_tables(database: Database, sql: str) -> None:
    assert "There is no table" in refusal(database, sql)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("SELECT * FROM read_text('{file}')", "disabled by configuration"),
        ("SELECT * FROM read_csv('{file}')", "disabled by configuration"),
        ("SELECT * FROM '{file}'", "disabled by configuration"),
        ("SELECT * FROM glob('{folder}/*')", "disabled by configuration"),
        ("COPY sales TO '{folder}/out.csv'", "disabled by configuration"),
        ("EXPORT DATABASE '{folder}/out'", "disabled by configuration"),
        ("ATTACH '{folder}/out.db'", "disabled by configuration"),
        ("INSTALL httpfs", "disabled"),
        ("LOAD httpfs", "disabled"),
        ("SET threads = 4", "locked"),
        ("SET enable_external_access = true", "locked|Cannot"),
        ("SET temp_directory = '{folder}'", "locked|disabled"),
        ("PRAGMA memory_limit = '8GB'", "locked"),
        ("SELECT * FROM SALES_IN_PYTHON", "Table with name"),
    ],
)
def test_the_connection_itself_is_locked(
    database: Database, tmp_path: Path, statement: str, why: str
) -> None:
    """Behind the reading of texts, the database refuses too: no text is trusted twice."""
    (tmp_path / "a.csv").write_text("x\n1\n")
    SALES_IN_PYTHON = SALES  # noqa: F841, N806
    text = statement.format(file=tmp_path / "a.csv", folder=tmp_path)
    with pytest.raises(duckdb.Error, match=why):
        database._connection.execute(text)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_one_thread_and_utc(database: Database) -> None:
    settings = "SELECT current_setting('threads'), current_setting('TimeZone')"
    assert database._connection.execute(settings).fetchone() == (1, "UTC")


@pytest.mark.parametrize(
    "value",
    [0.1, 1e300, -2.5, 5, -(2**70), "it's", "", "\\", "甲", True, False, None, 1 / 3, 1e-320],
)
def test_a_literal_is_read_as_the_value(database: Database, value: object) -> None:
    assert database._connection.execute(f"SELECT {literal(value)}").fetchone() == (value,)


def test_a_date_compares_with_its_literal(database: Database) -> None:
    day = literal(dt.date(2024, 2, 29))
    sql = f"SELECT DATE '2024-02-29' = {day}"
    assert database._connection.execute(sql).fetchone() == (True,)


@pytest.mark.parametrize("name", ["plain", "with space", 'with "quotes"', "殼", "a-b", "select"])
def test_a_quoted_name_names_the_column(name: str) -> None:
    with Database({"t": pl.DataFrame({name: [7]})}) as database:
        assert database.query(f"SELECT {quote(name)} FROM t").item() == 7
