"""How many rows of other tables stand behind a unit's indicator.

Declared figures tell which rows count: those that satisfy the conditions, and of a ratio those of
the upper figure, as of a share. A figure in SQL does not tell, and neither does one that is
made of different rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from steelyard.scheme.derived import CHILD_KINDS, Count, Figure
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node
from steelyard.steps.derive import derive, structure_of
from steelyard.steps.derive.related import place
from steelyard.steps.derive.uses import uses

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["rows_behind"]


def rows_behind(evaluation: Evaluation, leaves: Mapping[str, Node]) -> dict[str, pl.Series]:
    """Return for indicators the number of rows that counted; (units,) each.

    Parameters
    ----------
    evaluation
        The evaluation; its derived figures are there already.
    leaves
        The indicators to tell of. Those of which it cannot be told are left out.
    """
    counts = {
        name: found[0]
        for name, node in leaves.items()
        if len(found := _distinct(_counted(evaluation.scheme, node.indicator or name))) == 1
    }
    asked = _distinct(iter(counts.values()))
    if not asked:
        return {}
    figures = {f"rows:{at}": Figure(count=count, type="integer") for at, count in enumerate(asked)}
    scheme = evaluation.scheme
    frames, _findings = derive(
        evaluation.frames, {**scheme.derived, **figures}, structure_of(scheme), list(figures)
    )
    frame = frames[scheme.units.table][evaluation.index]
    return {name: frame[f"rows:{asked.index(count)}"] for name, count in counts.items()}


def _counted(scheme: Scheme, name: str) -> Iterator[Count | None]:
    """Yield what rows a figure of the units' table is made of; None where it cannot be told."""
    figure = scheme.derived.get(name)
    if figure is None:
        return
    if figure.kind == "sql":
        yield None
    elif figure.kind == "present_value":
        yield None  # whose years count depends on each unit's own year
    elif figure.kind in CHILD_KINDS:
        declared = figure.declaration
        table = declared.of if figure.kind == "count" else place(declared.of)[0]
        yield Count(of=table, where=declared.where)
    elif figure.kind in ("ratio", "growth", "difference"):
        above, *below = (use.column for use in uses(figure, structure_of(scheme)))
        counted = list(_counted(scheme, above))
        yield from counted or (each for name in below for each in _counted(scheme, name))
    else:
        for use in uses(figure, structure_of(scheme)):
            if use.table == scheme.units.table:
                yield from _counted(scheme, use.column)


def _distinct(counts: Iterator[Count | None]) -> list[Count]:
    """Return different counts once; none at all where one cannot be told."""
    found: list[Count] = []
    for count in counts:
        if count is None:
            return []
        if count not in found:
            found.append(count)
    return found
