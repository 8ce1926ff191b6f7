"""Which column of a table is the key, the name, the period, a group, a rank, an indicator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from steelyard.drafts.columns import Profile
from steelyard.drafts.words import is_serial, says
from steelyard.errors import DataError, Problem
from steelyard.i18n import message

__all__ = ["Roles", "guess_roles", "identifying"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Roles:
    """What the columns of a units' table are for; those in no role are only declared.

    Parameters
    ----------
    key
        What identifies a unit (with the period, if there is one).
    title
        What names it, where the key is a code.
    period
        The period of a row, where units recur.
    year
        A column of years that is no period, since units do not recur.
    rank
        A rank that somebody gave.
    groups, indicators
        What units are grouped by, and what is measured.
    """

    key: Profile
    title: Profile | None
    period: Profile | None
    year: Profile | None
    rank: Profile | None
    groups: tuple[Profile, ...]
    indicators: tuple[Profile, ...]


def guess_roles(columns: Sequence[Profile], file: str) -> Roles:
    """Return the roles of a table's columns.

    Raises
    ------
    DataError
        No column, by itself or with a period, tells the rows apart.
    """
    years = [column for column in columns if _is_year(column)]
    key = identifying(columns)
    period = None
    if key is None:
        dates = [column for column in columns if column.kind == "date"]
        key, period = _with_period(columns, [*years, *dates], file)
    rank = next((column for column in columns if _is_rank(column)), None)
    taken = {column.at for column in (key, period, rank, *years) if column is not None}
    rest = [column for column in columns if column.at not in taken]
    title = _title(key, rest)
    return Roles(
        key=key,
        title=title,
        period=period,
        year=None if period is not None or not years else years[0],
        rank=rank,
        groups=tuple(column for column in rest if column is not title and _is_group(column)),
        indicators=tuple(column for column in rest if column.kind == "figures"),
    )


def identifying(columns: Sequence[Profile]) -> Profile | None:
    """Return the first column of texts that are all different, if there is one.

    Running numbers come after texts that say something, and whole numbers last.
    """
    texts = [column for column in columns if column.kind == "text" and column.identifies]
    spoken = [column for column in texts if not is_serial(column.header)]
    if spoken or texts:
        return (spoken or texts)[0]
    if any(column.kind == "text" for column in columns):
        return None
    numbers = (c for c in columns if c.whole and c.identifies and not _is_year(c))
    return next(numbers, None) if columns and columns[0].whole else None


def _with_period(
    columns: Sequence[Profile], periods: Sequence[Profile], file: str
) -> tuple[Profile, Profile]:
    """Return the first text column and period that tell the rows apart together."""
    texts = [column for column in columns if column.kind == "text" and column.missing == 0]
    for column in texts:
        for period in periods:
            rows = pl.DataFrame({"unit": column.values, "period": period.values})
            if period.missing == 0 and rows.n_unique() == rows.height:
                return column, period
    raise _no_key(texts, file)


def _no_key(texts: Iterable[Profile], file: str) -> DataError:
    closest = max(texts, key=lambda column: column.distinct, default=None)
    if closest is None:
        said = message(
            "No column names the units: expected one with a text in every row, and no text twice."
        )
        return DataError(Problem(said, file=file))
    text, count = closest.values.value_counts(sort=True, name="count").row(0)
    said = message(
        "No column tells the units apart: expected one with a text in every row, and no text "
        "twice, or twice only in different years. In this one “{text}” stands {count} times.",
        text=text,
        count=count,
    )
    return DataError(Problem(said, file=file, field=closest.header))


def _is_year(column: Profile) -> bool:
    if column.kind != "figures" or not column.whole or not says(column.header, "period"):
        return False
    there = column.values.drop_nulls()
    return bool(there.is_between(_FIRST_YEAR, _LAST_YEAR).all())


def _is_rank(column: Profile) -> bool:
    if column.kind != "figures" or not column.whole or not says(column.header, "rank"):
        return False
    return bool((column.values.drop_nulls() >= 1).all())


def _title(key: Profile, rest: Sequence[Profile]) -> Profile | None:
    """Return what names the units if the key is only a code: the first texts all different."""
    if not (says(key.header, "code") or is_serial(key.header) or key.kind == "figures"):
        return None
    named = [column for column in rest if column.kind == "text" and column.missing == 0]
    by_word = [column for column in named if says(column.header, "name")]
    unlike = [column for column in named if column.identifies]
    return next(iter((*unlike, *by_word)), None)


def _is_group(column: Profile) -> bool:
    """Whether a column has few different texts, each for two rows or more on average."""
    filled = len(column.values) - column.missing
    return column.kind == "text" and 2 <= column.distinct <= max(2, filled // 2)
