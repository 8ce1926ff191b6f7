"""Where the figures of missing cells come from: the declarations of the impute step.

What each method computes stands in :mod:`steelyard.steps.impute`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, FiniteFloat

from steelyard.scheme.base import Declaration, Name

__all__ = [
    "EM",
    "Constant",
    "Imputation",
    "Impute",
    "ImputeSpec",
    "Last",
    "Linear",
    "Mean",
    "Median",
    "Nearest",
    "NoImputation",
]


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


GroupColumns = Annotated[
    tuple[Name, ...],
    BeforeValidator(_listed, json_schema_input_type=Name | tuple[Name, ...]),
    Field(
        description="Group columns: the units that agree in all of them serve each other. A cell "
        "whose group has no figure stays missing, and so does one of a unit without a group. "
        "Absent: all units serve each other."
    ),
]


class Imputation(Declaration):
    """What all methods can tell about themselves."""

    across_periods: ClassVar[bool] = False
    """Whether the method needs all periods of a unit at once."""


class NoImputation(Imputation):
    """Missing cells stay missing; the aggregation copes with them."""

    method: Literal["none"] = Field("none", description="No imputation.")


class Mean(Imputation):
    """The mean of the figures that are there."""

    method: Literal["mean"] = Field("mean", description="The mean, of all or within groups.")
    by: GroupColumns = ()


class Median(Imputation):
    """The median of the figures that are there."""

    method: Literal["median"] = Field("median", description="The median, of all or within groups.")
    by: GroupColumns = ()


class Constant(Imputation):
    """The same figure for every missing cell."""

    method: Literal["constant"] = Field("constant", description="A given figure.")
    value: FiniteFloat = Field(description="The figure, in the indicator's unit of measurement.")


class Last(Imputation):
    """The last figure known of the same unit, from an earlier period."""

    across_periods: ClassVar[bool] = True

    method: Literal["last"] = Field("last", description="The last known figure.")
    at_most: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="How many periods of the table a figure may be carried on; without limit if "
        "absent.",
    )
    before: Literal["leave", "hold"] = Field(
        "leave",
        description="What happens before the first figure known of a unit: `leave` it missing, "
        "or `hold` that first figure backwards.",
    )


class Linear(Imputation):
    """On the straight line between the figures before and after, of the same unit."""

    across_periods: ClassVar[bool] = True

    method: Literal["linear"] = Field("linear", description="Linear interpolation over periods.")
    outside: Literal["hold", "leave"] = Field(
        "hold",
        description="What happens before the first and after the last figure known of a unit: "
        "`hold` that figure, or `leave` it missing.",
    )


class Nearest(Imputation):
    """The mean of the most similar units, by all indicators that the step looks at."""

    method: Literal["nearest"] = Field("nearest", description="Nearest neighbours.")
    neighbours: Annotated[int, Field(ge=1)] = Field(
        5, description="How many of the nearest units that have a figure serve a missing cell."
    )
    weights: Literal["uniform", "distance"] = Field(
        "uniform",
        description="`uniform`: the plain mean of the neighbours; `distance`: each counts by the "
        "inverse of its distance.",
    )


class EM(Imputation):
    """What a multivariate normal distribution, fitted by EM, expects given the unit's figures."""

    method: Literal["em"] = Field("em", description="Expectation–maximisation.")
    iterations: Annotated[int, Field(ge=1)] = Field(
        1000, description="The most iterations of the fit."
    )
    tolerance: Annotated[float, Field(gt=0, allow_inf_nan=False)] = Field(
        1e-6,
        description="The fit ends when no mean moves by more than this share of the indicator's "
        "standard deviation, and no correlation by more than this.",
    )
    prior: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = Field(
        None,
        description="How many made-up units without any correlation between the indicators join "
        "the fit, which steadies it where there are few units. Absent: none with more than twice "
        "as many units as indicators, else a tenth of the number of units.",
    )


Impute = Annotated[
    NoImputation | Mean | Median | Constant | Last | Linear | Nearest | EM,
    Field(discriminator="method"),
]
"""Any method with its parameters."""


def _from_name(value: object) -> object:
    return {"method": value} if isinstance(value, str) else value


_Bare = Literal["none", "mean", "median", "last", "linear", "nearest", "em"]

ImputeSpec = Annotated[Impute, BeforeValidator(_from_name, json_schema_input_type=_Bare | Impute)]
"""A method with its parameters, or its bare name where it needs none."""
