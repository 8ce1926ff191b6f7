"""Derived figures: what is computed from the input tables before anything is scored.

Each is a new column of one table, declared by exactly one kind, so that the program can
explain it; computing them is left to ``steelyard.steps.derive``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    FiniteFloat,
    StringConstraints,
    Tag,
    model_validator,
)

from steelyard.scheme.base import Declaration, Name, Place, Text, refusal
from steelyard.scheme.inputs import ColumnType
from steelyard.scheme.valuation import Curve, Exchange, PresentValue, Product, Regret

__all__ = [
    "AMOUNT_KINDS",
    "CHILD_KINDS",
    "LINKED_KINDS",
    "Aggregate",
    "Comparison",
    "Condition",
    "Conditions",
    "Count",
    "Curve",
    "Difference",
    "Exchange",
    "Figure",
    "Growth",
    "Listed",
    "Lookup",
    "Mean",
    "Place",
    "PresentValue",
    "Previous",
    "Product",
    "Ratio",
    "Regret",
    "Scalar",
    "Share",
    "Where",
]


def _single(value: object) -> object:
    if isinstance(value, float) and not isfinite(value):
        value = None
    if not isinstance(value, bool | int | float | date | str):
        raise refusal(
            "not_a_value",
            "Expected a text, a finite number, a date, true or false; "
            "whether a cell is empty asks `missing: true`.",
        )
    return value


Scalar = Annotated[bool | int | FiniteFloat | date | str, BeforeValidator(_single)]
"""A value as YAML writes it."""

AMOUNT_KINDS = (
    *("ratio", "growth", "difference", "total", "product", "weighted_mean", "curve"),
    *("sum", "mean", "median", "share", "present_value", "regret", "exchange"),
)
"""Kinds that compute with amounts."""
CHILD_KINDS = ("count", "sum", "mean", "median", "minimum", "maximum", "share")
"""Kinds that summarise the rows of another table which belong to a row of this one."""
LINKED_KINDS = (*CHILD_KINDS, "present_value")
"""Kinds over the rows of another table which refer to a row of this one."""
_KINDS = (
    *("ratio", "growth", "difference", "total", "product", "weighted_mean", "curve"),
    *("previous", "condition", "regret", "exchange"),
    *LINKED_KINDS,
    *("lookup", "listed", "sql"),
)


def _form(value: object) -> str:
    if isinstance(value, list | tuple):
        return "list"
    return "comparison" if isinstance(value, Mapping | Comparison) else "value"


_Value = Annotated[Scalar, Tag("value")]
_List = Annotated[tuple[Scalar, ...], Field(min_length=1), Tag("list")]
_ValueOrList = Annotated[_Value | _List, Discriminator(_form)]


class Comparison(Declaration):
    """What a cell is compared with; all that is given must hold."""

    at_least: Scalar | None = Field(None, description="The cell is this or more.")
    above: Scalar | None = Field(None, description="The cell is more than this.")
    at_most: Scalar | None = Field(None, description="The cell is this or less.")
    below: Scalar | None = Field(None, description="The cell is less than this.")
    not_: _ValueOrList | None = Field(
        None, alias="not", description="The cell is something else; missing cells do not count."
    )
    missing: bool | None = Field(None, description="Whether the cell is missing.")

    @model_validator(mode="after")
    def _something(self) -> Comparison:
        if not self.model_fields_set:
            raise refusal(
                "empty_comparison",
                "A comparison needs at least one of at_least, above, at_most, below, not, missing.",
            )
        return self


Condition = Annotated[
    _Value | _List | Annotated[Comparison, Tag("comparison")], Discriminator(_form)
]
Where = Annotated[
    dict[Name, Condition],
    Field(
        description="Conditions by column; all must hold. A value means equal, a list means one "
        "of, a mapping compares. A missing cell satisfies nothing but `missing: true`."
    ),
]


def _not_empty(where: Mapping[str, Condition]) -> Mapping[str, Condition]:
    if not where:
        raise refusal("empty_condition", "A condition is missing here.")
    return where


Conditions = Annotated[Where, AfterValidator(_not_empty)]


_WeightedMean = Annotated[
    Annotated[dict[Name, Annotated[FiniteFloat, Field(gt=0)]], Field(min_length=1), Tag("mapping")]
    | Annotated[Name, Tag("name")],
    Discriminator(lambda value: "mapping" if isinstance(value, Mapping) else "name"),
]


class Ratio(Declaration):
    """One figure over another; missing where the lower one is 0 or missing."""

    of: Name = Field(description="The upper figure, a column or figure of the same table.")
    to: Name = Field(description="The lower figure.")
    times: FiniteFloat = Field(1.0, description="Factor: 100 for per cent.")


class Growth(Declaration):
    """Growth of a figure since another, as it is even from a negative base.

    Missing where the base is 0 or missing.
    """

    of: Name = Field(description="The figure of now.")
    since: Name = Field(description="The figure of then, the base.")
    times: FiniteFloat = Field(100.0, description="Factor: 100 for per cent.")


class Difference(Declaration):
    """One figure less another."""

    of: Name = Field(description="The figure that is lessened.")
    less: Name = Field(description="The figure taken away.")


class Previous(Declaration):
    """The same unit's figure of an earlier period."""

    of: Name = Field(description="The column or figure of the same table.")
    periods: int = Field(
        1, ge=1, description="How many of the periods that the table has to go back."
    )


