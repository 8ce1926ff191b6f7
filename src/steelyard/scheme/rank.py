"""By what units are ranked, how ties stand, and the grade bands of a score."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from steelyard.scheme.base import Declaration, Name, Text, refusal

__all__ = ["Grade", "Grades", "Rank", "Ties"]

Ties = Literal["competition", "dense", "average", "ordinal"]


class Rank(Declaration):
    """By what units are ranked: the score, one figure, or a rank that is given."""

    by: Name | None = Field(
        None,
        description="`score`, or the column or derived figure that ranks; the score if neither "
        "`by` nor `given` is there.",
    )
    given: Name | None = Field(
        None, description="The column with a rank that stands as it is, instead of `by`."
    )
    within: tuple[Name, ...] = Field(
        (),
        description="Group columns whose values are ranked apart: a list each, such as national "
        "and local funds.",
    )
    also: tuple[Name, ...] = Field(
        (),
        description="Group columns within which units have a second rank, in a column "
        "`rank_in_COLUMN`.",
    )
    first: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="How many units the list has, and all that tie with the last of them: tables "
        "by group, and comparisons of them, are of these; the others keep their ranks as "
        "candidates. With `given`, those with a rank up to it. All if absent.",
    )
    order: Literal["descending", "ascending"] = Field(
        "descending", description="`descending`: the highest is first; `ascending`: the lowest."
    )
    ties: Ties = Field(
        "competition",
        description="Ranks of units that tie for first, with two behind them: `competition` "
        "1 1 3 4, `dense` 1 1 2 3, `average` 1.5 1.5 3 4, `ordinal` 1 2 3 4 by their keys.",
    )
    tolerance: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] = Field(
        1e-12,
        description="Relative difference up to which a figure ties with the best of its group; "
        "groups are formed from the best unit down, so ties do not chain.",
    )

    @model_validator(mode="after")
    def _one_source(self) -> Rank:
        if self.by is not None and self.given is not None:
            raise refusal(
                "rank_by_and_given",
                "Units are ranked by “{by}” or by the given rank “{given}”, not both.",
                {"by": self.by, "given": self.given},
            )
        return self

    @model_validator(mode="after")
    def _counted(self) -> Rank:
        if self.first is not None and self.ties == "dense":
            raise refusal(
                "first_of_dense",
                "`first` counts units, and with `ties: dense` ranks do not: more than {first} "
                "units may have a rank up to {first}. Use `ties: competition`.",
                {"first": self.first},
            )
        return self

    @property
    def figure(self) -> str | None:
        """The column or derived figure that ranks; None where it is the score or given."""
        return None if self.by == "score" else self.by

    @property
    def by_score(self) -> bool:
        """Whether the score ranks."""
        return self.given is None and self.figure is None


class Grade(Declaration):
    """A band of the score."""

    at_least: Annotated[float, Field(allow_inf_nan=False)] | None = Field(
        description="The least score of the band; null in the last band: everything below."
    )
    grade: Text = Field(description="The grade.")


def _from_best(bands: tuple[Grade, ...]) -> tuple[Grade, ...]:
    for better, worse in pairwise(bands):
        if better.at_least is None:
            raise refusal("open_band", "Only the last grade may be without a least score.")
        if worse.at_least is not None and worse.at_least >= better.at_least:
            raise refusal(
                "bands_out_of_order",
                "Grades stand from the best down: {worse} comes after {better}.",
                {"worse": worse.at_least, "better": better.at_least},
            )
    return bands


Grades = Annotated[tuple[Grade, ...], AfterValidator(_from_best)]
"""Grade bands from the best down; none overlap."""
