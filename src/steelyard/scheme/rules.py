"""Rules that rows must keep: what is forbidden, what cannot be, and what follows from it.

A rule says when a row breaks it. Finding the rows is left to
``steelyard.evaluation.compliance``; what a breach does to a score is a veto's to say.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from steelyard.scheme.base import Declaration, Name, Text
from steelyard.scheme.derived import Conditions
from steelyard.scheme.tree import Citation

__all__ = ["RowRule"]


class RowRule(Declaration):
    """A rule that the rows of a table are held against, before anything is scored."""

    title: Text = Field(description="What a breach of it is called.")
    about: Text | None = Field(None, description="What the rule means, and how it is applied.")
    on: Name | None = Field(
        None, description="The table whose rows are examined; the units' table if absent."
    )
    when: Conditions = Field(
        description="Conditions on the row's columns and figures; a row for which all hold breaks "
        "the rule. A row of which that cannot be told is counted in a finding."
    )
    severity: Literal["breach", "warning", "note"] = Field(
        "breach",
        description="`breach`: a rule is broken; `warning`: look at it; each such row is a "
        "finding. `note`: the rows are only counted.",
    )
    then: Literal["report", "set_aside", "refuse"] = Field(
        "report",
        description="`report`: the row is scored all the same; `set_aside`: it is left out, with "
        "all rows that refer to it; `refuse`: nothing is evaluated until it is mended.",
    )
    amount: Name | None = Field(
        None, description="The column with the amount at stake; the table's `amount` if absent."
    )
    enabled: bool = Field(True, description="Whether it is in force.")
    source: Citation | None = Field(None, description="Where the rule comes from.")
