"""SQL over the tables of an evaluation, in a DuckDB that is locked.

No text of a scheme reaches a file, a setting, the clock or chance: what it may say is left to
``sql_text``, what figures mean to ``steelyard.steps.derive``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.data.sql_text import Reference, references
from steelyard.errors import Problem, QueryError, nearest
from steelyard.i18n import Message, message

if TYPE_CHECKING:
    import duckdb

__all__ = ["Database", "Reference", "literal", "quote", "references"]

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # It would reach through the views by which tables are shown; see `_put`.
    "disabled_optimizers": "join_filter_pushdown",
    "temp_directory": "",
    "threads": 1,
}
# In this order: the first two cannot be set once the last one is.
_LOCK = (
    "SET TimeZone = 'UTC'",
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
_MEGABYTE = 1_000_000
_BATCH = 1_000_000
_ALL = 2**63 - 1
"""More rows than any table has: a limit that leaves all, and lets no condition through."""


def quote(name: str) -> str:
    """Return a name as an SQL identifier.

    >>> print(quote('net "sales" x'))
    "net ""sales"" x"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """Return a value as an SQL literal: a number, a text, a date, true, false or null.

    >>> literal("it's"), literal(0.1), literal(True)
    ("'it''s'", '0.1e0', 'TRUE')
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):  # with an exponent it is a double, else a decimal
        text = repr(value)
        return text if "e" in text else f"{text}e0"
    return "'" + str(value).replace("'", "''") + "'"


class Database:
    """Tables that can be queried, and nothing else; a context manager.

    Parameters
    ----------
    tables
        Frames by name. Not-a-number counts as missing.
    seconds
        How long a query may take.
    megabytes
        How much memory queries may use.

    Examples
    --------
    >>> with Database({"sales": pl.DataFrame({"shop": ["a", "b"], "sold": [2, 3]})}) as database:
    ...     database.query("SELECT sum(sold)::INTEGER AS total FROM sales").item()
    5
    """

    def __init__(
        self,
        tables: Mapping[str, pl.DataFrame],
        *,
        seconds: float = 60.0,
        megabytes: int = 2048,
    ) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._columns: dict[str, list[str]] = {}
        self._tables: dict[str, Any] = {}
        self._connection = _connect(megabytes)
        for name, frame in tables.items():
            self.register(name, frame)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def register(self, name: str, frame: pl.DataFrame) -> None:
        """Add a table, or put another in its place.

        Raises
        ------
        QueryError
            If names of tables or columns differ only in case, which SQL cannot tell apart.
        """
        others = [known for known in self._columns if known != name]
        _refuse_same(name, [*others, name])
        self._put(name, _arrow(frame))

    def extend(self, name: str, columns: pl.DataFrame) -> None:
        """Add columns to a table, in the order of its rows; those that are there are replaced.

        Raises
        ------
        QueryError
            If names of columns differ only in case.
        """
        table = self._tables[name]
        for column, values in zip(columns.columns, _arrow(columns).columns, strict=True):
            if column in table.column_names:
                table = table.set_column(table.column_names.index(column), column, values)
            else:
                table = table.append_column(column, values)
        self._put(name, table)

    def _put(self, name: str, table: Any) -> None:
        """Show a table through a view that holds conditions back.

        DuckDB would hand them to PyArrow, or to its own scan of Arrow, and neither can compare
        texts as Polars holds them.
        """
        _refuse_same(name, table.column_names)
        inner = f"{name}%"
        self._connection.register(inner, table)
        self._connection.execute(
            f"CREATE OR REPLACE VIEW {quote(name)} AS SELECT * FROM {quote(inner)} LIMIT {_ALL}"
        )
        self._tables[name], self._columns[name] = table, table.column_names

    def query(self, sql: str, *, field: str | None = None) -> pl.DataFrame:
        """Return what one SELECT finds.

        Parameters
        ----------
        sql
            The statement.
        field
            What asks, for messages: ``derived.green_share``.

        Raises
        ------
        QueryError
            If the text is not one SELECT over the tables, uses what is refused, fails, or
            takes more time or memory than it may.
        """
        found = references(sql, field=field)
        if found.form != "select":
            raise _error(message("Expected a SELECT."), field)
        for table in sorted(found.tables):
            if table.casefold() not in map(str.casefold, self._columns):
                raise _unknown_table(table, list(self._columns), field)
        with self._explained(field), self._time_limit():
            return self._fetch(sql, field)

    def _fetch(self, sql: str, field: str | None) -> pl.DataFrame:
        """Run a query; DuckDB's own limit of memory does not hold for what is handed out."""
        import pyarrow as pa

        reader = self._connection.execute(sql).to_arrow_reader(_BATCH)
        batches = []
        size = 0
        for batch in reader:
            batches.append(batch)
            size += batch.nbytes
            if size > self._megabytes * _MEGABYTE:
                raise self._too_large(field)
        frame = pl.from_arrow(pa.Table.from_batches(batches, reader.schema))
        assert isinstance(frame, pl.DataFrame)
        return frame

    @contextmanager
    def _time_limit(self) -> Iterator[None]:
        timer = threading.Timer(self._seconds, self._connection.interrupt)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    @contextmanager
    def _explained(self, field: str | None) -> Iterator[None]:
        """Turn DuckDB's errors into ours."""
        import duckdb

        try:
            yield
        except (duckdb.Error, OSError) as error:  # OSError while the result is handed out
            raise self._failed(str(error), field) from None

    def _failed(self, text: str, field: str | None) -> QueryError:
        if text.startswith("INTERRUPT Error"):
            return _error(
                message("The query took longer than {seconds:g} seconds.", seconds=self._seconds),
                field,
            )
        if text.startswith("Out of Memory Error"):
            return self._too_large(field)
        unknown = re.search(r'Referenced column "(.+?)" not found', text)
        if unknown is None:
            return _error(message("The query failed: {why}", why=_first_line(text)), field)
        known = sorted({column for columns in self._columns.values() for column in columns})
        return _error(
            message("There is no column “{column}”.", column=unknown[1]),
            field,
            nearest(unknown[1], known),
        )

    def _too_large(self, field: str | None) -> QueryError:
        return _error(
            message(
                "The query needs more than {megabytes} MB of memory.", megabytes=self._megabytes
            ),
            field,
        )


