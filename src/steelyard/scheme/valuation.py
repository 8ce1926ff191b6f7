"""Derived figures of valuations and plans: what flows, rates, scores and futures make of a row.

ISO 10668:2010 (GB/T 29187) asks of an income approach which flows, over how long, at which
rate; here each is a name in the scheme, so that it can be read, varied and explained.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, FiniteFloat, model_validator

from steelyard.scheme.base import Declaration, Name, Place, refusal

__all__ = ["Currency", "Curve", "Exchange", "PresentValue", "Product", "Regret"]

_CODE = re.compile(r"[A-Z]{3}")


def _code(value: str) -> str:
    if not _CODE.fullmatch(value):
        raise refusal(
            "not_a_currency",
            "“{value}” is not a currency: three capital letters, such as USD or CNY.",
            {"value": value},
        )
    return value


Currency = Annotated[
    str,
    AfterValidator(_code),
    Field(
        description="A currency by its three letters of ISO 4217: USD, EUR, CNY, TWD.",
        json_schema_extra={"pattern": f"^{_CODE.pattern}$"},
    ),
]


class Product(Declaration):
    """Figures of the same row multiplied; missing if any of them is."""

    of: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="The figures that are multiplied."
    )
    times: FiniteFloat = Field(1.0, description="Factor: 0.01 where one of them is per cent.")


class Curve(Declaration):
    """A table of points: what a figure is worth, between the points and beyond them."""

    of: Name = Field(description="The figure.")
    points: Annotated[tuple[tuple[FiniteFloat, FiniteFloat], ...], Field(min_length=2)] = Field(
        description="The figure and what it is worth, from the least figure up."
    )
    between: Literal["linear", "step"] = Field(
        "linear",
        description="`linear`: in proportion between two points; `step`: what the point at or "
        "below says. Beyond the first and the last point their values hold.",
    )

    @model_validator(mode="after")
    def _ascending(self) -> Curve:
        for (one, _), (next_one, _) in pairwise(self.points):
            if next_one <= one:
                raise refusal(
                    "points_out_of_order",
                    "The points stand from the least figure up: {next} comes after {one}.",
                    {"next": f"{next_one:g}", "one": f"{one:g}"},
                )
        return self


class PresentValue(Declaration):
    """Flows of the years after a day, each divided by (1 + rate)^years, and what follows them.

    The value is Σ F_t/(1+r)^(t−s), t = 1 … T, where s is 0 for flows at the end of a year and
    ½ in the middle. With growth g without end F_T·(1+g)/(r−g)/(1+r)^(T−s) is added.
    """

    of: Place = Field(
        description="TABLE.COLUMN of the flows, a row per year, in the table that references this."
    )
    year: Name = Field(description="The other table's column with the year.")
    since: Name = Field(
        description="This table's figure with the year of the valuation: flows of later years "
        "count, the first is that of the next year."
    )
    rate: Name = Field(description="This table's figure with the rate, per cent a year.")
    growth: Name | None = Field(
        None,
        description="This table's figure with the growth without end after the last year, per "
        "cent a year; nothing follows the last year if absent.",
    )
    flows: Literal["end", "middle"] = Field(
        "end", description="When in its year a flow is due: at its `end` or in its `middle`."
    )


class Regret(Declaration):
    """What a row has less than the best of the rows that share some columns with it.

    Savage, L. J. (1951), The Theory of Statistical Decision, https://doi.org/10.2307/2280094.
    """

    of: Name = Field(description="The figure.")
    within: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="The columns that the rows share: the scenario."
    )
    best: Literal["most", "least"] = Field(
        "most", description="Whether `most` is best or, as with costs, `least`."
    )


class Exchange(Declaration):
    """What one unit of a currency is worth in another on a day.

    Reference rates of the European Central Bank, and a table of ours for currencies that it
    does not quote; on a day without a rate that of the last day before, within ten days.
    """

    from_: Name = Field(alias="from", description="The column with the currency, in ISO 4217.")
    to: Currency | None = Field(
        None, description="The currency that is wanted; the scheme's `currency` if absent."
    )
    day: Name = Field(
        description="The column with the day; or with the year, which means its 31 December."
    )
