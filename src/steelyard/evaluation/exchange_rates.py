"""The exchange rates that an evaluation used, as a table of its edition.

With them anyone can convert back, or hold a rate against its source. The rates themselves are
found in ``steelyard.steps.derive.exchanged``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from steelyard.evaluation.resource import Resource
from steelyard.i18n import Message, message
from steelyard.steps.derive import structure_of
from steelyard.steps.derive.exchanged import Exchanged
from steelyard.steps.derive.notes import Noter

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["HEADINGS", "SURE", "exchange_rates", "resources"]

HEADINGS: Mapping[str, Message] = {
    "figure": message("Figure"),
    "currency": message("Currency"),
    "to": message("Currency wanted"),
    "asked": message("Day asked"),
    "dated": message("Day of the rate"),
    "rate": message("What one unit is worth"),
    "source": message("Source"),
    "sure": message("How sure"),
}
"""What the columns are called."""
SURE: Mapping[str, Message] = {
    "published": message("published by the European Central Bank"),
    "fixed": message("fixed by law or by the central bank"),
    "mean": message("mean of the month"),
    "recalled": message("written from memory, not checked"),
}
"""How sure a rate is."""


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the table of rates, for a scheme with a figure that exchanges."""
    if any(figure.kind == "exchange" for figure in evaluation.scheme.derived.values()):
        yield Resource(
            "exchange-rates",
            "data/exchange_rates.csv",
            exchange_rates(evaluation),
            "The exchange rates that were used: what one unit of a currency was worth in another, "
            "of which day, by whom, and whether it is published, fixed, a mean of the month or "
            "written from memory.",
            ("figure", "currency", "asked"),
            titles={name: heading.render("en") for name, heading in HEADINGS.items()},
        )


def exchange_rates(evaluation: Evaluation) -> pl.DataFrame:
    """Return the rates that were used, each once.

    Returns
    -------
    DataFrame
        A row for each figure, currency and day: ``figure``, ``currency``, ``to``, ``asked`` and
        ``dated``, ``rate``, ``source`` and ``sure`` (as in :class:`steelyard.data.exchange.Rate`).
    """
    scheme, frames = evaluation.scheme, evaluation.frames
    structure = structure_of(scheme)
    found = [pl.DataFrame(schema=_SCHEMA)]
    for name, figure in scheme.derived.items():
        table = figure.on or scheme.units.table
        if figure.exchange is None or name not in frames.get(table, pl.DataFrame()).columns:
            continue
        used = Exchanged(Noter(name, figure, table, frames[table], structure)).used
        found.append(
            used.select(
                figure=pl.lit(name),
                currency="currency",
                to=pl.lit(figure.exchange.to),
                asked="day",
                dated="dated",
                rate="rate",
                source="source",
                sure="sure",
            )
        )
    return pl.concat(found)


_SCHEMA = pl.Schema(
    {
        "figure": pl.String(),
        "currency": pl.String(),
        "to": pl.String(),
        "asked": pl.Date(),
        "dated": pl.Date(),
        "rate": pl.Float64(),
        "source": pl.String(),
        "sure": pl.String(),
    }
)
