"""Tables of measures by group: how many, how much, which share, how concentrated.

What is printed beside a ranking: companies, totals and growth by region, country or sector.
Computing them is left to ``steelyard.steps.measures``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, FiniteFloat, model_validator

from steelyard.scheme.base import Declaration, Name, Text, refusal

__all__ = [
    "Concentration",
    "Herfindahl",
    "Measure",
    "MeasureCount",
    "MeasureGrowth",
    "MeasureShare",
    "MeasureTable",
    "Order",
]

_KINDS = (
    *("count", "distinct", "sum", "mean", "median", "minimum", "maximum"),
    *("share", "growth", "concentration", "herfindahl"),
)
_FIGURE = "A column, derived figure or criterion."


def _of(value: object) -> object:
    """Read a bare name as what the measure is of."""
    return {"of": value} if isinstance(value, str) else value


class MeasureCount(Declaration):
    """How many units there are, or have a figure."""

    of: Name | None = Field(None, description="Count only the units that have this figure.")


class MeasureShare(Declaration):
    """The group's part of the whole list; units without the figure are in neither."""

    of: Name | None = Field(None, description=f"{_FIGURE} Absent: the share of the units.")
    within: tuple[Name, ...] = Field(
        (),
        description="Columns, such as the period: the whole is then not the list, but its units "
        "that are alike in these.",
    )
    times: FiniteFloat = Field(100.0, description="Factor: 100 for per cent.")


class MeasureGrowth(Declaration):
    """Growth of the sum over the units that have both figures."""

    of: Name = Field(description="The figure of now.")
    since: Name = Field(description="The figure of then.")
    times: FiniteFloat = Field(100.0, description="Factor: 100 for per cent.")


class Concentration(Declaration):
    """What the largest units of the group hold of its sum."""

    of: Name | None = Field(None, description=f"{_FIGURE} Absent: how many units there are.")
    top: int = Field(ge=1, description="How many of the largest units.")
    by: tuple[Name, ...] = Field(
        (),
        description="Columns: the largest are then not units but cities, say, each with the sum of "
        "its units.",
    )
    times: FiniteFloat = Field(100.0, description="Factor: 100 for per cent.")


class Herfindahl(Declaration):
    """The Herfindahl–Hirschman index, times · Σ share²."""

    of: Name = Field(description=_FIGURE)
    times: FiniteFloat = Field(
        10_000.0,
        description="Factor: 10,000 as competition authorities print it, which is the sum of "
        "squared percentages; 1 for 0 to 1.",
    )


_Share = Annotated[MeasureShare, BeforeValidator(_of, json_schema_input_type=Name | MeasureShare)]
_Herfindahl = Annotated[Herfindahl, BeforeValidator(_of, json_schema_input_type=Name | Herfindahl)]


class Measure(Declaration):
    """One column of the table; units without a figure are counted out of its measure."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [kind]} for kind in _KINDS]}
    )

    title: Text | None = Field(None, description="What readers see; the measure's name if absent.")
    unit: str | None = Field(None, description="Unit of measurement of the result.")
    count: MeasureCount | None = Field(None, description="Number of units: `count: {}`.")
    distinct: Name | None = Field(
        None, description="Number of different values of a column: how many cities."
    )
    sum: Name | None = Field(None, description="Sum of a figure.")
    mean: Name | None = Field(None, description="Arithmetic mean of a figure.")
    median: Name | None = Field(None, description="Median of a figure.")
    minimum: Name | None = Field(None, description="Least value of a figure.")
    maximum: Name | None = Field(None, description="Greatest value of a figure.")
    share: _Share | None = Field(
        None,
        description="The group's share of the list's sum of a figure, in per cent; {} for its "
        "share of the units.",
    )
    growth: MeasureGrowth | None = Field(
        None, description="times · (Σ of / Σ since − 1) over the units that have both."
    )
    concentration: Concentration | None = Field(
        None, description="Share of the group's sum held by its `top` largest units, in per cent."
    )
    herfindahl: _Herfindahl | None = Field(
        None,
        description="Herfindahl–Hirschman index of a figure: 10,000 where one unit holds all, "
        "10,000/n where n hold the same.",
    )

    @property
    def kind(self) -> str:
        """The kind that is declared: ``sum``, ``share`` and so on."""
        return next(kind for kind in _KINDS if getattr(self, kind) is not None)

    @property
    def declaration(self) -> Any:
        """What stands under the kind."""
        return getattr(self, self.kind)

    @model_validator(mode="after")
    def _one_kind(self) -> Measure:
        given = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise refusal(
                "one_kind_of_measure",
                "A measure needs exactly one of {kinds}; found {given}.",
                {"kinds": ", ".join(_KINDS), "given": ", ".join(given) or "–"},
            )
        return self

    def names(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield the columns and figures that the measure needs, with their places in it."""
        kind, declared = self.kind, self.declaration
        if isinstance(declared, str):
            yield (kind,), declared
            return
        for part in ("of", "since"):
            name = getattr(declared, part, None)
            if name is not None:
                yield (kind, part), name
        for part in ("within", "by"):
            for at, name in enumerate(getattr(declared, part, ())):
                yield (kind, part, at), name

    def labels(self) -> set[str]:
        """Return the columns that are labels to it and not figures."""
        parts = {"distinct", "within", "by"}
        return {name for place, name in self.names() if parts & set(place)}


class Order(Declaration):
    """In which order the groups stand."""

    by: Name = Field(description="A measure, or a column of `by`.")
    descending: bool = Field(True, description="Whether the greatest comes first.")


class MeasureTable(Declaration):
    """A table of measures by group."""

    title: Text | None = Field(None, description="What readers see; the table's name if absent.")
    on: Name | None = Field(
        None,
        description="The table whose rows are measured: its columns and figures; the units' table "
        "if absent, with the criteria's scores.",
    )
    by: tuple[Name, ...] = Field(
        description="The columns that make the groups; [] for one row of all units."
    )
    measures: Annotated[dict[Name, Measure], Field(min_length=1)] = Field(
        description="The measures by name, in the order of the columns."
    )
    order: Order | None = Field(
        None, description="In which order the groups stand; by their labels if absent."
    )
    total: bool = Field(False, description="Whether a last row has the measures of all units.")

    @model_validator(mode="after")
    def _distinct(self) -> MeasureTable:
        for name in self.by:
            if name in self.measures or self.by.count(name) > 1:
                raise refusal(
                    "column_twice",
                    "“{name}” would be two columns of the table.",
                    {"name": name},
                )
        return self

    @model_validator(mode="after")
    def _known_order(self) -> MeasureTable:
        known = (*self.measures, *self.by)
        if self.order is not None and self.order.by not in known:
            raise refusal(
                "unknown_order",
                "There is no measure “{name}” to order by; there are {known}.",
                {"name": self.order.by, "known": ", ".join(known)},
            )
        return self

    def names(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield the columns and figures that the table needs, with their places in it."""
        for at, name in enumerate(self.by):
            yield ("by", at), name
        for measure, declared in self.measures.items():
            for place, name in declared.names():
                yield ("measures", measure, *place), name