class Count(Declaration):
    """How many rows of another table belong to the row and satisfy the conditions."""

    of: Name = Field(description="The table that references this one.")
    where: Where = Field({}, description="Which rows count; all if absent.")


class Aggregate(Declaration):
    """A column of the rows of another table that belong to the row."""

    of: Place = Field(description="TABLE.COLUMN of the table that references this one.")
    where: Where = Field({}, description="Which rows count; all if absent.")


class Mean(Aggregate):
    """A mean, weighted or not, of the rows that have the amount and the weight."""

    weighted_by: Name | None = Field(
        None, description="The other table's column with the weights; equal weights if absent."
    )


class Share(Declaration):
    """The rows that satisfy the conditions, as a share of all rows, by an amount."""

    of: Place = Field(description="TABLE.COLUMN of the amounts in the table that references this.")
    where: Conditions = Field(description="Which rows count in the numerator.")
    times: FiniteFloat = Field(1.0, description="Factor: 100 for per cent.")


class Lookup(Declaration):
    """A column of the one row of another table that matches."""

    of: Place = Field(description="TABLE.COLUMN to take.")
    match: dict[Name, Name] | None = Field(
        None,
        min_length=1,
        description="Column of this table: column of the other. Where this table's columns "
        "reference the other, their references if absent.",
    )
    day: Name | None = Field(
        None,
        description="The column with the day on which the row must be in force, where the other "
        "table has `versions`.",
    )


class Listed(Declaration):
    """Whether a row of another table matches: whether something is on a list.

    Missing where a column to match is, or where no version of the list is in force.
    """

    in_: Name = Field(alias="in", description="The table that is the list.")
    match: Annotated[dict[Name, Name], Field(min_length=1)] = Field(
        description="Column of this table: column of the list. Where the list has `versions`, all "
        "columns that say whose it is are among them."
    )
    day: Name | None = Field(
        None, description="The column with the day on which the list is asked, if it has versions."
    )


