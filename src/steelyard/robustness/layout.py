"""The tree laid out flat: every node but the root, brothers beside each other.

A block of weights has a row per node and a column per replication, so that the
parts of a criterion are consecutive rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from steelyard.engines import Vector
from steelyard.scheme.scheme import Scheme

__all__ = ["Layout"]


@dataclass(frozen=True)
class Layout:
    """Where each node's weight stands.

    Parameters
    ----------
    names
        The nodes, the parts of each criterion consecutive, criteria before their parts.
    spans
        For each criterion the places of its parts.
    """

    names: tuple[str, ...]
    spans: Mapping[str, slice]

    @staticmethod
    def of(scheme: Scheme) -> Layout:
        """Lay out the tree of a scheme; empty without one."""
        names: list[str] = []
        spans: dict[str, slice] = {}
        nodes = scheme.nodes()
        waiting = [scheme.root] if scheme.tree is not None else []
        while waiting:
            criterion = waiting.pop(0)
            parts = list(nodes[criterion].parts or ())
            if parts:
                spans[criterion] = slice(len(names), len(names) + len(parts))
                names += parts
                waiting += parts
        return Layout(tuple(names), spans)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The row of each node."""
        return {name: at for at, name in enumerate(self.names)}

    def shares(self, weights: Mapping[str, Mapping[str, float]]) -> Vector:
        """Return each node's weight within its parent, 0 for nodes that have none; (nodes,)."""
        found = np.zeros(len(self.names))
        for parts in weights.values():
            for name, weight in parts.items():
                found[self.places[name]] = weight
        return found
