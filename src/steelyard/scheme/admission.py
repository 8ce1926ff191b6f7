"""What a unit must reach to be on the list."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, FiniteFloat, model_validator

from steelyard.scheme.base import Declaration, Name, Text, refusal
from steelyard.scheme.tree import Citation

__all__ = ["Admission", "Threshold"]


class Threshold(Declaration):
    """A bound that a figure must reach."""

    title: Text | None = Field(None, description="What readers see; the figure's title if absent.")
    at_least: FiniteFloat | None = Field(None, description="The figure is this or more.")
    at_most: FiniteFloat | None = Field(None, description="The figure is this or less.")
    source: Citation | None = Field(None, description="Where the threshold comes from.")

    @model_validator(mode="after")
    def _one_bound(self) -> Threshold:
        if (self.at_least is None) == (self.at_most is None):
            raise refusal(
                "one_bound", "A threshold needs either `at_least` or `at_most`: one bound."
            )
        return self


class Admission(Declaration):
    """Thresholds for the list; a unit below them has no rank and is told the distance."""

    about: Text | None = Field(None, description="What admission means, and who decides.")
    thresholds: Annotated[dict[Name, Threshold], Field(min_length=1)] = Field(
        description="The thresholds by column or figure of the units' table."
    )
    need: Annotated[int, Field(ge=1)] | None = Field(
        None, description="How many of the thresholds must be met; all if absent."
    )

    @model_validator(mode="after")
    def _not_more_than_there_are(self) -> Admission:
        if self.need is not None and self.need > len(self.thresholds):
            raise refusal(
                "more_thresholds_than_there_are",
                "{need} thresholds must be met, and there are {count}.",
                {"need": self.need, "count": len(self.thresholds)},
            )
        return self

    @property
    def needed(self) -> int:
        """How many of the thresholds must be met."""
        return len(self.thresholds) if self.need is None else self.need
