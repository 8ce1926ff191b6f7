"""The coherence of an index as frames: what hangs together in it, and what counts how much.

The mathematics are in the modules beside this one; here nodes get their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from steelyard.engines import Matrix, Vector
from steelyard.engines.linear_algebra import one_thread
from steelyard.robustness.coherence.balance import balance
from steelyard.robustness.coherence.components import principal_components
from steelyard.robustness.coherence.correlations import (
    Kind,
    Thresholds,
    correlate_pairs,
    flag_of,
)
from steelyard.robustness.coherence.importance import correlation_ratios, shares_of
from steelyard.robustness.coherence.pairwise import Pairwise, pairwise
from steelyard.robustness.coherence.reliability import alpha_of_covariance
from steelyard.robustness.coherence.structure import Structure, structure_of
from steelyard.scheme.aggregate import Arithmetic

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["Among", "Coherence", "coherence"]

Among = Literal["siblings", "level"]

_CORRELATIONS: Mapping[str, Any] = {
    "level": pl.Int64,
    "node": pl.String,
    "other": pl.String,
    "parent": pl.String,
    "kind": pl.String,
    "correlation": pl.Float64,
    "p_value": pl.Float64,
    "units": pl.Int64,
    "flag": pl.String,
}
_RELIABILITY: Mapping[str, Any] = {
    "node": pl.String,
    "parts": pl.Int64,
    "units": pl.Int64,
    "alpha": pl.Float64,
}
_COMPONENTS: Mapping[str, Any] = {
    "node": pl.String,
    "component": pl.Int64,
    "eigenvalue": pl.Float64,
    "share": pl.Float64,
    "part": pl.String,
    "loading": pl.Float64,
}
_IMPORTANCE: Mapping[str, Any] = {
    "node": pl.String,
    "parent": pl.String,
    "weight": pl.Float64,
    "effective_weight": pl.Float64,
    "correlation": pl.Float64,
    "main_effect": pl.Float64,
    "importance": pl.Float64,
    "target_weight": pl.Float64,
    "target_residual": pl.Float64,
    "index_correlation": pl.Float64,
    "index_main_effect": pl.Float64,
}


@dataclass(frozen=True)
class Coherence:
    """How an index hangs together.

    Parameters
    ----------
    correlations
        A row per pair of nodes and kind: their ``level`` (1 for the lowest; null
        where ``other`` is above ``node``), ``node``, ``other``, their common ``parent`` (null
        where they have none), ``kind``, ``correlation``, ``p_value``, ``units`` and
        ``flag``: see :class:`~steelyard.robustness.coherence.correlations.Thresholds`.
    reliability
        A row per criterion: its ``parts``, the ``units`` that have two of them or more,
        Cronbach's ``alpha``. The row whose ``node`` is null is for all indicators together.
    components
        A row per criterion (null: all indicators), component and ``part``: ``eigenvalue``,
        ``share`` of the variance, ``loading``. A criterion without components has one
        row per part, with nulls.
    importance
        A row per node but the root: ``weight`` within the ``parent``, ``effective_weight``
        in the whole, ``correlation`` with the parent's score and ``main_effect`` on it,
        ``importance`` (its share of the main effects of the parent's parts), the
        ``target_weight`` with which it would be as important as its weight says (of an
        arithmetic mean, with squared correlations for importances), the largest difference
        that remains then (``target_residual``), and ``index_correlation`` and
        ``index_main_effect``, the same against the root's score.
    """

    correlations: pl.DataFrame
    reliability: pl.DataFrame
    components: pl.DataFrame
    importance: pl.DataFrame


def coherence(
    evaluation: Evaluation,
    *,
    kinds: Sequence[Kind] = ("pearson",),
    among: Among = "siblings",
    thresholds: Thresholds | None = None,
) -> Coherence:
    """Analyse how the scores of an evaluation's tree hang together.

    Looked at are the scores as they go into the criteria, so that more is better in
    each; with periods those of the last.

    Parameters
    ----------
    evaluation
        An evaluation with a tree; without one the frames are empty.
    kinds
        The correlations to compute. Kendall's goes through every pair by itself.
    among
        Which nodes of one level are correlated: ``siblings``, the parts of each
        criterion, or every two of a ``level``. Every node is correlated with its
        parent and with the root besides.
    thresholds
        From where on a correlation is flagged.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("tai")
    >>> found = coherence(evaluate(scheme, Dataset.read(scheme.inputs, sample("tai"))))
    >>> found.reliability.columns
    ['node', 'parts', 'units', 'alpha']
    """
    limits = thresholds or Thresholds()
    tree = structure_of(evaluation)
    # Many small products: threads would take longer, and could show in the last digit.
    with one_thread():
        moments = pairwise(tree.values)
        return Coherence(
            correlations=_frame(
                (row for kind in kinds for row in _correlations(tree, kind, among, limits)),
                _CORRELATIONS,
            ),
            reliability=_frame(_reliability(tree, moments), _RELIABILITY),
            components=_components(tree),
            importance=_frame(_importance(tree, moments, evaluation), _IMPORTANCE),
        )


def _frame(rows: Iterator[tuple[Any, ...]], schema: Mapping[str, Any]) -> pl.DataFrame:
    known = [tuple(map(_known, row)) for row in rows]
    return pl.DataFrame(known, orient="row", schema=dict(schema))


def _known(cell: object) -> object:
    return None if isinstance(cell, float) and isnan(cell) else cell


def _correlations(
    tree: Structure, kind: Kind, among: Among, limits: Thresholds
) -> Iterator[tuple[Any, ...]]:
    across = tree.sibling_pairs() if among == "siblings" else tree.level_pairs()
    pairs = np.vstack([across, tree.upward_pairs()])
    names = list(tree.columns)
    found = correlate_pairs(tree.values, pairs, kind)
    nodes = [(names[one], names[other]) for one, other in pairs.tolist()]
    parents = [
        tree.parents.get(one) if tree.parents.get(one) == tree.parents.get(other) else None
        for one, other in nodes
    ]
    upward = np.arange(len(pairs)) >= len(across)
    siblings = np.array([parent is not None for parent in parents], dtype=np.bool_)
    flags = flag_of(found.correlation, siblings, limits)
    for at, (one, other) in enumerate(nodes):
        yield (
            None if upward[at] else tree.levels[one],
            one,
            other,
            parents[at],
            kind,
            float(found.correlation[at]),
            float(found.p_value[at]),
            int(found.units[at]),
            flags[at] if siblings[at] or upward[at] else None,
        )


def _reliability(tree: Structure, moments: Pairwise) -> Iterator[tuple[Any, ...]]:
    for name, parts in tree.sets:
        at = tree.at(parts)
        units = np.count_nonzero((~np.isnan(tree.values[:, at])).sum(axis=1) >= 2)
        yield name, len(parts), units, alpha_of_covariance(moments.covariance[np.ix_(at, at)])


def _components(tree: Structure) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {name: [] for name in _COMPONENTS}
    for name, parts in tree.sets:
        found = principal_components(tree.values[:, tree.at(parts)])
        count = len(found.eigenvalues)
        rows = max(count, 1) * len(parts)
        columns["node"] += [name] * rows
        columns["part"] += list(parts) * max(count, 1)
        if not count:
            for unknown in ("component", "eigenvalue", "share", "loading"):
                columns[unknown] += [None] * rows
            continue
        columns["component"] += np.repeat(np.arange(1, count + 1), len(parts)).tolist()
        columns["eigenvalue"] += np.repeat(found.eigenvalues, len(parts)).tolist()
        columns["share"] += np.repeat(found.shares, len(parts)).tolist()
        columns["loading"] += [_known(one) for one in found.loadings.T.ravel().tolist()]
    return pl.DataFrame(columns, schema=dict(_COMPONENTS))


def _importance(
    tree: Structure, moments: Pairwise, evaluation: Evaluation
) -> Iterator[tuple[Any, ...]]:
    weights = {row["node"]: row for row in evaluation.weights_frame.to_dicts()}
    correlation = moments.correlation
    for name, parts in tree.parts.items():
        at, above, root = tree.at(parts), tree.columns[name], tree.columns[tree.root]
        nominal = np.array([weights[part]["weight"] for part in parts], dtype=np.float64)
        effects = np.array([_main_effects(tree, one, name) for one in parts])
        shares = shares_of(effects[:, 0])
        targets, residual = _targets(evaluation, name, tree.values[:, at], nominal)
        for place, part in enumerate(parts):
            yield (
                part,
                name,
                weights[part]["weight"],
                weights[part]["effective_weight"],
                float(correlation[at[place], above]),
                float(effects[place, 0]),
                float(shares[place]),
                float(targets[place]),
                residual,
                float(correlation[at[place], root]),
                float(effects[place, 1]),
            )


def _main_effects(tree: Structure, part: str, parent: str) -> list[float]:
    """Return the main effects of a node on its parent and on the root."""
    if parent == tree.root:
        return [correlation_ratios(tree.scores(part), tree.scores(parent)[:, None]).item()] * 2
    scores = np.column_stack([tree.scores(parent), tree.scores(tree.root)])
    found: list[float] = correlation_ratios(tree.scores(part), scores).tolist()
    return found


def _targets(
    evaluation: Evaluation, name: str, parts: Matrix, nominal: Vector
) -> tuple[Vector, float]:
    """Return the weights for which importances are the nominal weights, of an arithmetic mean."""
    node = evaluation.scheme.nodes()[name]
    aggregation = node.aggregate
    if aggregation is None and node.points is None:
        aggregation = evaluation.scheme.aggregate
    if not isinstance(aggregation, Arithmetic):
        return np.full(len(nominal), np.nan), np.nan
    found = balance(parts, nominal)
    return found.weights, found.residual
