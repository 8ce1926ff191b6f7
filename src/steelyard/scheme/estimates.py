"""Several figures that estimate the same quantity: methods side by side, and what parts them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steelyard.scheme.base import Declaration, Name, Text

__all__ = ["TAKEN", "Estimates"]

TAKEN = frozenset(
    (
        *("unit", "period", "values", "median", "lowest", "lowest_by", "highest", "highest_by"),
        *("ratio", "disagree", "not_positive", "missing", "driver", "driver_value"),
        *("typical", "typical_of", "ratio_then"),
    )
)
"""Columns that stand beside the methods in their table, so that no method can be called so."""


class Estimates(Declaration):
    """Figures by several methods that mean the same: one table of all, with the spread.

    The ratio is told among the values above 0. A method without a value is left out; one whose
    value is not above 0 counts for the median, and parts the methods by more than any factor.
    """

    title: Text | None = Field(None, description="What is estimated.")
    about: Text | None = Field(None, description="Why methods differ, and how to read the table.")
    of: Annotated[tuple[Name, ...], Field(min_length=2)] = Field(
        description="The figures of the units' table, one for each method, in one unit."
    )
    disagree: Annotated[float, Field(gt=1, allow_inf_nan=False)] = Field(
        2.0, description="Above which ratio of the highest to the lowest methods disagree."
    )
    inputs: tuple[Name, ...] = Field(
        (),
        description="The columns or figures of the units' table that may part the methods: each in "
        "turn is set to its median, and what then is left of the ratio is told.",
    )
    within: Name | None = Field(
        None,
        description="The group column within which the median is taken; all units if absent, and "
        "for groups that know it of fewer than three units.",
    )
