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

__all__ = ["Figures", "check_figures", "figures_of", "rule_column"]

_NUMERIC = ("number", "integer", "boolean")
_PREFIXES = {"vetoes": "veto", "rules": "rule", "applies": "applies"}


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
            self.frames, figures_of(self.scheme), structure_of(self.scheme), wanted
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
            needed = sources_of(figures_of(self.scheme), structure_of(self.scheme), self.open)
            table = self.scheme.table
            for name in sorted(needed):
                numeric = name in table.columns and table.columns[name].type in _NUMERIC
                if numeric and name in there and name not in columns.values():
                    columns.setdefault(name, name)
        return columns

    def judged(self) -> Figures:
        """Return the tables with the conditions of vetoes and of nodes, a column each."""
        conditions = {
            _veto(name) for name, veto in self.scheme.vetoes.items() if veto.when is not None
        }
        conditions |= {_applies(name) for name, node in self.scheme.nodes().items() if node.applies}
        frames, _findings = derive(
            self.frames, figures_of(self.scheme), structure_of(self.scheme), conditions
        )
        return replace(self, frames=frames)

    def held(self, veto: str) -> NDArray[np.bool_]:
        """Return for each row of the units' table whether a veto's condition holds."""
        column = self.units_frame[_veto(veto)]
        return column.cast(pl.Boolean).fill_null(value=False).to_numpy()

    def inapplicable(self) -> dict[str, NDArray[np.bool_]]:
        """Return the nodes that do not apply to all units, with the rows to which they do not.

        What is below such a node does not apply either. Where it cannot be told the node applies,
        and a figure that is not known is missing.
        """
        if not any(node.applies for node in self.scheme.nodes().values()):
            return {}
        frame = self.judged().units_frame
        found: dict[str, NDArray[np.bool_]] = {}
        for name, node in self.scheme.nodes().items():
            if node.applies:
                out = (~frame[_applies(name)].cast(pl.Boolean)).fill_null(value=False).to_numpy()
                found[name] = found.get(name, np.zeros_like(out)) | out
            for part in (node.parts or {}) if name in found else ():
                found[part] = found[name]
        return {name: mask for name, mask in found.items() if mask.any()}

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
        check_derived(figures_of(scheme), structure_of(scheme))
    except (SchemeError, QueryError) as error:
        raise type(error)(_named_in_scheme(problem) for problem in error.problems) from None


def _named_in_scheme(problem: Problem) -> Problem:
    """Return a problem with the place that the condition of a veto or rule has in the scheme."""
    for key in ("vetoes", "rules"):
        kind, _, rest = (problem.field or "").partition(f"{_PREFIXES[key]}:")
        name, _, place = rest.partition(".condition")
        if kind == "derived.":
            at = f"{key}.{name}.on" if rest.endswith(".on") else f"{key}.{name}.when{place}"
            return replace(problem, field=at)
    return problem


def figures_of(scheme: Scheme) -> dict[str, Figure]:
    """Return the derived figures, and a yes-or-no figure for each condition of veto and rule."""
    vetoes = {
        _veto(name): condition_figure(veto.when)
        for name, veto in scheme.vetoes.items()
        if veto.when is not None
    }
    rules = {
        rule_column(name): condition_figure(rule.when, rule.on)
        for name, rule in scheme.rules.items()
    }
    nodes = {
        _applies(name): condition_figure(node.applies)
        for name, node in scheme.nodes().items()
        if node.applies
    }
    return {**scheme.derived, **vetoes, **rules, **nodes}


def rule_column(name: str) -> str:
    """Return the column that says whether a row breaks a rule; no name of a scheme is so."""
    return f"{_PREFIXES['rules']}:{name}"


def _veto(name: str) -> str:
    return f"{_PREFIXES['vetoes']}:{name}"


def _applies(name: str) -> str:
    return f"{_PREFIXES['applies']}:{name}"


def _figure_of(nodes: Mapping[str, Node], column: str) -> str:
    return (nodes[column].indicator or column) if column in nodes else column
