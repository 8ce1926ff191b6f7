"""The derived kind ``exchange``: rates of currencies by day, and what is said about them.

Rates are no function of a row that SQL could compute, so they are joined to it: each currency and
day is looked up once. What the rates are is left to ``steelyard.data.exchange``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import polars as pl

from steelyard.data.exchange import DAYS_BACK, Why, rates
from steelyard.data.reference_rates import currencies, known_until
from steelyard.errors import nearest
from steelyard.findings import Finding, Severity
from steelyard.i18n import Message, message
from steelyard.scheme.valuation import Exchange
from steelyard.steps.derive.notes import Noter

__all__ = ["Exchanged", "asked", "digits", "exchanged"]

_MOST = 12
"""Rates of one currency that have a note each; of more, one note tells their range."""


def asked(frame: pl.DataFrame, exchange: Exchange) -> pl.DataFrame:
    """Return the currency and the day that each row asks for.

    Parameters
    ----------
    frame
        A table; columns that it does not have are unknown.
    exchange
        The declaration.

    Returns
    -------
    DataFrame
        ``currency`` and ``day``, as many rows; a year is its 31 December.
    """
    currency = frame[exchange.from_] if exchange.from_ in frame.columns else _unknown(frame)
    day = frame[exchange.day] if exchange.day in frame.columns else _unknown(frame)
    if day.dtype.is_numeric():
        # A year that varies in the analysis comes with decimals.
        dated = pl.date(pl.col("day").fill_nan(None).clip(1, 9999).round().cast(pl.Int32), 12, 31)
    else:
        dated = pl.col("day").cast(pl.Date)
    return pl.DataFrame({"currency": currency.cast(pl.String), "day": day}).with_columns(day=dated)


def _unknown(frame: pl.DataFrame) -> pl.Series:
    return pl.Series([None], dtype=pl.Null).new_from_index(0, frame.height)


def exchanged(noter: Noter) -> tuple[list[pl.Series], list[Finding]]:
    """Return the rates of a table's rows as a column, and the findings."""
    found = Exchanged(noter)
    return [found.column], list(found.findings())


