"""How the parts of a criterion become one score.

Each method is a bare name (``aggregate: geometric``) or a mapping with settings
(``aggregate: {method: power, exponent: 0.5}``).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, field_validator

from steelyard.scheme.base import Declaration, refusal

__all__ = [
    "AggregateSpec",
    "Arithmetic",
    "Copeland",
    "Geometric",
    "Harmonic",
    "Maximum",
    "MazziottaPareto",
    "Median",
    "Minimum",
    "OrderedWeighted",
    "Outranking",
    "Power",
    "Sum",
]

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Positional = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Aggregation(Declaration):
    """What every aggregation has."""

    relative: ClassVar[bool] = False
    """Whether a unit's score depends on the other units."""
    positive: ClassVar[bool] = False
    """Whether it cannot combine every figure: parts must be above, or not below, 0."""

    coverage: Share = Field(
        0.0,
        description="The least share of the parts' weight that a unit must have figures for. From "
        "there on the parts that it has are reweighed to stand for all; below, its score is "
        "missing. 0: one part is enough; 1: every part is needed.",
    )


class Sum(_Aggregation):
    """The sum of the parts' points."""

    method: Literal["sum"] = "sum"
    coverage: Share = Field(
        1.0,
        description="The least share of the parts' points that a unit must have figures for. 1: "
        "the sum is missing where a part is. Below 1 the points of the parts that it has are "
        "scaled up to the points of all: unknown is never 0.",
    )


class Arithmetic(_Aggregation):
    """The weighted arithmetic mean: full compensation between parts."""

    method: Literal["arithmetic"] = "arithmetic"


class Geometric(_Aggregation):
    """The weighted geometric mean: partial compensation; all parts must be above 0."""

    positive: ClassVar[bool] = True
    method: Literal["geometric"] = "geometric"


class Harmonic(_Aggregation):
    """The weighted harmonic mean: little compensation; all parts must be above 0."""

    positive: ClassVar[bool] = True
    method: Literal["harmonic"] = "harmonic"


class Power(_Aggregation):
    """The weighted power mean; 1 is the arithmetic, 0 the geometric, -1 the harmonic mean."""

    positive: ClassVar[bool] = True
    method: Literal["power"] = "power"
    exponent: Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)] = Field(
        description="The exponent; the lower, the less a good part makes up for a bad one."
    )


class Median(_Aggregation):
    """The weighted median."""

    method: Literal["median"] = "median"


class Minimum(_Aggregation):
    """The lowest part: no compensation."""

    method: Literal["minimum"] = "minimum"


class Maximum(_Aggregation):
    """The highest part."""

    method: Literal["maximum"] = "maximum"


class MazziottaPareto(_Aggregation):
    """The mean with a penalty for parts that are out of balance.

    The parts are scores on a positive scale: standardised to 100 ± 10 for the
    index as published, or between 70 and 130 for its adjusted form.
    """

    positive: ClassVar[bool] = True
    method: Literal["mazziotta_pareto"] = "mazziotta_pareto"
    penalty: Literal["negative", "positive"] = Field(
        "negative",
        description="`negative` takes the penalty off the mean, where more is better; `positive` "
        "adds it, where the index measures something bad.",
    )


class OrderedWeighted(_Aggregation):
    """The ordered weighted average: weights belong to places, the best part first."""

    method: Literal["ordered_weighted"] = "ordered_weighted"
    weights: Annotated[tuple[Positional, ...], Field(min_length=1)] = Field(
        description="A weight for each place, the best part's first, on any scale; as many as "
        "there are parts. The parts' own weights, if they differ, say how much of a place each "
        "takes up."
    )

    @field_validator("weights")
    @classmethod
    def _some_weight(cls, weights: tuple[float, ...]) -> tuple[float, ...]:
        if sum(weights) <= 0:
            raise refusal("no_weight", "At least one weight must be above 0.")
        return weights


class Copeland(_Aggregation):
    """Units beaten less units lost to, comparing every two units by the weight of their parts."""

    relative: ClassVar[bool] = True
    method: Literal["copeland"] = "copeland"


class Outranking(_Aggregation):
    """The ranking that the pairwise comparisons of units support most (Condorcet, Kemeny, Young).

    At most 500 units; a unit that is not on the list has no score.
    """

    relative: ClassVar[bool] = True
    method: Literal["outranking"] = "outranking"


_Method = Annotated[
    Sum
    | Arithmetic
    | Geometric
    | Harmonic
    | Power
    | Median
    | Minimum
    | Maximum
    | MazziottaPareto
    | OrderedWeighted
    | Copeland
    | Outranking,
    Field(discriminator="method"),
]
_BareName = Literal[
    "sum",
    "arithmetic",
    "geometric",
    "harmonic",
    "median",
    "minimum",
    "maximum",
    "mazziotta_pareto",
    "copeland",
    "outranking",
]


def _spell_out(value: object) -> object:
    return {"method": value} if isinstance(value, str) else value


AggregateSpec = Annotated[
    _Method, BeforeValidator(_spell_out, json_schema_input_type=_BareName | _Method)
]
"""Any aggregation, or the bare name of one that needs no settings."""
