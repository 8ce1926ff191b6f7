"""Exchange rates by day: what one unit of a currency was worth in another.

Pairs are crossed by the euro, both sides of the day that is asked, unless one is quoted in the
other: a currency that is fixed to the dollar has its fixed rate in dollars. Nothing is
interpolated: a day without a rate has that of the last day before which has one, and none if that
is longer ago than ten days. Which rates there are is left to ``reference_rates``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from steelyard.data.reference_rates import currencies, known_until, quotes

__all__ = ["DAYS_BACK", "NoRate", "Rate", "Sure", "Why", "rate", "rates"]

DAYS_BACK = 10
"""How many days old a rate may be. Over Easter, and over Christmas, the ECB publishes none for
up to four."""
Sure = Literal["recalled", "mean", "fixed", "published"]
Why = Literal["unknown", "later", "none"]
"""Why there is no rate: of no such currency; of a day after the last known; within ten days."""


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency is worth in another.

    Parameters
    ----------
    value
        The rate.
    day
        The day that it is of; of two sides of a cross the older.
    source
        Who published it; None for a currency in itself.
    sure
        How sure it is, of two sides of a cross the less sure; None for a currency in itself.
    """

    value: float
    day: date
    source: str | None
    sure: Sure | None


@dataclass(frozen=True)
class NoRate:
    """That there is no rate: of which of the two currencies, and why."""

    currency: str
    why: Why


def rate(from_: str, to: str, day: date) -> Rate | NoRate:
    """Return what one unit of a currency was worth in another on a day.

    Parameters
    ----------
    from_, to
        Codes of ISO 4217.
    day
        The day; a Sunday, say, has the rate of the Friday before.

    Returns
    -------
    Rate or NoRate
        The rate with its day and source, or why there is none.

    Examples
    --------
    >>> rate("EUR", "USD", date(2025, 12, 31))
    Rate(value=1.175, day=datetime.date(2025, 12, 31), source='ECB', sure='published')
    >>> rate("SAR", "EUR", date(2023, 12, 31)).day, rate("GBP", "EUR", date(1998, 5, 4)).why
    (datetime.date(2023, 12, 29), 'none')
    """
    asked = pl.DataFrame({"currency": [from_], "day": [day]}, schema=_ASKED)
    found = rates(asked, to).row(0, named=True)
    if found["why"] is not None:
        return NoRate(found["lacking"], found["why"])
    return Rate(found["rate"], found["dated"], found["source"], found["sure"])


def rates(asked: pl.DataFrame, to: str) -> pl.DataFrame:
    """Return what one unit of each currency was worth in another on each day.

    Rate of ``from`` in ``to`` = (units of ``to`` per euro) / (units of ``from`` per euro). Where
    one is quoted in the other, or both in the same currency, the euro is left out.

    Parameters
    ----------
    asked
        ``currency`` and ``day``, without missing cells; to ask for a pair once is enough.
    to
        The currency that is wanted.

    Returns
    -------
    DataFrame
        The rows of ``asked`` with ``rate``, ``dated``, ``source`` and ``sure`` as in
        :class:`Rate`, or with ``lacking`` and ``why`` as in :class:`NoRate`.
    """
    rows = asked.select("currency", "day")
    mine = _quoted(rows).select(pl.all().name.suffix("_from"))
    wanted = _quoted(rows.with_columns(currency=pl.lit(to))).select(pl.all().name.suffix("_to"))
    both = pl.concat([rows.with_columns(to=pl.lit(to)), mine, wanted], how="horizontal")
    near = both.with_columns(*_shortened("from", "to"), *_shortened("to", "from"))
    value = (
        pl.col("rate_to") * pl.col("base_rate_to") / pl.col("rate_from") / pl.col("base_rate_from")
    )
    there, same = pl.col("why").is_null(), pl.col("currency") == pl.col("to")
    found = {
        "rate": pl.when(same).then(1.0).otherwise(value),
        "dated": pl.when(same).then("day").otherwise(pl.min_horizontal("day", *_parts("last"))),
        "source": pl.when(~same).then(_joined(*_parts("source"))),
        "sure": pl.when(~same).then(pl.min_horizontal(*_parts("sure")).cast(pl.String)),
    }
    return (
        near.with_columns(lacking=_lacking())
        .with_columns(why=_why())
        .select(
            "currency",
            "day",
            *(pl.when(there).then(each).alias(name) for name, each in found.items()),
            "lacking",
            "why",
        )
    )