@dataclass(frozen=True)
class Exchanged:
    """The rates of one figure.

    Parameters
    ----------
    noter
        The figure and its table.
    """

    noter: Noter

    @cached_property
    def rows(self) -> pl.DataFrame:
        """The rows of the table with what :func:`steelyard.data.exchange.rates` found for each."""
        declared = self.noter.figure.declaration
        rows = asked(self.noter.frame, declared)
        pairs = rows.drop_nulls().unique(maintain_order=True)
        return rows.join(
            rates(pairs, declared.to), on=["currency", "day"], how="left", maintain_order="left"
        )

    @cached_property
    def used(self) -> pl.DataFrame:
        """Each currency and day once, by currency and day, where something is exchanged."""
        pairs = self.rows.filter(pl.col("source").is_not_null()).unique(["currency", "day"])
        return pairs.sort("currency", "day")

    @property
    def column(self) -> pl.Series:
        """The rates."""
        return self.rows["rate"].alias(self.noter.name)

    def findings(self) -> Iterator[Finding]:
        """Yield the rates that were used, those to be checked, and where there is none."""
        for (currency,), used in self.used.partition_by(
            "currency", as_dict=True, maintain_order=True
        ).items():
            yield from self._used(str(currency), used)
        yield from self._unsure()
        if self.noter.table == self.noter.structure.units:
            yield from self._units_without()
        else:
            yield from self._rows_without()

    def _used(self, currency: str, used: pl.DataFrame) -> Iterator[Finding]:
        """Yield a note for each rate, or one for all of a currency that has many."""
        to = self.noter.figure.declaration.to
        if used.height > _MOST:
            values = used["rate"].to_list()
            text = message(
                "1 {currency} = {least} to {most} {to}: {count} rates of days from {first} to "
                "{last} ({source}).",
                currency=currency,
                to=to,
                count=used["dated"].n_unique(),
                least=digits(min(values)),
                most=digits(max(values)),
                first=used["dated"].min(),
                last=used["dated"].max(),
                source=_each(used["source"]),
            )
            yield self._finding("exchange-rate", text)
            return
        for row in used.iter_rows(named=True):
            told = {
                "currency": currency,
                "rate": digits(row["rate"]),
                "to": to,
                "source": row["source"],
                "dated": row["dated"],
            }
            if row["dated"] == row["day"]:
                text = message("1 {currency} = {rate} {to} ({source}, {dated}).")
                yield self._finding("exchange-rate", Message(text.template, told))
            else:
                text = message(
                    "1 {currency} = {rate} {to} ({source}, {dated}): the last rate before {day}, "
                    "which has none."
                )
                filled = Message(text.template, {**told, "day": row["day"]})
                yield self._finding("earlier-exchange-rate", filled)

    def _unsure(self) -> Iterator[Finding]:
        """Yield the currencies whose rates are means of months, or that nobody has checked."""
        means = self.used.filter(pl.col("sure") == "mean")
        if means.height:
            text = message(
                "“{figure}” uses means of months, for want of daily rates: {currencies}.",
                figure=self.noter.name,
                currencies=_each(means["currency"]),
            )
            yield self._finding("mean-exchange-rate", text)
        recalled = self.used.filter(pl.col("sure") == "recalled")
        if recalled.height:
            text = message(
                "“{figure}” uses rates that were written from memory and are not checked: "
                "{currencies}. Check them before anything depends on them.",
                figure=self.noter.name,
                currencies=_each(recalled["currency"]),
            )
            yield self._finding("unchecked-exchange-rate", text, warning=True)

    def _units_without(self) -> Iterator[Finding]:
        """Yield a finding for each unit without a rate."""
        noter = self.noter
        period = noter.structure.period_of(noter.table)
        named = {"#unit": noter.structure.key} | ({"#period": period} if period else {})
        rows = noter.frame.select(**named).hstack(self.rows)
        for row in rows.filter(pl.col("why").is_not_null()).iter_rows(named=True):
            code, said = self._said(row["lacking"], row["why"], row["day"])
            if period is not None:
                said = message("{period}: {finding}", period=row["#period"], finding=said)
            yield self._finding(code, said, warning=True, unit=str(row["#unit"]))

    def _rows_without(self) -> Iterator[Finding]:
        """Yield a finding for each currency and reason, with the number of rows."""
        rows = self.rows.filter(pl.col("why").is_not_null())
        groups = rows.group_by("lacking", "why").agg(pl.len().alias("count"), pl.col("day").min())
        for row in groups.sort("lacking", "why").iter_rows(named=True):
            code, said = self._said(row["lacking"], row["why"], row["day"])
            text = message(
                "{count} rows of “{table}”: {finding}",
                count=row["count"],
                table=self.noter.table,
                finding=said,
            )
            yield self._finding(code, text, warning=True)

    def _said(self, currency: str, why: Why, day: date) -> tuple[str, Message]:
        """Return why a rate is missing, as a code and a sentence."""
        values = {"figure": self.noter.name, "currency": currency, "day": day}
        if why == "unknown":
            text = message("“{figure}” is missing: there are no exchange rates of “{currency}”.")
            near, said = nearest(currency, currencies()), Message(text.template, values)
            if near is not None:
                said = message("{problem} Did you mean “{name}”?", problem=said, name=near)
            return "unknown-currency", said
        if why == "later":
            text = message(
                "“{figure}” is missing: exchange rates are known until {last}, not on {day}."
            )
            return "no-exchange-rate", Message(text.template, {**values, "last": known_until()})
        text = message(
            "“{figure}” is missing: {currency} has no exchange rate on {day} or in the {back} days "
            "before."
        )
        return "no-exchange-rate", Message(text.template, {**values, "back": DAYS_BACK})

    def _finding(
        self, code: str, text: Message, *, warning: bool = False, unit: str | None = None
    ) -> Finding:
        severity: Severity = "warning" if warning else "note"
        return Finding(code, text, severity, self.noter.table, column=self.noter.name, unit=unit)


def digits(rate: float) -> str:
    """Return a rate with the six digits that rates are published with.

    >>> digits(0.14283630351802776), digits(5.4321e-05), digits(20275.17)
    ('0.142836', '0.000054321', '20275.2')
    """
    return f"{Decimal(f'{rate:.6g}'):f}"


def _each(names: pl.Series) -> str:
    """Return names once, in order; a cell may have several."""
    return ", ".join(names.str.split(", ").explode().unique().sort())
