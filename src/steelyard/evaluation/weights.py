"""What each node weighs within its parent and in the whole."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from steelyard.scheme.scheme import Scheme

__all__ = ["weights_of"]


def weights_of(scheme: Scheme, weights: Mapping[str, Mapping[str, float]]) -> pl.DataFrame:
    """Return a row per node: parent, weight within the parent, weight in the whole, points.

    The weight in the whole is the product of the weights on the way up from the
    node to the root (OECD/JRC Handbook 2008, chapter 6): what the node would
    contribute if every criterion were an arithmetic mean.

    Parameters
    ----------
    scheme
        The scheme with its tree.
    weights
        For each criterion the weights of its parts, adding up to 1.
    """
    nodes = scheme.nodes()
    parents = {part: name for name, node in nodes.items() for part in node.parts or {}}
    whole = {scheme.root: 1.0}
    rows = []
    for name, node in nodes.items():
        parent = parents.get(name)
        within = None if parent is None else weights.get(parent, {}).get(name)
        if parent is not None:
            whole[name] = 0.0 if within is None else whole[parent] * within
        rows.append((name, parent, within, whole[name], node.points))
    return pl.DataFrame(
        rows,
        orient="row",
        schema={
            "node": pl.String,
            "parent": pl.String,
            "weight": pl.Float64,
            "effective_weight": pl.Float64,
            "points": pl.Float64,
        },
    )
