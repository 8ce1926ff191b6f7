"""Where the weights of a criterion's parts come from.

Each method is a bare name (``weigh: equal``) or a mapping with settings
(``weigh: {method: factor, factors: 4}``). A derived method to be added is one
more class here and one more case in ``steelyard.steps.weigh``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from steelyard.scheme.base import Declaration

__all__ = ["Equal", "EqualWithinParent", "Factor", "Given", "Pca", "WeighSpec"]


class Given(Declaration):
    """The weights or points that stand in the tree."""

    method: Literal["given"] = "given"


class Equal(Declaration):
    """Every indicator below weighs the same: a part weighs as many as it has below it."""

    method: Literal["equal"] = "equal"


class EqualWithinParent(Declaration):
    """Every part weighs the same, however many indicators it has below it."""

    method: Literal["equal_within_parent"] = "equal_within_parent"


class Pca(Declaration):
    """The loadings of the first principal component of the parts' correlations."""

    method: Literal["pca"] = "pca"


class Factor(Declaration):
    """Factor loadings after varimax rotation, by the variance that each factor explains."""

    method: Literal["factor"] = "factor"
    eigenvalue: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        1.0, description="Factors with an eigenvalue above this are kept, at least one."
    )
    factors: Annotated[int, Field(ge=1)] | None = Field(
        None, description="How many factors are kept, whatever their eigenvalues."
    )


_Method = Annotated[Given | Equal | EqualWithinParent | Pca | Factor, Field(discriminator="method")]
_BareName = Literal["given", "equal", "equal_within_parent", "pca", "factor"]


def _spell_out(value: object) -> object:
    return {"method": value} if isinstance(value, str) else value


WeighSpec = Annotated[
    _Method, BeforeValidator(_spell_out, json_schema_input_type=_BareName | _Method)
]
"""Any way to weights, or its bare name."""
