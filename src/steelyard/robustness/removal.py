"""Leaving out each indicator and criterion in turn: how the ranking changes.

The weights beside what is left out add up again (OECD/JRC Handbook 2008, step 7).
Where a step fills or changes an indicator by looking at others, the evaluation is
run again without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.robustness.choices import Choices
from steelyard.robustness.layout import Layout
from steelyard.robustness.lists import admitted_only, lists_of, nominal_ranks
from steelyard.robustness.model import MOST_COMPARED
from steelyard.robustness.varied import Varied
from steelyard.robustness.weights import leave_out
from steelyard.scheme.impute import EM, Nearest
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node

__all__ = ["Removal", "removal"]


@dataclass(frozen=True)
class Removal:
    """What leaving out each node does.

    Parameters
    ----------
    frame
        A row per node: ``mean_shift`` and ``max_shift``, by how many ranks units move on
        average and at most, ``moved``, how many do, and ``spearman``, the correlation of
        the ranks with those of the whole tree.
    ranks
        A row per unit: its rank with the whole tree, ``nominal``, and without each node.
    """

    frame: pl.DataFrame
    ranks: pl.DataFrame


def removal(evaluation: Evaluation) -> Removal:
    """Leave out each node below the root in turn.

    Returns
    -------
    Removal
        Empty for a list that is not ranked by a tree, and where units are compared pair
        by pair and there are more than 500.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("tai")
    >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
    >>> removal(evaluation).frame.filter(node="creation")["moved"].item() > 0
    True
    """
    layout = Layout.of(evaluation.scheme)
    names = [name for name in layout.names if _matters(evaluation, layout, name)]
    if not evaluation.scheme.rank.by_score or _too_many(evaluation):
        names = []
    scores = _without(evaluation, layout, names)
    nominal = nominal_ranks(evaluation, evaluation.score)
    ranks = [nominal_ranks(evaluation, row) for row in scores]
    rows = [_row(evaluation, n, nominal, found) for n, found in zip(names, ranks, strict=True)]
    frame = pl.DataFrame(
        rows,
        orient="row",
        schema={
            "node": pl.String,
            "mean_shift": pl.Float64,
            "max_shift": pl.Float64,
            "moved": pl.Int64,
            "spearman": pl.Float64,
        },
    )
    units = evaluation.scheme.units
    keys = [name for name in (units.key, units.period) if name is not None]
    columns = [_ranks("nominal", nominal)]
    columns += [_ranks(name, found) for name, found in zip(names, ranks, strict=True)]
    return Removal(frame, evaluation.kept_frame.select(keys).with_columns(columns))


def _ranks(name: str, ranks: Vector) -> pl.Series:
    return pl.Series(name, ranks).fill_nan(None).cast(pl.Int64)


def _matters(evaluation: Evaluation, layout: Layout, name: str) -> bool:
    """Return whether a node has a weight and is not all that its parents have."""
    shares = layout.shares(evaluation.weights)
    left = leave_out(shares[:, None], [layout.places[name]], layout)
    root = layout.spans[evaluation.scheme.root]
    return bool(shares[layout.places[name]] > 0) and bool(left[root].sum() > 0)


def _too_many(evaluation: Evaluation) -> bool:
    nodes = [node for node in evaluation.scheme.nodes().values() if node.parts]
    specs = [node.aggregate or evaluation.scheme.aggregate for node in nodes]
    return any(spec.relative for spec in specs) and len(evaluation.score) > MOST_COMPARED


def _without(evaluation: Evaluation, layout: Layout, names: list[str]) -> Matrix:
    """Return the scores without each node; (nodes, units)."""
    if not names:
        return np.empty((0, len(evaluation.score)))
    if _coupled(evaluation.scheme):
        return np.stack([_again(evaluation, name) for name in names])
    shares = layout.shares(evaluation.weights)
    weights = np.hstack(
        [leave_out(shares[:, None], [layout.places[name]], layout) for name in names]
    )
    return admitted_only(evaluation, Choices(evaluation, {}).tree(()).scores(weights, Varied()))


def _coupled(scheme: Scheme) -> bool:
    """Return whether an imputation looks at other indicators than the one that it fills."""
    specs = [getattr(step, "impute", None) for step in scheme.steps]
    specs += [node.impute for node in scheme.indicators().values()]
    return any(isinstance(spec, EM | Nearest) for spec in specs)


def _again(evaluation: Evaluation, name: str) -> Vector:
    """Return the scores of the units without a node, by evaluating anew."""
    scheme = evaluation.scheme
    fields = {**dict(scheme), "tree": _pruned(scheme.tree, name), "show": (), "tables": {}}
    fields["vetoes"] = {
        veto_name: veto for veto_name, veto in scheme.vetoes.items() if veto.node != name
    }
    found = evaluate(Scheme.model_construct(**fields), evaluation.data)
    scores = np.full(len(evaluation.units_frame), np.nan)
    scores[found.index] = found.score
    return scores[evaluation.index]


def _pruned(node: Node | None, name: str) -> Node | None:
    """Return a tree without a node, and without criteria that have no parts then."""
    if node is None or not node.parts:
        return node
    parts = {part: _pruned(below, name) for part, below in node.parts.items() if part != name}
    left = {part: below for part, below in parts.items() if below is not None}
    return Node.model_construct(**{**dict(node), "parts": left}) if left else None


def _row(
    evaluation: Evaluation, name: str, nominal: Vector, ranks: Vector
) -> tuple[str, float | None, float | None, int, float | None]:
    both = ~np.isnan(nominal) & ~np.isnan(ranks)
    shifts = np.abs(ranks - nominal)[both]
    moved = int((shifts > 0).sum()) + int((np.isnan(nominal) != np.isnan(ranks)).sum())
    mean = float(shifts.mean()) if len(shifts) else None
    return (
        name,
        mean,
        float(shifts.max()) if len(shifts) else None,
        moved,
        _spearman(evaluation, nominal, ranks),
    )


def _spearman(evaluation: Evaluation, nominal: Vector, ranks: Vector) -> float | None:
    """Return the correlation of the ranks, over all lists; None where ranks do not vary."""
    pairs: Iterator[tuple[Vector, Vector]] = (
        (nominal[places], ranks[places]) for _period, places in lists_of(evaluation)
    )
    first, second = [np.empty(0)], [np.empty(0)]
    for one, other in pairs:
        both = ~np.isnan(one) & ~np.isnan(other)
        first.append(one[both] - one[both].mean() if both.any() else one[both])
        second.append(other[both] - other[both].mean() if both.any() else other[both])
    x, y = np.concatenate(first), np.concatenate(second)
    scale = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / scale if scale > 0 else None
