"""Which units and indicators have enough figures to take part: the screen step's declarations.

What is counted, and in which order, stands in :mod:`steelyard.steps.screen`.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from steelyard.scheme.base import Declaration, refusal

__all__ = ["Screen", "ScreenIndicators", "ScreenUnits"]

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Key = Annotated[str, Field(coerce_numbers_to_str=True)]


class ScreenUnits(Declaration):
    """The rules for units."""

    available: Share | None = Field(
        None,
        description="The least share of the indicators, from 0 to 1, of which a unit must have a "
        "figure; a unit with less is left out. Absent: no unit is left out for this.",
    )
    nonzero: Share | None = Field(
        None,
        description="The least share of a unit's figures that must differ from zero; a unit with "
        "less is left out. Absent: zeros are figures like any other.",
    )
    keep: tuple[Key, ...] = Field(
        (), description="Keys of units that stay in, however few figures they have."
    )
    drop: tuple[Key, ...] = Field(
        (), description="Keys of units that are left out, however many figures they have."
    )

    @model_validator(mode="after")
    def _keep_or_drop(self) -> Self:
        both = sorted(set(self.keep) & set(self.drop))
        if both:
            raise refusal(
                "keep_and_drop",
                "A unit is kept or dropped, not both: {units}.",
                {"units": ", ".join(both)},
            )
        return self


class ScreenIndicators(Declaration):
    """The rules for indicators."""

    available: Share | None = Field(
        None,
        description="The least share of the units, from 0 to 1, that must have a figure; an "
        "indicator with less is left out. Absent: no indicator is left out for this.",
    )
    most_common: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] | None = Field(
        None,
        description="An indicator is left out as nearly constant if its most frequent figure "
        "makes up this share of its figures or more. Absent: no indicator is left out for this.",
    )


class Screen(Declaration):
    """Leave out indicators with too few figures, then units."""

    units: ScreenUnits = Field(ScreenUnits(), description="Which units take part.")
    indicators: ScreenIndicators = Field(
        ScreenIndicators(),
        description="Which indicators take part. They are screened first: a unit is judged by "
        "the indicators that stay.",
    )
