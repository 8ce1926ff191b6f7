"""An edition's tables of scenarios, with what units, scenarios and payoffs are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import heading
from steelyard.evaluation.scenarios.words import Names
from steelyard.publish.numbers import percent, places_for
from steelyard.publish.source import Source
from steelyard.publish.sure.parts import heading_of_units
from steelyard.scheme.scenarios import Scenarios

__all__ = ["Judged"]

_ROWS = 200
"""So many units stand on the page, the best ranked; the tables to take along have all."""


@dataclass(frozen=True)
class Judged:
    """What an edition says of scenarios.

    Parameters
    ----------
    source
        What is published.
    declared
        What its scheme says of scenarios.
    strategies, payoffs, mixtures
        The tables ``strategies``, ``scenarios`` and ``mixtures``.
    sure
        The table ``scenario_uncertainty``; None where that was not assessed.
    """

    source: Source
    declared: Scenarios
    strategies: pl.DataFrame
    payoffs: pl.DataFrame
    mixtures: pl.DataFrame
    sure: pl.DataFrame | None
    tables = ("scenarios", "strategies", "mixtures", "scenario_uncertainty")

    @staticmethod
    def of(source: Source) -> Judged:
        """Read the tables of an edition that has scenarios."""
        declared = source.scheme.scenarios
        strategies, payoffs = source.table("strategies"), source.table("scenarios")
        assert declared is not None
        assert strategies is not None
        assert payoffs is not None
        mixtures = source.table("mixtures")
        if mixtures is None:
            mixtures = pl.DataFrame(
                schema={"unit": pl.String, "other": pl.String, "share": pl.Float64}
            )
        sure = source.table("scenario_uncertainty")
        return Judged(source, declared, strategies, payoffs, mixtures, sure)

    @cached_property
    def order(self) -> list[str]:
        """The units that the page shows, the best ranked first."""
        judged = set(self.strategies["unit"].to_list())
        return [key for key in self.source.keys if key in judged][:_ROWS]

    @cached_property
    def scenarios(self) -> list[str]:
        """The scenarios in their order."""
        return self.payoffs["scenario"].unique(maintain_order=True).to_list()

    @cached_property
    def probabilities(self) -> dict[str, float | None]:
        """The probability of each scenario."""
        return dict(self.payoffs.select("scenario", "probability").iter_rows())

    @property
    def payoff(self) -> str:
        """What the payoff is called, with its unit of measurement."""
        return heading(self.source.scheme, self.declared.payoff)

    @property
    def heading(self) -> str:
        """The heading of the column of units."""
        return heading_of_units(self.source)

    @cached_property
    def places(self) -> int:
        """How many decimals payoffs take."""
        return places_for(self.payoffs["payoff"].to_list())

    @cached_property
    def row(self) -> dict[str, dict[str, Any]]:
        """The row of each unit in ``strategies``."""
        return {row["unit"]: row for row in self.strategies.iter_rows(named=True)}

    @cached_property
    def cell(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The row of each unit and scenario in ``scenarios``."""
        return {(row["unit"], row["scenario"]): row for row in self.payoffs.iter_rows(named=True)}

    def unit(self, key: str) -> str:
        """Return what a unit is called."""
        return self.source.titles.get(key, key)

    def address(self, key: str) -> str:
        """Return the page of a unit."""
        return f"units/{self.source.addresses[key]}"

    def scenario(self, key: str) -> str:
        """Return what a scenario is called in the current language."""
        return self.source.label(self.declared.scenario, key)

    def names(self) -> Names:
        """Return what units and scenarios are called in the current language."""
        return Names(
            {key: self.unit(key) for key in self.strategies["unit"].to_list()},
            {key: self.scenario(key) for key in self.scenarios},
        )

    def scenario_heads(self) -> list[dict[str, Any]]:
        """Return the scenarios with their probabilities."""
        return [
            {
                "key": key,
                "title": self.scenario(key),
                "probability": self.probabilities[key],
                "shown": percent(self.probabilities[key], None),
            }
            for key in self.scenarios
        ]
