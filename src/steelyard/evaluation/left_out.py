"""Which indicators and criteria of a unit are not in its score, and why.

What does not apply is told apart from what is not known; in both cases the parts that are
there stand for the whole, as far as the scheme's coverage lets them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from steelyard.evaluation.resource import Resource
from steelyard.findings import Finding
from steelyard.i18n import Message, message

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["HEADINGS", "findings_of", "left_out", "resources"]

HEADINGS: Mapping[str, Message] = {
    "node": message("Criterion"),
    "why": message("Why it is left out"),
    "points": message("Points"),
    "scaled": message("Whether the rest was scaled up"),
}
"""What the columns are called."""


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield what is left out, for a scheme with points or with criteria that may not apply."""
    scheme = evaluation.scheme
    root = scheme.tree
    if root is None or not (root.points or any(n.applies for n in scheme.nodes().values())):
        return
    units = scheme.units
    key = [name for name in (units.key, units.period) if name is not None]
    yield Resource(
        "left-out",
        "data/left_out.csv",
        left_out(evaluation),
        "Criteria and indicators that are not in a unit's score, and why.",
        (*key, "node"),
        titles={name: heading.render("en") for name, heading in HEADINGS.items()},
    )


def left_out(evaluation: Evaluation) -> pl.DataFrame:
    """Return a row for each unit and node without a score.

    Returns
    -------
    Key, period, ``node``, ``why`` (``inapplicable`` or ``missing``), ``points`` (the most that
    the node could give), and ``scaled``: whether the criterion above it has a score all the
    same, so that its other parts stand for the whole. Nodes below one that is listed are not.
    """
    scheme = evaluation.scheme
    units, nodes = scheme.units, scheme.nodes()
    names = [name for name in (units.key, units.period) if name is not None]
    labels = evaluation.kept_frame.select(names)
    parents = {part: name for name, node in nodes.items() for part in node.parts or {}}
    size = len(evaluation.score)
    gone = {
        name: np.isnan(evaluation.node_scores.get(name, np.full(size, np.nan))) for name in nodes
    }
    frames = []
    for name, node in nodes.items():
        parent = parents.get(name)
        without = evaluation.inapplicable.get(name, np.zeros(size, dtype=np.bool_))
        told = gone[name] if node.parts is None else gone[name] & without
        above = evaluation.inapplicable.get(parent or "", np.zeros(size, dtype=np.bool_))
        places = np.flatnonzero(told & ~above)
        scaled = ~gone[parent][places] if parent is not None else np.zeros(len(places), np.bool_)
        frames.append(
            labels[places].with_columns(
                pl.lit(name).alias("node"),
                pl.Series("why", np.where(without[places], "inapplicable", "missing")),
                pl.lit(node.points, pl.Float64).alias("points"),
                pl.Series("scaled", scaled),
            )
        )
    found: pl.DataFrame = pl.concat(frames)
    return found.cast({"why": pl.String})


def findings_of(evaluation: Evaluation) -> Iterator[Finding]:
    """Yield one finding for each node that does not apply to some units."""
    for name, mask in evaluation.inapplicable.items():
        node = evaluation.scheme.nodes()[name]
        if node.applies is not None and mask.any():
            yield Finding(
                "inapplicable",
                message(
                    "“{node}” does not apply to {count} units; it is left out for them, and the "
                    "criterion's other parts stand for all of it.",
                    node=node.title or name,
                    count=int(mask.sum()),
                ),
                column=name,
            )
