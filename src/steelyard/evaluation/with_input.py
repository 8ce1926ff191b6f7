"""Figures derived again with one input set to other values, everything else as it is.

Only what depends on the input is derived, from the tables as they are after the steps; a figure
that is set is taken as it stands, whatever it is derived from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from steelyard.engines import Vector
from steelyard.evaluation.blocks import numbers_of
from steelyard.steps.derive import derive, structure_of
from steelyard.steps.derive.graph import Plan, plan

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["WithInput"]


@dataclass(frozen=True)
class WithInput:
    """Derives figures of an evaluation again.

    Parameters
    ----------
    evaluation
        The evaluation.
    """

    evaluation: Evaluation

    @cached_property
    def plan(self) -> Plan:
        """What each figure reads."""
        scheme = self.evaluation.scheme
        return plan(scheme.derived, structure_of(scheme))

    def affected(self, name: str, wanted: Collection[str]) -> list[str]:
        """Return the figures that an input reaches, on the way to the figures that are wanted."""
        units = self.plan.structure.units
        behind = self.plan.closure([one for one in wanted if one in self.plan.figures])
        moved, found = {(units, name)}, list[str]()
        for layer in self.plan.layers([one for one in behind if one != name]):
            for figure in layer:
                if moved & self.plan.reads[figure]:
                    moved.add((self.plan.table_of(figure), figure))
                    found.append(figure)
        return found

    def figures(self, name: str, values: Vector, wanted: Collection[str]) -> Mapping[str, Vector]:
        """Return the wanted figures with an input set to other values.

        Parameters
        ----------
        name
            The column or figure of the units' table that is set.
        values
            (rows of the units' table,) what it is set to, NaN for missing.
        wanted
            Figures of the units' table.

        Returns
        -------
        (rows of the units' table,) by figure: those that depend on the input, and itself.
        """
        frames, units = self.evaluation.frames, self.plan.structure.units
        column = pl.Series(name, values, dtype=pl.Float64).fill_nan(None)
        found = {name: values} if name in wanted else {}
        affected = self.affected(name, wanted)
        if not affected:
            return found
        changed = {**frames, units: frames[units].with_columns(column)}
        made, _findings = derive(
            changed,
            self.plan.figures,
            self.plan.structure,
            affected,
            quiet=True,
            made=self.plan,
        )
        there = [one for one in affected if one in wanted]
        return found | {one: numbers_of(made[units][one]) for one in there}