class Figure(Declaration):
    """A derived figure: a new column of a table."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [kind]} for kind in _KINDS]}
    )

    title: Text | None = Field(None, description="What readers see; the figure's name if absent.")
    unit: str | None = Field(None, description="Unit of measurement of the result.")
    about: Text | None = Field(None, description="What the figure means.")
    type: ColumnType = Field("number", description="What the cells hold.")
    on: Name | None = Field(
        None, description="The table that gets the column; the units' table if absent."
    )
    ratio: Ratio | None = Field(None, description="times · of / to.")
    growth: Growth | None = Field(None, description="times · (of / since − 1).")
    difference: Difference | None = Field(None, description="of − less.")
    total: Annotated[tuple[Name, ...], Field(min_length=1)] | None = Field(
        None, description="Sum of figures of the same row; missing if any of them is."
    )
    product: Product | None = Field(None, description="times · the product of figures.")
    weighted_mean: _WeightedMean | None = Field(
        None,
        description="Σ weight · figure / Σ weight over figures of the same row: each with its "
        "weight; missing if any of them is. Or the name of a criterion of the tree, whose "
        "indicators and weights are taken, all its levels in one.",
    )
    curve: Curve | None = Field(None, description="What a table of points makes of a figure.")
    previous: Previous | None = Field(None, description="The same unit in an earlier period.")
    condition: Conditions | None = Field(
        None,
        description="Whether the row satisfies the conditions: 1 or 0, or with `type: boolean` "
        "true or false; missing where that cannot be told.",
    )
    regret: Regret | None = Field(
        None, description="How much the best row of the same kind has more: of the best − of."
    )
    exchange: Exchange | None = Field(
        None,
        description="What one unit of the row's currency is worth in another on a day; missing "
        "where no rate is known.",
    )
    count: Count | None = Field(None, description="Number of rows of another table; 0 if none.")
    sum: Aggregate | None = Field(
        None,
        description="Sum over rows of another table; 0 if there is none, missing if an amount is.",
    )
    mean: Mean | None = Field(None, description="Mean over the rows that have the amount.")
    median: Aggregate | None = Field(None, description="Median over the rows that have the amount.")
    minimum: Aggregate | None = Field(None, description="Least of the rows that have the value.")
    maximum: Aggregate | None = Field(None, description="Greatest of the rows that have the value.")
    share: Share | None = Field(
        None,
        description="times · sum over some rows / sum over all; missing where the whole is 0 or "
        "an amount is missing.",
    )
    present_value: PresentValue | None = Field(
        None,
        description="What flows of the coming years, rows of another table, are worth today; "
        "missing where a year is, or where growth without end is not below the rate.",
    )
    lookup: Lookup | None = Field(
        None, description="A column of the matching row of another table; missing without match."
    )
    listed: Listed | None = Field(
        None,
        description="Whether the row is on a list: 1 or 0, or with `type: boolean` true or false; "
        "missing where the list is not known.",
    )
    sql: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)] | None = Field(
        None,
        description="An SQL expression (DuckDB) over the table's columns, or one SELECT that "
        "returns the table's key columns and `value`.",
    )

    @property
    def kind(self) -> str:
        """The kind that is declared: ``ratio``, ``sum``, ``sql`` and so on."""
        return next(kind for kind in _KINDS if getattr(self, kind) is not None)

    @property
    def declaration(self) -> Any:
        """What stands under the kind."""
        return getattr(self, self.kind)

    @model_validator(mode="after")
    def _one_kind(self) -> Figure:
        given = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise refusal(
                "one_kind_of_figure",
                "A derived figure needs exactly one of {kinds}; found {given}.",
                {"kinds": ", ".join(_KINDS), "given": ", ".join(given) or "–"},
            )
        return self

    @model_validator(mode="after")
    def _type_of_kind(self) -> Figure:
        allowed = _types(self.kind)
        if self.type not in allowed:
            raise refusal(
                "type_of_figure",
                "The result of “{kind}” cannot be of type {type}; it can be {allowed}.",
                {"kind": self.kind, "type": self.type, "allowed": ", ".join(allowed)},
            )
        return self


def _types(kind: str) -> tuple[Literal["number", "integer", "boolean", "text", "date"], ...]:
    if kind in ("count", "sum", "total", "difference"):
        return ("number", "integer")
    if kind in ("condition", "listed"):
        return ("number", "integer", "boolean")
    if kind in AMOUNT_KINDS:
        return ("number",)
    return ("number", "integer", "boolean", "text", "date")
