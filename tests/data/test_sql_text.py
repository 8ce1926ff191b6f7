"""Reading SQL: what a text uses, and everything that is refused."""

from __future__ import annotations

import pytest

from steelyard.data.sql_text import references
from steelyard.errors import QueryError


def refusal(sql: str) -> str:
    with pytest.raises(QueryError) as caught:
        references(sql, field="derived.figure")
    text = str(caught.value)
    assert text.startswith("derived.figure: ")
    return text.removeprefix("derived.figure: ")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("a / b", {"a", "b"}),
        ("a -- with a comment", {"a"}),
        ('"net sales" + 1', {"net sales"}),
        ("funds.a + c", {"funds.a", "c"}),
        ("count(*)", set()),
        ("sum(a) OVER (PARTITION BY b ORDER BY c)", {"a", "b", "c"}),
        ("sum(a) FILTER (WHERE b > 1)", {"a", "b"}),
        ("CASE WHEN a THEN b ELSE c END", {"a", "b", "c"}),
        ("extract(year FROM d)", {"d"}),
        ("d + INTERVAL 1 DAY", {"d"}),
        ("s.part", {"s"}),
        ("(SELECT max(x) FROM other)", {"x"}),
        ("SELECT t.a FROM other AS t", {"other.a"}),
        ("SELECT q.z FROM (SELECT a AS z FROM other) q", {"a"}),
        ("SELECT * FROM other", {"*"}),
        ("SELECT t.* FROM other t", {"other.*"}),
        ("SELECT 1 FROM one JOIN two USING (k)", {"k"}),
        ("SELECT 1 FROM one NATURAL JOIN two", {"*"}),
        ("WITH w AS (SELECT a FROM other) SELECT w.b FROM w", {"a"}),
        ("WITH other AS (SELECT 1 AS a) SELECT other.a FROM other", set()),
    ],
)
def test_columns(sql: str, expected: set[str]) -> None:
    assert references(sql, table="funds").columns == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("a", set()),
        ("(SELECT max(x) FROM other)", {"other"}),
        (
            "SELECT 1 FROM one JOIN two USING (k) WHERE EXISTS (SELECT 1 FROM three)",
            {
                "one",
                "two",
                "three",
            },
        ),
        ("WITH w AS (SELECT 1 FROM one) SELECT 1 FROM w", {"one"}),
        ("WITH W AS (SELECT 1 FROM one) SELECT 1 FROM w", {"one"}),
        ("WITH one AS (SELECT 1 FROM one) SELECT 1 FROM one", {"one"}),
        ("WITH v AS (SELECT 1 FROM w), w AS (SELECT 1) SELECT 1 FROM v", {"w"}),
        ("SELECT 1 FROM (WITH w AS (SELECT 1) SELECT 1 FROM w) JOIN w ON true", {"w"}),
        ("WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w) SELECT n FROM w", set()),
        ("SELECT 1 FROM range(3), unnest([1])", set()),
        ("SELECT 1 FROM one UNION SELECT 2 FROM two", {"one", "two"}),
        ("VALUES (1)", set()),
    ],
)
def test_tables(sql: str, expected: set[str]) -> None:
    assert references(sql).tables == expected


def test_functions_are_named_whatever_their_case() -> None:
    assert references("Round(SQRT(a), 2) + 1").functions == {"round", "sqrt", "+"}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT a AS b FROM t", {"b"}),
        ("list_transform(l, x -> x + y)", {"x"}),
        ("list_reduce(l, (x, y) -> x + y)", {"x", "y"}),
        ("SELECT 1 FROM t AS u(p, q)", {"p", "q"}),
        ("WITH w(p) AS (SELECT 1) SELECT p FROM w", {"p"}),
    ],
)
def test_aliases(sql: str, expected: set[str]) -> None:
    assert references(sql).aliases == expected


@pytest.mark.parametrize(
    ("sql", "form"),
    [
        ("a", "expression"),
        ("(SELECT 1)", "expression"),
        ("SELECT 1", "select"),
        ("SELECT 1;", "select"),
        ("  WITH w AS (SELECT 1) FROM w", "select"),
        ("FROM w", "select"),
    ],
)
def test_form(sql: str, form: str) -> None:
    assert references(sql).form == form


@pytest.mark.parametrize(
    "sql",
    [
        *("COPY t TO 'x.csv'", "ATTACH 'x.db'", "INSTALL httpfs", "LOAD httpfs", "SET threads = 4"),
        *("PRAGMA version", "CREATE TABLE t AS SELECT 1", "INSERT INTO t VALUES (1)"),
        *("DROP TABLE t", "UPDATE t SET a = 1", "DELETE FROM t", "CALL pragma_version()"),
        *("EXPORT DATABASE 'x'", "CREATE MACRO f(a) AS a", "VACUUM", "CHECKPOINT", "USE x"),
        *("BEGIN", "PREPARE p AS SELECT 1", "EXPLAIN SELECT 1", "DETACH x"),
    ],
)
def test_other_statements_are_refused(sql: str) -> None:
    assert refusal(sql) == "Expected an expression or a SELECT, not another statement."