def _connect(megabytes: int) -> duckdb.DuckDBPyConnection:
    import duckdb

    settings = {**_SETTINGS, "memory_limit": f"{megabytes}MB"}
    connection = duckdb.connect(":memory:", config=settings)
    for statement in _LOCK:
        connection.execute(statement)
    return connection


def _arrow(frame: pl.DataFrame) -> Any:
    """Return a frame as an Arrow table that shares its memory, without not-a-number.

    Texts stay as Polars holds them, as views: the older layout would copy each.
    """
    nowhere = [column.name for column in frame if column.dtype.is_float() and column.is_nan().any()]
    known = frame.with_columns(pl.col(nowhere).fill_nan(None)) if nowhere else frame
    return known.to_arrow(compat_level=pl.CompatLevel.newest())


def _refuse_same(table: str, names: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise _error(
                message(
                    "“{one}” and “{other}” differ only in case, which SQL cannot tell apart.",
                    one=other,
                    other=name,
                ),
                table,
            )


def _unknown_table(name: str, known: Sequence[str], field: str | None) -> QueryError:
    text = message(
        "There is no table “{name}”; a query reads the tables {known} and nothing else.",
        name=name,
        known=", ".join(known) or "–",
    )
    return _error(text, field, nearest(name, known))


def _first_line(text: str) -> str:
    """Return DuckDB's message without its class and without what follows it."""
    return re.sub(r"^[A-Z][\w -]*Error: ", "", text.strip().splitlines()[0])


def _error(text: Message, field: str | None, near: str | None = None) -> QueryError:
    return QueryError(Problem(text, field=field, nearest=near))
