"""How outliers and skewed indicators are reined in: the declarations of the treat step.

What each method computes, and when, stands in :mod:`steelyard.steps.treat`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, FiniteFloat, model_validator

from steelyard.scheme.base import Declaration, refusal

__all__ = [
    "BoxCox",
    "CoinToolLog",
    "Log",
    "NoTreatment",
    "SquareRoot",
    "Treat",
    "TreatSpec",
    "Treatment",
    "Winsorise",
]


class NoTreatment(Declaration):
    """Figures stay as they are."""

    method: Literal["none"] = Field("none", description="No treatment.")


class Winsorise(Declaration):
    """Bring the most extreme figure to the next one, until the indicator passes."""

    method: Literal["winsorise"] = Field("winsorise", description="Winsorisation.")
    points: Annotated[int, Field(ge=1)] | Literal["unlimited"] = Field(
        5,
        description="No further figure is brought in once this many have been, or `unlimited`. "
        "Equal figures are brought in together, so the last step may exceed the number.",
    )
    force: bool = Field(
        False, description="Whether to go on to that number though the indicator passes before."
    )

    @model_validator(mode="after")
    def _force_needs_a_number(self) -> Self:
        if self.force and self.points == "unlimited":
            raise refusal(
                "force_without_points", "“force” needs a number of points, not “unlimited”."
            )
        return self


class Log(Declaration):
    """The natural logarithm; figures must be above zero."""

    method: Literal["log"] = Field("log", description="Natural logarithm.")


class CoinToolLog(Declaration):
    """The COIN Tool's logarithm, ln(x − min + offset), which suits any figures."""

    method: Literal["log_ct"] = Field("log_ct", description="The COIN Tool's logarithm.")
    offset: Literal["range", "one"] = Field(
        "range",
        description="`range`: a hundredth of the distance from the least to the greatest figure; "
        "`one`: 1, as in the first COIN Tool.",
    )
    mirror: bool = Field(
        False,
        description="Whether an indicator whose tail points down is turned over for the "
        "logarithm, −ln(max − x + offset), so that it becomes less skewed and not more.",
    )


class BoxCox(Declaration):
    """The power transformation of Box and Cox, (z^λ − 1)/λ, or ln z where λ is 0."""

    method: Literal["box_cox"] = Field("box_cox", description="Box–Cox transformation.")
    lambda_: FiniteFloat | Literal["fit"] = Field(
        "fit",
        alias="lambda",
        description="λ, or `fit`: the most likely λ from −5 to 5, fitted once and kept.",
    )
    shift: bool = Field(
        True,
        description="Whether figures are moved first so that the least is 1: z = x − min + 1. "
        "Otherwise z = x, and figures must be above zero.",
    )


class SquareRoot(Declaration):
    """The square root; figures must not be below zero."""

    method: Literal["square_root"] = Field("square_root", description="Square root.")


Treatment = Annotated[
    Winsorise | Log | CoinToolLog | BoxCox | SquareRoot | NoTreatment,
    Field(discriminator="method"),
]
"""Any method with its parameters."""

_Bare = Literal["winsorise", "log", "log_ct", "box_cox", "square_root", "none"]


def _from_name(value: object) -> object:
    return {"method": value} if isinstance(value, str) else value


_Item = Annotated[Treatment, BeforeValidator(_from_name, json_schema_input_type=_Bare | Treatment)]


class Treat(Declaration):
    """A chain of methods: each is tried where the one before it did not help enough."""

    methods: tuple[_Item, ...] = Field(
        (Winsorise(), CoinToolLog()),
        description="The methods in the order in which they are tried, until the indicator "
        "passes; what the last one gives stays even if it does not pass. None: no treatment.",
    )
    skewness: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        2.0,
        description="An indicator is flagged if its skewness lies beyond this, on either side, "
        "and its kurtosis is too great as well.",
    )
    kurtosis: FiniteFloat = Field(
        3.5,
        description="An indicator is flagged if its (excess) kurtosis is greater than this and "
        "its skewness too great as well.",
    )
    when: Literal["flagged", "always"] = Field(
        "flagged",
        description="`flagged`: indicators that pass are left alone; `always`: the first method "
        "is used on every indicator.",
    )
    combine: bool = Field(
        False,
        description="Whether a later method works on what the one before it gave, instead of on "
        "the untreated figures.",
    )


def _chain(value: object) -> object:
    return {"methods": (value,)} if isinstance(value, str) else value


TreatSpec = Annotated[Treat, BeforeValidator(_chain, json_schema_input_type=_Bare | Treat)]
"""A treatment, or the bare name of its only method."""