@pytest.mark.parametrize("sql", ["SELECT 1; SELECT 2", "SELECT 1; DROP TABLE t", "", "-- nothing"])
def test_anything_but_one_statement_is_refused(sql: str) -> None:
    assert refusal(sql) in (
        "Expected one SELECT and nothing before or after it.",
        "Expected an expression or a SELECT, not another statement.",
    )


@pytest.mark.parametrize(
    "sql", ["a FROM t", "a, b", "a WHERE b", "a ORDER BY b", "a UNION SELECT b"]
)
def test_part_of_a_select_is_no_expression(sql: str) -> None:
    assert refusal(sql) == "Expected one expression, or a whole SELECT."


@pytest.mark.parametrize(
    "sql",
    ["a), (b", "a) FROM t WHERE (1 = 1", "a) UNION SELECT (1", "1) LIMIT (1", "a /*", "a AS b"],
)
def test_an_expression_cannot_break_out(sql: str) -> None:
    assert refusal(sql).startswith(("The SQL cannot be read", "Expected one expression"))


def test_a_star_is_no_expression() -> None:
    assert refusal("*") == "An expression names its columns; * is none."


@pytest.mark.parametrize(
    "function",
    [
        *("random()", "uuid()", "gen_random_uuid()", "uuidv7()", "setseed(0.5)", "now()"),
        *("today()", "get_current_timestamp()", "current_localtimestamp()", "age(a)"),
        *("nextval('s')", "currval('s')", "txid_current()", "pg_sleep(1)", "sleep_ms(1)"),
        *("current_setting('threads')", "getvariable('x')", "version()", "current_database()"),
        *("current_schemas(true)", "has_table_privilege('t', 'select')", "inet_client_addr()"),
        *("pg_conf_load_time()", "current_query()", "in_search_path('a', 'b')", "write_log('x')"),
        *("json_serialize_plan('SELECT 1')", "RANDOM()", "t.random()", "stats(a)", "ago(a)"),
        *("main.now()", "vector_type(a)"),
    ],
)
@pytest.mark.parametrize("template", ["{} ", "a + {}", "SELECT a FROM t ORDER BY {}"])
def test_functions_that_do_not_answer_alike_are_refused(function: str, template: str) -> None:
    assert refusal(template.format(function)).endswith("is not allowed: its answer may change.")


@pytest.mark.parametrize(
    "name",
    [
        *("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"),
        *("current_user", "current_role", "current_catalog", "current_schema", "session_user"),
        *("user", "CURRENT_DATE"),
    ],
)
def test_functions_without_brackets_are_refused(name: str) -> None:
    assert "its answer changes" in refusal(f"coalesce(a, {name})")


def test_a_column_of_such_a_name_is_told_by_its_table() -> None:
    assert references("funds.user", table="funds").columns == {"funds.user"}


def test_an_unknown_function_comes_with_the_nearest() -> None:
    assert refusal("rond(a)") == "There is no function rond. Did you mean “round”?"


def test_getenv_is_unknown() -> None:
    assert refusal("getenv('HOME')").startswith("There is no function getenv.")


@pytest.mark.parametrize(
    "function",
    [
        *("read_csv('x')", "read_text('x')", "read_parquet('x')", "glob('*')", "query('SELECT 1')"),
        *("query_table('t')", "duckdb_settings()", "pragma_version()", "sniff_csv('x')"),
        *("json_execute_serialized_sql('x')", "repeat_row(1)", "duckdb_functions()"),
        *("which_secret('a', 'b')", "seq_scan('t')", "python_map_function()"),
    ],
)
@pytest.mark.parametrize(
    "template",
    ["SELECT 1 FROM {}", "(SELECT max(x) FROM {} AS f(x))", "WITH w AS (FROM {}) SELECT 1 FROM w"],
)
def test_table_functions_are_refused(function: str, template: str) -> None:
    name = function.partition("(")[0]
    assert refusal(template.format(function)) == f"The table function {name} is not allowed."


@pytest.mark.parametrize(
    "sql",
    [
        *("SELECT * FROM t USING SAMPLE 3", "SELECT * FROM t TABLESAMPLE 10%"),
        "(SELECT max(a) FROM (SELECT a FROM t USING SAMPLE 1 ROWS))",
    ],
)
def test_samples_are_refused(sql: str) -> None:
    assert refusal(sql) == "A sample is drawn by chance, which is not allowed."


@pytest.mark.parametrize("name", ["information_schema.tables", "main.t", "system.main.t"])
def test_tables_of_a_schema_are_refused(name: str) -> None:
    assert refusal(f"SELECT 1 FROM {name}") == f"The system's table {name} is not allowed."


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("DESCRIBE t", "SHOW"),
        ("SHOW TABLES", "SHOW"),
        ("SUMMARIZE t", "SHOW"),
        ("SELECT 1 FROM (PIVOT t ON a IN (1) USING sum(b))", "PIVOT"),
    ],
)
def test_what_reveals_or_invents_columns_is_refused(sql: str, what: str) -> None:
    assert refusal(sql) == f"{what} is not allowed."