_ASKED = pl.Schema({"currency": pl.String(), "day": pl.Date()})
_QUOTE = ("rate", "last", "source", "sure")


def _parts(column: str) -> list[str]:
    """Return a column of all that a rate is made of: both sides, each with its base."""
    return [f"{of}{column}_{side}" for side in ("from", "to") for of in ("", "base_")]


def _quoted(asked: pl.DataFrame) -> pl.DataFrame:
    """Return the last quote of each row's currency, and that of its base in euros, of that day."""
    own = _last_before(asked)
    base = _last_before(own.select(currency="base", day="day"))
    return pl.concat(
        [own.select("base", *_QUOTE), base.select(pl.col(_QUOTE).name.prefix("base_"))],
        how="horizontal",
    )


def _shortened(side: str, other: str) -> Iterator[pl.Expr]:
    """Yield the quotes of one side without what cancels out of the rate.

    That is a currency in which the other side is quoted, and the way to the euro of a base that
    both have in common or that is the other side.
    """
    code = {"from": "currency", "to": "to"}
    is_base = pl.col(f"base_{other}").eq_missing(pl.col(code[side]))
    meets = pl.col(f"base_{side}").eq_missing(pl.col(code[other])) | (
        pl.col(f"base_{side}") == pl.col(f"base_{other}")
    )
    for name in _QUOTE:
        nothing = pl.lit(1.0) if name == "rate" else None
        for column, cancels in (
            (f"{name}_{side}", is_base),
            (f"base_{name}_{side}", is_base | meets.fill_null(value=False)),
        ):
            yield pl.when(cancels).then(nothing).otherwise(pl.col(column)).alias(column)


def _last_before(asked: pl.DataFrame) -> pl.DataFrame:
    """Return the last quote of each row's currency on or before its day, if it is not too old."""
    found = (
        asked.with_row_index("row")
        .sort("day")
        .join_asof(
            quotes(asked["currency"].unique(maintain_order=True).drop_nulls().to_list()),
            left_on="day",
            right_on="first",
            by="currency",
            strategy="backward",
            check_sortedness=False,
        )
        .sort("row")
    )
    old = (pl.col("day") - pl.col("last")).dt.total_days() > DAYS_BACK
    fresh = ~old.fill_null(value=False)
    return found.select("day", *(pl.when(fresh).then(n).alias(n) for n in ("base", *_QUOTE)))


def _lacking() -> pl.Expr:
    """Return the currency of which there is no rate, null where nothing lacks."""
    known = list(currencies())
    mine, wanted = pl.col("currency"), pl.col("to")
    without = {
        side: pl.any_horizontal(pl.col(f"rate_{side}", f"base_rate_{side}").is_null())
        for side in ("from", "to")
    }
    return (
        pl.when(~mine.is_in(known))
        .then(mine)
        .when(~wanted.is_in(known))
        .then(wanted)
        .when(mine == wanted)
        .then(None)
        .when(_is_later() | without["from"])
        .then(mine)
        .when(without["to"])
        .then(wanted)
    )


def _why() -> pl.Expr:
    lacking = pl.col("lacking")
    return (
        pl.when(~lacking.is_in(list(currencies())))
        .then(pl.lit("unknown"))
        .when(lacking.is_not_null() & _is_later())
        .then(pl.lit("later"))
        .when(lacking.is_not_null())
        .then(pl.lit("none"))
    )


def _is_later() -> pl.Expr:
    return pl.col("day") > known_until()


def _joined(*columns: str) -> pl.Expr:
    """Return the sources of lists in one text, each once."""
    every = pl.concat_list(*columns).list.drop_nulls()
    return every.list.unique(maintain_order=True).list.join(", ")
