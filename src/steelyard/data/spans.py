"""When each version of a document is in force.

A version has an owner and a first day; where no last day is stated, it is in force until the
owner's next version begins. What cannot be is refused in ``versions``.
"""

from __future__ import annotations

import polars as pl

from steelyard.data.checks import DELIVERY, ROW
from steelyard.scheme.inputs import Versions

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "STATED",
    "VERSION",
    "in_force",
    "of_owner",
    "places",
    "spans",
]

VERSION = "_version"
"""What a version is called: its name, or its first day."""
FIRST_DAY = "_first_day"
"""The first day on which a row is in force."""
LAST_DAY = "_last_day"
"""The last day on which a row is in force, null where it has no end."""
STATED = "_stated"
"""The last day that a version states, null where it states none."""


def in_force(frame: pl.DataFrame, versions: Versions) -> pl.DataFrame:
    """Return a document's rows with the days from which and until which each is in force.

    Parameters
    ----------
    frame
        The table as read and checked.
    versions
        What says which version a row belongs to.

    Returns
    -------
    pl.DataFrame
        The rows with ``FIRST_DAY`` and ``LAST_DAY``: the last day stated, else the day before
        the owner's next version begins, else null, which has no end.
    """
    days = spans(frame, versions).select(*versions.of, FIRST_DAY, LAST_DAY)
    begun = frame.with_columns(pl.col(versions.from_).alias(FIRST_DAY))
    on = [*versions.of, FIRST_DAY]
    return begun.join(days, on=on, how="left", nulls_equal=True, maintain_order="left")


def spans(frame: pl.DataFrame, versions: Versions) -> pl.DataFrame:
    """Return a row for each version: its owner, its name, its days, the first of its rows.

    Parameters
    ----------
    frame
        The table as read.
    versions
        What says which version a row belongs to.

    Returns
    -------
    pl.DataFrame
        The columns of the owner, ``VERSION``, ``FIRST_DAY``, ``STATED``, ``LAST_DAY`` and, where
        they are there, ``_row`` and ``_delivery``; sorted by owner and first day.
    """
    days = frame.with_columns(
        pl.col(versions.from_).alias(FIRST_DAY),
        _stated(versions),
        pl.col(versions.version or versions.from_).cast(pl.String).alias(VERSION),
    )
    kept = [FIRST_DAY, STATED, *places(frame)]
    each = days.group_by(*versions.of, VERSION, maintain_order=True).agg(pl.col(kept).first())
    ordered = each.sort(*versions.of, FIRST_DAY, maintain_order=True)
    before_next = of_owner(pl.col(FIRST_DAY).shift(-1), versions) - pl.duration(days=1)
    last = pl.min_horizontal(STATED, before_next).alias(LAST_DAY)
    return ordered.with_columns(last)


def of_owner(expression: pl.Expr, versions: Versions) -> pl.Expr:
    """Return what is computed over the versions of each owner by itself."""
    return expression.over(versions.of) if versions.of else expression


def places(frame: pl.DataFrame) -> list[str]:
    """Return the columns that say where a row stands."""
    return [name for name in (ROW, DELIVERY) if name in frame.columns]


def _stated(versions: Versions) -> pl.Expr:
    stated = pl.lit(None, pl.Date) if versions.until is None else pl.col(versions.until)
    return stated.alias(STATED)
