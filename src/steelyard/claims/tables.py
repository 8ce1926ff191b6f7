"""The tables of a claims file, and what its queries find in them.

Files are read with the readers of ``steelyard.data``; queries run in its locked database, which
reads the tables that are named and nothing else. What a value means for a claim is left to
``audit``.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl

from steelyard.claims.file.grammar import ClaimTable
from steelyard.claims.interval import Interval
from steelyard.data.files import open_file
from steelyard.data.page import Limits
from steelyard.data.records import ParquetPage
from steelyard.data.sql import Database
from steelyard.drafts.columns import Profile, profiles
from steelyard.drafts.raw import raw_table
from steelyard.drafts.words import is_serial
from steelyard.errors import DataError, Problem, QueryError
from steelyard.findings import Finding
from steelyard.i18n import Message, message

__all__ = ["Answer", "Answers", "answers", "read_table"]

_DOUBLE = Fraction(1, 10**12)
"""How far, as a share of it, a sum of floating-point numbers may be from the true one."""
_MANY_ROWS = 10_000
_MOST_WORKERS, _MEGABYTES = 4, 1024
_LARGEST_WHOLE = 2.0**53


@dataclass(frozen=True)
class Answer:
    """The value that a query gives; None where it gives null.

    A whole number and a decimal are exact. Of a floating-point number the true value is taken to
    lie within a millionth of a millionth of it, for what is lost when such numbers are added.
    """

    value: Fraction | None
    interval: Interval | None

    @property
    def is_exact(self) -> bool:
        """Whether it is known to the last digit."""
        return self.interval is not None and self.interval.is_point


@dataclass(frozen=True)
class Answers:
    """What queries give, and what is wrong with those that give no single value."""

    of: Mapping[str, Answer]
    problems: Mapping[str, Problem]


def read_table(path: Path, declared: ClaimTable) -> tuple[pl.DataFrame, list[Finding]]:
    """Read a table as it stands in its file: figures as numbers, the rest as text.

    Parameters
    ----------
    path
        The file.
    declared
        What the claims file says of it.

    Raises
    ------
    DataError
        It cannot be read, or holds no table.
    """
    opened = open_file(path, path.stem, sheet=declared.sheet, limits=Limits())
    page = opened.pages[0]
    if isinstance(page, ParquetPage):
        body = page.body(0, tuple(range(len(page.names))))
        return body.cells.rename(dict(zip(body.cells.columns, page.names, strict=True))), []
    table = raw_table(path, opened.pages)
    known = profiles(table)
    if not known:
        said = message("The table has no column with a header of its own.")
        raise DataError(Problem(said, file=declared.file))
    left_out = [*table.doubled, *("" for header in table.headers if not header)]
    return pl.DataFrame([_values(profile) for profile in known]), _about(declared, left_out)


def _values(profile: Profile) -> pl.Series:
    """Return a column's values: whole numbers as such, a running number as a number."""
    values = profile.values.rename(profile.header)
    if profile.kind == "empty":
        return values.cast(pl.String) if not values.dtype.is_numeric() else values
    if profile.kind == "text" and is_serial(profile.header):
        numbers = values.cast(pl.Int64, strict=False)
        return numbers if numbers.null_count() == values.null_count() else values
    if values.dtype.is_float():
        there = values.drop_nulls()
        if bool(((there == there.round()) & (there.abs() < _LARGEST_WHOLE)).all()):
            return values.cast(pl.Int64)
    return values


def _about(declared: ClaimTable, left_out: list[str]) -> list[Finding]:
    if not left_out:
        return []
    said = message(
        "{count} columns of {file} were left out: their headers are missing or stand twice.",
        count=len(left_out),
        file=declared.file,
    )
    return [Finding("column-ignored", said, "warning")]


def answers(
    tables: Mapping[str, pl.DataFrame], queries: Mapping[str, str], *, seconds: float = 60.0
) -> Answers:
    """Run queries, each of which should give one number.

    Parameters
    ----------
    tables
        The tables by name; nothing else can be read, and nothing can be written.
    queries
        SELECTs by the name of their claims.
    seconds
        How long one may take.

    Examples
    --------
    >>> brands = pl.DataFrame({"city": ["北京", "北京", "上海"]})
    >>> answers({"brands": brands}, {"cities": "SELECT count(DISTINCT city) FROM brands"}).of
    {'cities': Answer(value=Fraction(2, 1), interval=Interval(low=Fraction(2, 1), \
high=Fraction(2, 1), low_inside=True, high_inside=True))}
    """
    names = list(queries)
    if not names:
        return Answers({}, {})
    compact = {name: _compact(frame) for name, frame in tables.items()}
    workers = min(os.cpu_count() or 1, _MOST_WORKERS, len(names))
    shares = [names[at::workers] for at in range(workers)]

    def work(share: list[str]) -> dict[str, Answer | Problem]:
        return _asked(compact, {name: queries[name] for name in share}, seconds)

    with ThreadPoolExecutor(workers) as pool:
        found = {name: one for done in pool.map(work, shares) for name, one in done.items()}
    return Answers(
        {name: one for name in names if isinstance(one := found[name], Answer)},
        {name: one for name in names if isinstance(one := found[name], Problem)},
    )


def _asked(
    tables: Mapping[str, pl.DataFrame], queries: Mapping[str, str], seconds: float
) -> dict[str, Answer | Problem]:
    """Run queries one after the other, each on one thread, so that sums do not change."""
    found: dict[str, Answer | Problem] = {}
    with Database({}, seconds=seconds, megabytes=_MEGABYTES) as database:
        for name, frame in tables.items():
            try:
                database.register(name, frame)
            except QueryError as error:
                raise QueryError(
                    replace(one, field=f"tables.{name}") for one in error.problems
                ) from None
        for name, sql in queries.items():
            field = f"claims.{name}.query"
            try:
                frame = database.query(sql, field=field)
            except QueryError as error:
                found[name] = error.problems[0]
                continue
            said = _not_one(frame)
            found[name] = _answer(frame.item()) if said is None else Problem(said, field=field)
    return found


def _compact(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table with texts that recur kept once, which halves the time of queries.

    To queries they are texts as before.
    """
    if frame.height < _MANY_ROWS:
        return frame
    counts = frame.select(pl.col(pl.String).approx_n_unique()).to_dict(as_series=False)
    recurring = [name for name, (count,) in counts.items() if count * 10 < frame.height]
    return frame.with_columns(pl.col(recurring).cast(pl.Categorical)) if recurring else frame


def _not_one(frame: pl.DataFrame) -> Message | None:
    """Return why a result is not one number; None if it is, or is null."""
    if frame.width != 1:
        return message(
            "The query gives {count} columns; a claim needs one value.", count=frame.width
        )
    if frame.height != 1:
        return message("The query gives {count} rows; a claim needs one value.", count=frame.height)
    kind = frame.dtypes[0]
    if kind.is_numeric() or kind in (pl.Boolean, pl.Null) or frame.item() is None:
        return None
    return message(
        "The query gives “{value}”; a claim needs a number.", value=str(frame.item())[:60]
    )


def _answer(value: int | float | bool | Decimal | None) -> Answer:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return Answer(None, None)
    exact = Fraction(value)
    if isinstance(value, float):
        return Answer(exact, Interval.around(exact, abs(exact) * _DOUBLE))
    return Answer(exact, Interval.point(exact))
