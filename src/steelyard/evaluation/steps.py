"""Running the ordered list of steps over a block, learning or playing back.

Columns that share their settings go through a step together; a step that is
learned within a group or period goes through it label by label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine
from steelyard.evaluation.calibrations import Calibrator
from steelyard.findings import Finding
from steelyard.scheme.tree import Node
from steelyard.steps import impute, treat
from steelyard.steps.block import Block, Labels
from steelyard.steps.calibration import Calibration

__all__ = ["Learning", "by_spec", "run_step", "settings"]

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Learning:
    """From which rows a step learns.

    Parameters
    ----------
    mode
        ``each``: from the rows of its own period; ``all``: from all rows; else
        the base period, as text.
    """

    mode: str = "each"

    def parts(self, block: Block, within: Labels | None) -> Iterator[tuple[str, Rows, Rows]]:
        """Yield label, the rows to apply to, and the rows to learn from."""
        every = np.ones(len(block.values), dtype=np.bool_)
        if within is not None:
            for label in np.unique(within):
                rows = within == label
                yield f"@{label}", rows, rows
        elif block.periods is None or self.mode == "all":
            yield "", every, every
        elif self.mode == "each":
            for period in np.unique(block.periods):
                rows = block.periods == period
                yield f"@{period:g}", rows, rows
        else:
            yield "", every, block.periods == float(self.mode)


def run_step(
    place: str,
    block: Block,
    step: ModuleType,
    specs: Mapping[str, Any],
    learning: Learning,
    within: Labels | None,
    calibrate: Calibrator,
    engine: Engine,
) -> tuple[Block, list[Finding]]:
    """Put a block through one step; return it and what the step has to tell.

    Parameters
    ----------
    place
        The step's place in the list; calibrations are filed under it.
    block
        The block before the step.
    step
        The module with the step's ``learn`` and ``apply``.
    specs
        The settings of each column of the block.
    learning
        From which rows to learn.
    within
        (units,) the labels to learn within, instead of periods.
    calibrate
        Learns, or plays back.
    """
    shared = by_spec(block.columns, specs)
    findings: list[Finding] = []
    if len(shared) == 1 and len(parts := _parts(shared[0][0], block, learning, within)) == 1:
        (spec, _columns), (label, _rows, taught) = shared[0], parts[0]
        calibration = calibrate(f"{place}.0{label}", _learner(step, block, taught, spec, engine))
        changed = step.apply(block, spec, calibration, engine)
        return changed, _findings(step, block, changed, spec, calibration)
    values = np.empty_like(block.values)
    for number, (spec, columns) in enumerate(shared):
        chosen = block.select(columns)
        at = [block.columns.index(name) for name in columns]
        for label, rows, taught in _parts(spec, block, learning, within):
            calibration = calibrate(
                f"{place}.{number}{label}", _learner(step, chosen, taught, spec, engine)
            )
            part = chosen.rows(rows)
            changed = step.apply(part, spec, calibration, engine)
            findings += _findings(step, part, changed, spec, calibration)
            values[np.flatnonzero(rows)[:, None], at] = changed.values
    return replace(block, values=values), findings


def _parts(
    spec: Any, block: Block, learning: Learning, within: Labels | None
) -> list[tuple[str, Rows, Rows]]:
    """Return the parts of the rows that a step goes through by themselves."""
    if getattr(spec, "across_periods", False) and within is None:
        learning = Learning("all")
    return list(learning.parts(block, within))


def _findings(
    step: ModuleType, before: Block, after: Block, spec: Any, calibration: Calibration
) -> list[Finding]:
    """Return what only the step itself can tell of what it did."""
    if step is impute:
        return impute.findings(after, spec, calibration)
    if step is treat:
        return treat.findings(before, spec, calibration)
    return []


def _learner(
    step: ModuleType, block: Block, rows: Rows, spec: Any, engine: Engine
) -> Callable[[], Calibration]:
    def learn() -> Calibration:
        taught = block if rows.all() else block.rows(rows)
        return step.learn(taught, spec, engine)  # type: ignore[no-any-return]

    return learn


def by_spec(
    columns: tuple[str, ...], specs: Mapping[str, Any]
) -> list[tuple[Any, tuple[str, ...]]]:
    """Group the columns by equal settings, in the order of their first column."""
    groups: list[tuple[Any, list[str]]] = []
    for column in columns:
        spec = specs[column]
        for known, members in groups:
            if known is spec or known == spec:
                members.append(column)
                break
        else:
            groups.append((spec, [column]))
    return [(spec, tuple(members)) for spec, members in groups]


def settings(
    nodes: Mapping[str, Node], columns: tuple[str, ...], key: str, default: Any
) -> dict[str, Any]:
    """Return each column's settings of a step: its own, or the step's."""
    found = {}
    for column in columns:
        own = getattr(nodes[column], key) if column in nodes else None
        spec = default if own is None else own
        points = nodes[column].points if column in nodes else None
        if key == "normalise" and points is not None:
            spec = spec.with_points(points)
        found[column] = spec
    return found