def test_a_join_by_the_order_of_rows_is_refused() -> None:
    assert "not by the order of their rows" in refusal("SELECT 1 FROM t POSITIONAL JOIN u")


def test_a_parameter_is_refused() -> None:
    assert refusal("a + $1") == "A parameter has no value here."


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("a +", "syntax error at end of input"),
        ("SELECT a FROM", "syntax error at end of input"),
        ("a b c", 'syntax error at or near "c"'),
    ],
)
def test_what_cannot_be_read_is_told_as_duckdb_tells_it(sql: str, why: str) -> None:
    assert refusal(sql) == f"The SQL cannot be read: {why}."


@pytest.mark.parametrize(
    "sql",
    [
        *("abs(a)", "a || b", "a ** 2", "a // b", "a % 2", "a LIKE 'x%'", "a ILIKE 'x'", "a ~ 'x'"),
        *("coalesce(a, b)", "nullif(a, 0)", "ifnull(a, 0)", "if(a, b, c)", "greatest(a, b)"),
        *("a IN (1, 2)", "a BETWEEN 1 AND 2", "a IS DISTINCT FROM b", "NOT a", "TRY(a)"),
        *("cast(a AS INTEGER)", "a::DATE", "try_cast(a AS DOUBLE)", "DATE '2024-01-01'"),
        *("date_diff('year', a, b)", "date_trunc('month', a)", "strftime(a, '%Y')", "year(a)"),
        *("substring(a, 1, 2)", "position('x' IN a)", "trim(a)", "split_part(a, '-', 1)"),
        *("regexp_matches(a, 'x')", "string_split(a, ',')", "list_sum([a, b])", "[a, b][1]"),
        *("{'x': a}", "median(a) OVER ()", "quantile_cont(a, 0.9) OVER ()", "rank() OVER ()"),
        *("lag(a) OVER (ORDER BY b)", "row_number() OVER (ORDER BY a)", "ln(a)", "exp(a)"),
        *("[x * 2 FOR x IN l]", "list_filter(l, x -> x > 1)", "a COLLATE NOCASE", "a AND b OR c"),
        *("arg_max(a, b) OVER ()", "string_agg(a, ',') OVER ()", "repeat('a', 2)", "a -> '$.x'"),
        *(
            "round_even(a, 1)",
            "geomean(a) OVER ()",
            "weighted_avg(a, b) OVER ()",
            "a AT TIME ZONE 'UTC'",
        ),
    ],
)
def test_ordinary_sql_passes(sql: str) -> None:
    assert references(sql).form == "expression"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t ORDER BY a DESC NULLS LAST, b ASC, c LIMIT 3 OFFSET 1",
        "SELECT a FROM t ORDER BY ALL DESC LIMIT 10%",
        "SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b DESC",
        "SELECT a, count(*) FROM t GROUP BY ROLLUP (a) HAVING count(*) > 1",
        "SELECT a, count(*) FROM t GROUP BY GROUPING SETS ((a), ()) ORDER BY grouping(a)",
        "SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY b ORDER BY c DESC) = 1",
        "SELECT sum(a) OVER w FROM t WINDOW w AS (ORDER BY b ROWS 2 PRECEDING)",
        "SELECT list(a ORDER BY b DESC) FILTER (WHERE c) FROM t",
        "SELECT a::DECIMAL(18, 3), b::VARCHAR[], c::STRUCT(x INTEGER), d::MAP(DATE, INTEGER)",
        "SELECT a::ENUM('x', 'y') FROM t",
        "SELECT a FROM t LEFT JOIN u ON t.k = u.k CROSS JOIN v SEMI JOIN w USING (k)",
        "SELECT a FROM t ASOF JOIN u ON t.k = u.k AND t.d >= u.d",
        "SELECT a FROM t, LATERAL (SELECT t.a + 1) AS u(b)",
        "SELECT a FROM t UNION ALL BY NAME SELECT b FROM u INTERSECT SELECT 1 EXCEPT SELECT 2",
        "SELECT * EXCLUDE (a) REPLACE (b + 1 AS b) FROM t",
        "SELECT a FROM (VALUES (1, 'x'), (2, 'y')) AS v(a, b)",
        "SELECT * FROM generate_series(1, 3) AS g(n), unnest([1, 2]) AS u(m)",
        "WITH w AS MATERIALIZED (SELECT 1 AS a) SELECT a IN (SELECT a FROM w) FROM w",
        "SELECT quantile_cont(a, [0.1, 0.9]), mode(a), string_agg(a, ',' ORDER BY a) FROM t",
        "FROM t SELECT a WHERE b",
        "TABLE t",
    ],
)
def test_ordinary_selects_pass(sql: str) -> None:
    assert references(sql).form == "select"
