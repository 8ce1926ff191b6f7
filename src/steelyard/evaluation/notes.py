"""Findings of an evaluation: what the steps did to the figures, and who has no score, and why.

One finding per indicator or unit; which cells were touched is told by the stages
themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.evaluation import admission, left_out
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.normalise import (
    DistanceToReference,
    DistanceToTarget,
    FractionOfMaximum,
    Goalposts,
    Identity,
)
from steelyard.steps.block import Block

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation
    from steelyard.evaluation.tree import Scores

__all__ = ["of_scores", "of_step", "of_vetoes"]

_MOST_NAMED = 5
_PARTIAL = (DistanceToReference, DistanceToTarget, FractionOfMaximum, Goalposts)
"""Normalisations that may give a figure no score."""


def of_step(key: str, before: Block, after: Block, specs: Mapping[str, Any]) -> list[Finding]:
    """Return what a step did, by indicator.

    Parameters
    ----------
    key
        The step: impute, treat or normalise.
    before, after
        The block on both sides of the step; same units, same columns.
    specs
        The settings of each column.
    """
    describe = {"impute": _imputed, "treat": _treated, "normalise": _normalised}[key]
    # A first look at all columns at once: most have nothing to tell.
    telling = _worth_a_look(key, before, after, specs)
    return [
        finding
        for at, column in enumerate(before.columns)
        if telling[at]
        for finding in describe(
            column, before.values[:, at], after.values[:, at], specs[column], before
        )
    ]


def _worth_a_look(
    key: str, before: Block, after: Block, specs: Mapping[str, Any]
) -> NDArray[np.bool_]:
    """Return which columns may have something to tell; (columns,)."""
    figures = before.values
    if not len(figures):
        return np.zeros(figures.shape[1], dtype=np.bool_)
    if key == "normalise":
        first, last = figures[0], figures[-1]
        varies: NDArray[np.bool_] = (first != last) & ~np.isnan(first) & ~np.isnan(last)
        partial = np.array(
            [isinstance(specs[column], _PARTIAL) for column in before.columns], dtype=np.bool_
        )
        telling: NDArray[np.bool_] = ~varies | partial
        return telling
    changed = (figures != after.values) & ~(np.isnan(figures) & np.isnan(after.values))
    moved: NDArray[np.bool_] = changed.any(axis=0)
    return moved


def _imputed(
    column: str, before: Vector, after: Vector, spec: Any, block: Block
) -> Iterator[Finding]:
    filled = np.isnan(before) & ~np.isnan(after)
    if filled.any():
        yield Finding(
            "imputed",
            message(
                "Missing values of “{indicator}” were imputed by {method}: {count} ({units}).",
                count=int(filled.sum()),
                indicator=column,
                method=spec.method,
                units=_some(block.units[filled]),
            ),
            column=column,
        )


def _treated(
    column: str, before: Vector, after: Vector, spec: Any, block: Block
) -> Iterator[Finding]:
    changed = ~np.isnan(before) & (before != after)
    if changed.any():
        yield Finding(
            "treated",
            message(
                "Values of “{indicator}” were changed by the treatment of outliers: {count} "
                "({units}).",
                count=int(changed.sum()),
                indicator=column,
                units=_some(block.units[changed]),
            ),
            column=column,
        )


def _normalised(
    column: str, before: Vector, after: Vector, spec: Any, block: Block
) -> Iterator[Finding]:
    if len(before) > 1 and _constant(before) and not isinstance(spec, Identity) and spec.relative:
        yield Finding(
            "constant-indicator",
            message(
                "“{indicator}” is the same for all units, so it tells nobody apart.",
                indicator=column,
            ),
            "warning",
            column=column,
        )
    lost = ~np.isnan(before) & np.isnan(after)
    if lost.any():
        yield Finding(
            "no-score",
            message(
                "Values of “{indicator}” are there, but {method} gives them no score: {count} "
                "({units}).",
                count=int(lost.sum()),
                indicator=column,
                method=spec.method,
                units=_some(block.units[lost]),
            ),
            "warning",
            column=column,
        )
    if isinstance(spec, Goalposts) and spec.clip:
        beyond = (before < spec.lower) | (before > spec.upper)
        if beyond.any():
            yield Finding(
                "clipped",
                message(
                    "Values of “{indicator}” lie beyond the goalposts and count as the goalpost: "
                    "{count} ({units}).",
                    count=int(beyond.sum()),
                    indicator=column,
                    units=_some(block.units[beyond]),
                ),
                column=column,
            )


def _constant(values: Vector) -> bool:
    first, last = values[0], values[-1]
    if first != last and not (np.isnan(first) or np.isnan(last)):
        return False
    known = values[~np.isnan(values)]
    return known.size > 0 and bool((known == known[0]).all())


def of_scores(
    evaluation: Evaluation, scores: Scores, struck: Mapping[str, NDArray[np.bool_]]
) -> list[Finding]:
    """Return who has no score and why, and which vetoes struck."""
    found = [
        *_beyond(evaluation),
        *_approximate(evaluation),
        *_reweighed(evaluation, scores),
        *left_out.findings_of(evaluation),
    ]
    unranked = np.flatnonzero(np.isnan(evaluation.ranks)).tolist()
    if not (unranked or struck or scores.undefined):
        return found
    units = _keys(evaluation)
    found += [
        Finding(
            "veto",
            message(
                "The veto “{veto}” strikes ({effect}).",
                veto=name,
                effect=evaluation.scheme.vetoes[name].effect,
            ),
            "breach",
            unit=str(units[at]),
        )
        for name, held in struck.items()
        for at in np.flatnonzero(held)
    ]
    for node, mask in scores.undefined.items():
        found += [
            Finding(
                "undefined",
                message(
                    "“{node}” is not defined: its aggregation needs figures that are not "
                    "negative or zero.",
                    node=node,
                ),
                "warning",
                column=node,
                unit=str(units[at]),
            )
            for at in np.flatnonzero(mask)
        ]
    held = admission.held_of(evaluation)
    for at in unranked:
        if held is not None and not held.admitted[at]:
            continue  # told by how far it is from the list
        found.append(
            Finding("unranked", _why_unranked(evaluation, at), "warning", unit=str(units[at]))
        )
    return found


def of_vetoes(undecided: Mapping[str, NDArray[np.bool_]], block: Block) -> list[Finding]:
    """Return the units of which nobody can tell whether a veto strikes them."""
    return [
        Finding(
            "veto-undecided",
            message(
                "Whether the veto “{veto}” strikes cannot be told: a figure is not known. It does "
                "not strike.",
                veto=name,
            ),
            "warning",
            unit=str(block.units[at]),
        )
        for name, mask in undecided.items()
        for at in np.flatnonzero(mask)
    ]


def _beyond(evaluation: Evaluation) -> Iterator[Finding]:
    """Yield how many candidates have a rank and are not on the list."""
    first = evaluation.scheme.rank.first
    count = int((~evaluation.listed & ~np.isnan(evaluation.ranks)).sum())
    if first is not None and count:
        yield Finding(
            "beyond-list",
            message(
                "The list has the first {first}: {count} candidates have a rank and are not on it.",
                first=first,
                count=count,
            ),
        )


def _reweighed(evaluation: Evaluation, scores: Scores) -> Iterator[Finding]:
    """Yield the criteria whose other parts stand for a part that is missing."""
    if not scores.reweighed:
        return
    units = _keys(evaluation)
    for node, mask in scores.reweighed.items():
        names = [units[at] for at in np.flatnonzero(mask)]
        yield Finding(
            "reweighed",
            message(
                "“{node}” was computed without parts that are not known; the others stand for "
                "them: {count} ({units}).",
                node=node,
                count=len(names),
                units=_some(names),
            ),
            column=node,
        )


def _approximate(evaluation: Evaluation) -> Iterator[Finding]:
    """Yield the criteria whose ranking was searched for and not proven to be the best."""
    for place, calibration in evaluation.calibrations.items():
        exact = calibration.parameters.get("exact")
        if exact is not None and not exact.all():
            node = place.partition(".aggregate")[0]
            yield Finding(
                "approximate",
                message(
                    "The ranking by “{node}” is the best that a search found; with so many units "
                    "in a circle nobody can try all.",
                    node=node,
                ),
                "warning",
                column=node,
            )


def _why_unranked(evaluation: Evaluation, at: int) -> Message:
    leaves = evaluation.scheme.indicators()
    missing = [
        name
        for name, values in evaluation.node_scores.items()
        if name in leaves and np.isnan(values[at])
    ]
    if missing:
        return message("Not ranked: nothing is known of {indicators}.", indicators=_some(missing))
    return message("Not ranked: it has no score.")


def _keys(evaluation: Evaluation) -> list[object]:
    return evaluation.kept_frame[evaluation.scheme.units.key].to_list()


def _some(names: Any) -> str:
    """Return the first few names, and how many more there are."""
    listed = [str(name) for name in names[:_MOST_NAMED]]
    more = len(names) - len(listed)
    return ", ".join(listed) + (f" … (+{more})" if more else "")
