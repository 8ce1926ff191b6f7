"""What an SQL text uses, and whether a scheme may say it.

DuckDB's own parser reads the text; here its tree is walked. Only a SELECT or an expression
passes, over named tables, with functions that always give the same answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from steelyard.errors import Problem, QueryError, nearest
from steelyard.i18n import Message, message

if TYPE_CHECKING:
    import duckdb

__all__ = ["Reference", "references"]

# Functions that DuckDB calls consistent although they answer by the clock, the session or
# the storage, or that take SQL in a text, where it would not be read.
_INCONSISTENT = frozenset(
    {
        *("age", "ago", "current_localtime", "current_localtimestamp"),
        *("current_catalog", "current_role", "current_setting", "current_user"),
        *("get_block_size", "getvariable", "session_user", "user", "vector_type", "version"),
        *("json_deserialize_sql", "json_serialize_plan", "json_serialize_sql"),
    }
)
# Functions that need no brackets: where no column is so called, the clock answers.
_WITHOUT_BRACKETS = re.compile(r"current_\w+|localtime(stamp)?|session_user|user")
_TABLE_FUNCTIONS = frozenset({"generate_series", "range", "unnest"})
_TABLES = frozenset({"BASE_TABLE", "EMPTY", "EXPRESSION_LIST", "JOIN", "SUBQUERY"})
_PARTS = re.compile(r"ORDER_DEFAULT|ASCENDING|DESCENDING|\w+_(NODE|MODIFIER|TYPE_INFO)")

_NOT_BARE = message("Expected one expression, or a whole SELECT.")

Form = Literal["select", "expression"]


@dataclass(frozen=True)
class Reference:
    """What an SQL text uses.

    Parameters
    ----------
    form
        ``select`` for a statement, ``expression`` for a value.
    columns
        The columns named: ``column``, or ``table.column`` where that is known;
        ``*`` or ``table.*`` for all.
    tables
        The tables read; names that the text itself defines are not among them.
    functions
        The functions called.
    aliases
        The names that the text itself gives to columns.
    """

    form: Form
    columns: frozenset[str]
    tables: frozenset[str]
    functions: frozenset[str]
    aliases: frozenset[str]


@lru_cache(maxsize=1024)  # reading takes milliseconds, and a scheme's texts are read again
def references(sql: str, *, table: str | None = None, field: str | None = None) -> Reference:
    """Read an SQL expression or a SELECT and say what it uses.

    Parameters
    ----------
    sql
        The text.
    table
        The table whose columns an expression reads.
    field
        What asks, for messages: ``derived.green_share``.

    Raises
    ------
    QueryError
        If it is neither, is more than one statement, or uses what is refused: table functions
        that read or reveal something, functions that do not always answer alike, samples.

    Examples
    --------
    >>> sorted(references("profit / nullif(sales, 0)").columns)
    ['profit', 'sales']
    """
    form, tree = _parse(sql, field)
    uses = list(_uses(tree, frozenset()))
    if form == "expression" and any(use.name == "*" and use.kind == "column" for use in uses):
        raise _error(message("An expression names its columns; * is none."), field)
    for use in uses:
        if use.refusal is not None:
            raise _error(use.refusal, field)
    for use in uses:
        if use.kind == "function":
            _admit(use.name, field)
    return Reference(
        form,
        frozenset(_resolved(uses, table)),
        *(_names(uses, kind) for kind in ("table", "function", "alias")),
    )


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Return the connection that reads texts and runs none of them."""
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "256MB"})


def _ask(question: str, *values: str) -> list[tuple[Any, ...]]:
    return _parser().cursor().execute(question, values).fetchall()


def _serialised(sql: str) -> dict[str, Any]:
    """Return DuckDB's own tree of a text, or its error."""
    leave_out = "skip_null := true, skip_empty := true, skip_default := true"
    tree: dict[str, Any] = json.loads(_ask(f"SELECT json_serialize_sql(?, {leave_out})", sql)[0][0])
    return tree


