"""The same units under several futures: what each plan is worth in each scenario."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steelyard.scheme.base import Declaration, Name, Text

__all__ = ["Scenarios"]


class Scenarios(Declaration):
    """Scenarios as a dimension: a table with a row per unit and scenario, and what counts in it.

    Wald, A. (1950), Statistical Decision Functions (maximin); Savage, L. J. (1951), The Theory
    of Statistical Decision, https://doi.org/10.2307/2280094 (minimax regret).
    """

    title: Text | None = Field(None, description="What readers see.")
    on: Name = Field(
        description="The table with a row per unit and scenario, which are its key; it refers to "
        "the units."
    )
    scenario: Name = Field(description="Its column with the scenario.")
    payoff: Name = Field(description="Its column or figure that a unit is judged by.")
    best: Literal["most", "least"] = Field(
        "most", description="Whether the `most` is best or, as with costs, the `least`."
    )
    probability: Name | None = Field(
        None,
        description="Its column or figure with the scenario's probability; all equally likely if "
        "absent. They are divided by their sum.",
    )
    concentration: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        None,
        description="How sure the probabilities are, for the analysis of robustness: of a "
        "Dirichlet distribution whose means they are; as they stand if absent.",
    )
    error: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] | None = Field(
        None,
        description="Relative standard error of each payoff, for the analysis of robustness: 0.1 "
        "is 10%; none if absent.",
    )
