"""The tables of an evaluation and the figures derived from them so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.data.dataset import Dataset
from steelyard.errors import Problem, QueryError, SchemeError
from steelyard.findings import Finding
from steelyard.scheme.derived import Figure
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node
from steelyard.steps.block import Block
from steelyard.steps.derive import (
    check_derived,
    condition_figure,
    derive,
    sources_of,
    structure_of,
)

__all__ = ["Figures", "check_figures"]

_NUMERIC = ("number", "integer", "boolean")


@dataclass(frozen=True)
class Figures:
    """The frames, and which derived figures are still open.

    Parameters
    ----------
    scheme
        The scheme.
    frames
        The input tables with what was derived up to now.
    open
        The names of the figures that are not computed yet.
    """

    scheme: Scheme
    frames: Mapping[str, pl.DataFrame]
    open: frozenset[str]

    @classmethod
    def of(cls, scheme: Scheme, data: Dataset) -> Figures:
        """Return the tables as read, nothing derived."""
        return cls(scheme, dict(data.tables), frozenset(scheme.derived))

    @property
    def units_frame(self) -> pl.DataFrame:
        """The units' table."""
        return self.frames[self.scheme.units.table]

    def derived(self, names: Sequence[str] | Literal["all"]) -> tuple[Figures, list[Finding]]:
        """Compute derived figures: the named ones, or all that are still open."""
        wanted = self.open if names == "all" else self.open & frozenset(names)
        frames, findings = derive(
            self.frames, _figures(self.scheme), structure_of(self.scheme), wanted
        )
        return replace(self, frames=frames, open=self.open - wanted), findings

    def updated(self, block: Block) -> Figures:
        """Return the tables with the block's figures in the units' table, for figures to come.

        Units that were screened out are gone; imputed and treated figures replace the raw ones.
        """
        nodes = self.scheme.indicators()
        frame = self.units_frame[block.places]
        columns = [
            pl.Series(_figure_of(nodes, name), block.values[:, at]).fill_nan(None)
            for at, name in enumerate(block.columns)
        ]
        table = self.scheme.units.table
        return replace(self, frames={**self.frames, table: frame.with_columns(columns)})

    def block_columns(self, nodes: Mapping[str, Node]) -> dict[str, str]:
        """Return the figure behind each column of the block that can be made now.

        These are the indicators whose figure is there; while figures are open,
        also the columns that those need.
        """
        there = self.units_frame.columns
        columns = {
            name: node.indicator or name
            for name, node in nodes.items()
            if (node.indicator or name) in there
        }
        if self.open:
            needed = sources_of(_figures(self.scheme), structure_of(self.scheme), self.open)
            table = self.scheme.table
            for name in sorted(needed):
                numeric = name in table.columns and table.columns[name].type in _NUMERIC
                if numeric and name in there and name not in columns.values():
                    columns.setdefault(name, name)
        return columns

    def judged(self) -> Figures:
        """Return the tables with the conditions of the vetoes, a column each."""
        conditions = {_veto(name) for name in self.scheme.vetoes}
        frames, _findings = derive(
            self.frames, _figures(self.scheme), structure_of(self.scheme), conditions
        )
        return replace(self, frames=frames)

    def held(self, veto: str) -> NDArray[np.bool_]:
        """Return for each row of the units' table whether a veto's condition holds."""
        column = self.units_frame[_veto(veto)]
        return column.cast(pl.Boolean).fill_null(value=False).to_numpy()

    def undecided(self, veto: str) -> NDArray[np.bool_]:
        """Return for each row of the units' table whether a veto's condition cannot be told."""
        return self.units_frame[_veto(veto)].is_null().to_numpy()


def check_figures(scheme: Scheme) -> None:
    """Check what only the SQL engine can tell: names, functions and circles in derived figures.

    Raises
    ------
    SchemeError, QueryError
        With everything that is wrong.
    """
    try:
        check_derived(_figures(scheme), structure_of(scheme))
    except (SchemeError, QueryError) as error:
        raise type(error)(_of_veto(problem) for problem in error.problems) from None


def _of_veto(problem: Problem) -> Problem:
    """Return a problem with the place that a veto's condition has in the scheme."""
    kind, _, rest = (problem.field or "").partition(_veto(""))
    name, _, place = rest.partition(".condition")
    return replace(problem, field=f"vetoes.{name}.when{place}") if kind == "derived." else problem


def _figures(scheme: Scheme) -> dict[str, Figure]:
    """Return the derived figures, and a yes-or-no figure for the condition of each veto."""
    vetoes = {_veto(name): condition_figure(veto.when) for name, veto in scheme.vetoes.items()}
    return {**scheme.derived, **vetoes}


def _veto(name: str) -> str:
    return f"veto:{name}"


def _figure_of(nodes: Mapping[str, Node], column: str) -> str:
    return (nodes[column].indicator or column) if column in nodes else column