def _parse(sql: str, field: str | None) -> tuple[Form, Any]:
    """Return the tree of a statement or, where the text is none, of an expression."""
    statement = _serialised(sql)
    if statement["error"] and statement["error_type"] != "parser":
        raise _error(message("Expected an expression or a SELECT, not another statement."), field)
    if not statement["error"] and not sql.lstrip().startswith("("):
        if len(statement["statements"]) != 1:
            raise _error(message("Expected one SELECT and nothing before or after it."), field)
        return "select", statement["statements"][0]
    alone, inside = _serialised(f"SELECT {sql}\n"), _serialised(f"SELECT ({sql}\n)")
    if not alone["error"] and not inside["error"]:
        _bare(inside["statements"], field)
        return "expression", _bare(alone["statements"], field)
    begins = re.match(r"\s*(select|with|from|values)\b", sql, re.IGNORECASE)
    why = statement if begins else alone
    if not why["error"]:
        raise _error(_NOT_BARE, field)
    raise _error(message("The SQL cannot be read: {why}.", why=why["error_message"]), field)


def _bare(statements: Sequence[Any], field: str | None) -> Any:
    """Return the one expression of ``SELECT …``, if the text did not break out of it."""
    node = statements[0]["node"]
    whole = node.keys() == {"type", "select_list", "from_table", "aggregate_handling"}
    empty = whole and node["from_table"]["type"] == "EMPTY"
    if len(statements) == 1 and empty and len(node["select_list"]) == 1:
        return node["select_list"][0]
    raise _error(_NOT_BARE, field)


class _Use(NamedTuple):
    """Something that a text uses or defines."""

    kind: Literal["table", "source", "column", "function", "alias", "nothing"]
    name: str = ""
    qualifier: str | None = None
    refusal: Message | None = None


def _refused(text: Message) -> _Use:
    return _Use("nothing", refusal=text)


def _uses(node: Any, known: frozenset[str]) -> Iterator[_Use]:
    """Yield what a part of the tree uses; ``known`` are the names that WITH has defined."""
    if isinstance(node, list):
        for part in node:
            yield from _uses(part, known)
    if not isinstance(node, dict):
        return
    known = yield from _with(node, known)
    if "class" in node:
        yield from _expression(node)
    elif isinstance(node.get("type"), str):
        yield from _source(node, known)
    if "sample" in node:
        yield _refused(message("A sample is drawn by chance, which is not allowed."))
    for key, part in node.items():
        if key != "cte_map":
            yield from _uses(part, known)


def _with(node: Mapping[str, Any], known: frozenset[str]) -> Generator[_Use, None, frozenset[str]]:
    """Yield what the definitions of WITH use; return the names that the rest may use."""
    for definition in node.get("cte_map", {}).get("map", []):
        name, value = definition["key"], definition["value"]
        yield _Use("source", name)
        yield from (_Use("alias", alias) for alias in value.get("aliases", []))
        yield from _uses(value["query"]["node"], known)
        known |= {name.casefold()}
    if node.get("type") == "RECURSIVE_CTE_NODE":
        known |= {node["cte_name"].casefold()}
    return known


def _source(node: Mapping[str, Any], known: frozenset[str]) -> Iterator[_Use]:
    """Yield what a table, a join, a subquery or a part of a query uses by itself."""
    kind = node["type"]
    if kind == "TABLE_FUNCTION":
        name = node["function"].get("function_name", "")
        if name not in _TABLE_FUNCTIONS:
            yield _refused(message("The table function {name} is not allowed.", name=name))
    elif kind not in _TABLES and not _PARTS.fullmatch(kind):
        yield _refused(message("{what} is not allowed.", what=kind.removesuffix("_REF")))
    if kind == "BASE_TABLE":
        yield from _table(node, known)
    elif "alias" in node:
        yield _Use("source", node["alias"])
    yield from (_Use("alias", name) for name in node.get("column_name_alias", []))
    yield from (_Use("column", name) for name in node.get("using_columns", []))
    if node.get("ref_type") == "NATURAL":
        yield _Use("column", "*")
    if node.get("ref_type") == "POSITIONAL":
        yield _refused(message("Tables are joined by columns, not by the order of their rows."))


