"""What varies between two steps: columns of the units' table, and of the block if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from steelyard.engines import Matrix
from steelyard.robustness.varying.course import Leg
from steelyard.scheme.tree import Node
from steelyard.steps.block import Block

__all__ = ["Front", "figure_of"]


def figure_of(column: str, nodes: Mapping[str, Node]) -> str:
    """Return the column of the units' table behind a column of a block.

    Parameters
    ----------
    column
        The column of the block: an indicator, or a column that a figure still open needs.
    nodes
        The indicators.
    """
    return (nodes[column].indicator or column) if column in nodes else column


@dataclass(frozen=True)
class Front:
    """What varies between two steps.

    Parameters
    ----------
    cells
        (rows, replications) by column of the units' table.
    columns
        (rows, replications) by column of the block; None where there is no block yet.
    """

    cells: Mapping[str, Matrix]
    columns: Mapping[str, Matrix] | None = None

    @property
    def there(self) -> Mapping[str, Matrix]:
        """The columns of the block, where there is one."""
        if self.columns is None:
            raise AssertionError("the block is made before it is asked for")
        return self.columns

    def with_block(self, block: Block, nodes: Mapping[str, Node]) -> Front:
        """Return this with the columns of a block that is made of the units' table, if it is."""
        if self.columns is not None:
            return self
        behind = {name: figure_of(name, nodes) for name in block.columns}
        columns = {n: self.cells[figure] for n, figure in behind.items() if figure in self.cells}
        return replace(self, columns=columns)

    def screened(self, leg: Leg) -> Front:
        """Return what varies among the rows and columns that the nominal screen keeps."""
        before, after = leg.before.there, leg.after.there
        rows = np.searchsorted(before.places, after.places)
        kept = {name: each[rows] for name, each in self.there.items() if name in after.columns}
        return replace(self, columns=kept)