def _table(node: Mapping[str, Any], known: frozenset[str]) -> Iterator[_Use]:
    name = node["table_name"]
    above = [node[part] for part in ("catalog_name", "schema_name") if part in node]
    if above:
        whole = ".".join([*above, name])
        yield _refused(message("The system's table {name} is not allowed.", name=whole))
    elif name.casefold() in known:
        yield _Use("source", node.get("alias", name))
    else:
        yield _Use("table", name, node.get("alias", name))


def _expression(node: Mapping[str, Any]) -> Iterator[_Use]:
    """Yield what an expression uses by itself."""
    kind = node["class"]
    if node.get("alias"):
        yield _Use("alias", node["alias"])
    if "function_name" in node:
        yield _Use("function", node["function_name"].casefold())
    if kind == "COLUMN_REF":
        yield _column(node["column_names"])
    if kind == "STAR":
        yield _Use("column", "*", node.get("relation_name"))
    if kind == "LAMBDA":
        yield from (_Use("alias", name) for name in _parameters(node["lhs"]))
    if kind == "PARAMETER":
        yield _refused(message("A parameter has no value here."))


def _column(names: Sequence[str]) -> _Use:
    if len(names) > 1:
        return _Use("column", names[1], names[0])
    if _WITHOUT_BRACKETS.fullmatch(names[0].casefold()):
        return _refused(
            message(
                "{name} is not allowed: its answer changes. A column of that name is written "
                "TABLE.{name}.",
                name=names[0],
            )
        )
    return _Use("column", names[0])


def _parameters(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of a lambda's parameters."""
    yield from node.get("column_names", [])
    for child in node.get("children", []):
        yield from _parameters(child)


def _names(uses: Sequence[_Use], kind: str) -> frozenset[str]:
    return frozenset(use.name for use in uses if use.kind == kind)


def _resolved(uses: Sequence[_Use], own: str | None) -> Iterator[str]:
    """Yield the columns, with the table's own name where it was called by another."""
    defined = {name.casefold() for name in _names(uses, "source")}
    tables = [(use.qualifier or "", use.name) for use in uses if use.kind == "table"]
    tables += [] if own is None else [(own, own)]
    for use in uses:
        if use.kind != "column":
            continue
        if use.qualifier is None:
            yield use.name
            continue
        called = use.qualifier.casefold()
        found = {table for alias, table in tables if alias.casefold() == called}
        yield from (f"{table}.{use.name}" for table in found)
        if not found and called not in defined:
            yield use.qualifier  # a field of a column


@cache
def _functions() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the functions that always answer alike, and of all."""
    rows = _ask(
        """
        SELECT function_name, bool_and(
            CASE function_type
                WHEN 'macro' THEN schema_name = 'main'
                WHEN 'scalar' THEN stability = 'CONSISTENT'
                ELSE true
            END)
        FROM duckdb_functions()
        WHERE function_type IN ('aggregate', 'macro', 'scalar')
        GROUP BY function_name
        """
    )
    alike = {name for name, consistent in rows if consistent} - _INCONSISTENT
    return frozenset(alike | _TABLE_FUNCTIONS), frozenset(name for name, _ in rows)


def _admit(name: str, field: str | None) -> None:
    """Refuse a function that does not always give the same answer."""
    alike, known = _functions()
    if name in alike:
        return
    if name not in known:
        text = message("There is no function {name}.", name=name)
        raise _error(text, field, nearest(name, sorted(alike)))
    raise _error(
        message("The function {name} is not allowed: its answer may change.", name=name), field
    )


def _error(text: Message, field: str | None, near: str | None = None) -> QueryError:
    return QueryError(Problem(text, field=field, nearest=near))
